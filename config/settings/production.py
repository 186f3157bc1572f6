"""Behind a proxy that speaks HTTPS, on a real PostgreSQL."""

from __future__ import annotations

import os

from config.postgres.address import ROOT, data_directory
from config.settings.base import *  # noqa: F403
from config.settings.secret import secret_key

SECRET_KEY = secret_key(data_directory())
ALLOWED_HOSTS = [host for host in os.environ.get("SIKKERHEDSNET_HOSTS", "").split(",") if host]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
STATIC_ROOT = ROOT / "staticfiles"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
