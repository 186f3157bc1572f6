"""Danish words for a concern: states, reasons, refusals and what its people are told."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .states import Axis, CloseReason, ContactHow, Move, NotificationState, ParentsKnow, Stage, State

STATE = {
    State.RAISED: _("Sendt"),
    State.TAKEN: _("Taget imod"),
    State.AT_MEETING: _("Samarbejdsmøde"),
    State.IN_PLAN: _("Plan"),
    State.CLOSED: _("Afsluttet"),
}

MOVE = {
    Move.TAKE: _("tag imod"),
    Move.ACCEPT: _("tag imod forløb"),
    Move.NOTE_CONTACT: _("skriv samtale"),
    Move.CALL_MEETING: _("indkald til møde"),
    Move.CANCEL_MEETING: _("aflys møde"),
    Move.AGREE_PLAN: _("aftal plan"),
    Move.MEET_AGAIN: _("mød igen"),
    Move.FOLLOW_PLAN: _("tag imod forløb med planen"),
    Move.CLOSE: _("afslut"),
    Move.CLOSE_PLAN: _("afslut plan"),
    Move.REOPEN_PLAN: _("åbn plan igen"),
    Move.JOIN_PLAN: _("svar med en plan, der er åbnet igen"),
}

STAGE = {
    Stage.WONDER: _("Undren"),
    Stage.WORRY: _("Bekymring"),
    Stage.SUSPICION: _("Mistanke om vold eller overgreb"),
    Stage.KNOWLEDGE: _("Viden om vold eller overgreb"),
}

STAGE_CHOICE = {
    Stage.WONDER: _("Jeg undrer mig. Noget er anderledes, men jeg ved ikke hvad."),
    Stage.WORRY: _("Jeg er bekymret for barnets trivsel."),
    Stage.SUSPICION: _("Jeg har mistanke om vold eller overgreb fra en forælder eller i hjemmet."),
    Stage.KNOWLEDGE: _("Jeg ved, at der er vold eller overgreb fra en forælder eller i hjemmet."),
}

AXIS = {
    Axis.CHILD: _("Barnet"),
    Axis.CARE: _("Forældrenes omsorg"),
}

PROMISE = {
    "answer": _("Svar til afsenderen"),
    "contact": _("Første samtale med forældrene"),
    "meeting": _("Mødet er holdt"),
}

NOTIFICATION = {
    NotificationState.DRAFT: _("Kladde, ikke sendt"),
    NotificationState.SENT: _("Sendt. Familieafdelingen har ikke kvitteret endnu"),
    NotificationState.ACKNOWLEDGED: _("Modtaget af familieafdelingen"),
    NotificationState.DROPPED: _("Opgivet, aldrig sendt"),
}

STALE = {
    "notification_draft": _("Nogen har gemt i kladden imens. Dit eget er her stadig; se forskellen, og gem igen."),
    "notification_sent": _("Underretningen er sendt. Den kan ikke ændres mere."),
    "notification_acknowledged": _("Familieafdelingen har modtaget underretningen."),
    "notification_dropped": _("Kladden er opgivet. Du kan begynde på en ny fra bekymringen."),
}

PARENTS_KNOW = {
    ParentsKnow.YES: _("Ja, jeg har talt med dem"),
    ParentsKnow.NOT_YET: _("Nej, ikke endnu"),
    ParentsKnow.MUST_NOT: _("Forældrene må ikke få det at vide fra os"),
}

CLOSE_REASON = {
    CloseReason.SOLVED: _("Det er løst i hverdagen"),
    CloseReason.HELP_IN_PLACE: _("Der er allerede hjælp i gang"),
    CloseReason.FAMILY_DECLINES: _("Familien siger nej tak"),
    CloseReason.NOTIFIED: _("Der er sendt en underretning"),
    CloseReason.MOVED: _("Barnet er flyttet fra kommunen"),
    CloseReason.UNFOUNDED: _("Der er ikke grund til bekymring"),
    CloseReason.UNCHANGED: _("Planen er slut, og det går som før"),
}

CONTACT_HOW = {
    ContactHow.PHONE: _("I telefon"),
    ContactHow.TALK: _("Ved en samtale"),
    ContactHow.HOME_VISIT: _("Hjemme hos familien"),
    ContactHow.LETTER: _("Ved brev"),
    ContactHow.NO_ANSWER: _("Jeg prøvede, men fik ikke fat i dem"),
}

REFUSAL = {
    "own_concern": _("Du har selv skrevet bekymringen. En anden rådgiver skal tage imod den."),
    "own_child": _("Du kan ikke arbejde med dit eget barn eller din egen familie her."),
    "not_owner": _("Det er en anden rådgivers opgave. På siden kan du se, hvem der har den."),
    "not_offered": _("Forløbet er ikke givet til dig. På siden kan du se, hvem der har det."),
    "already_owner": _("Den, du valgte, har allerede forløbet. Vælg en anden."),
    "not_an_adviser": _("Den, du valgte, er ikke rådgiver her i dag. Vælg en anden."),
    "no_adviser": _(
        "Kommunen har ingen forebyggelsesrådgiver, der kan tage imod bekymringen. Ring til din leder i dag, og bed om "
        "at få en rådgiver sat på. Gem din tekst et sikkert sted så længe."
    ),
    "not_yours_to_notify": _(
        "Underretningen skrives af den, der har sendt bekymringen, rådgiveren eller lederen. Har du selv noget at "
        "underrette om, så skriv en bekymring, eller ring til familieafdelingen. Pligten er din egen."
    ),
    "not_sent_to_you": _("Underretningen er sendt til en anden i familieafdelingen."),
    "own_scale": _("Du har selv skrevet skalaen. En anden skal godkende den."),
    "older_scale": _("Der er godkendt en nyere skala. Skriv en ny version, hvis ordene skal tilbage."),
    "suspicion_no_contact": _(
        "Der er mistanke om vold eller overgreb. Tal ikke med forældrene om den; det kan skade barnet. Underret "
        "familieafdelingen."
    ),
}

INVALID = {
    "past": _("Datoen er gået. Vælg i dag eller en senere dag."),
    "too_far": _("Datoen ligger for langt fremme. Vælg en dag inden for 12 uger."),
    "future": _("Datoen ligger fremme i tiden. Skriv den dag, I talte sammen."),
    "too_early": _("Datoen ligger længe før bekymringen. Skriv den dag, I talte sammen."),
    "not_for_suspicion": _("En mistanke kan kun afsluttes med en underretning, eller når der ikke er grund til den."),
    "only_after_plan": _("Det kan kun være grunden, når der har været en plan. Vælg en anden grund."),
    "nobody_asked": _("Ingen har talt med familien endnu. Skriv samtalen først, eller vælg en anden grund."),
    "not_a_parent": _("Vælg en af barnets forældre, eller “Begge, eller det er lige meget”."),
    "private_whose": _("Vælg, hvem af forældrene du talte med, når det skal holdes fra den anden."),
    "told_by": _("Sæt kryds ved, at du skriver for en anden, eller slet teksten."),
    "stage_same": _("Vælg et andet trin end det, der står."),
    "stage_beside": _(
        "Er der opstået mistanke, så skriv en ny bekymring ved siden af. Den her bliver stående, som den er, for alle andre."
    ),
    "required": _("Her mangler en tekst. Skriv den i feltet."),
    "no_level": _("Vælg et af de fem niveauer."),
    "one_axis": _("Vælg et niveau på mindst én af de to."),
    "whole_scale": _("Skriv et navn til alle fem niveauer for både barnet og omsorgen."),
    "days": _("Skriv et antal dage mellem 1 og 90."),
    "must_read": _("Læs de tidligere bekymringer først, og sæt kryds ved hver af dem."),
    "never_of_suspicion": _("Der er mistanke. Forældrene skal ikke høre om underretningen fra jer."),
    "parents_first": _("Skriv, hvornår I har gennemgået den med forældrene, eller hvorfor I ikke har."),
    "how": _("Vælg, hvordan I talte sammen."),
    "no_receiver": _("Vælg en familierådgiver, der arbejder her i dag."),
    "no_position": _("Vurderingen hører ikke til barnet, eller den er ikke gul eller rød."),
}

MESSAGE = {
    "concern.raised": _("%(who)s har skrevet en bekymring til dig"),
    "concern.taken": _("%(who)s har taget imod din bekymring"),
    "concern.offered": _("%(who)s spørger, om du vil tage imod et forløb"),
    "concern.accepted": _("%(who)s har taget imod forløbet"),
    "concern.declined": _("%(who)s kan ikke tage imod forløbet. Det er stadig dit"),
    "concern.moved": _("%(who)s har nu din bekymring"),
    "concern.leader_told": _("%(who)s har skrevet noget, du skal læse i dag"),
    "concern.stalled": _("Der er ikke sket noget i en bekymring i %(where)s i lang tid. Tal med %(who)s."),
    "notification.sent": _("%(who)s har sendt en underretning. Læs den nu, og kvittér."),
    "notification.out": _("%(who)s har sendt underretningen"),
    "notification.received": _("%(who)s har modtaget underretningen"),
    "concern.closed": _("%(who)s har svaret på din bekymring"),
    "scale.written": _("%(who)s har skrevet en ny version af bekymringsskalaen. Den venter på, at du godkender den."),
    "concern.joined": _("%(who)s har åbnet en plan igen på grund af en bekymring, du har"),
}
