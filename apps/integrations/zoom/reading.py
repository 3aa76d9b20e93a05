"""From Zoom's JSON to types. A field that vanished or changed its kind is an answer that makes no sense."""

from collections.abc import Iterable
from typing import Any

from apps.core.sensitive import Sensitive
from apps.integrations.fields import moment
from apps.integrations.zoom.types import Announcement, Page, Transcript


class Unreadable(ValueError):
    """Not what Zoom describes. Carries nothing of what it was."""


def page(body: Any) -> Page:
    """Meeting by meeting: one that makes no sense costs none of the others. Where of several none makes sense, it is
    the answer that does not."""
    try:
        read = [_or_none(meeting) for meeting in body["meetings"]]
        following = str(body.get("next_page_token") or "")
    except (KeyError, TypeError, AttributeError):
        pass
    else:
        whole = [each for each in read if each is not None]
        if whole or len(read) < 2:
            return Page([each for found in whole for each in found], following, len(whole) < len(read))
    raise Unreadable


def _or_none(meeting: Any) -> list[Transcript] | None:
    try:
        return transcripts(meeting)
    except Unreadable:
        return None


def transcripts(meeting: Any) -> list[Transcript]:
    """The finished transcripts of a recording set: the TRANSCRIPT file, a VTT. Captions (CC) are not one."""
    try:
        return list(_transcripts(meeting))
    except (KeyError, TypeError, AttributeError, ValueError):
        pass
    raise Unreadable


def announcement(event: Any) -> Announcement:
    """What a transcript event says. The token stands beside the payload and may be missing."""
    try:
        payload, token = event["payload"], event.get("download_token")
        found = tuple(_transcripts(payload["object"]))
        return Announcement(str(payload["account_id"]), found, Sensitive(token) if token else None)
    except (KeyError, TypeError, AttributeError, ValueError):
        pass
    raise Unreadable


def _transcripts(meeting: dict) -> Iterable[Transcript]:
    for file in meeting.get("recording_files") or ():
        if file.get("file_type") != "TRANSCRIPT" or file.get("status") != "completed":
            continue
        if str(file.get("file_extension") or "VTT").upper() != "VTT":
            continue
        size, started = file.get("file_size"), file.get("recording_start") or meeting.get("start_time")
        yield Transcript(
            meeting=_text(meeting["uuid"]),
            file_id=_text(file["id"]),
            topic=Sensitive(str(meeting.get("topic") or "")),
            started_at=moment(started),
            host_email=str(meeting.get("host_email") or "").lower(),
            size=None if size is None else int(size),
            download_url=_text(file["download_url"]),
        )


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise TypeError
    return value
