"""The benchmark: how long the provider takes, side by side with three references."""
