"""What every mode shares; `local`, `production` and `test` add what differs."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF

from config.postgres.address import app_settings, data_directory, owner_settings, unbound_settings

ROOT = Path(__file__).resolve().parents[2]

DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]

STEPS = [
    "simulation",
    "exchange",
    "retention",
    "worklists",
    "rights",
    "oversight",
    "absences",
    "ties",
    "childfile",
    "fbu",
    "logcontrol",
    "handover",
    "evaluations",
    "insight",
    "measures",
    "appointments",
    "plans",
    "voices",
    "meetings",
    "sharing",
    "concerns",
    "guide",
    "visits",
    "screening",
    "instruments",
    "glass",
    "statements",
    "scans",
    "people",
    "training",
    "organisation",
    "outbox",
    "access",
    "audit",
    "web",
]

INSTALLED_APPS = [
    *(f"sikkerhedsnet.{step}" for step in STEPS),
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "axes",
    "csp",
    "django_htmx",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "sikkerhedsnet.web.middleware.BrowserLimits",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "sikkerhedsnet.web.middleware.NoStore",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "sikkerhedsnet.web.middleware.HeadLikeGet",
    "sikkerhedsnet.access.door.AtTheDoor",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "sikkerhedsnet.access.middleware.FromWhere",
    "sikkerhedsnet.organisation.middleware.ActorOnRequest",
    "sikkerhedsnet.web.lost_session.Author",
    "sikkerhedsnet.glass.middleware.GlassOnRequest",
    "sikkerhedsnet.web.middleware.ReadOnlyGuard",
    "sikkerhedsnet.web.middleware.Refusals",
    "config.access.Gate",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "sikkerhedsnet.web.context.page",
            ],
        },
    }
]

DATABASES = {"default": {**app_settings(), "ATOMIC_REQUESTS": True, "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}}
DATABASE_APP_ROLE = DATABASES["default"]["USER"]
"""The role that default rights are given to, and that a migration takes rights away from."""
DATABASE_OWNER = owner_settings()
"""The owner's connection settings, used only while migrating; None when DATABASE_OWNER_URL is not set."""
DATABASE_UNBOUND = unbound_settings()
"""For the benchmark alone: what the same statements cost without row-level security; None on a real server."""
ANCHORS: Path | None = Path(os.environ.get("SIKKERHEDSNET_ANCHORS") or data_directory() / "anchors.jsonl")
"""Where the log's anchors are kept, outside the database; None lays none."""
LOG_ADDRESS = os.environ.get("SIKKERHEDSNET_LOG_ADDRESS", "network")
"""How a line says from where: `network` (10.20.30.0/24), `whole` address, or `none`."""
LOG_KEPT_MONTHS = int(os.environ.get("SIKKERHEDSNET_LOG_KEPT_MONTHS", "60"))
"""No month of the log younger than this can be dropped; assumption: five years, to be checked with the archive's rules."""
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "sikkerhedsnet.access.passwords.NotOurOwnWords"},
]

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"], "ip_address"]
AXES_HANDLER = "sikkerhedsnet.access.throttle.ByNameAndPlace"
FAILURES_FROM_ONE_ADDRESS = (
    60  # assumption: a town hall shares one address, and a few hundred people mistype in a morning
)
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

SESSION_ENGINE = "sikkerhedsnet.access.sessions"
SESSION_COOKIE_AGE = 8 * 3600  # untouched for so long a session is gone; a municipality's own limits are shorter
SESSION_COOKIE_NAME = "sikkerhedsnet_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_SAVE_EVERY_REQUEST = False
CSRF_COOKIE_NAME = "sikkerhedsnet_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "da"
LANGUAGES = [("da", "Dansk"), ("en", "English")]
LOCALE_PATHS = [ROOT / "locale"]
LANGUAGE_COOKIE_NAME = "sikkerhedsnet_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
TIME_ZONE = "Europe/Copenhagen"
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

CSRF_FAILURE_VIEW = "sikkerhedsnet.web.errors.csrf_failure"
AXES_LOCKOUT_CALLABLE = "sikkerhedsnet.access.views.locked_out"
SIKKERHEDSNET_CONCERN_CROSSES = "sikkerhedsnet.sharing.actions.concern_received"
SIKKERHEDSNET_CONCERN_MEETINGS = "sikkerhedsnet.meetings.queries.met"
SIKKERHEDSNET_NOTIFICATION_SENT = "sikkerhedsnet.sharing.notifying.notification_sent"
SIKKERHEDSNET_ASSESSMENTS_STAY = "sikkerhedsnet.handover.staying.left_behind"
SIKKERHEDSNET_HELP_BESIDE = "sikkerhedsnet.measures.beside.beside"
SIKKERHEDSNET_BEGUN_AT_MEETING = "sikkerhedsnet.measures.beside.begun_at"
SIKKERHEDSNET_MEETING_KINDS = "sikkerhedsnet.appointments.beside.kinds"
SIKKERHEDSNET_WHO_IS_TOLD = "sikkerhedsnet.appointments.telling.before_calling"
SIKKERHEDSNET_OTHER_MEETINGS = "sikkerhedsnet.appointments.beside.clashes"
SIKKERHEDSNET_BEFORE_MEETING = "sikkerhedsnet.appointments.beside.before"
SIKKERHEDSNET_AGREED = "sikkerhedsnet.meetings.becoming.agreed"
SIKKERHEDSNET_SCANS_SEEN = "config.papers.seen_by"
SIKKERHEDSNET_PAPERS_ABOUT = "config.papers.thing"
SIKKERHEDSNET_BESIDE_MEETING = "sikkerhedsnet.voices.beside.beside"
SIKKERHEDSNET_BESIDE_PLAN = "sikkerhedsnet.voices.beside.beside_plan"
SIKKERHEDSNET_EARLIER_PLANS = "sikkerhedsnet.plans.earlier.earlier"
SIKKERHEDSNET_CONSENT_GONE = "sikkerhedsnet.handover.actions.consent_gone"
SIKKERHEDSNET_RECALL_GROUNDS = "sikkerhedsnet.sharing.recalls.grounds_of"
SIKKERHEDSNET_RECALL_CONSENTS = "sikkerhedsnet.sharing.desk.on_recalls"
SIKKERHEDSNET_RECALL_TALK = "sikkerhedsnet.sharing.recalls.talked"
SIKKERHEDSNET_GROUND_PROBLEM = "sikkerhedsnet.sharing.forms.say_invalid"
SIKKERHEDSNET_CONCERN_GROUND = "sikkerhedsnet.sharing.queries.concern_ground"
SIKKERHEDSNET_ASSESSMENTS_KEPT = "sikkerhedsnet.retention.queries.assessments_kept"
SIKKERHEDSNET_SAME_PEOPLE = "sikkerhedsnet.people.queries.same_people"
SIKKERHEDSNET_NAVIGATION = "config.navigation.menu_for"
SIKKERHEDSNET_OPENS = "config.navigation.opens"
SIKKERHEDSNET_SIGN_IN = "access:sign_in"
SIKKERHEDSNET_SIGN_OUT = "access:sign_out"
SIKKERHEDSNET_ACCOUNT = "access:account"
SIKKERHEDSNET_REFUSALS = "config.refusals.sentence_for"
SIKKERHEDSNET_STALE = "config.refusals.stale_for"
SIKKERHEDSNET_IS_DEMO = "config.tenant.is_demo"
SIKKERHEDSNET_MUNICIPALITY = os.environ.get("SIKKERHEDSNET_MUNICIPALITY", "0999 Fjordby Kommune")
"""Code and name of the municipality a register is taken into when the command names none."""
MAIL_ENABLED = bool(os.environ.get("SIKKERHEDSNET_SMTP_HOST"))

STATIC_URL = "/static/"

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # a group of thirty children on one page, many times over

EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if MAIL_ENABLED else 'dummy'}.EmailBackend"
EMAIL_HOST = os.environ.get("SIKKERHEDSNET_SMTP_HOST", "")
DEFAULT_FROM_EMAIL = os.environ.get("SIKKERHEDSNET_FROM_EMAIL", "sikkerhedsnet@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"axes": {"level": "ERROR"}, "django.request": {"level": "ERROR"}},
}
