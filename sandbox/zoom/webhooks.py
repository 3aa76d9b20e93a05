"""What Zoom posts of its own accord: the address check, the recording, and later the transcript."""

import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any

from sandbox.deliveries import Delivery, Post, post_to_loopback

from .base import CLIENT, SECRET_TOKEN, File, Meeting
from .recordings import USUAL_TTL, Recordings


class Webhooks(Recordings):
    def url_validation(self) -> Delivery:
        """The address check. ``validated`` says whether an answer to it is right."""
        plain = self.identifier("plain", self.serial("plain"), length=22)
        return self._delivery("endpoint.url_validation", {"payload": {"plainToken": plain}})

    def validated(self, delivery: Delivery, answer: dict[str, Any]) -> bool:
        plain = json.loads(delivery["body"])["payload"]["plainToken"]
        right = hmac.new(SECRET_TOKEN.encode(), plain.encode(), hashlib.sha256).hexdigest()
        return answer == {"plainToken": plain, "encryptedToken": right}

    def recording_completed(self, uuid: str, token_seconds: float = USUAL_TTL) -> Delivery:
        """Everything but the transcript, which has an event of its own. ``token_seconds=0`` sends a dead token."""
        meeting = self.find(uuid)
        files = [file for file in meeting.files if not file.is_transcript]
        return self._about("recording.completed", meeting, files, token_seconds)

    def transcript_completed(self, uuid: str, token_seconds: float = USUAL_TTL) -> Delivery:
        """The transcript alone. Raises ValueError when the meeting has none or it is not made yet."""
        meeting = self.find(uuid)
        files = [file for file in meeting.files if file.is_transcript and file.ready <= self.clock.now()]
        if not files:
            raise ValueError("there is no transcript yet")
        return self._about("recording.transcript_completed", meeting, files, token_seconds)

    def announce(self, uuid: str, transcript_after: float = 300, times: int = 1) -> None:
        """Queue both events of a meeting that has just ended: the transcript is made, and told of, later.

        ``times=2`` sends each of them twice. ``send_due`` posts what is due.
        """
        meeting, now = self.find(uuid), self.clock.now()
        for file in meeting.files:
            file.ready = now + timedelta(seconds=transcript_after) if file.is_transcript else now
        self.deliveries.add(lambda: self.recording_completed(uuid), times=times)
        if any(file.is_transcript for file in meeting.files):
            self.deliveries.add(lambda: self.transcript_completed(uuid), after=transcript_after, times=times)

    def send_due(self, post: Post | None = None) -> list[int]:
        """Post every delivery that is due by the sandbox's clock; 0 stands for an answer later than 3 seconds.

        Only 200 and 204 count as taken; the others come again after 5, 20 and 60 minutes, then never.
        """
        return self.deliveries.send(
            post or (lambda delivery: post_to_loopback(delivery, self.patience)), lambda s: s in (200, 204)
        )

    def _about(self, event: str, meeting: Meeting, files: list[File], seconds: float) -> Delivery:
        told = {
            **self.described(meeting, None, files),
            "host_email": next((u["email"] for u in self.users if u["id"] == meeting.data["host_id"]), ""),
            "share_url": f"https://us02web.zoom.us/rec/share/{self.identifier('share', meeting.uuid)}",
        }
        token = self.download_token(meeting, seconds)
        payload = {"account_id": self.account_id, "object": told}
        return self._delivery(event, {"payload": payload, "download_token": token})

    def _delivery(self, event: str, told: dict[str, Any]) -> Delivery:
        now = self.clock.timestamp()
        body = json.dumps({"event": event, "event_ts": int(now * 1000), **told}, ensure_ascii=False)
        return {"url": self.webhook_url, "headers": self.sign(body, int(now)), "body": body}

    def sign(self, body: str, timestamp: int, secret: str = SECRET_TOKEN) -> dict[str, str]:
        """The headers of a post with this body, as Zoom signs it (another ``secret`` makes a forgery)."""
        text = f"v0:{timestamp}:{body}".encode()
        return {
            "content-type": "application/json; charset=utf-8",
            "user-agent": "Zoom Marketplace/1.0a",
            "clientid": CLIENT[0],
            "x-zm-request-timestamp": str(timestamp),
            "x-zm-signature": "v0=" + hmac.new(secret.encode(), text, hashlib.sha256).hexdigest(),
            "x-zm-trackingid": f"v=2.0;clid=sandbox;rid={self.identifier('tracking', self.serial('tracking'))}",
        }
