"""The four pictures in the README, taken from a running demo: `.venv/bin/python -m tests.journeys.take_screenshots URL`.

Run by hand when a page has changed its looks. Start the demo with `SIKKERHEDSNET_NOW` on a weekday morning, so that
the pictures show an ordinary working day.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import django
from playwright.sync_api import sync_playwright

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
django.setup()

from tests.journeys.visits import LAPTOP, visit  # noqa: E402 - what the checks share needs the settings first
from tests.support.browser import CHROMIUM, Served  # noqa: E402

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
LARGEST = 250_000


def take(page: Any, name: str) -> None:
    """One screen of the page as it stands, without the caret and the pointer."""
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement && document.activeElement.blur()")
    page.evaluate("document.fonts.ready")
    target = PICTURES / name
    page.screenshot(path=str(target), animations="disabled", caret="hide")
    size = target.stat().st_size
    assert size < LARGEST, f"{name} is {size} bytes; keep pictures under {LARGEST}"
    print(f"{target.relative_to(PICTURES.parents[1])}: {size // 1000} kB")


def scroll_to_work(page: Any) -> None:
    """Leaves the menu above the picture, so that the page's own work fills it."""
    page.locator(".sn-head").evaluate("e => window.scrollTo(0, e.getBoundingClientRect().top + window.scrollY - 16)")


def take_all(url: str) -> None:
    """bord.png, gruppe.png, barn.png and moede.png, 1366 by 900."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    served = Served(url.rstrip("/"), "")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--force-color-profile=srgb"],
        )
        try:
            with visit(browser, served, "jonas", viewport=LAPTOP) as jonas:
                take(jonas.page, "bord.png")
                jonas.opens("/boern/?q=Freja").follows("Freja Bæk")
                take(jonas.page, "barn.png")
                jonas.opens("/").follows("Yusuf Demir").follows("Hvad fungerer?")
                scroll_to_work(jonas.page)
                take(jonas.page, "moede.png")
            with visit(browser, served, "mette", viewport=LAPTOP) as mette:
                mette.chooses_in_menu("Trivselsrunder").follows("Vurder Mariehønsene")
                scroll_to_work(mette.page)
                take(mette.page, "gruppe.png")
        finally:
            browser.close()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Brug: python -m tests.journeys.take_screenshots http://127.0.0.1:8000")
    take_all(sys.argv[1])
