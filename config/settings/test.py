"""The checks: a fixed key, a fast hash, no manifest."""

from __future__ import annotations

import os

from config.postgres.address import ROOT

os.environ.setdefault("SIKKERHEDSNET_DATA", str(ROOT / ".data" / "checks"))  # never the data of ./run

from config.settings.base import *  # noqa: F403

SECRET_KEY = "only-for-the-checks-and-never-for-people-or-their-sessions"
ANCHORS = None
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
