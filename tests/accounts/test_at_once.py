"""Many at once: a code is taken once, wrong ones are all counted, and a link makes one password."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from sikkerhedsnet.access import actions, factors, inviting
from sikkerhedsnet.access.models import User, WrongCode
from sikkerhedsnet.core import context
from tests.accounts.door import code, give_app
from tests.personas import NOW, Town

pytestmark = [pytest.mark.slow]


def at_once(number: int, act: Callable[[int], Any]) -> list[Any]:
    def alone(which: int) -> Any:
        try:
            with context.asking(context.system()):
                return act(which)
        finally:
            connection.close()

    with ThreadPoolExecutor(number) as hands:
        return list(hands.map(alone, range(number)))


def test_the_same_code_from_eight_places_lets_one_in(committed_town: Town) -> None:
    user = committed_town.user("mette")
    give_app(user)
    right = code(now=NOW)
    came = at_once(8, lambda _: factors.check_code(User.objects.get(pk=user.pk), right, now=NOW))
    assert came.count(factors.Checked.APP) == 1


def test_wrong_codes_at_once_are_all_counted_until_the_wait(committed_town: Town) -> None:
    user = committed_town.user("mette")
    give_app(user)
    came = at_once(12, lambda n: factors.check_code(User.objects.get(pk=user.pk), f"00000{n % 10}", now=NOW))
    assert came.count(factors.Checked.WRONG) == 5 and came.count(factors.Checked.WAIT) == 7
    assert WrongCode.objects.count() == 5


def test_a_link_used_at_once_by_several_makes_one_password(committed_town: Town) -> None:
    user = committed_town.user("mette")
    link = actions.invite(committed_town.actor("admin"), user.pk, key=uuid4(), now=NOW)
    came = at_once(6, lambda n: inviting.accept(link.token, f"fire ord nummer {n} her", now=NOW))
    assert len([who for who in came if who is not None]) == 1
