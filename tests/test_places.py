"""Rows and columns of a table by their words: the same places in every kind of archived file."""

from datetime import date

import pytest
from conftest import note, project
from office_files import docx, run
from pdf_files import Set, lines, paper, right
from verified_claim import looked_up, outcomes

from briefing.build.session import compose
from briefing.verification.archive_texts import verify_site

ROWS = [("Region", "2025", "2024"), ("North (a)", "8,412", "7,905"), ("South", "914", "880")]


def html() -> bytes:
    rows = "".join(f"<tr>{''.join(f'<td>{text}</td>' for text in row)}</tr>" for row in ROWS)
    return f"<p>It has 480 MW.</p><table><caption>Revenue, USD million</caption>{rows}</table>".encode()


def markdown() -> bytes:
    header, *rows = (f"| {' | '.join(row)} |" for row in ROWS)
    return "\n".join(["It has 480 MW.", "", "Table: Revenue, USD million", "", header, "|---|---|---|", *rows]).encode()


def plain() -> bytes:
    rows = (f"{row[0]:12}{row[1]:>10}{row[2]:>10}" for row in ROWS)
    return "\n".join(["It has 480 MW.", "Revenue, USD million", *rows]).encode()


def word() -> bytes:
    rows = "".join(f"<w:tr>{''.join(f'<w:tc><w:p>{run(text)}</w:p></w:tc>' for text in row)}</w:tr>" for row in ROWS)
    above = "".join(f"<w:p>{run(text)}</w:p>" for text in ("It has 480 MW.", "Revenue, USD million"))
    return docx(f"{above}<w:tbl>{rows}</w:tbl>")


def pdf() -> bytes:
    places = [(text, at, column) for at, row in enumerate(ROWS) for column, text in enumerate(row)]
    cells = [
        right(text, 240 + 100 * column, 700 - 16 * at) if column else Set(text, 40, 700 - 16 * at)
        for text, at, column in places
    ]
    return paper([*lines(["It has 480 MW.", "", "Revenue, USD million"], 40, 760), *cells])


FILES = {".html": html(), ".md": markdown(), ".txt": plain(), ".docx": word(), ".pdf": pdf()}

PLACES = {
    "8,412 million [@iea-2024, row North, column 2025]": "verified",
    '8,412 million [@iea-2024, row "north (a)", column 2025]': "verified",
    "7,905 million [@iea-2024, row North, column 2025]": "not-found",
    "7,905 million [@iea-2024, column 2025]": "not-found",
    "914 million [@iea-2024, row North]": "not-found",
    "914 million [@iea-2024, row West]": "not-found",
    "914 million [@iea-2024, column 2023]": "not-found",
    "914 million [@iea-2024, sheet Sales]": "not-found",
    "914 million [@iea-2024, sheet 1]": "verified",
    "914 million [@iea-2024, col. 2]": "verified",
}


@pytest.mark.parametrize("suffix", FILES)
@pytest.mark.parametrize(("claim", "outcome"), PLACES.items())
def test_a_row_and_a_column_of_a_document_are_places(claim: str, outcome: str, suffix: str) -> None:
    assert verified(claim, suffix)[0] == outcome


BESIDE = paper([Set("Tern", 40, 700), right("640", 140, 700), Set("Wind", 240, 700), right("65 MW", 340, 700)])


@pytest.mark.parametrize(
    ("content", "suffix", "place"),
    [
        (b"| Port | Power |\n|---|---|\n| Wind[^1] | 65 MW |\n", ".md", "row Wind"),
        (BESIDE, ".pdf", "row Wind"),
    ],
)
def test_a_label_may_have_a_mark_or_be_that_of_a_table_beside_another(content: bytes, suffix: str, place: str) -> None:
    site = compose(project(note(f"It had 65 MW [@iea-2024, {place}].\n"))).view
    (item,) = verify_site(site, {"iea-2024": (content, suffix)}.get, date(2026, 2, 3)).figures

    assert item.result.outcome == "verified"


HINTS = {
    "7,905 million [@iea-2024, row North, column 2025]": 'it is in ¶8, row "North (a)", column "2024": '
    "is the locator wrong?",
    "914 million [@iea-2024, row West]": 'no cell is there; the figure is in ¶10, row "South", column "2025"',
    "64 million [@iea-2024, sheet Sales]": "no cell is there",
}


@pytest.mark.parametrize(("claim", "hint"), HINTS.items())
def test_a_place_without_the_figure_names_the_one_that_has_it(claim: str, hint: str) -> None:
    assert verified(claim, ".html") == ("not-found", hint)


def verified(claim: str, suffix: str) -> tuple[str, str]:
    """The outcome of a figure, and the hint of its finding."""
    site = compose(project(note(f"It was USD {claim}.\n"))).view
    found = verify_site(site, {"iea-2024": (FILES[suffix], suffix)}.get, date(2026, 2, 3))
    (item,) = found.figures
    return item.result.outcome, "".join(problem.hint for problem in found.problems)


MEASURED = (
    'Region,2024,2025\nAmericas (US$ m),1311.2,1402.9\nAmericas (restated),1309.9,1400.1\n"Boxes, thousand",640,655\n'
)


@pytest.mark.parametrize(
    ("claim", "place", "outcome"),
    [
        ("Sales were $1,402.9 million", ", row Americas, column 2025", "verified"),
        ("Sales were $1,402.9 million", ", row Americas (US$ m)", "verified"),
        ("Sales were $1,400.1 million", ", row Americas", "not-found"),
        ("It moved 655,000 boxes", ", row Boxes", "verified"),
    ],
)
def test_a_row_is_named_without_its_measure(claim: str, place: str, outcome: str) -> None:
    assert outcomes(looked_up(MEASURED, claim, ".csv", place)) == outcome
