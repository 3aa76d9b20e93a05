"""A stand-in for Clio Manage, API v4, Canadian region (and a United States one, to be refused by)."""
