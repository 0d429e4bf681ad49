"""Tables of a PDF as programs print them: heads over groups of columns, and heads repeated on each sheet."""

from collections.abc import Sequence

import pytest
from paper import WIDE, Set, paper, right

from briefing.verification.archive import ArchivedSource, Paragraph, read_archived

COLUMNS = (40, 180, 260, 340, 420, 500)
"""Where the columns begin, each 80 points wide, as do the cells of their heads."""
YEARS = ["", "2025", "2024", "2025", "2024", ""]
PITCH = 22
"""From row to row, in points: as browsers and office programs pad their cells."""


def centred(text: str, left: float, right_edge: float, bottom: float) -> Set:
    return Set(text, (left + right_edge - len(text) * WIDE * 10) / 2, bottom)


def heads(top: float) -> list[Set]:
    """Two rows of heads: `Region` and `Growth, %` beside both, two groups over two years each."""
    groups = [centred("Installed, MW", 180, 340, top), centred("Revenue", 340, 500, top)]
    beside = [Set("Region", 40, top - PITCH / 2), centred("Growth, %", 500, 580, top - PITCH / 2)]
    years = [centred(year, left, left + 80, top - PITCH) for year, left in zip(YEARS, COLUMNS, strict=True) if year]
    return [*groups, *beside, *years]


def rows(numbers: Sequence[int], top: float) -> list[Set]:
    cells = [[f"Region {at}", f"{1000 + at}", f"{900 + at}", f"{700 + at}.5", f"({20 + at}.1)", f"{at}.4"]
             for at in numbers]  # fmt: skip
    return [
        Set(text, 40, top - PITCH * at) if not column else right(text, COLUMNS[column] + 76, top - PITCH * at)
        for at, row in enumerate(cells)
        for column, text in enumerate(row)
    ]


def report(*numbers: Sequence[int], caption: Set) -> ArchivedSource:
    """A table over several sheets, the heads of which each repeats, with a running head and a number at its foot."""
    sheets = []
    for sheet, on_it in enumerate(numbers):
        edges = [Set("Gull Power Annual Report", 40, 785, 8), Set(str(41 + sheet), 300, 20, 8)]
        above = [caption] if not sheet else []
        sheets.append([*edges, *above, *heads(710), *rows(on_it, 710 - 2 * PITCH)])
    return read_archived(paper(*sheets), ".pdf")


CAPTIONS = {
    "at the left": Set("Table 1: Results, in USD million unless stated", 40, 740),
    "in the middle": centred("Table 1: Results, in USD million unless stated", 40, 580, 740),
}
LONG = report(range(1, 30), range(30, 59), range(59, 70), caption=CAPTIONS["at the left"])


def row(found: ArchivedSource, name: str) -> Paragraph:
    return next(item for item in found.paragraphs if item.text.startswith(f"{name} "))


@pytest.mark.parametrize("caption", CAPTIONS.values(), ids=CAPTIONS)
def test_a_head_is_over_all_columns_that_it_is_centred_over(caption: Set) -> None:
    found = report(range(1, 4), caption=caption)

    heads = [cell.context.header for cell in row(found, "Region 2").cells[1:]]
    assert [head.removeprefix(f"{caption.text} ") for head in heads] == [
        "Installed, MW 2025", "Installed, MW 2024", "Revenue 2025", "Revenue 2024", "Growth, %",
    ]  # fmt: skip


@pytest.mark.parametrize("caption", CAPTIONS.values(), ids=CAPTIONS)
def test_the_measure_of_a_caption_is_that_of_columns_without_one(caption: Set) -> None:
    found = report(range(1, 4), caption=caption)

    measures = [cell.context.measure for cell in row(found, "Region 2").cells[1:]]
    assert [(each.unit, str(each.scale)) for each in measures] == [
        ("MW", "1"), ("MW", "1"), ("USD", "1000000"), ("USD", "1000000"), ("%", "1"),
    ]  # fmt: skip


def test_the_first_and_last_rows_of_sheets_are_no_running_heads() -> None:
    assert [len(row(LONG, f"Region {at}").cells) for at in (1, 29, 30, 58, 59, 69)] == [6] * 6


def test_heads_that_are_repeated_continue_the_table_with_its_measure() -> None:
    first, last = (
        [(cell.context.header, cell.context.measure) for cell in row(LONG, f"Region {at}").cells[1:]] for at in (2, 68)
    )

    assert first == last
    assert last[3][1].unit == "USD"


def test_the_numbers_of_two_sheets_agree_where_they_are_alone_in_their_lines() -> None:
    two = report(range(1, 30), range(30, 40), caption=CAPTIONS["at the left"])

    assert two.printed == {1: "41", 2: "42"}
    assert LONG.place(row(LONG, "Region 69"), by_page=True) == "p. 43 (sheet 3)"
    assert not any(item.text in ("41", "42", "43") for found in (two, LONG) for item in found.paragraphs)
