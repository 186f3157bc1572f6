"""Text in, frozen command out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from sikkerhedsnet.access.models import User
from sikkerhedsnet.organisation.models import Institution
from sikkerhedsnet.people.models import Custody
from sikkerhedsnet.web.forms import (
    ChipsField,
    ChoiceOf,
    DayField,
    KeyedForm,
    LongText,
    NumberOf,
    ShortText,
    TickBox,
    saying,
    whole_number,
)

from .choices import HandoverSettings
from .commands import Answer, Begin, ChangeRules, Choose, LeaveOut, Receipt, Send, Talk, WithoutParents, WritePart
from .labels import INVALID, ON_LEAVING, TALK_HOW
from .record import PartNow
from .sources import Row
from .states import OnLeaving, Source, TalkHow

say_invalid = saying(INVALID)
OTHER = "other"


class VersionField(forms.IntegerField):
    """The version of the row that the page showed."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)


class BeginForm(KeyedForm):
    """From where, to where, and when the child begins there."""

    sender = ChoiceOf(_("Hvor kommer barnet fra?"), radio=False)
    to = ChoiceOf(_("Hvor skal barnet hen?"), radio=False)
    to_municipality = ShortText(
        _("Hvilken kommune?"), _("Kun når barnet flytter til en anden kommune."), required=False
    )
    to_place = ShortText(_("Hvilket sted der?"), required=False)
    to_person = ShortText(
        _("Hvem tager imod der?"), _("Navn, stilling og telefon. Ring og spørg først."), required=False
    )
    occasion_on = DayField(_("Hvornår begynder barnet?"))

    def __init__(
        self, *args: Any, senders: Iterable[Institution], places: Iterable[Institution], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sender"].choices = [(str(row.pk), row.name) for row in senders]  # type: ignore[attr-defined]
        names = [(str(row.pk), row.name) for row in places]
        other = (OTHER, _now("En anden kommune"))
        self.fields["to"].choices = [("", _now("Vælg")), *names, other]  # type: ignore[attr-defined]
        for name in ("to_municipality", "to_place", "to_person"):
            self.fields[name].say_optional = False  # type: ignore[attr-defined]

    def command(self, child_id: int) -> Begin:
        data = self.cleaned_data
        return Begin(
            child_id=child_id,
            from_id=int(data["sender"]),
            to_id=None if data["to"] == OTHER else int(data["to"]),
            to_municipality=data["to_municipality"],
            to_place=data["to_place"],
            to_person=data["to_person"],
            occasion_on=data["occasion_on"],
            key=data["key"],
        )


class PartForm(KeyedForm):
    """One subject: words, rows there are already, why it may be told, or who has said no."""

    text = LongText(_("Hvad skal det nye sted vide?"), required=False, rows=6, max_length=10000)
    rows = ChipsField(_("Tag med, som det står"))
    basis = ChoiceOf(_("Hvorfor må det gives videre?"), required=False)
    note = LongText(
        _("Hvorfor er det nødvendigt?"),
        _("Skal skrives, når det ikke er et samtykke."),
        required=False,
        rows=2,
        max_length=2000,
    )
    declined_by = ChoiceOf(_("Har nogen i familien sagt nej til delen?"), required=False, radio=False)
    version = VersionField()

    def __init__(
        self, *args: Any, now: PartNow, offered: Sequence[Row], bases: list[tuple[str, str]], voices: Iterable[str],
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = now.kind.help
        if offered:
            self.fields["rows"].choices = [("", [(row.key, row.title) for row in offered])]  # type: ignore[attr-defined]
        else:
            del self.fields["rows"]
        here = self.shown(now).get("basis")
        fit = [
            (key, words) for key, words in bases if not now.consent_only or key.startswith("consent:") or key == here
        ]
        self.fields["basis"].choices = [("", _now("Ikke valgt endnu")), *fit]  # type: ignore[attr-defined]
        names = [(name, name) for name in voices]
        self.fields["declined_by"].choices = [("", _now("Nej, ingen har sagt nej")), *names]  # type: ignore[attr-defined]
        for name in ("text", "rows", "basis", "note", "declined_by"):
            if name in self.fields:
                self.fields[name].say_optional = False  # type: ignore[attr-defined]

    @staticmethod
    def shown(now: PartNow) -> dict[str, Any]:
        """What the sheet says already."""
        part = now.part
        if part is None:
            return {"version": 0}
        chosen = f"{part.basis.key}:{part.consent_id}" if part.basis and part.consent_id else ""
        return {
            "text": part.text,
            "rows": [row.key for row in now.chosen],
            "basis": chosen or (part.basis.key if part.basis else ""),
            "note": part.note,
            "declined_by": part.declined_by,
            "version": part.version,
        }

    def command(self, pk: int, kind_id: int) -> WritePart:
        data = self.cleaned_data
        key, _colon, number = data["basis"].partition(":")
        rows = [value.partition(":") for value in data.get("rows", ())]
        return WritePart(
            handover_id=pk,
            kind_id=kind_id,
            version=data["version"],
            text=data["text"],
            rows=tuple((Source(source), int(row)) for source, _colon, row in rows),
            basis=key,
            consent_id=whole_number(number),
            note=data["note"],
            declined_by=data["declined_by"],
        )


TOGETHER, YOUNG = "together", "young"


class TalkForm(KeyedForm):
    """The family has gone through it."""

    on = DayField(_("Hvornår?"))
    how = ChoiceOf(_("Hvordan?"), [(key.value, TALK_HOW[key]) for key in TalkHow])
    who = ChoiceOf(_("Hvem gik du det igennem med?"))
    corrected = LongText(_("Hvad blev rettet, fordi de bad om det?"), required=False, rows=3)
    words = LongText(_("Hvad sagde de, med deres egne ord?"), required=False, rows=4)
    pass_on = TickBox(
        _("De vil have deres ord med til det nye sted"), _("Så kan de læses af modtageren og af begge forældre.")
    )
    disagrees = TickBox(_("De er uenige i noget af det"))
    version = VersionField()

    def __init__(self, *args: Any, custodies: Iterable[Custody], young: str, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        holders = [(str(c.guardian_id), c.guardian.name) for c in custodies if c.has_custody]
        choices = [(TOGETHER, _now("Dem alle sammen"))] if len(holders) > 1 else []
        self.fields["who"].choices = [*choices, *holders, *([(YOUNG, young)] if young else [])]  # type: ignore[attr-defined]
        self.fields["on"].latest = today  # type: ignore[attr-defined]

    def command(self, pk: int) -> Talk:
        data = self.cleaned_data
        who = data["who"]
        return Talk(
            handover_id=pk,
            version=data["version"],
            on=data["on"],
            how=TalkHow(data["how"]),
            guardian_id=int(who) if who not in (TOGETHER, YOUNG) else None,
            together=who == TOGETHER,
            young=who == YOUNG,
            words=data["words"],
            corrected=data["corrected"],
            disagrees=data["disagrees"],
            pass_on=data["pass_on"],
            key=data["key"],
        )


class WithoutParentsForm(KeyedForm):
    """Why nobody in the family can go through it."""

    because = LongText(_("Hvorfor kan ingen i familien gennemgå det?"), rows=3, max_length=2000)
    version = VersionField()

    def command(self, pk: int) -> WithoutParents:
        return WithoutParents(pk, self.cleaned_data["version"], self.cleaned_data["because"])


class ChooseForm(KeyedForm):
    """One of those who work there."""

    to = ChoiceOf(_("Hvem tager imod?"), radio=False)
    version = VersionField()

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [("", _now("Vælg")), *((str(u.pk), u.name) for u in people)]  # type: ignore[attr-defined]

    def command(self, pk: int) -> Choose:
        return Choose(pk, self.cleaned_data["version"], int(self.cleaned_data["to"]))


class LeaveOutForm(KeyedForm):
    """Why one thing is not part of the record."""

    label = forms.CharField(widget=forms.HiddenInput, max_length=60)
    row_id = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**62)
    because = ShortText(_("Hvorfor er det ikke med?"), max_length=500)

    def command(self, pk: int) -> LeaveOut:
        data = self.cleaned_data
        return LeaveOut(pk, data["label"], data["row_id"], data["because"])


class SendForm(KeyedForm):
    """The words have been read aloud."""

    read_aloud = TickBox(_("Jeg har læst det hele igennem, som om familien sad ved siden af"), required=True)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    version = VersionField()

    def command(self, pk: int) -> Send:
        return Send(pk, self.cleaned_data["version"], self.cleaned_data["seen"])


class AnswerForm(KeyedForm):
    """A button on a page that showed one version."""

    version = VersionField()

    def command(self, pk: int) -> Answer:
        return Answer(pk, self.cleaned_data["version"])


class BecauseForm(AnswerForm):
    """The same with words."""

    because = LongText(_("Hvorfor?"), rows=4, max_length=5000)

    def __init__(self, *args: Any, asks: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if asks:
            self.fields["because"].label = asks

    def command(self, pk: int) -> Answer:
        return Answer(pk, self.cleaned_data["version"], self.cleaned_data["because"])


class ReceiptForm(KeyedForm):
    """The other municipality has received it."""

    by_name = ShortText(_("Hvem har bekræftet?"), _("Navn og stilling i den anden kommune."))
    on = DayField(_("Hvornår?"))
    note = LongText(_("Hvordan?"), _("For eksempel: ringede, kvitterede på papir."), required=False, rows=2)
    version = VersionField()

    def command(self, pk: int) -> Receipt:
        data = self.cleaned_data
        return Receipt(pk, data["version"], data["by_name"], data["on"], data["note"])


class TakeBackForm(KeyedForm):
    """Who says no to a part that has gone."""

    by = ChoiceOf(_("Hvem siger nej?"))

    def __init__(self, *args: Any, voices: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["by"].choices = [(name, name) for name in voices]  # type: ignore[attr-defined]


class RulesForm(KeyedForm):
    """The municipality's own rules."""

    assessments_follow = TickBox(
        _("Trivselsvurderinger følger barnet, når det begynder et nyt sted"),
        _(
            "Uden kryds bliver de, hvor de er lavet. Det nye sted ser kun det, familien har givet samtykke til at sende."
        ),
    )
    health_needs_consent = TickBox(_("Sundhedsplejens viden gives kun videre til dagtilbud med samtykke"))
    on_leaving = ChoiceOf(
        _("Hvad sker der med trivselsvurderinger, når barnet forlader stedet?"),
        [(key.value, ON_LEAVING[key]) for key in OnLeaving],
    )
    keep_months = NumberOf(
        _("Hvor mange måneder efter?"),
        _("0 er dagen efter. Gælder ikke, når de bliver gemt."),
        min_value=0,
        max_value=120,
    )
    rounds = NumberOf(_("Hvor mange af de seneste vurderinger kan vælges?"), min_value=1, max_value=10)
    begin_days = NumberOf(
        _("Hvor mange dage før barnet begynder, skal stedet mindes om det?"), min_value=14, max_value=365
    )
    answer_days = NumberOf(_("Hvor mange dage har modtageren til at svare?"), min_value=1, max_value=60)
    follow_up_days = NumberOf(
        _("Hvor mange dage efter begyndelsen spørger modtageren familien?"), min_value=7, max_value=180
    )
    read_months = NumberOf(
        _("Hvor mange måneder kan modtageren læse det, hvis barnet ikke er hos dem?"), min_value=1, max_value=24
    )
    school_age = NumberOf(_("Det år, barnet fylder, begynder det i skole"), min_value=5, max_value=7)
    because = LongText(_("Hvorfor ændrer I reglerne?"), rows=3, max_length=2000)
    version = VersionField()

    @staticmethod
    def shown(row: HandoverSettings) -> dict[str, Any]:
        names = RulesForm.base_fields.keys() - {"key", "because", "version"}
        return {name: getattr(row, name) for name in names} | {"version": row.version}

    def command(self) -> ChangeRules:
        data = {name: value for name, value in self.cleaned_data.items() if name != "key"}
        return ChangeRules(**data | {"on_leaving": OnLeaving(data["on_leaving"])})
