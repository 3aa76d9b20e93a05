"""``manage.py schedule_searched``: the house's scheduler, which can be asked to search its own memory."""

from typing import Any

from apps.desk.management.commands.schedule import Command as Schedule
from proof.inside import listening


class Command(Schedule):
    def handle(self, *args: Any, **options: Any) -> None:
        listening.begin("scheduler")
        super().handle(*args, **options)
