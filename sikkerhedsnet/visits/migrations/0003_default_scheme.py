"""Every municipality's first schedule, made by the database for those that are there and those to come.

The national guide names the visits and gives almost no ages: every number is a start to be checked, and says where it is from.
"""

from __future__ import annotations

from django.db import migrations

from sikkerhedsnet.core.first_rows import first_rows

ASSUMED = "antagelse: vejledningen giver ingen alder"
NAMED = "alderen i vejledningens navn; ugerne er en antagelse"
SCHOOL = "antagelse: vejledningen giver ingen alder; følger klassetrinnet"
# type, offered, unit, from, by, until, instruments asked for, where the numbers come from
DEFAULTS = (
    ("pregnancy", False, "week", 0, 0, 0, "{}", "før fødslen: der er endnu intet barn at planlægge for"),
    ("maternity", True, "day", 1, 3, 7, "{}", f"{ASSUMED}; dag 2 i dens eksempel"),
    ("establishing", True, "day", 7, 12, 21, "{topi}", f"{ASSUMED}; dag 12 i dens eksempel"),
    ("first_month_other", True, "day", 14, 21, 31, "{}", NAMED),
    ("two_months", True, "week", 7, 9, 12, "{adbb}", f"{NAMED}; København: 2 måneder"),
    ("four_to_six_months", True, "month", 4, 5, 7, "{adbb}", f"{NAMED}; København: 4 måneder, førstegangsfødende"),
    ("eight_to_eleven_months", True, "month", 8, 9, 12, "{adbb,topi}", f"{NAMED}; København: 8 måneder"),
    ("school_start", True, "month", 66, 78, 90, "{}", SCHOOL),
    ("school_middle", True, "month", 108, 126, 150, "{}", SCHOOL),
    ("school_leaving", True, "month", 156, 174, 198, "{}", SCHOOL),
)


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


ROWS = ", ".join(
    f"({quoted(kind)}, {offered}, {quoted(unit)}, {start}, {aim}, {end}, '{asks}'::varchar[], {quoted(mark)})"
    for kind, offered, unit, start, aim, end, asks, mark in DEFAULTS
)
FIRST = f"""
    INSERT INTO visits_visitscheme
        (municipality_id, visit_type, offered, unit, earliest, aim, latest, instruments, source_mark,
         first_child_only, version, changed_at, changed_by_name)
        SELECT here, d.*, false, 1, TIMESTAMPTZ '2024-01-01 00:00+01', '' FROM (VALUES {ROWS}) AS d"""
CHOICES = """
    INSERT INTO visits_visitchoices
        (municipality_id, documentation_days, need_visits_before_talk, talks_before_closing, ranges,
         recall_first_months, recall_next_months, recall_until_years, version, changed_at, changed_by_name)
        SELECT here, 2, 3, 2, '{}'::jsonb, 18, 12, 18, 1, TIMESTAMPTZ '2024-01-01 00:00+01', ''"""


class Migration(migrations.Migration):
    dependencies = [("visits", "0002_row_security"), ("access", "0002_who_asks")]
    operations = [first_rows("visits_first_scheme", FIRST), first_rows("visits_first_choices", CHOICES)]
