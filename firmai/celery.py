"""The Celery application: messages carry ids and nothing else.

Two queues: ``claude`` for calls that cross the border, ``house`` for everything else. A worker on both of them can have
every slot taken by calls for a while, so it opens the reviews of what it drafted in a slot beside them.
"""

import os
import threading
import uuid
from typing import Any

from celery import Celery, Task
from celery.signals import (
    task_postrun,
    task_prerun,
    task_success,
    worker_init,
    worker_ready,
    worker_shutting_down,
)
from django.conf import settings

from apps.core import hung, memory, processors

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "firmai.settings.development")
DRAFT = "apps.drafting.tasks.draft"


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


_stopping = threading.Event()
_watch = hung.Watch()


@worker_init.connect
def _warm(**_kwargs: Any) -> None:
    from apps.policy import warming

    memory.leave_no_core()
    processors.keep_to_one()
    warming.warm()


@worker_ready.connect
def _say_alive(**_kwargs: Any) -> None:
    from apps.desk import alive
    from apps.review.openings import slot

    _watch.keep_looking({DRAFT: settings.CLAUDE_SECONDS + settings.LEASE_GRACE_SECONDS})
    task_prerun.connect(_watch.began)
    task_postrun.connect(_watch.ended)
    alive.keep_saying("worker", _stopping)
    slot.begin(_stopping)
    memory.keep_collecting()
    task_postrun.connect(memory.collect_soon)


@task_success.connect
def _open_review(sender: Task, **_kwargs: Any) -> None:
    """What was drafted goes to review at once, however long the calls in the other slots take (ADR 6)."""
    if sender.name == DRAFT:
        from apps.review.openings import slot

        slot.drafted(uuid.UUID(sender.request.kwargs["request_id"]))


@worker_shutting_down.connect
def _say_no_more(**_kwargs: Any) -> None:
    _stopping.set()
