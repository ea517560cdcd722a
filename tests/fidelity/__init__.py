"""Whether the preview tells the truth: drawn programs, previewed, updated, and compared."""
