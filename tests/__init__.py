"""What this project promises, as tests."""
