"""Danish words for meetings: agenda, roles, refusals and what people are told."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .states import InvitedHow, Move, Role, State, Topic

STATE = {
    State.PLANNED: _("Indkaldt"),
    State.RUNNING: _("I gang"),
    State.CONCLUDED: _("Holdt"),
    State.CANCELLED: _("Aflyst"),
}

MOVE = {
    Move.MOVE_DATE: _("flyt"),
    Move.BEGIN: _("begynd"),
    Move.CONCLUDE: _("afslut"),
    Move.CANCEL: _("aflys"),
}

TOPIC = {
    Topic.HOPES: _("Håb for mødet"),
    Topic.WORKS: _("Hvad fungerer?"),
    Topic.WORRIES: _("Bekymringer, kort og konkret"),
    Topic.EVERYDAY: _("Hverdagen, vi ønsker"),
    Topic.SCALE: _("Skala 0-10, hver sin"),
    Topic.STEPS: _("Små skridt"),
    Topic.WHO_ELSE: _("Hvem mangler?"),
    Topic.NEXT: _("Næste gang"),
}

ASK = {
    Topic.HOPES: _("Hvad skal der være sket, før I går herfra, så det har været godt at mødes?"),
    Topic.WORKS: _("Hvornår går det godt? Hvad gør barnet og I så?"),
    Topic.WORRIES: _("Hvad har du set og hørt? Én ting ad gangen."),
    Topic.EVERYDAY: _("Hvordan ser en almindelig god dag ud? Hvad lægger I først mærke til?"),
    Topic.SCALE: _("0 er det værste, 10 er det bedste. Hvor er vi nu, og hvor er det godt nok? Hver har sit eget tal."),
    Topic.STEPS: _("Hvad er det mindste, der flytter et tal opad? Skriv aftalen, så alle kan se den."),
    Topic.WHO_ELSE: _("Er der andre, der skal med? Hvad siger familien ja til, at vi taler med dem om?"),
    Topic.NEXT: _("Hvornår ses vi igen, og hvad taler vi om til den tid?"),
}

ROLE = {
    Role.PARENT: _("forælder"),
    Role.CHILD: _("barnet"),
    Role.NETWORK: _("netværk"),
    Role.PROFESSIONAL: _("fagperson"),
}

INVITED_HOW = {
    InvitedHow.PHONE: _("I telefon"),
    InvitedHow.TALK: _("Ved en samtale"),
    InvitedHow.LETTER: _("Ved brev"),
    InvitedHow.SYSTEM: _("Her i Sikkerhedsnet"),
}

REFUSAL = {
    "not_meeting_owner": _("Det er den, der har indkaldt til mødet, der gør det. Navnet står på mødets side."),
    "not_at_table": _("Du er ikke med til mødet, så du kan læse referatet, men ikke skrive i det."),
}

INVALID = {
    "text": _("Her mangler en tekst. Skriv den i feltet."),
    "what": _("Skriv, hvad I har aftalt."),
    "because": _("Skriv hvorfor. Et par ord er nok."),
    "answer": _("Skriv et svar til den, der sendte bekymringen."),
    "next_required": _("Skriv, hvornår du senest gør det næste. Datoen kommer på dit bord."),
    "not_for_suspicion": _("En mistanke kan kun afsluttes med en underretning, eller når der ikke er grund til den."),
    "past": _("Tidspunktet er gået. Vælg et senere."),
    "too_far": _("Datoen ligger mere end et halvt år fremme. Vælg en tidligere dag."),
    "step_too_far": _("Datoen ligger mere end et år fremme. Vælg en tidligere dag, og gør skridtet mindre."),
    "future": _("Datoen ligger fremme i tiden. Spørg forældrene først, og skriv den dag, du spurgte."),
    "before_start": _("Mødet slutter, før det begynder. Ret det ene klokkeslæt."),
    "too_long": _("Mødet varer over seks timer. Ret klokkeslættet."),
    "no_parent": _("Forældrene skal være med. Inviter mindst én, der har forældremyndighed."),
    "shut_out": _(
        "Adressen er beskyttet over for en af dem, du vil invitere. Hold mødet et andet sted end dér, hvor barnet har sin "
        "hverdag, eller hold et møde for sig."
    ),
    "asked_required": _("Skriv, hvornår du spurgte forældrene. De bliver spurgt, før mødet ligger fast."),
    "suspicion": _("Der er mistanke om vold eller overgreb. Ingen fra familien kan inviteres; kun fagpersoner."),
    "not_a_parent": _("En af dem, du valgte, er ikke barnets forælder længere. Vælg igen."),
    "not_staff": _("En af dem, du valgte, arbejder her ikke længere eller kan ikke deltage. Vælg igen."),
    "not_network": _("En af dem, du valgte, hører ikke til barnets netværk. Vælg igen."),
    "no_place": _("Skriv, hvor I mødes."),
    "too_early": _("Mødet er ikke i dag. Flyt det, hvis I mødes nu."),
    "not_seated": _("Vedkommende er ikke med til mødet. Vælg en, der er."),
    "scale": _("Vælg et tal fra 0 til 10."),
    "open_agreements": _("Der er aftaler på mødet. Lav planen, så de bliver fulgt op, eller træk aftalerne tilbage."),
    "in_plan": _("Barnet har allerede en plan. Tag aftalerne med i den, eller afslut planen ved en opfølgning."),
    "nobody": _("Vælg mindst én, eller skriv et navn."),
}

ODD_DAY = {
    "weekend": _("Det er weekend den dag."),
    "closed": _("Kommunen holder lukket den dag."),
}

MESSAGE = {
    "meeting.called": _("%(who)s har inviteret dig til et samarbejdsmøde %(day)s"),
    "meeting.moved": _("%(who)s har flyttet samarbejdsmødet til %(day)s"),
    "meeting.cancelled": _("%(who)s har aflyst samarbejdsmødet %(day)s"),
    "meeting.concluded": _("%(who)s har afsluttet samarbejdsmødet. Referatet ligger klar"),
}
