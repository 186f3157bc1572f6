"""Danish words for a hand-over: states, kinds, what is missing, refusals and what is wrong with a field."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .states import Kind, Move, OnLeaving, Source, State, TalkHow

STATE = {
    State.DRAFT: _("Skrives"),
    State.WITH_PARENTS: _("Gennemgået med forældrene"),
    State.SENT: _("Sendt, venter på svar"),
    State.RETURNED: _("Sendt tilbage"),
    State.ACCEPTED: _("Taget imod"),
    State.CLOSED: _("Fulgt op og slut"),
    State.WITHDRAWN: _("Trukket tilbage"),
}

KIND = {
    Kind.TO_SCHOOL: _("Til skole eller SFO"),
    Kind.TO_DAY_CARE: _("Til dagtilbud eller dagpleje"),
    Kind.FROM_HEALTH: _("Fra sundhedsplejen"),
    Kind.AWAY: _("Til en anden kommune"),
}

PURPOSE = {
    Kind.TO_SCHOOL: _("En god begyndelse i skolen"),
    Kind.TO_DAY_CARE: _("En god begyndelse det nye sted"),
    Kind.FROM_HEALTH: _("En god begyndelse i dagtilbuddet"),
    Kind.AWAY: _("En god begyndelse i den nye kommune"),
}

MOVE = {
    Move.EDIT: _("rettet"),
    Move.GO_THROUGH: _("gennemgået med forældrene"),
    Move.SEND: _("Sendt"),
    Move.NAME: _("Givet til en anden modtager"),
    Move.SEND_BACK: _("Sendt tilbage for at blive rettet"),
    Move.CORRECT: _("Åbnet for at blive rettet"),
    Move.ACCEPT: _("Taget imod"),
    Move.CLOSE: _("Fulgt op"),
    Move.WITHDRAW: _("Trukket tilbage"),
}

TALK_HOW = {
    TalkHow.MEETING: _("Ved en samtale"),
    TalkHow.HOME: _("Hjemme hos familien"),
    TalkHow.PHONE: _("I telefon"),
    TalkHow.VIDEO: _("På video"),
}

ON_LEAVING = {
    OnLeaving.DELETED: _("De bliver slettet"),
    OnLeaving.ANONYMISED: _("De bliver gjort anonyme: kun tal er tilbage"),
    OnLeaving.KEPT: _("De bliver gemt, til kommunens almindelige frist er gået"),
}

PART_PROBLEM = {
    "part_without_basis": _("En del har intet grundlag. Vælg et samtykke eller en hjemmel, eller lad delen være tom."),
    "basis_gone": _("Et grundlag gælder ikke længere. Vælg et andet."),
    "consent_only": _(
        "En del kan kun gives videre med samtykke her i kommunen. Vælg et samtykke, eller lad delen være tom."
    ),
    "necessity": _("Skriv, hvorfor det er nødvendigt at give delen videre. Et par linjer er nok."),
    "consent_missing": _("Vælg det samtykke, delen bygger på."),
    "consent_not_valid": _("Et samtykke gælder ikke i dag. Bed om et nyt, eller lad delen være tom."),
    "consent_not_covering": _("Et samtykke nævner ikke modtageren. Bed om et, der gør, eller lad delen være tom."),
    "consent_other_topic": _(
        "Et samtykke handler om noget andet end delen. Bed om et, der dækker, eller lad delen være tom."
    ),
}
"""Why a part cannot be told as it stands."""

MISSING = {
    **PART_PROBLEM,
    "nothing_to_send": _("Der er ikke skrevet noget endnu. Skriv mindst én del."),
    "parents_first": _("Gå det igennem med forældrene, som det står nu, og skriv, hvornår I gjorde det."),
    "consent_without_parents": _(
        "Når forældrene ikke har set det, kan det ikke bygge på deres samtykke. Vælg et andet grundlag."
    ),
    "young_first": _("Den unge har selv noget at sige. Gå det igennem med den unge."),
    "gaps": _("Der er noget åbent om barnet, som ikke er med. Tag det med, eller skriv hvorfor ikke."),
    "no_receiver": _("Vælg, hvem der skal tage imod."),
}
"""What stands between a record and its receiver."""

REFUSAL = {
    "not_my_place": _("En overgang begynder der, hvor barnet er nu. Det gør en, der arbejder der."),
    "not_sender": _("Det gør den, der sender. Bed om en rettelse, hvis noget mangler."),
    "not_receiver": _("Det gør den, overgangen er sendt til. Er hun væk, kan lederen give den til en anden."),
}

STALE = {
    "handover_changed": _(
        "Overgangen er ændret, mens du skrev. Det, du skrev, står her endnu. Se den igennem, og send igen."
    ),
    "part_changed": _("Delen er ændret, mens du skrev. Det, du skrev, står her endnu. Se den igennem, og gem igen."),
    "subject_changed": _("Emnet er ændret, mens du skrev. Det, du skrev, står her endnu. Se det igennem, og gem igen."),
    "words_changed": _("Teksten er ikke den, du lige har læst. Læs den igennem igen, før du sender."),
    "no_longer_yours": _("Overgangen ligger ikke hos dig længere. Den er trukket tilbage, eller en anden læser den."),
}

INVALID = {
    **MISSING,
    "future": _("Datoen ligger fremme i tiden. Skriv den dag, det skete."),
    "before_sent": _("Datoen ligger før den dag, overgangen blev sendt."),
    "too_far": _("Datoen ligger for langt fremme. Vælg en dag inden for to år."),
    "too_old": _("Datoen er for længe siden. Vælg en dag inden for det sidste halve år."),
    "because": _("Skriv hvorfor. Et par linjer er nok."),
    "under_way": _("Der er allerede en overgang i gang for barnet til det sted. Find den under Overgange."),
    "no_place": _("Vælg det sted, barnet skal til."),
    "same_place": _("Barnet er der allerede. Vælg et andet sted."),
    "to_municipality": _("Skriv, hvilken kommune barnet flytter til."),
    "to_person": _("Skriv navnet på den, der tager imod i den anden kommune. Ring og spørg."),
    "row_gone": _("Noget af det, du valgte, er her ikke længere. Se det igennem igen."),
    "who_said_no": _("Vælg, hvem i familien der har sagt nej."),
    "talk_with_whom": _("Vælg, hvem du gik det igennem med."),
    "not_a_holder": _("Vedkommende har ikke forældremyndighed i dag. Vælg igen."),
    "suspicion": _("Der er en åben mistanke. Gå ikke noget igennem med forældrene, før rådgiveren siger til."),
    "not_there": _("Vedkommende kan ikke tage imod. Vælg en, der arbejder der."),
    "unread": _("Kvittér først for hver tidligere bekymring. De står øverst."),
    "nothing_left": _("Familien har sagt nej til det hele, siden det blev sendt. Bed om en rettelse."),
    "subject_name": _("Skriv, hvad emnet hedder."),
    "subject_used_today": _("Nogen har skrevet under emnet i dag. Ret det i morgen, eller tilføj et nyt emne."),
    "must_read_what": _("Vælg, hvad emnet kan hente. Modtageren kvitterer for hver enkelt ting, der er taget med."),
    "by_name": _("Skriv, hvem i den anden kommune der har bekræftet."),
}

SOURCE = {
    Source.ASSESSMENTS: _("Trivselsvurderinger"),
    Source.FOLLOW_UPS: _("Opfølgninger"),
    Source.GOALS: _("Mål i planen"),
    Source.STEPS: _("Skridt i planen"),
    Source.WORRIES: _("Bekymringer, forældrene kender"),
    Source.TALKS: _("Forældrenes ord fra samtalen"),
}

SOMEBODY = _("En kollega")

MESSAGE = {
    "handover.sent": _("%(who)s har sendt dig en overgang. Læs den, og tag imod"),
    "handover.accepted": _("%(who)s har taget imod overgangen"),
    "handover.sent_back": _("%(who)s har sendt overgangen tilbage for at få den rettet"),
    "handover.withdrawn": _("%(who)s har trukket en overgang tilbage. Du kan ikke se den længere"),
    "handover.consent_gone": _("Et samtykke, en overgang bygger på, er trukket tilbage. Se den igennem"),
}
