"""Search on a real site from a disk, by keyboard, and without a script."""

import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from looking import violations
from playwright.sync_api import Browser, Page, expect

from briefing.cli import main


def ask(page: Page, words: str) -> None:
    page.get_by_role("searchbox").fill(words)


def titles(page: Page) -> list[str]:
    return page.locator(".results h3").all_inner_texts()


# --- what is found ------------------------------------------------------------------------------


def test_words_are_found_wherever_a_note_has_them_and_are_marked(desk: Page, site: Path) -> None:
    desk.goto((site / "search.html").as_uri())
    ask(desk, "gross MARGIN fall")

    expect(desk.get_by_role("status")).to_contain_text("result")
    assert {text.lower() for text in desk.locator(".results mark").all_inner_texts()} >= {"gross", "margin", "fall"}


@pytest.mark.parametrize("query", ["550,000", "550000", "550，000", "delivery target 550,000"])
def test_a_figure_is_found_by_its_value_and_leads_to_its_evidence(desk: Page, site: Path, query: str) -> None:
    desk.goto((site / "search.html").as_uri())
    ask(desk, query)
    desk.locator(".results.figures a", has_text="550,000").first.click()

    assert desk.url.endswith("evs.html#fig.deliveries-2026")
    expect(desk.locator(":target")).to_have_count(1)


def test_a_source_is_found(desk: Page, site: Path) -> None:
    desk.goto((site / "search.html").as_uri())
    ask(desk, "Chasing Wind")
    desk.locator("section", has=desk.get_by_role("heading", name="Sources")).locator("h3 a").click()

    assert "/sources/" in desk.url


def test_titles_go_before_texts(desk: Page, site: Path) -> None:
    desk.goto((site / "search.html").as_uri())
    ask(desk, "aiot")
    expect(desk.get_by_role("status")).to_contain_text("results")

    assert titles(desk)[0].startswith("AIoT")


def test_what_no_text_has_is_said(desk: Page, site: Path) -> None:
    desk.goto((site / "search.html").as_uri())
    ask(desk, "margin xylophone (")

    expect(desk.get_by_role("status")).to_have_text("No note, figure or source matches all these words")
    assert titles(desk) == []


@pytest.mark.parametrize("query", ["计划交付", "小米 su7", "ＳＵ７", "55万", "交付目标"])
def test_chinese_is_found_by_its_signs(desk: Page, chinese: Path, query: str) -> None:
    desk.goto((chinese / "search.html").as_uri())
    ask(desk, query)

    expect(desk.get_by_role("status")).to_have_text("1条结果")
    assert titles(desk) == ["小米汽车"]
    assert desk.locator(".results mark").count() > 0


@pytest.fixture(scope="module")
def cafes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site whose one note has accents."""
    root = tmp_path_factory.mktemp("cafes")
    (root / "notes").mkdir()
    (root / "notes/site.yaml").write_text("title: Cafés\nlanguage: en\nsegments: []\n", "utf-8")
    (root / "notes/sources.yaml").write_text("references: []\n", "utf-8")
    front = "---\ntitle: Overview\ndate: 2026-01-01\nsummary: Said.\n---\n"
    (root / "notes/index.md").write_text(f"{front}A naïve guest drank coffee at the Café Zürich.\n", "utf-8")
    result = CliRunner().invoke(main, ["build", "--project", str(root), "--quiet"])
    assert result.exit_code == 0, result.output
    return root / "site"


@pytest.mark.parametrize("query", ["cafe zurich", "CAFÉ", "naive", '"guest drank"', "“cafe zurich”"])
def test_accents_are_folded_and_quotation_marks_keep_words_together(desk: Page, cafes: Path, query: str) -> None:
    desk.goto((cafes / "search.html").as_uri())
    ask(desk, query)

    expect(desk.get_by_role("status")).to_have_text("1 result")
    assert desk.locator(".results mark").count() > 0


@pytest.mark.parametrize("query", ['"drank guest"', "caffe"])
def test_words_that_do_not_stand_so_are_not_found(desk: Page, cafes: Path, query: str) -> None:
    desk.goto((cafes / "search.html").as_uri())
    ask(desk, query)

    expect(desk.get_by_role("status")).to_have_text("No note, figure or source matches all these words")


def test_a_word_that_is_nowhere_is_looked_for_to_the_end_without_a_click(
    chromium: Browser, site: Path, tmp_path: Path
) -> None:
    copied = tmp_path / "site"
    shutil.copytree(site, copied)
    page = copied / "search.html"
    html = page.read_text(encoding="utf-8")
    names = " ".join(f"f{number}" for number in range(150))
    page.write_text(re.sub('data-notes="[^"]*"', f'data-notes="{names}"', html), encoding="utf-8")
    for name in names.split():
        entry = [name, f"Note {name}", "", "2026-01-01", "1 January 2026", "", "", [], [["", "", "Words."]]]
        script = f"(window.briefingSearch ??= {{}})['{name}'] = {json.dumps([entry])};"
        (copied / f"search/{name}.js").write_text(script, encoding="utf-8")
    tab = chromium.new_page()
    tab.goto(f"{page.as_uri()}#q=xylophone")

    expect(tab.get_by_role("status")).to_have_text("No note, figure or source matches all these words", timeout=20_000)
    expect(tab.get_by_role("button", name="Search further back")).to_be_hidden()
    tab.close()


# --- how it is asked -----------------------------------------------------------------------------


def test_no_text_is_loaded_before_something_is_typed(chromium: Browser, site: Path) -> None:
    page = chromium.new_page()
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto((site / "search.html").as_uri())
    page.get_by_role("searchbox").click()
    page.wait_for_timeout(300)
    assert not [url for url in requests if "/search/" in url]

    ask(page, "margin")
    expect(page.locator(".results > li").first).to_be_visible()
    assert [url for url in requests if "/search/" in url]
    page.close()


@pytest.mark.parametrize("keys", ["Control+k", "Meta+k"])
def test_two_keys_lead_to_the_search_from_any_page_and_one_never_does(desk: Page, site: Path, keys: str) -> None:
    desk.goto((site / "sources/gs-xiaomi-2026.html").as_uri())
    desk.keyboard.type("/k")
    desk.keyboard.press(keys)
    desk.wait_for_url("**/search.html")

    expect(desk.get_by_role("searchbox")).to_be_focused()
    desk.keyboard.type("and/or")
    expect(desk.get_by_role("searchbox")).to_have_value("and/or")


def test_arrows_go_through_the_results_enter_opens_one_and_escape_leads_back(desk: Page, site: Path) -> None:
    desk.goto((site / "search.html").as_uri())
    ask(desk, "margin")
    expect(desk.locator(".results > li").nth(1)).to_be_visible()
    links = desk.locator(".results.figures li > a, .results h3 a")

    desk.keyboard.press("ArrowDown")
    expect(links.nth(0)).to_be_focused()
    desk.keyboard.press("ArrowDown")
    expect(links.nth(1)).to_be_focused()
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("searchbox")).to_be_focused()
    desk.keyboard.press("Enter")
    expect(links.nth(0)).to_be_focused()
    desk.keyboard.press("ArrowUp")
    expect(desk.get_by_role("searchbox")).to_be_focused()
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("searchbox")).to_have_value("")
    expect(links).to_have_count(0)


def test_a_search_is_in_the_address_and_is_there_again_when_the_reader_comes_back(desk: Page, site: Path) -> None:
    desk.goto((site / "search.html").as_uri())
    ask(desk, "gross margin")
    first = desk.locator(".results h3 a").first
    expect(first).to_be_visible()
    assert desk.url.endswith("search.html#q=gross%20margin")

    first.click()
    desk.go_back()
    expect(desk.get_by_role("searchbox")).to_have_value("gross margin")
    expect(first).to_be_visible()


def test_without_a_script_there_is_no_field_and_the_page_says_why(scriptless: Page, site: Path) -> None:
    scriptless.goto((site / "search.html").as_uri())

    expect(scriptless.get_by_role("searchbox")).to_have_count(0)
    expect(scriptless.get_by_text("Search needs JavaScript")).to_be_visible()
    expect(scriptless.locator(".to-search")).to_be_hidden()


def test_results_have_no_accessibility_violation_and_scroll_nothing_sideways(desk: Page, site: Path) -> None:
    desk.goto((site / "search.html").as_uri() + "#q=margin")
    expect(desk.locator(".results > li").first).to_be_visible()

    assert violations(desk) == []
    desk.set_viewport_size({"width": 320, "height": 800})
    assert desk.evaluate("document.documentElement.scrollWidth") == 320
