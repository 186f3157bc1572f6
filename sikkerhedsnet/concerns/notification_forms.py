"""The notification's sheet: text in, frozen command out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from sikkerhedsnet.access.models import User
from sikkerhedsnet.web.forms import ChoiceOf, DayField, LongText, ShortText, TickBox

from .commands import SeenNotification, SendNotification, TalkWith, WriteNotification
from .forms import SeenForm
from .labels import CONTACT_HOW
from .notification_queries import Sheet
from .states import ContactHow

FIELDS = (
    "relation", "worry", "other_knowledge", "efforts", "interpreter", "language", "gone_through_on", "gone_through_how",
    "not_gone_through",
)  # fmt: skip
HOW = [(how.value, CONTACT_HOW[how]) for how in ContactHow if how is not ContactHow.NO_ANSWER]


class WriteForm(SeenForm):
    """Everything on the sheet that somebody writes; of a suspicion nothing is asked about talks with the parents."""

    worry = LongText(_("Hvad er I bekymrede for?"), _("Det, der er set og hørt, med dage og ord."), rows=8)
    other_knowledge = LongText(_("Hvad ved I ellers om barnet?"), required=False, rows=4)
    efforts = LongText(_("Hvad er der gjort, og hvad kom der ud af det?"), required=False, rows=4)
    relation = ShortText(_("Hvem er I for barnet?"), _("Skriv jeres arbejde og sted. Skriv aldrig en privat adresse."))
    language = ShortText(_("Familiens sprog"), required=False, max_length=60)
    interpreter = TickBox(_("Familien har brug for tolk"))
    gone_through_on = DayField(_("Hvornår gennemgik I den med forældrene?"), required=False)
    gone_through_how = ChoiceOf(_("Hvordan?"), HOW, required=False)
    not_gone_through = LongText(_("Hvis I ikke har, hvorfor ikke?"), required=False, rows=3)

    def __init__(self, *args: Any, sheet: Sheet, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parents = [] if sheet.suspicion else [(talk.guardian_id, talk.name) for talk in sheet.talks]
        if sheet.suspicion:
            for name in ("gone_through_on", "gone_through_how", "not_gone_through"):
                del self.fields[name]
            return
        self.fields["gone_through_on"].latest = today  # type: ignore[attr-defined]
        for talk in sheet.talks:
            when = DayField(_("Hvornår talte I med %(who)s?") % {"who": talk.name}, required=False, latest=today)
            said = LongText(_("Hvordan tog %(who)s det?") % {"who": talk.name}, required=False, rows=3)
            self.add(f"on_{talk.guardian_id}", when)
            self.add(f"reaction_{talk.guardian_id}", said)

    def written(self, pk: int) -> WriteNotification:
        data = self.cleaned_data
        talks = tuple(TalkWith(one, data[f"on_{one}"], data[f"reaction_{one}"]) for one, _name in self.parents)
        typed = {name: data[name] for name in FIELDS if name in data}
        return WriteNotification(pk, data["version"], talks=talks, **typed)


def stored(sheet: Sheet) -> dict[str, Any]:
    """What stands on the sheet now, by the form's fields."""
    found: dict[str, Any] = {name: getattr(sheet.row, name) for name in FIELDS}
    for talk in sheet.talks:
        found |= {f"on_{talk.guardian_id}": talk.on, f"reaction_{talk.guardian_id}": talk.reaction}
    return found | {"version": sheet.row.version}


class SendForm(SeenForm):
    """To one family adviser."""

    to = ChoiceOf(_("Hvem i familieafdelingen skal have den?"))

    def __init__(self, *args: Any, receivers: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [(str(user.pk), user.name) for user in receivers]  # type: ignore[attr-defined]

    def sent(self, pk: int) -> SendNotification:
        return SendNotification(pk, self.cleaned_data["version"], int(self.cleaned_data["to"]))


class ReceiveForm(SeenForm):
    """A button on a page that showed one version of the notification."""

    def received(self, pk: int) -> SeenNotification:
        return SeenNotification(pk, self.cleaned_data["version"])


class DropForm(SeenForm):
    """Why it is not sent."""

    because = LongText(_("Hvorfor sender I den ikke?"), rows=3)

    def dropped(self, pk: int) -> SeenNotification:
        return SeenNotification(pk, self.cleaned_data["version"], self.cleaned_data["because"])
