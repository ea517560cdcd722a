"""Programs drawn from a seed: sequences of edits and events, and what each of them must do."""
