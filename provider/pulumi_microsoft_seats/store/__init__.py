"""The Store for Business: its operations, and its wire as values of this package.

Nothing outside this folder knows how that service is spoken to.
"""
