"""Bringing a product's seats to what is declared, at any service that has seats."""
