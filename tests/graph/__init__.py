"""Microsoft Graph's client: literal samples of its wire, and its traps."""
