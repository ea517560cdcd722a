"""Random worlds, roster changes and faults: whatever goes wrong, seats stay right."""
