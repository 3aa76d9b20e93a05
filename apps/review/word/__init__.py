"""Drafts to Word and back."""
