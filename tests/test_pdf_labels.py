"""Rows of a PDF whose labels are wrapped, and the headings of parts of a table."""

from collections.abc import Sequence
from datetime import date

import pytest
from conftest import note, project
from pdf_files import Set, paper, right

from briefing.build.session import compose
from briefing.verification.archive import Paragraph, read_archived
from briefing.verification.archive_texts import verify_site

LEFT, PITCH = 40, 12
"""Where the labels begin, and from line to line of one of them, in points."""
FIRST, SECOND, THIRD = "Net revenue from all of the", "installations abroad that", "were sold in the year"
HEADS = [right("2025", 400, 720), right("2024", 500, 720)]


def row(label: str, numbers: Sequence[str], bottom: float) -> list[Set]:
    cells = [right(number, 400 + 100 * at, bottom) for at, number in enumerate(numbers)]
    return [Set(label, LEFT, bottom), *cells] if label else cells


def rows(*sheet: Set) -> list[Paragraph]:
    return [item for item in read_archived(paper([*HEADS, *sheet]), ".pdf").paragraphs if item.cells]


def labels(*sheet: Set) -> list[str]:
    return [item.cells[-1].context.label for item in rows(*sheet)]


def around(lines: Sequence[str], numbers: float, gap: int) -> list[Set]:
    """A row between two others, its label in several lines, its numbers in one of them or between two."""
    top, bottom = 700, 700 - gap - PITCH * (len(lines) - 1)
    label = [Set(text, LEFT, top - gap - PITCH * at) for at, text in enumerate(lines)]
    own = row("", ["1,250", "1,100"], top - gap - PITCH * numbers)
    return [*row("Domestic", ["640", "590"], top), *label, *own, *row("Total", ["1,890", "1,690"], bottom - gap)]


WRAPPED = {
    "above": ([FIRST, "installations abroad"], 1),
    "above by two lines": ([FIRST, SECOND, THIRD], 2),
    "around": ([FIRST, SECOND, THIRD], 1),
    "below": ([FIRST, "installations abroad"], 0),
    "on both sides": ([FIRST, "installations abroad"], 0.5),
    "on both sides in words of their own": (["Net revenue", "Installations abroad"], 0.5),
    "ending unfinished": (["Loss attributable to", "The Gull Corporation"], 1),
    "parted by a hyphen": (["Net revenue from instal-", "lations abroad"], 1),
}  # fmt: skip


@pytest.mark.parametrize("gap", [22, 14])
@pytest.mark.parametrize(("lines", "numbers"), WRAPPED.values(), ids=WRAPPED)
def test_a_label_is_read_with_all_of_its_lines(lines: list[str], numbers: float, gap: int) -> None:
    whole = " ".join(lines).replace("instal- ", "instal")

    assert labels(*around(lines, numbers, gap)) == ["Domestic", whole, "Total"]


@pytest.mark.parametrize("gap", [22, 14])
@pytest.mark.parametrize("names", [("Domestic", "Abroad"), ("domestic", "abroad")])
def test_a_heading_of_several_rows_is_part_of_no_label(names: tuple[str, str], gap: int) -> None:
    sheet = [
        item
        for at, heading in enumerate(("Revenue", "Costs"))
        for item in (
            Set(heading, LEFT, 700 - 3 * at * gap),
            *row(names[0], ["640", "590"], 700 - (3 * at + 1) * gap),
            *row(names[1], ["310", "205"], 700 - (3 * at + 2) * gap),
        )
    ]

    assert labels(*sheet) == [*names] * 2


def test_a_sentence_below_a_table_is_part_of_no_label() -> None:
    sheet = [*row("Domestic", ["640", "590"], 700), *row("Abroad", ["310", "205"], 686)]

    found = labels(*sheet, Set("as far as it was known to the port when the year had ended, and no more", LEFT, 672))

    assert found == ["Domestic", "Abroad"]


# --- headings of parts -------------------------------------------------------------------------------

PLACES = {"at the left": LEFT, "between the columns": 415, "over the first column": 380, "over the second": 480}


def parts(headings: Sequence[str], left: float) -> list[Set]:
    """A table in two parts of two rows each."""
    numbers = iter([["640", "590"], ["310", "205"], ["64", "59"], ["31", "20"]])
    return [
        item
        for at, heading in enumerate(headings)
        for item in (
            Set(heading, left, 700 - 60 * at),
            *row("Domestic", next(numbers), 680 - 60 * at),
            *row("Abroad", next(numbers), 660 - 60 * at),
        )
    ]


@pytest.mark.parametrize("left", PLACES.values(), ids=PLACES)
def test_the_rows_of_a_part_are_shown_under_its_own_heading(left: float) -> None:
    found = [item.row.header.split("\n") for item in rows(*parts(["Group", "Parent"], left)) if item.row]

    assert found == [["2025 2024", "Group"]] * 2 + [["2025 2024", "Parent"]] * 2


@pytest.mark.parametrize("left", PLACES.values(), ids=PLACES)
@pytest.mark.parametrize("stretch", ["", "Year ended December 31, "])
@pytest.mark.parametrize(("claim", "problems"), [
    ("In 2023 it had 640 MW", 0), ("In 2022 it had 64 MW", 0),
    ("In 2022 it had 640 MW", 1), ("In 2023 it had 64 MW", 1),
])  # fmt: skip
def test_the_heading_of_a_part_may_be_its_period(claim: str, problems: int, stretch: str, left: float) -> None:
    heads = [right("Power, MW", 400, 720), right("Sales, EUR", 500, 720)]
    content = paper([*heads, *parts([f"{stretch}2023", f"{stretch}2022"], left - 6 * len(stretch) * (left > LEFT))])
    site = compose(project(note(f"{claim} [@iea-2024].\n"))).view

    found = verify_site(site, {"iea-2024": (content, ".pdf")}.get, date(2026, 2, 3))

    assert [problem.rule.value for problem in found.problems] == ["period-differs"] * problems
