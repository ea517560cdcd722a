"""README and docs: every command runs, every claim that can be checked is."""
