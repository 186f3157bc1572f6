"""Behind a proxy that speaks HTTPS, on a real PostgreSQL; every secret comes from the environment, and from nowhere else."""

from __future__ import annotations

import os

from config.postgres.address import ROOT
from config.settings.required import listed, required, required_key

SECRET_KEY = required_key("SIKKERHEDSNET_SECRET_KEY")
required("DATABASE_URL")
required("SIKKERHEDSNET_HOSTS")

from config.settings.base import *  # noqa: E402, F403  (what is missing is said before a database is looked for)

SECRET_KEY_FALLBACKS = listed("SIKKERHEDSNET_SECRET_KEY_FALLBACKS")
"""Earlier keys, still good for reading: sessions, the second step's secrets and the log's anchors."""
ALLOWED_HOSTS = listed("SIKKERHEDSNET_HOSTS")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = os.environ.get("SIKKERHEDSNET_HSTS_PRELOAD") == "1"
SILENCED_SYSTEM_CHECKS = [] if SECURE_HSTS_PRELOAD else ["security.W021"]
"""To be on the browsers' own list concerns all of a domain's sites: the municipality decides, not this one."""
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sikkerhedsnet_session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-sikkerhedsnet_csrf"
LANGUAGE_COOKIE_SECURE = True
STATIC_ROOT = ROOT / "staticfiles"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
