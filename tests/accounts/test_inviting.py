"""An employee's first password, and a colleague's help with what is lost; never both halves by one pair of hands."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sikkerhedsnet.access.models import Authenticator, Invitation, User
from sikkerhedsnet.access.roles import Function
from sikkerhedsnet.audit.models import ChangeLine, ReadLine
from sikkerhedsnet.core import clock
from sikkerhedsnet.organisation.models import Employment
from sikkerhedsnet.outbox.models import Message
from tests.accounts.door import (
    PASSWORD,
    code,
    come_in,
    give_app,
    is_in,
    key_in,
    password,
    require_second_step,
    secret_in,
    text,
)
from tests.personas import NOW, TODAY, Town

CHOSEN = {"new_password": "syv-grønne-heste-løber", "repeated_password": "syv-grønne-heste-løber"}


def make_link(town: Town, name: str = "mette", key: Any = None, by: str = "admin") -> str:
    answer = town.client(by).post(
        reverse("organisation:invite", args=[town.user(name).pk]), {"key": str(key or uuid4())}
    )
    assert answer.status_code == 200, text(answer)
    return re.search(r'value="http://testserver(/velkommen/[^"]+)"', text(answer)).group(1)  # type: ignore[union-attr]


def signed_in_before(user: User) -> None:
    User.objects.filter(pk=user.pk).update(last_login=timezone.now())


def second_admin(town: Town) -> None:
    town.hire("admin2", "Asger Drift", Function.SYSTEM_ADMIN)


def test_from_the_link_to_the_desk(town: Town) -> None:
    require_second_step(town)
    link = make_link(town)
    client = Client()
    assert client.get(link)["Location"] == reverse("access:choose_password")
    page = text(client.get(reverse("access:choose_password")))
    assert "Mette Lund" in page and "mette" in page
    assert client.post(reverse("access:choose_password"), CHOSEN)["Location"] == reverse("access:set_up")
    assert not is_in(client)
    page = client.get(reverse("access:set_up_app"))
    sent = {"key": key_in(page), "name": "Telefon", "code": code(secret_in(page))}
    client.post(reverse("access:set_up_app"), sent)
    assert is_in(client)
    told = {line.action for line in ChangeLine.objects.filter(object_id__isnull=False)}
    assert {"invitation.made", "invitation.used", "password.changed", "factor.added", "session.signed_in"} <= told


def test_the_link_works_once(town: Town) -> None:
    link = make_link(town)
    first, late = Client(), Client()
    first.get(link)
    late.get(link)
    assert first.post(reverse("access:choose_password"), CHOSEN).status_code == 302
    assert late.post(reverse("access:choose_password"), CHOSEN).status_code == 404
    assert Client().get(link).status_code == 404


def test_the_link_runs_out_after_two_weeks(town: Town) -> None:
    link = make_link(town)
    with clock.fixed(NOW + timedelta(days=13, hours=23)):
        assert Client().get(link).status_code == 302
    with clock.fixed(NOW + timedelta(days=14, seconds=1)):
        assert Client().get(link).status_code == 404


def test_a_new_link_ends_the_one_before(town: Town) -> None:
    first, second = make_link(town), make_link(town)
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 302


def test_pressing_twice_makes_one_invitation_and_the_page_that_is_shown_holds(town: Town) -> None:
    key = uuid4()
    make_link(town, key=key)
    shown = make_link(town, key=key)
    assert Invitation.objects.count() == 1
    assert Client().get(shown).status_code == 302
    assert ChangeLine.objects.filter(action="invitation.made").count() == 1


def test_the_database_holds_only_the_mark_of_the_link(town: Town) -> None:
    token = make_link(town).split("/")[2]
    assert token not in str(Invitation.objects.values())


def test_looking_at_the_link_neither_uses_it_nor_signs_anybody_out(town: Town) -> None:
    link, reader = make_link(town), town.client("maja")
    for _ in range(3):
        assert reader.get(link).status_code == 302
    assert is_in(reader)
    assert Invitation.objects.open(NOW).count() == 1


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ("kort-kode", "mindst 12 tegn"),
        ("Mette Lund mette", "minder for meget"),
        ("password123456", "for let at gætte"),
        ("Sommer2026!!!", "for let at gætte"),
        ("FjordbyKommune2026", "for let at gætte"),
        ("adgangskode-kodeord", "for let at gætte"),
        ("123456789012", "for let at gætte"),
    ],
)
def test_a_password_that_is_easy_to_guess_is_refused_with_the_reason(town: Town, chosen: str, said: str) -> None:
    client = Client()
    client.get(make_link(town))
    answer = client.post(reverse("access:choose_password"), {"new_password": chosen, "repeated_password": chosen})
    assert answer.status_code == 400
    assert said in text(answer) and chosen not in text(answer)
    assert Invitation.objects.open(NOW).exists()


@pytest.mark.parametrize(
    "chosen", ["fire ord på række her", "æøå-ÆØÅ-ßüñ-漢字-12", "🦊🐻🐼 tre dyr i skoven", "a" * 300 + "xyz"]
)
def test_any_long_password_is_taken_exactly_as_it_is(town: Town, chosen: str) -> None:
    client = Client()
    client.get(make_link(town))
    sent = {"new_password": chosen, "repeated_password": chosen}
    assert client.post(reverse("access:choose_password"), sent).status_code == 302
    assert password(Client(), "mette", chosen).status_code == 302
    assert password(Client(), "mette", chosen + " ").status_code == 400


def test_two_that_differ_are_refused(town: Town) -> None:
    client = Client()
    client.get(make_link(town))
    answer = client.post(reverse("access:choose_password"), {**CHOSEN, "repeated_password": "noget-helt-andet"})
    assert answer.status_code == 400 and "ikke ens" in text(answer)


def test_the_list_shows_first_those_who_never_signed_in_and_nobody_of_another_municipality(town: Town) -> None:
    signed_in_before(town.user("maja"))
    Employment.objects.filter(user=town.user("anders")).update(end_on=TODAY - timedelta(days=1))
    client = town.client("admin")
    shown = text(client.get(reverse("organisation:staff")))
    assert "Mette Lund" in shown and "pædagog, Børnehuset Regnbuen" in shown
    for name in ("Maja Krogh", "Anders Friis", "Nanna Bo", "Amira Haddad"):
        assert name not in shown
    everybody = text(client.get(reverse("organisation:staff"), {"vis": "alle", "q": "krogh"}))
    assert "Maja Krogh" in everybody and "Mette Lund" not in everybody
    assert not ReadLine.objects.exists()


def test_the_list_asks_the_same_number_of_questions_however_long_it_is(town: Town) -> None:
    client = town.client("admin")
    client.get(reverse("organisation:staff"))
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(reverse("organisation:staff"))
    for number in range(30):
        town.hire(f"ny{number}", f"Ny {number}", Function.PEDAGOGUE, institution=town.day_care)
    with CaptureQueriesContext(connection) as many:
        client.get(reverse("organisation:staff"))
    assert len(few) == len(many) <= 20


@pytest.mark.parametrize("page", ["organisation:invite", "organisation:remove_factors"])
@pytest.mark.parametrize("name", ["nabo", "amira"])
def test_nobody_outside_the_municipalitys_staff_is_helped_here(town: Town, page: str, name: str) -> None:
    address = reverse(page, args=[town.user(name).pk])
    for answer in (town.client("admin").get(address), town.client("admin").post(address, {"key": str(uuid4())})):
        assert answer.status_code == 404
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("page", ["organisation:invite", "organisation:remove_factors"])
def test_an_administrator_does_not_help_herself(town: Town, page: str) -> None:
    answer = town.client("admin").post(reverse(page, args=[town.user("admin").pk]), {"key": str(uuid4())})
    assert answer.status_code == 403 and "Din egen konto" in text(answer)


def test_a_lost_second_step_is_removed_and_the_owner_is_signed_out_and_told(town: Town) -> None:
    require_second_step(town, "mette")
    give_app(town.user("mette"))
    client = come_in("mette")
    town.client("admin").post(reverse("organisation:remove_factors", args=[town.user("mette").pk]))
    assert not is_in(client)
    assert not Authenticator.objects.exists()
    assert "Alma Drift" in Message.objects.get(kind="account.factor_reset", to=town.user("mette")).about
    line = ChangeLine.objects.get(action="factor.reset")
    assert (line.actor_name, line.object_id) == ("Alma Drift", town.user("mette").pk)
    assert password(Client(), "mette")["Location"] == reverse("access:set_up")


def test_one_administrator_does_not_take_the_second_step_and_give_a_new_password(town: Town) -> None:
    require_second_step(town, "mette")
    give_app(town.user("mette"))
    signed_in_before(town.user("mette"))
    second_admin(town)
    pk = town.user("mette").pk
    town.client("admin").post(reverse("organisation:remove_factors", args=[pk]))
    refused = town.client("admin").post(reverse("organisation:invite", args=[pk]), {"key": str(uuid4())})
    assert refused.status_code == 403 and "anden administrator" in text(refused)
    assert make_link(town, by="admin2")
    refused = town.client("admin2").post(reverse("organisation:remove_factors", args=[pk]))
    assert refused.status_code == 403
    with clock.fixed(NOW + timedelta(days=8)):
        assert make_link(town)


def test_a_forgotten_password_still_asks_for_the_second_step(town: Town) -> None:
    require_second_step(town, "mette")
    give_app(town.user("mette"))
    signed_in_before(town.user("mette"))
    client = Client()
    client.get(make_link(town))
    assert "Alma Drift" in Message.objects.get(kind="account.invitation").about
    assert client.post(reverse("access:choose_password"), CHOSEN)["Location"] == reverse("access:second_step")
    assert not is_in(client)
    assert password(Client(), "mette", PASSWORD).status_code == 400
