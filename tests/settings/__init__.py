"""Where settings come from, and what is said of those that are missing or wrong."""
