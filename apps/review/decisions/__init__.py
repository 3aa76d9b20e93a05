"""Deciding: approving, sending back, giving up, asking again, approving alone, and looking once more."""
