"""Recordings and transcripts through the API, and the download of their files."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import unquote

from sandbox.http import Request, Response
from sandbox.s3.app import UNITED_STATES

from .base import DOWNLOAD_HOST, File, Meeting, Refused, ZoomBase, routes

LIST_FILES = "cloud_recording:read:list_recording_files"
LIST_RECORDINGS = "cloud_recording:read:list_user_recordings"
READ_TRANSCRIPT = "cloud_recording:read:meeting_transcript"
LONGEST_TTL = 604_800  # seconds of a download_access_token
USUAL_TTL = 24 * 3600
LONGEST_SPAN = timedelta(days=31)
LARGEST_PAGE, USUAL_PAGE = 300, 30
SIGN_IN_PAGE = "<!DOCTYPE html><html><head><title>Sign In - Zoom</title></head><body>Sign In</body></html>"


class Recordings(ZoomBase):
    @routes("GET", "/v2/users/{user}/recordings", operation="users.recordings")
    def list_recordings(self, request: Request) -> Response:
        self.allow(request, LIST_RECORDINGS)
        self._limits(request)
        user = self._user(request.params["user"])
        begins, ends = self._span(request)
        found = [
            meeting
            for meeting in sorted(self.meetings, key=lambda m: m.data["start_time"])
            if meeting.data["host_id"] == user["id"]
            and begins.isoformat() <= meeting.data["start_time"][:10] <= ends.isoformat()
            and self._ready(meeting)
        ]
        size = self._page_size(request)
        at = self._at(request)
        following = str(at + size) if at + size < len(found) else ""
        return Response.json(
            {
                "from": begins.isoformat(),
                "to": ends.isoformat(),
                "page_count": -(-len(found) // size),
                "page_size": size,
                "total_records": len(found),
                "next_page_token": following and f"{self.identifier('page')}.{following}",
                "meetings": [self.described(meeting, request) for meeting in found[at : at + size]],
            }
        )

    @routes("GET", "/v2/meetings/{meeting:path}/recordings", operation="meetings.recordings")
    def read_recordings(self, request: Request) -> Response:
        self.allow(request, LIST_FILES)
        self._limits(request)
        meeting = self._meeting(request.params["meeting"])
        if not self._ready(meeting):
            raise Refused(404, "This recording does not exist.", 3301)
        told = self.described(meeting, request)
        if request.one("include_fields") == "download_access_token":
            ttl = request.one("ttl") or str(USUAL_TTL)
            if not ttl.isdigit() or int(ttl) > LONGEST_TTL:
                raise Refused(400, "ttl is between 0 and 604800.", 300)
            told["download_access_token"] = self.download_token(meeting, float(ttl))
        return Response.json(told)

    @routes("GET", "/v2/meetings/{meeting:path}/transcript", operation="meetings.transcript")
    def read_transcript(self, request: Request) -> Response:
        """Takes the UUID of an ended instance; a meeting's number is not one."""
        self.allow(request, READ_TRANSCRIPT)
        self._limits(request)
        asked = request.params["meeting"]
        if asked.isdigit():
            raise Refused(404, "The transcript does not exist.", 3322)
        meeting = self._meeting(asked)
        made = [file for file in meeting.files if file.is_transcript]
        if not made:
            raise Refused(404, "The transcript does not exist.", 3322)
        told: dict[str, Any] = {"meeting_id": meeting.uuid, "account_id": self.account_id}
        if request.fault and request.fault.kind == "no_transcript_data":
            refusal = {"can_download": False, "download_restriction_reason": "NO_TRANSCRIPT_DATA"}
            return Response.json({**told, **refusal})
        if made[0].ready > self.clock.now():
            return Response.json({**told, "can_download": False, "download_restriction_reason": "NOT_READY"})
        return Response.json(
            {**told, "can_download": True, "download_url": self.download_url(made[0], request)}
        )

    @routes("GET", "/rec/download/{file}", operation="download")
    def download(self, request: Request) -> Response:
        """302 to storage for a header token that fits the file; never for ``?access_token=``."""
        self.only_at(request, DOWNLOAD_HOST)
        file, meeting = self._file(request.params["file"])
        if request.fault and request.fault.kind == "sign_in_page":
            return Response.text(SIGN_IN_PAGE, 200, "text/html; charset=utf-8")
        if "access_token" in request.query:
            raise Refused(401, "The token is taken from the header only.", 300)
        if not self._may_download(request.bearer, meeting):
            raise Refused(401, "Forbidden: the token is invalid or expired.", 300)
        if file.ready > self.clock.now():
            raise Refused(404, "The file is not ready.", 3301)
        key = f"zoom/{file.data['id']}"
        self.storage.objects[UNITED_STATES, key] = file.content
        address = self.storage.presign("GET", key, site=UNITED_STATES, base=request.base, seconds=300)
        return Response.redirect(address, 302)

    def described(self, meeting: Meeting, request: Request | None, files: list[File] | None = None) -> dict:
        """A recording set. Without a request (in a webhook) addresses are the vendor's own."""
        ready = [f for f in meeting.files if f.ready <= self.clock.now()] if files is None else files
        as_number = request is None or self.type_as_number
        kept = {name: value for name, value in meeting.data.items() if name != "type"}
        kind = int(meeting.data.get("type", 2))
        return {
            **kept,
            "type": kind if as_number else str(kind),
            "account_id": self.account_id,
            "total_size": sum(len(file.content) for file in ready),
            "recording_count": len(ready),
            "recording_files": [self.file(each, request) for each in ready],
        }

    def file(self, file: File, request: Request | None) -> dict[str, Any]:
        address = self.download_url(file, request)
        play = address.replace("/rec/download/", "/rec/play/")
        return {**file.data, "file_size": len(file.content), "download_url": address, "play_url": play}

    def download_url(self, file: File, request: Request | None) -> str:
        path = f"/rec/download/{file.data['id']}"
        if request is None:
            return f"{self.webhook_base}{path}"
        return self.address(request, path, site="zoom", host=DOWNLOAD_HOST)

    @property
    def webhook_base(self) -> str:
        """Where addresses in webhooks lead: Zoom's host, or loopback once somebody came in that way."""
        return f"{self.base}/zoom" if self.base else f"https://{DOWNLOAD_HOST}"

    def download_token(self, meeting: Meeting, seconds: float = USUAL_TTL) -> str:
        token = self.identifier("download", self.serial("download_token"), length=64)
        self.download_tokens[token] = (self.clock.now() + timedelta(seconds=seconds), meeting.uuid)
        return token

    def _may_download(self, token: str | None, meeting: Meeting) -> bool:
        now = self.clock.now()
        expires, _ = self.tokens.get(token or "", (None, ""))
        if expires is not None:
            return expires > now
        until, of = self.download_tokens.get(token or "", (now, ""))
        return until > now and of == meeting.uuid

    def _limits(self, request: Request) -> None:
        if request.fault and request.fault.kind == "daily_limit":
            raise DailyLimit

    def answer(self, request: Request) -> Response:
        if request.base:
            self.base = request.base
        try:
            return super().answer(request)
        except DailyLimit:
            return self.limited_for_the_day(request)

    def _ready(self, meeting: Meeting) -> bool:
        return any(file.ready <= self.clock.now() for file in meeting.files if not file.is_transcript)

    def _user(self, asked: str) -> dict[str, Any]:
        if asked == "me":
            raise Refused(400, "This token has no user; name one by id or email.", 4711)
        for user in self.users:
            if asked in (user["id"], user["email"]):
                return user
        raise Refused(404, "User does not exist.", 1001)

    def _meeting(self, asked: str) -> Meeting:
        """By number (the latest instance) or by UUID, which is encoded twice if it starts with a slash or holds two.

        One decoding was done by the server: such a UUID that was encoded once has its slashes here, and is not found.
        """
        split = asked.startswith("/") or "//" in asked
        name = unquote(asked)
        found = [m for m in self.meetings if (name == m.uuid and not split) or asked == str(m.data["id"])]
        if not found:
            raise Refused(404, "This recording does not exist.", 3301)
        return max(found, key=lambda meeting: meeting.data["start_time"])

    def find(self, uuid: str) -> Meeting:
        """Raises ValueError when there is no such instance."""
        for meeting in self.meetings:
            if meeting.uuid == uuid:
                return meeting
        raise ValueError(f"there is no meeting {uuid!r}")

    def _file(self, number: str) -> tuple[File, Meeting]:
        for meeting in self.meetings:
            for file in meeting.files:
                if file.data["id"] == number:
                    return file, meeting
        raise Refused(404, "This recording does not exist.", 3301)

    def _span(self, request: Request) -> tuple[date, date]:
        today = self.clock.now().date()
        try:
            begins = date.fromisoformat(request.one("from") or (today - timedelta(days=1)).isoformat())
            ends = date.fromisoformat(request.one("to") or today.isoformat())
        except ValueError:
            raise Refused(400, "from and to are dates.", 300) from None
        if ends - begins > LONGEST_SPAN or ends < begins:
            raise Refused(400, "The span is a month at most.", 300)
        return begins, ends

    def _page_size(self, request: Request) -> int:
        size = request.one("page_size") or str(USUAL_PAGE)
        if not size.isdigit() or not 1 <= int(size) <= LARGEST_PAGE:
            raise Refused(400, f"page_size is at most {LARGEST_PAGE}.", 300)
        return int(size)

    def _at(self, request: Request) -> int:
        token = request.one("next_page_token")
        if not token:
            return 0
        head, _, at = token.rpartition(".")
        if head != self.identifier("page") or not at.isdigit():
            raise Refused(400, "The next_page_token is invalid or expired.", 300)
        return int(at)


class DailyLimit(Exception):
    """The day's calls are used up."""
