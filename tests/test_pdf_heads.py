"""Tables of a PDF as programs print them: heads over groups of columns, and heads repeated on each sheet."""

from collections.abc import Sequence

import pytest
from pdf_files import WIDE, Set, paper, right

from briefing.verification.archive import ArchivedSource, Paragraph, read_archived
from briefing.verification.archive.head_spans import spread
from briefing.verification.archive.text_lines import TextLine

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


# --- heads that begin or end with their columns ------------------------------------------------------

CELLS = [["North", "1,250", "980", "41.5", "(20.1)", "3.4"], ["South", "310", "205", "12.5", "7.1", "2.4"]]
BY_GROUP = ["Power, MW 2025", "Power, MW 2024", "Sales 2025", "Sales 2024", "Growth, %"]


def aligned(text: str, column: int, bottom: float, how: str, count: int = 1) -> Set:
    """A text at the left, at the right or in the middle of a column, or of several."""
    left, right_edge = COLUMNS[column] + 4, (*COLUMNS, 580)[column + count] - 4
    place = {"left": left, "right": right_edge - len(text) * WIDE * 10}
    return Set(text, place[how], bottom) if how in place else centred(text, left, right_edge, bottom)


def headers(head: Sequence[Set], cells: Sequence[Sequence[str]] = CELLS) -> list[list[str]]:
    """What is over each number of a table, by row."""
    body = [
        aligned(text, column, 660 - 14 * at, "right" if column else "left")
        for at, each in enumerate(cells)
        for column, text in enumerate(each)
        if text
    ]
    found = read_archived(paper([*head, *body]), ".pdf").paragraphs
    return [[cell.context.header for cell in item.cells[1:]] for item in found if item.cells]


def in_row(texts: Sequence[str], bottom: float, how: str) -> list[Set]:
    return [aligned(text, column, bottom, how) for column, text in enumerate(texts) if text]


ALIGNED = ("left", "right", "middle")
LABELLED = {
    "below": (690, 676, 676), "beside the groups": (690, 690, 676), "between": (700, 689, 678),
}  # fmt: skip
"""Where the groups, the heads of one column and the years are."""


@pytest.mark.parametrize(
    ("group", "years"),
    [(group, years) for group in ALIGNED for years in ALIGNED if (group, years) != ("right", "left")],
)
@pytest.mark.parametrize("bottoms", LABELLED.values(), ids=LABELLED)
def test_a_head_over_two_columns_heads_both_however_it_is_aligned(
    bottoms: tuple[float, float, float], group: str, years: str
) -> None:
    over, beside, low = bottoms
    head = [
        aligned("Power, MW", 1, over, group, 2), aligned("Sales", 3, over, group, 2),
        *in_row(["Region", "", "", "", "", "Growth, %"], beside, years), *in_row(["", *YEARS[1:5]], low, years),
    ]  # fmt: skip

    assert headers(head) == [BY_GROUP] * 2


UNDER = {
    "three and two": ((1, 4), ["Region", "2025", "2024", "2023", "2025", "2024"],
                      ["Power, MW 2025", "Power, MW 2024", "Power, MW 2023", "Sales 2025", "Sales 2024"]),
    "words": ((1, 3), ["Region", "Men", "Women", "Men", "Women", "All"],
              ["Power, MW Men", "Power, MW Women", "Sales Men", "Sales Women", "All"]),
    "two years alone": ((1, 3), ["", "2025", "2024", "2023", "2022"],
                        ["Power, MW 2025", "Power, MW 2024", "Sales 2023", "Sales 2022"]),
    # Without evidence a head may be the first line of that of one column.
    "other words": ((1, 3), ["Region", "plan", "Margin", "result", "Rank", "All"],
                    ["Power, MW plan", "Margin", "Sales result", "Rank", "All"]),
    "a year under one": ((1, 3), ["Region", "2025", "2024", "Rank", "Margin"],
                         ["Power, MW 2025", "2024", "Sales Rank", "Margin"]),
}  # fmt: skip


@pytest.mark.parametrize(("groups", "low", "found"), UNDER.values(), ids=UNDER)
def test_the_heads_below_are_the_evidence_of_how_far_one_reaches(
    groups: tuple[int, int], low: list[str], found: list[str]
) -> None:
    head = [aligned(text, column, 690, "left") for text, column in zip(["Power, MW", "Sales"], groups, strict=True)]

    rows = headers([*head, *in_row(low, 676, "left")], [each[: len(low)] for each in CELLS])

    assert rows == [found] * 2


def test_groups_may_be_named_below_the_years() -> None:
    low = [aligned("Power, MW", 1, 676, "middle", 2), aligned("Sales", 3, 676, "middle", 2)]

    found = headers([*in_row(["Region", *YEARS[1:5]], 690, "middle"), *low], [each[:5] for each in CELLS])

    assert found == [["2025 Power, MW", "2024 Power, MW", "2025 Sales", "2024 Sales"]] * 2


def test_a_row_with_an_empty_cell_has_the_heads_of_its_columns() -> None:
    cells = [CELLS[0][:5], ["South", "310", "", "12.5", "7.1"]]

    found = headers(in_row(["Region", "2025", "2024", "2023", "2022"], 676, "left"), cells)

    assert found == [["2025", "2024", "2023", "2022"], ["2025", "2023", "2022"]]


@pytest.mark.parametrize(("count", "is_wider"), [(60, True), (61, False)])
def test_more_than_sixty_headings_are_not_assigned_to_numbers(count: int, is_wider: bool) -> None:
    years = tuple(str(1960 + at) for at in range(count))
    head = TextLine(" ".join(years), (), years, tuple((9.0 * at, 9.0 * at + 2) for at in range(count)))
    cells = tuple((at, at + 1) for at in range(count))
    row = TextLine("1" * count, cells, (), tuple((9.0 * at, 9.0 * at + 6) for at in range(count)))

    (found,) = spread([head], [row, row])

    assert (found.spans == row.spans) is is_wider


# --- captions ----------------------------------------------------------------------------------------


def table(number: str, words: str, top: float, value: str, note: str = "") -> list[Set]:
    """A caption with its number apart from its words, heads in two lines, and a row; a note may be below it."""
    below = [Set(note, 40, top - 20)] if note else []
    heads = [Set("Under 18", 230, top - 40), Set("18 years", 330, top - 40), Set("2003-04", 430, top - 40)]
    under = [Set("years", 240, top - 53), Set("and over", 330, top - 53), Set("in all", 430, top - 53)]
    cells = [Set("North", 40, top - 70), *(right(value, edge, top - 70) for edge in (280, 380, 480))]
    return [Set(number, 40, top), Set(words, 230, top), *below, *heads, *under, *cells]


TWO = [
    *table(
        "Table 1.", "Visits by age: 2003-04", 740, "1,062.6", "[In thousands (1,062.6 represents 1,062,600) All ports]"
    ),
    *table("Table 2.", "Vessels by age: 2003-04", 600, "1,250"),
]


def test_a_caption_heads_no_column_and_an_age_is_no_unit() -> None:
    first, second = (each for each in read_archived(paper(TWO), ".pdf").paragraphs if each.text.startswith("North"))

    assert [cell.context.header for cell in first.cells] == [
        "",
        "Under 18 years",
        "18 years and over",
        "2003-04 in all",
    ]
    assert {cell.context.measure.unit for cell in (*first.cells, *second.cells)} == {""}


def test_the_scale_of_a_table_is_not_that_of_another_with_a_caption_of_its_own() -> None:
    first, second = (each for each in read_archived(paper(TWO), ".pdf").paragraphs if each.text.startswith("North"))

    assert [int(row.cells[1].context.measure.scale) for row in (first, second)] == [1000, 1]
    assert [int(measure.scale) for measure in second.cells[1].context.likely] == [1000]
