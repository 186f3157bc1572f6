"""What a real installation must be told in its environment, and the sentence that says so."""

from __future__ import annotations

import os

from django.core.exceptions import ImproperlyConfigured

SHORTEST_KEY = 50

WANTED = {
    "SIKKERHEDSNET_SECRET_KEY": (
        "en hemmelig nøgle på mindst 50 tegn (python3 -c 'import secrets; print(secrets.token_urlsafe(64))')",
        "a secret key of at least 50 characters",
    ),
    "SIKKERHEDSNET_HOSTS": (
        "siternes navne med komma imellem, for eksempel sikkerhedsnet.kommunen.dk",
        "the site's host names, separated by commas",
    ),
    "DATABASE_URL": (
        "databasens adresse, postgresql://ROLLE:KODE@VÆRT:PORT/DATABASE",
        "the database's address, postgresql://ROLE:PASSWORD@HOST:PORT/DATABASE",
    ),
}


def required(name: str) -> str:
    """The variable's text; without it the site does not start, and says what is missing in Danish and English."""
    found = os.environ.get(name, "").strip()
    if not found:
        danish, english = WANTED[name]
        raise ImproperlyConfigured(
            f"{name} mangler i miljøet: {danish}. Se docs/how-to/production.md.\n"
            f"{name} is missing from the environment: {english}. See docs/how-to/production.md."
        )
    return found


def required_key(name: str) -> str:
    """A secret key, refused when it is too short to keep anything."""
    key = required(name)
    if len(key) < SHORTEST_KEY or len(set(key)) < 10:
        raise ImproperlyConfigured(
            f"{name} er for kort eller for ensformig: den skal have mindst {SHORTEST_KEY} tilfældige tegn.\n"
            f"{name} is too short or too simple: it needs at least {SHORTEST_KEY} random characters."
        )
    return key


def listed(name: str) -> list[str]:
    """A variable with several values, separated by commas; empty when it is not set."""
    return [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()]
