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
    "concerns": _("Bekymringer"),
    "sharing": _("Samtykker"),
    "meetings": _("Møder"),
    "plans": _("Planer"),
    "rights": _("Indsigt"),
    "logcontrol": _("Kontrol af opslag"),
    "ties": _("Medarbejdere"),
    "oversight": _("Adgang"),
}

HOLE = {
    "no_owner": _("Ingen er ansvarlig"),
    "owner_gone": _("Den ansvarlige arbejder her ikke mere"),
    "no_next_date": _("Der er ingen næste dato"),
    "overdue_not_escalated": _("Datoen er passeret, og ingen andre har fået det at vide"),
    "overdue_out_of_sight": _("Datoen er passeret, og den, der har fået det at vide, kan ikke selv se sagen"),
    "position_without_action": _("Gul eller rød position uden handling"),
    "child_not_rated": _("Barnet er ikke vurderet i runden"),
    "concern_not_taken": _("En bekymring, som ingen har taget imod"),
    "owner_without_access": _("Den ansvarlige kan ikke se barnet"),
    "access_not_ended": _("En leder har ikke set på en medarbejders adgang"),
    "concern_without_meeting": _("En bekymring venter på et møde, som ikke findes"),
    "look_not_explained": _("Et opslag fra stikprøven er ikke forklaret"),
    "look_reader_gone": _("Den, der skulle forklare et opslag, arbejder her ikke mere"),
    "look_without_reader": _("Ingen kan forklare et opslag fra stikprøven"),
    "concern_without_plan": _("En bekymring hører til en plan, som ikke er i gang"),
}

HOLE_ADVICE = {
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
    "child_not_rated": _("Bed lederen få barnet vurderet, eller skriv hvorfor det ikke sker."),
    "concern_not_taken": _("Ring til rådgiveren, eller bed en anden rådgiver tage imod."),
    "owner_without_access": _("Bed lederen give den ansvarlige adgang eller finde en anden."),
    "access_not_ended": _("Bed lederen svare databeskyttelsesrådgiveren."),
    "concern_without_meeting": _("Aftal det næste med den ansvarlige, og bed dem, der driver systemet, rette det."),
    "look_not_explained": _("Ring til lederen. Databeskyttelsesrådgiveren har fået besked."),
    "look_reader_gone": _(
        "Systemet finder en anden ved næste gennemgang. Sker det ikke, så mangler der en leder eller chef."
    ),
    "look_without_reader": _("Sørg for, at der er en chef og en databeskyttelsesrådgiver i systemet."),
    "concern_without_plan": _("Aftal det næste med den ansvarlige, og bed dem, der driver systemet, rette det."),
}

OWED_WORDS = {
    "screening.wellbeingassessment": _("en trivselsvurdering"),
    "concerns.concern": _("en bekymring"),
    "meetings.meeting": _("et samarbejdsmøde"),
    "plans.plan": _("en plan"),
    "plans.step": _("en aftale i en plan"),
    "rights.accessrequest": _("en anmodning om indsigt"),
}
