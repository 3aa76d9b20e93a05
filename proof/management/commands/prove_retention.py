"""``manage.py prove_retention``: canaries through the real house, and then a look everywhere for them."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from bench.rig import DidNotHappen
from proof import report
from proof.run import NotProved, Proof, prove
from proof.ways import WAYS, plan

LEAST = len(WAYS)


class Command(BaseCommand):
    help = (
        "Runs drafts with canaries in them through a house of its own and its failures, then searches the queue, "
        "PostgreSQL, logs, files and the memory of worker and web. Exit status 1 if one is found where none may rest."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--drafts",
            type=int,
            default=LEAST,
            help=f"at least one for each way to end: {LEAST} (the default)",
        )
        parser.add_argument("--json", action="store_true", help="for machines")

    def handle(self, *args: Any, drafts: int, json: bool = False, **options: Any) -> None:
        try:
            proof = prove(plan(drafts), self._progress)
        except (AssertionError, DidNotHappen, NotProved) as broken:
            self.stderr.write(f"Nothing was proved: {broken}")
            raise SystemExit(1) from None
        self.stdout.write(_as_json(proof) if json else report.as_text(proof))
        if not proof.held:
            raise SystemExit(1)

    def _progress(self, line: str) -> None:
        self.stderr.write(line)
        self.stderr.flush()


def _as_json(proof: Proof) -> str:
    return json.dumps(report.as_json(proof), ensure_ascii=False, indent=1)
