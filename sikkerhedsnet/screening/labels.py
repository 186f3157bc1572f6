"""Danish words for a wellbeing round: states, positions, refusals and what is wrong with what was typed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .states import Move, Position, State, ToldHow

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
}

TOLD_HOW = {
    ToldHow.TALK: _("Ved aflevering eller hentning"),
    ToldHow.PHONE: _("I telefon"),
    ToldHow.MEETING: _("Ved en samtale"),
    ToldHow.LETTER: _("Ved brev eller besked"),
}

OWNER_TOLD = _("Du har fået ansvaret for at følge op på en trivselsvurdering.")

REFUSAL = {
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
    "not_agreed": _("I er ikke enige om alle børnene længere. Gå tilbage, og se, hvem I skal tale om."),
}

PROBLEM = {
    "closes_before_opening": _("Runden slutter, før den begynder. Vælg en senere slutdato."),
    "closes_in_the_past": _("Slutdatoen er passeret. Vælg en dato fra i dag og frem."),
    "round_too_long": _("En runde kan højst vare seks måneder. Vælg en tidligere slutdato."),
    "institutions": _("Vælg mindst én institution, hvor der er børn."),
    "round_overlaps": _(
        "En af institutionerne har allerede en runde i den periode. Vælg andre datoer, eller lad den institution være."
    ),
    "focus_point": _("Skriv, hvad I vil være særligt opmærksomme på i hverdagen."),
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
    "told_by": _("Vælg, hvem der talte med forældrene. Det skal være en, der arbejder her nu."),
}
