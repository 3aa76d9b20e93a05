import datetime as dt
import json
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from apps.audit import notes, stamps, verify
from apps.audit.bundles import verifier


class Command(BaseCommand):
    help = (
        "Check entries, leaves, checkpoints and witnesses against one another, or a bundle that was exported; exit "
        "status 1 at the first fault."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the report for machines")
        parser.add_argument(
            "--bundle", type=Path, help="check this archive or folder, and not the log itself"
        )
        parser.add_argument(
            "--key",
            action="append",
            default=[],
            help="a public key of the log, instead of those that are known here",
        )
        parser.add_argument(
            "--witnesses",
            type=Path,
            default=settings.LOG_WITNESS_DIR or None,
            help="a directory of checkpoints",
        )
        parser.add_argument(
            "--patience",
            type=float,
            default=verify.PATIENCE.total_seconds(),
            help="seconds an entry may wait",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            known = [notes.Verifier.parse(key) for key in options["key"]] or notes.verifiers()
            authorities = stamps.trusted()
        except (ImproperlyConfigured, notes.BadNote) as error:
            raise CommandError(str(error)) from None
        if options["bundle"]:
            self._bundle(options["bundle"], [str(key) for key in known], authorities, options["json"])
            return
        report = verify.verify(
            known=known,
            now=timezone.now(),
            witnesses=Path(options["witnesses"]) if options["witnesses"] else None,
            authorities=authorities,
            patience=dt.timedelta(seconds=options["patience"]),
        )
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json(), sort_keys=True))
        else:
            self.stdout.write(
                f"{report.size} entries, {report.checkpoints} checkpoints, {report.witnesses} witnesses' copies, "
                f"{report.stamps} timestamps, {report.pending} entries waiting for their place."
            )
            if report.unread_stamps:
                self.stdout.write(
                    f"{report.unread_stamps} timestamps were not read: LOG_WITNESS_AUTHORITY_ROOTS is not set."
                )
            if report.turned_back:
                self.stdout.write(verifier.earlier_in_words(report.turned_back, report.turned_back_at))
            self.stdout.write(f"Root {report.root}" if report.sound else f"FAULT: {report.fault}")
        if not report.sound:
            sys.exit(1)

    def _bundle(
        self, path: Path, known: list[str], authorities: stamps.Authorities, for_machines: bool
    ) -> None:
        try:
            found, fault = verifier.check(path, given=known), None
            with verifier.Bundle(path) as bundle:
                _check_stamp(bundle, authorities)
        except verifier.Fault as first:
            found, fault = {"sound": False, "fault": first.as_json()}, first
        words = f"FAULT: {fault}" if fault else verifier.in_words(found)
        self.stdout.write(json.dumps(found, sort_keys=True) if for_machines else words)
        if fault:
            sys.exit(1)


def _check_stamp(bundle: verifier.Bundle, authorities: stamps.Authorities) -> None:
    """What the bundle's own program leaves to openssl, where certificates are trusted here. Raises verifier.Fault."""
    if not authorities or verifier.STAMP not in bundle.names:
        return
    try:
        stamps.read(b"".join(bundle.chunks(verifier.STAMP)), authorities)
    except stamps.BadStamp as wrong:
        raise verifier.Fault("stamp", verifier.STAMP, str(wrong)) from None
