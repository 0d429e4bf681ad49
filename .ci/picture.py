"""Takes the README's picture: a number of the overview of EVs, opened into its evidence.

`.venv/bin/python .ci/picture.py` builds this repository's site and writes `.github/evidence.png`. Needs Chromium and
the extra `browser`; no part of CI, since letters are drawn otherwise on each machine.
"""

import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from playwright.sync_api import FloatRect, Locator, ViewportSize, sync_playwright

ROOT: Final = Path(__file__).parents[1]
PICTURE: Final = ROOT / ".github/evidence.png"
PAGE: Final = "evs.html"
NUMBER: Final = "article p .figure-found"
DESK: Final[ViewportSize] = {"width": 1240, "height": 900}
CARD: Final = "[popover]:popover-open"
MARGIN: Final = 28


def main() -> None:
    """Build, open the number, take the picture."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with TemporaryDirectory() as name, sync_playwright() as playwright:
        site = Path(name) / "site"
        build = [sys.executable, "-m", "briefing", "build", "--quiet", "--output", str(site)]
        subprocess.run(build, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport=DESK, device_scale_factor=2, color_scheme="light")
        page.goto((site / PAGE).as_uri())
        number = page.locator(NUMBER).first
        number.evaluate("one => window.scrollTo(0, one.getBoundingClientRect().top - 120)")
        number.click()
        page.wait_for_timeout(600)  # until the card has come in
        page.screenshot(
            path=PICTURE, clip=around(page.locator("article p:has(.figure-found)").first, page.locator(CARD))
        )
        browser.close()


def around(*shown: Locator) -> FloatRect:
    """The rectangle around all of these, with a margin."""
    boxes = [box for each in shown if (box := each.bounding_box())]
    left, top = (min(box[side] for box in boxes) - MARGIN for side in ("x", "y"))
    right = max(box["x"] + box["width"] for box in boxes) + MARGIN
    bottom = max(box["y"] + box["height"] for box in boxes) + MARGIN
    return {"x": left, "y": top, "width": right - left, "height": bottom - top}


if __name__ == "__main__":
    main()
