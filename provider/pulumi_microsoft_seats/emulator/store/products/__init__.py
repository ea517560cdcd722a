"""What the Store says of a product: operations 2 to 6, apart from the seats."""
