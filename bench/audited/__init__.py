"""What django-auditlog adds to a save: a small project of its own beside the house's, on the same database server."""
