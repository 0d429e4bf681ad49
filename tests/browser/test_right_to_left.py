"""A site that is written from right to left is mirrored; numbers with their units are not."""

from pathlib import Path

import pytest
from looking import ACROSS, violations
from playwright.sync_api import Browser, Locator, Page, expect

PAGES = ["index.html", "hebrew.html", "figures/index.html", "search.html"]

ENDS = """node => {
  const text = document.createTreeWalker(node, NodeFilter.SHOW_TEXT).nextNode();
  const at = i => {
    const range = document.createRange();
    range.setStart(text, i);
    range.setEnd(text, i + 1);
    return range.getBoundingClientRect();
  };
  return [at(0), at(text.length - 1)].map(({x, y}) => [Math.round(x), Math.round(y)]);
}"""
"""Where the first and the last letter of an element stand."""


def box(part: Locator) -> tuple[float, float]:
    """The left and the right edge of what is shown."""
    found = part.bounding_box()
    assert found
    return found["x"], found["x"] + found["width"]


def test_the_page_and_a_note_of_another_direction_say_how_they_are_written(desk: Page, arabic: Path) -> None:
    desk.goto((arabic / "hebrew.html").as_uri())
    expect(desk.locator("html")).to_have_attribute("dir", "rtl")
    expect(desk.locator("main")).not_to_have_attribute("dir", "rtl")
    desk.goto((arabic / "english.html").as_uri())

    expect(desk.locator("main")).to_have_attribute("dir", "ltr")


def test_the_frame_is_mirrored(desk: Page, arabic: Path) -> None:
    desk.goto((arabic / "index.html").as_uri())
    text, note = box(desk.locator(".prose > p").first), box(desk.locator(".sidenote").first)

    assert note[1] < text[0]
    assert box(desk.locator("header.site .tools"))[1] < box(desk.locator("header.site .name"))[0]
    head, other = (box(desk.locator(".prose td").nth(i)) for i in (0, 1))
    assert other[1] <= head[0] + 1


def test_the_lines_of_a_check_stand_apart(desk: Page, arabic: Path) -> None:
    desk.goto((arabic / "index.html").as_uri())
    stated, basis = (box(desk.locator(f".check > .{name}").first) for name in ("stated", "basis"))

    assert basis[1] + 3 <= stated[0]


@pytest.mark.parametrize("where", [".prose .figure >> nth=0", ".prose .figure >> nth=1", ".headline .value a"])
def test_a_number_stands_before_its_unit_on_one_line(tab: Page, arabic: Path, where: str) -> None:
    tab.goto((arabic / "index.html").as_uri())
    (first, line), (last, last_line) = tab.locator(where).evaluate(ENDS)

    assert first < last
    assert line == last_line


def test_a_line_in_another_script_is_read_in_its_own_direction(tab: Page, arabic: Path) -> None:
    """Else `✓ 2 of 2 figures` is `of 2 figures 2 ✓`."""
    tab.goto((arabic / "index.html").as_uri())
    line = tab.locator(".tally a:has(.sign)").first

    assert abs(box(line.locator(".sign"))[0] - box(line)[0]) <= 1


def test_the_card_stands_in_the_margin_at_the_left_and_steps_to_the_left(desk: Page, arabic: Path) -> None:
    desk.goto((arabic / "index.html").as_uri())
    desk.locator(".prose .figure > a").first.click()
    card = desk.locator(".card")
    expect(card).to_contain_text("12 GWh")

    assert box(card)[1] < box(desk.locator(".prose > p").first)[0]
    desk.keyboard.press("ArrowLeft")
    expect(card).to_contain_text("500–700")


@pytest.mark.parametrize("path", PAGES)
def test_no_page_scrolls_sideways_at_320_pixels(chromium: Browser, arabic: Path, path: str) -> None:
    page = chromium.new_page(viewport={"width": 320, "height": 800})
    page.goto((arabic / path).as_uri())

    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.close()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_no_accessibility_violation(desk: Page, arabic: Path, path: str) -> None:
    desk.goto((arabic / path).as_uri())

    assert violations(desk, ACROSS) == []
