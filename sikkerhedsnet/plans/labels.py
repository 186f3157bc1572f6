"""Danish words for a plan: states, decisions, outcomes, refusals and what is wrong with a field."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .states import Coordinating, Doer, Found, Made, Move, Outcome, State, StepState, StepUpTo, Went

STATE = {State.ACTIVE: _("I gang"), State.CLOSED: _("Afsluttet")}

MOVE = {
    Move.CONTINUE: _("Planen fortsætter, som den er"),
    Move.CHANGE: _("Planen bliver ændret"),
    Move.STEP_UP: _("Der skal mere til"),
    Move.CLOSE: _("Planen slutter"),
    Move.ACCEPT: _("En anden tager imod forløbet"),
    Move.REOPEN: _("Planen bliver åbnet igen"),
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

WENT = {
    Went.WORKED: _("Det virkede"),
    Went.PARTLY: _("Det virkede noget af vejen"),
    Went.NOT: _("Det virkede ikke"),
    Went.TOO_EARLY: _("For tidligt at sige"),
}

DOER = {
    Doer.PARENT: _("forælder"),
    Doer.CHILD: _("barnet selv"),
    Doer.PRIVATE_NETWORK: _("familiens netværk"),
    Doer.PROFESSIONAL_NETWORK: _("fagperson udefra"),
    Doer.PROFESSIONAL: _("fagperson"),
}

COORDINATING = {
    Coordinating.RELATIONAL: _("Relationel tovholder"),
    Coordinating.ORGANISING: _("Organisatorisk tovholder"),
}

COORDINATING_HINT = {
    Coordinating.RELATIONAL: _(
        "Den, familien kender bedst: holder kontakten, forbereder møderne med dem og hører, hvordan det går."
    ),
    Coordinating.ORGANISING: _("Samler trådene: indkalder, holder øje med aftaler og datoer og sørger for referat."),
}

FOUND = {
    Found.WELL: _("Det går stadig godt"),
    Found.AGAIN: _("Jeg vil se igen"),
    Found.WORRIED: _("Jeg er bekymret igen"),
}

MADE = {
    Made.AGREED: _("Aftalt på mødet"),
    Made.EXTENDED: _("Udvidet på et nyt møde"),
    Made.REVIEWED: _("Ved en opfølgning"),
    Made.CHANGED: _("Ændret mellem møderne"),
    Made.CLOSED: _("Planen sluttede"),
    Made.REOPENED: _("Åbnet igen"),
}

LADDER = (
    (_("Trin 0: I hverdagen"), _("Barnet og familien klarer sig med det, alle får. Vi holder øje.")),
    (_("Trin 1: Hjælp, hvor barnet er"), _("Én faggruppe hjælper sammen med familien, der hvor barnet er i forvejen.")),
    (_("Trin 2: Flere hjælper sammen"), _("To eller flere faggrupper hjælper efter en fælles plan med en tovholder.")),
    (_("Trin 3: Tæt og samlet hjælp"), _("Flere steder hjælper tæt og samtidig, og planen bliver fulgt tit.")),
)
"""A proposal in our own words (instruments, 7 and 13: BTI's levels and the tiers); the names are each municipality's to decide."""

CHANGE = {
    "goal_new": _("Nyt mål: %(what)s"),
    "goal_out": _("Mål, der er gået ud: %(what)s"),
    "goal_words": _("Målet er sagt af %(who)s: %(what)s"),
    "sign_new": _("Nyt tegn: %(what)s"),
    "step_new": _("Nyt skridt: %(what)s (%(who)s)"),
    "step_done": _("Gjort: %(what)s (%(who)s)"),
    "step_dropped": _("Droppet: %(what)s (%(who)s)"),
    "step_date": _("Ny dato: %(what)s, fra %(before)s til %(after)s"),
    "step_open": _("Begyndt igen: %(what)s (%(who)s)"),
    "coordinator_relational": _("Relationel tovholder er nu %(who)s"),
    "coordinator_organising": _("Organisatorisk tovholder er nu %(who)s"),
    "coordinator_relational_ended": _("%(who)s er ikke længere relationel tovholder"),
    "coordinator_organising_ended": _("%(who)s er ikke længere organisatorisk tovholder"),
    "owner": _("%(who)s er nu ansvarlig for planen. Før var det %(before)s"),
    "level_set": _("Hjælpen er på %(after)s"),
    "level_up": _("Mere hjælp: fra %(before)s til %(after)s"),
    "level_down": _("Mindre hjælp: fra %(before)s til %(after)s"),
    "closed": _("Planen sluttede: %(what)s"),
    "reopened": _("Planen er åbnet igen"),
    "next_on": _("I følger op %(after)s"),
}

REFUSAL = {
    "role_not_yours": _("Spørgsmålet er ikke til dig. På planens side kan du se, hvem der er spurgt."),
    "not_watching": _("En anden holder øje. På planens side kan du se, hvem det er."),
    "plan_not_offered": _("Forløbet er ikke givet til dig. På planens side kan du se, hvem der har det."),
    "not_plan_owner": _("Det gør den, der er ansvarlig for planen. På planens side kan du se, hvem det er."),
    "not_step_owner": _("Skridtet er ikke dit. Sig det til den, der har det, eller til den ansvarlige for planen."),
}

JOINED = _(
    "En plan fra før er åbnet igen på grund af din bekymring. %(who)s er ansvarlig, og der bliver fulgt op senest %(day)s."
)

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
    "meeting_ahead": _("Der er et møde i vente. Hold eller aflys det, før planen slutter."),
    "whose": _("Vælg, hvis ord det er, når de skal stå ordret."),
    "too_many_signs": _("Et mål har højst seks tegn. Vælg de vigtigste."),
    "same_level": _("Planen er på det trin nu. Vælg et andet, eller lad det stå."),
    "whole_ladder": _("Alle fire trin skal have et navn og en forklaring."),
    "same_names": _("To trin hedder det samme. Giv hvert trin sit eget navn."),
    "cannot_coordinate": _("Vælg en, der kan læse planen."),
    "cannot_watch": _("Vælg en, der kan læse planen."),
    "has_it_already": _("Det er allerede hende eller ham."),
    "nobody_agreed": _("Sæt kryds ved dem fra familien, der har sagt ja."),
    "before_version": _("Planen blev først sådan senere. Skriv den dag, familien sagde ja til den."),
    "no_such_worry": _("Bekymringen kan ikke knyttes til planen. Åbn planen igen uden den."),
    "no_such_heading": _("Siden var for gammel. Se den igennem igen."),
    "no_watch": _("Vælg, hvem der holder øje, eller at ingen gør."),
}

MESSAGE = {
    "plan.step_given": _("%(who)s har aftalt et skridt i en plan med dig"),
    "plan.step_finished": _("%(who)s har skrevet, hvordan et skridt i din plan gik"),
    "plan.offered": _("%(who)s spørger, om du vil tage imod et forløb"),
    "plan.declined": _("%(who)s kan ikke tage imod forløbet. Det er stadig dit"),
    "plan.accepted": _("%(who)s har taget imod forløbet"),
    "plan.closed": _("%(who)s har afsluttet en plan, du har skridt i"),
    "plan.coordinator_asked": _("%(who)s spørger, om du vil være tovholder for en plan"),
    "plan.coordinator_accepted": _("%(who)s er nu tovholder for planen"),
    "plan.coordinator_declined": _("%(who)s kan ikke være tovholder. Spørg en anden"),
    "plan.watch_given": _("%(who)s har aftalt, at du holder øje, efter en plan er slut"),
}

STALE = {
    "meeting_not_running": _("Planen aftales, mens mødet er i gang. Mødet er ikke begyndt endnu, eller det er slut."),
    "agreements_changed": _(
        "Aftalerne er ændret, siden du åbnede siden. Det, du skrev, står her endnu. Se aftalerne igennem, og send igen."
    ),
    "plan_closed": _("Planen er afsluttet."),
    "plan_changed": _("Planen er ændret, mens du skrev. Det, du skrev, står her endnu. Se den igennem, og send igen."),
    "plan_handed_over": _("Forløbet er ikke længere tilbudt dig."),
    "meeting_first": _("Der er et møde i vente. Hold eller aflys det, før en anden tager imod forløbet."),
    "step_ended": _("Skridtet er allerede afsluttet."),
    "role_answered": _("Spørgsmålet er besvaret eller taget tilbage."),
    "watch_over": _("Der er allerede set efter, eller planen er åbnet igen."),
    "plan_open": _("Planen er i gang."),
}
