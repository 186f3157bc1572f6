"""Danish words for the desk and the net check."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sikkerhedsnet.core.tasks import Bucket

BUCKET = {
    Bucket.OVERDUE: _("Overskredet"),
    Bucket.TODAY: _("I dag"),
    Bucket.THIS_WEEK: _("Denne uge"),
    Bucket.LATER: _("Senere"),
}

TASK_STEP = {
    "screening": _("Trivsel"),
    "visits": _("Besøg"),
    "instruments": _("Skemaer"),
    "concerns": _("Bekymringer"),
    "sharing": _("Samtykker"),
    "meetings": _("Møder"),
    "voices": _("Barnets egne ord"),
    "plans": _("Planer"),
    "appointments": _("Indkaldelser"),
    "measures": _("Indsatser"),
    "handover": _("Overgange"),
    "rights": _("Indsigt"),
    "logcontrol": _("Kontrol af opslag"),
    "ties": _("Medarbejdere"),
    "absences": _("Fravær"),
    "oversight": _("Adgang"),
    "training": _("Kurser"),
    "fbu": _("National indberetning"),
    "guide": _("Handleguide og sparring"),
}

HOLE = {
    "no_owner": _("Ingen er ansvarlig"),
    "owner_gone": _("Den ansvarlige arbejder her ikke mere"),
    "no_next_date": _("Der er ingen næste dato"),
    "overdue_not_escalated": _("Datoen er passeret, og ingen andre har fået det at vide"),
    "overdue_out_of_sight": _("Datoen er passeret, og den, der har fået det at vide, kan ikke selv se sagen"),
    "position_without_action": _("Gul eller rød position uden handling"),
    "screened_without_action": _("Et svar på et skema er ikke fulgt af nogen handling"),
    "child_not_rated": _("Barnet er ikke vurderet i runden"),
    "round_not_open": _("En runde er ikke åbnet på sin dag"),
    "concern_not_taken": _("En bekymring, som ingen har taget imod"),
    "owner_without_access": _("Den ansvarlige kan ikke se barnet"),
    "access_not_ended": _("En leder har ikke set på en medarbejders adgang"),
    "concern_without_meeting": _("En bekymring venter på et møde, som ikke findes"),
    "look_not_explained": _("Et opslag fra stikprøven er ikke forklaret"),
    "look_reader_gone": _("Den, der skulle forklare et opslag, arbejder her ikke mere"),
    "look_without_reader": _("Ingen kan forklare et opslag fra stikprøven"),
    "concern_without_plan": _("En bekymring hører til en plan, som ikke er i gang"),
    "no_health_visitor": _("Ingen kan besøge barnet"),
    "focus_owner_gone": _("Den ansvarlige arbejder ikke med gruppen mere"),
    "concern_stalled": _("Der er ikke sket noget i en bekymring i lang tid"),
    "interpreter_missing": _("Der er ingen tolk til et møde"),
    "receiver_gone": _("En overgang ligger hos en, der ikke arbejder her mere"),
    "coordinator_gone": _("Tovholderen for en plan arbejder her ikke mere"),
    "owner_absent": _("Den ansvarlige er fraværende, og ingen dækker"),
}

HOLE_ADVICE = {
    "no_health_visitor": _("Ansæt eller lån en sundhedsplejerske. Systemet planlægger besøgene ved næste gennemgang."),
    "no_owner": _("Find en ansvarlig sammen med lederen."),
    "owner_gone": _(
        "Systemet finder en ny ansvarlig ved næste gennemgang. Sker det ikke, så mangler distriktet en rådgiver."
    ),
    "no_next_date": _("Bed den ansvarlige sætte en dato."),
    "overdue_not_escalated": _("Lederen får besked ved næste gennemgang. Ring, hvis det haster."),
    "overdue_out_of_sight": _(
        "Ring til den ansvarlige. Hullet lukker, når der er en ny dato, eller sagen er afsluttet."
    ),
    "position_without_action": _("Bed den ansvarlige skrive en opfølgning eller en bekymring."),
    "screened_without_action": _(
        "Bed den ansvarlige se barnet igen, skrive hvad der er gjort, eller skrive en bekymring."
    ),
    "child_not_rated": _("Bed lederen få barnet vurderet, eller skriv hvorfor det ikke sker."),
    "round_not_open": _(
        "Den åbner ved næste gennemgang. Sker det ikke, så mangler institutionen en leder. Du kan også åbne den selv."
    ),
    "concern_not_taken": _("Ring til rådgiveren, eller bed en anden rådgiver tage imod."),
    "owner_without_access": _("Bed lederen give den ansvarlige adgang eller finde en anden."),
    "access_not_ended": _("Bed lederen svare databeskyttelsesrådgiveren."),
    "concern_without_meeting": _("Aftal det næste med den ansvarlige, og bed dem, der driver systemet, rette det."),
    "look_not_explained": _("Ring til lederen. Databeskyttelsesrådgiveren har fået besked."),
    "look_reader_gone": _(
        "Systemet finder en anden ved næste gennemgang. Sker det ikke, så mangler der en leder eller chef."
    ),
    "look_without_reader": _("Sørg for, at der er en chef og en databeskyttelsesrådgiver i systemet."),
    "focus_owner_gone": _(
        "Systemet giver det til lederen eller en kollega ved næste gennemgang. Sker det ikke, så mangler stedet medarbejdere."
    ),
    "concern_stalled": _("Tal med rådgiveren. Hullet lukker, når der er sket noget: en samtale, et niveau, et møde."),
    "interpreter_missing": _("Ring til rådgiveren. Mødet skal have en tolk, eller det skal flyttes."),
    "receiver_gone": _("Bed den, der har sendt den, eller lederen det nye sted give den til en anden."),
    "concern_without_plan": _("Aftal det næste med den ansvarlige, og bed dem, der driver systemet, rette det."),
    "owner_absent": _("Bed chefen finde en, der dækker, eller give sagen til en anden ved navn."),
    "coordinator_gone": _("Bed den ansvarlige for planen spørge en ny tovholder."),
}

OWED_WORDS = {
    "instruments.followup": _("en opfølgning på et skema"),
    "screening.wellbeingassessment": _("en trivselsvurdering"),
    "visits.plannedvisit": _("et besøg fra sundhedsplejen"),
    "visits.visit": _("et besøg, der ikke er skrevet færdigt"),
    "visits.dentalrecall": _("en indkaldelse til tandplejen"),
    "screening.notassessed": _("en beslutning om, hvorvidt et barn vurderes"),
    "concerns.concern": _("en bekymring"),
    "concerns.notification": _("en underretning"),
    "meetings.meeting": _("et møde"),
    "plans.plan": _("en plan"),
    "plans.step": _("en aftale i en plan"),
    "plans.planrole": _("et svar om at være tovholder for en plan"),
    "plans.lookagain": _("at se igen, hvordan det går efter en plan"),
    "measures.measure": _("en indsats"),
    "handover.handover": _("en overgang"),
    "rights.accessrequest": _("en anmodning om indsigt"),
    "guide.sparring": _("en anonym sparring"),
}
