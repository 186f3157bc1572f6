"""What every page promises everybody: no barrier that axe can find, no sideways scrolling, nothing refused by the policy."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

AXE = Path(__file__).resolve().parents[1] / "browser" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """rules => axe.run(document, {
  runOnly: rules, resultTypes: ["violations"], preload: false, iframes: false}).then(found => found.violations.map(
  v => v.id + ": " + v.help + " (" + v.nodes.map(n => n.target.join(" ")).slice(0, 5).join(" | ") + ")"))"""
WIDER = """() => {
  const edge = document.documentElement.clientWidth + 1;
  if (document.documentElement.scrollWidth <= edge) return [];
  const out = [...document.querySelectorAll("main *, header *, footer *")].filter(e => e.getBoundingClientRect().right > edge);
  return out.slice(-4).map(e => e.tagName.toLowerCase() + "." + e.className);
}"""

SQUEEZED = """() => {
  const out = [], walk = document.createTreeWalker(document.querySelector("main") ?? document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  while (walk.nextNode()) {
    const words = walk.currentNode.data.trim(), at = walk.currentNode.parentElement;
    if (words.length < 20 || at.getBoundingClientRect().width < 2) continue;  // what is read aloud only is a dot
    range.selectNodeContents(walk.currentNode);
    const lines = range.getClientRects().length;
    if (lines > 4 && words.length / lines < 4) out.push(words.slice(0, 40));
  }
  return out.slice(0, 4);
}"""


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")


def assert_accessible(page: Any, where: str) -> None:
    """The page as it stands now has no violation of WCAG 2.2 A and AA or of axe's best practice.

    axe comes in through the debugger, not as a script of the page, so the site's own policy stays in force.
    """
    if not page.evaluate("() => 'axe' in window"):  # a page that is only made narrower has it already
        page.evaluate(_axe())
    found = page.evaluate(RUN, RULES)
    assert not found, f"{where}, {page.url}:\n" + "\n".join(found)


def assert_fits(page: Any, where: str) -> None:
    """Nothing on the page makes it scroll sideways, and no words stand in a column of single letters."""
    found = page.evaluate(WIDER)
    assert not found, f"{where} is wider than {page.viewport_size['width']} px: {found}"
    squeezed = page.evaluate(SQUEEZED)
    assert not squeezed, (
        f"{where} leaves room for a few letters in a line at {page.viewport_size['width']} px: {squeezed}"
    )


class Complaints:
    """Errors the browser met on a page: scripts that failed, and what the content policy refused."""

    def __init__(self, page: Any) -> None:
        self.seen: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.seen.append(f"script: {error}"))

    def _console(self, message: Any) -> None:
        # A page that answers 403, 404 or 409 on purpose is logged as a failed resource; its status is asserted instead.
        # A page that is left while it asks for something breaks the question off; one that fails says htmx:sendError too.
        expected = ("Failed to load resource", "htmx:sendAbort", "htmx:afterRequest")
        if message.type == "error" and not any(words in message.text for words in expected):
            self.seen.append(message.text)

    def assert_none(self, where: str) -> None:
        """The browser had nothing to complain of since this object was made."""
        assert not self.seen, f"{where}: {self.seen}"
