"""Which forms a colleague's certificates open, and who may see whose."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from sikkerhedsnet.access.models import Municipality
from sikkerhedsnet.core import context
from sikkerhedsnet.training import rules
from sikkerhedsnet.training.models import Certificate, Course, Participation
from sikkerhedsnet.training.queries import certificates_of
from tests.personas import NOW, TODAY, Town
from tests.training.registered import certificate, course, course_date

DAY = timedelta(days=1)


def keys(town: Town, who: str, today: date = TODAY) -> frozenset[str]:
    user = town.user(who)
    return certificates_of(user.pk, user.municipality_id, today)


def test_every_municipality_begins_with_the_known_courses(town: Town) -> None:
    later = Municipality.objects.create(code="997", name="Ny Kommune")
    wanted = {"loft", "topi", "adbb", "m_adbb", "puf", "guide"}
    for place in (town.municipality, town.neighbour, later):
        assert set(Course.objects.filter(municipality=place).values_list("key", flat=True)) == wanted
    adbb = course(town, "adbb")
    assert adbb.certificate == "adbb" and adbb.months is None and "bør kontrolleres" in adbb.mark


def test_only_a_certificate_that_stands_opens_a_form(town: Town) -> None:
    assert keys(town, "hanne") == frozenset()
    certificate(town, "hanne", "adbb", on=TODAY - DAY, expires_on=TODAY)
    certificate(town, "hanne", "loft")
    assert keys(town, "hanne") == {"adbb"}
    assert keys(town, "hanne", TODAY + DAY) == frozenset(), "expired"
    assert keys(town, "hanne", TODAY - 2 * DAY) == frozenset(), "not gained yet"
    assert keys(town, "mette") == frozenset(), "somebody else's"


def test_a_revoked_certificate_opens_nothing(town: Town) -> None:
    certificate(town, "hanne", "adbb", on=TODAY - DAY, revoked_on=TODAY, revoked_why="Fejl")
    certificate(town, "hanne", "puf", on=TODAY - DAY)
    assert keys(town, "hanne") == {"puf"}


def test_a_certificate_opens_nothing_in_another_municipality(town: Town) -> None:
    row = certificate(town, "hanne", "adbb")
    assert certificates_of(town.user("hanne").pk, town.neighbour.pk, TODAY) == frozenset()
    Certificate.objects.filter(pk=row.pk).update(municipality=town.neighbour)
    assert keys(town, "hanne") == frozenset()


def test_a_renewed_certificate_opens_again(town: Town) -> None:
    certificate(town, "hanne", "adbb", on=TODAY - 800 * DAY, expires_on=TODAY - DAY)
    certificate(town, "hanne", "adbb", on=TODAY)
    assert keys(town, "hanne") == {"adbb"}


def test_it_is_one_question_and_the_one_who_asks_may_ask_of_herself(town: Town) -> None:
    certificate(town, "hanne", "adbb")
    hanne = town.actor("hanne")
    with transaction.atomic(), context.asking(context.person(hanne)), CaptureQueriesContext(connection) as asked:
        found = certificates_of(hanne.id, hanne.municipality_id, TODAY)
    assert found == {"adbb"}
    assert len([q for q in asked if "training_certificate" in q["sql"]]) == 1


WHO_SEES = {
    "mette": {"mette"}, "dorte": {"mette", "dorte"}, "rikke": {"anders"}, "hanne": {"hanne"}, "jonas": set(),
    "bo": {"mette", "dorte", "anders", "hanne"}, "karin": {"mette", "dorte", "anders", "hanne"}, "lars": set(),
    "admin": set(), "nabo": {"nabo"}, "amira": set(),
}  # fmt: skip


@pytest.fixture
def registered(town: Town) -> Town:
    for who in ("mette", "dorte", "anders", "hanne", "nabo"):
        certificate(town, who, "loft")
    day = course_date(town, "topi")
    for who in ("mette", "dorte", "anders", "hanne"):
        Participation.objects.create(date=day, user=town.user(who), signed_up_at=NOW)
    return town


@pytest.mark.parametrize("who", WHO_SEES)
def test_who_sees_whose_is_the_same_in_both_layers(registered: Town, who: str) -> None:
    actor = registered.actor(who)
    expected = {registered.user(key).pk for key in WHO_SEES[who]}
    for model in (Certificate, Participation):
        wanted = expected - ({registered.user("nabo").pk} if model is Participation else set())
        seen = set(model.objects.visible_to(actor, TODAY).values_list("user_id", flat=True))
        assert seen == wanted, "the application"
        with transaction.atomic(), context.asking(context.person(actor)):
            seen = set(model._base_manager.values_list("user_id", flat=True))
        assert seen == wanted, "the database"


@pytest.mark.parametrize("who", ["hanne", "dorte", "bo", "admin"])
def test_the_database_lets_nobody_write_herself_a_certificate(registered: Town, who: str) -> None:
    actor = registered.actor(who)
    with pytest.raises(DatabaseError), transaction.atomic(), context.asking(context.person(actor)):
        certificate(registered, who, "adbb")
    with transaction.atomic(), context.asking(context.person(actor)):
        assert Certificate._base_manager.update(expires_on=None) == 0
        assert Course._base_manager.update(months=1) == 0


DATES = st.dates(min_value=date(2000, 1, 1), max_value=date(2060, 1, 1))


@given(DATES, st.none() | st.integers(1, 240))
def test_it_stands_from_the_day_it_is_gained_until_its_last_day(gained: date, months: int | None) -> None:
    last = rules.expires_on(gained, months)

    def stands(day: date, revoked: date | None = None) -> bool:
        return rules.stands(completed_on=gained, expires_on=last, revoked_on=revoked, today=day)

    assert stands(gained) and not stands(gained - DAY)
    assert not stands(gained, revoked=gained)
    if last is None:
        assert months is None and stands(date(9999, 1, 1))
    else:
        assert last >= gained and stands(last) and not stands(last + DAY)


def test_the_database_and_the_rule_say_the_same_of_what_stands(town: Town) -> None:
    days = (None, TODAY - DAY, TODAY, TODAY + DAY)
    users = iter([*town.users.values()])
    for completed_on in days[1:]:
        for expires_on in days:
            if expires_on is None or expires_on >= completed_on:
                user = next(users)
                town.users["one"] = user
                for revoked_on in days:
                    certificate(
                        town,
                        "one",
                        "loft",
                        on=completed_on,
                        expires_on=expires_on,
                        revoked_on=revoked_on,
                        revoked_why="x",
                    )
    standing = set(Certificate.objects.standing(TODAY).values_list("pk", flat=True))
    by_rule = {
        row.pk
        for row in Certificate.objects.all()
        if rules.stands(
            completed_on=row.completed_on, expires_on=row.expires_on, revoked_on=row.revoked_on, today=TODAY
        )
    }
    assert standing == by_rule and 0 < len(by_rule) < Certificate.objects.count()
