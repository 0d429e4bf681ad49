"""Light and dark: as the system says, or as the reader chose."""

from pathlib import Path

import pytest
from looking import DESK, PHONE, violations
from playwright.sync_api import Browser, Page, expect

PAPER = {"light": "rgb(253, 252, 250)", "dark": "rgb(24, 23, 21)"}


def paper(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))


def switch(page: Page) -> None:
    page.get_by_role("button", name="Dark colours").click()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_follows_the_system_with_and_without_a_script(chromium: Browser, site: Path, scheme: str) -> None:
    for runs in (True, False):
        context = chromium.new_context(color_scheme="dark" if scheme == "dark" else "light", java_script_enabled=runs)
        page = context.new_page()
        page.goto((site / "404.html").as_uri())
        shot = page.locator("body").evaluate("node => getComputedStyle(node).backgroundColor") if runs else None
        assert shot in (None, PAPER[scheme])
        context.close()


def test_the_switch_changes_the_colours_says_so_and_is_remembered_on_every_page(desk: Page, site: Path) -> None:
    desk.goto((site / "index.html").as_uri())
    button = desk.get_by_role("button", name="Dark colours")
    expect(button).to_have_attribute("aria-pressed", "false")

    button.click()
    assert paper(desk) == PAPER["dark"]
    expect(button).to_have_attribute("aria-pressed", "true")

    desk.goto((site / "sources/index.html").as_uri())
    assert paper(desk) == PAPER["dark"]
    expect(button).to_have_attribute("aria-pressed", "true")


def test_who_switches_back_follows_the_system_again(desk: Page, site: Path) -> None:
    desk.goto((site / "index.html").as_uri())
    switch(desk)
    switch(desk)
    assert paper(desk) == PAPER["light"]

    desk.emulate_media(color_scheme="dark")
    assert paper(desk) == PAPER["dark"]
    expect(desk.get_by_role("button", name="Dark colours")).to_have_attribute("aria-pressed", "true")


def test_a_chosen_theme_stands_before_the_first_paint(desk: Page, site: Path) -> None:
    desk.goto((site / "index.html").as_uri())
    switch(desk)
    # A frame is asked for before each paint.
    desk.add_init_script(
        """requestAnimationFrame(function look() {
          if (!document.body) return requestAnimationFrame(look);
          const meta = document.querySelector("meta[name=color-scheme]").content;
          const paper = getComputedStyle(document.body).backgroundColor;
          window.atFirst = [document.documentElement.dataset.theme, meta, paper];
        });"""
    )
    desk.goto((site / "evs.html").as_uri())

    assert desk.evaluate("window.atFirst") == ["dark", "dark", PAPER["dark"]]


def test_the_switch_works_where_storage_is_forbidden(desk: Page, site: Path) -> None:
    desk.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no'); }});")
    desk.goto((site / "index.html").as_uri())
    switch(desk)

    assert paper(desk) == PAPER["dark"]


@pytest.mark.parametrize("path", ["evs.html", "figures/index.html"])
def test_a_page_switched_to_dark_has_no_accessibility_violation(desk: Page, site: Path, path: str) -> None:
    desk.goto((site / path).as_uri())
    switch(desk)

    assert violations(desk, [(DESK, "dark"), (PHONE, "dark")]) == []
