"""Text sent after the session ended comes back to the one who wrote it, and to nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.utils import translation

from sikkerhedsnet.web import lost_session
from sikkerhedsnet.web.errors import csrf_failure

TEXT = "Hun står ofte <b>alene</b>\nved hegnet 👧🏽"


class Person:
    is_authenticated = True

    def __init__(self, name: str) -> None:
        self.name = name

    def get_username(self) -> str:
        return self.name


@pytest.fixture(autouse=True)
def _danish() -> Any:
    with translation.override("da"):
        yield


def posted(rf: RequestFactory, user: Any = None, path: str = "/bekymringer/ny/?barn=3", **fields: Any) -> Any:
    request = rf.post(path, fields)
    request.user = user or AnonymousUser()
    return request


def kept_from(rf: RequestFactory, writer: str = "mette", **more: Any) -> str:
    fields = {
        "observation": TEXT,
        "key": "6a5a1c26",
        "csrfmiddlewaretoken": "t",
        lost_session.FIELD: lost_session.mark(writer),
    }
    return lost_session.keep(posted(rf, **{**fields, **more}))["kept"]


def test_the_writer_sees_the_text_again_with_a_button_to_the_same_place(rf: RequestFactory) -> None:
    response = lost_session.resume(posted(rf, Person("mette"), kept=kept_from(rf)))
    assert response is not None
    html = response.content.decode()
    assert "&lt;b&gt;alene&lt;/b&gt;\nved hegnet 👧🏽</textarea>" in html
    assert 'action="/bekymringer/ny/?barn=3"' in html
    assert 'name="key" value="6a5a1c26"' in html
    assert "Send igen" in html


def test_nobody_else_sees_it(rf: RequestFactory) -> None:
    response = lost_session.resume(posted(rf, Person("anders"), kept=kept_from(rf)))
    assert response is not None
    html = response.content.decode()
    assert "hegnet" not in html
    assert 'action="/bekymringer/' not in html
    assert "Indlægget hører til en anden" in html


def test_a_post_from_no_page_of_ours_is_not_kept(rf: RequestFactory) -> None:
    assert lost_session.keep(posted(rf, observation=TEXT)) == {"kept": "", "kept_lost": True}


def test_a_forged_mark_gives_nothing_back(rf: RequestFactory) -> None:
    kept = kept_from(rf, **{lost_session.FIELD: "mette"})
    response = lost_session.resume(posted(rf, Person("mette"), kept=kept))
    assert response is not None
    assert "hegnet" not in response.content.decode()


def test_changed_or_old_kept_text_is_nothing(rf: RequestFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = kept_from(rf)
    assert lost_session.resume(posted(rf, Person("mette"), kept=kept[:-2] + "zz")) is None
    monkeypatch.setattr(lost_session, "LONGEST_WAIT", -1)
    assert lost_session.resume(posted(rf, Person("mette"), kept=kept)) is None


def test_passwords_tokens_and_files_are_never_kept(rf: RequestFactory) -> None:
    request = posted(
        rf,
        password="hemmelig",
        new_password1="hemmelig",
        csrfmiddlewaretoken="t",
        note="et to tre",
        sn_who=lost_session.mark("mette"),
    )
    names = [name for name, _ in lost_session._fields(request)]
    assert names == ["note"]


def test_what_is_far_too_long_is_said_to_be_lost(rf: RequestFactory) -> None:
    request = posted(rf, note="x" * (lost_session.LARGEST + 1), sn_who=lost_session.mark("mette"))
    assert lost_session.keep(request) == {"kept": "", "kept_lost": True}


def test_a_wrong_password_does_not_lose_it(rf: RequestFactory) -> None:
    kept = kept_from(rf)
    assert lost_session.carried(posted(rf, kept=kept, username="mette"))["kept"] == kept


def test_a_path_to_another_site_is_not_followed(rf: RequestFactory) -> None:
    request = posted(rf, Person("mette"))
    response = lost_session._resend(request, "//evil.example/x", [["note", "et to tre"]], 200)
    assert b"evil.example" not in response.content


def test_the_mark_cannot_be_read_and_is_the_same_for_the_same_person(settings: Any) -> None:
    assert lost_session.mark("mette") == lost_session.mark("mette")
    assert "mette" not in lost_session.mark("mette")
    assert lost_session.mark("mette") != lost_session.mark("anders")
    assert lost_session.mark("") == ""


def test_a_page_too_old_to_be_sent_gives_the_text_back_at_once(rf: RequestFactory) -> None:
    fields = {"observation": TEXT, lost_session.FIELD: lost_session.mark("mette")}
    response = csrf_failure(posted(rf, Person("mette"), **fields), "token")
    assert response.status_code == 403
    assert "ved hegnet" in response.content.decode()


def test_forms_carry_the_mark_of_whoever_has_the_page_open(rf: RequestFactory) -> None:
    from sikkerhedsnet.web.forms import KeyedForm

    shown = []
    request = rf.get("/")
    request.user = Person("mette")
    lost_session.Author(lambda r: shown.append(str(KeyedForm())))(request)  # type: ignore[arg-type, func-returns-value]
    assert lost_session.mark("mette") in shown[0]
    assert lost_session.current_mark() == ""
