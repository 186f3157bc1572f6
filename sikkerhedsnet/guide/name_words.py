"""Words that help to tell a name from another word: common first names, words that are never names, short forms."""

from __future__ import annotations

FIRST_NAMES = frozenset(
    """
    aage adam adrian agnes agnieszka ahmed aisha aksel alba albert alberte albin alexander alfred ali alma alvin
    amanda amelia amina amir anastasia anders andrea andreas andrij ane anja anker anna anne annette anton ariana arne
    arthur asbjørn asger asmus asta astrid august aurora aviaja axel aya ayaan ayan aylin bella benjamin berit bertil
    bertram bilal birgit birgitte birk birthe bjarne bjoern bjørk bo bodil brian børge calle camilla carl carla carlo
    caroline casper cecilie celina charlie charlotte christian christina christoffer christopher clara claus clea
    connor cornelia cæcilie dagmar daisy daniel danny daria david dennis dina ditlev ditte dmytro dorte dorthe ebba
    eden edith edvard egon eigil einar ejner elena eli elias elif elin elina eline elisabeth elise ella ellen ellie
    elliot elma elmer elva embla emil emilie emily emma emmy emre enok erik erling esben eskild ester esther eva
    evelyn fatima fatma felicia felix ferdinand fie filip filippa finja finn flemming flora folmer frank freddy
    frederik frederikke freja freya frida fritz frode georg gerda grethe gry gudrun gunhild gunnar gustav halfdan
    hamza hannah hanne hannibal hans harald hassan hector hedda heidi helena helene helge helle henrik henry herman
    hjalmar holger hugo hussein ib ibrahim ida ilse ines inge ingeborg inger ingrid irene isabel isabella isak ismail
    ivan iver jacob jakob jan jane janni jannie jannik jasmin jens jeppe jesper jimmy joachim joakim joan johan
    johanne johannes john johnny jonas jonathan jonna josefine josephine julie julius jytte jørgen jørn kai kaj kalle
    karen karima karin karl karla karoline kasandra kasper katarzyna katrine kaya keld kenneth kent kim kira kirsten
    kjeld klara knud konrad kristian kristin kristina kristine kristoffer kurt lars lasse lauge laura laurits laust
    lea leif leila lene leo leonard leonora levi liam lilje lilly lily linda line linnea lis lisa lisbeth liva loke
    lone lotte louis louise lucas ludvig luka lukas lulu luna lærke mads maggie magnus maja majbritt malene malou
    malte malthe marcus maren margit margrethe maria mariam marianne marie marius mark markus marlon marta martha
    martin mary maryam mateo matheo mathias mathilde max maya mehmet melina melissa merete mette mia michael michelle
    mie mikael mikkel mikkeline milas mille milo minna mira miriam mohamad mohamed mohammad mohammed molly mona morten
    muhammad mustafa nadia naja nanna naomi natasja nete nicklas nicolai nicolas nicoline niels niklas nikolai nikolaj
    nikoline nina noah noel noor nora nova ofelia oksana ole olena olga oliver olivia omar oscar oskar osman otto ove
    palle patrick paula pauline pawel peder penelope per pernille peter petra philip pia piotr poul preben ragnhild
    rasmus rebecca rebekka regitze ricki rigmor rikke robert rosa rosemarie roy ruben runa ruth saga sally salma
    samira samuel sander sandra sanne santino sara sarah sebastian selma severin signe sigrid sigurd silas silje simon
    simone siv sixten skjold soeren sofia sofie sofus solveig sonja sonny stine storm sune susan susanne svea svend
    sylvester tage tanja tea thea theo theodor thomas thor thorbjørn thorvald thyra tilde tina tine tjalfe tobias tom
    tomasz tommy tor torben tove trine tristan troels uffe ulla vagn valborg valdemar vera verner vibeke victor vigga
    viggo viktor viktoria vilhelm villads villum villy vilma vincent viola vitus vivi walter william wilma winnie
    xenia yasmin yrsa yusuf zahra zara zeynep zoe zofia åge åse øjvind ømer øyvind
    """.replace("æ", "ae")
    .replace("ø", "oe")
    .replace("å", "aa")
    .split()
)
"""Common first names in Denmark, folded as `identifying.fold` does; from memory, a help and never the whole truth."""

NEVER_NAMES = frozenset(
    [
        "i",
        "de",
        "dem",
        "deres",
        "jeg",
        "vi",
        "du",
        "der",
        "det",
        "den",
        "han",
        "hun",
        "barnet",
        "drengen",
        "pigen",
        "moren",
        "faren",
        "mor",
        "far",
    ]
)
"""Written with a capital as pronouns, or often first in a sentence."""

SHORT_FORMS = frozenset(
    [
        "tv",
        "it",
        "pc",
        "dr",
        "eu",
        "ak",
        "akt",
        "sfo",
        "ppr",
        "bup",
        "bti",
        "ics",
        "sos",
        "ok",
        "cpr",
        "adhd",
        "ocd",
        "ssp",
        "tr",
        "amr",
        "apv",
        "mus",
        "dus",
        "dvd",
        "cd",
        "vr",
        "ipad",
        "iq",
        "dk",
        "fn",
        "kl",
        "ub",
        "sp",
        "afs",
        "pl",
        "uu",
        "ppv",
        "tcp",
        "wppsi",
        "topi",
        "adbb",
        "epds",
        "sdq",
        "puf",
        "bvc",
    ]
)
"""Short words in capitals that are nobody's initials."""
