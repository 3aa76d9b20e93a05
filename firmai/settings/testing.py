"""Tests: real PostgreSQL and Redis, the vendors mounted in-process, fast password hashing."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("SECRET_KEY", "tests-only-not-a-secret")
os.environ.setdefault("DATABASE_URL", "postgres://firmai_app@127.0.0.1:5432/firmai")

from .base import *  # noqa: F403
from .base import DATABASES, INSTALLED_APPS, env

INSTALLED_APPS = [*INSTALLED_APPS, "demo", "proof"]
DEBUG = False
SECRET_KEY = env("SECRET_KEY")
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SECOND_FACTOR_REQUIRED = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True  # from the sources: nothing is collected for tests
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
SANDBOX_URL = env("SANDBOX_URL", default="")
VENDOR_WSGI = "" if SANDBOX_URL else "sandbox.wsgi.application"
CLAUDE_ORIGIN = SANDBOX_URL + "/claude" if SANDBOX_URL else "https://api.anthropic.com"
CLAUDE_ORGANIZATION = "6f1c2a52-0d3e-4b7a-9c58-2f60a1b3d4e5"
CLAUDE_WORKSPACE = "wrkspc_01SandboxDrafting"

if env("DATABASE_ADMIN_URL", default=""):
    DATABASES["admin"] = env.db_url("DATABASE_ADMIN_URL")
for _config in DATABASES.values():
    _config["CONN_MAX_AGE"] = 0

_keys = Path(tempfile.gettempdir()) / f"firmai-test-keys-{os.getuid()}"
_keys.mkdir(mode=0o700, exist_ok=True)


def _key_file(name: str, line: str) -> str:
    path = _keys / name
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(line + "\n", encoding="ascii")
    return str(path)


FIRMAI_KEY_FILE = env("FIRMAI_KEY_FILE", default="") or _key_file(
    "firm", "1:" + "Zmlyc3Qga2V5LCBmb3IgdGVzdHMgYW5kIG5vdyAhISE="
)
FIRMAI_LOG_KEY_FILE = env("FIRMAI_LOG_KEY_FILE", default="") or _key_file(
    "log", "1:" + "bG9nIGtleSBmb3IgdGVzdHMsIG5vdGhpbmcgZWxzZSE="
)
FIRMAI_LOG_PUBLIC_FILE = ""  # a test signs and verifies, in one process, with whatever seeds it names
BACKUP_KEY_FILE = _key_file("backup", "1:" + "YmFja3VwIGtleSwgZm9yIHRlc3RzIGFuZCBub3cgISE=")
CLAUDE_KEY_FILE = _key_file("claude", "sk-ant-api03-sandbox")
CLAUDE_ADMIN_KEY_FILE = _key_file("claude-admin", "sk-ant-admin01-sandbox")
# What the stand-ins take: the vendors' own words for these are in apps/integrations/credentials.py.
CLIO_CLIENT_FILE = _key_file("clio", "sandbox-clio-client\nsandbox-clio-secret")
MYCASE_CLIENT_FILE = _key_file("mycase", "sandbox-mycase-client\nsandbox-mycase-secret")
ZOOM_CLIENT_FILE = _key_file(
    "zoom", "sandbox-zoom-account\nsandbox-zoom-client\nsandbox-zoom-secret\nsandbox-zoom-webhook-secret"
)
CANLII_KEY_FILE = _key_file("canlii", "sandbox-canlii-key")
VENDOR_SECONDS = 2
CELERY_TASK_ALWAYS_EAGER = env.bool("CELERY_TASK_ALWAYS_EAGER", default=False)
