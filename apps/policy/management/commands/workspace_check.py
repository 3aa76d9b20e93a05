"""``manage.py workspace_check``: the vendor's workspace as its Admin and Compliance APIs show it."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from apps.people.models import Robot, User
from apps.policy import watching
from apps.policy.models import WorkspaceCheck
from apps.policy.observed import Outcome, Retention, Trigger, WorkspaceFault


class Command(BaseCommand):
    help = (
        "Looks at the workspace's data residency and retention, puts what was seen on record and prints it. "
        "Exit status 1 if anything is not as required or could not be looked at."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="for machines")

    def handle(self, *args: Any, json: bool = False, **options: Any) -> None:
        check = watching.check_workspace(trigger=Trigger.HAND, by=User.for_robot(Robot.OPERATOR))
        self.stdout.write(_as_json(check) if json else _as_text(check))
        if check.outcome != Outcome.HELD:
            raise SystemExit(1)


def _as_json(check: WorkspaceCheck) -> str:
    return json.dumps(
        {
            "id": str(check.pk),
            "at": check.at.isoformat(),
            "organization": check.organization,
            "workspace": check.workspace,
            "outcome": check.outcome,
            "faults": check.faults,
            "trouble": check.trouble,
            "workspace_geo": check.workspace_geo,
            "allowed_inference_geos": check.allowed_geos,
            "default_inference_geo": check.default_geo,
            "older_opt_out": check.older_opt_out,
            "retention": check.retention,
            "watched_since": check.watched_since.isoformat() if check.watched_since else None,
            "retention_changed_at": check.retention_changed_at.isoformat()
            if check.retention_changed_at
            else None,
            "telemetry_destinations": check.destinations,
        },
        indent=1,
    )


def _as_text(check: WorkspaceCheck) -> str:
    seen = [
        ("workspace", check.workspace or "-"),
        ("workspace_geo", check.workspace_geo or "-"),
        ("allowed_inference_geos", ", ".join(check.allowed_geos) or "-"),
        ("default_inference_geo", check.default_geo or "-"),
        ("retention", str(Retention(check.retention).label)),
        ("telemetry_destinations", "not seen" if check.destinations is None else str(check.destinations)),
    ]
    if check.older_opt_out:
        seen.append(("older opt-out", "the Default workspace is US only too; it is not relied on"))
    lines = [f"{name:26}{value}" for name, value in seen]
    lines += [f"NOT AS REQUIRED: {WorkspaceFault(fault).label}" for fault in check.faults]
    if check.trouble:
        lines.append(f"NOT SEEN: {check.trouble}")
    return "\n".join([*lines, f"{Outcome(check.outcome).label}"])
