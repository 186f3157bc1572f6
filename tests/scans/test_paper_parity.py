"""Every form is decided on: it prints and its paper is entered with who, when and scan, or it says why it needs no paper."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pypdf import PdfReader

from config.access import ACCESS
from config.paper_forms import CONSENT, NO_SHEET, ON_PAPER, WHOLE_STEPS, WITHOUT_PAPER
from config.papers import KINDS
from sikkerhedsnet.exchange.models import ImportRun
from tests.access.world import Case, case
from tests.personas import NOW, Town
from tests.screening.walk import open_round


def addresses(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, Any]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}", pattern.callback
        else:
            yield from addresses(pattern, f"{pattern.namespace}:" if pattern.namespace else space)


def takes_a_form(view: Any) -> bool:
    """Whether the view takes a POST, as the method it was required with says; a view that says nothing does."""
    while view is not None:
        for cell in getattr(view, "__closure__", None) or ():
            if isinstance(cell.cell_contents, (list, tuple)) and "GET" in cell.cell_contents:
                return "POST" in cell.cell_contents
        view = getattr(view, "__wrapped__", None)
    return True


FORMS = {name for name, view in addresses(get_resolver()) if name in ACCESS and takes_a_form(view)}


def test_every_form_is_decided_on() -> None:
    decided = ON_PAPER.keys() | WITHOUT_PAPER.keys()
    assert {name for name in FORMS - decided if name.split(":")[0] not in WHOLE_STEPS} == set()


def test_nothing_is_decided_on_that_is_no_form_and_nothing_twice() -> None:
    assert (ON_PAPER.keys() | WITHOUT_PAPER.keys()) - FORMS == set()
    assert ON_PAPER.keys() & WITHOUT_PAPER.keys() == set()
    assert {name for name in ON_PAPER.keys() | WITHOUT_PAPER.keys() if name.split(":")[0] in WHOLE_STEPS} == set()


@pytest.mark.parametrize("name", sorted(ON_PAPER))
def test_what_is_answered_on_paper_prints_and_its_scan_has_a_place(name: str) -> None:
    form = ON_PAPER[name]
    assert form.prints in ACCESS and form.prints not in FORMS
    assert form.scan in (CONSENT, NO_SHEET) or form.scan in KINDS


def the_case(town: Town, **fields: Any) -> Case:
    """A child of the group with everything that can be opened about it."""
    run = ImportRun.objects.create(municipality=town.municipality, by_name="Alma Drift", uploaded_at=NOW)
    round_ = open_round(town, "dorte", town.day_care)
    return case(
        town, "x", "Freja", round_, run, adviser="jonas", sender="mette", guest="lone", group=town.group, **fields
    )


@pytest.fixture
def child(town: Town) -> Case:
    return the_case(town)


WHO = {"visits:blank_pdf": "hanne", "instruments:empty_pdf": "mette"}


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted({form.prints for form in ON_PAPER.values()}))
def test_each_prints_as_a_tagged_paper_in_danish_with_a_title_and_room_to_write(
    town: Town, child: Case, name: str
) -> None:
    answer = town.client(WHO.get(name, "jonas")).get(reverse(name, args=child.numbers.get(name, ())))
    assert answer.status_code == 200, name
    root = PdfReader(io.BytesIO(answer.content)).trailer["/Root"]
    assert root["/Lang"] == "da" and root["/MarkInfo"]["/Marked"] and "/StructTreeRoot" in root
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]


@pytest.mark.django_db
def test_no_empty_paper_says_where_a_child_with_a_protected_address_is(town: Town) -> None:
    hidden = the_case(town, protected_address=True)
    places = {town.day_care.name, town.group.name, hidden.child.address}
    for name in {form.prints for form in ON_PAPER.values()} - {"instruments:empty_pdf"}:
        answer = town.client(WHO.get(name, "jonas")).get(reverse(name, args=hidden.numbers.get(name, ())))
        text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
        assert answer.status_code == 200 and not any(place in text for place in places), name
