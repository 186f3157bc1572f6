"""Before a round closes its raters are reminded and the leaders hear who lacks how many; never what anybody said."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sikkerhedsnet.access.models import Municipality
from sikkerhedsnet.core import clock
from sikkerhedsnet.organisation.models import Institution
from sikkerhedsnet.outbox import actions as outbox
from sikkerhedsnet.people.queries import own_family_pairs
from sikkerhedsnet.web.words import day_words

from .cadence import OVER_FOR, Occasion, occasion
from .models import AssessmentRound, RoundPlan
from .raters import RATE, Colleague, Colleagues, answers_for
from .standings import round_institutions, setting_of, standings

STAMPS = {
    Occasion.SOON: "reminded_soon_at",
    Occasion.LAST: "reminded_last_at",
    Occasion.OVER: "told_over_at",
}

NAMED = 3
"""How many colleagues a message names; the round's page names them all."""
LONGEST = 200


@dataclass
class Lacking:
    """What one institution lacks: each rater's own ratings, and the children that are not settled."""

    raters: dict[Colleague, int] = field(default_factory=lambda: defaultdict(int))
    waits: int = 0


def remind_due(municipality: Municipality, now: datetime) -> int:
    """Sends what today asks for and has not been sent; how many rounds were gone through. Nothing is sent twice."""
    today = clock.local(now).date()
    days = dict(RoundPlan.objects.filter(municipality=municipality).values_list("kind", "reminder_days"))
    running = AssessmentRound.objects.filter(
        municipality=municipality, opens_on__lte=today, closes_on__gte=today - OVER_FOR
    )
    done = 0
    for round_ in running.prefetch_related("institutions").order_by("pk"):
        soonest = max((days.get(i.kind, 0) for i in round_.institutions.all()), default=0)
        now_is = occasion(round_.closes_on, soonest, today)
        if now_is is None or getattr(round_, STAMPS[now_is]) is not None:
            continue
        with transaction.atomic():
            held = (
                AssessmentRound.objects.filter(pk=round_.pk, **{STAMPS[now_is]: None})
                .select_for_update(skip_locked=True, of=("self",))
                .select_related("municipality")
                .first()
            )
            if held is None:
                continue
            _tell(held, now_is, today, now)
            setattr(held, STAMPS[now_is], now)
            held.save(update_fields=[STAMPS[now_is]])
            done += 1
    return done


def lacking_in(round_: AssessmentRound, today: date) -> dict[int, Lacking]:
    """What each institution of the round lacks today; nobody is asked for a child of her own family."""
    ids = round_institutions([round_.pk])[round_.pk]
    by_place = standings([round_], {round_.pk: ids}, today)
    colleagues = Colleagues(ids, today, RATE)
    raters = {place: colleagues.of(setting_of(place)) for place in by_place}
    everyone = {c.id for found in raters.values() for c in found}
    family = own_family_pairs(everyone, {s.child_id for found in by_place.values() for s in found}, today)
    lacking: dict[int, Lacking] = defaultdict(Lacking)
    for place, found in by_place.items():
        here = lacking[place.institution_id]
        here.waits += sum(s.waits for s in found)
        for colleague in raters[place]:
            n = sum(s.owed_by(colleague.id, closed=False) and (colleague.id, s.child_id) not in family for s in found)
            if n:
                here.raters[colleague] += n
    return dict(lacking)


def _tell(round_: AssessmentRound, now_is: Occasion, today: date, now: datetime) -> None:
    lacking = lacking_in(round_, today)
    for institution in Institution.objects.filter(pk__in=lacking).order_by("pk"):
        here = lacking[institution.pk]
        if not here.waits:
            continue
        if now_is is not Occasion.OVER:
            for colleague, n in here.raters.items():
                _send(
                    round_,
                    institution,
                    now_is,
                    "round.reminder",
                    colleague.id,
                    _to_rater(round_, institution, n, today),
                    now,
                )
        leader = answers_for(institution, today)
        if leader is not None:
            said = _to_leader(round_, institution, here, now_is, today)
            _send(round_, institution, now_is, "round.progress", leader.pk, said, now)


def _to_rater(round_: AssessmentRound, institution: Institution, n: int, today: date) -> str:
    return ngettext(
        "%(place)s: du mangler at aflevere din vurdering af %(n)d barn. Runden slutter %(day)s.",
        "%(place)s: du mangler at aflevere din vurdering af %(n)d børn. Runden slutter %(day)s.",
        n,
    ) % {"place": institution.name, "n": n, "day": day_words(round_.closes_on, today)}


def _to_leader(round_: AssessmentRound, institution: Institution, here: Lacking, now_is: Occasion, today: date) -> str:
    words = {"place": institution.name, "n": here.waits, "day": day_words(round_.closes_on, today)}
    if now_is is Occasion.OVER:
        return (
            ngettext(
                "%(place)s: runden sluttede %(day)s. %(n)d barn mangler en fælles vurdering eller en grund.",
                "%(place)s: runden sluttede %(day)s. %(n)d børn mangler en fælles vurdering eller en grund.",
                here.waits,
            )
            % words
        )
    first = (
        ngettext(
            "%(place)s: runden slutter %(day)s. %(n)d barn er ikke færdigt.",
            "%(place)s: runden slutter %(day)s. %(n)d børn er ikke færdige.",
            here.waits,
        )
        % words
    )
    named = [f"{colleague.name} {n}" for colleague, n in here.raters.items()]
    if not named:
        return first
    said = [*named[:NAMED], *([_("og %(n)d til") % {"n": len(named) - NAMED}] if len(named) > NAMED else [])]
    return " ".join([first, _("Mangler at aflevere: %(names)s.") % {"names": ", ".join(said)}])


def _send(
    round_: AssessmentRound,
    institution: Institution,
    now_is: Occasion,
    kind: str,
    to_id: int,
    about: str,
    now: datetime,
) -> None:
    outbox.enqueue(
        kind,
        to_id=to_id,
        about=about if len(about) <= LONGEST else f"{about[: LONGEST - 1]}…",
        at=now,
        url_name="screening:round",
        url_arg=round_.pk,
        once=f"{round_.pk}:{institution.pk}:{now_is}",
    )
