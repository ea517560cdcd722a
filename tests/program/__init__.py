"""Tests of what runs in a program."""
