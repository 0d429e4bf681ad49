"""Takes the pictures of the README and of the guide for designers, from this repository's own site.

`.venv/bin/python .ci/pictures.py` writes `.github/evidence.png`, a number that was opened into its evidence, and
`.github/page.png`, a note whose parts carry the names of what makes them. Needs Chromium and the extra `browser`; no
part of CI, since letters are drawn otherwise on each machine.
"""

import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from playwright.sync_api import FloatRect, Locator, Page, ViewportSize, sync_playwright

ROOT: Final = Path(__file__).parents[1]
PICTURES: Final = ROOT / ".github"
NOTE: Final = "evs.html"
NUMBER: Final = "article p .figure-found"
CARD: Final = "[popover]:popover-open"
DESK: Final[ViewportSize] = {"width": 1240, "height": 900}
TALL: Final[ViewportSize] = {"width": 1240, "height": 1500}
MARGIN: Final = 28

PARTS: Final = {
    "header.site .name a": "site.title",
    "header.site .tools": "block tools",
    "header.site nav li:last-child": "site.navigation",
    ".trail": "trail",
    "article h1": "page.title",
    "article .byline": "byline",
    "article .summary": "page.description",
    "article .tally": "tally",
    "section.headline": "headline",
    "nav.contents": "page.contents",
    "div.prose > p": "prose",
    f"{CARD}": "card, with an endnote",
    "figure": "chart",
}
"""What is framed in the picture of a note, and what made it."""

FRAME: Final = """(element, name) => {
    const at = element.getBoundingClientRect();
    const frame = document.body.appendChild(document.createElement("div"));
    const label = frame.appendChild(document.createElement("b"));
    Object.assign(frame.style, {
        position: "absolute", left: `${at.left + scrollX - 6}px`, top: `${at.top + scrollY - 4}px`, zIndex: 9,
        width: `${at.width + 12}px`, height: `${at.height + 8}px`, border: "2px solid #1457b8", borderRadius: "4px",
    });
    Object.assign(label.style, {
        position: "absolute", top: at.top < 14 ? "100%" : "-12px", right: at.width > 120 ? "-2px" : "auto",
        left: at.width > 120 ? "auto" : "100%", padding: "1px 8px", borderRadius: "4px",
        font: "600 14px/20px monospace", color: "#fff", background: "#1457b8", whiteSpace: "nowrap",
    });
    label.textContent = name;
    if (element.matches(":popover-open")) { frame.popover = "manual"; frame.showPopover();
        Object.assign(frame.style, {position: "fixed", margin: 0, padding: 0, overflow: "visible",
            background: "none", inset: "auto", left: `${at.left - 6}px`, top: `${at.top - 4}px`}); }
}"""


def main() -> None:
    """Build the site, open a number, take the pictures."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with TemporaryDirectory() as name, sync_playwright() as playwright:
        site = Path(name) / "site"
        build = [sys.executable, "-m", "briefing", "build", "--quiet", "--output", str(site)]
        subprocess.run(build, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for picture, viewport, scale in ((evidence, DESK, 2), (parts, TALL, 1)):
            page = browser.new_page(viewport=viewport, device_scale_factor=scale, color_scheme="light")
            page.goto((site / NOTE).as_uri())
            picture(page)
        browser.close()


def opened(page: Page) -> None:
    """Open the first number of the text."""
    page.locator(NUMBER).first.click()
    page.wait_for_timeout(600)  # until the card has come in


def evidence(page: Page) -> None:
    """The picture of a number with its evidence."""
    page.locator(NUMBER).first.evaluate("one => window.scrollTo(0, one.getBoundingClientRect().top - 120)")
    opened(page)
    text = page.locator("article p:has(.figure-found)").first
    page.screenshot(path=PICTURES / "evidence.png", clip=around(text, page.locator(CARD)))


def parts(page: Page) -> None:
    """The picture of a note with the name of what made each part."""
    opened(page)
    page.evaluate("window.scrollTo(0, 0)")
    for selector, name in PARTS.items():
        page.locator(selector).first.evaluate(FRAME, name)
    page.screenshot(path=PICTURES / "page.png")


def around(*shown: Locator) -> FloatRect:
    """The rectangle around all of these, with a margin."""
    boxes = [box for each in shown if (box := each.bounding_box())]
    left, top = (min(box[side] for box in boxes) - MARGIN for side in ("x", "y"))
    right = max(box["x"] + box["width"] for box in boxes) + MARGIN
    bottom = max(box["y"] + box["height"] for box in boxes) + MARGIN
    return {"x": left, "y": top, "width": right - left, "height": bottom - top}


if __name__ == "__main__":
    main()
