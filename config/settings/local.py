"""One machine, plain HTTP on 127.0.0.1: what ./run and ./manage use."""

from __future__ import annotations

from config.postgres.address import data_directory
from config.settings.base import *  # noqa: F403
from config.settings.secret import secret_key

SECRET_KEY = secret_key(data_directory())
WHITENOISE_USE_FINDERS = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
