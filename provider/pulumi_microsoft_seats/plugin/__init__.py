"""What the engine asks for: runs in the plugin process that the engine starts."""
