"""The Store for Business seat service: its wire, sign-in, transport and operations.

Nothing outside this folder knows how that service is spoken to.
"""
