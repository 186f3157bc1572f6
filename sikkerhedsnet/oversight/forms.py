"""Text in, frozen command out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sikkerhedsnet.web.forms import ChoiceOf, KeyedForm, LongText, NumberOf, saying

from .commands import Answer, ChangePeriod, SayOf
from .labels import INVALID, MOVE, SAY
from .queries import Held
from .states import Move, State

say_invalid = saying(INVALID)


class SayForm(KeyedForm):
    """What the officer says."""

    state = ChoiceOf(_("Hvad siger du?"), [(key.value, text) for key, text in SAY.items()])
    remark = LongText(
        _("Bemærkning"), _("Skal noget afsluttes, så skriv hvad. Lederen læser det."), required=False, rows=3
    )

    def command(self, user_id: int) -> SayOf:
        data = self.cleaned_data
        return SayOf(user_id, State(data["state"]), data["remark"], data["key"])


class AnswerForm(KeyedForm):
    """What the leader does."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    relations = forms.MultipleChoiceField(label=_("Tilknytninger"), widget=forms.CheckboxSelectMultiple, required=False)
    move = ChoiceOf(_("Hvad gør du?"), [(key.value, text) for key, text in MOVE.items()])
    note = LongText(_("Hvorfor?"), _("Beholder du adgangen, så skriv hvorfor."), required=False, rows=3)

    def __init__(self, *args: Any, held: Iterable[Held], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            (str(one.relation.pk), _("%(child)s: %(why)s fra %(day)s") % {
                "child": one.child, "why": one.words, "day": one.relation.start_on.strftime("%d.%m.%Y"),
            })
            for one in held
        ]  # fmt: skip
        self.fields["relations"].choices = choices  # type: ignore[attr-defined]

    def command(self, review_id: int) -> Answer:
        data = self.cleaned_data
        chosen = tuple(int(pk) for pk in data["relations"])
        return Answer(review_id, data["version"], Move(data["move"]), data["note"], chosen)


class PeriodForm(KeyedForm):
    """After how many months a reason is looked at again."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    months = NumberOf(_("Så mange måneder må en tilknytning stå, før den ses efter"), min_value=1, max_value=24)

    def command(self) -> ChangePeriod:
        return ChangePeriod(self.cleaned_data["version"], self.cleaned_data["months"])
