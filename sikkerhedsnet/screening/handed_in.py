"""Who has handed in, never what they said: the one thing of a colleague's rating that is known before it is open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db import connection


def handed_in(assessment_ids: Iterable[int]) -> dict[int, set[int]]:
    """The raters who have handed in, for each of these assessments that whoever asks may see; one query."""
    found: dict[int, set[int]] = defaultdict(set)
    asked = list(assessment_ids)
    if asked:
        with connection.cursor() as cursor:
            cursor.execute("SELECT assessment_id, rater_id FROM net_handed_in(%s)", [asked])
            for assessment_id, rater_id in cursor.fetchall():
                found[assessment_id].add(rater_id)
    return found
