"""Every page from `file://`, in a real browser."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

PAGES = [
    "index.html",
    "evs.html",
    "figures/index.html",
    "guidance/index.html",
    "sources/index.html",
    "sources/gs-xiaomi-2026.html",
    "404.html",
]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_no_accessibility_violation(tab: Page, site: Path, path: str) -> None:
    tab.goto((site / path).as_uri())

    # Without `preload`, axe does not fetch the style sheets, which the page's policy forbids it.
    found = Axe().run(tab, options={"preload": False}).response["violations"]

    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []


@pytest.mark.parametrize("path", PAGES)
def test_a_page_never_scrolls_sideways_at_320_pixels(chromium: Browser, site: Path, path: str) -> None:
    page = chromium.new_page(viewport={"width": 320, "height": 800})
    page.goto((site / path).as_uri())

    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.close()


def test_the_style_sheet_is_allowed_by_the_pages_own_policy(tab: Page, site: Path) -> None:
    tab.goto((site / "evs.html").as_uri())

    assert tab.evaluate("document.styleSheets.length") == 1
    assert tab.evaluate("getComputedStyle(document.body).marginTop") == "0px"


def test_the_first_focus_skips_to_the_text(tab: Page, site: Path) -> None:
    tab.goto((site / "evs.html").as_uri())

    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")

    assert tab.url.endswith("#content.")
