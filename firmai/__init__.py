"""The project: settings, addresses, the Celery application. Nothing of the firm's work lives here."""

from firmai.celery import app as celery_app

__all__ = ["celery_app"]
