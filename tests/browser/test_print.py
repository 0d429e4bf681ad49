"""On paper: a running head, endnotes with full references, and nothing cut off."""

import io
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from briefing.cli import main

MILLIMETRE = 96 / 25.4
TEXT = round((210 - 2 * 28) * MILLIMETRE)
"""The width of the text on a sheet of A4, in CSS pixels."""

TERN = Path(__file__).parents[1] / "cases/archives/tern"

Sheets = Callable[[str], list[str]]


LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl"})
"""Some fonts join letters, and a PDF tells them as joined."""


@pytest.fixture
def sheets(desk: Page, site: Path) -> Sheets:
    """A page's printed sheets, as words with one space between."""

    def printed(path: str) -> list[str]:
        desk.goto((site / path).as_uri())
        pdf = PdfReader(io.BytesIO(desk.pdf(format="A4", prefer_css_page_size=True)))
        return [" ".join(sheet.extract_text().translate(LIGATURES).split()) for sheet in pdf.pages]

    return printed


def test_every_sheet_but_the_first_is_headed_by_title_and_date(sheets: Sheets) -> None:
    first, *rest = sheets("evs.html")
    day = "As of 7 January 2026"
    head = f"EVs: deliveries have a hard target, the margin only a warning {day}"

    assert rest
    assert [sheet for sheet in rest if head not in sheet] == []
    assert first.count(day) == 1
    assert [sheet for number, sheet in enumerate([first, *rest], 1) if f"{number} / {len(rest) + 1}" not in sheet] == []


def test_a_printed_note_ends_with_its_evidence_and_its_numbered_references(sheets: Sheets) -> None:
    text = " ".join(sheets("evs.html"))

    evidence, references = text.index("figures found in their sources"), text.index("References 1.")
    assert evidence < references
    assert "✓ Found in source" in text[evidence:references]
    assert "Goldman Sachs conference in one article" in text[references:]


def test_a_caveat_is_printed_beside_its_figure(sheets: Sheets) -> None:
    text = " ".join(sheets("rnd.html"))
    evidence, references = text.index("Checks Doubts"), text.index("References 1.")

    slip = "(we read it otherwise: RMB 32–33 billion; the source prints RMB 320–330 billion)"
    assert text.index(slip) < evidence
    assert "How we read it: A tenth of that." in text[evidence:references]


def test_what_must_be_clicked_is_not_printed(desk: Page, site: Path) -> None:
    desk.goto((site / "evs.html").as_uri())
    desk.locator(".prose .cite a").first.click()
    desk.emulate_media(media="print")

    for gone in (".card", "header.site nav", ".contents", ".neighbours", ".theme", ".back", "[role=doc-backlink]"):
        expect(desk.locator(gone).first).to_be_hidden()


def test_how_to_cite_a_note_is_printed_for_people_and_not_for_machines(desk: Page, site: Path) -> None:
    desk.goto((site / "evs.html").as_uri())
    desk.locator(".citing summary").click()
    expect(desk.locator(".citing pre").first).to_be_visible()
    desk.emulate_media(media="print")

    expect(desk.locator(".citing p")).to_be_visible()
    for gone in desk.locator(".citing pre, .citing .copies, .citing button").all():
        expect(gone).to_be_hidden()


@pytest.mark.parametrize("path", ["index.html", "evs.html", "rnd.html", "figures/index.html", "guidance/index.html"])
def test_no_table_is_wider_than_the_sheet(desk: Page, site: Path, path: str) -> None:
    desk.set_viewport_size({"width": TEXT, "height": 1000})
    desk.emulate_media(media="print")
    desk.goto((site / path).as_uri())

    assert desk.evaluate("[...document.querySelectorAll('table')].filter(t => t.offsetWidth > innerWidth).length") == 0
    assert desk.evaluate("document.documentElement.scrollWidth") == TEXT


def test_a_page_switched_to_dark_is_printed_on_white(desk: Page, site: Path) -> None:
    desk.goto((site / "index.html").as_uri())
    desk.get_by_role("button", name="Dark colours").click()
    desk.emulate_media(media="print")

    assert desk.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert desk.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"


def test_no_word_of_a_table_is_broken_in_two(desk: Page, site: Path) -> None:
    desk.set_viewport_size({"width": TEXT, "height": 1000})
    desk.emulate_media(media="print")
    desk.goto((site / "rnd.html").as_uri())
    lines = """() => [...document.querySelectorAll('.prose td:first-child, .prose th')].map(cell => {
        const range = document.createRange();
        const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
        let broken = 0;
        for (let node; (node = walker.nextNode());)
            for (const match of node.data.matchAll(/[A-Za-z]+/g)) {
                range.setStart(node, match.index); range.setEnd(node, match.index + match[0].length);
                broken += range.getClientRects().length > 1;
            }
        return broken;
    })"""

    assert sum(desk.evaluate(lines)) == 0


def wide(folder: Path, columns: int) -> Path:
    """The page of a note with a table of many columns."""
    years = "|".join(str(2001 + number) for number in range(columns))
    table = f"## By year\n\n|Port|{years}|\n|{'---|' * (columns + 1)}\n|The northern harbour|{'1,234,567|' * columns}\n"
    (folder / "notes").mkdir()
    (folder / "notes/site.yaml").write_text("title: Wide\nlanguage: en\n", encoding="utf-8")
    (folder / "notes/sources.yaml").write_text("references: []\n", encoding="utf-8")
    head = "---\ntitle: All\ndate: 2026-01-01\nsummary: All.\n---\n"
    (folder / "notes/index.md").write_text(f"{head}{table}", encoding="utf-8")
    result = CliRunner().invoke(main, ["build", "--project", str(folder), "--quiet"])
    assert result.exit_code == 0, result.output
    return folder / "site/index.html"


@pytest.mark.parametrize("columns", [8, 10, 13, 20])
def test_no_number_of_a_wide_table_is_broken_or_cut_off(desk: Page, tmp_path: Path, columns: int) -> None:
    desk.goto(wide(tmp_path, columns).as_uri())
    pdf = PdfReader(io.BytesIO(desk.pdf(format="A4", prefer_css_page_size=True)))
    sheets = [sheet.extract_text().replace("?", " ") for sheet in pdf.pages]

    assert [sheet.split().count("1,234,567") for sheet in sheets if "By year" in sheet] == [columns]


def test_a_drawing_taller_than_a_sheet_is_made_to_fit_on_one(desk: Page, ledger: Path, tmp_path: Path) -> None:
    project = shutil.copytree(ledger.parent, tmp_path / "tall")
    chart = f"```chart\ntitle: All shares\nmark: bar\nfigures: [{', '.join(f'f{n}' for n in range(60))}]\n```\n"
    note = project / "notes/index.md"
    note.write_text(note.read_text("utf-8") + chart, "utf-8")
    result = CliRunner().invoke(main, ["build", "--project", str(project), "--quiet"])
    assert result.exit_code == 0, result.output
    desk.goto((project / "site/index.html").as_uri())
    desk.emulate_media(media="print")

    height = desk.locator(".drawing-wide svg").evaluate("drawing => drawing.getBoundingClientRect().height")
    assert height <= 215 * MILLIMETRE + 1


@pytest.mark.parametrize(
    ("path", "most"),
    [("index.html", 4), ("evs.html", 4), ("figures/index.html", 3), ("sources/gs-xiaomi-2026.html", 6)],
)
def test_a_page_takes_few_sheets_and_none_without_text(sheets: Sheets, path: str, most: int) -> None:
    printed = sheets(path)

    assert len(printed) <= most
    assert [sheet for sheet in printed if len(sheet.split()) < 40] == []


def test_the_head_of_the_ledger_is_printed_on_every_sheet(sheets: Sheets) -> None:
    printed = [sheet for sheet in sheets("figures/index.html") if "¶" in sheet]

    assert len(printed) > 1
    assert [sheet for sheet in printed if "Figure Value Period Source" not in sheet] == []


def test_no_number_of_a_table_is_broken_in_two(desk: Page, site: Path) -> None:
    desk.set_viewport_size({"width": TEXT, "height": 1000})
    desk.emulate_media(media="print")
    desk.goto((site / "figures/index.html").as_uri())

    assert (
        desk.eval_on_selector_all("td data", "all => all.filter(each => each.getClientRects().length > 1).length") == 0
    )


def test_a_printed_check_has_its_value_and_its_caveat_stands_open(sheets: Sheets) -> None:
    text = " ".join(sheets("rnd.html"))
    checks = text[text.index("Checks Doubts") :]

    assert "RMB 320–330 billion R&D spending, as printed, 2025" in checks
    assert "= RMB 320–330 billion ⚠ ÷ 10" in checks


def test_what_was_rounded_is_said_in_the_checks_and_in_the_ledger(desk: Page, tmp_path: Path) -> None:
    project = shutil.copytree(TERN, tmp_path / "tern")
    note = project / "notes/cells.md"
    margin = "  margin: {label: Margin, kind: actual, value: 18.3%, cite: 'call-2026, ¶4'}\n"
    note.write_text(note.read_text("utf-8").replace("figures:\n", f"figures:\n{margin}", 1), "utf-8")
    result = CliRunner().invoke(main, ["build", "--project", str(project), "--quiet"])
    assert result.exit_code == 0, result.output
    desk.emulate_media(media="print")

    for path in ("cells.html", "figures/index.html"):
        desk.goto((project / "site" / path).as_uri())
        expect(desk.locator("#fig\\.margin, #margin").locator(".word, .detail")).to_have_text(
            ["Found in source", ": rounded here"]
        )
        expect(desk.get_by_text(": rounded here").first).to_be_visible()
