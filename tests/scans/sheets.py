"""Sheets as cameras and scanners make them."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image
from pypdf import PdfWriter

GPS = 0x8825


def drawing(kind: str = "JPEG", size: tuple[int, int] = (60, 40), **how: Any) -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", size, "yellow").save(kept, kind, **how)
    return kept.getvalue()


def photograph() -> bytes:
    """With where and when it was taken."""
    exif = Image.Exif()
    exif[0x010F], exif[0x9003] = "Kanarie-kamera", "2026:11:20 09:00:00"
    exif.get_ifd(GPS)[2] = (55.0, 56.0, 1.0)
    return drawing(exif=exif, comment=b"Kanarievej 987")


def document(pages: int = 1) -> PdfWriter:
    writer = PdfWriter()
    for _page in range(pages):
        writer.add_blank_page(200, 300)
    return writer


def written(writer: PdfWriter) -> bytes:
    kept = io.BytesIO()
    writer.write(kept)
    return kept.getvalue()
