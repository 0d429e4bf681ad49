"""`briefing pdf` by a real browser: text, tags, outline, metadata, links and sheets of what it prints."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from conftest import ROOT
from pypdf import PdfReader
from pypdf.generic import Destination

from briefing.cli import main
from briefing.disk.browser import find_browser

LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl"})
"""Some fonts join letters, and a PDF tells them as joined."""

pytestmark = pytest.mark.usefixtures("chromium")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pdf")


def printed(folder: Path, *arguments: str) -> PdfReader:
    """What the command prints of this repository's own briefing."""
    file = folder / f"{'-'.join(arguments) or 'whole'}.pdf"
    if not file.exists():
        given = ["pdf", *arguments, "--project", str(ROOT), "--output", str(file)]
        result = CliRunner().invoke(main, [*given, "--base-url", "https://example.org/xiaomi/"])
        assert result.exit_code == 0, result.output
    return PdfReader(file)


def texts(pdf: PdfReader) -> list[str]:
    """The words of each sheet with one space between."""
    return [" ".join(page.extract_text().translate(LIGATURES).split()) for page in pdf.pages]


def headings(outline: list[Any], level: int = 1) -> Iterator[tuple[int, str]]:
    """The entries of an outline, each with its level."""
    for entry in outline:
        if isinstance(entry, Destination):
            yield level, str(entry.title)
        else:
            yield from headings(entry, level + 1)


def links(pdf: PdfReader) -> Iterator[tuple[str, str]]:
    """The links of a PDF: anchors within, and addresses."""
    found = (each.get_object() for page in pdf.pages for each in page.get("/Annots", []))
    for link in found:
        yield ("URI", str(link["/A"]["/URI"])) if "/A" in link else ("Dest", str(link["/Dest"]))


def test_a_note_is_tagged_and_has_its_title_its_language_and_an_outline(folder: Path) -> None:
    pdf = printed(folder, "evs")
    root: Any = pdf.trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "en"
    assert pdf.metadata is not None
    assert pdf.metadata.title == "EVs: deliveries have a hard target, the margin only a warning · Xiaomi briefing"
    assert [title for level, title in headings(pdf.outline) if level == 1] == [
        "EVs: deliveries have a hard target, the margin only a warning"
    ]
    assert {"What it implies", "Checks", "References"} <= {
        title for level, title in headings(pdf.outline) if level == 2
    }


def test_a_note_has_every_figure_with_its_check_on_sheets_of_a4(folder: Path) -> None:
    pdf = printed(folder, "evs")
    text = " ".join(texts(pdf))
    checks = text[text.index("Checks Xiaomi executives") :]

    assert 3 <= len(pdf.pages) <= 5
    assert {(round(float(page.mediabox.width)), round(float(page.mediabox.height))) for page in pdf.pages} == {
        (595, 842)
    }
    for value in ("550,000", "over 410,000", "at most 34.2%", "over 20%", "RMB 15,000", "4–9 times", "15–20 years"):
        assert value in text[: text.index("Checks Xiaomi")]
        assert value in checks
    assert "= 550,000 ÷ over 410,000 − 1" in checks


def test_the_whole_briefing_has_a_cover_its_notes_the_figures_the_guidance_and_the_sources(folder: Path) -> None:
    pdf = printed(folder)
    top = [title for level, title in headings(pdf.outline) if level == 1]

    assert top[0] == "Xiaomi briefing"
    assert [title.partition(":")[0] for title in top[1:]] == [
        "Xiaomi in 2026", "Phones", "AIoT", "EVs", "R&D", "Figures", "Guidance", "Sources",
    ]  # fmt: skip
    assert (2, "Xiaomi executives at the Goldman Sachs conference") in headings(pdf.outline)
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Xiaomi briefing"


def test_a_check_of_the_whole_briefing_says_its_address_on_the_site(folder: Path) -> None:
    text = " ".join(texts(printed(folder)))

    assert "#fig.deliveries-2026" in text
    assert not re.search(r"#p\d+\.", text)


def test_the_contents_list_says_on_which_sheet_each_chapter_begins(folder: Path) -> None:
    pdf = printed(folder)
    first, sheets = texts(pdf)[0], texts(pdf)
    begins = {name: sheet for name, sheet in pdf.named_destinations.items() if re.fullmatch(r"/c\d+", name)}

    assert len(begins) == 8
    for chapter in begins.values():
        number = pdf.get_destination_page_number(chapter)
        assert number is not None
        title = next(title for level, title in headings(pdf.outline) if level == 1 and title in sheets[number])
        assert f"{title} {number + 1}" in first


def test_every_link_leads_to_an_anchor_of_the_document_or_to_the_web(folder: Path) -> None:
    for arguments in ((), ("evs",)):
        pdf = printed(folder, *arguments)
        found = set(links(pdf))

        assert len(found) > 20
        assert {name for kind, name in found if kind == "Dest"} <= set(pdf.named_destinations)
        assert {url for kind, url in found if kind == "URI" and not url.startswith("https://example.org/")} == set()


def test_each_sheet_is_headed_by_its_own_note_and_counted(folder: Path) -> None:
    pdf = printed(folder)
    sheets = texts(pdf)
    chapters = [entry for entry in pdf.outline if isinstance(entry, Destination)]
    second = pdf.get_destination_page_number(chapters[2]) or 0

    assert sheets[second + 1].startswith(f"{chapters[2].title} As of 7 January 2026")
    assert [sheet for number, sheet in enumerate(sheets, 1) if f"{number} / {len(sheets)}" not in sheet] == []
    assert [sheet for sheet in sheets if len(sheet.split()) < 40] == []


def test_nothing_is_left_of_the_browser(folder: Path) -> None:
    printed(folder)

    assert [*(ROOT / ".briefing").glob("print-*")] == []


def test_the_picture_of_a_note_is_printed(folder: Path, tmp_path: Path) -> None:
    root = tmp_path / "Bericht für Müller"
    created = CliRunner().invoke(main, ["init", str(root)])
    assert created.exit_code == 0, created.output
    (root / "notes/deep").mkdir()
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="90"><text y="50">Ferry</text></svg>'
    (root / "notes/deep/map.svg").write_text(drawing, encoding="utf-8")
    front = "---\ntitle: Karte\nsegment: fleet\ndate: 2026-03-31\nsummary: Eine Karte.\n---\n"
    (root / "notes/deep/map.md").write_text(f"{front}![A map](map.svg)\n", encoding="utf-8")
    page = folder / "map.pdf"
    result = CliRunner().invoke(main, ["pdf", "deep/map", "--project", str(root), "--output", str(page)])

    assert result.exit_code == 0, result.output
    assert "Ferry" in " ".join(texts(PdfReader(page)))


def test_the_browser_of_this_machine_is_found() -> None:
    assert find_browser()
