"""Whether the preview tells the truth: random worlds, previewed, updated, and compared."""
