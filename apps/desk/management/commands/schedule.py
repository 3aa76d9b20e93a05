"""``manage.py schedule``: the process that finds unclaimed rows and enqueues their ids."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand

from apps.core import memory
from apps.desk import alive, schedule


class Command(BaseCommand):
    help = "Looks for unclaimed rows of every stage and enqueues their ids, until stopped."

    def handle(self, *args: Any, **options: Any) -> None:
        memory.leave_no_core()
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_args: stop.set())
        alive.keep_saying("scheduler", stop)
        memory.keep_collecting()
        schedule.run(stop)
