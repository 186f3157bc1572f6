"""The frame around every page: menu, name, language, demo banner, and no inline code anywhere."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import RequestFactory
from django.utils import translation

from sikkerhedsnet.web import errors, styleguide
from sikkerhedsnet.web.context import page_for
from tests.personas import Town

WEB = Path(django_settings.ROOT) / "sikkerhedsnet"


class Mette:
    name, function_label, municipality_name, place_label = "Mette Lund", "pædagog", "Fjordby Kommune", "Havnen"
    is_demo = True
    menu = (("access:sign_in", "Log ind"), ("does:not_exist", "Findes ikke"))


@pytest.fixture(autouse=True)
def _danish(settings: Any) -> Any:
    settings.SIKKERHEDSNET_IS_DEMO = False
    with translation.override("da"):
        yield


def seen_by(rf: RequestFactory, actor: Any, path: str = "/stil/") -> Any:
    request = rf.get(path)
    request.actor = actor
    return request


def test_a_menu_item_that_leads_nowhere_is_left_out(rf: RequestFactory) -> None:
    assert [link.label for link in page_for(seen_by(rf, Mette())).menu] == ["Log ind"]


def test_without_a_user_the_frame_is_empty_and_whole(rf: RequestFactory) -> None:
    page = page_for(seen_by(rf, None))
    assert (page.signed_in, page.menu, page.user_name) == (False, (), "")


def test_a_menu_that_breaks_does_not_break_the_page(rf: RequestFactory, settings: Any) -> None:
    settings.SIKKERHEDSNET_NAVIGATION = "no.such.module"

    class Plain:
        name = "Mette"

    assert page_for(seen_by(rf, Plain())).menu == ()


def test_a_demo_says_so_on_every_page_with_and_without_a_user(rf: RequestFactory, settings: Any) -> None:
    assert "Demo: alle personer er opdigtede" in errors.not_found(seen_by(rf, Mette())).content.decode()
    settings.SIKKERHEDSNET_IS_DEMO = True
    assert "Demo: alle personer er opdigtede" in errors.not_found(seen_by(rf, None)).content.decode()
    settings.SIKKERHEDSNET_IS_DEMO = False
    assert "Demo: alle personer er opdigtede" not in errors.not_found(seen_by(rf, None)).content.decode()


def test_the_style_page_is_only_for_demos_and_development(rf: RequestFactory) -> None:
    from django.http import Http404

    with pytest.raises(Http404):
        styleguide.styleguide(seen_by(rf, None))
    assert styleguide.styleguide(seen_by(rf, Mette())).status_code == 200
    assert styleguide.styleguide(seen_by(rf, Mette(), "/stil/?fejl=1")).status_code == 200


@pytest.mark.parametrize(
    ("view", "status"),
    [(errors.bad_request, 400), (errors.permission_denied, 403), (errors.not_found, 404), (errors.too_large, 413)],
)
def test_an_error_page_says_what_to_do_in_the_frame(rf: RequestFactory, view: Any, status: int) -> None:
    response = view(seen_by(rf, Mette()))
    assert response.status_code == status
    assert "Mette Lund" in response.content.decode()


def test_the_page_for_a_fault_needs_neither_user_nor_database(rf: RequestFactory) -> None:
    response = errors.server_error(rf.get("/"))
    assert response.status_code == 500
    assert "Der skete en fejl hos os" in response.content.decode()


def test_no_template_holds_inline_code_or_styles() -> None:
    bad = re.compile(r'\s(style|on[a-z]+)="|<style|<script(?![^>]*\bsrc=)|javascript:', re.IGNORECASE)
    found = [str(path) for path in WEB.rglob("templates/**/*.html") if bad.search(path.read_text(encoding="utf-8"))]
    assert found == []


def test_every_address_in_the_vendored_stylesheet_stands_beside_it() -> None:
    sheet = WEB / "web/static/vendor/dkfds/css/dkfds.min.css"
    addresses = re.findall(r'url\("?([^")]+)"?\)', sheet.read_text(encoding="utf-8"))
    assert addresses
    assert [a for a in addresses if not (sheet.parent / a).resolve().exists()] == []


def test_every_class_of_ours_begins_with_our_own_letters() -> None:
    template = (WEB / "web/templates/web/styleguide.html").read_text(encoding="utf-8")
    ours = "".join(
        (WEB / "web/static/web" / name).read_text(encoding="utf-8") for name in ("sikkerhedsnet.css", "components.css")
    )
    theirs = (WEB / "web/static/vendor/dkfds/css/dkfds.min.css").read_text(encoding="utf-8")
    used = {name for group in re.findall(r'class="([^"{]+)"', template) for name in group.split()}
    assert [name for name in used if f".{name}" not in (ours if name.startswith("sn-") else theirs)] == []


@pytest.mark.parametrize(
    ("key", "page", "item"),
    [
        ("bo", "/besoeg/besoegsplan/tal/", "/besoeg/besoegsplan/"),
        ("bo", "/besoeg/daekning/", "/besoeg/daekning/"),
        ("mette", "/handleguide/sparring/ny/", "/handleguide/sparring/"),
        ("mette", "/handleguide/udgaver/", "/handleguide/"),
    ],
)
def test_the_menu_marks_the_page_one_came_from_the_furthest_on_the_way(
    town: Town, key: str, page: str, item: str
) -> None:
    text = town.client(key).get(page).content.decode()
    marked = re.findall(r'href="([^"]+)" class="nav-link" aria-current="(?:true|page)"', text)
    assert set(marked) == {item}
