"""Clio Manage, API v4: read what a matter has, write an approved note or document. Nothing else is possible here."""
