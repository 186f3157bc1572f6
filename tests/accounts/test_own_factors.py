"""What one does with one's own second steps."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from sikkerhedsnet.access import factors, sealing
from sikkerhedsnet.access.models import Authenticator, RecoveryCode
from sikkerhedsnet.audit.models import ChangeLine
from tests.accounts.door import PASSWORD, code, come_in, give_app, key_in, require_second_step, secret_in, text
from tests.personas import NOW, Town

OTHER = "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU"


@pytest.fixture(autouse=True)
def _mette_has_an_app(town: Town) -> None:
    require_second_step(town, "mette", "maja")
    give_app(town.user("mette"))
    factors.new_recovery_codes(town.user("mette"), now=NOW)


def own(town: Town, name: str = "mette") -> Authenticator:
    return Authenticator.objects.get(user=town.user(name))


def test_one_more_app_asks_for_the_password(town: Town) -> None:
    client = come_in("mette")
    page = client.get(reverse("access:add_app"))
    sent = {"key": key_in(page), "name": "Tablet", "code": code(secret_in(page))}
    assert client.post(reverse("access:add_app"), {**sent, "current_password": "forkert"}).status_code == 400
    assert client.post(reverse("access:add_app"), {**sent, "current_password": PASSWORD}).status_code == 302
    assert {row.name for row in Authenticator.objects.all()} == {"Min telefon", "Tablet"}
    assert RecoveryCode.objects.count() == 10


def test_the_only_second_step_stays(town: Town) -> None:
    client = come_in("mette")
    address = reverse("access:remove_factor", args=["app", own(town).pk])
    answer = client.post(address, {"current_password": PASSWORD})
    assert answer.status_code == 403 and "Tilføj et nyt først" in text(answer)
    give_app(town.user("mette"), OTHER)
    assert client.post(address, {"current_password": PASSWORD}).status_code == 302
    assert Authenticator.objects.count() == 1
    assert ChangeLine.objects.filter(action="factor.removed").count() == 1


def test_nobody_touches_anothers(town: Town) -> None:
    give_app(town.user("maja"), OTHER)
    client = come_in("mette")
    for page in ("access:rename_factor", "access:remove_factor"):
        address = reverse(page, args=["app", own(town, "maja").pk])
        assert client.get(address).status_code == 404
        assert client.post(address, {"name": "x", "current_password": PASSWORD}).status_code == 404
    assert client.get("/min-konto/ukendt/1/navn/").status_code == 404


def test_a_name_is_ones_own_words(town: Town) -> None:
    client = come_in("mette")
    address = reverse("access:rename_factor", args=["app", own(town).pk])
    assert client.post(address, {"name": "Æblet <b>"}).status_code == 302
    assert "Æblet &lt;b&gt;" in client.get(reverse("access:account")).content.decode()
    assert client.post(address, {"name": "x" * 61}).status_code == 400


def test_new_recovery_codes_replace_the_old_and_are_shown_until_kept(town: Town) -> None:
    client = come_in("mette")
    before = set(RecoveryCode.objects.values_list("mark", flat=True))
    assert client.post(reverse("access:new_codes"), {"current_password": "forkert"}).status_code == 400
    assert client.post(reverse("access:new_codes"), {"current_password": PASSWORD}).status_code == 302
    assert not before & set(RecoveryCode.objects.values_list("mark", flat=True))
    first, again = (text(client.get(reverse("access:recovery_codes"))) for _ in range(2))
    assert first.count("<code>") == again.count("<code>") == 10
    assert client.post(reverse("access:recovery_codes"))["Location"] == reverse("access:account")
    assert client.get(reverse("access:recovery_codes"))["Location"] == reverse("access:account")


def test_a_form_sent_twice_makes_one(town: Town) -> None:
    key = uuid4()
    for _ in range(2):
        assert factors.add_authenticator(town.user("mette"), OTHER, code(OTHER), "Tablet", key=key, now=NOW)
    assert Authenticator.objects.filter(name="Tablet").count() == 1


def test_a_secret_survives_a_new_secret_key_while_the_old_is_a_fallback(town: Town, settings: Any) -> None:
    before = own(town).sealed_secret
    old = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a-new-key-" * 6, [old]
    assert factors.check_code(town.user("mette"), code(), now=NOW) is factors.Checked.APP
    settings.SECRET_KEY_FALLBACKS = []
    again = own(town)
    assert again.sealed_secret != before
    again.last_step = None
    again.save()
    assert factors.check_code(town.user("mette"), code(), now=NOW) is factors.Checked.APP


def test_a_secret_whose_key_is_gone_is_a_wrong_code_and_no_error(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "_secrets", lambda: ["another-key"])
    assert factors.check_code(town.user("mette"), code(), now=NOW) is factors.Checked.WRONG
