from typing import Any

from django.core.management.base import BaseCommand

from apps.audit import notes


class Command(BaseCommand):
    help = "Print the public keys that verify the log's checkpoints, the one in use first. They can be given to anyone."

    def handle(self, *args: Any, **options: Any) -> None:
        for verifier in notes.verifiers():
            self.stdout.write(str(verifier))
