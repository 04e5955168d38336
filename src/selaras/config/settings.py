"""Settings, read from the environment; docs/reference/settings.md documents every variable."""

from __future__ import annotations

import fcntl
import os
import secrets
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF

from selaras.config.mail import post_office

PACKAGE = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.get("SELARAS_HOME") or Path.cwd() / "var").resolve()
"""Where a running Selaras keeps its database, its key and its files."""


def _flag(name: str) -> bool:
    return os.environ.get(name, "").strip().lower() in {"1", "true", "yes", "ya"}


def _words(name: str, default: str) -> list[str]:
    return [word for word in os.environ.get(name, default).replace(",", " ").split() if word]


def _secret_key() -> str:
    """The key from the environment, or one made once and kept with the data, ours alone to read.

    Processes that start at once wait for each other and read one key; the file appears whole or
    not at all, and an empty one counts as none.
    """
    given = os.environ.get("SELARAS_SECRET_KEY")
    if given:
        return given
    path = HOME / "secret.key"
    if kept := _kept(path):
        return kept
    HOME.mkdir(parents=True, exist_ok=True)
    turn = os.open(HOME, os.O_RDONLY)
    try:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if kept := _kept(path):
            return kept
        fresh = secrets.token_urlsafe(64)
        # Made by mkstemp, so nobody else may read it.
        descriptor, half = tempfile.mkstemp(prefix="secret.", dir=HOME)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(fresh)
            file.flush()
            os.fsync(descriptor)
        Path(half).replace(path)
        return fresh
    finally:
        os.close(turn)


def _kept(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return ""


DEBUG = _flag("SELARAS_DEBUG")
DEMO = _flag("SELARAS_DEMO")
"""Demo mode: the role switcher exists, and answers on loopback only."""
SECRET_KEY = _secret_key()
ALLOWED_HOSTS = _words("SELARAS_HOSTS", "127.0.0.1 localhost [::1]")
CSRF_TRUSTED_ORIGINS = _words("SELARAS_ORIGINS", "")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "django_htmx",
    "lucide",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "selaras.foundation",
    "selaras.people",
    "selaras.instruments",
    "selaras.evidence",
    "selaras.assessments",
    "selaras.improvement",
    "selaras.notifications",
    "selaras.reporting",
    "selaras.api",
    "selaras.web",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "selaras.api.middleware.InterfaceMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "selaras.web.ui.middleware.ChosenLanguageMiddleware",
    "selaras.web.middleware.SoundTextMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "selaras.web.middleware.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "selaras.web.middleware.TrailMiddleware",
    "selaras.web.middleware.AccessMiddleware",
]

ROOT_URLCONF = "selaras.config.urls"
WSGI_APPLICATION = "selaras.config.wsgi.application"

_LOADERS: list[Any] = [
    "django_cotton.cotton_loader.Loader",
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
if not DEBUG:
    _LOADERS = [("django.template.loaders.cached.Loader", _LOADERS)]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "OPTIONS": {
            "loaders": [("template_partials.loader.Loader", _LOADERS)],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "selaras.web.context.shell",
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "django.templatetags.i18n",
                "django.templatetags.static",
                "template_partials.templatetags.partials",
                "lucide.templatetags.lucide",
                "selaras.web.templatetags.selaras",
            ],
        },
    }
]
COTTON_ISOLATE_BY_DEFAULT = True
"""An element sees its attributes and what every page knows, never the variables around it."""

_SQLITE_OPTIONS: dict[str, Any] = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
        "PRAGMA foreign_keys=ON; PRAGMA mmap_size=134217728; PRAGMA temp_store=MEMORY;"
    ),
}
DATABASES: dict[str, Any] = {
    "default": dj_database_url.parse(
        os.environ.get("SELARAS_DATABASE") or f"sqlite:///{HOME / 'selaras.sqlite3'}"
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["ENGINE"] = "selaras.foundation.sqlite"
    DATABASES["default"]["OPTIONS"] = _SQLITE_OPTIONS
elif DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    # Beside what the address asks for, such as sslmode.
    DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {
        "min_size": 2,
        "max_size": 24,
        "timeout": 20,
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        # Every caller of the interface has a row; a full cache would forget lock-outs.
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}
"""Shared by all server processes, so that a lock-out counts in every one of them."""

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

JOB_LEASE = timedelta(seconds=float(os.environ.get("SELARAS_JOB_LEASE") or 60))
"""How long a background worker may be silent before its job is given to another one."""

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"
PASSWORD_RESET_TIMEOUT = 60 * 60 * 24 * 3

ACCOUNT_ADAPTER = "selaras.web.people.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Selaras] "
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 60 * 15
ACCOUNT_FORMS = {"reset_password": "selaras.web.people.signin_forms.ForgottenPasswordForm"}
ACCOUNT_RATE_LIMITS = {
    # A failed name is locked for the address it was tried from, and only there (the adapter adds
    # the address to the key), so nobody can lock a colleague out from elsewhere. The second figure
    # slows down one address that tries many names; a whole office may share an address.
    "login_failed": os.environ.get("SELARAS_LOCKOUT") or "5/300s/key,50/300s/ip",
    "login": "300/m/ip",
}
_HTTPS = _flag("SELARAS_HTTPS")
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("SELARAS_PROXIES") or 0)
"""How many proxies stand in front, so that the sender's address is read at the right place."""
PROXIED = _HTTPS or ALLAUTH_TRUSTED_PROXY_COUNT != 0
"""Whether people come from elsewhere, through a proxy: then there is no demo mode."""

MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Selaras"
MFA_TOTP_TOLERANCE = 1

SOCIALACCOUNT_ADAPTER = "selaras.web.people.adapters.SingleSignOnAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_QUERY_EMAIL = True
SOCIALACCOUNT_OPENID_CONNECT_URL_PREFIX = ""
OIDC = bool(os.environ.get("SELARAS_OIDC_ISSUER"))
"""Whether people may also sign in through the institution's own OpenID Connect provider."""
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": "oidc",
                "name": os.environ.get("SELARAS_OIDC_NAME") or "SSO",
                "client_id": os.environ.get("SELARAS_OIDC_CLIENT_ID", ""),
                "secret": os.environ.get("SELARAS_OIDC_SECRET", ""),
                "settings": {"server_url": os.environ["SELARAS_OIDC_ISSUER"]},
            }
        ]
        if OIDC
        else []
    }
}

WEBHOOK_HOSTS = _words("SELARAS_WEBHOOK_HOSTS", "")
"""Hosts of other systems that may be told what happens; none unless named, so nothing leaves."""

API_RATE = int(os.environ.get("SELARAS_API_RATE") or 600)
"""Requests a minute of one token of the programming interface."""
API_FAILURES = int(os.environ.get("SELARAS_API_FAILURES") or 60)
"""Requests a minute of one address without a good token."""

LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = os.environ.get("SELARAS_TIME_ZONE") or "Asia/Jakarta"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [PACKAGE / "web" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = HOME / "files"
WHITENOISE_MAX_AGE = 60

SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
SECURE_SSL_REDIRECT = _HTTPS
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if _HTTPS else 0
if _HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "script-src": [SELF],
        "style-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

MAIL = bool(os.environ.get("SELARAS_MAIL"))
"""Whether mail leaves this server. Without it nothing that signs a person in is ever mailed."""
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
if MAIL:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    _post = post_office(os.environ["SELARAS_MAIL"])
    EMAIL_HOST, EMAIL_PORT = _post.host, _post.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _post.user, _post.password
    EMAIL_USE_TLS, EMAIL_USE_SSL = _post.starttls, _post.tls
    EMAIL_TIMEOUT = 10
_origins = [*CSRF_TRUSTED_ORIGINS, f"http{'s' if _HTTPS else ''}://{ALLOWED_HOSTS[0]}"]
SITE = (os.environ.get("SELARAS_ADDRESS") or _origins[0]).rstrip("/")
"""Where people reach this installation: what links in mails and calendars begin with."""
DEFAULT_FROM_EMAIL = os.environ.get("SELARAS_MAIL_FROM") or "selaras@localhost"
SERVER_EMAIL = DEFAULT_FROM_EMAIL

OPEN_DATA_LICENCE = (
    os.environ.get("SELARAS_DATA_LICENCE") or "https://creativecommons.org/licenses/by/4.0/"
)
"""Under which terms everybody uses the open data: an address."""
OPEN_DATA_PUBLISHER = os.environ.get("SELARAS_DATA_PUBLISHER") or urlsplit(SITE).hostname or SITE
"""Who answers for the open data: a name."""
