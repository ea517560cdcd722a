"""Whole programs, on the real engine and in rehearsal."""
