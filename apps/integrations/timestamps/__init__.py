"""An authority that signs when it saw a fingerprint (RFC 3161). It is told a SHA-256 and a random number."""
