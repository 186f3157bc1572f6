"""The database's own guard of what only an approved list erases, as migrations lay it on a table."""

from __future__ import annotations

from django.db.migrations.operations import RunSQL


def guard(table: str, *arguments: str) -> RunSQL:
    """`arguments`: the kind, the column with what the list names, the column with the child; for a part of another row
    also that row's table and the column that points at it."""
    named = ", ".join(f"'{argument}'" for argument in arguments)
    about_a_child = " WHEN (OLD.child_id IS NOT NULL)" if table == "outbox_message" else ""
    return RunSQL(
        f"CREATE TRIGGER erased_by_rule_alone BEFORE DELETE ON {table} FOR EACH ROW{about_a_child} "
        f"EXECUTE FUNCTION retention_guard({named})",
        f"DROP TRIGGER erased_by_rule_alone ON {table}",
    )
