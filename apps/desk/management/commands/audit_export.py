"""``manage.py audit_export``: entries of the log with their proofs, in an archive that is checked without firmai."""

import argparse
import datetime as dt
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Q

from apps.audit.bundles.selection import Scope
from apps.core.days import EARLIEST, LATEST, check_day
from apps.core.errors import BadInput, FirmaiError
from apps.core.identity import as_uuid
from apps.desk import exporting
from apps.desk.exporting import Recipient
from apps.people.models import Robot, User


class Command(BaseCommand):
    help = (
        "Writes the entries of a matter, a person or a period, with proofs and a verifier, to a file. Whoever asks "
        "takes no more than they could on the page; the export is in the log."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--matter", help="the matter's number or id")
        parser.add_argument("--person", help="the person's e-mail or id")
        parser.add_argument("--since", type=_day, help="first day, YYYY-MM-DD, in the firm's time zone")
        parser.add_argument("--until", type=_day, help="last day")
        parser.add_argument("--for", dest="recipient", required=True, choices=Recipient.values)
        parser.add_argument("--by", required=True, help="e-mail of the person who asks, whose rights decide")
        parser.add_argument(
            "--to", required=True, type=Path, help="the archive's file; it must not exist yet"
        )
        parser.add_argument("--without-names", action="store_true", help="leave all ids as they are")
        parser.add_argument("--json", action="store_true", help="for machines")

    def handle(self, *args: Any, **options: Any) -> None:
        person = User.objects.people().filter(email=options["by"].lower(), is_active=True).first()
        if person is None:
            raise CommandError("Nobody has that e-mail.")
        scope, path = _scope(options, person), options["to"]
        with _new(path) as file:
            export = self._export(scope, person, options)
            size = sum(file.write(piece) for piece in export.pieces)
        made = {"entries": export.entries, "bytes": size, "file": str(path)}
        said = f"{export.entries} entries, {size} bytes, in {path}."
        self.stdout.write(json.dumps(made) if options["json"] else said)

    def _export(self, scope: Scope, person: User, options: dict[str, Any]) -> exporting.Export:
        try:
            return exporting.export(
                scope=scope,
                recipient=Recipient(options["recipient"]),
                named=not options["without_names"],
                by=User.for_robot(Robot.OPERATOR),
                asked_by=person,
            )
        except FirmaiError as error:
            raise CommandError(str(error)) from None


def _day(text: str) -> dt.date:
    try:
        day = dt.date.fromisoformat(text)
        check_day(day)
    except (ValueError, BadInput):
        first, last = EARLIEST.year, LATEST.year
        raise argparse.ArgumentTypeError(f"a day reads YYYY-MM-DD, in the years {first} to {last}") from None
    return day


def _scope(options: dict[str, Any], person: User) -> Scope:
    since, until = options["since"], options["until"]
    return Scope(
        matter=_matter(options["matter"], person) if options["matter"] else None,
        person=_person(options["person"]) if options["person"] else None,
        since=exporting.beginning_of(since) if since else None,
        until=exporting.beginning_of(until + dt.timedelta(days=1)) if until else None,
    )


def _matter(named: str, person: User) -> UUID:
    """By its number for those who see it, by its id for those who see ids."""
    found = exporting.matter_named(named, person)
    if found is None:
        raise CommandError("There is no such matter.")
    return found


def _person(named: str) -> UUID:
    found = User.objects.filter(Q(email=named.lower()) | Q(pk=as_uuid(named))).first()
    if found is None:
        raise CommandError("There is no such person.")
    return found.pk


@contextmanager
def _new(path: Path) -> Iterator[IO[bytes]]:
    """A file of its own that only this account reads. One that is not whole does not stay."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise CommandError(f"The file {path} cannot be made: {error.strerror}.") from None
    try:
        with open(descriptor, "wb") as file:
            yield file
    except BaseException:
        path.unlink(missing_ok=True)
        raise
