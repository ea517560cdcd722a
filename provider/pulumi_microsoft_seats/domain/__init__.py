"""What seats, rosters and plans are: pure values and functions, no I/O."""
