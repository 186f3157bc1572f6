"""The proposal a municipality's text to parents begins with; each one writes and approves its own."""

from __future__ import annotations

PROPOSAL = {
    "purpose": (
        "Vi vurderer alle børns trivsel nogle gange om året. Vi gør det for at se hvert barn, også de stille, og for at "
        "vi voksne kan ændre noget i tide. Vi vurderer, hvordan barnet har det her hos os på en bestemt dag. Det siger "
        "ikke, hvem barnet er."
    ),
    "basis": (
        "Dagtilbudslovens § 1 om at fremme børns trivsel, udvikling og læring; databeskyttelsesforordningens artikel 6, "
        "stk. 1, litra e; for følsomme oplysninger databeskyttelseslovens § 7, stk. 4. Grundlaget er kommunens opgave, "
        "ikke jeres samtykke. (Forslag efter Datatilsynets udtalelse af 21. november 2019 om dagtilbud; andre steder har "
        "deres egen lov. Skal kontrolleres og godkendes af kommunen.)"
    ),
    "who_sees": (
        "De medarbejdere, der arbejder med barnet, og deres leder. Andre får det kun, hvis I siger ja, eller loven giver "
        "ret til det; det bliver skrevet ned hver gang. I kan altid få at vide, hvem der har set det."
    ),
    "kept": "Så længe kommunens slettefrist siger. (Skal udfyldes og godkendes.)",
    "rights": (
        "I kan få at se alt, hvad der står, få rettet det, der er forkert, skrive, at I er uenige, og gøre indsigelse. "
        "Tal med personalet eller lederen, eller skriv til kommunens databeskyttelsesrådgiver. I kan klage til "
        "Datatilsynet, datatilsynet.dk."
    ),
}
"""Purpose, basis, who sees it, how long it is kept and what one may ask, in the words of a proposal."""
