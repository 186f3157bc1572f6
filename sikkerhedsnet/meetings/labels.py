"""Danish words for meetings: agenda, roles, refusals and what people are told."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .states import Becomes, InvitedHow, Kind, Manner, Move, Outcome, Role, State, Topic

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

MANNER = {
    Manner.OBSERVATION: _("Det er set eller hørt"),
    Manner.INTERPRETATION: _("Det er en tolkning"),
}

BECOMES = {
    Becomes.STEP: _("Et skridt"),
    Becomes.MEASURE: _("En indsats"),
    Becomes.CONSENT: _("Et samtykke"),
    Becomes.NEXT: _("Næste møde"),
}

INVITED_HOW = {
    InvitedHow.PHONE: _("I telefon"),
    InvitedHow.TALK: _("Ved en samtale"),
    InvitedHow.LETTER: _("Ved brev"),
    InvitedHow.SYSTEM: _("Her i Sikkerhedsnet"),
}

KIND = {
    Kind.COLLABORATION: _("Samarbejdsmøde"),
    Kind.COORDINATION: _("Koordinerende møde"),
    Kind.NETWORK: _("Netværksmøde"),
    Kind.FOLLOW_UP: _("Opfølgningsmøde"),
    Kind.CONSULTATION: _("Sparring om barnet"),
}

A_KIND = {
    Kind.COLLABORATION: _("et samarbejdsmøde"),
    Kind.COORDINATION: _("et koordinerende møde"),
    Kind.NETWORK: _("et netværksmøde"),
    Kind.FOLLOW_UP: _("et opfølgningsmøde"),
    Kind.CONSULTATION: _("en sparring om barnet"),
}

THE_KIND = {
    Kind.COLLABORATION: _("samarbejdsmødet"),
    Kind.COORDINATION: _("det koordinerende møde"),
    Kind.NETWORK: _("netværksmødet"),
    Kind.FOLLOW_UP: _("opfølgningsmødet"),
    Kind.CONSULTATION: _("sparringen om barnet"),
}
"""The same within a sentence."""

ON_PAPER = {
    Kind.COLLABORATION: "samarbejdsmøde",
    Kind.COORDINATION: "koordinerende møde",
    Kind.NETWORK: "netværksmøde",
    Kind.FOLLOW_UP: "opfølgningsmøde",
    Kind.CONSULTATION: "sparring",
}
"""The same on papers that are in Danish whatever the reader's own language on screen."""

KIND_IS = {
    Kind.COLLABORATION: _("Familien og fagfolk mødes, hvor barnet har sin hverdag."),
    Kind.COORDINATION: _("Flere fagpersoner er i gang. I aftaler, hvem der gør hvad, og forældrene taler først."),
    Kind.NETWORK: _("Familiens egne folk er med ved bordet på lige fod."),
    Kind.FOLLOW_UP: _("I ser på planen sammen: hvad hjalp, og hvad er det næste?"),
    Kind.CONSULTATION: _("Én faggruppe får råd af en anden om barnet, med forældrenes ja."),
}

OUTCOME = {
    Outcome.NOBODY_CAME: _("Ingen kom"),
    Outcome.PARENTS_ABSENT: _("Forældrene kom ikke"),
    Outcome.DECLINED: _("Forældrene ville ikke mødes"),
}

REFUSAL = {
    "not_meeting_owner": _("Det er den, der har indkaldt til mødet, der gør det. Navnet står på mødets side."),
    "not_at_table": _("Du er ikke med til mødet, så du kan læse referatet, men ikke skrive i det."),
}

INVALID = {
    "text": _("Her mangler en tekst. Skriv den i feltet."),
    "what": _("Skriv, hvad I har aftalt."),
    "who": _("Vælg den, der gør det."),
    "due_on": _("Her mangler en dato. Skriv den for eksempel som 2.12.2026."),
    "next_past": _("Næste møde ligger efter i dag. Vælg en senere dag."),
    "manner": _("Vælg, om det er set eller hørt, eller om det er en tolkning."),
    "parents_first": _(
        "Familien er ikke hørt om det her endnu. Spørg dem først, og skriv deres ord. Har de ikke noget at sige nu, så sæt "
        "kryds her, og gem igen."
    ),
    "read_aloud": _(
        "Det er læst op for familien, og så står det fast. Skriv det, der skal føjes til, som en ny linje."
    ),
    "settled": _("Aftalen er blevet til noget. Afslut indsatsen, eller træk samtykket tilbage dér, hvor det står."),
    "part": _("Siden var for gammel. Genindlæs den, og prøv igen. Din tekst står her stadig."),
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
    "meeting.called": _("%(who)s har inviteret dig til %(a_meeting)s %(day)s"),
    "meeting.moved": _("%(who)s har flyttet %(the_meeting)s til %(day)s"),
    "meeting.cancelled": _("%(who)s har aflyst %(the_meeting)s %(day)s"),
    "meeting.lead": _("%(who)s leder %(the_meeting)s %(day)s"),
    "meeting.concluded": _("%(who)s har afsluttet %(the_meeting)s. Referatet ligger klar"),
}
