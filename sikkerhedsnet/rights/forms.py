"""Text in, frozen command out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from sikkerhedsnet.people.models import Child, Custody
from sikkerhedsnet.web.forms import ChoiceOf, DayField, KeyedForm, LongText, ShortText, TickBox, saying
from sikkerhedsnet.web.offers import SeenForm

from . import commands, rules
from .labels import INVALID, KIND
from .states import Kind
from .texts import Text

CHILD = "child"


say_invalid = saying(INVALID)


def _guardian(value: str) -> int | None:
    return None if value == CHILD else int(value)


class RegisterForm(KeyedForm):
    """Who asks, for what, and when it came."""

    kind = ChoiceOf(_("Hvad beder de om?"), [(kind.value, KIND[kind]) for kind in Kind])
    asker = ChoiceOf(_("Hvem beder om det?"))
    representative = ShortText(
        _("Partsrepræsentant"),
        help=_("Skriv navnet, hvis en anden beder om det på deres vegne."),
        max_length=200,
        required=False,
    )
    power_seen_on = DayField(_("Hvornår har du set fuldmagten?"), required=False)
    received_on = DayField(_("Hvornår kom anmodningen?"), _("Fristen regnes fra den dag."))

    def __init__(self, *args: Any, child: Child, custodies: Iterable[Custody], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        askers = [(str(c.guardian_id), c.guardian.name) for c in custodies if c.has_custody]
        if rules.may_ask_alone(child.birth_date, today):
            askers.append((CHILD, str(_("%(name)s selv") % {"name": child.name})))
        self.fields["asker"].choices = askers  # type: ignore[attr-defined]
        self.fields["received_on"].latest = today  # type: ignore[attr-defined]
        self.fields["power_seen_on"].latest = today  # type: ignore[attr-defined]

    def command(self, child_id: int) -> commands.Register:
        data = self.cleaned_data
        return commands.Register(
            child_id=child_id,
            kind=Kind(data["kind"]),
            received_on=data["received_on"],
            guardian_id=_guardian(data["asker"]),
            representative=data["representative"],
            power_seen_on=data["power_seen_on"],
            key=data["key"],
        )


class ExtendForm(SeenForm):
    """Until when, why, and when the asker was told."""

    until = DayField(_("Hvornår svarer I senest?"))
    because = LongText(_("Hvorfor tager det længere tid?"), _("Det er den begrundelse, familien har fået."), rows=4)
    told_on = DayField(_("Hvornår har familien fået besked?"))

    def __init__(self, *args: Any, today: date, last: date | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].earliest = today  # type: ignore[attr-defined]
        self.fields["until"].latest = last  # type: ignore[attr-defined]
        self.fields["told_on"].latest = today  # type: ignore[attr-defined]

    def command(self, request_id: int) -> commands.Extend:
        data = self.cleaned_data
        return commands.Extend(request_id, data["version"], data["until"], data["because"], data["told_on"])


class WithdrawForm(SeenForm):
    """How we know that they no longer want it."""

    note = LongText(
        _("Hvordan ved du det?"), _("Fx: Amira ringede i dag og sagde, at hun ikke har brug for det."), rows=3
    )

    def command(self, request_id: int) -> commands.Withdraw:
        return commands.Withdraw(request_id, self.cleaned_data["version"], self.cleaned_data["note"])


class WeighForm(SeenForm):
    """What is let in and what is kept out; the ticks stand beside the texts on the page."""

    because = LongText(
        _("Hvorfor holder du noget ude?"), _("Kun hvis du har sat kryds ved noget. Begrundelsen bliver gemt."),
        required=False, rows=3,
    )  # fmt: skip

    def command(self, request_id: int) -> commands.Weigh:
        posted: Any = self.data
        let_in, keep_out = ([key[:100] for key in posted.getlist(name)[:2000]] for name in ("let_in", "keep_out"))
        data = self.cleaned_data
        return commands.Weigh(request_id, data["version"], tuple(let_in), tuple(keep_out), data["because"])


class ReleaseForm(SeenForm):
    """The reason the asker gets, when something is left out."""

    because = LongText(
        _("Begrundelsen til familien"),
        _("Skriv, hvad der er holdt ude, og efter hvilken regel. Familien får teksten øverst i kopien."),
        required=False, rows=5,
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["because"].say_optional = False  # type: ignore[attr-defined]

    def command(self, request_id: int) -> commands.Release:
        return commands.Release(request_id, self.cleaned_data["version"], self.cleaned_data["because"])


class PracticeForm(KeyedForm):
    """What is given out where the law leaves a choice; each to be checked by a lawyer first."""

    internal_in_file_access = TickBox(_("Giv også interne arbejdsnotater ved aktindsigt (forvaltningsloven § 12)"))
    internal_in_data_access = TickBox(_("Giv også interne arbejdsnotater ved indsigt i personoplysninger"))
    sender_named = TickBox(_("Nævn altid den ansatte, der skrev en bekymring"))

    def command(self) -> commands.SetPractice:
        data = self.cleaned_data
        return commands.SetPractice(
            data["internal_in_file_access"], data["internal_in_data_access"], data["sender_named"]
        )


class StatementForm(KeyedForm):
    """Which text, who says it, when, and the words."""

    about = ChoiceOf(_("Hvilken tekst handler det om?"))
    who = ChoiceOf(_("Hvem siger det?"))
    representative = ShortText(
        _("Partsrepræsentant"), help=_("Skriv navnet, hvis en anden siger det på deres vegne."),
        max_length=200, required=False,
    )  # fmt: skip
    said_on = DayField(_("Hvornår?"))
    text = LongText(_("Udtalelsen"), _("Skriv den ord til andet, som de siger eller har skrevet den."), rows=6)

    def __init__(
        self, *args: Any, texts: Iterable[Text], child: Child, custodies: Iterable[Custody], today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.texts = {text.key: text for text in texts}
        self.fields["about"].choices = [(t.key, f"{t.heading}: {_short(t.words)}") for t in self.texts.values()]  # type: ignore[attr-defined]
        who = [(str(c.guardian_id), c.guardian.name) for c in custodies]
        self.fields["who"].choices = [*who, (CHILD, str(_("%(name)s selv") % {"name": child.name}))]  # type: ignore[attr-defined]
        self.fields["said_on"].latest = today  # type: ignore[attr-defined]

    def command(self, whole: str, whole_id: int) -> commands.MakeStatement:
        data = self.cleaned_data
        text = self.texts[data["about"]]
        return commands.MakeStatement(
            whole=whole,
            whole_id=whole_id,
            row=text.row,
            row_id=text.row_id,
            field=text.field,
            guardian_id=_guardian(data["who"]),
            representative=data["representative"],
            said_on=data["said_on"],
            text=data["text"],
            key=data["key"],
        )


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 160 else f"{line[:159]}…"
