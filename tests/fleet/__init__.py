"""The example of a fleet: what its runner promises, and the trial on PostgreSQL."""
