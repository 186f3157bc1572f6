"""From where somebody acts: by which road, from which network, on what kind of device (ADR 17)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address, ip_network

NETWORK_BITS = {4: 24, 6: 48}
"""The town hall's network from another, but not one machine or home from the next."""


class Road(StrEnum):
    """By which road a line was written."""

    WEB = "web"
    TICK = "tick"
    IMPORT = "import"
    COMMAND = "command"


@dataclass(frozen=True)
class Origin:
    """Where a line comes from; network and device are empty when no browser asked."""

    road: Road
    network: str = ""
    device: str = ""


HERE = Origin(Road.COMMAND)
"""Whoever has said nothing works at the machine itself."""
_current: ContextVar[Origin] = ContextVar("origin", default=HERE)


def current() -> Origin:
    """Where the lines written now come from."""
    return _current.get()


@contextmanager
def coming_from(origin: Origin) -> Iterator[None]:
    """Inside the block every line says that it comes from there."""
    token = _current.set(origin)
    try:
        yield
    finally:
        _current.reset(token)


def network_of(address: str, *, whole: bool = False) -> str:
    """The network of an address, `10.20.30.0/24`, or the whole address; empty when it is none."""
    try:
        found = ip_address(address.strip().strip("[]").partition("%")[0])
    except ValueError:
        return ""
    if found.version == 6 and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return str(found) if whole else str(ip_network(f"{found}/{NETWORK_BITS[found.version]}", strict=False))
