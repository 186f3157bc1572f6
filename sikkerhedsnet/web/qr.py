"""Text as a QR code."""

from __future__ import annotations

import segno
from django.utils.safestring import SafeString, mark_safe


def drawn(text: str) -> SafeString:
    """The text as a QR code in SVG, without style or script; a page says beside it what it is."""
    svg = segno.make_qr(text).svg_inline(scale=4, light="#fff", svgclass="sn-qr-drawing", lineclass=None)
    return mark_safe(svg)  # noqa: S308  # the library's own drawing of squares
