"""The four files as they are chosen on the page; each is read at once, and says at its own field what is wrong."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from sikkerhedsnet.web.forms import FileOf, KeyedForm, TickBox

from . import labels
from .actions import UploadFiles
from .layouts import RegisterFile
from .problems import Fault, Unusable
from .reading import LARGEST, LARGEST_MB, Table, read_table

FIELD = {
    RegisterFile.DISTRICTS: "distrikter",
    RegisterFile.INSTITUTIONS: "institutioner",
    RegisterFile.STAFF: "personale",
    RegisterFile.CHILDREN: "boern",
}


class UploadForm(KeyedForm):
    """One to four files; what could be read is in `tables`."""

    distrikter = FileOf(labels.FILE[RegisterFile.DISTRICTS], _("distrikter.csv"), required=False, accept=".csv,.txt")
    institutioner = FileOf(
        labels.FILE[RegisterFile.INSTITUTIONS], _("institutioner.csv"), required=False, accept=".csv,.txt"
    )
    personale = FileOf(labels.FILE[RegisterFile.STAFF], _("personale.csv"), required=False, accept=".csv,.txt")
    boern = FileOf(labels.FILE[RegisterFile.CHILDREN], _("boern.csv"), required=False, accept=".csv,.txt")
    complete = TickBox(
        _("Filen med børn er komplet"),
        _("Sæt kun kryds, hvis filen er hele udtrækket. Børn, der mangler i den, bliver afsluttet som fraflyttede."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.tables: dict[RegisterFile, Table] = {}
        self.contents: dict[RegisterFile, bytes] = {}
        for file, name in FIELD.items():
            uploaded = cleaned.get(name)
            if uploaded:
                try:
                    self._read(file, uploaded)
                except Unusable as fault:
                    self.add_error(name, labels.fault_sentence(fault))
        if not self.tables and not self.errors:
            self.add_error(None, _("Vælg mindst én fil."))
        if cleaned.get("complete") and not cleaned.get("boern") and not self.errors:
            self.add_error(
                "boern", _("Du har sat kryds ved, at filen med børn er komplet. Vælg filen, eller fjern krydset.")
            )
        return cleaned

    def _read(self, file: RegisterFile, uploaded: Any) -> None:
        if uploaded.size > LARGEST:
            raise Unusable(file, Fault.TOO_LARGE, most=LARGEST_MB)
        content = uploaded.read()
        self.tables[file] = read_table(content, file)
        self.contents[file] = content

    def command(self) -> UploadFiles:
        return UploadFiles(self.contents, bool(self.cleaned_data["complete"]), self.cleaned_data["key"])
