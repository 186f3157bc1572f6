"""Words that help to tell a name from another word: common first names, words that are never names, short forms."""

from __future__ import annotations

FIRST_NAMES = frozenset(
    """
    aage adam agnes ahmed aksel alba albert alberte alexander alfred ali alma amanda amelia amina anders andrea andreas
    ane anja anker anna anne annette anton arthur asger asta astrid august aviaja aya bella benjamin berit birgit birgitte
    bjarne bjoern bo brian camilla carl caroline casper cecilie celina charlotte christian christina christoffer clara
    claus connor dagmar daniel david ditte dorte dorthe ebba eden edith elias elin eline elisabeth ella ellen elliot
    ellie elma elva emil emilie emma erik ester esther eva fatima felix ferdinand filippa finn flora frederik frederikke
    freja frida frode gerda grethe gustav hamza hanne hannah hans harald hassan heidi helena helene helge helle henrik
    henry herman holger hugo ibrahim ida inge inger ingrid isabella isak iver ivan jacob jakob jan jane jens jeppe jesper
    joan johan johanne johannes john jonas jonathan josefine julie julius jytte karen karin karl karla kaya katrine kim
    kirsten klara knud kristian kristina kurt lars lasse laura laurits lauge leif lea leo leonora lene liam lilje lilly
    lily linda line lis lisbeth liva loke lone lotte louis louise lucas ludvig luna lukas luka lærke maja malene malou
    malte malthe marcus maren margrethe maria marianne marie marius mark marta martin mary mateo mathias mathilde matheo
    max merete mette michael mie mikael mikkel mille mia mohamad mohammad mohammed mona morten muhammad nanna naja nicoline
    niels nikolaj nina noah noor nora nova ole olga oliver olivia omar oscar oskar otto palle per pernille peter philip
    pia poul preben rasmus regitze rigmor rikke robert rosa ruben ruth sally samuel sander sandra sanne sara sarah saga
    sebastian selma sigrid signe silas silje simon simone sofia sofie soeren stine storm sune susanne svend sylvester
    theo theodor thomas thor thyra tilde tina tobias tom torben tove trine ulla uffe valdemar vera vibeke victor viggo
    vigga vilma viktor viktoria villads vilhelm villum vincent xenia yasmin yusuf zoe zofia
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
