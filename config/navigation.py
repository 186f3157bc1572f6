"""The main menu: which pages, in which order, and who sees each."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.roles import Permission

from .access import ACCESS, Anyone


@dataclass(frozen=True)
class MenuItem:
    """One page in the main menu."""

    url_name: str
    label: str | Promise
    unless: str = ""
    """Another page of the menu that leads here as well."""
    besides: Permission | None = None
    """Who may open it is asked more closely by the page itself; the menu shows it to those who hold this too."""


MENU = (
    MenuItem("worklists:desk", _("Mit bord")),
    MenuItem("people:children", _("Børn")),
    MenuItem("screening:rounds", _("Trivselsrunder")),
    MenuItem("screening:figures", _("Trivsel i tal")),
    MenuItem("insight:days", _("Fra bekymring til handling")),
    MenuItem("evaluations:results", _("Forældrene siger")),
    MenuItem("evaluations:ask", _("Spørg forældrene"), unless="evaluations:results"),
    MenuItem("visits:mine", _("Besøg")),
    MenuItem("visits:recalls", _("Indkaldelser")),
    MenuItem("visits:coverage", _("Dækning af besøg"), unless="visits:mine", besides=Permission.NET_SEE),
    MenuItem("visits:scheme", _("Besøgsplan")),
    MenuItem("instruments:forms", _("Skemaer")),
    MenuItem("guide:guide", _("Handleguide")),
    MenuItem("guide:sparrings", _("Anonym sparring"), besides=Permission.SPARRING_ASK),
    MenuItem("concerns:scale", _("Bekymringsskala")),
    MenuItem("meetings:meetings", _("Møder")),
    MenuItem("voices:questions", _("Spørgsmål før møder")),
    MenuItem("measures:catalogue", _("Indsatser")),
    MenuItem("appointments:ways", _("Mødetyper")),
    MenuItem("handover:handovers", _("Overgange")),
    MenuItem("handover:settings", _("Regler for overgange")),
    MenuItem("worklists:net", _("Nettet")),
    MenuItem("training:register", _("Kurser")),
    MenuItem("rights:requests", _("Indsigt")),
    MenuItem("childfile:log_search", _("Opslag")),
    MenuItem("logcontrol:months", _("Kontrol af opslag")),
    MenuItem("logcontrol:mine", _("Forklar opslag"), unless="logcontrol:months"),
    MenuItem("glass:break", _("Nødadgang")),
    MenuItem("glass:reviews", _("Nødadgange")),
    MenuItem("oversight:people", _("Hvem har adgang")),
    MenuItem("ties:staff", _("Medarbejdernes bånd")),
    MenuItem("absences:mine", _("Mit fravær")),
    MenuItem("absences:staff", _("Fravær"), besides=Permission.NET_SEE),
    MenuItem("sharing:all", _("Givet videre")),
    MenuItem("rights:control", _("Anmodninger om indsigt")),
    MenuItem("retention:overview", _("Sletning")),
    MenuItem("retention:erasures", _("Sletninger"), unless="retention:overview"),
    MenuItem("fbu:deliveries", _("National indberetning")),
    MenuItem("exchange:import", _("Import")),
    MenuItem("organisation:staff", _("Medarbejdere")),
)


def menu_for(actor: Actor) -> list[MenuItem]:
    """The pages this person may open from the menu: the same table that opens the doors decides."""
    mine = {item.url_name: item for item in MENU if opens(actor, item.url_name)}
    return [
        item for item in mine.values() if item.unless not in mine and (item.besides is None or actor.has(item.besides))
    ]


def opens(actor: Actor, url_name: str) -> bool:
    """Whether the table lets this person through the door; the page itself may ask more."""
    door = ACCESS.get(url_name)
    return door is Anyone.SIGNED_IN or (not isinstance(door, Anyone) and actor.has(door))  # type: ignore[arg-type]
