"""Zoom whole, and what tests and the demonstration put in."""

import base64
from datetime import datetime, timedelta
from typing import Any

from .base import File, Meeting
from .webhooks import Webhooks

SHAPES = {  # file_type: (file_extension, recording_type)
    "MP4": ("MP4", "shared_screen_with_speaker_view"),
    "M4A": ("M4A", "audio_only"),
    "TRANSCRIPT": ("VTT", "audio_transcript"),
    "CC": ("VTT", "closed_caption"),
    "CHAT": ("TXT", "chat_file"),
    "TIMELINE": ("JSON", "timeline"),
}


class Zoom(Webhooks):
    own_faults = {"sign_in_page", "daily_limit", "no_transcript_data"}
    controls = {
        "load", "url_validation", "validated", "recording_completed", "transcript_completed", "announce", "send_due",
    }  # fmt: skip

    def load(self, dataset: dict[str, Any]) -> dict[str, int]:
        """Put an account in: ``{"account_id"?, "users": [...], "meetings": [...]}``.

        A user has ``id`` and ``email``. A meeting has ``id`` (number), ``host_id`` and ``topic``, and may have
        ``uuid``, ``start_time``, ``duration``, ``timezone``, ``type`` and ``recording_files``: each with
        ``file_type`` and its bytes as ``content`` or ``content_base64``, and ``ready_at`` (ISO 8601) when it
        is made later than the meeting's end. Raises ValueError for an unknown host, list or file type.
        """
        if unknown := set(dataset) - {"account_id", "users", "meetings"}:
            raise ValueError(f"a Zoom dataset has no {', '.join(sorted(unknown))}")
        with self.lock:
            hosts = {user["id"] for user in [*self.users, *dataset.get("users", ())]}
            meetings = [self._meeting_of(dict(told), hosts) for told in dataset.get("meetings", ())]
            self.account_id = dataset.get("account_id", self.account_id)
            self.users += [dict(user) for user in dataset.get("users", ())]
            self.meetings += meetings
        return {"users": len(dataset.get("users", ())), "meetings": len(meetings)}

    def _meeting_of(self, told: dict[str, Any], hosts: set[str]) -> Meeting:
        if told["host_id"] not in hosts:
            raise ValueError(f"meeting {told['id']} has a host that is not there")
        files = told.pop("recording_files", [])
        told.setdefault("uuid", self._uuid(told["id"]))
        told.setdefault("start_time", _stamp(self.clock.now()))
        told.setdefault("duration", 30)
        told.setdefault("type", 2)
        meeting = Meeting(told)
        meeting.files = [self._file_of(meeting, dict(file)) for file in files]
        return meeting

    def _file_of(self, meeting: Meeting, told: dict[str, Any]) -> File:
        if told["file_type"] not in SHAPES:
            raise ValueError(f"no recording file is a {told['file_type']}")
        content, encoded = told.pop("content", None), told.pop("content_base64", None)
        if content is None and encoded is None:
            raise ValueError(f"a file of meeting {meeting.data['id']} has no content")
        extension, kind = SHAPES[told["file_type"]]
        begins = datetime.fromisoformat(meeting.data["start_time"])
        ends = begins + timedelta(minutes=meeting.data["duration"])
        ready = told.pop("ready_at", None)
        told.setdefault("id", self.identifier_of("file", meeting.uuid, self.serial("file")))
        data = {
            "meeting_id": meeting.uuid,
            "recording_start": _stamp(begins),
            "recording_end": _stamp(ends),
            "file_extension": extension,
            "recording_type": kind,
            "status": "completed",
            **told,
        }
        made = datetime.fromisoformat(ready) if ready else begins
        return File(data, content if content is not None else base64.b64decode(encoded), made)

    def _uuid(self, number: int) -> str:
        seed = self.identifier("meeting", number, self.serial("meeting"))
        return base64.b64encode(seed.encode()[:16]).decode()


def _stamp(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")
