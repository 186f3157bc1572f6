"""Django's PostgreSQL, with a signed note of who asks at the beginning of each transaction."""

from __future__ import annotations

from typing import Any

from django.db.backends.postgresql import base

from sikkerhedsnet.core import context


class DatabaseWrapper(base.DatabaseWrapper):
    """Row-level security reads the note; it is local to the transaction, so a pooled connection carries none along."""

    told_session = False

    def init_connection_state(self) -> None:
        super().init_connection_state()
        context.tell_session(self)

    def set_autocommit(self, autocommit: bool, *args: Any, **kwargs: Any) -> None:
        super().set_autocommit(autocommit, *args, **kwargs)
        if not autocommit:
            context.tell(self)
