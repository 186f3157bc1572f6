"""One import at a time in a municipality."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

IMPORT_LOCK = 519_044_221


class ImportUnderWay(Exception):
    """Somebody else is taking register files in for the same municipality right now."""


@contextmanager
def alone(municipality_id: int) -> Iterator[None]:
    """Nobody else imports for the municipality meanwhile; raises ImportUnderWay when somebody does already.

    Inside a transaction the lock is held until it ends; else until the block ends, over as many as it takes.
    """
    inside = connection.in_atomic_block
    function = "pg_try_advisory_xact_lock" if inside else "pg_try_advisory_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, %s)", [IMPORT_LOCK, municipality_id % 2**31])
        if not cursor.fetchone()[0]:
            raise ImportUnderWay
    try:
        yield
    finally:
        if not inside:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [IMPORT_LOCK, municipality_id % 2**31])
