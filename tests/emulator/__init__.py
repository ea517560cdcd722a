"""The emulator's promises, over real TLS: requests and answers written from the reference."""
