"""Danish words for papers and scans."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .states import About

ABOUT = {
    About.RESPONSE: _("Et udfyldt skema"),
    About.VISIT: _("Et besøg"),
    About.CONCERN: _("En bekymring"),
    About.MEETING: _("Et møde"),
    About.PREPARATION: _("En forberedelse til et møde"),
    About.VOICE: _("Barnets egne ord"),
    About.PLAN: _("En plan"),
}

INVALID = {
    "paper": _("Vælg filen med papiret."),
    "paper_type": _("Filen er hverken en PDF eller et billede (JPEG eller PNG). Scan papiret igen, og vælg den fil."),
    "paper_size": _("Filen er for stor. Den må højst fylde 4 MB. Scan papiret i lavere kvalitet, og prøv igen."),
    "paper_pixels": _("Billedet har for mange punkter. Tag det i lavere kvalitet, og prøv igen."),
    "paper_broken": _("Filen er i stykker og kan ikke åbnes. Scan papiret igen, og vælg den nye fil."),
    "paper_locked": _("PDF'en er låst med en adgangskode. Gem den uden adgangskode, eller scan papiret igen."),
    "paper_pages": _("PDF'en er for lang. Den må højst have 60 sider. Del den i flere filer."),
    "paper_active": _(
        "PDF'en indeholder noget, der kan køre af sig selv, eller en anden fil. Den tages ikke imod. Print den, og scan papiret."
    ),
    "said_by": _("Skriv, hvem der har skrevet eller tegnet på papiret."),
    "paper_day": _("Skriv den dag, papiret er fra. Den kan ikke ligge i fremtiden."),
    "because": _("Skriv, hvorfor papiret ikke skal ligge her."),
    "description": _("Skriv med få ord, hvad papiret viser. Det læses op for den, der ikke kan se det."),
}

REFUSAL = {
    "no_paper_here": _("Her kan der ikke lægges papirer ved."),
    "not_own_paper": _(
        "Papiret kan trækkes tilbage af den, der lagde det ind, af den, der svarer for sagen, og af lederen."
    ),
}

STALE = {"withdrawn_paper": _("Papiret er allerede trukket tilbage.")}
