"""Danish words for files, faults, remarks and what an import changes; every sentence says what to do."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .layouts import RegisterFile
from .problems import Fault, Problem, Reason, Unusable

REASON = {
    Reason.CELLS_MISSING: _("Rækken har %(found)s felter, men skal have %(wanted)s. Se, om et felt eller et skilletegn mangler, og ret rækken."),
    Reason.CELLS_OVER: _("Rækken har %(found)s felter, men skal have %(wanted)s. Står skilletegnet inde i en tekst, så sæt teksten i anførselstegn."),
    Reason.QUOTE_OPEN: _("Linje %(first)s til %(last)s er læst som én række, fordi et anførselstegn ikke er lukket. Sæt det manglende anførselstegn, eller fjern det, der er."),
    Reason.MISSING: _("Feltet er tomt. Udfyld det."),
    Reason.TOO_LONG: _("Teksten er for lang. Der er plads til %(most)s tegn. Kort den af."),
    Reason.NOT_A_DATE: _("Det er ikke en dato, vi kan læse. Skriv den som dag-måned-år, for eksempel 05-04-2021."),
    Reason.DATE_IMPOSSIBLE: _("Datoen findes ikke i kalenderen. Find den rigtige dato, og ret den."),
    Reason.DATE_TOO_EARLY: _("Datoen ligger før år 1900. Ret årstallet."),
    Reason.DATE_AHEAD: _("Fødselsdatoen ligger i fremtiden. Barnet er taget med. Se, om datoen er rigtig."),
    Reason.NOT_A_CHILD: _("Personen er fyldt 18 år. Rækken er taget med. Se, om den hører til i filen."),
    Reason.ENDS_BEFORE_START: _("Slutdatoen ligger før startdatoen %(start)s. Ret en af dem."),
    Reason.NOT_YES_OR_NO: _("Her skal stå 1 for ja eller 0 for nej. Vi gætter ikke, for et forkert gæt kan skade. Ret feltet."),
    Reason.CPR_LENGTH: _("Et CPR-nummer har ti cifre. Ret nummeret, eller lad feltet stå tomt, hvis barnet ikke har et."),
    Reason.CPR_CHARACTERS: _("Et CPR-nummer har kun cifre, eventuelt med bindestreg efter de første seks. Ret nummeret."),
    Reason.CPR_DATE: _("De første seks cifre er ikke en dato. Ret nummeret."),
    Reason.CPR_DISAGREES: _("Fødselsdatoen passer ikke med CPR-nummeret. Find ud af, hvilken der er rigtig, og ret den anden."),
    Reason.CPR_HINT_DISAGREES: _("Fødselsdatoen passer ikke med erstatningsnummeret. Barnet er taget med fødselsdatoen fra filen. Se, om den er rigtig."),
    Reason.CPR_MISSING: _("Barnet har intet CPR-nummer. Det er taget med og genkendes på navn, fødselsdato og første værge. Skriv nummeret, når barnet får et."),
    Reason.GUARDIAN_CPR_UNREADABLE: _("Værgens CPR-nummer kan ikke læses. Barnet er taget med, og værgen er taget med uden nummer. Ret nummeret."),
    Reason.GUARDIAN_IS_CHILD: _("Barnet står som sin egen værge. Skriv værgens eget CPR-nummer."),
    Reason.GUARDIAN_TWICE: _("Det er den samme værge to gange. Værgen er taget med én gang. Ret den ene."),
    Reason.GUARDIAN_OTHER_NAME: _("Værgen har et andet navn i en tidligere række. Det første navn er brugt. Ret det, der er forkert."),
    Reason.NO_GUARDIAN: _("Der står ingen værger. Barnet er taget med. Skriv værgerne, når du kender dem."),
    Reason.CHARACTER_LOST: _("Et bogstav ser ud til at være gået tabt i udtrækket. Rækken er taget med. Ret navnet i registeret, eller bestil udtrækket som UTF-8."),
    Reason.EMAIL_UNREADABLE: _("Det er ikke en mailadresse. Medarbejderen er taget med uden mail. Ret adressen, så medarbejderen kan få besked."),
    Reason.UNKNOWN_DISTRICT: _("Distriktet findes ikke. Ret koden, eller skriv distriktet i distrikter.csv, og prøv igen."),
    Reason.UNKNOWN_INSTITUTION: _("Institutionen findes ikke. Ret koden, eller skriv institutionen i institutioner.csv, og prøv igen."),
    Reason.UNKNOWN_FUNCTION: _("Rollen kendes ikke. Skriv en af rollerne fra vejledningen, for eksempel paedagog eller leder."),
    Reason.UNKNOWN_KIND: _("Typen kendes ikke. Skriv dagtilbud, dagpleje, skole, sfo, sundhedspleje, tandpleje, ppr eller familieafdeling."),
    Reason.NOT_FOR_CHILDREN: _("Børn går ikke i denne institution. Skriv barnets dagtilbud, dagpleje, skole eller SFO, eller lad feltet stå tomt."),
    Reason.NO_DISTRICT: _("Barnet har intet distrikt, så ingen ville modtage en bekymring. Skriv distriktet."),
    Reason.NO_PLACE: _("Medarbejderen er taget med, men ser ingen børn, før feltet er udfyldt."),
    Reason.ROW_TWICE: _("Rækken er den samme som linje %(line)s og er taget med én gang."),
    Reason.SAME_KEY_TWICE: _("Linje %(line)s handler om det samme, men siger noget andet. Linje %(line)s er brugt. Behold kun den rigtige række."),
    Reason.SAME_CHILD_TWICE: _("Barnet står også i linje %(line)s med andre oplysninger. Linje %(line)s er brugt. Find ud af, hvad der er rigtigt, og behold kun den række."),
    Reason.PROTECTION_STAYS: _("Adressen er beskyttet her, men ikke i filen. Den er stadig beskyttet: en import fjerner aldrig beskyttelse."),
    Reason.MISSING_IN_FILE: _("Barnet mangler i filen. Intet er ændret. Er barnet fraflyttet, så importér igen med Filen er komplet."),
    Reason.MORE_MISSING: _("%(number)s flere mangler i filen. Se, om filen er hele udtrækket."),
    Reason.TOO_MANY_LEAVE: _("%(number)s af %(living)s børn mangler i filen. Det er for mange til at være fraflyttede, så ingen er afsluttet. Se, om filen er hele udtrækket."),
    Reason.LEAVERS_UNCERTAIN: _("%(number)s børn mangler, men %(rows)s rækker kunne ikke læses og kan handle om dem. Ingen er afsluttet. Ret rækkerne, og prøv igen."),
    Reason.LEFT_WITH_OPEN: _("Barnet er fraflyttet, men der er stadig %(number)s åbne bekymringer eller planer. De står åbne hos dem, der har dem, og de har fået besked."),
    Reason.EMPLOYEE_MISSING: _("Medarbejderen mangler i filen. Intet er ændret. Er ansættelsen slut, så skriv slutdatoen i feltet til."),
    Reason.EMPLOYEE_LEFT_WITH_OPEN: _("Medarbejderen er stoppet, men har stadig ansvaret for %(number)s åbne opgaver. De skal have en ny ansvarlig. Netværkstjekket viser dem."),
    Reason.SEPARATOR: _("Felterne er adskilt med %(mark)s i stedet for semikolon. Filen er læst alligevel."),
    Reason.COLUMN_IGNORED: _("Kolonnen kendes ikke og er sprunget over."),
    Reason.NO_ROWS: _("Filen har kolonner, men ingen rækker. Se, om udtrækket er blevet færdigt."),
}  # fmt: skip

FAULT = {
    Fault.MISSING_FILE: _("Filen findes ikke i mappen. Læg den der, og prøv igen."),
    Fault.EMPTY: _("Filen er tom. Bestil udtrækket igen."),
    Fault.TOO_LARGE: _("Filen er over %(most)s MB. Så stort er et register ikke. Se, om det er den rigtige fil."),
    Fault.SPREADSHEET: _("Det er et regneark. Åbn det, gem det som CSV (semikolonsepareret), og vælg den nye fil."),
    Fault.BINARY: _("Det er ikke en tekstfil. Vælg den CSV-fil, som registeret har lavet."),
    Fault.NOT_TEXT: _("Filens tegn kan ikke læses. Gem den som CSV UTF-8, og prøv igen."),
    Fault.NO_COLUMNS: _("Første linje er ikke kolonnernes navne. Den skal indeholde: %(wanted)s. Vi fandt: %(found)s."),
    Fault.MISSING_COLUMNS: _("Disse kolonner mangler: %(missing)s. I stedet fandt vi: %(found)s. Ret navnene i første linje."),
    Fault.MISSING_COLUMNS_ONLY: _("Disse kolonner mangler: %(missing)s. Tilføj dem i første linje og i hver række."),
    Fault.COLUMN_TWICE: _("Disse kolonner står to gange: %(columns)s. Behold kun den ene af hver."),
    Fault.OTHER_FILE: _("Det ligner %(other)s. Vælg den rigtige fil her."),
    Fault.TOO_WIDE: _("Ved linje %(line)s er et felt urimeligt langt. Der mangler nok et anførselstegn i nærheden. Ret det, og prøv igen."),
}  # fmt: skip

FILE = {
    RegisterFile.DISTRICTS: _("Distrikter"),
    RegisterFile.INSTITUTIONS: _("Institutioner"),
    RegisterFile.STAFF: _("Medarbejdere"),
    RegisterFile.CHILDREN: _("Børn"),
}

ASPECT = {
    "name": _("nyt navn"),
    "kind": _("ny type"),
    "district": _("nyt distrikt"),
    "email": _("ny mail"),
    "function": _("ny rolle"),
    "place": _("nyt sted"),
    "dates": _("nye datoer"),
    "ended": _("stopper"),
    "again": _("ansat igen"),
    "cpr": _("nyt CPR-nummer"),
    "address": _("ny adresse"),
    "protected": _("får beskyttet adresse"),
    "birth_date": _("ny fødselsdato"),
    "language": _("nyt sprog"),
    "back": _("er tilbage"),
    "custody": _("ændret forældremyndighed eller bopæl"),
    "guardian": _("nye oplysninger om en værge"),
    "left": _("fraflyttet"),
}

STATE = {
    "preview": _("Venter på svar"),
    "taking": _("Afbrudt undervejs"),
    "taken": _("Taget ind"),
    "cancelled": _("Fortrudt"),
    "forgotten": _("Ikke besvaret"),
}

STALE = {
    "import_taken": _("Importen er allerede taget ind."),
    "import_cancelled": _("Importen er fortrudt, og filerne er slettet. Vælg filerne igen."),
    "import_forgotten": _("Filerne er slettet, fordi ingen svarede inden for et døgn. Vælg dem igen."),
    "import_taking": _("Importen blev afbrudt undervejs. Vælg filerne igen."),
    "changed_meanwhile": _(
        "En anden rettede et barn, mens importen arbejdede. Intet fra filen er taget ind. Prøv igen."
    ),
}

UNDER_WAY = _("En anden import er i gang i kommunen. Vent, til den er færdig, og prøv igen.")


def sentence(problem: Problem) -> str:
    """Why, and what to do about it."""
    return str(REASON[problem.reason]) % problem.details


def fault_sentence(fault: Unusable) -> str:
    """What is wrong with the whole file, and what to do about it."""
    return str(FAULT[fault.fault]) % fault.details
