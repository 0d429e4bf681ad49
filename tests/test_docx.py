"""Documents of Word as sources: what is seen, tables with spans, and no pages."""

from contextlib import suppress
from datetime import date

import pytest
from conftest import note, project
from hypothesis import given
from hypothesis import strategies as st
from office_files import docx, run

from briefing.build.session import compose
from briefing.verification.archive import UnreadableFile, read_archived
from briefing.verification.archive_texts import verify_site

RAISED, LOWERED = '<w:vertAlign w:val="superscript"/>', '<w:vertAlign w:val="subscript"/>'

SEEN = {
    "runs": (run("It sold 8,4") + run("12 boxes", "<w:b/>"), ["It sold 8,412 boxes"]),
    "deleted": (f"<w:del>{run('1,250')}</w:del><w:ins>{run('1,300')}</w:ins>{run(' boxes')}", ["1,300 boxes"]),
    "moved away": (f"<w:moveFrom>{run('64')}</w:moveFrom>{run('65 cranes')}", ["65 cranes"]),
    "struck": (run("1,250 ", "<w:strike/>") + run("1,300"), ["1,300"]),
    "struck no more": (run("1,250", '<w:strike w:val="0"/>'), ["1,250"]),
    "hidden": (run("1,250 ", "<w:vanish/>") + run("1,300"), ["1,300"]),
    "a mark": (run("They run 512 MW") + run("3", RAISED) + run(" now"), ["They run 512 MW now"]),
    "a mark by its place": (run("A rise of 3.5%") + run("7", '<w:position w:val="6"/>'), ["A rise of 3.5%"]),
    "a symbol": (run("12") + '<w:r><w:sym w:font="Symbol" w:char="F0B1"/></w:r>' + run("3 kt"), ["12±3 kt"]),
    "another symbol": (run("12") + '<w:r><w:sym w:char="x"/></w:r>' + run("3 kt"), ["12\ufffc3 kt"]),
    "an index": (run("41 Mt of CO") + run("2", LOWERED), ["41 Mt of CO₂"]),
    "an exponent": (run("512 m") + run("2", RAISED), ["512 m²"]),
    "a note": (run("1,250") + '<w:r><w:footnoteReference w:id="2"/></w:r>' + run(" boxes"), ["1,250 boxes"]),
    "signs": ("<w:r><w:t>1250</w:t><w:tab/><w:t>boxes</w:t><w:br/><w:t>now</w:t></w:r>", ["1250 boxes now"]),
    "a field": ("<w:r><w:instrText>PAGE 64</w:instrText></w:r>" + run("65"), ["65"]),
    "a link": (f"<w:hyperlink>{run('65 cranes')}</w:hyperlink>", ["65 cranes"]),
    "letters of HTML": (run("<b>5</b> & 6"), ["<b>5</b> & 6"]),
}


@pytest.mark.parametrize(("inside", "found"), SEEN.values(), ids=SEEN)
def test_only_the_visible_text_of_a_paragraph_is_read(inside: str, found: list[str]) -> None:
    assert texts(docx(f"<w:p>{inside}</w:p>")) == found


def texts(content: bytes) -> list[str]:
    return [item.text for item in read_archived(content, ".docx").paragraphs]


def test_the_text_of_a_footnote_stands_at_the_end() -> None:
    note_ = f'<w:footnote w:type="separator"/><w:footnote w:id="2"><w:p>{run("Net of 64 boats.")}</w:p></w:footnote>'

    assert texts(docx(f"<w:p>{run('All.')}</w:p>", note_)) == ["All.", "Net of 64 boats."]


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p>{run(text)}</w:p></w:tc>"


def row(*cells: str) -> str:
    return f"<w:tr>{''.join(cells)}</w:tr>"


TABLE = docx(
    f"<w:p>{run('Table 1: Boxes, in thousands')}</w:p><w:tbl>"
    + row(cell("Port", '<w:vMerge w:val="restart"/>'), cell("Boxes", '<w:gridSpan w:val="2"/>'))
    + row(cell("", "<w:vMerge/>"), cell("2025"), cell("2024"))
    + row(cell("Tern"), cell("1,250.5"), cell("980"))
    + "</w:tbl>"
)


def test_a_row_that_is_deleted_in_the_changes_is_not_read() -> None:
    deleted = row(cell("Gull"), cell("640")).replace("<w:tr>", "<w:tr><w:trPr><w:del/></w:trPr>")
    body = f"<w:tbl>{row(cell('Port'), cell('2025'))}{row(cell('Tern'), cell('655'))}{deleted}</w:tbl>"

    assert texts(docx(body)) == ["Port", "2025", "Tern", "655"]


def test_a_caption_over_a_table_gives_its_unit() -> None:
    table = row(cell(""), cell("2025")) + row(cell("Wind"), cell("1,250"))
    body = f"<w:tbl>{table}</w:tbl><w:p>{run('Table 2: Output (GWh)')}</w:p><w:tbl>{table}</w:tbl>"
    found = [item for item in read_archived(docx(body), ".docx").paragraphs if item.text == "1,250"]

    assert [item.cells[0].context.measure.unit for item in found] == ["", "GWh"]


def test_cells_of_a_table_are_headed_through_their_spans() -> None:
    found = {item.text: item.cells[0].context for item in read_archived(TABLE, ".docx").paragraphs if item.cells}

    assert (found["1,250.5"].header, found["1,250.5"].label) == ("2025 Boxes", "Tern")
    assert (found["980"].header, str(found["980"].measure.scale)) == ("2024 Boxes", "1000")


def around(table: str) -> str:
    """A cell that holds a table, and the paragraph that Word puts after it."""
    return f"<w:tc><w:tbl>{table}</w:tbl><w:p/></w:tc>"


BY_KIND = row(cell("Boxes"), cell("1,250")) + row(cell("Bags"), cell("64"))
BY_QUARTER = row(cell(""), cell("Q1"), cell("Q2")) + row(cell("Boxes"), cell("980"), cell("990"))
ALONE = row(cell("77")) + row(cell("78"))
NESTED = docx(
    "<w:tbl>"
    + row(cell("Port"), cell("2025, thousand tonnes"), cell("2024, million tonnes"), cell("Cranes"))
    + row(cell("Tern"), around(BY_KIND), around(BY_QUARTER), around(ALONE))
    + row(cell("Gull"), cell("655"), around(row(cell("Bags"), around(row(cell("1"), cell("12"))))), cell("5"))
    + "</w:tbl>"
)


def test_a_table_in_a_cell_is_under_the_heads_and_in_the_row_of_that_cell() -> None:
    found = {item.text: item.cells[0].context for item in read_archived(NESTED, ".docx").paragraphs if item.cells}

    assert [(found[text].header, found[text].label) for text in ("1,250", "980", "990", "78", "655")] == [
        ("2025, thousand tonnes", "Tern Boxes"), ("Q1 2024, million tonnes", "Tern Boxes"),
        ("Q2 2024, million tonnes", "Tern Boxes"), ("Cranes", "Tern"), ("2025, thousand tonnes", "Gull"),
    ]  # fmt: skip
    assert [f"{found[text].measure.scale} {found[text].measure.unit}" for text in ("1,250", "980", "78")] == [
        "1000 t", "1000000 t", "1 ",
    ]  # fmt: skip
    assert found["12"].header == "2024, million tonnes"
    assert found["12"].label == "Gull Bags"


@pytest.mark.parametrize(
    ("claim", "outcome"),
    [
        ("1,250 kt [@iea-2024, row Tern, column 2025]", "verified"),
        ("1,250 kt [@iea-2024, row Boxes]", "verified"),
        ("980 Mt [@iea-2024, row Tern, column Q1 2024]", "verified"),
        ("1,250 Mt [@iea-2024, row Tern]", "scale-suspect"),
        ("1,250 kt [@iea-2024, row Gull]", "not-found"),
        ("980 kt [@iea-2024, row Tern]", "scale-suspect"),
    ],
)
def test_a_number_of_a_table_in_a_cell_is_looked_up_by_both_tables(claim: str, outcome: str) -> None:
    site = compose(project(note(f"It moved {claim}.\n"))).view

    found = verify_site(site, {"iea-2024": (NESTED, ".docx")}.get, date(2026, 2, 3))

    assert [item.result.outcome for item in found.figures] == [outcome]


@pytest.mark.parametrize(
    ("claim", "outcome", "hint"),
    [
        ("1,250,500 boxes [@iea-2024]", "verified", ""),
        ("1,250,500 boxes [@iea-2024, p. 1]", "not-found", "a document has no pages: cite ¶7"),
        ("1,251 boxes [@iea-2024, p. 1]", "not-found", "a document has no pages: cite a paragraph"),
    ],
)
def test_a_figure_is_found_without_a_page(claim: str, outcome: str, hint: str) -> None:
    read = {"iea-2024": (TABLE, ".docx")}.get
    found = verify_site(compose(project(note(f"It moved {claim}.\n"))).view, read, date(2026, 2, 3))

    assert [item.result.outcome for item in found.figures] == [outcome]
    assert [problem.hint for problem in found.problems] == [hint] * bool(hint)


@given(
    st.lists(st.tuples(st.integers(0, len(TABLE) - 1), st.integers(0, 255)), max_size=12), st.integers(0, len(TABLE))
)
def test_a_damaged_document_raises_nothing_but_unreadable(damage: list[tuple[int, int]], end: int) -> None:
    content = bytearray(TABLE)
    for at, byte in damage:
        content[at] = byte
    with suppress(UnreadableFile):
        read_archived(bytes(content[:end]), ".docx")
