"""A QuestionnaireResponse -> its answers, held against the questionnaire item by item; pure."""

from __future__ import annotations

from sikkerhedsnet.visits.standard import standard

from . import codes
from .checks import Rule
from .forbidden import FORBIDDEN
from .questionnaires import LONGEST_ANSWER, MOST_ITEMS, SCORE, Item, Questionnaire, by_canonical
from .report import Answers, Resource
from .sheet import Json, Sheet, unwritable


def answers(sheet: Sheet, pk: str, demo_numbers: bool) -> Resource | None:
    sheet.forbid(FORBIDDEN["QuestionnaireResponse"])
    status = sheet.status(codes.STATUS["QuestionnaireResponse"])
    subject, authored = sheet.to("subject", "Patient"), sheet.when("authored")
    informant = ""
    for index, extension in enumerate(sheet.raw.get("extension") or ()):
        if extension.get("url") == codes.INFORMER:
            if informant:
                sheet.wrong(Rule.TOO_MANY, f"extension[{index}]", number=2)
            informant = _informant(sheet, extension, f"extension[{index}]")
    canonical = sheet.text("questionnaire")
    form = by_canonical().get(canonical.split("|")[0])
    if form is None:
        if canonical:
            sheet.wrong(Rule.QUESTIONNAIRE, "questionnaire", found=canonical)
        return None
    items = _items(sheet, form)
    if authored is None:
        return None
    return Answers(pk, subject, form.key, authored, items, status, informant)


def _informant(sheet: Sheet, extension: Json, at: str) -> str:
    concept = sheet.one("valueCodeableConcept", extension, at)
    if concept is None:
        return ""
    known = {code.code: key for key, code in standard().informants.items()}
    return known.get(sheet.coded(concept, f"{at}.valueCodeableConcept", codes.CARE_SOCIAL, known), "")


def _items(sheet: Sheet, form: Questionnaire) -> tuple[tuple[str, bool | int | str], ...]:
    told = sheet.raw.get("item") or ()
    if not told:
        sheet.wrong(Rule.NO_ITEMS, "item")
    if len(told) > MOST_ITEMS:
        sheet.wrong(Rule.TOO_MANY, "item", number=len(told))
        return ()
    answers: dict[str, bool | int | str] = {}
    for index, one in enumerate(told):
        at = f"item[{index}]"
        link = sheet.text("linkId", one, at)
        sheet.forbid(("definition", "text", "item"), one, at)
        item = form.items.get(link)
        if item is None:
            if link:
                sheet.wrong(Rule.ITEM, f"{at}.linkId", found=link, form=form.name)
            continue
        if link in answers:
            sheet.wrong(Rule.ITEM_TWICE, f"{at}.linkId", found=link)
            continue
        answer = _answer(sheet, one, at, item)
        if answer is not None:
            answers[link] = answer
    for link in sorted(form.not_asked(answers) & answers.keys()):
        sheet.wrong(Rule.NOT_ASKED, "item", found=link, answer=form.gate_answer, gate=form.gate)
    wanted = form.sum_of(answers)
    if wanted is not None and SCORE in answers and answers[SCORE] != wanted:
        sheet.wrong(Rule.SCORE, "item", found=answers[SCORE], wanted=wanted)
    return tuple(answers.items())


def _answer(sheet: Sheet, told: Json, at: str, item: Item) -> bool | int | str | None:
    answer = sheet.one("answer", told, at)
    if not isinstance(answer, dict):
        return None
    at = f"{at}.answer"
    sheet.forbid(("item",), answer, at)
    values = [name for name in answer if name.startswith("value")]
    if len(values) != 1 or values[0] not in ("valueInteger", "valueBoolean", "valueString"):
        sheet.wrong(Rule.ANSWER_TYPE, at, found=", ".join(values) or "-")
        return None
    value: bool | int | str = answer[values[0]]
    if not _is_of(value, values[0]):
        sheet.wrong(Rule.SHAPE, f"{at}.{values[0]}")
        return None
    if isinstance(value, str) and (not value.strip() or len(value) > LONGEST_ANSWER or unwritable(value)):
        sheet.wrong(Rule.ANSWER_LENGTH, f"{at}.valueString", number=len(value))
        return None
    if not item.kind.is_of(value):
        sheet.wrong(Rule.ANSWER_TYPE, at, found=values[0])
        return None
    if not item.takes(value):
        if isinstance(value, str):
            sheet.wrong(Rule.ANSWER_WORDS, f"{at}.valueString", found=value)
        else:
            sheet.wrong(Rule.ANSWER_RANGE, f"{at}.valueInteger", found=value, least=item.least, most=item.most)
        return None
    return value


def _is_of(value: object, name: str) -> bool:
    """True is no number here."""
    return type(value) is {"valueInteger": int, "valueBoolean": bool, "valueString": str}[name]
