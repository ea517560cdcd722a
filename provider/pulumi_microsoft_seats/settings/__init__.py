"""Configuration: the keys of a stack, then environment variables."""
