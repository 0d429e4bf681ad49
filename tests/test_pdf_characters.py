"""The characters of PDFs: those that are struck out, and those of fonts whose height is not known."""

import pytest
from pdf_files import WITHOUT_HEIGHT, Drawn, Set, lines, paper

from briefing.verification.archive import read_archived


def read(*items: Set | Drawn, font: str = "") -> list[str]:
    content = paper(items, font=font) if font else paper(items)
    return [paragraph.text for paragraph in read_archived(content, ".pdf").paragraphs]


MOVED = Set("It moved 1,250 1,310 boxes", 40, 700)
"""A sentence whose first number begins at 94 and ends at 124 points."""

STRUCK = "It moved 1,310 boxes"
LEFT = "It moved 1,250 1,310 boxes"

LINES = {
    "through the middle": (Drawn(94, 124, 703), STRUCK),
    "with the space after it": (Drawn(94, 130, 703), STRUCK),
    "two, as a double line": ((Drawn(94, 124, 702), Drawn(94, 124, 704)), STRUCK),
    "through some of its digits": (Drawn(94, 112, 703), "It moved 50 1,310 boxes"),
    "an underline": (Drawn(94, 124, 698.5), LEFT),
    "above it": (Drawn(94, 124, 709), LEFT),
    "a bar behind it": (Drawn(94, 124, 698, 9), LEFT),
    "the grid line of a chart": (Drawn(60, 400, 703), LEFT),
    "a line that begins before it": (Drawn(10, 124, 703), LEFT),
    "beside it": (Drawn(200, 260, 703), LEFT),
}


@pytest.mark.parametrize(("drawn", "found"), LINES.values(), ids=list(LINES))
def test_a_number_is_struck_out_by_a_line_that_begins_and_ends_with_it(
    drawn: Drawn | tuple[Drawn, ...], found: str
) -> None:
    items = (drawn,) if isinstance(drawn, Drawn) else drawn

    assert read(MOVED, *items) == [found]


def test_an_annotation_strikes_out() -> None:
    note = "<< /Type /Annot /Subtype /StrikeOut /Rect [94 697 124 709] /QuadPoints [94 709 124 709 94 697 124 697] >>"

    found = read_archived(paper([MOVED], notes=note), ".pdf")

    assert [paragraph.text for paragraph in found.paragraphs] == [STRUCK]


def test_the_rules_of_a_table_strike_nothing_out() -> None:
    rows = lines(["North   1,250   1,310", "South     820     790"], 40, 700, pitch=1.1)

    assert read(*rows, Drawn(40, 170, 708), Drawn(40, 170, 697), Drawn(40, 170, 686)) == read(*rows)


def test_words_of_a_font_without_height_are_whole() -> None:
    text = "They moved 1,250 type-B boxes (a quarter), by ship; it cost 3,640 euros"

    assert read(Set(text, 40, 700), font=WITHOUT_HEIGHT) == [text]
