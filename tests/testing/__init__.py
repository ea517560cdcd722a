"""What a test of a user's own program is given."""
