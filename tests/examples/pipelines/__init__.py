"""The pipelines of examples/pipelines, linted and run step by step."""
