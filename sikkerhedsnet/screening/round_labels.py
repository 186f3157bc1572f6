"""Danish words for plans, reminders, overviews and why a child is not assessed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sikkerhedsnet.organisation.kinds import InstitutionKind

from .states import NotState, Reason

REASON = {
    Reason.ABSENT: _("Fraværende i længere tid"),
    Reason.MOVED: _("Flyttet eller på vej væk"),
    Reason.NEW: _("Lige begyndt"),
    Reason.OBJECTION: _("Forældrene har sagt nej"),
    Reason.OTHER: _("Anden grund"),
}

COUNTED = {
    "absent": _("fraværende"),
    "moved": _("flyttet"),
    "new": _("lige begyndt"),
    "other": _("anden grund"),
    "objection": _("hvor forældrene har sagt nej"),
}
"""How a reason is called where only numbers stand."""

NOT_STATE = {
    NotState.ASKED: _("Venter på lederens beslutning"),
    NotState.STANDS: _("Bliver ikke vurderet i runden"),
    NotState.OVERRULED: _("Lederen har besluttet, at barnet vurderes"),
    NotState.BACK: _("Taget tilbage: barnet vurderes"),
}

KIND = {
    InstitutionKind.DAY_CARE: _("Daginstitutioner"),
    InstitutionKind.CHILDMINDING: _("Dagplejen"),
    InstitutionKind.SCHOOL: _("Skoler"),
    InstitutionKind.AFTER_SCHOOL_CARE: _("SFO"),
}

OBJECTION_TOLD = _(
    "Forældre har sagt nej til, at deres barn vurderes i en runde. Tal med dem, og skriv, hvad du beslutter."
)

STALE = {
    "not_asked": _("Der er allerede skrevet en indsigelse, som venter på lederen."),
    "not_stands": _("Der er allerede skrevet, hvorfor barnet ikke vurderes."),
    "not_overruled": _("Lederen har besluttet, at barnet vurderes."),
    "not_back": _("Det er taget tilbage, så barnet vurderes i runden."),
}

PROBLEM = {
    "windows_number": _("Skriv mindst én og højst fire perioder."),
    "window_day": _("Skriv dag og måned, for eksempel 15/4."),
    "window_half": _("Skriv både første og sidste dag, eller lad begge være tomme."),
    "window_too_long": _("En periode kan højst vare et halvt år."),
    "windows_meet": _("To perioder ligger oven i hinanden. Ret dagene."),
    "reminder_days": _("Skriv et tal fra 0 til 60."),
    "raters_number": _(
        "To kolleger vurderer hver for sig, undtagen i dagplejen. Skriv et tal fra 2 til 5 (i dagplejen fra 1)."
    ),
    "plan_reason": _("Skriv hvorfor, så andre kan forstå det senere."),
    "fewest": _("Skriv et tal fra 3 til 50."),
    "new_weeks": _("Skriv et tal fra 0 til 26."),
    "not_words": _("Skriv grunden med få ord."),
    "not_new": _("Barnet begyndte for længe siden til, at det er grunden. Vælg en anden."),
    "said_on": _("Skriv den dag, forældrene sagde det."),
    "said_in_the_future": _("Datoen er ikke kommet endnu. Skriv den dag, forældrene sagde det."),
    "said_long_ago": _("Datoen ligger mere end et år tilbage. Tal med forældrene igen."),
    "guardian": _("Vælg en af barnets forældre."),
    "objection_words": _("Skriv med få ord, hvad forældrene sagde."),
    "nobody_decides": _("Her er ingen leder til at beslutte det. Tal med chefen først."),
    "decision_why": _("Skriv hvorfor. Forældrene kan få det at læse."),
}
