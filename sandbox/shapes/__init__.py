"""What each vendor answers, by operation. Held to by ``sandbox.answers``."""
