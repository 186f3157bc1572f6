"""Danish words for forms, answers, refusals, and what is wrong with a form's text."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .states import Answered, Do, FollowMove, FollowState, Licence, Mark, VersionMove, VersionState

LICENCE = {
    Licence.FREE: _("Frit"),
    Licence.CERTIFIED: _("Kræver uddannelse"),
    Licence.LICENSED: _("Kræver tilladelse"),
    Licence.COMMERCIAL: _("Købes; kun resultatet"),
    Licence.MINISTERIAL: _("Ministeriets; kun resultatet"),
}

ANSWERED = {
    Answered.CITIZEN: _("Borgeren selv"),
    Answered.CITIZEN_WITH_RELATIVE: _("Borgeren med hjælp fra en pårørende"),
    Answered.CITIZEN_WITH_STAFF: _("Borgeren med hjælp fra en medarbejder"),
    Answered.RELATIVE: _("Forælder alene"),
    Answered.STAFF: _("Medarbejder alene"),
    Answered.STAFF_AND_RELATIVE: _("Medarbejder og forælder"),
}

WHO_ANSWERED = {
    Answered.CITIZEN: _("Du har selv svaret, %(day)s."),
    Answered.CITIZEN_WITH_RELATIVE: _("Svaret er givet sammen med en pårørende, %(day)s."),
    Answered.CITIZEN_WITH_STAFF: _("Svaret er givet sammen med en medarbejder, %(day)s."),
    Answered.RELATIVE: _("En forælder har svaret, %(day)s."),
    Answered.STAFF: _("En medarbejder har svaret, %(day)s."),
    Answered.STAFF_AND_RELATIVE: _("En medarbejder og en forælder har svaret sammen, %(day)s."),
}
"""Who answered and when, as a family reads it."""

MARK = {
    Mark.MEMORY: _("Fra hukommelsen, skal kontrolleres"),
    Mark.OWN: _("Forslag, skal godkendes fagligt"),
    Mark.LOCAL: _("Lokal praksis"),
    Mark.CHECK: _("Skal kontrolleres"),
}

DO = {
    Do.OBSERVE_AGAIN: _("Se barnet igen"),
    Do.ACT: _("Gør noget ved svaret"),
    Do.ACT_NOW: _("Gør noget i dag"),
}

TO_FAMILY = {
    Do.OBSERVE_AGAIN: _("Vi vil gerne se barnet igen mellem %(first)s og %(last)s."),
    Do.ACT: _("Vi taler sammen om det næste senest %(last)s."),
    Do.ACT_NOW: _("Vi taler sammen om det samme dag."),
}
"""What follows, as a family reads it: the form's own steps are the professionals'."""

FOLLOW_STATE = {
    FollowState.OPEN: _("Ikke gjort endnu"),
    FollowState.REPEATED: _("Set igen"),
    FollowState.ACTED: _("Gjort"),
    FollowState.CARRIED: _("Bekymring sendt"),
    FollowState.CORRECTED: _("Faldt væk, fordi svaret blev rettet"),
    FollowState.LEFT: _("Barnet er ikke her mere"),
}

FOLLOW_MOVE = {
    FollowMove.REPEAT: _("set igen"),
    FollowMove.ACT: _("skriv, hvad der er gjort"),
    FollowMove.CARRY: _("en bekymring tager over"),
    FollowMove.CORRECT: _("svaret bliver rettet"),
    FollowMove.LEAVE: _("barnet er ikke her mere"),
}

VERSION_STATE = {
    VersionState.DRAFT: _("Kladde"),
    VersionState.PROPOSED: _("Venter på godkendelse"),
    VersionState.APPROVED: _("Godkendt"),
    VersionState.DECLINED: _("Sendt tilbage"),
}

VERSION_MOVE = {
    VersionMove.EDIT: _("ret"),
    VersionMove.PROPOSE: _("send til godkendelse"),
    VersionMove.APPROVE: _("godkend"),
    VersionMove.DECLINE: _("send tilbage"),
}

NORM_BAND = {
    "normal": _("inden for det almindelige"),
    "borderline": _("på grænsen"),
    "abnormal": _("uden for det almindelige"),
}

REFUSAL = {
    "not_your_form": _("Skemaet er ikke for din funktion. På barnets side kan du se de skemaer, du kan bruge."),
    "answered_in_rounds": _("Positionen vælger I i en trivselsrunde eller ved et besøg, ikke her."),
    "no_permission_yet": _(
        "Skemaet kræver tilladelse. Distriktsfacilitatoren kan lave kommunens egen udgave, når tilladelsen er der."
    ),
    "not_certified": _("Skemaet må kun bruges af den, der har et gyldigt kursusbevis."),
    "not_that_age": _("Skemaet er til en anden alder. På barnets side kan du se de skemaer, der passer."),
    "nothing_for_parents": _(
        "Af det svar er der ikke noget papir til familien: skemaet siger, at den ikke får det på skrift."
    ),
    "own_version": _("Du har selv lavet udgaven. En anden skal godkende den."),
}

INVALID = {
    "unanswered": _("Her mangler et svar."),
    "not_an_answer": _("Det svar findes ikke her. Vælg en af mulighederne."),
    "out_of_range": _("Tallet ligger uden for det, skemaet tager imod."),
    "too_long": _("Teksten er for lang."),
    "no_such_item": _("Skemaet er blevet lavet om, mens du skrev. Se dine svar igennem, og gem igen."),
    "edition": _("Skemaet er blevet lavet om, mens du skrev. Se dine svar igennem, og gem igen."),
    "in_the_future": _("Datoen er ikke kommet endnu. Skriv den dag, der blev svaret."),
    "before_birth": _("Datoen ligger før barnet blev født. Skriv den dag, der blev svaret."),
    "guardian": _("Vælg, hvilken forælder svarene handler om."),
    "informant": _("Vælg, hvem der har svaret."),
    "why": _("Skriv, hvorfor du retter."),
    "action": _("Skriv, hvad du har gjort. Et par ord er nok."),
    "flawed": _("Teksten har fejl. Se dem ovenfor, ret dem, og prøv igen."),
    "why_declined": _("Skriv, hvad der skal ændres."),
}

FLAW = {
    "too_long": _("Teksten er for lang (højst %(found)s tegn)."),
    "alias": _("Teksten bruger henvisninger (& og *). Skriv det ud i stedet."),
    "not_yaml": _("Teksten kan ikke læses her. Se efter indrykning, kolon og anførselstegn. %(found)s"),
    "not_a_form": _("Teksten er ikke et skema."),
    "not_a_mapping": _("Her skal stå navne med værdier, men der står: %(found)s"),
    "missing": _("Mangler."),
    "not_text": _("Her skal stå en tekst, men der står: %(found)s"),
    "not_a_number": _("Her skal stå et helt tal, men der står: %(found)s"),
    "out_of_range": _("Tallet er uden for grænserne: %(found)s"),
    "not_yes_or_no": _("Her skal stå true eller false, men der står: %(found)s"),
    "not_a_day": _("Her skal stå en dato som 2026-12-01. %(found)s"),
    "not_one_of": _("Det findes ikke: %(found)s"),
    "not_a_list": _("Her skal stå en liste."),
    "unknown": _("Det navn kender skemaet ikke."),
    "scale": _("En skala skal have mindst to trin med hver sit tal."),
    "no_such_scale": _("Den skala findes ikke: %(found)s"),
    "window": _("Den første dag kan ikke ligge efter den sidste."),
    "cuts": _("En grænse er to hele tal i kantede parenteser."),
    "ages": _("Den første alder skal være lavere end den sidste."),
    "no_such_function": _("Den funktion findes ikke: %(found)s"),
    "twice": _("Står der to gange: %(found)s"),
    "cannot_be_summed": _("Svaret kan ikke lægges sammen: %(found)s"),
    "no_healthy_answer": _("Mangler det forventede svar (healthy): %(found)s"),
    "no_such_item": _("Det punkt findes ikke: %(found)s"),
    "no_such_band": _("Det bånd findes ikke: %(found)s"),
    "no_such_norms": _("Den norm findes ikke: %(found)s"),
    "no_limits": _("Båndet mangler fra og til: %(found)s"),
    "gap_or_overlap": _("Grænserne passer ikke sammen med dem før: %(found)s"),
    "does_not_cover": _("Grænserne dækker ikke alle tal: %(found)s"),
    "positive_without_follow": _("Båndet kræver handling, men der står ikke hvilken: %(found)s"),
    "alarm_acts_now": _("En alarm skal have do: act_now."),
    "ladder": _("Trinene skal være 1, 2, 3 og så videre."),
    "locked": _("Må ikke ændres i jeres egen udgave."),
    "items_locked": _("Punkterne må ikke lægges til, fjernes eller byttes om."),
    "item_locked": _("På et punkt må I kun ændre ordene."),
    "item_words_locked": _("Punktet hører til uddannelsen og må ikke ændres."),
    "bands_locked": _("Bånd må ikke lægges til, fjernes eller byttes om."),
    "band_locked": _("På et bånd må I kun ændre ordene."),
    "follows_locked": _("Det, der skal følge, må ikke lægges til eller fjernes."),
    "follow_locked": _("I må ændre ord, skridt og dage, men ikke hvad der skal ske hvornår."),
    "alarms_locked": _("En alarm må ikke ændres eller fjernes."),
    "alarm_put_off": _("En alarm må ikke få flere dage."),
    "only_fewer": _("I må give færre lov til at se svarene, ikke flere: %(found)s"),
    "must_see_it": _("Den, der udfylder, skal også være blandt dem, der må se svarene: %(found)s"),
    "number_fixed": _("Udgavens nummer skal være %(found)s."),
}

TOLD_LEADER = _("Et svar på et skema kræver handling i dag. %(who)s har det. Ring, og hør, om du kan hjælpe.")
TOLD_APPROVER = _("En ny udgave af skemaet %(title)s venter på din godkendelse.")
TOLD_PREPARER = _("Din udgave af skemaet %(title)s er besvaret.")
