"""Danish words for what is wrong with a delivery, why something waits, and what a file changes; each says what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from sikkerhedsnet.visits.standard import standard

from .checks import MARK, Mark, Mistake, Rule
from .parsing import Fault, name_of
from .report import Report
from .states import Fate, FileState, Held

RULE = {
    Rule.SHAPE: _("Her står noget, som FHIR ikke kan have på den plads. Bed afsenderen om at rette det."),
    Rule.MISSING: _("Her mangler noget, der skal være der. Bed afsenderen om at sende det med."),
    Rule.TOO_MANY: _("Her er flere (%(number)s), end der må være."),
    Rule.FORBIDDEN: _("Det må ikke sendes. Der må kun være CPR-nummer og fund, aldrig navne, adresser eller andet om personen eller medarbejderen."),
    Rule.FIXED: _("Her står «%(found)s», men der skal stå «%(wanted)s»."),
    Rule.NOT_IN_LIST: _("Koden «%(found)s» er ikke på listen over dem, der må stå her."),
    Rule.NO_TEXT: _("Her må kun stå en kode, ingen tekst."),
    Rule.KIND: _("«%(found)s» hører ikke til i en indberetning."),
    Rule.MODIFIER: _("Her er en udvidelse, der kan ændre betydningen af alt det andet, og vi kender den ikke."),
    Rule.ID: _("Id'et mangler eller kan ikke bruges («%(found)s»). Uden det kan intet rettes senere."),
    Rule.TWICE: _("«%(found)s» står to gange i den samme indberetning."),
    Rule.FULL_URL: _("Den fulde adresse «%(found)s» passer ikke med slags og id."),
    Rule.POINTS_NOWHERE: _("Der henvises til «%(found)s», som ikke er i den samme indberetning."),
    Rule.POINTS_AT_OTHER: _("Der henvises til noget af slagsen %(found)s, men det skal være %(wanted)s."),
    Rule.CPR: _("CPR-nummeret har ikke den form, det skal: dag, måned, år og fire cifre uden bindestreg. Erstatningsnumre kan ikke sendes."),
    Rule.SOR: _("SOR-koden «%(found)s» skal være mindst elleve cifre."),
    Rule.ZONE: _("Tidspunktet «%(found)s» skal skrives med dato, klokkeslæt og tidszone."),
    Rule.PARTIAL_DATE: _("Datoen «%(found)s» er ikke hel. Vi skal vide, hvilken dag det var."),
    Rule.DATE_OUT_OF_REACH: _("Datoen «%(found)s» kan ikke passe. Se årstallet efter."),
    Rule.ENDS_BEFORE_START: _("Det slutter, før det begynder."),
    Rule.UNKNOWN_OBSERVATION: _("Det er ikke et af de fund, målinger eller indikatorer, der kan sendes (%(found)s)."),
    Rule.VALUE_OR_REASON: _("Der er hverken en værdi eller en grund til, at den mangler."),
    Rule.VALUE_AND_REASON: _("Der er både en værdi og en grund til, at den mangler. Kun den ene kan være rigtig."),
    Rule.ABSENT_REASON: _("Grunden til, at værdien mangler («%(found)s»), kendes ikke. Den er læst som ukendt."),
    Rule.UNIT: _("Enheden «%(found)s» kan ikke bruges. Den skal være %(wanted)s; vi gætter ikke mellem gram og kilo."),
    Rule.DECIMALS: _("Tallet %(found)s har for mange decimaler. Der må højst være én, så 57.50 skal være 57.5."),
    Rule.NEGATIVE: _("Målet %(found)s kan ikke passe. Det er taget med, som det står."),
    Rule.NOT_CODED_TWICE: _("%(found)s har ikke begge koder. Målingen er læst, men tæller ikke med ved besøget."),
    Rule.EMPTY_FINDING: _("Et fund uden at der står, hvad der er fundet, betyder ingenting."),
    Rule.PARENT_AT_CHILDS_VISIT: _("Det handler om en forælder, men henviser til barnets besøg. Det er taget med."),
    Rule.WRONG_PERSON: _("En måling af barnet står på en forælder. Se, om det er byttet om."),
    Rule.NOT_CARRIED_OUT: _("Besøget er ikke gennemført («%(found)s»). Kun gennemførte besøg skal sendes."),
    Rule.MANDATORY: _("%(visit)s mangler %(what)s."),
    Rule.MANDATORY_BY_TEXT: _("%(visit)s bør også have %(what)s."),
    Rule.QUESTIONNAIRE: _("Skemaet «%(found)s» er ikke et af de syv, der kan sendes."),
    Rule.ITEM: _("Spørgsmålet «%(found)s» findes ikke i %(form)s. Navnet skal passe bogstav for bogstav."),
    Rule.ITEM_TWICE: _("Spørgsmålet «%(found)s» er besvaret to gange."),
    Rule.NO_ITEMS: _("Skemaet har ingen svar."),
    Rule.ANSWER_TYPE: _("Svaret er af en forkert slags (%(found)s)."),
    Rule.ANSWER_RANGE: _("Svaret %(found)s skal ligge fra %(least)s til %(most)s."),
    Rule.ANSWER_WORDS: _("Svaret «%(found)s» er ikke et af skemaets egne, bogstav for bogstav."),
    Rule.ANSWER_LENGTH: _("Svaret skal være på 1 til 30 tegn; her er %(number)s."),
    Rule.SCORE: _("Scoren er %(found)s, men svarene giver %(wanted)s tilsammen. Vi retter den ikke selv."),
    Rule.NOT_ASKED: _("Spørgsmålet «%(found)s» skal udelades efter svaret «%(answer)s» på %(gate)s. Svaret er taget med, som det står."),
    Rule.WORDS_LEFT_OUT: _("Her er fri tekst, som kan rumme navne. Den er ikke taget med."),
}  # fmt: skip

MARKED = {
    Mark.PROFILE: _("kræves af standardens profil"),
    Mark.TEXT: _("står i standardens tekst"),
    Mark.EXAMPLE: _("ses kun i standardens eksempler"),
    Mark.OURS: _("vores egen slutning"),
}

FAULT = {
    Fault.TOO_LARGE: _("Filen er over 50 MB. Bed afsenderen om at dele leverancen."),
    Fault.NOT_TEXT: _("Filen er ikke tekst i UTF-8. Vælg den fil, som afsenderens system har lavet."),
    Fault.NOT_JSON: _("Filen er ikke læsbar JSON. Den er måske klippet over; hent den igen."),
    Fault.NOT_A_DELIVERY: _("Filen er ikke en leverance efter KLChildren/FBU (en FHIR Bundle)."),
}

HELD = {
    Held.NO_NUMBER: _("Barnet har ikke et CPR-nummer, der kan sendes."),
    Held.REPLACEMENT: _("Barnet har et erstatningsnummer. Det kan ikke sendes."),
    Held.PARENT_NUMBER: _("En forælder, der er noget at sende om, har ikke et CPR-nummer, der kan sendes."),
    Held.MISSING: _("Besøget venter på det, der mangler. Efter to dage bliver det sendt uden."),
    Held.FAULTY: _("Indberetningen ville blive afvist. Den, der passer systemet, skal se på det."),
}

STATE = {
    FileState.PREVIEW: _("Venter på dit svar"),
    FileState.TAKEN: _("Taget ind"),
    FileState.CANCELLED: _("Fortrudt"),
    FileState.FORGOTTEN: _("Slettet uden svar"),
}

FATE = {
    Fate.NEW: _("Nyt"),
    Fate.CHANGED: _("Ændret"),
    Fate.UNCHANGED: _("Uændret"),
    Fate.OLDER: _("Ældre end det, vi har"),
    Fate.OWN: _("Vores eget"),
    Fate.OTHER_CHILD: _("Står allerede på et andet barn"),
}

FINDING = _("Fund")
REGISTER = _("Den nationale børnedatabase (KL Gateway)")
YES, NO = _("ja"), _("nej")
SCORE = _("Sum")

NO_VALUE = "-"
NO_SENDER = _("Kommunens SOR-kode er ikke skrevet ind endnu, så intet kan sendes. Chefen for området skriver den på siden National indberetning.")  # fmt: skip
NOT_A_DEMO = _("Erstatningsnumre kan kun sendes fra en demodatabase.")
NOT_A_SOR = _("En SOR-kode er mindst elleve cifre og højst tyve.")
CHOOSE_GOOD = _("Der er fejl i filen. Sæt kryds, hvis de fejlfri indberetninger skal tages ind alligevel.")


def contents(report: Report) -> str:
    """What a report holds in numbers, never what it says."""
    counted = (
        ngettext("%(n)d besøg", "%(n)d besøg", (n := len(report.encounters))) % {"n": n},
        ngettext("%(n)d fund eller måling", "%(n)d fund og målinger", (n := len(report.observations))) % {"n": n},
        ngettext("%(n)d indsats", "%(n)d indsatser", (n := len(report.interventions))) % {"n": n},
        ngettext("%(n)d skema", "%(n)d skemaer", (n := len(report.answers))) % {"n": n},
    )
    return translated("Sundhedsplejens indberetning: %(what)s") % {"what": ", ".join(counted)}


def sentence(mistake: Mistake) -> str:
    """What is wrong, in a sentence."""
    return str(RULE[mistake.rule] % mistake.details)


def line(mistake: Mistake) -> str:
    """The place, what is wrong, and where the rule comes from."""
    return f"{mistake.where}: {sentence(mistake)} [{mistake.mark.value}]"


def kept_sentence(kept: Mapping[str, Any]) -> tuple[str, str, str]:
    """Place, sentence and mark of a mistake that was kept as JSON."""
    rule = Rule(kept["rule"])
    found = Mistake(rule, kept["place"], kept["resource"], kept["at"], tuple(sorted(kept["told"].items())))
    return found.where, sentence(found), str(MARKED[MARK[rule]])


def lacking(lacks: list[str]) -> str:
    """What a visit lacks, in words; the names are the national list's own."""
    lists = standard()
    known = {*lists.indicators, *lists.growth, "feeding"}
    return ", ".join(
        name_of(key) if key in known else translated("fejl i indberetningen") for key in dict.fromkeys(lacks)
    )
