"""The demonstration and a developer's own machine: the vendors are stand-ins on loopback."""

from .base import *  # noqa: F403
from .base import INSTALLED_APPS, env

INSTALLED_APPS = [*INSTALLED_APPS, "demo", "proof"]
DEBUG = False
SECRET_KEY = env("SECRET_KEY")
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
SECOND_FACTOR_REQUIRED = env.bool("SECOND_FACTOR_REQUIRED", default=False)
SANDBOX_URL = env("SANDBOX_URL", default="")
CLAUDE_ORIGIN = SANDBOX_URL + "/claude" if SANDBOX_URL else ""
CLAUDE_ORGANIZATION = env("CLAUDE_ORGANIZATION", default="6f1c2a52-0d3e-4b7a-9c58-2f60a1b3d4e5")
CLAUDE_WORKSPACE = env("CLAUDE_WORKSPACE", default="wrkspc_01SandboxDrafting")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
