"""The emulator's Graph, held against the reference of Microsoft Graph's licences."""
