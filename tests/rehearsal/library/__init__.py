"""What the programs of these tests import."""
