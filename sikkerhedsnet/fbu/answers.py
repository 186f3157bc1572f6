"""What was answered on one of our forms -> the national questionnaire's items, where the form is one of the seven."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from sikkerhedsnet.instruments.models import FormVersion, Response

from .questionnaires import SCORE, Kind, Questionnaire, questionnaires

PREFIX = "klgateway-children-"


@dataclass(frozen=True)
class Told:
    """The form by its key, and each item with its answer as it travels."""

    form: str
    items: tuple[tuple[str, bool | int | str], ...]


@lru_cache(maxsize=256)
def _words(text: str, pk: int) -> tuple[str, dict[str, dict[int, str]]]:
    """Which national questionnaire a version of a form is, and what it calls each choice."""
    definition = FormVersion(text=text).definition
    words = {
        item.id: {option.value: option.sent or option.words for option in item.options} for item in definition.items
    }
    return definition.exchange, words


def answers_of(response: Response) -> Told | None:
    """The answers as they travel; None when the form has no national questionnaire, or nothing in it was answered."""
    exchange, words = _words(response.form.text, response.form_id)
    form = questionnaires().get(exchange.removeprefix(PREFIX)) if exchange.startswith(PREFIX) else None
    if form is None:
        return None
    left_out = (
        form.not_asked({form.gate: _sent(form, form.gate, response.answers.get(form.gate, ""), words)})
        if form.gate
        else ()
    )
    items = [
        (link, _sent(form, link, response.answers[link], words))
        for link in form.items
        if link != SCORE and link not in left_out and response.answers.get(link) not in (None, "")
    ]
    if not items:
        return None
    score = _score(form, response, dict(items))
    return Told(form.key, (*items, *(((SCORE, score),) if score is not None else ())))


def _sent(
    form: Questionnaire, link: str, answer: bool | int | str, words: dict[str, dict[int, str]]
) -> bool | int | str:
    if form.items[link].kind in (Kind.CHOICE, Kind.OPEN) and isinstance(answer, int) and not isinstance(answer, bool):
        return words.get(link, {}).get(answer, str(answer))
    return answer


def _score(form: Questionnaire, response: Response, told: dict[str, bool | int | str]) -> int | None:
    """Never another number than the items add up to; where no formula is known, what our own form came to [D]."""
    if SCORE not in form.items:
        return None
    return form.sum_of(told) if form.summed else response.score
