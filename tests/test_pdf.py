"""PDF as it is seen: lines and columns, tables, marks, and the pages that are printed."""

from datetime import date
from io import BytesIO

import pytest
from conftest import note, project
from pdf_files import Set, lines, paper, right
from pypdf import PdfWriter

from briefing.build.session import compose
from briefing.citations import read_locators
from briefing.verification.archive import ArchivedSource, UnreadableFile, read_archived
from briefing.verification.archive.page_labels import by_edges, labels_in, read_label
from briefing.verification.archive_texts import verify_site


def read(*sheets: list[Set], labels: str = "", turned: int = 0) -> ArchivedSource:
    return read_archived(paper(*sheets, labels=labels, turned=turned), ".pdf")


def texts(*sheets: list[Set]) -> list[str]:
    return [item.text for item in read(*sheets).paragraphs]


# --- prose -------------------------------------------------------------------------------------------

LEFT = ["The fleet moved some 1,250 boxes a", "day, which is more than the 1,100", "of the year before, and far above"]
RIGHT = ["what the port had planned: it had", "expected 980 boxes, of which 310", "were to come from the north side."]


def test_two_columns_are_read_one_after_the_other() -> None:
    assert texts([*lines([*LEFT, *LEFT], 40, 700), *lines([*RIGHT, *RIGHT], 320, 700)]) == [
        " ".join([*LEFT, *LEFT, *RIGHT, *RIGHT])
    ]


def test_a_column_that_ends_with_a_sentence_ends_its_paragraph() -> None:
    left = [*LEFT, "That was in the north of the city."]

    assert texts([*lines(left, 40, 700), *lines([*RIGHT, *RIGHT], 320, 700)])[0] == " ".join(left)


def test_lines_that_are_set_from_edge_to_edge_are_prose_however_wide_their_gaps() -> None:
    spread = [
        Set("Then", 40, 674),
        Set("980", 90, 674),
        Set("boxes", 140, 674),
        right("went", 40 + 6 * len(LEFT[1]), 674),
    ]

    assert texts([*lines(LEFT[:2], 40, 700), *spread, *lines(LEFT[2:], 40, 661)]) == [
        f"{LEFT[0]} {LEFT[1]} Then 980 boxes went {LEFT[2]}"
    ]


def test_three_columns_are_read_one_after_the_other() -> None:
    left = ["It sold some 1,250", "boxes to the north", "and cost USD 3.6"]
    middle = ["million a day, as", "it had been told in", "the year before by"]
    last = ["all that were there", "and had seen 310", "cranes in all."]
    columns = [[*each, *each] for each in (left, middle, last)]

    found = texts([item for at, each in enumerate(columns) for item in lines(each, 40 + 180 * at, 700)])

    assert " ".join(found) == " ".join(" ".join(each) for each in columns)


def test_columns_whose_lines_are_spread_are_columns_all_the_same() -> None:
    wide = [
        Set("to", 320, 648),
        Set("EUR", 380, 648),
        Set("3.43", 430, 648),
        right("once", 320 + 6 * len(RIGHT[0]), 648),
    ]
    wider = [Set("billion", 320, 635), Set("then,", 400, 635), right("and", 320 + 6 * len(RIGHT[0]), 635)]
    body = [
        item for at in range(2) for item in lines([RIGHT[0], "which it was about to bring upxxx"], 320, 700 - 26 * at)
    ]
    left = lines([*LEFT, *LEFT, "Then it was all said."], 40, 700)

    (column, other) = texts([*left, *body, *wide, *wider])

    assert column.endswith("Then it was all said.")
    assert other.endswith("to EUR 3.43 once billion then, and")


def test_a_number_at_the_end_of_a_page_has_the_word_that_follows_on_the_next() -> None:
    found = texts(
        lines([LEFT[0], "day, and in all it cost USD 531"], 40, 700), lines(["million. More came later."], 40, 700)
    )

    assert found == [f"{LEFT[0]} day, and in all it cost USD 531 million", "million. More came later."]


def test_two_columns_are_read_so_however_the_file_draws_them() -> None:
    left, right_ = lines([*LEFT, *LEFT], 40, 700), lines([*RIGHT, *RIGHT], 320, 700)
    across = [item for pair in zip(left, right_, strict=True) for item in pair]

    assert texts(across) == texts([*left, *right_])


def test_a_title_across_two_columns_stands_before_them() -> None:
    title = [Set("A report on all of the boxes that went through the harbour", 40, 740, 14)]

    found = texts([*title, *lines([*LEFT, *LEFT], 40, 700), *lines([*RIGHT, *RIGHT], 320, 700)])

    assert [text[:12] for text in found] == ["A report on ", "The fleet mo"]


def test_a_gap_or_a_short_last_line_parts_paragraphs() -> None:
    assert texts(
        [*lines(["One that runs over two lines of the", "sheet.", "Two."], 40, 700), Set("Three", 40, 600)]
    ) == [
        "One that runs over two lines of the sheet.",
        "Two.",
        "Three",
    ]


def test_a_word_that_a_line_s_end_parts_is_one() -> None:
    assert texts([*lines(["It cost 41 mil-", "lion, over a 10-", "year span."], 40, 700)]) == [
        "It cost 41 million, over a 10-year span."
    ]


def test_ligatures_are_letters() -> None:
    assert texts([Set("The pro¦fi¦t in¦fl¦ow", 40, 700)]) == ["The profit inflow"]


def test_a_sheet_that_is_turned_is_read_as_it_is_shown() -> None:
    sheet = [Set("Boxes", 40, 500), right("640", 300, 500), right("590", 400, 500), Set("All in thousands.", 40, 400)]

    assert [item.text for item in read(sheet, turned=90).paragraphs] == ["Boxes 640 590", "All in thousands."]


@pytest.mark.parametrize("turn", [1, 2, 3])
def test_a_table_that_is_set_sideways_is_read_as_if_the_sheet_were_turned(turn: int) -> None:
    rows = [Set("Region", 40, 500), right("2025, MW", 300, 500), Set("North", 40, 480), right("640", 300, 480)]
    sheet = [Set("Harbours in numbers", 40, 780), *(item._replace(turn=turn) for item in rows), Set("6", 300, 20)]

    found = read(sheet).paragraphs

    assert [item.text for item in found] == ["Harbours in numbers", "6", "Region 2025, MW", "North 640"]
    assert [(cell.context.header, cell.context.measure.unit) for cell in found[-1].cells[1:]] == [("2025, MW", "MW")]


# --- marks -------------------------------------------------------------------------------------------

MARKED = {
    "a mark behind a unit": ([Set("They run 512 MW", 40, 700), Set("3", 131, 704, 6)], "They run 512 MW"),
    "a mark in a sentence": ([Set("Run 512", 40, 700), Set("3", 83, 704, 6), Set("now", 95, 700)], "Run 512 now"),
    "a mark in brackets": ([Set("They run 512", 40, 700), Set("(3)", 113, 704, 6)], "They run 512"),
    "an exponent": ([Set("They cover 512 m", 40, 700), Set("2", 137, 704, 6)], "They cover 512 m²"),
    "a power of ten": ([Set("They are 3 x 10", 40, 700), Set("6", 131, 704, 6)], "They are 3 x \ufffc"),
    "an index": ([Set("Of CO", 40, 700), Set("2", 71, 698, 6), Set("41 Mt", 80, 700)], "Of CO₂ 41 Mt"),
    "an index drawn last": ([Set("Of CO", 40, 700), Set("41 Mt", 80, 700), Set("2", 71, 698, 6)], "Of CO₂ 41 Mt"),
    "a note by its own mark": ([Set("3", 40, 704, 6), Set("Net of all fees", 46, 700)], "³ Net of all fees"),
}  # fmt: skip


@pytest.mark.parametrize(("sheet", "found"), MARKED.values(), ids=MARKED)
def test_what_is_raised_or_lowered_is_no_digit_of_a_number(sheet: list[Set], found: str) -> None:
    assert texts(sheet) == [found]


# --- tables ------------------------------------------------------------------------------------------


def table(top: float, rows: list[tuple[str, str, str]]) -> list[Set]:
    """Labels, and two columns of numbers."""
    cells = [[Set(a, 40, top - 14 * at), right(b, 400, top - 14 * at), right(c, 500, top - 14 * at)]
             for at, (a, b, c) in enumerate(rows)]  # fmt: skip
    return [item for row in cells for item in row if item.text]


HEADED = [("USD million", "2025", "Change, %"), ("Sales", "8,412", "15.6"), ("Cost of it all", "(214)", "3.1")]


def test_cells_are_headed_by_what_stands_over_them() -> None:
    found = read(table(700, HEADED)).paragraphs

    assert [(cell.context.header, cell.context.measure.unit) for row in found for cell in row.cells[1:]] == [
        ("2025", "USD"),
        ("Change, %", "%"),
        ("2025", "USD"),
        ("Change, %", "%"),
    ]


def test_a_head_that_lies_over_two_columns_heads_both() -> None:
    over = [Set("Boxes in thousands", 370, 714)]

    found = read(
        [*over, *table(700, [("", "2025", "2024"), ("North", "640", "590"), ("South", "310", "205")])]
    ).paragraphs

    assert [cell.context.header for cell in found[-1].cells[1:]] == [
        "Boxes in thousands 2025",
        "Boxes in thousands 2024",
    ]


def test_an_empty_cell_moves_no_other() -> None:
    rows = [("", "2025", "2024"), ("North", "640", "590"), ("South", "", "205")]

    assert [cell.context.header for cell in read(table(700, rows)).paragraphs[-1].cells] == ["", "2024"]


def test_a_sign_of_money_or_per_cent_that_stands_apart_belongs_to_its_number() -> None:
    sheet = [
        Set("Sales", 40, 700),
        Set("$", 340, 700),
        right("8,412", 400, 700),
        right("15", 500, 700),
        Set("%", 510, 700),
    ]

    (row,) = read(sheet).paragraphs

    assert [row.text[cell.start : cell.end] for cell in row.cells] == ["Sales", "$ 8,412", "15 %"]


def test_dots_lead_on_to_a_number() -> None:
    _, row = read(lines(["Costs . . . . . . . . . . . 7,905", "Sales . . . . . . . . . . . 8,412"], 40, 700)).paragraphs

    assert [row.text[cell.start : cell.end] for cell in row.cells] == ["Sales", "8,412"]


def test_a_table_goes_on_over_the_page() -> None:
    first, second = HEADED, [("Tax paid", "63", "4.2"), ("Left over", "1,903", "2.2")]
    head, feet = Set("Terminals in 2025", 40, 780), [Set(str(at), 300, 20) for at in (7, 8, 9)]

    found = read(
        *([head, foot, *rows] for foot, rows in zip(feet, [table(120, first), table(740, second), []], strict=True))
    )

    row = next(item for item in found.paragraphs if item.text.startswith("Left over"))
    assert [(cell.context.header, cell.context.measure.unit) for cell in row.cells[1:]] == [
        ("2025", "USD"),
        ("Change, %", "%"),
    ]
    assert found.place(row, by_page=True) == "p. 8 (sheet 2)"


# --- pages -------------------------------------------------------------------------------------------

BODY = lines(["All that was said of it."], 40, 600)


def sheets(*edges: str) -> list[list[Set]]:
    return [[Set(edge, 40, 780), *BODY] for edge in edges]


def pages(found: ArchivedSource, place: str) -> list[int]:
    return [item.page for item in found.at(read_locators(place)[0]) if item.text.startswith("All")]


def test_a_page_is_the_one_that_has_its_number_printed_on_it() -> None:
    found = read(*sheets("Cover", "Inside", "1 | Annual report", "2 | Annual report", "3 | Annual report"))

    assert [pages(found, place) for place in ("p. 1", "pp. 2–3", "p. 5")] == [[3], [4, 5], [5]]
    assert [item.text for item in found.paragraphs if item.page == 3] == ["Annual report", "All that was said of it."]


def test_page_labels_of_the_file_come_first() -> None:
    labels = "/PageLabels << /Nums [0 << /S /r >> 2 << /S /D >>] >>"

    found = read(*sheets("Cover", "Inside", "One", "Two"), labels=labels)

    assert [pages(found, place) for place in ("p. ii", "p. 1", "p. 2")] == [[2], [3], [4]]


def test_pages_may_be_numbered_by_chapter_or_in_roman() -> None:
    found = read(*sheets("i", "ii", "iii", "F-1", "F-2", "F-3"))

    assert [pages(found, place) for place in ("p. ii", "p. F-2", "pp. F-1–F-3")] == [[2], [5], [4, 5, 6]]


def test_two_sheets_in_roman_are_counted_before_the_others() -> None:
    found = read(*sheets("i", "ii", "1", "2", "3"))

    assert [pages(found, place) for place in ("p. ii", "p. 1", "p. 3")] == [[2], [3], [5]]


def test_the_number_of_a_page_is_no_evidence_and_part_of_no_sentence() -> None:
    found = read(*([*BODY, Set(f"Page {at} of 9", 40, 20)] for at in range(3, 7)))

    assert {item.text for item in found.paragraphs} == {"All that was said of it."}


LABELS = {
    "6": ["6"], "F-12": ["F-12"], "iv": ["iv"], "- 6 -": ["6"], "Page 6 of 90": ["6"], "6 | Annual report": ["6"],
    "Annual report | 6": ["6"], "第6页": ["6"], "6 units": [], "1,204": [], "2025 in figures": [], "": [],
}  # fmt: skip


@pytest.mark.parametrize(("text", "found"), LABELS.items())
def test_the_number_of_a_page_stands_alone_at_an_edge(text: str, found: list[str]) -> None:
    assert sorted(labels_in(text)) == found


def test_a_label_has_a_series_and_a_number() -> None:
    assert [read_label(label) for label in ("6", "F-12", "iv", "IX", "Annex")] == [
        ("", 6), ("F-", 12), ("i", 4), ("I", 9), None,
    ]  # fmt: skip


def test_a_sheet_between_two_numbered_ones_that_prints_none_is_counted() -> None:
    found = by_edges([frozenset([number] if number else []) for number in ("", "1", "2", "3", "", "5", "6")])

    assert found == {2: "1", 3: "2", 4: "3", 5: "4", 6: "5", 7: "6"}


# --- files that cannot be read -----------------------------------------------------------------------


def test_a_scan_says_that_it_is_one() -> None:
    with pytest.raises(UnreadableFile, match="pictures without text"):
        read([], [])


def test_a_sheet_without_text_says_that_it_is_one() -> None:
    read_file = {"iea-2024": (paper(BODY, [], BODY), ".pdf")}.get
    site = compose(project(note("It was 64 MW [@iea-2024, p. 2].\n"))).view

    (problem,) = verify_site(site, read_file, date(2026, 2, 3)).problems

    assert problem.hint == "sheet 2 of the file has no text: put what OCR finds in it into the archive"


def test_an_encrypted_file_says_that_it_asks_for_a_password() -> None:
    writer = PdfWriter(clone_from=BytesIO(paper(BODY)))
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(locked := BytesIO())

    with pytest.raises(UnreadableFile, match="is password-protected"):
        read_archived(locked.getvalue(), ".pdf")


# --- all of it ---------------------------------------------------------------------------------------

COLUMNS = (
    [
        "The port of Tern handled 1,250 boxes", "a day in 2025, up from 1,100 a year", "before. Reve-",
        "nue rose by 12.5%, to USD 8,412 mil-", "lion, and the pro¦fi¦t to USD 914 mil-",
        "lion, net of all that it paid.",
    ],
    [
        "Of the 310 cranes about 41 are new.", "They lift 65 tonnes each and draw", "480 kW",
        "when they do so, less than in 2019.", "In the north 27 of them stand still,",
        "which costs USD 3.6 million a year.",
    ],
)  # fmt: skip
ROWS = [(f"Terminal {at}", f"{640 + 7 * at:,}", f"{12.5 + at}") for at in range(1, 21)]


def report() -> bytes:
    """Two sheets in two columns, with a header, a footer, hyphens, ligatures, marks, and a table that goes on."""
    first = [*lines(COLUMNS[0], 40, 700), *lines(COLUMNS[1], 320, 700), Set("2", 356, 678, 6)]
    table_one = table(300, [("USD million", "Revenue", "Growth, %"), *ROWS[:12]])
    second = [*table(740, ROWS[12:]), Set("2 As measured on the quay, not in the plan.", 40, 60, 7)]
    pages = [[*first, *table_one], second, BODY]
    edges = [(Set("Harbour Report 2025", 40, 785, 8), right(f"{at}", 560, 30, 8)) for at in (17, 18, 19)]
    return paper(*([*edge, *page] for edge, page in zip(edges, pages, strict=True)))


@pytest.mark.parametrize(
    ("claim", "place"),
    [
        ("1,250", "p. 17"), ("1,100", "p. 17"), ("12.5%", "p. 17"), ("USD 8,412 million", "p. 17"), ("480 kW", "p. 17"),
        ("USD 914 million", "p. 17"), ("310 cranes", "p. 17"), ("65 tonnes", "p. 17"), ("27", "p. 17"),
        ("USD 3.6 million", "p. 17"),
        *((f"USD {money} million", "p. 17" if at < 12 else "p. 18") for at, (_, money, _) in enumerate(ROWS)),
        *((f"{growth}%", "p. 17" if at < 12 else "p. 18") for at, (_, _, growth) in enumerate(ROWS)),
    ],
)  # fmt: skip
def test_every_figure_of_a_report_is_found_on_its_printed_page(claim: str, place: str) -> None:
    inputs = project(note(f"It was {claim} [@iea-2024, {place}].\n"))

    found = verify_site(
        compose(inputs).view, lambda name: (report(), ".pdf") if name == "iea-2024" else None, date(2026, 2, 3)
    )

    assert [(item.result.outcome, item.result.where) for item in found.figures] == [
        ("verified", f"{place} (sheet {int(place[-2:]) - 16})")
    ]
