"""Microsoft Graph: users and their licences, as far as licences need it."""
