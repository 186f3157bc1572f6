"""One visit's form, made from the national lists: what this type must hold, large and in words, and room for the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.people.models import Child, Guardian
from sikkerhedsnet.web.forms import (
    ChipsField,
    ChoiceOf,
    ClockField,
    DayField,
    KeyedForm,
    LongText,
    ShortText,
    TickBox,
    dress,
)

from . import rules
from .commands import About, Fed, Fill, Found, Measured, NewHelp, PlanNeed, SaveDraft, SaveVisit, Seen
from .forms import moment
from .labels import ABSENT, GROWTH, HOW
from .models import Intervention, Visit
from .queries import code_name
from .saving import lacking_at
from .standard import Code, Indicator, Service, standard
from .states import CHOSEN_ABSENT, Absent

ABOUT_PARENT = ("Udfordring i forælders psykiske tilstand", "Sårbarhed ved forælder")
"""The headings of the national list whose findings are a parent's."""
NOT_SEEN = "absent:"


class Words(forms.RadioSelect):
    """Large choices side by side, in the guide's words, from usual to unusual; the reasons for none stand apart."""

    template_name = "visits/words.html"
    use_fieldset = True


def grouped(codes: Sequence[Code]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The codes under their headings, in the guide's order."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for code in codes:
        groups.setdefault(code.group, []).append((code.code, code.name))
    return list(groups.items())


class VisitForm(KeyedForm):
    """Everything a visit of one type may hold. `asked` are the fields of what is mandatory, in the order of the guide."""

    on = DayField(_("Dag"))
    begins = ClockField(_("Fra kl."))
    ends = ClockField(_("Til kl."), required=False)
    visit_class = ChoiceOf(_("Hvor var I?"))
    present = forms.MultipleChoiceField(label=_("Hvem var med?"), required=False, widget=forms.CheckboxSelectMultiple)
    findings = ChipsField(
        _("Andet, du lagde mærke til ved barnet"),
        help=_("Kun det usædvanlige. Er alt, som det plejer, skriver du intet her."),
    )
    help_ids = forms.MultipleChoiceField(
        label=_("Hører besøget til en indsats?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    help_code = ChoiceOf(_("Begynder en ny indsats?"), required=False, radio=False)
    help_for = ChoiceOf(_("Hvem er indsatsen for?"), required=False, radio=False)
    help_reasons = ChipsField(_("Hvorfor?"))
    help_start = DayField(_("Indsatsen begynder"), required=False)
    help_end = DayField(_("Den slutter efter planen"), required=False)
    next_on = DayField(_("Et behovsbesøg senest"), required=False)
    next_note = ShortText(_("Hvad er besøget for?"), required=False)
    told_parents = LongText(
        _("Hvad har du fortalt forældrene?"),
        _("Skriv det, som du sagde det: hvad du så, ikke tal fra et skema. Begge forældre kan læse det."),
        required=False,
        rows=3,
    )
    notes = LongText(
        _("Dine notater"),
        _("Til dig og dine kolleger i sundhedsplejen. De sendes ingen steder hen."),
        required=False,
        rows=4,
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        child: Child,
        visit_type: str,
        guardians: Sequence[Guardian],
        helps: Sequence[Intervention] = (),
        filling: Visit | None = None,
        today: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.child, self.visit_type, self.guardians = child, visit_type, list(guardians)
        self.lists = standard()
        self.type = self.lists.visit_types[visit_type]
        self.service = self.type.service
        self.filling = filling
        self.asked: list[str] = []
        self.more: list[str] = []
        self.measures: list[str] = []
        names = [(str(g.pk), g.name) for g in self.guardians]
        self._choices("present", names)
        self._choices("visit_class", [(key, kind.name) for key, kind in self.lists.classes.items()])
        self._choices("help_for", [("", self.child.first_name), *names])
        self._choices("help_ids", [(str(h.pk), code_name(h.code)) for h in helps])
        self._choices("help_code", [("", _("Nej")), *grouped(self._for_service())])
        self._choices("help_reasons", grouped(self.lists.reasons))
        self.fields["on"].latest = today  # type: ignore[attr-defined]
        self._make_findings()
        wanted = set(lacking_at(filling)) if filling else None
        self._make_indicators(wanted)
        self._make_growth(wanted)
        self._make_feeding(wanted)
        for name in ("ends", "present", "findings", "help_ids", "help_for", "help_reasons"):
            self.fields[name].say_optional = False  # type: ignore[attr-defined]
        for field in self.fields.values():
            dress(field.widget)

    def _choices(self, name: str, choices: Any) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def _for_service(self) -> list[Code]:
        word = "Småbørn" if self.service is Service.SMALL else "Skolebørn"
        return [c for c in self.lists.interventions if c.group.startswith((word, "Samarbejdsindsatser"))]

    def _make_findings(self) -> None:
        mine = [c for c in self.lists.exam_results if c.group not in ABOUT_PARENT]
        self._choices("findings", grouped(mine))
        theirs = grouped([c for c in self.lists.exam_results if c.group in ABOUT_PARENT])
        self.parent_findings = []
        for guardian in self.guardians:
            name = f"findings_{guardian.pk}"
            self.fields[name] = ChipsField(_("Ved %(name)s") % {"name": guardian.name}, theirs)
            self.fields[name].say_optional = False  # type: ignore[attr-defined]
            self.parent_findings.append(name)

    def _make_indicators(self, wanted: set[str] | None) -> None:
        mandatory = set(self.type.mandatory)
        for key, kind in self.lists.indicators.items():
            if self.service not in kind.ages:
                continue
            if wanted is not None and key not in wanted:
                continue
            for guardian in self.guardians if kind.about == "parent" else [None]:
                name = field_name(key, guardian.pk if guardian else None)
                label = kind.name if guardian is None else f"{kind.name}: {guardian.name}"
                self.fields[name] = indicator_field(kind, label)
                (self.asked if key in mandatory or wanted is not None else self.more).append(name)

    def _make_growth(self, wanted: set[str] | None) -> None:
        for key, measure in self.lists.growth.items():
            if self.service is Service.SCHOOL and key == "head":
                continue
            if wanted is not None and key not in wanted:
                continue
            unit = rules.unit_of(key, self.service)
            label = f"{GROWTH[key]} ({unit})"
            self.fields[f"g_{key}"] = ShortText(label, required=False, max_length=12)
            self.fields[f"g_{key}"].widget.attrs.update({"inputmode": "decimal", "class": "input-width-s"})
            self.fields[f"g_{key}"].say_optional = False  # type: ignore[attr-defined]
            self.fields[f"g_{key}_absent"] = TickBox(_("Ikke målt i dag"))
            self.fields[f"g_{key}_sure"] = TickBox(_("Ja, tallet er rigtigt"))
            if len(measure.snomed) > 1:
                ways = [(way, HOW[way]) for way in ("lying", "standing", "") if way in HOW]
                self.fields[f"g_{key}_how"] = ChoiceOf(
                    _("Målt"), ways, required=False, initial=rules.how_of(key, self.service)
                )
                self.fields[f"g_{key}_how"].say_optional = False  # type: ignore[attr-defined]
            self.measures.append(key)

    def _make_feeding(self, wanted: set[str] | None) -> None:
        self.feeds = self.service is Service.SMALL and (wanted is None or "feeding" in wanted)
        if not self.feeds:
            return
        methods = [(key, code.name) for key, code in self.lists.feeding.items()]
        self.fields["feeding"] = ChoiceOf(
            _("Hvad får barnet at spise i dag?"), [*methods, *absent_choices()], required=False, widget=Words
        )
        self.fields["feeding"].say_optional = False  # type: ignore[attr-defined]
        self.fields["period_value"] = ChoiceOf(
            _("Er noget begyndt eller holdt op siden sidst?"), [("", _("Nej")), *methods], required=False, radio=False
        )
        self.fields["period_from"] = DayField(_("Begyndte"), required=False)
        self.fields["period_to"] = DayField(_("Holdt op"), required=False)

    # out

    def about(self, planned_id: int | None) -> About:
        data = self.cleaned_data
        return About(
            child_id=self.child.pk,
            visit_type=self.visit_type,
            visit_class=data["visit_class"],
            starts_at=moment(data["on"], data["begins"]),
            ends_at=moment(data["on"], data["ends"]) if data.get("ends") else None,
            planned_id=planned_id,
        )

    def draft(self, planned_id: int | None, visit: Visit | None, now: datetime) -> SaveDraft:
        """What was typed, whatever it is; what of day, hour and place cannot be read yet is taken from the moment."""
        self.is_valid()
        data = getattr(self, "cleaned_data", {})
        starts = moment(data["on"], data["begins"]) if data.get("on") and data.get("begins") else now
        where = data.get("visit_class") or "home"
        about = About(self.child.pk, self.visit_type, where, starts, None, planned_id)
        sent: Any = self.data
        typed = {
            name: sent.getlist(name) if isinstance(field, forms.MultipleChoiceField) else self.data.get(name, "")
            for name, field in self.fields.items()
            if name not in ("key", "version") and name in self.data
        }
        return SaveDraft(
            about,
            clean(typed),
            visit.pk if visit else None,
            data.get("version") or 0,
            None if visit else data.get("key"),
        )

    def save(self, planned_id: int | None, visit: Visit | None) -> SaveVisit:
        data = self.cleaned_data
        return SaveVisit(
            about=self.about(planned_id),
            present=frozenset(int(pk) for pk in data["present"]),
            seen=self.seen(),
            measured=self.measured(),
            fed=self.fed(),
            found=self.found(),
            helps=frozenset(int(pk) for pk in data["help_ids"]),
            new_help=self._new_help(),
            next_need=self._need(),
            notes=data["notes"],
            told_parents=data["told_parents"],
            visit_id=visit.pk if visit else None,
            version=data.get("version") or 0,
            key=None if visit else data["key"],
        )

    def fill(self) -> Fill:
        assert self.filling is not None
        return Fill(self.filling.pk, self.cleaned_data["version"] or 0, self.seen(), self.measured(), self.fed())

    def seen(self) -> tuple[Seen, ...]:
        found = []
        for name in (*self.asked, *self.more):
            chosen = self.cleaned_data.get(name) or ""
            key, guardian = name_parts(name)
            if chosen.startswith(NOT_SEEN):
                found.append(Seen(key, guardian, absent=chosen.removeprefix(NOT_SEEN)))
            elif chosen:
                found.append(Seen(key, guardian, value=chosen))
        return tuple(found)

    def measured(self) -> tuple[Measured, ...]:
        found, problems = [], {}
        for key in self.measures:
            typed = (self.cleaned_data.get(f"g_{key}") or "").strip()
            absent = bool(self.cleaned_data.get(f"g_{key}_absent"))
            unit = rules.unit_of(key, self.service)
            how = self.cleaned_data.get(f"g_{key}_how") or ""
            if typed and absent:
                problems[f"g_{key}"] = "value_and_absent"
            elif typed:
                try:
                    number: Decimal = rules.read_number(typed)
                except Invalid as problem:
                    problems[f"g_{key}"] = problem.errors["value"]
                else:
                    sure = bool(self.cleaned_data.get(f"g_{key}_sure"))
                    found.append(Measured(key, unit, number, how, sure=sure))
            elif absent:
                found.append(Measured(key, unit, absent=Absent.NOT_PERFORMED))
        if problems:
            raise Invalid(problems)
        return tuple(found)

    def fed(self) -> tuple[Fed, ...]:
        if not self.feeds:
            return ()
        data, found = self.cleaned_data, []
        now = data.get("feeding") or ""
        if now.startswith(NOT_SEEN):
            found.append(Fed(absent=now.removeprefix(NOT_SEEN)))
        elif now:
            found.append(Fed(value=now))
        if data.get("period_value") or data.get("period_from") or data.get("period_to"):
            if not (data.get("period_value") and data.get("period_from")):
                raise Invalid({"period_from": "period"})
            found.append(Fed(data["period_value"], from_on=data["period_from"], to_on=data.get("period_to")))
        return tuple(found)

    def found(self) -> tuple[Found, ...]:
        mine = [Found(code) for code in self.cleaned_data["findings"]]
        for guardian in self.guardians:
            mine += [Found(code, guardian.pk) for code in self.cleaned_data.get(f"findings_{guardian.pk}", [])]
        return tuple(mine)

    def _new_help(self) -> NewHelp | None:
        data = self.cleaned_data
        if not data["help_code"]:
            return None
        for_whom = int(data["help_for"]) if data["help_for"] else None
        start = data["help_start"] or data["on"]
        return NewHelp(data["help_code"], tuple(data["help_reasons"]), start, data["help_end"], for_whom)

    def _need(self) -> PlanNeed | None:
        data = self.cleaned_data
        if not data["next_on"] and not data["next_note"]:
            return None
        if not data["next_on"]:
            raise Invalid({"next_on": "next_on"})
        kind = "need_small" if self.service is Service.SMALL else "need_school"
        return PlanNeed(self.child.pk, kind, data["next_on"], data["next_note"])


def indicator_field(kind: Indicator, label: str) -> ChoiceOf:
    """The values in words, and the reasons why there is none."""
    values = [(value.code, value.name) for value in kind.values]
    field = ChoiceOf(label, [*values, *absent_choices()], required=False, widget=Words)
    field.say_optional = False  # type: ignore[attr-defined]
    return field


def absent_choices() -> list[tuple[str, Any]]:
    """Two reasons beside the values; the rest are for what was asked and could not be answered."""
    return [(f"{NOT_SEEN}{reason.value}", ABSENT[reason]) for reason in CHOSEN_ABSENT[:2]]


def field_name(indicator: str, guardian_id: int | None) -> str:
    return f"i_{indicator}" if guardian_id is None else f"i_{indicator}__{guardian_id}"


def name_parts(name: str) -> tuple[str, int | None]:
    key, _sep, guardian = name.removeprefix("i_").partition("__")
    return key, int(guardian) if guardian else None


def clean(typed: Mapping[str, Any]) -> dict[str, Any]:
    """What the database can keep of what was typed: everything but the null character, and no more than a page's worth."""

    def one(value: Any) -> Any:
        return value.replace("\x00", "")[:20_000] if isinstance(value, str) else [one(part) for part in value][:400]

    return {name: one(value) for name, value in typed.items()}
