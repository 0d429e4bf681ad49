"""A site against its archive: what is read once and kept, and which page is meant."""

from datetime import date
from pathlib import Path

import pytest
from conftest import note, project
from office_files import xlsx
from pdf_files import Set, lines, paper

from briefing import disk
from briefing.build.session import compose
from briefing.incremental import Store
from briefing.model.diagnostics import Rule
from briefing.verification import archive_texts
from briefing.verification.archive import ArchivedSource
from briefing.verification.archive_texts import verify_site
from briefing.verification.results import VerificationRun

TODAY = date(2026, 2, 3)
CSV = b"Year,Mean,Jobs\n2023,421.08,310\n2024,424.61,295\n2025,427.35,288\n"
PAGES = paper(
    *([Set(f"{at} | Tern", 40, 780), *lines([f"Sheet {at + 2} has {at}00 cranes."], 40, 600)] for at in range(7))
)


def looked(body: str, content: bytes, suffix: str, store: Store | None = None) -> VerificationRun:
    """What a note comes to beside a text of its source."""
    read = {"iea-2024": (content, suffix)}.get
    return verify_site(compose(project(note(f"{body}\n"))).view, read, TODAY, store)


def outcomes(found: VerificationRun) -> list[tuple[str, str]]:
    return [(item.result.outcome, item.result.where) for item in found.figures]


def test_the_parsed_text_of_a_file_is_cached_until_the_file_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    store, body = Store(), "It was 421.08 ppm, with 310 jobs [@iea-2024]."
    first = looked(body, CSV, ".csv", store)

    def unread(*_: object) -> ArchivedSource:
        raise AssertionError("it was read again")

    monkeypatch.setattr(archive_texts, "read_archived", unread)

    assert outcomes(looked(body, CSV, ".csv", store)) == outcomes(first)
    with pytest.raises(AssertionError, match="read again"):
        looked(body, CSV + b"2026,430.02,281\n", ".csv", store)


def test_a_page_is_the_printed_one_and_not_the_sheet_where_both_have_the_figure() -> None:
    sheets = [
        [Set(str(at), 300, 20), *lines([f"There are 310 cranes on sheet {at + 2}."], 40, 600)] for at in range(1, 5)
    ]
    found = looked("There are 310 cranes [@iea-2024, p. 3].", paper(BLANK, BLANK, *sheets), ".pdf")

    assert outcomes(found) == [("verified", "p. 3 (sheet 5)")]
    assert found.problems == ()


BLANK = [Set("Cover", 40, 400)]


def test_the_sheet_of_that_number_is_looked_at_where_the_printed_page_has_no_such_figure() -> None:
    found = looked("There are 300 cranes [@iea-2024, p. 4].", PAGES, ".pdf")

    assert outcomes(found) == [("verified", "p. 3 (sheet 4)")]
    assert [(problem.rule, problem.severity) for problem in found.problems] == [(Rule.SHEET_CITED, "notice")]


def test_the_hint_names_the_printed_page_and_its_sheet() -> None:
    (problem,) = looked("There are 300 cranes [@iea-2024, p. 6].", PAGES, ".pdf").problems

    assert problem.hint == "it is in p. 3 (sheet 4): is the locator wrong?"


def test_a_sheet_whose_number_no_page_has_is_named_by_it() -> None:
    found = looked("There are 600 cranes [@iea-2024, p. 7].", PAGES, ".pdf")

    assert (outcomes(found), found.problems) == ([("verified", "p. 6 (sheet 7)")], ())


WIND = "Item\t2025, GWh\nWind\t1,250\nSolar\t980\n"
BOOK = xlsx({"Output": [["Item", "2025, GWh"], ["Wind", 1250.0], ["Solar", 980.0]]})
FILES = {
    "iea-2024.tsv": (WIND.encode(), "row 2, column B"),
    "iea-2024.TSV": (WIND.encode(), "row 2, column B"),
    "iea-2024.xlsm": (BOOK, "row 2, column B"),
    "iea-2024.XLSM": (BOOK, "row 2, column B"),
    "iea-2024.htm": (b"<table><tr><th>Item<th>2025, GWh</tr><tr><td>Wind<td>1,250</tr></table>", "\u00b64"),
}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(
    ("claim", "outcome"), [("1,250 GWh", "verified"), ("1,250 TWh", "unit-differs"), ("1,260 GWh", "not-found")]
)
def test_a_file_of_another_spelling_is_read_as_one_of_its_kind(
    tmp_path: Path, name: str, claim: str, outcome: str
) -> None:
    content, where = FILES[name]
    (tmp_path / name).write_bytes(content)
    site = compose(project(note(f"Wind gave {claim} [@iea-2024].\n"))).view

    (found,) = verify_site(site, disk.archive_files(tmp_path), TODAY).figures

    assert (found.result.outcome, found.result.where) == (outcome, where if outcome != "not-found" else "")
