"""States that earlier versions wrote, and what this one makes of them."""
