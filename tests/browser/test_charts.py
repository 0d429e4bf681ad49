"""Charts in a real browser: the drawing that fits, in the page's own colours and font."""

from pathlib import Path
from typing import Literal

import pytest
from looking import ACROSS, violations
from playwright.sync_api import Browser, Page, expect

PAGES = ["index.html", "aiot.html", "evs.html", "rnd.html"]


@pytest.mark.parametrize("path", PAGES)
def test_a_chart_with_its_figures_open_has_no_accessibility_violation(desk: Page, site: Path, path: str) -> None:
    desk.goto((site / path).as_uri())
    for summary in desk.locator("figure.chart summary").all():
        summary.click()

    assert violations(desk, ACROSS) == []
    assert desk.locator("figure.chart table:visible").count() == desk.locator("figure.chart").count() > 0


@pytest.mark.parametrize("path", PAGES)
def test_one_drawing_of_each_chart_is_shown_and_its_letters_can_be_read(tab: Page, site: Path, path: str) -> None:
    tab.goto((site / path).as_uri())
    width = tab.evaluate("innerWidth")
    shown = "narrow" if width < 640 else "wide"

    for drawing in tab.locator(".drawing").all():
        expect(drawing.locator("svg:visible")).to_have_count(1)
        svg = drawing.locator(f".drawing-{shown} svg")
        letters = svg.locator("text").evaluate_all("all => all.map(node => node.getBoundingClientRect().toJSON())")
        assert min(box["height"] for box in letters) >= 12
        assert max(box["right"] for box in letters) <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_drawing_has_the_colours_and_the_font_of_the_page(
    desk: Page, site: Path, scheme: Literal["light", "dark"]
) -> None:
    desk.emulate_media(color_scheme=scheme)
    desk.goto((site / "evs.html").as_uri())
    drawn = "node => [getComputedStyle(node).fill, getComputedStyle(node).fontFamily]"
    fill, family = desk.locator(".drawing svg:visible text.fill-ink").first.evaluate(drawn)

    assert fill == desk.evaluate("getComputedStyle(document.body).color")
    assert family == desk.locator(".trail").evaluate("node => getComputedStyle(node).fontFamily")


def test_the_figures_of_a_chart_lead_to_their_evidence(desk: Page, site: Path) -> None:
    desk.goto((site / "evs.html").as_uri())
    desk.locator("figure.chart summary").first.press("Enter")
    desk.locator("figure.chart td a", has_text="300,000").click()

    expect(desk.get_by_role("dialog", name="Found in source")).to_contain_text("Found in source")


def test_on_paper_the_figures_of_a_chart_stand_under_it(chromium: Browser, site: Path) -> None:
    page = chromium.new_page()
    page.goto((site / "evs.html").as_uri())
    page.emulate_media(media="print")

    expect(page.locator("figure.chart table")).to_be_visible()
    expect(page.locator("figure.chart summary")).to_be_hidden()
    expect(page.locator(".drawing-wide")).to_be_visible()
    page.close()


def test_a_chart_scrolls_nothing_sideways_at_320_pixels(chromium: Browser, site: Path) -> None:
    page = chromium.new_page(viewport={"width": 320, "height": 800})
    page.goto((site / "aiot.html").as_uri())

    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.close()
