import signal
import threading
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from apps.audit import notes, roles, sequencer


class Command(BaseCommand):
    help = "Give new entries of the log their places in the tree and sign checkpoints, until told to stop."

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        try:
            signer, known = notes.Signer.load(), notes.verifiers()
            sequencer.run(sequencer.Sequencer(roles.log_alias(), signer, known), stop)
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from None
        except sequencer.Forked as fork:
            raise CommandError(f"{fork} Nothing was added. Run audit_verify.", returncode=3) from None
