"""What holds for every request."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory
from django.utils import translation

from sikkerhedsnet.core.errors import Stale
from sikkerhedsnet.core.verdicts import Refused
from sikkerhedsnet.web.middleware import NoStore, ReadOnlyGuard, Refusals, WriteWhileReading, written_table


@pytest.mark.parametrize(
    ("sql", "table"),
    [
        ('INSERT INTO "people_child" ("id") VALUES (1)', "people_child"),
        ('UPDATE "concerns_concern" SET "state" = \'x\'', "concerns_concern"),
        ("update only public.people_child set id = 1", "people_child"),
        ('DELETE FROM "people_child"', "people_child"),
        ("-- hello\n/* x */ INSERT INTO audit_readline VALUES (1)", "audit_readline"),
        ("WITH old AS (DELETE FROM people_child RETURNING *) SELECT * FROM old", "people_child"),
        ("TRUNCATE people_child", "people_child"),
        ("CREATE TEMP TABLE x AS SELECT 1", "?"),
        ("SELECT * FROM people_child WHERE note = 'insert into x'", None),
        ("SELECT id FROM people_child FOR UPDATE", None),
        ("WITH a AS (SELECT 'delete from b') SELECT * FROM a", None),
        ("SAVEPOINT x", None),
    ],
)
def test_what_a_statement_changes(sql: str, table: str | None) -> None:
    assert written_table(sql) == table


def during(rf: RequestFactory, method: str, work: Any) -> Any:
    return ReadOnlyGuard(work)(rf.generic(method, "/"))


def write(request: Any) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE access_user SET username = username WHERE false")
    return HttpResponse()


@pytest.mark.django_db
def test_reading_does_not_write_and_posting_may(rf: RequestFactory) -> None:
    with pytest.raises(WriteWhileReading):
        during(rf, "GET", write)
    with pytest.raises(WriteWhileReading):
        during(rf, "HEAD", write)
    assert during(rf, "POST", write).status_code == 200


@pytest.mark.django_db
def test_a_page_sent_in_pieces_is_guarded_to_the_end(rf: RequestFactory) -> None:
    def pieces() -> Any:
        yield b"a"
        write(None)

    response = during(rf, "GET", lambda request: StreamingHttpResponse(pieces()))
    with pytest.raises(WriteWhileReading):
        list(response.streaming_content)


def test_no_page_is_stored_but_static_files_may_be(rf: RequestFactory) -> None:
    assert NoStore(lambda r: HttpResponse())(rf.get("/boern/"))["Cache-Control"] == "no-store"
    assert "Cache-Control" not in NoStore(lambda r: HttpResponse())(rf.get("/static/web/sikkerhedsnet.css"))


def page_for(rf: RequestFactory, exception: Exception) -> Any:
    with translation.override("da"):
        return Refusals(lambda r: HttpResponse()).process_exception(rf.get("/x/"), exception)


def test_a_refusal_is_a_page_that_says_why(rf: RequestFactory, settings: Any) -> None:
    settings.SIKKERHEDSNET_REFUSALS = "tests.web.test_middleware.sentence"
    response = page_for(rf, Refused("own_concern"))
    assert response.status_code == 403
    assert "Sætning for own_concern." in response.content.decode()


def sentence(reason: str) -> str:
    return f"Sætning for {reason}."


def test_a_lost_race_says_who_was_first_and_when(rf: RequestFactory) -> None:
    response = page_for(rf, Stale(who="Signe Friis", what="taken", at=datetime(2026, 11, 20, 8, 12, tzinfo=UTC)))
    html = response.content.decode()
    assert response.status_code == 409
    assert "Nogen kom før dig" in html
    assert "Signe Friis" in html
    assert "kl. 09.12" in html


def test_out_of_reach_looks_like_nothing_there(rf: RequestFactory) -> None:
    assert page_for(rf, ObjectDoesNotExist()).status_code == 404


def test_other_faults_are_left_alone(rf: RequestFactory) -> None:
    assert page_for(rf, ValueError()) is None
