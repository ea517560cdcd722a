"""Microsoft 365 and Entra licences: Microsoft Graph's operations, and its wire as values.

Nothing outside this folder knows how that service is spoken to.
"""
