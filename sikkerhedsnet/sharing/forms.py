"""Text in, frozen command out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.people.models import Child, Custody
from sikkerhedsnet.scans.labels import INVALID as OF_PAPERS
from sikkerhedsnet.scans.rules import ENDINGS, recognised
from sikkerhedsnet.web.forms import (
    ChipsField,
    ChoiceOf,
    DayField,
    FileOf,
    KeyedForm,
    LongText,
    NumberOf,
    ShortText,
    SnForm,
    TickBox,
    saying,
)
from sikkerhedsnet.web.grounds import GroundFields

from . import rules
from .commands import (
    AddBasis,
    ChangeBasis,
    ChangeSettings,
    EndBasis,
    GiveConsent,
    Ground,
    JoinConsent,
    Paper,
    PassOn,
    RenewConsent,
    SeenConsent,
    WithdrawConsent,
    Yes,
)
from .labels import FORM, INVALID, KIND, SERVICE, TOLD, TOPIC, WHAT
from .models import LegalBasis, SharingSettings
from .queries import Sought, young_day
from .states import KEPT_IN, TOLD_BY_DENTAL, Form, Kind, Service, Told, Topic, What

say_invalid = saying({**OF_PAPERS, **INVALID})


def in_a_row(choices: list[tuple[str, Any]]) -> list[tuple[str, list[tuple[str, Any]]]]:
    """One group of chips without a name, so that they stand beside each other."""
    return [("", choices)]


class VersionField(forms.IntegerField):
    """The version of the row that the page showed."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)


class YesFields(SnForm):
    """Who has said yes, when and how; only those who have a say today can be chosen."""

    guardians = ChipsField(_("Hvem har sagt ja?"), help=_("Sæt kryds ved hver, der selv har sagt ja."))
    young = TickBox(_("Barnet har selv sagt ja"))
    on = DayField(_("Hvornår?"))
    form = ChoiceOf(_("Hvordan?"), [(key.value, FORM[key]) for key in Form])
    witness = ShortText(_("Vidne"), _("Kun når samtykket er mundtligt: hvem hørte det sammen med dig?"), required=False)
    paper = FileOf(
        _("Det underskrevne papir"),
        _("Kun når det er på papir: en PDF eller et billede (JPEG eller PNG) på højst 4 MB."),
        required=False,
        accept=".pdf,.jpg,.jpeg,.png",
    )

    def __init__(self, *args: Any, holders: Iterable[Custody], child: Child, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(custody.guardian_id), custody.guardian.name) for custody in holders]
        self.fields["guardians"].choices = in_a_row(choices)  # type: ignore[attr-defined]
        self.fields["guardians"].say_optional = False  # type: ignore[attr-defined]
        if not choices:
            del self.fields["guardians"]
        from_day = young_day(child)
        if from_day is None or today < from_day:
            del self.fields["young"]
        else:
            self.fields["young"].label = _("%(name)s har selv sagt ja") % {"name": child.first_name}
        self.fields["on"].latest = today  # type: ignore[attr-defined]
        for name in ("witness", "paper"):
            self.fields[name].say_optional = False  # type: ignore[attr-defined]

    def clean_paper(self) -> Paper | None:
        uploaded = self.cleaned_data.get("paper")
        if not uploaded:
            return None
        try:
            content = uploaded.read()
            content_type = recognised(content)
        except Invalid as problem:
            raise forms.ValidationError(str(OF_PAPERS[problem.errors["paper"]])) from None
        return Paper(uploaded.name[:150] or f"samtykke.{ENDINGS[content_type]}", content_type, content)

    def yes(self) -> Yes:
        data = self.cleaned_data
        chosen = Form(data["form"])
        return Yes(
            on=data["on"],
            form=chosen,
            guardian_ids=tuple(map(int, data.get("guardians", ()))),
            young=data.get("young", False),
            witness=data["witness"] if chosen is Form.SPOKEN else "",
            paper=data["paper"] if chosen is Form.PAPER else None,
        )


class GiveForm(YesFields, KeyedForm):
    """To whom, about what, what for, and who has said yes."""

    receivers = ChipsField(_("Hvem må få noget at vide?"), in_a_row([(key.value, SERVICE[key]) for key in Service]))
    external_name = ShortText(
        _("Hvem uden for kommunen?"), _("For eksempel en navngiven læge eller klinik."), required=False
    )
    topics = ChipsField(_("Hvad må de få at vide noget om?"), in_a_row([(key.value, TOPIC[key]) for key in Topic]))
    purpose = LongText(_("Hvad skal det bruges til?"), rows=2, max_length=2000)
    expires_on = DayField(_("Gælder til og med"), _("Et samtykke kan altid trækkes tilbage før."), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("receivers", "topics"):
            self.fields[name].say_optional = False  # type: ignore[attr-defined]

    def command(self, child_id: int) -> GiveConsent:
        data = self.cleaned_data
        return GiveConsent(
            child_id=child_id,
            receivers=tuple(Service(key) for key in data["receivers"]),
            topics=tuple(Topic(key) for key in data["topics"]),
            purpose=data["purpose"],
            yes=self.yes(),
            expires_on=data["expires_on"],
            external_name=data["external_name"],
            key=data["key"],
        )


class RecallConsentForm(YesFields, KeyedForm):
    """To whom the dental service may tell why a child stays away, and who has said yes."""

    receivers = ChipsField(
        _("Hvem må tandplejen tale med?"), in_a_row([(key.value, SERVICE[key]) for key in TOLD_BY_DENTAL])
    )
    purpose = LongText(_("Hvad skal det bruges til?"), rows=2, max_length=2000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["receivers"].say_optional = False  # type: ignore[attr-defined]
        self.order_fields(["receivers", "purpose"])

    def command(self, child_id: int) -> GiveConsent:
        data = self.cleaned_data
        receivers = tuple(Service(key) for key in data["receivers"])
        return GiveConsent(child_id, receivers, (Topic.HEALTH,), data["purpose"], self.yes(), key=data["key"])


class JoinForm(YesFields, KeyedForm):
    """One more yes to the same."""

    def command(self, pk: int) -> JoinConsent:
        return JoinConsent(pk, self.yes(), self.cleaned_data["key"])


class RenewForm(YesFields, KeyedForm):
    """A new yes to the same, and until when."""

    expires_on = DayField(_("Gælder til og med"), required=False)
    version = VersionField()

    def command(self, pk: int) -> RenewConsent:
        data = self.cleaned_data
        return RenewConsent(pk, data["version"], self.yes(), data["expires_on"], data["key"])


class WithdrawForm(KeyedForm):
    """Who takes it back, and, if they say so, why."""

    by = ChoiceOf(_("Hvem trækker det tilbage?"))
    because = LongText(_("Hvad siger de?"), _("De skal ikke give en grund."), required=False, rows=3)
    version = VersionField()

    def __init__(self, *args: Any, names: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["by"].choices = [(name, name) for name in names]  # type: ignore[attr-defined]

    def command(self, pk: int) -> WithdrawConsent:
        data = self.cleaned_data
        return WithdrawConsent(pk, data["version"], data["by"], data["because"])


class LapseForm(KeyedForm):
    """The button that lets a consent run out."""

    version = VersionField()

    def command(self, pk: int) -> SeenConsent:
        return SeenConsent(pk, self.cleaned_data["version"])


class PassOnForm(GroundFields, KeyedForm):
    """What, to whom, why, and what the parents know."""

    what = ChoiceOf(_("Hvordan?"), [(key.value, WHAT[key]) for key in What if key in KEPT_IN])
    content = LongText(
        _("Hvad gav du videre?"), _("Emnet og dokumentets navn er nok. Skriv ikke det hele igen."), rows=3
    )
    service = ChoiceOf(_("Hvem gav du det til?"), [(key.value, SERVICE[key]) for key in Service])
    to_name = ShortText(_("Navn og stilling"))
    on = DayField(_("Hvornår?"))
    until = DayField(_("Hvor længe må de bruge det?"))
    concern = ChoiceOf(_("Hvilken bekymring hører det til?"), required=False)
    told = ChoiceOf(
        _("Ved forældrene det?"),
        [(key.value, TOLD[key]) for key in (Told.TOLD, Told.LATER, Told.NOBODY)],
        required=False,
    )
    told_on = DayField(_("Hvornår fik de det at vide?"), required=False)
    not_told_because = LongText(_("Hvorfor ved de det ikke nu?"), required=False, rows=2, max_length=2000)

    def __init__(self, *args: Any, concerns: list[tuple[str, str]], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].latest = today  # type: ignore[attr-defined]
        self.fields["told"].say_optional = False  # type: ignore[attr-defined]
        if concerns:
            none = ("", _("Ingen af dem"))
            self.fields["concern"].choices = [*concerns, none]  # type: ignore[attr-defined]
            self.fields["concern"].say_optional = False  # type: ignore[attr-defined]
        else:
            del self.fields["concern"]

    def command(self, child_id: int) -> PassOn:
        data = self.cleaned_data
        return PassOn(
            child_id=child_id,
            what=What(data["what"]),
            content=data["content"],
            ground=Ground(**(self.ground_values() or {"basis": ""})),
            service=Service(data["service"]),
            to_name=data["to_name"],
            on=data["on"],
            until=data["until"],
            told=Told(data["told"] or Told.TOLD),
            told_on=data["told_on"],
            not_told_because=data["not_told_because"],
            concern_id=int(data["concern"]) if data.get("concern") else None,
            key=data["key"],
        )


class BasisFields(SnForm):
    """The wording, and what it asks for."""

    name = ShortText(_("Navn"), max_length=120)
    paragraph = ShortText(_("Lov og paragraf"), required=False)
    source_mark = ShortText(
        _("Mærke"), _("For eksempel “bør kontrolleres”, til nogen har slået det op."), required=False
    )
    needs_note = TickBox(_("Der skal skrives, hvorfor det er nødvendigt"))
    needs_decision = TickBox(_("En leder skal have afgjort det"))
    valid_from = DayField(_("Gælder fra"))


class BasisForm(BasisFields, KeyedForm):
    """A basis in a new wording."""

    def command(self, pk: int) -> ChangeBasis:
        data = {name: value for name, value in self.cleaned_data.items() if name != "key"}
        return ChangeBasis(basis_id=pk, **data)

    @classmethod
    def shown(cls, basis: LegalBasis, today: date) -> BasisForm:
        """The form with the wording in force."""
        fields = ("name", "paragraph", "source_mark", "needs_note", "needs_decision")
        start = max(today, basis.valid_from)
        return cls(initial={**{name: getattr(basis, name) for name in fields}, "valid_from": start})


class AddBasisForm(BasisFields, KeyedForm):
    """One more basis."""

    kind = ChoiceOf(_("Slags"), [(key.value, KIND[key]) for key in Kind])

    def command(self) -> AddBasis:
        data = self.cleaned_data
        return AddBasis(**{**data, "kind": Kind(data["kind"])})


class EndBasisForm(KeyedForm):
    """The last day a basis can be chosen."""

    last_day = DayField(_("Sidste dag"))

    def command(self, pk: int) -> EndBasis:
        return EndBasis(pk, self.cleaned_data["last_day"])


class SettingsForm(KeyedForm):
    """The municipality's own periods."""

    consent_months = NumberOf(_("Så mange måneder gælder et samtykke"), min_value=1, max_value=rules.LONGEST_MONTHS)
    meeting_days = NumberOf(_("Så mange dage efter mødet må det delte bruges"), min_value=0, max_value=365)
    remind_days = NumberOf(_("Så mange dage før får den, der skrev samtykket, besked"), min_value=1, max_value=365)
    young_from_years = NumberOf(_("Fra så mange år siger den unge selv ja"), min_value=0, max_value=18)
    young_from_mark = ShortText(
        _("Hvor tallet kommer fra"), _("Skriv paragraffen, når I har slået den op."), required=False
    )
    one_holder_topics = ChipsField(
        _("Emner, hvor det er nok, at den ene forældremyndighedsindehaver siger ja"),
        in_a_row([(key.value, TOPIC[key]) for key in Topic]),
        help=_("Vælger I ingen, skal begge sige ja."),
    )
    version = VersionField()

    @classmethod
    def shown(cls, row: SharingSettings) -> SettingsForm:
        """The form with what holds now."""
        fields = (
            "consent_months",
            "meeting_days",
            "remind_days",
            "young_from_years",
            "young_from_mark",
            "one_holder_topics",
            "version",
        )
        return cls(initial={name: getattr(row, name) for name in fields})

    def command(self) -> ChangeSettings:
        data = self.cleaned_data
        topics = tuple(Topic(key) for key in data["one_holder_topics"])
        return ChangeSettings(
            data["version"],
            data["consent_months"],
            data["meeting_days"],
            data["remind_days"],
            topics,
            data["young_from_years"],
            data["young_from_mark"],
        )


class SoughtForm(SnForm):
    """What the municipality's list is narrowed to; it stands in the address."""

    tjeneste = ChoiceOf(_("Modtager"), required=False, radio=False)
    slags = ChoiceOf(_("Grundlag"), required=False, radio=False)
    fra = DayField(_("Givet fra"), required=False)
    til = DayField(_("Givet til"), required=False)
    gaelder = TickBox(_("Kun det, der gælder i dag"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = ("", _("Alle"))
        self.fields["tjeneste"].choices = [every, *((k.value, SERVICE[k]) for k in Service)]  # type: ignore[attr-defined]
        self.fields["slags"].choices = [every, *((k.value, KIND[k]) for k in Kind)]  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.say_optional = False  # type: ignore[attr-defined]

    def sought(self, today: date) -> Sought:
        """What could be read; what could not narrows nothing."""
        if not self.is_bound:
            return Sought()
        self.is_valid()
        data = self.cleaned_data
        return Sought(
            service=data.get("tjeneste", ""),
            kind=data.get("slags", ""),
            since=data.get("fra"),
            until=data.get("til"),
            live_on=today if data.get("gaelder") else None,
        )
