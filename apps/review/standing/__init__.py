"""Approvals that stand: what speaks against one since, what may have left of it, and taking it back."""
