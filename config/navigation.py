"""The main menu: which pages, in which order, and who sees each."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sikkerhedsnet.access.actor import Actor

from .access import ACCESS, Anyone


@dataclass(frozen=True)
class MenuItem:
    """One page in the main menu."""

    url_name: str
    label: str | Promise
    unless: str = ""
    """Another page of the menu that leads here as well."""


MENU = (
    MenuItem("worklists:desk", _("Mit bord")),
    MenuItem("people:children", _("Børn")),
    MenuItem("screening:rounds", _("Trivselsrunder")),
    MenuItem("meetings:meetings", _("Møder")),
    MenuItem("worklists:net", _("Nettet")),
    MenuItem("rights:requests", _("Indsigt")),
    MenuItem("childfile:log_search", _("Opslag")),
    MenuItem("logcontrol:months", _("Kontrol af opslag")),
    MenuItem("logcontrol:mine", _("Forklar opslag"), unless="logcontrol:months"),
    MenuItem("glass:break", _("Nødadgang")),
    MenuItem("glass:reviews", _("Nødadgange")),
    MenuItem("oversight:people", _("Hvem har adgang")),
    MenuItem("ties:staff", _("Medarbejdernes bånd")),
    MenuItem("sharing:all", _("Givet videre")),
    MenuItem("rights:control", _("Anmodninger om indsigt")),
    MenuItem("retention:overview", _("Sletning")),
    MenuItem("retention:erasures", _("Sletninger"), unless="retention:overview"),
    MenuItem("exchange:import", _("Import")),
    MenuItem("organisation:staff", _("Medarbejdere")),
)


def menu_for(actor: Actor) -> list[MenuItem]:
    """The pages this person may open from the menu: the same table that opens the doors decides."""
    mine = {item.url_name: item for item in MENU if _opens(ACCESS[item.url_name], actor)}
    return [item for item in mine.values() if item.unless not in mine]


def _opens(door: object, actor: Actor) -> bool:
    return door is Anyone.SIGNED_IN or (not isinstance(door, Anyone) and actor.has(door))  # type: ignore[arg-type]
