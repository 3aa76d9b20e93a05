"""``manage.py watch``: the process that looks at the vendor's account on a timer, with a key of its own."""

import signal
import threading
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from apps.integrations.claude.connect import read_key
from apps.policy import watching


class Command(BaseCommand):
    help = "Runs workspace_check and reconcile_usage when they are due, until stopped."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            read_key(settings.CLAUDE_ADMIN_KEY_FILE, "CLAUDE_ADMIN_KEY_FILE")
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from None
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_args: stop.set())
        watching.watch(stop)
