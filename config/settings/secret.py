"""The key that signs sessions and forms: made once per data directory, never in the code."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def secret_key(directory: Path) -> str:
    """`$SIKKERHEDSNET_SECRET_KEY`, else the key in the directory, made now when there is none."""
    given = os.environ.get("SIKKERHEDSNET_SECRET_KEY")
    if given:
        return given
    path = directory / "secret_key"
    if not path.exists():
        directory.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
        draft = directory / f"secret_key.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(64))
        try:
            os.link(draft, path)  # whole or not at all; the first of two simultaneous starts wins
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()
