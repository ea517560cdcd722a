"""The Store for Business: the reference's operations 1 to 12, below `/V1`."""
