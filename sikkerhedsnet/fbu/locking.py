"""One delivery, out or in, at a time in a municipality: ids are minted once, and nothing is taken twice."""

from __future__ import annotations

from django.db import connection

LOCK = 519_044_222


def one_at_a_time(municipality_id: int) -> None:
    """Waits until nobody else delivers or takes in for the municipality; held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, municipality_id % 2**31])
