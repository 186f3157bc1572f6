"""Danish words for a plan: states, decisions, outcomes, refusals and what is wrong with a field."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .states import Move, Outcome, State, StepState, StepUpTo

STATE = {State.ACTIVE: _("I gang"), State.CLOSED: _("Afsluttet")}

MOVE = {
    Move.CONTINUE: _("Planen fortsætter, som den er"),
    Move.CHANGE: _("Planen bliver ændret"),
    Move.STEP_UP: _("Der skal mere til"),
    Move.CLOSE: _("Planen slutter"),
    Move.ACCEPT: _("En anden tager imod forløbet"),
}

STEP_STATE = {StepState.OPEN: _("I gang"), StepState.DONE: _("Gjort"), StepState.DROPPED: _("Droppet")}

STEP_GOES = {StepState.OPEN: _("Fortsætter"), StepState.DONE: _("Er gjort"), StepState.DROPPED: _("Bliver droppet")}

OUTCOME = {
    Outcome.GOOD_ENOUGH: _("Det går godt nok nu"),
    Outcome.BETTER: _("Det går bedre, og hverdagen kan bære det"),
    Outcome.UNCHANGED: _("Det går som før"),
    Outcome.OTHER_HELP: _("Anden hjælp tager over"),
    Outcome.NOTIFIED: _("Der er sendt en underretning"),
    Outcome.FAMILY_STOPPED: _("Familien vil ikke fortsætte"),
    Outcome.MOVED: _("Barnet er flyttet fra kommunen"),
}

STEP_UP_TO = {
    StepUpTo.WIDER_MEETING: _("Et møde med flere om bordet"),
    StepUpTo.SPECIALIST: _("En specialist, for eksempel PPR eller audiologopæd"),
    StepUpTo.NOTIFICATION: _("En underretning til familieafdelingen"),
}

REFUSAL = {
    "plan_not_offered": _("Forløbet er ikke givet til dig. På planens side kan du se, hvem der har det."),
    "not_plan_owner": _("Det gør den, der er ansvarlig for planen. På planens side kan du se, hvem det er."),
    "not_step_owner": _("Skridtet er ikke dit. Sig det til den, der har det, eller til den ansvarlige for planen."),
}

INVALID = {
    "missing": _("Feltet mangler. Skriv eller vælg noget her."),
    "no_goal": _("En plan har mindst ét mål. Skriv det med familiens egne ord."),
    "too_many_goals": _("En plan har højst fem mål ad gangen. Vælg de vigtigste."),
    "no_step": _("En plan har mindst ét skridt. Skriv en aftale på mødets side først."),
    "no_such_goal": _("Målet er ikke i planen. Vælg et af de mål, der står her."),
    "not_after_today": _("Datoen skal ligge efter i dag."),
    "past": _("Datoen er gået. Vælg i dag eller en senere dag."),
    "too_far": _("Datoen ligger for langt fremme. Vælg en dag inden for et halvt år."),
    "future": _("Datoen ligger fremme i tiden. Skriv den dag, det skete."),
    "before_plan": _("Datoen ligger før planen blev aftalt. Skriv den dag, I fulgte op."),
    "date_passed": _("Skridtets dato er kommet. Giv det en ny dato, når det fortsætter."),
    "must_end": _("Planen slutter først, når skridtet er gjort eller droppet."),
    "steps_changed": _("Skridtene er ændret, siden du åbnede siden. Se dem igennem igen."),
    "not_at_table": _("Vælg en af dem, der sad med ved bordet."),
    "has_changes": _("Du har skrevet nye mål eller skridt. Vælg, at planen bliver ændret, eller fjern dem igen."),
    "no_change": _("Skriv, hvad der bliver ændret: et mål, der går ud, et nyt mål eller et nyt skridt."),
    "meeting_ahead": _("Der er et samarbejdsmøde i vente. Hold eller aflys det, før planen slutter."),
}

MESSAGE = {
    "plan.step_given": _("%(who)s har aftalt et skridt i en plan med dig"),
    "plan.step_finished": _("%(who)s har skrevet, hvordan et skridt i din plan gik"),
    "plan.offered": _("%(who)s spørger, om du vil tage imod et forløb"),
    "plan.declined": _("%(who)s kan ikke tage imod forløbet. Det er stadig dit"),
    "plan.accepted": _("%(who)s har taget imod forløbet"),
    "plan.closed": _("%(who)s har afsluttet en plan, du har skridt i"),
}

STALE = {
    "meeting_not_running": _("Planen aftales, mens mødet er i gang. Mødet er ikke begyndt endnu, eller det er slut."),
    "agreements_changed": _(
        "Aftalerne er ændret, siden du åbnede siden. Det, du skrev, står her endnu. Se aftalerne igennem, og send igen."
    ),
    "plan_closed": _("Planen er afsluttet."),
    "plan_changed": _("Planen er ændret, mens du skrev. Det, du skrev, står her endnu. Se den igennem, og send igen."),
    "plan_handed_over": _("Forløbet er ikke længere tilbudt dig."),
    "meeting_first": _("Der er et samarbejdsmøde i vente. Hold eller aflys det, før en anden tager imod forløbet."),
    "step_ended": _("Skridtet er allerede afsluttet."),
}
