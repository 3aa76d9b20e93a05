"""``manage.py posture``: every control, as it is now."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from apps.desk import posture


class Command(BaseCommand):
    help = (
        "Prints every control: claim, mechanism, status, evidence, when checked. Exit status 1 if any fails."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="for machines")

    def handle(self, *args: Any, json: bool = False, **options: Any) -> None:
        controls = posture.look()
        self.stdout.write(_as_json(controls) if json else _as_text(controls))
        if any(posture.failing(controls)):
            raise SystemExit(1)


def _as_json(controls: list[posture.Control]) -> str:
    rows = [asdict(control) | {"checked_at": control.checked_at.isoformat()} for control in controls]
    return json.dumps(rows, ensure_ascii=False, indent=1)


def _as_text(controls: list[posture.Control]) -> str:
    return "\n".join(
        f"{control.status.value:8}{control.short:22}{control.claim}\n{'':30}{control.mechanism}\n{'':30}{control.evidence}"
        for control in controls
    )
