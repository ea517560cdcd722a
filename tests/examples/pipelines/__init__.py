"""The pipelines of examples/pipelines, linted, and their scripts run."""
