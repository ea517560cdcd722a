"""How a plan is carried out at a service that may do half of it, or not say what it did."""
