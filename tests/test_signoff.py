"""The private report: what notes say beside what sources say, for a second reader."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import NOTE, SITE

from briefing.cli import main

LEDGER = "figures:\n  built:\n    {label: Built in a year, kind: actual, value: 310 GW, cite: iea-2024}\n"
TEXT = "Planned are 4.2 GW <in all>. Prices fell.\nRegion,2025\nNorth,64\nSouth,91\nIn all 310 GW were built.\n"
BODY = """\
First words. Planned are 4.2 GW
in all & more [@iea-2024]. Last words.

| Region | 2025 |
|---|---|
| North | 64 |

Table: Boats [@iea-2024].

- Sold were 77 MW [@iea-2024].
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with its archive."""
    (tmp_path / "notes").mkdir()
    (tmp_path / "archive").mkdir()
    sources = "references:\n  - {id: iea-2024, type: report, title: Outlook <1>}\n"
    front, _, _ = NOTE.rpartition("---")
    texts = {"notes/site.yaml": SITE, "notes/sources.yaml": sources, "notes/note.md": f"{front}{LEDGER}---\n{BODY}"}
    for name, text in {**texts, "archive/iea-2024.txt": TEXT}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def report(root: Path, file: str = "report.html") -> Result:
    arguments = ["--project", str(root), "--archive", str(root / "archive"), "--report", str(root / file)]
    return CliRunner().invoke(main, ["verify", *arguments])


def test_a_claim_stands_beside_its_passage_with_both_numbers_marked(root: Path) -> None:
    report(root)

    shown = (root / "report.html").read_text(encoding="utf-8")
    assert "Planned are <mark>4.2 GW</mark> in all &amp; more [@iea-2024].<span" in shown
    assert "Planned are <mark>4.2 GW</mark> &lt;in all&gt;." in shown
    assert "First words" not in shown
    assert "Prices fell" not in shown


def test_a_folder_that_is_missing_is_told_before_anything_is_looked_up(root: Path) -> None:
    told = report(root, "nope/report.html")

    assert told.exit_code == 2
    assert "nope for the report report.html" in " ".join(told.output.split())


def test_a_row_stands_under_its_header_on_both_sides(root: Path) -> None:
    report(root)

    shown = (root / "report.html").read_text(encoding="utf-8")
    assert '<span class="head">| Region | 2025 |</span>| North | <mark>64</mark> |' in shown
    assert '<span class="head">Region,2025</span>North,<mark>64</mark>' in shown


def test_an_entry_of_a_ledger_is_shown_with_its_label(root: Path) -> None:
    note = root / "notes" / "note.md"
    entry = "    label: Built in a year\n    kind: actual\n    value: 310 GW\n    cite: iea-2024\n"
    text = note.read_text(encoding="utf-8")
    note.write_text(text.replace(LEDGER.partition("built:\n")[2], entry), encoding="utf-8")

    report(root)

    shown = (root / "report.html").read_text(encoding="utf-8")
    assert '<span class="head">Built in a year</span>value: <mark>310 GW</mark>' in shown


def test_what_was_not_found_says_so(root: Path) -> None:
    report(root)

    shown = (root / "report.html").read_text(encoding="utf-8")
    assert '<span class="bad">not found</span>' in shown
    assert "`77 MW` was not found in `iea-2024`" in shown
    assert "3 found, 1 not found" in shown


def test_a_second_reader_signs_each_line_and_the_whole(root: Path) -> None:
    report(root)

    shown = (root / "report.html").read_text(encoding="utf-8")
    assert shown.count('<input type="checkbox">') == 4
    assert "Signature" in shown
    assert "Outlook &lt;1&gt;" in shown
    assert "<script" not in shown


@pytest.mark.parametrize("file", ["site/report.html", "notes/report.html"])
def test_it_is_refused_where_it_would_be_published(root: Path, file: str) -> None:
    result = report(root, file)

    assert result.exit_code == 2
    assert "which is published. The report quotes the sources." in result.output
    assert not (root / file).exists()
    assert not (root / "notes" / "figures.lock").exists()
