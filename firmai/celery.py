"""The Celery application: messages carry ids and nothing else.

Two queues, so that sixteen drafts waiting on the vendor never hold back a delivery: ``claude`` for calls that
cross the border, ``house`` for everything else.
"""

import os
import uuid
from typing import Any

from celery import Celery, Task

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "firmai.settings.development")


class Doorway(Task):
    """A task that takes ids by keyword. Text can neither be queued nor shown in a log line about the task."""

    abstract = True

    def apply_async(self, args: Any = None, kwargs: Any = None, **options: Any) -> Any:
        if args:
            raise TypeError("Tasks take ids by keyword.")
        ids = {name: self._id(value) for name, value in (kwargs or {}).items()}
        return super().apply_async(args=(), kwargs=ids, argsrepr="-", kwargsrepr="-", **options)

    @staticmethod
    def _id(value: Any) -> str:
        return str(value if isinstance(value, uuid.UUID) else uuid.UUID(value))


app = Celery("firmai", task_cls=Doorway)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
