"""What a delivery is made of, and the text it becomes, for whoever plays another municipality."""

from __future__ import annotations

from .building import as_json
from .report import Citizen, Delivery, Encounter, Feeding, Indication, Measurement, Report

__all__ = ["Citizen", "Delivery", "Encounter", "Feeding", "Indication", "Measurement", "Report", "as_json"]
