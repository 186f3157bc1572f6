"""Where one is signed in: seen, ended at once, and over when the reason is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.test import Client
from django.urls import reverse

from sikkerhedsnet.access.models import Municipality, Session
from sikkerhedsnet.access.sessions import stored
from sikkerhedsnet.audit.models import ChangeLine
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.organisation.models import Employment
from sikkerhedsnet.worklists import actions as worklists
from tests.accounts.door import LAPTOP, PASSWORD, PHONE, is_in, password, text
from tests.personas import NOW, TODAY, Town

NEW = "syv-grønne-heste-løber"


@pytest.fixture(autouse=True)
def _passwords(town: Town) -> None:
    for name in ("mette", "maja"):
        town.user(name).set_password(PASSWORD)
        town.user(name).save()


def come(name: str = "mette", agent: str = LAPTOP) -> Client:
    client = Client(headers={"user-agent": agent})
    assert password(client, name).status_code == 302
    return client


def account(client: Client) -> str:
    return text(client.get(reverse("access:account")))


def test_my_account_shows_where_i_am_signed_in_in_plain_words(town: Town) -> None:
    here, there = come(), come(agent=PHONE)
    come("maja", agent="curl/8")
    shown = account(here)
    assert "Edge på Windows" in shown and "Safari på iPhone" in shown and "ukendt" not in shown
    assert shown.count("(det er her)") == 1 and shown.index("det er her") < shown.index("iPhone")
    assert shown.count("Log af der") == 1
    assert there.cookies["sikkerhedsnet_session"].value not in shown


def test_no_address_of_where_somebody_sits_is_kept(town: Town) -> None:
    come()
    names = {field.name for field in Session._meta.get_fields()}
    assert names == {
        "session_key", "session_data", "expire_date", "user", "began_at", "used_at", "browser", "system",
    }  # fmt: skip
    assert "127.0.0.1" not in str(Session.objects.get(user=town.user("mette")).get_decoded())


def test_another_place_is_signed_out_at_once(town: Town) -> None:
    here, there = come(), come(agent=PHONE)
    mark = stored(there.session.session_key or "")
    answer = here.post(reverse("access:end_session"), {"session": mark}, follow=True)
    assert "ét andet sted" in text(answer)
    assert not is_in(there)
    assert is_in(here)
    assert ChangeLine.objects.filter(action="session.ended_by_user", actor_id=town.user("mette").pk).count() == 1


def test_all_other_places_are_signed_out_at_once(town: Town) -> None:
    here, others = come(), [come(agent=PHONE), come(), come()]
    here.post(reverse("access:end_session"), {"session": "others"})
    assert [is_in(client) for client in others] == [False] * 3
    assert is_in(here)


def test_nobody_ends_anothers_session_nor_her_own_by_mistake(town: Town) -> None:
    mine, hers = come(), come("maja")
    for mark in (stored(hers.session.session_key or ""), stored(mine.session.session_key or ""), "", "\x00", "ø" * 99):
        assert mine.post(reverse("access:end_session"), {"session": mark}).status_code == 302
    assert is_in(mine) and is_in(hers)


def test_a_request_under_way_does_not_bring_an_ended_session_back(town: Town) -> None:
    client = come()
    store = client.session
    assert store["began_at"]  # the request has begun, and read its session
    Session.objects.filter(user=town.user("mette")).delete()
    store["more"] = "x"
    with pytest.raises(UpdateError):
        store.save()
    assert not is_in(client)


def test_a_changed_password_ends_every_other_session_and_keeps_this(town: Town) -> None:
    here, there = come(), come(agent=PHONE)
    before = here.cookies["sikkerhedsnet_session"].value
    sent = {"current_password": PASSWORD, "new_password": NEW, "repeated_password": NEW}
    answer = here.post(reverse("access:change_password"), sent)
    assert answer["Location"] == reverse("access:account")
    assert here.cookies["sikkerhedsnet_session"].value != before
    assert is_in(here) and not is_in(there)
    assert Session.objects.filter(user=town.user("mette")).count() == 1
    assert password(Client(), "mette", NEW).status_code == 302


def test_a_password_changed_from_the_command_line_ends_the_session_too(town: Town) -> None:
    client = come()
    user = town.user("mette")
    user.set_password(NEW)
    user.save()
    assert not is_in(client)


def test_an_account_switched_off_ends_the_session(town: Town) -> None:
    client = come()
    type(town.user("mette")).objects.filter(pk=town.user("mette").pk).update(is_active=False)
    assert not is_in(client)


def test_sessions_of_those_who_stopped_end_by_themselves(town: Town) -> None:
    gone, stays = come(), come("maja")
    Employment.objects.filter(user=town.user("mette")).update(end_on=TODAY - timedelta(days=1))
    worklists.tick(NOW)
    assert not Session.objects.filter(user=town.user("mette")).exists()
    assert not is_in(gone) and is_in(stays)
    line = ChangeLine.objects.get(action="session.employment_ended")
    assert (line.actor_id, line.object_id, line.details) == (None, town.user("mette").pk, {"sessions": 1})
    worklists.tick(NOW)
    assert ChangeLine.objects.filter(action="session.employment_ended").count() == 1


def test_the_session_ends_on_the_day_itself_without_the_clock_s_help(town: Town) -> None:
    client = come()
    Employment.objects.filter(user=town.user("mette")).update(end_on=TODAY)
    assert is_in(client)
    with clock.fixed(clock.at(TODAY + timedelta(days=1), 0, 0)):
        Municipality.objects.update(idle_minutes=1440, session_hours=48)
        assert not is_in(client)


def test_a_session_lasts_no_longer_than_a_day_however_much_it_is_used(town: Town) -> None:
    Municipality.objects.update(session_hours=2)
    client = come()
    for minutes in (50, 100):
        with clock.fixed(NOW + timedelta(minutes=minutes)):
            assert is_in(client)
    with clock.fixed(NOW + timedelta(minutes=121)):
        assert not is_in(client)
        assert "logget ind hele dagen" in text(client.get(reverse("access:sign_in")))
    assert ChangeLine.objects.filter(action="session.day_over").count() == 1


def test_one_left_alone_is_neither_open_nor_shown(town: Town) -> None:
    come(agent=PHONE)
    with clock.fixed(NOW + timedelta(minutes=61)):
        assert "iPhone" not in account(come())


def test_a_stolen_copy_of_the_table_opens_nothing(town: Town) -> None:
    come()
    thief = Client()
    thief.cookies["sikkerhedsnet_session"] = Session.objects.get(user=town.user("mette")).pk
    assert not is_in(thief)


def test_signing_out_takes_the_row_away(town: Town) -> None:
    client = come()
    answer = client.post(reverse("access:sign_out"))
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert not Session.objects.filter(user=town.user("mette")).exists()


def test_a_new_secret_key_signs_nobody_out_while_the_old_is_a_fallback(
    town: Town, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, old = come(), settings.SECRET_KEY
    monkeypatch.setattr(context, "_key", lambda: context._derived(old))  # the database has not been told
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a-new-key-" * 6, [old]
    assert is_in(client)
    settings.SECRET_KEY_FALLBACKS = []
    assert is_in(client)
    settings.SECRET_KEY = "another-key-" * 5
    assert not is_in(client)
