"""Zoom: recordings and their files."""

from collections.abc import Mapping

from .words import FLAG, NUMBER, TEXT, Answer, Shape

_FILE: Shape = {
    "id": TEXT,
    "meeting_id": TEXT,
    "recording_start": TEXT,
    "recording_end": TEXT,
    "file_type": TEXT,
    "file_extension": TEXT,
    "file_size": NUMBER,
    "play_url": TEXT,
    "download_url": TEXT,
    "status": TEXT,
    "recording_type": TEXT,
    "deleted_time?": TEXT,
    "file_path?": TEXT,
}
_SET: Shape = {
    "account_id": TEXT,
    "duration": NUMBER,
    "host_id": TEXT,
    "id": NUMBER,
    "uuid": TEXT,
    "recording_count": NUMBER,
    "start_time": TEXT,
    "topic": TEXT,
    "total_size": NUMBER,
    "type": (str, int),
    "recording_play_passcode?": TEXT,
    "auto_delete?": FLAG,
    "auto_delete_date?": TEXT,
    "password?": TEXT,
    "download_access_token?": TEXT,
    "timezone?": TEXT,
    "share_url?": TEXT,
    "host_email?": TEXT,
    "participant_audio_files?": (list,),
    "recording_files": [_FILE],
}
ANSWERS: Mapping[str, Answer] = {
    "oauth.token": Answer({"access_token": TEXT, "token_type": TEXT, "expires_in": NUMBER, "scope": TEXT,
                           "api_url?": TEXT}),
    "users.recordings": Answer({"from": TEXT, "to": TEXT, "next_page_token": TEXT, "page_count": NUMBER,
                                "page_size": NUMBER, "total_records": NUMBER, "meetings": [_SET]}),
    "meetings.recordings": Answer(_SET),
    "download": Answer(status=frozenset({301, 302}), headers=("location",)),
}  # fmt: skip
