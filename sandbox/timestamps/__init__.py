"""A stand-in for an authority that signs when it saw a fingerprint (RFC 3161), under certificates made up here."""
