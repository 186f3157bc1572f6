"""A scanned sheet is known by what it holds, not by its name; a photograph loses what the camera wrote; pure."""

from __future__ import annotations

from sikkerhedsnet.core.errors import Invalid

LARGEST = 4 * 1024 * 1024
PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
ENDINGS = {PDF: "pdf", JPEG: "jpg", PNG: "png"}
_STARTS = ((b"%PDF-", PDF), (b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG))
_KEPT_CHUNKS = (b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"pHYs", b"bKGD")


def recognised(content: bytes) -> str:
    """The content type the first bytes stand for; Invalid when it is none of the three, or too large."""
    if len(content) > LARGEST:
        raise Invalid({"paper": "paper_size"})
    for start, content_type in _STARTS:
        if content.startswith(start):
            return content_type
    raise Invalid({"paper": "paper_type"})


def cleaned(content: bytes, content_type: str) -> bytes:
    """The same sheet without place, time and camera; a file that is broken inside is refused with Invalid."""
    try:
        if content_type == JPEG:
            return _jpeg(content)
        return _png(content) if content_type == PNG else content
    except (IndexError, ValueError):
        raise Invalid({"paper": "paper_type"}) from None


def _jpeg(content: bytes) -> bytes:
    """Everything but the application segments (EXIF, XMP, profiles) and comments before the picture itself."""
    kept, at = [content[:2]], 2
    while content[at] == 0xFF and content[at + 1] != 0xDA:
        length = int.from_bytes(content[at + 2 : at + 4], "big")
        if length < 2 or at + 2 + length > len(content):
            raise ValueError("a segment that goes on after the end")
        marker = content[at + 1]
        if not (0xE1 <= marker <= 0xEF or marker == 0xFE):
            kept.append(content[at : at + 2 + length])
        at += 2 + length
    if content[at] != 0xFF:
        raise ValueError("no picture")
    return b"".join([*kept, content[at:]])


def _png(content: bytes) -> bytes:
    kept, at = [content[:8]], 8
    while at < len(content):
        length = int.from_bytes(content[at : at + 4], "big")
        name, end = content[at + 4 : at + 8], at + 12 + length
        if end > len(content):
            raise ValueError("a chunk that goes on after the end")
        if name in _KEPT_CHUNKS:
            kept.append(content[at:end])
        at = end
        if name == b"IEND":
            return b"".join(kept)
    raise ValueError("no end")
