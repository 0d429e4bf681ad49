"""Every page from `file://`, in a real browser."""

import re
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

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


CROWDED = ["index.html", "segments/s1/index.html", "years/index.html", "years/2021/index.html"]


@pytest.mark.parametrize("path", CROWDED)
def test_the_menu_of_many_segments_has_no_accessibility_violation(tab: Page, crowd: Path, path: str) -> None:
    tab.goto((crowd / path).as_uri())
    tab.locator("summary", has_text="Segments").press("Enter")
    expect(tab.get_by_role("link", name="Segment number 7", exact=True)).to_be_visible()

    found = Axe().run(tab, options={"preload": False}).response["violations"]

    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []


@pytest.mark.parametrize("path", CROWDED)
def test_the_menu_of_many_segments_fits_320_pixels(chromium: Browser, crowd: Path, path: str) -> None:
    page = chromium.new_page(viewport={"width": 320, "height": 800})
    page.goto((crowd / path).as_uri())
    page.locator("summary", has_text="Segments").click()

    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.close()


WIDTH_IN_LETTERS = """() => {
  const text = document.querySelector(".prose > p");
  const line = document.createElement("span");
  line.style.whiteSpace = "nowrap";
  line.textContent = [...document.querySelectorAll(".prose > p")].map(node => node.textContent).join(" ");
  const width = text.offsetWidth;
  text.append(line);
  return line.textContent.length * width / line.getBoundingClientRect().width;
}"""
"""How many letters of its own text a line of prose has room for."""


@pytest.mark.parametrize("width", [900, 1100, 1440, 2560])
def test_a_line_of_prose_has_sixty_to_seventy_five_letters(desk: Page, site: Path, width: int) -> None:
    desk.set_viewport_size({"width": width, "height": 900})
    desk.goto((site / "evs.html").as_uri())

    assert 60 <= desk.evaluate(WIDTH_IN_LETTERS) <= 75


@pytest.mark.parametrize("width", [320, 390, 1440])
def test_prose_is_set_in_eighteen_pixels_or_more(desk: Page, site: Path, width: int) -> None:
    desk.set_viewport_size({"width": width, "height": 900})
    desk.goto((site / "evs.html").as_uri())

    assert desk.evaluate("parseFloat(getComputedStyle(document.querySelector('.prose p')).fontSize)") >= 18


STOPS = """() => [...document.querySelectorAll(
    "a[href], button, input, select, summary, [tabindex='0']")].filter(
  node => node.checkVisibility() && node.tabIndex >= 0)"""


@pytest.mark.parametrize("path", ["index.html", "evs.html", "figures/index.html", "sources/gs-xiaomi-2026.html"])
def test_the_keyboard_alone_reaches_and_leaves_everything(desk: Page, site: Path, path: str) -> None:
    desk.goto((site / path).as_uri())
    stops = desk.evaluate(f"(window.stops = ({STOPS})()).length")
    reached = []
    for _ in range(stops):
        desk.keyboard.press("Tab")
        reached.append(desk.evaluate("stops.indexOf(document.activeElement)"))

    assert reached == list(range(stops))


@pytest.fixture
def served(site: Path) -> Iterator[str]:
    """The address of the site on a server, under a path."""
    serve = partial(SimpleHTTPRequestHandler, directory=site.parent)
    with ThreadingHTTPServer(("127.0.0.1", 0), serve) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/{site.name}/"
        server.shutdown()


def test_a_site_works_under_any_path_of_a_server(chromium: Browser, served: str) -> None:
    page = chromium.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{served}sources/")
    page.goto(served)
    page.locator(".headline a").first.click()

    expect(page.get_by_role("dialog", name="Evidence")).to_be_visible()
    assert [url for url in asked if not url.startswith(served) and "favicon" not in url] == []
    page.close()


def test_the_style_sheet_is_allowed_by_the_pages_own_policy(tab: Page, site: Path) -> None:
    tab.goto((site / "evs.html").as_uri())

    assert tab.evaluate("document.styleSheets.length") == 1
    assert tab.evaluate("getComputedStyle(document.body).marginTop") == "0px"


def test_the_first_focus_skips_to_the_text(tab: Page, site: Path) -> None:
    tab.goto((site / "evs.html").as_uri())

    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")

    expect(tab).to_have_url(re.compile(r"#content\.$"))
