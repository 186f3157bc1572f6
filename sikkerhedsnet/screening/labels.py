"""Danish words for a wellbeing round: states, positions, refusals and what is wrong with what was typed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .round_labels import NOT_STATE, STALE
from .round_labels import REASON as NOT_REASON
from .states import Around, FocusState, GivenHow, KeptState, Move, NoticeState, Position, State, ToldHow

__all__ = [
    "AROUND",
    "FOCUS_STATE",
    "GIVEN_HOW",
    "KEPT_SAID",
    "KEPT_STATE",
    "MOVE",
    "NOTICE_STATE",
    "NOT_REASON",
    "NOT_STATE",
    "OWNER_TOLD",
    "POSITION",
    "POSITION_TO_FAMILY",
    "PROBLEM",
    "REFUSAL",
    "STALE",
    "STATE",
    "TOLD_HOW",
]

POSITION_TO_FAMILY = {
    Position.GREEN: _("%(name)s trives."),
    Position.YELLOW: _("Der er noget, vi vil være opmærksomme på, så %(name)s kan trives bedre."),
    Position.RED: _("Vi er bekymrede for, hvordan %(name)s har det, og vil gerne finde hjælp sammen med jer."),
}
"""A position as a family reads it: in words, never as a colour."""

POSITION = {
    Position.GREEN: _("Trives"),
    Position.YELLOW: _("Opmærksomhed"),
    Position.RED: _("Bekymring"),
}

STATE = {
    State.OWN: _("Vurderes hver for sig"),
    State.WATCHED: _("Følges op"),
    State.CARRIED: _("Bekymring sendt"),
    State.DONE: _("Afsluttet"),
}

MOVE = {
    Move.SETTLE_GREEN: _("enige om trives"),
    Move.SETTLE_WATCH: _("enige om opmærksomhed eller bekymring"),
    Move.FOLLOW_UP: _("følg op"),
    Move.CARRY: _("en bekymring tager over"),
    Move.CLOSE: _("afslut opfølgning"),
    Move.LEAVE: _("barnet er ikke her mere"),
    Move.RETURN: _("barnet er her igen, uden at være vurderet"),
    Move.SET_ASIDE: _("barnet vurderes ikke i runden, og grunden er skrevet"),
}

TOLD_HOW = {
    ToldHow.TALK: _("Ved aflevering eller hentning"),
    ToldHow.PHONE: _("I telefon"),
    ToldHow.MEETING: _("Ved en samtale"),
    ToldHow.LETTER: _("Ved brev eller besked"),
}

KEPT_STATE = {
    KeptState.TAKEN: _("Sat ind"),
    KeptState.ASIDE: _("Lagt til side"),
    KeptState.HELD: _("Venter på lederen"),
    KeptState.USED: _("Brugt"),
    KeptState.PUT_AWAY: _("Lagt væk"),
    KeptState.LET_IN: _("Taget med af lederen"),
    KeptState.LEFT_OUT: _("Ikke taget med"),
}

KEPT_SAID = {
    KeptState.USED: _("Sat ind i din vurdering. Den er ikke afleveret endnu."),
    KeptState.PUT_AWAY: _("Lagt væk. Teksten er slettet."),
    KeptState.LET_IN: _("Vurderingen er taget med i runden."),
    KeptState.LEFT_OUT: _("Vurderingen er ikke taget med. Kollegaen kan se hvorfor."),
}

AROUND = {
    Around.TOGETHER: _("Måden, vi voksne er sammen med børnene på"),
    Around.RHYTHM: _("Dagens rytme og overgange"),
    Around.ROOM: _("Rummet, ude og inde"),
    Around.TASKS: _("Hvem af os der gør hvad"),
    Around.PARENTS: _("Samarbejdet med forældrene"),
}

FOCUS_STATE = {FocusState.RUNNING: _("I gang"), FocusState.ENDED: _("Afsluttet")}

NOTICE_STATE = {NoticeState.DRAFT: _("Udkast"), NoticeState.APPROVED: _("Godkendt")}

GIVEN_HOW = {
    GivenHow.DIGITAL: _("Sendt digitalt"),
    GivenHow.PAPER: _("På papir"),
    GivenHow.TALK: _("Gennemgået i en samtale, og givet på papir"),
}

OWNER_TOLD = _("Du har fået ansvaret for at følge op på en trivselsvurdering.")

REFUSAL = {
    "own_notice": _("Du har selv skrevet teksten. En anden skal læse og godkende den."),
    "not_settled": _("I er ikke blevet enige om barnet endnu, så der er ikke noget papir til familien."),
    "own_first": _("Aflever din egen vurdering først. Så kan I se hinandens og tale sammen."),
    "colleague_first": _("I mangler en vurdering mere. Når den er afleveret, kan I se hinandens og tale sammen."),
    "settled": _("I er allerede blevet enige om barnet. Se den fælles vurdering på barnets side."),
    "not_handed_in": _("Du har ikke afleveret den vurdering endnu. Du kan bare rette i den."),
    "locked": _(
        "Din kollega har også afleveret, så vurderingerne er låst. Har du ændret syn på barnet, så sig det, når I taler sammen."
    ),
    "round_not_open": _("Runden er ikke begyndt endnu. Du kan vurdere fra den dag, den åbner."),
    "not_your_group": _("Du er ikke tilknyttet den stue eller klasse. Spørg din leder, hvis du skal være med."),
    "not_your_visit": _("Det er en anden tjenestes vurdering. På siden kan du se, hvem der har den."),
    "not_your_institution": _("Du kan kun åbne en runde i den institution, du er leder af."),
    "no_service": _("Du er ikke ansat i en sundhedspleje, så vurderingen har intet sted at høre til. Spørg din leder."),
    "leader_decides": _("Det afgør lederen af stedet. Tal med din leder."),
    "handed_in_since": _("Der er afleveret en anden vurdering i mellemtiden. Tag den op igen, hvis den skal ændres."),
    "no_position": _(
        "Der er ikke valgt en position i vurderingen, så den kan ikke tages med. Lad den ligge, og skriv hvorfor."
    ),
    "not_agreed": _("I er ikke enige om alle børnene længere. Gå tilbage, og se, hvem I skal tale om."),
}

PROBLEM = {
    "group_attention": _("Skriv, hvad I vil være opmærksomme på."),
    "group_adults_change": _("Skriv, hvad I voksne gør anderledes."),
    "names_a_child": _(
        "Her står et barns navn. Et fokuspunkt for en stue eller klasse nævner ingen børn; skriv om rammerne og om jer."
    ),
    "look_before_it_begins": _("Datoen ligger, før I begynder. Vælg en senere dag."),
    "changed": _("Skriv, hvad der er sket."),
    "notice_text": _("Skriv noget her. Forældrene har ret til at vide det."),
    "given_before_in_force": _("Datoen ligger, før teksten gælder. Skriv den dag, forældrene fik den."),
    "nobody_given": _("Der er ingen tilbage at skrive op. Fjern et flueben, eller vent."),
    "closes_before_opening": _("Runden slutter, før den begynder. Vælg en senere slutdato."),
    "closes_in_the_past": _("Slutdatoen er passeret. Vælg en dato fra i dag og frem."),
    "round_too_long": _("En runde kan højst vare seks måneder. Vælg en tidligere slutdato."),
    "institutions": _("Vælg mindst én institution, hvor der er børn."),
    "round_overlaps": _(
        "En af institutionerne har allerede en runde i den periode. Vælg andre datoer, eller lad den institution være."
    ),
    "focus_point": _("Skriv, hvad I vil være særligt opmærksomme på i hverdagen."),
    "adults_change": _(
        "Skriv, hvad I voksne gør anderledes: rammerne, dagens rytme eller jeres måde at være sammen på."
    ),
    "next_on": _("Vælg den dag, hvor I ser på det igen."),
    "next_on_in_the_past": _("Datoen er passeret. Vælg en dag fra i dag og frem."),
    "next_on_too_late": _("Datoen ligger for langt ude i fremtiden. Vælg en tidligere dag."),
    "tell_parents_how": _("Vælg, hvordan forældrene får det at vide."),
    "owner": _("Vælg, hvem der følger op. Det skal være en, der arbejder her nu."),
    "seen": _("Skriv, hvad du har set."),
    "parents_first": _("Forældrene er ikke orienteret endnu. Skriv først, hvornår de fik det at vide."),
    "told_in_the_future": _("Datoen er ikke kommet endnu. Skriv den dag, forældrene fik det at vide."),
    "told_before_settled": _("Datoen ligger før vurderingen. Skriv den dag, forældrene fik det at vide."),
    "guardian": _("Vælg en af barnets forældre."),
    "why_left_out": _("Skriv, hvorfor vurderingen ikke skal med. Kollegaen kan læse det."),
    "told_by": _("Vælg, hvem der talte med forældrene. Det skal være en, der arbejder her nu."),
}
