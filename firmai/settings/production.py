"""The firm's own host and the real vendors. No secret has a default, and no stand-in can be reached."""

import os

from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403
from .base import env

# The vendor's SDK would obey these without being asked: another address, another key, prompts in its log. No process
# starts with one.
if _strays := sorted(name for name in os.environ if name.upper().startswith("ANTHROPIC_")):
    raise ImproperlyConfigured(f"Remove {', '.join(_strays)} from the environment: the SDK would obey it.")

DEBUG = False
SECRET_KEY = env("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[f"https://{host}" for host in ALLOWED_HOSTS])
SECOND_FACTOR_REQUIRED = True
ROLES_APART_REQUIRED = True

SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=1)

# smtp+tls://user:password@host:587 and the like; without it nothing is mailed, and what should be says so.
DEFAULT_FROM_EMAIL = env("EMAIL_FROM", default=f"firmai@{ALLOWED_HOSTS[0].lstrip('.')}")
EMAIL_TIMEOUT = 20  # a server that does not answer holds one slot of a worker for so long
vars().update(env.email_url("EMAIL_URL", default="dummymail://"))
