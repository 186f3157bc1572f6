"""The pages of the register, as each sees them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sikkerhedsnet.access.models import User
from sikkerhedsnet.access.roles import Function
from sikkerhedsnet.organisation.models import Employment
from sikkerhedsnet.training.models import Certificate, Course, CourseDate, Participation
from tests.personas import NOW, TODAY, Town
from tests.training.registered import STAMP, certificate, course, course_date

DAY = timedelta(days=1)


def opened(town: Town, who: str, name: str, *args: Any, **query: Any) -> str:
    answer = town.client(who).get(reverse(f"training:{name}", args=args), query)
    assert answer.status_code == 200, (who, name, answer.status_code)
    return str(answer.content.decode())


def sent(town: Town, who: str, page: str, /, *args: Any, **fields: Any) -> Any:
    fields = {"key": str(uuid4()), **fields}
    return town.client(who).post(reverse(f"training:{page}", args=args), fields)


@pytest.fixture
def held(town: Town) -> Town:
    certificate(town, "hanne", "adbb", on=TODAY - 300 * DAY, expires_on=TODAY + 20 * DAY)
    certificate(town, "mette", "topi")
    certificate(town, "anders", "loft", revoked_on=TODAY, revoked_why="Fejl <b>")
    day = course_date(town, "loft", on=TODAY + 10 * DAY, place="Rådhuset", seats=12)
    Participation.objects.create(date=day, user=town.user("mette"), signed_up_at=NOW)
    return town


def test_every_page_opens(held: Town) -> None:
    for who in ("karin", "bo", "dorte"):
        opened(held, who, "register")
        for one in Course.objects.filter(municipality=held.municipality):
            opened(held, who, "course", one.pk)
            opened(held, who, "course", one.pk, vis="alle", q="æ", distrikt=str(held.district.pk), funktion="pedagogue")
        opened(held, who, "person", held.user("mette").pk)
        opened(held, who, "date", CourseDate.objects.get().pk)
        assert "mette" in opened(held, who, "register_csv")
        opened(held, who, "course_csv", course(held, "topi").pk)
    for who in ("mette", "hanne", "anders", "karin", "michael"):
        opened(held, who, "mine")
    for name, *args in (
        ("add_course",), ("edit_course", course(held, "adbb").pk), ("add_date", course(held, "adbb").pk), ("file",),
        ("edit_date", CourseDate.objects.get().pk), ("sign_up", CourseDate.objects.get().pk),
        ("attendance", CourseDate.objects.get().pk), ("give", held.user("mette").pk),
        ("revoke", Certificate.objects.first().pk),
    ):  # fmt: skip
        opened(held, "karin", str(name), *args)


def test_a_colleague_sees_what_she_lacks_to_use_a_form(held: Town) -> None:
    text = opened(held, "hanne", "mine")
    assert "Gælder til" in text and "PUF" in text
    closed = text.split("Skemaer, du ikke kan bruge endnu")[1].split("Har lært")[0]
    assert "PUF-uddannelse" in closed and "ADBB-certificering" not in closed
    assert "Rådhuset" in opened(held, "mette", "mine")
    assert "Fejl &lt;b&gt;" in opened(held, "anders", "mine")
    assert "Skemaer, du ikke kan bruge endnu" not in opened(held, "mette", "mine")


def test_a_leader_sees_those_she_leads_and_nobody_else(held: Town) -> None:
    loft = course(held, "loft")
    text = opened(held, "dorte", "course", loft.pk, vis="alle")
    assert "Maja Krogh" in text and "Anders Friis" not in text and "Hanne Toft" not in text
    client = held.client("dorte")
    assert client.get(reverse("training:person", args=[held.user("anders").pk])).status_code == 404
    assert "Mette Lund" in opened(held, "dorte", "date", CourseDate.objects.get().pk)
    assert "Mette Lund" not in opened(held, "rikke", "date", CourseDate.objects.get().pk)
    assert "Ny kursusdato" not in text and "Skriv et bevis ind" not in opened(
        held, "bo", "person", held.user("mette").pk
    )


def test_the_numbers_are_those_who_work_here_today(town: Town) -> None:
    certificate(town, "mette", "topi")
    certificate(town, "anders", "topi", on=TODAY - 900 * DAY, expires_on=TODAY - DAY)
    town.hire("gammel", "Gammel Kollega", Function.PEDAGOGUE, institution=town.day_care, end_on=TODAY - DAY)
    certificate(town, "gammel", "topi")
    text = opened(town, "karin", "course", course(town, "topi").pk)
    assert "1 af de 8 kolleger" in text, "mette, of mette, maja, dorte, anders, rikke, inge, hanne, stranger"
    assert "Gammel Kollega" not in text
    havnen = text.split("Havnen</th>")[1].split("</tr>")[0]
    assert "1 af 7" in havnen.split("pædagog")[0] and "pædagog 1 af 2" in havnen


def test_what_cannot_be_used_is_said_and_kept(town: Town) -> None:
    ugly = "æøå 👶 =1+1 <script>alert(1)</script> \u202eabc\u202c"
    answer = sent(town, "karin", "add_course", name=ugly, short="ÆØÅ", warn_weeks="8", version="0")
    text = answer.content.decode()
    assert answer.status_code == 400 and "små bogstaver" in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text and "<script>alert" not in text
    answer = sent(town, "karin", "add_course", name=ugly, short="eget", warn_weeks="8", version="0", is_offered="on")
    assert answer.status_code == 302
    assert "&lt;script&gt;" in opened(town, "karin", "course", Course.objects.get(key="eget").pk)
    hanne = town.user("hanne").pk
    late = (TODAY + DAY).isoformat()
    for fields in ({"completed_on": late}, {"completed_on": "x"}, {"course": "9999"}, {"course": "x" * 10_000}):
        full = {"course": str(course(town, "adbb").pk), "completed_on": TODAY.isoformat(), **fields}
        assert sent(town, "karin", "give", hanne, **full).status_code == 400, fields
    assert not Certificate.objects.exists()
    row = certificate(town, "hanne", "adbb")
    assert sent(town, "karin", "revoke", row.pk, why=" ", version="1").status_code == 400
    assert sent(town, "karin", "revoke", row.pk, why="x" * 10_000, version="1").status_code == 400


def test_many_are_signed_up_at_once_from_a_narrowed_list(town: Town) -> None:
    day = course_date(town, "topi", on=TODAY + DAY)
    certificate(town, "mette", "topi")
    address = reverse("training:sign_up", args=[day.pk]) + f"?distrikt={town.district.pk}&funktion=pedagogue"
    client = town.client("karin")
    assert "Mette Lund" not in client.get(address).content.decode(), "she has it"
    assert client.post(address, {"key": str(uuid4())}).status_code == 400
    assert client.post(address + "&vis=alle", {"key": str(uuid4()), "everybody": "on"}).status_code == 302
    assert set(Participation.objects.values_list("user__username", flat=True)) == {"mette", "maja"}
    answer = client.post(address, {"key": str(uuid4()), "users": [str(town.user("amira").pk)]})
    assert answer.status_code == 400 and Participation.objects.count() == 2


def test_a_stale_page_says_what_happened_meanwhile(town: Town) -> None:
    day = course_date(town, "loft", on=TODAY)
    assert sent(town, "karin", "attendance", day.pk, version="1").status_code == 302
    answer = sent(town, "karin", "edit_date", day.pk, on=TODAY.isoformat(), version="1")
    assert answer.status_code == 409 and "Fremmødet er skrevet" in answer.content.decode()
    assert sent(town, "karin", "cancel_date", day.pk, version="1").status_code == 409


ADDRESSES = ("register", "course", "register_csv", "course_csv", "sign_up", "date")


def test_the_questions_are_as_many_however_many_work_here(town: Town) -> None:
    """650 people were trained in one municipality: no page asks once for each of them."""
    topi = course(town, "topi")
    day = course_date(town, "topi", on=TODAY + DAY)
    numbers = {"course": (topi.pk,), "course_csv": (topi.pk,), "sign_up": (day.pk,), "date": (day.pk,)}

    def asked() -> dict[str, int]:
        client, found = town.client("karin"), {}
        for name in ADDRESSES:
            with CaptureQueriesContext(connection) as queries:
                answer = client.get(reverse(f"training:{name}", args=numbers.get(name, ())), {"vis": "alle"})
            assert answer.status_code == 200
            found[name] = len(queries)
        return found

    certificate(town, "mette", "topi", expires_on=TODAY + 20 * DAY)
    Participation.objects.create(date=day, user=town.user("mette"), signed_up_at=NOW)
    asked()  # what is asked for once in the life of a process
    few = asked()
    users = User.objects.bulk_create(
        User(username=f"u{n}", name=f"Kollega {n}", sort_key=f"kollega {n:04}", municipality=town.municipality)
        for n in range(650)
    )
    Employment.objects.bulk_create(
        Employment(
            user=user, municipality=town.municipality, function="pedagogue", institution=town.day_care,
            start_on=TODAY - DAY,
        )
        for user in users
    )  # fmt: skip
    Certificate.objects.bulk_create(
        Certificate(
            municipality=town.municipality, user=user, course=topi, completed_on=TODAY, source="file",
            expires_on=TODAY + 20 * DAY, **STAMP,
        )
        for user in users[:400]
    )  # fmt: skip
    Participation.objects.bulk_create(Participation(date=day, user=user, signed_up_at=NOW) for user in users[:300])
    assert asked() == few


def test_the_desk_asks_no_more_for_many(town: Town) -> None:
    certificate(town, "hanne", "adbb", expires_on=TODAY + DAY)
    client = town.client("karin")
    client.get(reverse("worklists:desk"))
    text = client.get(reverse("worklists:desk")).content.decode()
    assert "1 bevis i ADBB-certificering skal fornyes" in text
    assert reverse("training:course", args=[course(town, "adbb").pk]) in text
    assert "Dit bevis i ADBB-certificering skal fornyes" in town.client("hanne").get("/").content.decode()
