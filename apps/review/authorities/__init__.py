"""The authorities that a text relies on: their ledger, what persons found of each, and what CanLII says."""
