"""What leaves the house to be checked elsewhere: entries of the log with their proofs, and a verifier of one file."""
