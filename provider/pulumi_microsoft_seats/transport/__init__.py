"""Requests over HTTPS: sessions, retries, pace, pages, bodies. Knows no service."""
