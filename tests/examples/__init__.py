"""What the folders of examples/ promise."""
