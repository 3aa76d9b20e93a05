"""What gunicorn itself writes is made like every other line: it quotes errors, addresses and bytes of requests."""

import json
import os
import subprocess
import sys

from django.conf import settings

WORKER = """
from gunicorn.config import Config
from gunicorn.glogging import Logger
log = Logger(Config())  # made by the server, before its workers load the application
import firmai.wsgi
try:
    raise ValueError("said in confidence")
except ValueError:  # an answer that broke while it was being sent
    log.exception("Error handling request %s %s", "GET", "/connections/arrive/?code=confidence")
log.warning("Invalid request from ip=127.0.0.1: Invalid chunk size: b'said in confidence'")
"""


def test_it_says_what_went_wrong_and_where_and_quotes_nothing():
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", WORKER],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "firmai.settings.testing"},
        cwd=settings.BASE_DIR, capture_output=True, text=True, check=True,
    )  # fmt: skip

    broke, refused = [json.loads(line) for line in done.stderr.splitlines()]
    assert (broke["level"], broke["error"], broke["logger"]) == ("error", "ValueError", "gunicorn.error")
    assert refused["level"] == "warning"
    assert "confidence" not in done.stderr + done.stdout
