"""The second step: asked of whoever has one, required of staff, never in a demo; and nobody is in before it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from config.access import ACCESS, Anyone
from sikkerhedsnet.access import factors
from sikkerhedsnet.access.models import Authenticator, Municipality, RecoveryCode, WrongCode
from sikkerhedsnet.audit.models import ChangeLine
from sikkerhedsnet.core import clock
from sikkerhedsnet.outbox.models import Message
from tests.accounts.door import (
    PASSWORD,
    SECRET,
    code,
    come_in,
    give_app,
    is_in,
    key_in,
    password,
    require_second_step,
    second,
    secret_in,
    text,
)
from tests.personas import NOW, Town

DESK, ASK, SET_UP = (reverse_name for reverse_name in ("worklists:desk", "access:second_step", "access:set_up"))


def lines(action: str) -> int:
    return ChangeLine.objects.filter(action=action).count()


def test_a_new_municipality_requires_it(db: None) -> None:
    assert Municipality(code="997", name="Ny").second_factor_required


def test_a_right_password_alone_lets_nobody_with_an_app_in(town: Town) -> None:
    require_second_step(town, "mette")
    give_app(town.user("mette"))
    client = Client()
    assert password(client, "mette")["Location"] == reverse(ASK)
    assert not is_in(client)
    assert town.user("mette").sessions.count() == 0
    assert second(client, code())["Location"] == reverse(DESK)
    assert is_in(client)
    line = ChangeLine.objects.get(action="session.signed_in", actor_id=town.user("mette").pk)
    assert line.details == {"second": "app"}


def test_the_session_has_a_new_key_after_each_step(town: Town) -> None:
    require_second_step(town, "mette")
    give_app(town.user("mette"))
    client = Client()
    client.get(reverse("access:sign_in"))
    client.get(f"/velkommen/{'x' * 43}/")
    keys = [client.session.session_key]
    password(client, "mette")
    keys.append(client.cookies["sikkerhedsnet_session"].value)
    second(client, code())
    keys.append(client.cookies["sikkerhedsnet_session"].value)
    assert len(set(keys)) == 3


def test_staff_without_one_set_it_up_before_anything_else(town: Town) -> None:
    require_second_step(town, "mette")
    client = Client()
    assert password(client, "mette", next="/boern/")["Location"] == reverse(SET_UP)
    for name, door in ACCESS.items():
        if door is Anyone.SIGNED_IN and name != "access:sign_out":
            answer = client.get(reverse(name, args=["app", 1] if "factor" in name else []))
            assert answer.status_code in (302, 405), name
            assert answer.status_code == 405 or answer["Location"].startswith(reverse("access:sign_in")), name
    page = client.get(reverse("access:set_up_app"))
    secret = secret_in(page)
    assert "<svg" in text(page) and " style=" not in text(page)
    sent = {"key": key_in(page), "name": "Min telefon", "code": code(secret)}
    assert client.post(reverse("access:set_up_app"), sent)["Location"] == reverse("access:recovery_codes")
    shown = text(client.get(reverse("access:recovery_codes")))
    assert shown.count("<code>") == 10
    assert client.post(reverse("access:recovery_codes"))["Location"] == "/boern/"
    assert client.get(reverse("access:recovery_codes")).status_code == 302
    assert is_in(client)
    assert lines("factor.added") == lines("recovery.made") == lines("session.signed_in") == 1
    assert Message.objects.filter(kind="account.factor_added", to=town.user("mette")).exists()


def test_a_wrong_first_code_adds_nothing_and_keeps_the_same_secret(town: Town) -> None:
    require_second_step(town, "mette")
    client = Client()
    password(client, "mette")
    page = client.get(reverse("access:set_up_app"))
    answer = client.post(reverse("access:set_up_app"), {"key": key_in(page), "name": "Telefon", "code": "000000"})
    assert answer.status_code == 400
    assert secret_in(answer) == secret_in(page)
    assert not Authenticator.objects.exists()
    assert not is_in(client)


@pytest.mark.parametrize("name", ["second_step", "set_up", "set_up_app", "set_up_passkey"])
def test_the_pages_between_password_and_code_open_for_nobody_else(town: Town, name: str) -> None:
    assert ACCESS[f"access:{name}"] is Anyone.HALFWAY
    assert Client().get(reverse(f"access:{name}"))["Location"] == reverse("access:sign_in")
    assert town.client("mette").get(reverse(f"access:{name}"))["Location"] == reverse(DESK)


def test_a_right_password_is_forgotten_after_a_quarter_of_an_hour(town: Town) -> None:
    require_second_step(town, "mette")
    give_app(town.user("mette"))
    client = Client()
    password(client, "mette")
    with clock.fixed(NOW + timedelta(minutes=16)):
        assert second(client, code())["Location"] == reverse("access:sign_in")


def test_a_password_changed_meanwhile_ends_the_way_in(town: Town) -> None:
    require_second_step(town, "mette")
    give_app(town.user("mette"))
    client = Client()
    password(client, "mette")
    town.user("mette").set_password("en-helt-anden-adgangskode")
    town.user("mette").save()
    assert second(client, code())["Location"] == reverse("access:sign_in")


def test_a_code_is_taken_once(town: Town) -> None:
    require_second_step(town, "mette")
    give_app(town.user("mette"))
    come_in("mette")
    again = Client()
    password(again, "mette")
    assert second(again, code()).status_code == 400
    with clock.fixed(NOW + timedelta(seconds=30)):
        assert second(again, code()).status_code == 302


def test_a_telephone_half_a_minute_wrong_is_right_and_two_minutes_is_not(town: Town) -> None:
    user = town.user("mette")
    give_app(user)
    assert factors.check_code(user, code(now=NOW - timedelta(minutes=2)), now=NOW) is factors.Checked.WRONG
    assert factors.check_code(user, code(now=NOW - timedelta(seconds=30)), now=NOW) is factors.Checked.APP


def test_a_recovery_code_works_once_however_it_is_typed(town: Town) -> None:
    require_second_step(town, "mette")
    give_app(town.user("mette"))
    codes = factors.new_recovery_codes(town.user("mette"), now=NOW)
    client = Client()
    password(client, "mette")
    assert second(client, f" {codes[0].upper().replace('-', ' ')} ").status_code == 302
    assert is_in(client)
    other = Client()
    password(other, "mette")
    assert second(other, codes[0]).status_code == 400
    assert RecoveryCode.objects.filter(used_at=None).count() == 9
    assert lines("recovery.used") == 1


def test_somebody_elses_recovery_code_is_wrong(town: Town) -> None:
    require_second_step(town, "mette")
    give_app(town.user("mette"))
    others = factors.new_recovery_codes(town.user("maja"), now=NOW)
    assert factors.check_code(town.user("mette"), others[0], now=NOW) is factors.Checked.WRONG


def test_in_a_demo_nobody_is_asked_and_nobody_must(town: Town) -> None:
    require_second_step(town, "mette")
    Municipality.objects.filter(pk=town.neighbour.pk).update(is_demo=True)
    client = Client()
    assert password(client, "mette")["Location"] == reverse(DESK)
    give_app(town.user("mette"))
    other = Client()
    assert password(other, "mette")["Location"] == reverse(DESK)
    assert is_in(other)


def test_where_it_is_not_required_only_those_who_have_one_are_asked(town: Town) -> None:
    require_second_step(town, "mette", "maja")
    Municipality.objects.update(second_factor_required=False)
    give_app(town.user("mette"))
    assert password(Client(), "mette")["Location"] == reverse(ASK)
    assert password(Client(), "maja")["Location"] == reverse(DESK)


def test_what_was_typed_when_the_session_ended_comes_along_through_the_code(town: Town) -> None:
    require_second_step(town, "mette")
    give_app(town.user("mette"))
    client = come_in("mette")
    child = town.children[0]
    page = client.get(reverse("concerns:raise", args=[child.pk]))
    mark = page.content.decode().split('name="sn_who" value="')[1].split('"')[0]
    stranger = Client()
    asked = stranger.post(
        reverse("concerns:raise", args=[child.pk]), {"observation": "Hun står ofte alene ved hegnet.", "sn_who": mark}
    )
    kept = asked.content.decode().split('name="kept" value="')[1].split('"')[0]
    with clock.fixed(NOW + timedelta(minutes=1)):
        step = password(stranger, "mette", kept=kept)
        assert step.status_code == 200
        carried = step.content.decode().split('name="kept" value="')[1].split('"')[0]
        assert "alene ved hegnet" in text(second(stranger, code(), kept=carried))


def test_the_database_holds_no_secret_that_can_be_used(town: Town) -> None:
    require_second_step(town, "mette")
    give_app(town.user("mette"))
    codes = factors.new_recovery_codes(town.user("mette"), now=NOW)
    client = come_in("mette")
    wanted = [SECRET, client.session.session_key, PASSWORD, *codes, *(one.replace("-", "") for one in codes)]
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            ours = table.startswith(
                ("access_", "audit_changeline", "audit_readline", "axes_", "outbox_", "django_session")
            )
            if ours and table != "access_notekey":  # the owner's alone
                cursor.execute(f"SELECT string_agg(t::text, ' ') FROM {table} t")
                held = cursor.fetchone()[0] or ""
                assert not [secret for secret in wanted if secret in held], table


def test_no_code_is_written_in_the_log(town: Town) -> None:
    require_second_step(town, "mette")
    give_app(town.user("mette"))
    client = Client()
    password(client, "mette")
    second(client, "123456")
    second(client, code())
    told = str(list(ChangeLine.objects.values_list("action", "details", "actor_name")))
    assert "factor.wrong" in told
    assert "123456" not in told and code() not in told
    assert not WrongCode.objects.exists()


@pytest.mark.parametrize("typed", ["", " ", "æøå", "١٢٣٤٥٦", "0" * 41, "\x00" * 6, "12 34 5", "<b>1</b>", "-" * 12])
def test_any_text_is_a_wrong_code_and_never_an_error(town: Town, typed: str) -> None:
    require_second_step(town, "mette")
    give_app(town.user("mette"))
    client = Client()
    password(client, "mette")
    answer = second(client, typed)
    assert answer.status_code == 400
    assert not is_in(client)


@pytest.mark.parametrize(("host", "offered"), [("localhost", True), ("127.0.0.1", False), ("127.0.0.1:8000", False)])
def test_a_passkey_is_offered_where_browsers_make_them(town: Town, host: str, offered: bool) -> None:
    page = town.client("mette").get(reverse("access:add_passkey"), headers={"host": host})
    assert ("data-sn-passkey=" in text(page)) == offered
    assert "kan ikke lave adgangsnøgler" in text(page)
