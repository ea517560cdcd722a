"""What the engine's calls mean for seats, on plain properties and a service in memory."""
