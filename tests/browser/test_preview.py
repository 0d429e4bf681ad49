"""The preview in a browser: a page follows each save, stays where it was read, and shows what was found in it."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, Page

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.reliability import storm

TEXT = "\n\n".join(f"Paragraph {name}. {'Words and more words of it. ' * 12}" for name in "abcdefghijklmnop")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[storm.Server]:
    """A small project that is shown."""
    storm.lay(tmp_path / "project")
    save(tmp_path, TEXT)
    with storm.served(tmp_path / "project") as server:
        yield server


def save(folder: Path, body: str, more: str = "") -> None:
    text = storm.NOTE.format(title="Cells", day=2, body=body)
    storm.write(folder / "project/notes/cells.md", text.replace("summary:", f"{more}summary:"))


@pytest.fixture
def page(chromium: Browser, server: storm.Server) -> Iterator[Page]:
    page = chromium.new_page(viewport={"width": 1000, "height": 700})
    page.goto(f"{server.url}cells.html")
    until(lambda: page.evaluate("document.readyState") == "complete")
    yield page
    page.close()


def until(holds: Callable[[], Any]) -> Any:
    began = monotonic()
    while True:
        try:
            if found := holds():
                return found
        except Error:  # the page is being loaded again
            pass
        assert monotonic() - began < storm.MAX_SECONDS
        sleep(0.02)


FIRST = """() => {
  const first = [...document.querySelectorAll("[data-line]")].find((each) => each.getBoundingClientRect().bottom > 0);
  return [first.textContent.slice(0, 20), Math.round(first.getBoundingClientRect().top)];
}"""


def test_a_save_is_shown_and_the_reader_stays_where_they_were(page: Page, tmp_path: Path) -> None:
    page.evaluate("scrollTo(0, 1500)")
    before = page.evaluate(FIRST)
    save(tmp_path, f"What stands above all of it now. {'More. ' * 200}\n\n{TEXT}")
    until(lambda: "What stands above" in page.evaluate("document.body.textContent"))

    assert until(lambda: page.evaluate(FIRST) == before)


def test_findings_stand_at_their_block_and_in_a_panel_and_go_when_they_are_mended(page: Page, tmp_path: Path) -> None:
    save(tmp_path, f"{TEXT}\n\nSo they say [@nobody], and see [it](nowhere.md).\n\nThe end.")
    until(lambda: page.query_selector(".briefing-panel"))
    marked = page.query_selector(".briefing-marked")
    marks = [mark.inner_text() for mark in page.query_selector_all(".briefing-marked ~ .briefing-mark")]
    panel = page.inner_text(".briefing-panel")

    assert marked
    assert "So they say" in marked.inner_text()
    assert {line.split()[0] for line in marks} == {"warning[unknown-source]", "error[broken-link]"}
    assert "1 error, 1 warning" in panel
    assert "notes/cells.md:" in panel
    save(tmp_path, TEXT)
    until(lambda: not page.query_selector(".briefing-panel, .briefing-mark"))


def test_a_note_that_cannot_be_read_leaves_the_last_good_page_up(page: Page, tmp_path: Path) -> None:
    save(tmp_path, "Other words.", more="statsu: x\n")
    panel = until(lambda: page.query_selector(".briefing-panel[open]"))

    assert "as it was before" in panel.inner_text()
    assert "Paragraph a" in page.inner_text("main")
    assert "unknown-key" in page.inner_text("main > .briefing-mark")


def test_nothing_that_the_preview_adds_is_refused_by_the_policy_of_the_page(
    chromium: Browser, server: storm.Server
) -> None:
    page, messages = chromium.new_page(), list[str]()
    page.on("console", lambda message: messages.append(message.text))
    page.goto(f"{server.url}cells.html")
    until(lambda: page.evaluate("getComputedStyle(document.querySelector('link[href*=preview]')).display"))
    sleep(0.2)

    assert messages == []
    page.close()


def test_more_pages_may_be_open_than_a_browser_keeps_connections(chromium: Browser, server: storm.Server) -> None:
    context = chromium.new_context()
    pages = [context.new_page() for _ in range(8)]
    for page in pages:
        # As a page that stands behind another: Chromium without a window calls none of them hidden.
        page.add_init_script("Object.defineProperty(document, 'hidden', { get: () => window.isBehind !== false })")
        page.goto(f"{server.url}cells.html")

    assert [page.inner_text("h1") for page in pages] == ["Cells"] * len(pages)
    context.close()


def test_a_page_that_was_behind_another_shows_the_last_save_when_it_is_seen(
    chromium: Browser, server: storm.Server, tmp_path: Path
) -> None:
    page = chromium.new_page()
    page.add_init_script("Object.defineProperty(document, 'hidden', { get: () => window.isBehind === true })")
    page.goto(f"{server.url}cells.html")
    page.evaluate("window.isBehind = true; document.dispatchEvent(new Event('visibilitychange'))")
    save(tmp_path, "Saved meanwhile.")
    until(lambda: b"Saved meanwhile" in (server.get("cells.html") or b""))
    assert "Saved meanwhile" not in page.inner_text("main")
    page.evaluate("window.isBehind = false; document.dispatchEvent(new Event('visibilitychange'))")

    until(lambda: "Saved meanwhile" in page.inner_text("main"))
    page.close()
