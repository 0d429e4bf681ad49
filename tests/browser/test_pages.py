"""Every page from `file://`, in a real browser."""

import re
import shutil
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from looking import ACROSS, DESK, LOOKS, complaints, violations
from playwright.sync_api import Browser, Page, expect

PAGES = [
    "index.html",
    "evs.html",
    "figures/index.html",
    "guidance/index.html",
    "sources/index.html",
    "sources/gs-xiaomi-2026.html",
    "search.html",
    "404.html",
]
CHINESE = ["index.html", "plant.html", "changes/index.html"]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_no_accessibility_violation(desk: Page, site: Path, path: str) -> None:
    desk.goto((site / path).as_uri())

    assert violations(desk) == []


@pytest.mark.parametrize("path", [*CHINESE, "segments/cars/index.html", "search.html"])
def test_a_chinese_page_has_no_accessibility_violation(desk: Page, chinese: Path, path: str) -> None:
    desk.goto((chinese / path).as_uri())

    assert violations(desk, LOOKS if path.startswith("segments/") else ACROSS) == []


@pytest.mark.parametrize("path", CHINESE)
def test_a_chinese_page_never_scrolls_sideways_at_320_pixels(chromium: Browser, chinese: Path, path: str) -> None:
    page = chromium.new_page(viewport={"width": 320, "height": 800})
    page.goto((chinese / path).as_uri())

    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.close()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_never_scrolls_sideways_at_320_pixels(chromium: Browser, site: Path, path: str) -> None:
    page = chromium.new_page(viewport={"width": 320, "height": 800})
    page.goto((site / path).as_uri())

    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.close()


CROWDED = ["index.html", "segments/s1/index.html", "years/index.html", "years/2021/index.html"]


@pytest.mark.parametrize("path", CROWDED)
def test_the_menu_of_many_segments_has_no_accessibility_violation(desk: Page, crowd: Path, path: str) -> None:
    desk.goto((crowd / path).as_uri())
    desk.get_by_role("button", name="Segments").press("Enter")
    expect(desk.locator("header.site").get_by_role("link", name="Segment number 7")).to_be_visible()

    assert violations(desk, ACROSS) == []


@pytest.mark.parametrize("path", CROWDED)
def test_the_menu_of_many_segments_fits_320_pixels(chromium: Browser, crowd: Path, path: str) -> None:
    page = chromium.new_page(viewport={"width": 320, "height": 800})
    page.goto((crowd / path).as_uri())
    page.get_by_role("button", name="Menu").click()
    expect(page.locator("header.site").get_by_role("link", name="Segment number 7")).to_be_visible()

    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.close()


def test_on_a_phone_the_titles_of_the_newest_notes_have_the_whole_line(phone: Page, crowd: Path) -> None:
    phone.goto((crowd / "index.html").as_uri())
    widths = phone.locator(".newest span > a").evaluate_all("all => all.map(link => link.parentElement.offsetWidth)")

    assert len(widths) == 10
    assert min(widths) > 300


@pytest.mark.parametrize("width", [1000, 1130, 1300, 1440])
def test_a_long_title_leaves_room_for_the_navigation(desk: Page, crowd: Path, width: int) -> None:
    desk.set_viewport_size({"width": width, "height": 800})
    desk.goto((crowd / "index.html").as_uri())
    desk.locator("header.site .name a").evaluate("name => name.textContent = 'A briefing of ' + 'many '.repeat(30)")

    assert desk.evaluate("document.documentElement.scrollWidth") == width
    assert desk.locator("header.site").evaluate("bar => bar.offsetHeight") < 90
    name, first = (desk.locator(f"header.site {each} a").first.bounding_box() for each in (".name", "nav"))
    assert name
    assert first
    assert name["x"] + name["width"] <= first["x"]


@pytest.mark.parametrize("path", ["evs.html", "figures/index.html"])
def test_the_bar_the_text_and_the_foot_stand_in_one_frame(desk: Page, site: Path, path: str) -> None:
    desk.goto((site / path).as_uri())
    title = "header.site .name" if path.startswith("figures") else "header.site nav > ul"
    places = [desk.locator(each).first.bounding_box() for each in (title, "h1", "footer.site > p")]

    assert len({round(place["x"]) for place in places if place}) == 1


@pytest.mark.parametrize("width", [390, 768, 1024, 1440])
def test_a_headline_breaks_no_value_but_at_a_space(desk: Page, site: Path, width: int) -> None:
    desk.set_viewport_size({"width": width, "height": 900})
    desk.goto((site / "index.html").as_uri())
    values = desk.locator(".headline .value a")
    lines = values.evaluate_all("all => all.map(link => link.getClientRects().length)")

    assert all(count <= len(text.split()) for count, text in zip(lines, values.all_inner_texts(), strict=True))


def test_on_a_phone_guidance_has_its_outcome_in_sight(phone: Page, site: Path) -> None:
    phone.goto((site / "evs.html").as_uri())
    outcomes = phone.locator("table.guidance td[data-name]")

    assert outcomes.count() > 1
    assert outcomes.evaluate_all("all => all.every(cell => cell.getBoundingClientRect().right <= innerWidth)")


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
    desk.evaluate("window.reached = []; addEventListener('focusin', ({target}) => reached.push(stops.indexOf(target)))")
    for _ in range(stops):
        desk.keyboard.press("Tab")

    assert desk.evaluate("reached") == list(range(stops))


# --- anywhere ------------------------------------------------------------------------------


class Silent(SimpleHTTPRequestHandler):
    """A server that keeps no log."""

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


def used(page: Page, home: str) -> None:
    """Open a card, filter the figures and search, each once the page has loaded and the network has gone."""
    offline, from_disk = page.context.set_offline, home.startswith("file:")
    page.goto(f"{home}evs.html", wait_until="networkidle")
    offline(True)
    page.locator(".headline a").first.click()
    expect(page.get_by_role("dialog", name="Found in source")).to_be_visible()

    offline(from_disk)
    page.goto(f"{home}figures/index.html", wait_until="networkidle")
    offline(True)
    page.get_by_label("Filter").fill("550000 target")
    expect(page.get_by_role("status")).to_contain_text("1 of ")

    offline(from_disk)
    page.goto(f"{home}search.html#q=margin", wait_until="networkidle")
    expect(page.locator(".results h3 a").first).to_be_visible()
    offline(True)
    page.get_by_role("searchbox").fill("550,000")
    page.locator(".results.figures a", has_text="550,000").first.focus()

    offline(from_disk)
    page.keyboard.press("Enter")
    page.wait_for_url("**/evs.html#fig.deliveries-2026")


def test_all_works_under_any_path_of_a_server_and_offline_once_it_has_loaded(
    chromium: Browser, site: Path, tmp_path: Path
) -> None:
    shutil.copytree(site, tmp_path / "any/sub/path")
    context = chromium.new_context(viewport=DESK)
    page = context.new_page()
    messages, requests = complaints(page)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Silent, directory=tmp_path)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        home = f"http://127.0.0.1:{server.server_port}/any/sub/path/"
        context.route(lambda url: not url.startswith(home), lambda route: route.abort())
        used(page, home)
        server.shutdown()
    context.close()

    # Chromium asks for the icon anew when a search goes into the address; whether it gets it is all the same.
    assert [each for each in messages if not each.endswith("icon.svg")] == []
    assert {url for url in requests if not url.startswith(home)} == set()


def test_all_works_from_a_disk_whatever_its_folders_are_called_and_offline(
    chromium: Browser, site: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "a b/100%/网站#1"
    shutil.copytree(site, folder)
    context = chromium.new_context(viewport=DESK, offline=True)
    page = context.new_page()
    messages, requests = complaints(page)
    used(page, f"{folder.as_uri()}/")
    context.close()

    assert messages == []
    assert {url for url in requests if not url.startswith(folder.as_uri())} == set()


def test_the_style_sheet_is_allowed_by_the_pages_own_policy(tab: Page, site: Path) -> None:
    tab.goto((site / "evs.html").as_uri())

    assert tab.evaluate("document.styleSheets.length") == 1
    assert tab.evaluate("getComputedStyle(document.body).marginTop") == "0px"


def test_the_first_focus_skips_to_the_text(tab: Page, site: Path) -> None:
    tab.goto((site / "evs.html").as_uri())

    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")

    expect(tab).to_have_url(re.compile(r"#content\.$"))
