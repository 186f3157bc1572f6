"""The hard branch: who is told, the notification from draft to receipt, and what nobody else may notice."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from sikkerhedsnet.access.roles import Function
from sikkerhedsnet.audit.models import ChangeLine, ReadLine
from sikkerhedsnet.concerns import actions, rules
from sikkerhedsnet.concerns.commands import Begin, SeenNotification, SendNotification, TalkWith, WriteNotification
from sikkerhedsnet.concerns.models import Concern, Notification, NotificationTalk
from sikkerhedsnet.concerns.states import CloseReason, NotificationState, ParentsKnow, Stage
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.verdicts import Refused
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.sharing.models import Disclosure
from sikkerhedsnet.worklists.actions import tick
from tests.personas import NOW, TODAY, Town

from .around import make_parent, told
from .conftest import Walk


def begun(town: Town, concern: Concern, by: str = "mette") -> Notification:
    return actions.begin_notification(town.actor(by), Begin(concern.pk, uuid4()), now=NOW)


def written(town: Town, row: Notification, by: str = "mette", **fields: Any) -> Notification:
    values: dict[str, Any] = {
        "version": row.version, "relation": "Pædagog, Regnbuen", "worry": "Blå mærker mandag.", "efforts": "Ingen", **fields,
    }  # fmt: skip
    return actions.write_notification(town.actor(by), WriteNotification(row.pk, **values), now=NOW)


def sent(town: Town, row: Notification, by: str = "mette", to: str = "sara") -> Notification:
    command = SendNotification(row.pk, row.version, town.user(to).pk)
    return actions.send_notification(town.actor(by), command, now=NOW)


@pytest.fixture
def quiet(walk: Walk) -> Concern:
    return walk.raised(suspicion=True, observation="Blå mærker på armen mandag.")


class TestTheLeaderIsTold:
    def test_the_senders_leader_is_told_and_reads_it_with_the_adviser(self, quiet: Concern, town: Town):
        assert quiet.leader_told == town.user("dorte")
        assert told(town, "dorte") == ["concern.leader_told"] and told(town, "jonas") == ["concern.raised"]
        said = town.client("dorte").get(reverse("concerns:concern", args=[quiet.pk])).content.decode()
        assert "barnets lov § 133" in said and "ikke opfyldt, fordi du har sagt det til lederen" in said
        assert "Forældrene kan ikke se bekymringen nogen steder" in said

    def test_not_when_it_is_about_her(self, walk: Walk, town: Town):
        concern = walk.raised(suspicion=True, leader_is_close=True)
        assert concern.leader_told is None and told(town, "dorte") == []
        assert town.client("dorte").get(reverse("concerns:concern", args=[concern.pk])).status_code == 404

    def test_not_when_she_is_the_childs_parent(self, walk: Walk, town: Town):
        make_parent(town, "dorte", town.children[1])
        assert walk.raised(suspicion=True).leader_told is None

    def test_not_of_a_worry(self, walk: Walk, town: Town):
        assert walk.raised().leader_told is None and told(town, "dorte") == []

    def test_its_row_carries_a_lock_on_the_desk_of_those_it_lies_with_alone(
        self, quiet: Concern, town: Town, walk: Walk
    ):
        def locks(who: str) -> int:
            return town.client(who).get(reverse("worklists:desk")).content.decode().count("Lukket for andre")

        walk.raised(child=0)
        assert (locks("jonas"), locks("signe"), locks("maja")) == (1, 0, 0)
        sent(town, written(town, begun(town, quiet)))
        assert locks("sara") == 1
        other = begun(town, walk.raised(child=2))
        sent(town, written(town, other, not_gone_through="Forældrene er rejst."))
        assert locks("sara") == 1

    def test_once_she_no_longer_works_with_the_child_it_is_out_of_her_reach(self, quiet: Concern, town: Town):
        quiet.child.enrolments.update(end_on=TODAY - timedelta(days=1))
        assert not Concern.objects.visible_to(town.actor("dorte")).filter(pk=quiet.pk).exists()
        assert town.client("dorte").get(reverse("concerns:concern", args=[quiet.pk])).status_code == 404

    def test_colleagues_in_the_room_are_not_told(self, quiet: Concern, town: Town):
        assert told(town, "maja") == []
        assert town.client("maja").get(reverse("concerns:concern", args=[quiet.pk])).status_code == 404


class TestTheDraft:
    def test_what_the_worry_says_is_there_already(self, quiet: Concern, town: Town):
        row = begun(town, quiet)
        assert "Blå mærker på armen mandag." in row.worry and "Regnbuen" in row.relation
        assert row.place == town.day_care and row.due_on == TODAY and row.owner == town.user("mette")

    def test_there_is_one_draft_whoever_begins(self, quiet: Concern, town: Town):
        assert begun(town, quiet).pk == begun(town, quiet, "jonas").pk == begun(town, quiet, "dorte").pk

    def test_of_two_writers_the_second_loses_nothing(self, quiet: Concern, town: Town):
        row = begun(town, quiet)
        written(town, row, worry="Mettes ord", language="polsk")
        url = reverse("concerns:write_notification", args=[row.pk])
        typed = {
            "key": str(uuid4()),
            "version": "1",
            "worry": "Jonas' ord",
            "relation": "Rådgiver",
            "language": "polsk",
        }
        answer = town.client("jonas").post(url, typed)
        said = answer.content.decode()
        assert answer.status_code == 409
        assert (
            "Mettes ord" in said
            and "Jonas&#x27; ord" in said
            and "polsk" not in said.split("Her er det")[1].split("<form")[0]
        )
        assert 'name="version" value="2"' in said
        town.client("jonas").post(url, {**typed, "version": "2"})
        assert Notification.objects.get(pk=row.pk).worry == "Jonas' ord"

    def test_a_draft_is_on_the_desk_of_whoever_began_it(self, quiet: Concern, town: Town):
        begun(town, quiet)
        assert "Send underretningen" in town.client("mette").get(reverse("worklists:desk")).content.decode()

    @pytest.mark.parametrize("who", ["maja", "hanne", "sara", "bo", "lone"])
    def test_nobody_else_finds_it(self, quiet: Concern, town: Town, who: str):
        row = begun(town, quiet)
        assert town.client(who).get(reverse("concerns:notification", args=[row.pk])).status_code == 404

    def test_it_can_be_given_up_with_a_reason_and_begun_again(self, quiet: Concern, town: Town):
        row = begun(town, quiet)
        with pytest.raises(Invalid):
            actions.drop_notification(town.actor("mette"), SeenNotification(row.pk, row.version), now=NOW)
        actions.drop_notification(town.actor("mette"), SeenNotification(row.pk, row.version, "Ringet"), now=NOW)
        assert begun(town, quiet).pk != row.pk

    def test_of_a_suspicion_no_talk_with_the_parents_can_be_written(self, quiet: Concern, town: Town):
        row = begun(town, quiet)
        guardian = quiet.child.custodies.first().guardian_id
        for fields in ({"gone_through_on": TODAY}, {"talks": (TalkWith(guardian, TODAY, "Vrede"),)}):
            with pytest.raises(Invalid):
                written(town, row, **fields)
        page = town.client("mette").get(reverse("concerns:write_notification", args=[row.pk])).content.decode()
        assert "gennemgik I den" not in page and "Tal ikke med forældrene" in page

    def test_who_told_from_outside_is_never_on_it(self, walk: Walk, town: Town):
        from sikkerhedsnet.concerns.commands import ToldBy

        row = begun(town, walk.raised(suspicion=True, told_by=ToldBy("Nabo Nielsen", "nabo", "12345678")))
        page = town.client("jonas").get(reverse("concerns:notification", args=[row.pk])).content.decode()
        assert "Nabo Nielsen" not in page and "12345678" not in page


class TestSending:
    def test_it_goes_to_one_family_adviser_with_a_clock_of_24_hours(self, quiet: Concern, town: Town):
        row = sent(town, written(town, begun(town, quiet)))
        assert row.state == NotificationState.SENT and row.owner == town.user("sara")
        assert rules.NOTIFICATION_ASSESSED.due_at(NOW) - NOW == timedelta(hours=24)
        assert row.due_on == TODAY + timedelta(days=1)
        assert told(town, "sara") == ["notification.sent"]
        desk = town.client("sara").get(reverse("worklists:desk")).content.decode()
        assert "Kvittér for underretning" in desk
        page = town.client("sara").get(reverse("concerns:notification", args=[row.pk])).content.decode()
        assert "Blå mærker mandag." in page and "barnets lov § 136" in page and "kl. 10.00" in page
        assert "vurdering og svar sker ikke her endnu" in page

    def test_it_goes_once_and_then_stands(self, quiet: Concern, town: Town):
        draft = written(town, begun(town, quiet))
        version = draft.version
        row = sent(town, draft)
        again = SendNotification(row.pk, version, town.user("sara").pk)
        actions.send_notification(town.actor("mette"), again, now=NOW)
        assert Disclosure.objects.filter(about_label="concerns.notification").count() == 1
        with pytest.raises(Stale):
            written(town, row)
        with pytest.raises(DatabaseError), transaction.atomic():
            Notification.objects.filter(pk=row.pk).update(worry="Noget andet")

    def test_that_it_crossed_is_recorded_with_its_paragraph_and_kept_quiet(self, quiet: Concern, town: Town):
        sent(town, written(town, begun(town, quiet)))
        row = Disclosure.objects.get(about_label="concerns.notification")
        assert row.basis.paragraph == "barnets lov § 133" and row.suspicion and row.to_user == town.user("sara")
        assert not Disclosure.objects.visible_to(town.actor("maja")).filter(pk=row.pk).exists()

    def test_the_family_adviser_reads_the_sheet_and_nothing_more(self, quiet: Concern, town: Town):
        row = sent(town, written(town, begun(town, quiet)))
        assert not Child.objects.visible_to(town.actor("sara"), TODAY).filter(pk=quiet.child_id).exists()
        sara = town.client("sara")
        assert sara.get(reverse("childfile:child", args=[quiet.child_id])).status_code == 404
        assert sara.get(reverse("concerns:concern", args=[quiet.pk])).status_code == 404
        assert sara.get(reverse("concerns:notification", args=[row.pk])).status_code == 200

    def test_received_by_name_and_the_others_are_told(self, quiet: Concern, town: Town):
        row = sent(town, written(town, begun(town, quiet)))
        for who in ("mette", "jonas"):
            with pytest.raises(Refused):
                actions.acknowledge(town.actor(who), SeenNotification(row.pk, row.version), now=NOW)
        actions.acknowledge(town.actor("sara"), SeenNotification(row.pk, row.version), now=NOW)
        row.refresh_from_db()
        assert (row.state, row.acknowledged_by, row.acknowledged_at) == ("acknowledged", town.user("sara"), NOW)
        assert "notification.received" in told(town, "mette") and row.due_on is None

    def test_unreceived_it_is_told_on_and_the_dates_stand(self, quiet: Concern, town: Town):
        row = sent(town, written(town, begun(town, quiet)))
        tick(NOW + timedelta(days=2))
        row.refresh_from_db()
        assert row.escalated_to == town.user("bo") and row.due_on == TODAY + timedelta(days=1)

    def test_a_receiver_of_the_childs_family_is_not_offered(self, quiet: Concern, town: Town):
        make_parent(town, "sara", quiet.child)
        row = written(town, begun(town, quiet))
        with pytest.raises(Invalid):
            sent(town, row)
        page = town.client("mette").get(reverse("concerns:notification", args=[row.pk])).content.decode()
        assert "Ingen familierådgiver kan tage imod" in page

    def test_when_the_receiver_has_left_another_family_adviser_has_it(self, quiet: Concern, town: Town):
        row = sent(town, written(town, begun(town, quiet)))
        town.hire("vera", "Vera Kvist", Function.FAMILY_ADVISER)
        town.user("sara").employments.update(end_on=TODAY - timedelta(days=1))
        tick(NOW + timedelta(minutes=1))
        row.refresh_from_db()
        assert row.owner == town.user("vera")
        assert not Child.objects.visible_to(town.actor("vera"), TODAY).filter(pk=quiet.child_id).exists()


class TestWithoutSuspicion:
    def test_it_is_gone_through_with_the_parents_or_said_why_not(self, walk: Walk, town: Town):
        row = written(town, begun(town, walk.raised()))
        with pytest.raises(Invalid) as problem:
            sent(town, row)
        assert problem.value.errors == {"gone_through_on": "parents_first"}
        row = written(town, row, gone_through_on=TODAY, gone_through_how="talk")
        assert sent(town, row).state == NotificationState.SENT
        assert Disclosure.objects.get(about_label="concerns.notification").told_on == TODAY

    def test_each_parents_reaction_stands_by_itself(self, walk: Walk, town: Town):
        concern = walk.raised()
        mother, father = [c.guardian for c in concern.child.custodies.order_by("id")]
        row = begun(town, concern)
        written(town, row, talks=(TalkWith(mother.pk, TODAY, "Lettet"), TalkWith(father.pk)))
        assert list(NotificationTalk.objects.values_list("guardian_id", "reaction")) == [(mother.pk, "Lettet")]

    def test_the_leader_of_the_place_may_write_it(self, walk: Walk, town: Town):
        assert begun(town, walk.raised(), "dorte").owner == town.user("dorte")

    def test_a_colleague_sees_the_worry_but_not_the_notification(self, walk: Walk, town: Town):
        concern = walk.raised()
        row = begun(town, concern)
        with pytest.raises(Refused):
            begun(town, concern, "maja")
        assert town.client("maja").get(reverse("concerns:notification", args=[row.pk])).status_code == 404
        page = town.client("maja").get(reverse("concerns:concern", args=[concern.pk])).content.decode()
        assert "Kladde" not in page and "Skriv en underretning" not in page

    def test_a_worry_closed_with_a_notification_shows_it(self, walk: Walk, town: Town):
        concern = walk.taken()
        sent(town, written(town, begun(town, concern), not_gone_through="De svarer ikke"))
        concern.refresh_from_db()
        page = town.client("jonas").get(reverse("concerns:close", args=[concern.pk])).content.decode()
        assert "Sendt. Familieafdelingen har ikke kvitteret endnu" in page
        walk.close(concern, reason=CloseReason.NOTIFIED)
        page = town.client("mette").get(reverse("concerns:concern", args=[concern.pk])).content.decode()
        assert "Der er sendt en underretning" in page and reverse("concerns:notification", args=[1])[:10] in page


class TestThePaper:
    def test_it_is_a_tagged_pdf_and_each_look_is_logged(self, quiet: Concern, town: Town):
        row = sent(town, written(town, begun(town, quiet), worry="=1+1 <script> æøå 👩‍👧 \u202eabc\u202c"))
        answer = town.client("sara").get(reverse("concerns:notification_pdf", args=[row.pk]))
        assert answer.content.startswith(b"%PDF-") and b"/StructTreeRoot" in answer.content
        assert b"pdfuaid:part" in answer.content and "Ida" not in answer["Content-Disposition"]
        assert ReadLine.objects.filter(action="notification.printed", child_id=quiet.child_id).count() == 1

    def test_a_protected_address_is_for_those_who_may_know_it(self, walk: Walk, town: Town):
        child = town.children[1]
        Child.objects.filter(pk=child.pk).update(protected_address=True)
        row = sent(town, written(town, begun(town, walk.raised(suspicion=True))))
        url = reverse("concerns:notification", args=[row.pk])
        assert child.address not in town.client("mette").get(url).content.decode()
        assert child.address in town.client("sara").get(url).content.decode()
        assert child.address in town.client("jonas").get(url).content.decode()
        from sikkerhedsnet.concerns.notification_paper import document
        from sikkerhedsnet.concerns.notification_queries import open_sheet

        assert child.address not in str(document(open_sheet(town.actor("mette"), row.pk, now=NOW)))
        assert child.address in str(document(open_sheet(town.actor("sara"), row.pk, now=NOW)))


KEYS = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"|[0-9a-f]{8}-[0-9a-f-]{27}')


class TestSuspicionHalfWay:
    """A new suspicion beside an open worry changes nothing for anybody who may not see it."""

    def pages(self, town: Town, who: str, concern: Concern) -> list[str]:
        client = town.client(who)
        urls = [
            reverse("worklists:desk"),
            reverse("childfile:child", args=[concern.child_id]),
            reverse("childfile:access", args=[concern.child_id]),
            reverse("childfile:looks", args=[concern.child_id]),
            reverse("concerns:concern", args=[concern.pk]),
            reverse("concerns:raise", args=[concern.child_id]),
            reverse("people:children"),
            reverse("meetings:meetings"),
            reverse("sharing:child", args=[concern.child_id]),
        ]
        return [KEYS.sub("", client.get(url).content.decode()) for url in urls]

    @pytest.mark.parametrize("who", ["maja", "hanne"])
    def test_every_page_is_the_same_before_and_after(self, walk: Walk, town: Town, who: str):
        worry = walk.taken(parents_know=ParentsKnow.YES)
        self.pages(town, who, worry)  # the looks of these very readers are on the list of looks
        before = self.pages(town, who, worry)
        row = begun(town, walk.raised(stage=Stage.KNOWLEDGE, suspicion=True))
        sent(town, written(town, row))
        for other in ("dorte", "jonas"):
            town.client(other).get(reverse("concerns:notification", args=[row.pk]))
        town.client("sara").get(reverse("worklists:desk"))
        town.client("sara").get(reverse("concerns:notification", args=[row.pk]))
        after = self.pages(town, who, worry)
        looked = re.compile(r"\d+ gange|kl\. [\d.]+|\d\d\.\d\d")
        assert [looked.sub("", page) for page in after] == [looked.sub("", page) for page in before]

    def test_the_open_worry_stands_as_it_was(self, walk: Walk, town: Town):
        worry = walk.taken()
        before = Concern.objects.filter(pk=worry.pk).values().get()
        walk.raised(suspicion=True)
        assert Concern.objects.filter(pk=worry.pk).values().get() == before

    def test_the_way_to_it_is_the_same_link_on_every_worry(self, walk: Walk, town: Town):
        worry = walk.taken()
        page = town.client("mette").get(reverse("concerns:concern", args=[worry.pk])).content.decode()
        assert reverse("concerns:raise", args=[worry.child_id]) in page
        assert "mistanke=" not in page and ChangeLine.objects.exists()


def test_the_whole_way_through_the_pages(quiet: Concern, town: Town) -> None:
    mette, sara = town.client("mette"), town.client("sara")
    mette.post(reverse("concerns:notify", args=[quiet.pk]), {"key": str(uuid4())})
    row = Notification.objects.get()
    fields = {"key": str(uuid4()), "version": "1", "worry": "Blå mærker", "relation": "Pædagog"}
    mette.post(reverse("concerns:write_notification", args=[row.pk]), fields)
    to = {"key": str(uuid4()), "version": "2", "to": str(town.user("sara").pk)}
    said = mette.post(reverse("concerns:send_notification", args=[row.pk]), to, follow=True).content.decode()
    assert "Underretningen er sendt til Sara Birk." in said
    seen = {"key": str(uuid4()), "version": "3"}
    said = sara.post(reverse("concerns:acknowledge", args=[row.pk]), seen, follow=True).content.decode()
    assert "Du har kvitteret" in said and "Modtaget af familieafdelingen" in said
