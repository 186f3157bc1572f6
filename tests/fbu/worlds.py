"""Deliveries by chance, and small ones by hand; every number is made up, MedCom's test persons stand where the syntax is tested."""

from __future__ import annotations

import string
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from sikkerhedsnet.fbu import codes
from sikkerhedsnet.fbu.questionnaires import SCORE, Item, Kind, questionnaires
from sikkerhedsnet.fbu.report import (
    Answers,
    Citizen,
    Delivery,
    Encounter,
    Feeding,
    Finding,
    Indication,
    Intervention,
    Measurement,
    Observation,
    Parent,
    Report,
    School,
)
from sikkerhedsnet.visits.standard import standard

RIKKE, LARS, KIRSTEN, KNUD = "0505209996", "0505159995", "2911829996", "1502829995"
SOR = "451000016003"
OTHER_SOR = "451000016999"
S = standard()
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)

ids = st.text(string.ascii_letters + string.digits + "-.", min_size=1, max_size=64).filter(lambda t: t.strip("."))
moments = st.datetimes(datetime(1950, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))
days = st.dates(date(1950, 1, 1), date(2090, 1, 1))
whens = moments | days
cprs = st.sampled_from([RIKKE, LARS, KIRSTEN, KNUD, "2902249999", "0101010000"])
words = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=30
).filter(lambda t: t.strip() == t and t)  # fmt: skip
fboe_values = {key: [v.code for v in indicator.values] for key, indicator in S.indicators.items()}
absent = st.sampled_from(sorted(codes.ABSENT_REASONS))


def unique(made: list[Any]) -> bool:
    return len({one.id for one in made}) == len(made)


@st.composite
def observations(draw: Any, pk: str, subject: str, encounter: str, key: str | None = None) -> Observation:
    """One observation; of the given key, or of any kind."""
    common = {
        "id": pk,
        "subject": subject,
        "encounter": encounter,
        "at": draw(whens),
        "status": draw(st.sampled_from(["final", "amended", "entered-in-error"])),
    }
    key = key or draw(st.sampled_from([*S.indicators, *S.growth, "feeding", "finding"]))
    missing = draw(st.booleans())
    if key in S.indicators:
        told = {"absent": draw(absent)} if missing else {"value": draw(st.sampled_from(fboe_values[key]))}
        return Indication(**common, indicator=key, **told)
    if key == "feeding":
        told = (
            {"absent": draw(absent)}
            if missing
            else {"value": draw(st.sampled_from([f.code for f in S.feeding.values()]))}
        )
        period = draw(st.booleans())
        until = common["at"] + timedelta(days=30) if period and draw(st.booleans()) else None
        return Feeding(**common, **told, period=period, until=until)
    if key == "finding":
        return Finding(**common, value=draw(st.sampled_from([c.code for c in S.exam_results])))
    growth = S.growth[key]
    measured = {"absent": draw(absent)} if missing else {
        "number": Decimal(draw(st.integers(1, 99_999))) / 10, "unit": draw(st.sampled_from(growth.units)),
    }  # fmt: skip
    return Measurement(**common, growth=key, posture=draw(st.sampled_from(sorted(growth.snomed))), **measured)


def answer_to(item: Item) -> st.SearchStrategy[Any]:
    if item.kind is Kind.BOOLEAN:
        return st.booleans()
    if item.kind is Kind.CHOICE:
        return st.sampled_from(item.choices)
    if item.kind is Kind.OPEN:
        return words
    return st.integers(item.least or 0, 99 if item.most is None else item.most)


@st.composite
def answers(draw: Any, pk: str, child: str, parent: str) -> Answers:
    form = questionnaires()[draw(st.sampled_from(sorted(questionnaires())))]
    links = [link for link in form.items if link != SCORE]
    chosen = draw(st.lists(st.sampled_from(links), unique=True, min_size=1, max_size=36 - 1))
    told = {link: draw(answer_to(form.items[link])) for link in chosen}
    wanted = form.sum_of(told)
    if SCORE in form.items and draw(st.booleans()):
        told[SCORE] = draw(answer_to(form.items[SCORE])) if wanted is None else wanted
    return Answers(
        pk, parent if form.about == "parent" else child, form.key, draw(whens), tuple(told.items()),
        draw(st.sampled_from(sorted(codes.STATUS["QuestionnaireResponse"]))),
        draw(st.sampled_from(["", *S.informants])),
    )  # fmt: skip


@st.composite
def reports(draw: Any) -> Report:
    """A report with everything that may stand in one, and every observation its visits ask for."""
    names = iter(draw(st.lists(ids, unique=True, min_size=60, max_size=60)))
    child = Citizen(next(names), draw(cprs), SOR, draw(st.booleans()))
    parents, citizens = [], [child]
    for _ in range(draw(st.integers(0, 2))):
        parent = Parent(next(names), child.id, draw(st.booleans()))
        parents.append(parent)
        citizens.append(Citizen(next(names), draw(cprs), SOR, links=(parent.id,)))
    schools = [School(next(names), draw(st.text(string.digits, min_size=6, max_size=6)), draw(st.booleans()))
               for _ in range(draw(st.integers(0, 1)))]  # fmt: skip
    plans = [
        Intervention(
            next(names), child.id, draw(st.sampled_from([c.code for c in S.interventions])), draw(days),
            status=draw(st.sampled_from(sorted(codes.STATUS["CarePlan"]))),
            carried_out=draw(st.sampled_from(["unknown", "completed"])),
            reasons=tuple(draw(st.lists(st.sampled_from(sorted(codes.reasons())), max_size=2, unique=True))),
        )
        for _ in range(draw(st.integers(0, 2)))
    ]  # fmt: skip
    encounters = []
    for _ in range(draw(st.integers(0, 1))):
        start = draw(moments)
        encounters.append(Encounter(
            next(names), child.id, draw(st.sampled_from(sorted(S.visit_types))),
            draw(st.sampled_from([*S.classes, *sorted(codes.OTHER_CLASSES)])), start,
            start + timedelta(minutes=40) if draw(st.booleans()) else None,
            draw(st.sampled_from(["finished", "entered-in-error"])),
            schools[0].id if schools and draw(st.booleans()) else "",
            tuple(plan.id for plan in plans if draw(st.booleans())),
        ))  # fmt: skip
    seen = [
        draw(observations(next(names), child.id, visit.id, key))
        for visit in encounters
        for key in S.visit_types[visit.type].mandatory
    ]
    seen += [draw(observations(next(names), child.id, "")) for _ in range(draw(st.integers(0, 3)))]
    told = [draw(answers(next(names), child.id, citizens[-1].id)) for _ in range(draw(st.integers(0, 2)))]
    return Report(
        next(names), draw(moments), tuple(citizens), tuple(parents), tuple(schools), tuple(encounters), tuple(plans),
        tuple(seen), tuple(told),
    )  # fmt: skip


deliveries = st.builds(
    Delivery,
    moments,
    st.lists(reports(), max_size=2).filter(unique).map(tuple),
)


def two_months(pk: str = "r1", *, cpr: str = RIKKE, at: datetime = NOON, sender: str = SOR) -> Report:
    """The visit at two months in the home with everything it asks for, ADBB 6 and TOPI green, a parent's EPDS."""

    def code_of(key: str, place: int = 0) -> str:
        return S.indicators[key].values[place].code

    def told(key: str, subject: str = "barn", encounter: str = "besog") -> Indication:
        return Indication(f"{key.replace('_', '-')}", subject, at, encounter, indicator=key, value=code_of(key))

    adbb = [link for link in questionnaires()["adbb"].items if link != SCORE]
    epds = [link for link in questionnaires()["epds"].items if link != SCORE]
    return Report(
        pk, at,
        (Citizen("barn", cpr, sender), Citizen("mor", KIRSTEN, sender, links=("mor-til-barn",))),
        (Parent("mor-til-barn", "barn"),),
        (),
        (Encounter("besog", "barn", "two_months", "home", at, interventions=("amning",)),),
        (Intervention("amning", "barn", "712ef286-161c-4b9d-b2b9-b43e3f432646", date(2026, 11, 1),
                      reasons=("4813e65d-4d24-4c82-8f17-ce9f084bb970",)),),
        (
            told("parent_mental_state", "mor", ""), told("social_contact"), told("parent_child_relation"),
            told("communication"), told("sleep"), told("motor"),
            Measurement("vaegt", "barn", at, "besog", growth="weight", number=Decimal("5450"), unit="g"),
            Measurement("hojde", "barn", at, "besog", growth="height", posture="lying", number=Decimal("57.5"), unit="cm"),
            Measurement("hoved", "barn", at, "besog", growth="head", number=Decimal("39"), unit="cm"),
            Feeding("mad", "barn", at, "besog", value=S.feeding[next(iter(S.feeding))].code),
            Finding("fund", "barn", at, "besog", value="4813e65d-4d24-4c82-8f17-ce9f084bb970"),
        ),
        (
            Answers("topi", "barn", "topi", at, (("1vurdering", "Grøn"),)),
            Answers("adbb", "barn", "adbb", at, (*((link, 1 if i < 6 else 0) for i, link in enumerate(adbb)), (SCORE, 6))),
            Answers("epds", "mor", "epds", at, (*((link, 0) for link in epds), (SCORE, 0)),
                    informant=next(iter(S.informants))),
        ),
    )  # fmt: skip
