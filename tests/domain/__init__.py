"""What users, rosters and plans promise, without any service."""
