"""What parents are told before their children are rated: the municipality's text, approved, given, and who lacks it."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pypdf
import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse

from sikkerhedsnet.audit.models import ChangeLine, ReadLine
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.verdicts import Refused
from sikkerhedsnet.people.models import Child, Custody
from sikkerhedsnet.screening import notices, queries
from sikkerhedsnet.screening.models import NoticeGiven, ParentsNotice
from sikkerhedsnet.screening.notices import GiveNotice, NoticeTexts
from sikkerhedsnet.screening.states import GivenHow
from tests.personas import NOW, TODAY, Town

from .forms_sent import UGLY, text

TEXTS = NoticeTexts("Formålet", "Loven", "De voksne", "Fem år", "Indsigt", TODAY)


def approved(town: Town, texts: NoticeTexts = TEXTS, *, now: object = NOW) -> ParentsNotice:
    draft = notices.write_notice(town.actor("karin"), texts, now=now)  # type: ignore[arg-type]
    return notices.approve_notice(town.actor("bo"), draft.pk, draft.version, now=now)  # type: ignore[arg-type]


def everybody(*children: Child) -> frozenset[tuple[int, int]]:
    return frozenset(Custody.objects.filter(child__in=children).values_list("child_id", "guardian_id"))


def give(town: Town, notice: ParentsNotice, pairs: frozenset[tuple[int, int]], by: str = "mette") -> int:
    return notices.give_notice(town.actor(by), GiveNotice(notice.pk, pairs, TODAY, GivenHow.DIGITAL), now=NOW)


def test_a_text_counts_when_another_than_its_writer_has_approved_it(town: Town) -> None:
    draft = notices.write_notice(town.actor("karin"), TEXTS, now=NOW)
    assert notices.in_force(town.municipality.pk, TODAY) is None
    for key in ("karin", "mette", "dorte", "lars"):
        with pytest.raises(Refused):
            notices.approve_notice(town.actor(key), draft.pk, draft.version, now=NOW)
    done = notices.approve_notice(town.actor("bo"), draft.pk, draft.version, now=NOW)
    assert notices.in_force(town.municipality.pk, TODAY) == done
    assert notices.in_force(town.neighbour.pk, TODAY) is None
    assert [line.action for line in ChangeLine.objects.filter(action__startswith="notice.").order_by("pk")] == [
        "notice.written", "notice.approved",
    ]  # fmt: skip


def test_what_is_approved_is_never_changed_and_a_new_version_takes_over_on_its_day(town: Town) -> None:
    first = approved(town)
    later = approved(town, replace(TEXTS, purpose="Nyt formål", from_on=TODAY + timedelta(days=10)))
    assert (first.number, later.number) == (1, 2)
    assert notices.in_force(town.municipality.pk, TODAY + timedelta(days=9)) == first
    assert notices.in_force(town.municipality.pk, TODAY + timedelta(days=10)) == later
    with pytest.raises(ProgrammingError), transaction.atomic():
        ParentsNotice.objects.filter(pk=first.pk).update(purpose="Noget andet")


def test_a_draft_is_rewritten_only_in_the_version_that_was_seen(town: Town) -> None:
    draft = notices.write_notice(town.actor("karin"), replace(TEXTS, key=uuid4()), now=NOW)
    assert notices.write_notice(town.actor("karin"), replace(TEXTS, version=1, purpose="Bedre"), now=NOW) == draft
    with pytest.raises(Stale):
        notices.write_notice(town.actor("karin"), replace(TEXTS, version=1), now=NOW)
    with pytest.raises(Invalid) as caught:
        notices.write_notice(town.actor("karin"), replace(TEXTS, basis=" ", from_on=TODAY - timedelta(days=1)), now=NOW)
    assert caught.value.errors == {"basis": "notice_text", "from_on": "next_on_in_the_past"}


def test_each_custody_holder_is_given_it_once_with_who_when_and_how(town: Town) -> None:
    notice, child = approved(town), town.children[0]
    assert give(town, notice, everybody(child)) == 2
    assert give(town, notice, everybody(child)) == 0
    rows = list(NoticeGiven.objects.all())
    assert {(r.child_id, r.notice, r.given_on, r.how, r.by) for r in rows} == {
        (child.pk, notice, TODAY, "digital", town.user("mette"))
    }
    assert len({r.guardian_id for r in rows}) == 2
    assert ChangeLine.objects.filter(action="notice.given", child_id=child.pk).count() == 2
    with pytest.raises(ProgrammingError), transaction.atomic():
        NoticeGiven.objects.update(given_on=TODAY - timedelta(days=3))


def test_only_the_childs_own_custody_holders_and_only_within_reach(town: Town) -> None:
    notice, (freja, ida, *_) = approved(town), town.children
    wrong = frozenset({(freja.pk, ida.custodies.first().guardian_id)})
    away = town.child("Langt", institution=town.other_day_care)
    for pairs in (wrong, everybody(away)):
        with pytest.raises(Child.DoesNotExist):
            give(town, notice, pairs)
    Custody.objects.filter(child=freja).update(has_custody=False)
    with pytest.raises(Child.DoesNotExist):
        give(town, notice, everybody(freja))
    with pytest.raises(Refused):
        give(town, notice, everybody(ida), by="jonas")
    for given_on in (TODAY + timedelta(days=1), TODAY - timedelta(days=1)):
        with pytest.raises(Invalid):
            notices.give_notice(
                town.actor("mette"), GiveNotice(notice.pk, everybody(ida), given_on, GivenHow.PAPER), now=NOW
            )
    assert not NoticeGiven.objects.exists()


def test_a_whole_group_at_once_with_those_left_out_who_still_lack_it(town: Town) -> None:
    notice, client = approved(town), town.client("mette")
    url = reverse("screening:notice_place", args=[town.day_care.pk])
    page = text(client.get(url))
    assert all(child.name in page for child in town.children)
    assert ReadLine.objects.filter(action="notice.lacking").count() == 4
    out = town.children[1].custodies.order_by("pk").first()
    pairs = [f"{child}:{guardian}" for child, guardian in everybody(*town.children)]
    data = {"of": pairs, "not": [f"{out.child_id}:{out.guardian_id}"], "given_on": TODAY.isoformat(), "how": "digital",
            "notice_id": notice.pk, "group": town.group.pk}  # fmt: skip
    done = text(client.post(url, data, follow=True))
    assert "Skrevet for 7 forældre." in done
    assert out.guardian.name in done and town.children[0].name not in done
    assert "3 børns forældre har fået den" in done
    bad = client.post(url, {**data, "given_on": "2027-01-01"})
    assert bad.status_code == 422 and "ikke kommet endnu" in text(bad)


def test_the_leader_has_one_task_for_them_all_until_nobody_lacks_it(town: Town) -> None:
    def theirs(key: str) -> list[str]:
        return [str(t.what) for t in queries.tasks(town.actor(key), TODAY) if t.kind == "screening.notice"]

    assert theirs("dorte") == []
    notice = approved(town)
    assert theirs("dorte") == ["4 børns forældre mangler oplysning om trivselsvurderinger"]
    assert theirs("mette") == theirs("rikke") == []
    give(town, notice, everybody(*town.children))
    assert theirs("dorte") == []
    newcomer = town.child("Nyt")
    assert theirs("dorte") == ["1 barns forældre mangler oplysning om trivselsvurderinger"]
    give(town, notice, everybody(newcomer))
    approved(town, replace(TEXTS, purpose="Nyt"))
    assert theirs("dorte") == ["5 børns forældre mangler oplysning om trivselsvurderinger"]


def test_it_stands_on_the_childs_page_with_its_words_as_they_were(town: Town) -> None:
    notice, child = approved(town, replace(TEXTS, purpose=UGLY)), town.children[0]
    url = reverse("screening:notice_child", args=[child.pk])
    pairs = [f"{child.pk}:{g}" for _c, g in everybody(child)]
    data = {"to": pairs[:1], "given_on": TODAY.isoformat(), "how": "talk", "notice_id": notice.pk}
    page = text(town.client("mette").post(url, data, follow=True))
    assert "&lt;script&gt;" in page and "Gennemgået i en samtale" in page
    assert NoticeGiven.objects.count() == 1
    story = text(town.client("dorte").get(reverse("childfile:child", args=[child.pk])))
    assert "Forældrene fik oplysning om trivselsvurderinger" in story
    assert town.client("mette").post(url, {**data, "to": []}).status_code == 422
    assert town.client("stranger").get(url).status_code == 404
    assert town.client("hanne").get(url).status_code == 200


def test_the_health_visitor_gives_it_at_her_visit(town: Town) -> None:
    notice = approved(town)
    assert give(town, notice, everybody(town.children[2]), by="hanne") == 2


def test_who_has_been_given_it_is_for_those_who_work_with_the_child_in_both_layers(town: Town) -> None:
    give(town, approved(town), everybody(*town.children))
    for key in ("mette", "dorte", "hanne", "stranger", "jonas", "lars", "bo", "nabo"):
        inside = key in {"mette", "dorte", "hanne"}
        assert NoticeGiven.objects.visible_to(town.actor(key)).exists() == inside, key
        with context.asking(context.person(town.actor(key))):
            assert NoticeGiven._base_manager.exists() == inside, key
            assert ParentsNotice._base_manager.exists() == (key != "nabo"), key


def test_the_pages_lead_from_writing_to_approving_and_say_how_long_it_is_kept(town: Town) -> None:
    page = text(town.client("karin").get(reverse("screening:write_notice")))
    assert "Vurderingerne slettes 5 år efter" in page and "Forslag" in page
    data = {"key": str(uuid4()), "version": "0", "purpose": UGLY, "basis": "b", "who_sees": "c", "kept": "d",
            "rights": "", "from_on": TODAY.isoformat()}  # fmt: skip
    bad = town.client("karin").post(reverse("screening:write_notice"), data)
    assert bad.status_code == 422 and "😀" in text(bad)
    town.client("karin").post(reverse("screening:write_notice"), {**data, "rights": "e"})
    draft = ParentsNotice.objects.get()
    assert "Godkend teksten" in text(town.client("bo").get(reverse("screening:notice")))
    assert "Godkend teksten" not in text(town.client("karin").get(reverse("screening:notice")))
    sent = {"pk": draft.pk, "version": draft.version}
    assert town.client("karin").post(reverse("screening:notice"), sent).status_code == 403
    assert "kan ikke ændres mere" in text(town.client("bo").post(reverse("screening:notice"), sent, follow=True))
    assert town.client("mette").get(reverse("screening:write_notice")).status_code == 403


@pytest.mark.slow
def test_it_is_printed_and_holds_every_part(town: Town) -> None:
    notice = approved(town)
    answer = town.client("mette").get(reverse("screening:notice_pdf", args=[notice.pk]))
    paper = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages)
    for words in ("Formålet", "Loven", "De voksne", "Fem år", "Indsigt", "23. november 2026"):
        assert words in paper
    with clock.fixed(NOW):
        assert town.client("nabo").get(reverse("screening:notice_pdf", args=[notice.pk])).status_code == 404
