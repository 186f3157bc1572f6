"""Sessions in a table of our own, where a person finds hers; the key itself stands only in the browser's cookie."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

if TYPE_CHECKING:
    from .models import Session

BEGAN, SEEN, DEVICE = "began_at", "seen_at", "device"


def stored(session_key: str) -> str:
    """What the table knows a session by: whoever reads the table cannot make a cookie of it."""
    return hashlib.sha256(session_key.encode()).hexdigest()


class SessionStore(DatabaseStore):
    """Django's store in the database, with whose session it is beside the data (its documented way to extend it)."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        from .models import Session

        return Session

    def _get_session_from_db(self) -> Any:
        given = self._session_key
        if not given:
            return None
        self._session_key = stored(given)
        try:
            found = super()._get_session_from_db()  # type: ignore[misc]
        finally:
            self._session_key = given
        if found is None:
            self._session_key = None
        return found

    def exists(self, session_key: str) -> bool:
        return super().exists(stored(session_key))

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            super().delete(stored(key))

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        row: Any = super().create_model_instance(data)
        row.session_key = stored(row.session_key)
        row.user_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        row.began_at = _moment(data.get(BEGAN))
        row.used_at = _moment(data.get(SEEN))
        row.browser, row.system = data.get(DEVICE, ("", ""))
        return row


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
