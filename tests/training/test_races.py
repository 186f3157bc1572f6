"""Two at once, over two real connections."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from sikkerhedsnet.core import context
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.training import actions, taking_in
from sikkerhedsnet.training.commands import Give, Revoke, SignUp
from sikkerhedsnet.training.models import Certificate, Participation
from tests.personas import NOW, TODAY, Town
from tests.screening.test_races import at_once
from tests.training.registered import certificate, course, course_date

DAY = timedelta(days=1)


@pytest.mark.slow
def test_the_last_seat_is_given_once(committed_town: Town) -> None:
    town, karin = committed_town, committed_town.actor("karin")
    day = course_date(town, "loft", on=TODAY + DAY, seats=1)

    def sign_up(who: str) -> int:
        with context.asking(context.person(karin)):
            return actions.sign_up(karin, SignUp(day.pk, (town.user(who).pk,)), now=NOW)

    got = at_once(lambda: sign_up("mette"), lambda: sign_up("maja"), lambda: sign_up("anders"))
    assert sorted(isinstance(one, Invalid) for one in got) == [False, True, True]
    assert Participation.objects.count() == 1


@pytest.mark.slow
def test_the_same_file_and_the_same_certificate_at_once_are_one_row_each(committed_town: Town) -> None:
    town, karin = committed_town, committed_town.actor("karin")
    data = "brugernavn;kursus;gennemført\nmette;topi;1.2.2026\n".encode()
    give = Give(town.user("hanne").pk, course(town, "adbb").pk, TODAY, None, uuid4())
    got = at_once(
        lambda: taking_in.take_in(karin, data, now=NOW),
        lambda: taking_in.take_in(karin, data, now=NOW),
        lambda: actions.give(karin, give, now=NOW),
        lambda: actions.give(karin, give, now=NOW),
    )
    assert not any(isinstance(one, Exception) for one in got)
    assert Certificate.objects.count() == 2


@pytest.mark.slow
def test_a_certificate_is_taken_back_once(committed_town: Town) -> None:
    town, karin = committed_town, committed_town.actor("karin")
    row = certificate(town, "hanne", "adbb")
    got = at_once(*(lambda: actions.revoke(karin, Revoke(row.pk, 1, "Fejl"), now=NOW) for _ in range(2)))
    assert sorted(isinstance(one, Stale) for one in got) == [False, True]
