"""Settings, all from the environment (docs/running.md lists them) with safe defaults.

`MIZAN_DEMO=1` is set by bin/serve alone: it makes the demonstration, which relaxes the
second factor and keeps e-mail in a page instead of sending it, and says so on every page.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from celery.schedules import crontab
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _
from kombu import Queue

from config import env

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.text("MIZAN_VAR") or BASE_DIR / "var")

DEBUG = env.flag("DEBUG")
DEMO = env.flag("MIZAN_DEMO")
SECRET_KEY = env.text("SECRET_KEY") or env.kept_secret(VAR_DIR / "keys" / "secret_key")
SITE_URL = env.text("SITE_URL", f"http://127.0.0.1:{env.number('PORT', 8000)}").rstrip("/")
SITE_NAME = _("Mizan")
# Where people write when the site is hard to use; shown in the accessibility statement.
SITE_CONTACT = env.text("SITE_CONTACT")
ALLOWED_HOSTS = [
    *env.words("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]"),
    str(urlsplit(SITE_URL).hostname),
]
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_FAILURE_VIEW = "workflow.views.kept.csrf_failure"

COUNTRY = env.text("COUNTRY", "JO").upper()
CURRENCY = env.text("CURRENCY") or env.currency_of(COUNTRY)
TIME_ZONE = env.text("TIME_ZONE") or env.time_zone_of(COUNTRY)
USE_TZ = True

# --- rooms -----------------------------------------------------------------------------

ROOMS = [
    "audit",
    "accounts",
    "workflow",
    "documents",
    "vendors",
    "procurement",
    "licensing",
    "portal",
]
INSTALLED_APPS = [
    "modeltranslation",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "pgtrigger",
    "rules.apps.AutodiscoverRulesConfig",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "django_fsm",
    "payments",
    "config",
    *ROOMS,
]
MIDDLEWARE = [
    "accounts.middleware.ClientAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "portal.compression.CompressWords",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "csp.context_processors.nonce",
                "portal.context.site",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- data ------------------------------------------------------------------------------

DATABASES = {"default": env.database(env.text("DATABASE_URL", "postgresql:///mizan"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env.text("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "mizan",
    }
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

# --- people ----------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "inbox"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.SignupForm"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
MFA_ADAPTER = "accounts.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Mizan"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = SITE_URL.startswith("http://")
USERSESSIONS_TRACK_ACTIVITY = False
# Only the demonstration may let officers act without a second factor.
SECOND_FACTOR_REQUIRED = not DEMO

# So many days, at least, companies have to apply for qualification.
QUALIFICATION_DAYS = env.number("QUALIFICATION_DAYS", 0 if DEMO else 7)

SESSION_COOKIE_AGE = int(timedelta(hours=env.number("SESSION_HOURS", 10)).total_seconds())
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SITE_URL.startswith("https://")
SESSION_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SAMESITE = "Lax"

# --- languages -------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("ar", "العربية"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
MODELTRANSLATION_DEFAULT_LANGUAGE = "ar"
MODELTRANSLATION_FALLBACK_LANGUAGES = {"default": ("ar", "en"), "ar": ("en",), "en": ("ar",)}

# --- security --------------------------------------------------------------------------

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
BEHIND_PROXY = env.flag("BEHIND_PROXY")
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_HSTS_SECONDS = 31_536_000 if SITE_URL.startswith("https://") else 0
SECURE_SSL_REDIRECT = SITE_URL.startswith("https://")
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "documents.handlers.LimitHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# --- files -----------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
NODE_MODULES = Path(env.text("MIZAN_NODE_MODULES") or BASE_DIR / "node_modules")
PLEX_DIR = NODE_MODULES / "@fontsource" / "ibm-plex-sans-arabic" / "files"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("fonts", PLEX_DIR),
    ("vendor/htmx", NODE_MODULES / "htmx.org" / "dist"),
    ("vendor/hpke/core", NODE_MODULES / "@hpke" / "core" / "esm"),
    ("vendor/hpke/common", NODE_MODULES / "@hpke" / "common" / "esm"),
    ("vendor/shamir", NODE_MODULES / "shamir-secret-sharing" / "esm"),
]
MEDIA_ROOT = VAR_DIR / "media"
S3_BUCKET = env.text("S3_BUCKET")
STORAGES = {
    "default": {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": S3_BUCKET,
            "endpoint_url": env.text("S3_ENDPOINT") or None,
            "region_name": env.text("S3_REGION") or None,
            "default_acl": None,
            "file_overwrite": False,
            "querystring_auth": True,
        },
    }
    if S3_BUCKET
    else {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        # Uploads and papers are read through the site only.
        "OPTIONS": {"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700},
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if not DEBUG
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
UPLOAD_LIMIT_MB = env.number("UPLOAD_LIMIT_MB", 20)
# A PKCS#12 file with the signing key and certificate. Without one, the demonstration
# makes a key of its own under var/; any other configuration issues no paper.
SIGNING_PKCS12 = env.text("SIGNING_PKCS12")
SIGNING_PASSWORD = env.text("SIGNING_PASSWORD")

# --- mail ------------------------------------------------------------------------------

EMAIL_BACKEND = (
    "workflow.mail.OutboxBackend" if DEMO else "django.core.mail.backends.smtp.EmailBackend"
)
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.number("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("EMAIL_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_TLS")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("EMAIL_FROM", "mizan@localhost")

# --- background work -------------------------------------------------------------------

# Celery has its own name for a Redis behind a socket.
CELERY_BROKER_URL = (REDIS_URL or "redis://127.0.0.1:6379/0").replace("unix://", "redis+socket://")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 300
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A broker that is away must not hold up a person: one try, and the sweeps do the rest.
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
    "visibility_timeout": 900,
    "socket_timeout": 10,
    "socket_connect_timeout": 2,
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.1,
}
# What somebody waits for goes before everything else, mail to thousands after it.
CELERY_BROKER_TRANSPORT_OPTIONS["queue_order_strategy"] = "priority"
CELERY_TASK_QUEUES = [Queue(name) for name in ("papers", "celery", "mail")]
CELERY_TASK_ROUTES = {
    "documents.tasks.issue_paper": {"queue": "papers"},
    "workflow.tasks.send_notice": {"queue": "mail"},
    "workflow.tasks.send_notices": {"queue": "mail"},
}
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0.1}
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "clocks": {"task": "workflow.tasks.run_clocks", "schedule": 5.0, "options": {"expires": 10}},
    "notices": {"task": "workflow.tasks.sweep_notices", "schedule": 60.0},
    "openings": {"task": "procurement.tasks.sweep_openings", "schedule": 30.0},
    "sealed_parts": {"task": "procurement.tasks.sweep_sealed_parts", "schedule": 3600.0},
    "papers": {"task": "documents.tasks.sweep_papers", "schedule": 60.0},
    "uploads": {"task": "documents.tasks.forget_unused_uploads", "schedule": 3600.0},
    "endings": {"task": "vendors.tasks.remind_of_endings", "schedule": 3600.0},
    "licence_ends": {"task": "licensing.tasks.remind_of_ends", "schedule": 3600.0},
    "licensing_clocks": {"task": "licensing.tasks.warn_of_clocks", "schedule": 1800.0},
    "licensing_answers": {"task": "licensing.tasks.remind_of_answers", "schedule": 1800.0},
    "inspections": {"task": "licensing.tasks.remind_of_inspections", "schedule": 3600.0},
    "invitations": {"task": "vendors.tasks.sweep_invitations", "schedule": 60.0},
    "licence_imports": {"task": "licensing.tasks.sweep_imports", "schedule": 60.0},
    "licence_holders": {"task": "licensing.tasks.join_imported_holders", "schedule": 3600.0},
    "drafts": {"task": "workflow.tasks.forget_old_drafts", "schedule": 3600.0},
    "statements": {"task": "licensing.tasks.sweep_statements", "schedule": 60.0},
    "refunds": {"task": "licensing.tasks.sweep_refunds", "schedule": 60.0},
    "reconciliation": {"task": "licensing.tasks.reconcile", "schedule": crontab(hour=2, minute=30)},
}

# --- payments --------------------------------------------------------------------------

PAYMENT_MODEL = "licensing.Payment"
PAYMENT_HOST = SITE_URL.split("://", 1)[1]
PAYMENT_USES_SSL = SITE_URL.startswith("https://")
PAYMENT_VARIANTS: dict[str, tuple[str, dict[str, Any]]] = (
    {"default": ("payments.dummy.DummyProvider", {})}
    if DEMO
    else {"default": (env.text("PAYMENT_PROVIDER"), env.mapping("PAYMENT_OPTIONS"))}
    if env.text("PAYMENT_PROVIDER")
    else {}
)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"without_bids": {"()": "config.quiet.WithoutBids"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {
        "django.request": {"filters": ["without_bids"]},
        "django.security.csrf": {"filters": ["without_bids"]},
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
        "pyhanko": {"level": "WARNING"},
    },
}
# An address is unique whatever its capitals: a constraint over Lower(email) sees to it.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
