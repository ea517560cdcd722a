"""The `microsoft-seats` command: thin, each command a call of the layer that does the work."""
