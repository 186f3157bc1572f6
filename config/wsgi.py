"""The application for a web server; it refuses a database role that the rules do not bind."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

application = get_wsgi_application()

from config.postgres.roles import refuse_privileged_role, refuse_unread_notes  # noqa: E402  (the settings must be read first)

refuse_privileged_role()
refuse_unread_notes()
