"""Log lines made from an allow-list.

A message is printed as its template with no arguments unless every argument is a number, an id or a short code;
an exception is printed as its class and the places it passed, never its text, because drivers and vendors put
rows and prompts into theirs.
"""

import json
import logging
import re
import traceback
import uuid
from datetime import UTC, datetime

CODE = re.compile(r"[A-Za-z0-9_./:\[\]@<>+=-]{1,120}")
KEY_IN_PATH = re.compile(r"(?<=/)[A-Za-z0-9_-]{40,}")
"""What a one-time link and the address that a vendor posts to end in (``secrets.token_urlsafe``): Django logs the path
of whatever was refused. No id is so long."""
FIELDS = (
    "code",
    "request_id",
    "matter",
    "request",
    "crossing",
    "task",
    "delivery",
    "source",
    "count",
    "seconds",
)


class Lines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": self._message(record),
        }
        for field in FIELDS:
            value = getattr(record, field, None)
            if value is not None and _plain(value):
                line[field] = value if isinstance(value, int | float) else str(value)
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = type(record.exc_info[1]).__name__
            line["where"] = [
                f"{frame.filename.rsplit('/', 3)[-1]}:{frame.lineno}:{frame.name}"
                for frame in traceback.extract_tb(record.exc_info[2])[-8:]
            ]
        return json.dumps(line, ensure_ascii=False)

    @staticmethod
    def _message(record: logging.LogRecord) -> str:
        if not isinstance(record.msg, str):
            return type(record.msg).__name__
        if not record.args:
            # A library that formats its own message may have put anything into it.
            return record.msg[:300] if record.name.startswith(("apps.", "firmai.")) else "(withheld)"
        args = record.args.values() if isinstance(record.args, dict) else record.args
        told = record.getMessage() if all(map(_plain, args)) else record.msg
        return KEY_IN_PATH.sub("…", told)[:300]


def _plain(value: object) -> bool:
    if isinstance(value, bool | int | float | uuid.UUID) or value is None:
        return True
    return isinstance(value, str) and CODE.fullmatch(value) is not None
