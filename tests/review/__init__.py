"""The review report: a preview as a reviewer wants to read it."""
