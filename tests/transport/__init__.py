"""Tests of HTTP: sessions, retries, pace, bodies."""
