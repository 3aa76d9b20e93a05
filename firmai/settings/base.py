"""What every setting has in common. The environment is read in this package and nowhere else."""

import re
import ssl
from ipaddress import ip_network
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from .given import Environment

env = Environment()
BASE_DIR = Path(__file__).resolve().parent.parent.parent

# People and pages -----------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "apps.core",
    "apps.audit",
    "apps.people",
    "apps.integrations",
    "apps.matters",
    "apps.keeping",
    "apps.intake",
    "apps.policy",
    "apps.drafting",
    "apps.review",
    "apps.sync",
    "apps.notices",
    "apps.desk",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "django.forms",  # so that our own templates of fields are found
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

MIDDLEWARE = [
    "firmai.middleware.Probes",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "firmai.middleware.ContentSecurityPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "apps.people.middleware.Language",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "apps.people.middleware.SignedIn",
    "apps.people.middleware.InUse",
    "apps.people.middleware.SecondFactor",
    "firmai.middleware.NothingKept",
    "firmai.middleware.NothingToLookAt",
    "firmai.middleware.NoSuchAddress",
    "django_htmx.middleware.HtmxMiddleware",
    "apps.matters.middleware.DestroyedContent",
    "apps.people.middleware.NoSuchPage",
    "apps.desk.middleware.Around",
]

ROOT_URLCONF = "firmai.urls"
WSGI_APPLICATION = "firmai.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "apps.core.constant.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "apps.desk.context.rail",
            ],
        },
    }
]

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["apps.people.sessions.Backend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:home"
LOGOUT_REDIRECT_URL = "account_login"
# One list for every setting: a password that was chosen under one of them is known under the others. The first is used
# for new ones, and whoever signs in under another is given it.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "full_name"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

ACCOUNT_ADAPTER = "apps.people.adapters.ClosedDoor"
ACCOUNT_FORMS = {
    "login": "apps.people.password_forms.SignIn",
    "reauthenticate": "apps.people.password_forms.Confirm",
    "change_password": "apps.people.password_forms.ChangePassword",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
MFA_ADAPTER = "apps.people.adapters.SecondFactorKeys"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
SECOND_FACTOR_REQUIRED = env.bool("SECOND_FACTOR_REQUIRED", default=True)

SESSION_ENGINE = "apps.people.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 10 * 60 * 60  # from the sign-in, however much it is used
SESSION_IDLE_MINUTES = env.int(
    "SESSION_IDLE_MINUTES", default=30
)  # and this long after its person last did anything
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_AGE = None  # as long as the browser is open, like the session
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "font-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
    "base-uri": ["'none'"],
}

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "firmai" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Whoever asks from here, and not through the proxy, is given /metrics and is told which part is not ready: addresses,
# or networks (10.0.0.0/8).
MONITORING_ADDRESSES = [
    ip_network(each) for each in env.list("MONITORING_ADDRESSES", default=["127.0.0.1", "::1"])
]

# Uploads never touch a plain temporary file (custody of content).
FILE_UPLOAD_HANDLERS = ["apps.intake.uploads.MemoryOnly"]
# How many are read. How many of them are kept is the handler's, which lets the page say so.
DATA_UPLOAD_MAX_NUMBER_FILES = 10_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024

# Words, time ----------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en-ca"
LANGUAGES = [("en-ca", "English"), ("fr-ca", "Français")]
LOCALE_PATHS = [BASE_DIR / "firmai" / "locale"]
FORMAT_MODULE_PATH = "firmai.formats"
USE_I18N = True
USE_TZ = True
# A day is the firm's own in every process, and not the reader's of a page alone. What is stored stays a moment.
FIRM_TIME_ZONE = env("FIRM_TIME_ZONE", default="America/Toronto")
TIME_ZONE = FIRM_TIME_ZONE
FIRM_NAME = env("FIRM_NAME", default="firmai")
# A Word document whose head, foot and styles approved documents take. Empty: the firm's name in the head.
LETTERHEAD_FILE = env("LETTERHEAD_FILE", default="")

# Rest -----------------------------------------------------------------------------------------------------

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


# How the database plans for a page or a draft: a prepared question once for all its uses (what is best planned for its
# values, `apps.core.statements` sends with them in its text); no compiling of a question that is over in milliseconds;
# and reading a page of an index costs about what the next page of a table does, as on every disk without a head.
PLANNING = {"plan_cache_mode": "force_generic_plan", "jit": "off", "random_page_cost": "1.1"}


def database(variable: str, *, pool: int = 0) -> dict:
    """A connection from a URL in the environment. ``pool`` is the most connections one process may hold."""
    config = env.db_url(variable)
    config |= {"CONN_MAX_AGE": 0, "ATOMIC_REQUESTS": False}
    config["OPTIONS"] = config.get("OPTIONS", {})
    given = [f"-c {name}={value}" for name, value in PLANNING.items()]
    config["OPTIONS"]["options"] = " ".join([*given, config["OPTIONS"].get("options", "")]).strip()
    if pool:
        config["OPTIONS"] |= {"pool": {"min_size": 1, "max_size": pool}}
        config["CONN_HEALTH_CHECKS"] = (
            True  # after a restart of the server, none of the old ones is handed out
        )
    return config


DATABASES = {"default": database("DATABASE_URL", pool=env.int("DATABASE_POOL", default=0))}
if not DATABASES["default"].get("OPTIONS", {}).get("pool"):
    # The long-running commands keep one connection each instead of a pool.
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", default=60)
for alias, variable in {"owner": "DATABASE_OWNER_URL", "log": "DATABASE_LOG_URL"}.items():
    if env(variable, default=""):
        DATABASES[alias] = database(variable) | {"CONN_MAX_AGE": None}

ROLES_APART_REQUIRED = False  # production says True

# Wrong passwords and codes that were used are counted by all processes of the web together, and past a restart.
# However many others are counted, nothing that still counts is let go of: past three hundred rows Django would drop a
# third of them, and with it what was counted of somebody who tries on. Rows that count no more go then.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "people_counted",
        "OPTIONS": {"MAX_ENTRIES": 300, "CULL_FREQUENCY": 2**62},
    }
}

REDIS_URL = env("REDIS_URL", default="redis://127.0.0.1:6379/0")
# Whatever else is set, what the address says of this would count: for Celery and for whoever else asks the queue.
if re.search(
    r"[?&](?:ssl_cert_reqs=(?!(?:cert_)?required\b)|ssl_check_hostname=(?!true\b))", REDIS_URL, re.I
):
    raise ImproperlyConfigured(
        "REDIS_URL asks for a line to whoever answers: leave ssl_cert_reqs and ssl_check_hostname out of it, "
        "and name the authority in ssl_ca_certs."
    )

# Keys: always files, so that they are in no environment dump ---------------------------------------------

FIRMAI_KEY_FILE = env("FIRMAI_KEY_FILE", default="")
FIRMAI_LOG_KEY_FILE = env("FIRMAI_LOG_KEY_FILE", default="")
LOG_ORIGIN = env("LOG_ORIGIN", default="firmai.local/log")
# Public keys of the log, one a line: what every process has, where the seeds are with the one that signs.
FIRMAI_LOG_PUBLIC_FILE = env("FIRMAI_LOG_PUBLIC_FILE", default="")
# Further ones, as `log_keys` prints them, for keys whose seed is gone.
LOG_VERIFIERS = env.list("LOG_VERIFIERS", default=[])
# Witnesses of the log: a folder on another disk, addresses that get a statement a day, and the id of the firm's own
# matter, for a note a day in the practice system.
LOG_WITNESS_DIR = env("LOG_WITNESS_DIR", default="")
LOG_WITNESS_MAIL = env.list("LOG_WITNESS_MAIL", default=[])
LOG_WITNESS_MATTER = env("LOG_WITNESS_MATTER", default="")
# An authority that signs timestamps (RFC 3161): its address, and a file of certificates (PEM) that are trusted for it.
LOG_WITNESS_AUTHORITY = env("LOG_WITNESS_AUTHORITY", default="")
LOG_WITNESS_AUTHORITY_ROOTS = env("LOG_WITNESS_AUTHORITY_ROOTS", default="")

# Backups: the folder of encrypted dumps and of the list of destructions, the key they are encrypted under (not the
# firm's), how many days one is kept, and where pg_dump and pg_restore are, if they are not on the path.
BACKUP_DIR = env("BACKUP_DIR", default="")
BACKUP_KEY_FILE = env("BACKUP_KEY_FILE", default="")
BACKUP_DAYS = env.int("BACKUP_DAYS", default=35)
POSTGRES_BIN = env("POSTGRES_BIN", default="")

# Outside ----------------------------------------------------------------------------------------------------

CLAUDE_KEY_FILE = env("CLAUDE_KEY_FILE", default="")
CLAUDE_ORIGIN = "https://api.anthropic.com"
CLAUDE_ORGANIZATION = env("CLAUDE_ORGANIZATION", default="")
CLAUDE_WORKSPACE = env("CLAUDE_WORKSPACE", default="")
# US cents that may be spent on Claude in a calendar month: by a matter without a figure of its own, and by all.
CLAUDE_MATTER_CENTS = env.int("CLAUDE_MATTER_CENTS", default=50_00)
CLAUDE_FIRM_CENTS = env.int("CLAUDE_FIRM_CENTS", default=1000_00)
# The admin key, for workspace_check, reconcile_usage and the process that runs them on a timer. Given to those alone.
CLAUDE_ADMIN_KEY_FILE = env("CLAUDE_ADMIN_KEY_FILE", default="")
CLAUDE_CHECK_HOURS = env.int("CLAUDE_CHECK_HOURS", default=6)  # how often the timer looks at the workspace
# Hours since the workspace was last seen, or the arrangement confirmed, after which the gate warns, and refuses.
CLAUDE_UNSEEN_WARN_HOURS = env.int("CLAUDE_UNSEEN_WARN_HOURS", default=26)
CLAUDE_UNSEEN_REFUSE_HOURS = env.int("CLAUDE_UNSEEN_REFUSE_HOURS", default=7 * 24)
# Hours since a matter's practice system was last read through, after which the gate warns, and refuses.
PARTIES_UNREAD_WARN_HOURS = env.int("PARTIES_UNREAD_WARN_HOURS", default=26)
PARTIES_UNREAD_REFUSE_HOURS = env.int("PARTIES_UNREAD_REFUSE_HOURS", default=7 * 24)
CLAUDE_SECONDS = env.int("CLAUDE_SECONDS", default=300)  # one call, from first byte out to last byte in
CLIO_CLIENT_FILE = env("CLIO_CLIENT_FILE", default="")  # two lines: client id, client secret
MYCASE_CLIENT_FILE = env("MYCASE_CLIENT_FILE", default="")
ZOOM_CLIENT_FILE = env(
    "ZOOM_CLIENT_FILE", default=""
)  # four lines: account, client id, secret, webhook secret
CANLII_KEY_FILE = env("CANLII_KEY_FILE", default="")
VENDOR_SECONDS = env.int(
    "VENDOR_SECONDS", default=60
)  # the longest one answer of Clio, MyCase, Zoom may take
# After an answer to a delivery was lost, how long until what the vendor lists can be believed.
DELIVERY_SETTLE_SECONDS = env.int("DELIVERY_SETTLE_SECONDS", default=90)
# Where the stand-ins for the vendors are, in demonstration and test settings. Empty in production, always.
SANDBOX_URL = ""
VENDOR_WSGI = ""

# Queue ------------------------------------------------------------------------------------------------------

CELERY_BROKER_URL = REDIS_URL
# Over TLS the queue has to prove that it is the firm's, as whoever else asks it insists. Celery by itself does not.
CELERY_BROKER_USE_SSL = {"ssl_cert_reqs": ssl.CERT_REQUIRED} if REDIS_URL.startswith("rediss:") else False
CELERY_TASK_IGNORE_RESULT = True
CELERY_RESULT_BACKEND = None
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_DEFAULT_QUEUE = "house"
CELERY_TASK_ROUTES = {"apps.drafting.tasks.draft": {"queue": "claude"}}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_POOL = "threads"
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_REDIRECT_STDOUTS = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 60 * 60,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_timeout": 10,
    "socket_connect_timeout": 5,
    "health_check_interval": 15,
}

# How long an id that was put in the queue is not put there again (what a lost message costs), and what a worker has
# beyond the deadline of what it does before another may take its row.
HANDED_OUT_SECONDS = env.float("HANDED_OUT_SECONDS", default=20)
LEASE_GRACE_SECONDS = env.float("LEASE_GRACE_SECONDS", default=60)
WORKING_COPY_DAYS = env.int("WORKING_COPY_DAYS", default=30)  # how long a copy stays after it was last needed
READ_SECONDS = env.float("READ_SECONDS", default=60)  # one source, from its bytes to its passages
# One scanned page, from its picture to its text; and the folders where the two programs that do it are looked for.
RECOGNITION_SECONDS = env.float("RECOGNITION_SECONDS", default=60)
RECOGNITION_PATH = env("RECOGNITION_PATH", default="/usr/local/bin:/usr/bin:/bin")

# Log lines ----------------------------------------------------------------------------------------------------

QUIET = {"level": "WARNING", "handlers": ["console"], "propagate": False}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "firmai.logs.Lines"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"level": "INFO", "handlers": ["console"]},
    # The web server writes by itself otherwise, and quotes errors, addresses and bytes of what was sent.
    "loggers": {"gunicorn.error": {"level": "INFO", "handlers": ["console"], "propagate": False}}
    # Each of these writes request bodies, statements or addresses when it is allowed to speak below WARNING.
    | dict.fromkeys(
        (
            "anthropic",
            "httpx",
            "httpx2",
            "httpcore",
            "httpcore2",
            "django.db.backends",
            "celery.app.trace",
            "celery.worker.strategy",
            "docx",
            "pypdf",
            "fontTools",
        ),
        QUIET,
    ),
}
