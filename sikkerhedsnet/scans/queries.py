"""Read papers: those of a thing, one with a line in the read log, and the thing itself."""

from __future__ import annotations

from datetime import datetime

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.web.hooks import hook

from .commands import Thing
from .models import Scan, ScanQuerySet
from .states import About


def thing(actor: Actor, about: About, pk: int) -> Thing:
    """What papers can be laid with, when this person may see it; else ObjectDoesNotExist."""
    found: Thing = hook("SIKKERHEDSNET_PAPERS_ABOUT")(actor, about, pk)
    return found


def scans_of(about: About, *pks: int) -> ScanQuerySet:
    """The papers of things whose page is open, without what is on them; who may see the thing may see them, so the
    caller has asked for that first. One query."""
    rows: ScanQuerySet = (
        Scan.objects.filter(about=about, about_id__in=pks)
        .defer("content")
        .select_related("uploaded_by", "withdrawn_by")
    )
    return rows


def within_reach(actor: Actor, pk: int, *, with_content: bool = False, lock: bool = False) -> tuple[Scan, Thing]:
    """One paper with what it belongs to; out of reach: Scan.DoesNotExist, and so is what is on one that was taken back."""
    rows = Scan.objects.visible_to(actor).select_related("child", "uploaded_by", "withdrawn_by")
    rows = rows.filter(withdrawn_at=None) if with_content else rows.defer("content")
    found: Scan = (rows.select_for_update(of=("self",), no_key=True) if lock else rows).get(pk=pk)
    return found, thing(actor, About(found.about), found.about_id)


def open_scan(actor: Actor, pk: int, *, now: datetime, with_content: bool = False) -> tuple[Scan, Thing]:
    """The same, and a line in the read log."""
    found, whole = within_reach(actor, pk, with_content=with_content)
    act = "child.read" if whole.about is About.VOICE else "scan.read"  # parents are told of looks
    audit.read(actor, act, whole.row, at=now, child_id=found.child_id)
    return found, whole
