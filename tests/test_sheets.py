"""Spreadsheets as sources: what is shown and what is stored, and places by sheet, row and column."""

from contextlib import suppress
from datetime import date
from io import BytesIO

import openpyxl
import pytest
from conftest import SOURCES, note, page, project
from hypothesis import given
from hypothesis import strategies as st
from office_files import Stored, ods, xlsx, zipped

from briefing.build.session import compose
from briefing.citations import read_locators
from briefing.evidence.tables import is_value
from briefing.verification.archive import ArchivedSource, UnreadableFile, read_archived
from briefing.verification.archive.formats import show
from briefing.verification.archive_texts import verify_site
from briefing.verification.results import VerificationRun

Rows = list[list[Stored]]

TITLED: Rows = [
    ["Revenue by region, in USD million"],
    [],
    ["Region", "Revenue", None, "Margin"],
    [None, 2025.0, 2024.0, 2025.0],
    ["North", (8412.3456, "#,##0"), (7905.1, "#,##0"), (0.15597, "0.0%")],
    ["South", (-331.0, "#,##0;(#,##0)"), (214.0, "#,##0"), (0.031, "0.0%")],
]
PORTS: Rows = [
    ["Port", "Boxes (thousand)", "Power, MW", "Opened", "Price"],
    ["Tern", (1250.5, "#,##0.0"), 480.0, (45000.0, "yyyy-mm-dd"), (41.7, '0.0 "EUR/MWh"')],
    ["Gull", (980.0, "#,##0.0"), 65.0, (45382.0, "mmm yyyy"), (52.3, '0.0 "EUR/MWh"')],
]
BOOK = xlsx({"Sales": TITLED, "Ports": PORTS}, merged=["B3:C3"])


def looked(body: str, content: bytes = BOOK, suffix: str = ".xlsx") -> VerificationRun:
    read = {"iea-2024": (content, suffix)}.get
    return verify_site(compose(project(note(f"{body}\n"))).view, read, date(2026, 2, 3))


def outcome(body: str, content: bytes = BOOK, suffix: str = ".xlsx") -> tuple[str, str]:
    (item,) = looked(body, content, suffix).figures
    return item.result.outcome, item.result.where


# --- numbers -----------------------------------------------------------------------------------------

FOUND = {
    "It sold USD 8,412 million [@iea-2024, sheet Sales].": ("verified", "sheet Sales, row 5, column B"),
    "It sold USD 8,412.35 million [@iea-2024].": ("rounded", "sheet Sales, row 5, column B"),
    "It sold USD 8.4 billion [@iea-2024].": ("rounded", "sheet Sales, row 5, column B"),
    "It sold USD 84 million [@iea-2024].": ("not-found", ""),
    "The loss was USD 331 million [@iea-2024].": ("verified", "sheet Sales, row 6, column B"),
    "Its margin was 15.6% [@iea-2024].": ("verified", "sheet Sales, row 5, column D"),
    "Its margin was 15.597% [@iea-2024].": ("verified", "sheet Sales, row 5, column D"),
    "Its margin was 15.7% [@iea-2024].": ("not-found", ""),
    "It moved 1,250,500 boxes [@iea-2024, sheet Ports].": ("verified", "sheet Ports, row 2, column B"),
    "It takes 480 MW [@iea-2024].": ("verified", "sheet Ports, row 2, column C"),
    "Power cost 41.7 EUR/MWh [@iea-2024].": ("verified", "sheet Ports, row 2, column E"),
}


@pytest.mark.parametrize(("body", "found"), FOUND.items())
def test_a_figure_is_compared_with_the_shown_and_the_stored_number(body: str, found: tuple[str, str]) -> None:
    assert outcome(body) == found


def test_thousands_that_a_format_leaves_out_are_stored() -> None:
    book = xlsx({"": [["USD million", "2025"], ["Sales", (8_412_345_678.0, "#,##0,,")], ["Costs", (7e9, "#,##0,,")]]})

    assert outcome("It sold USD 8,412 million [@iea-2024].", book)[0] == "verified"
    assert outcome("It sold USD 8,412,345,678 [@iea-2024].", book)[0] == "verified"
    assert outcome("It sold USD 8.4 trillion [@iea-2024].", book)[0] != "verified"


def test_a_date_is_a_period() -> None:
    assert looked("Since 15 March 2023 it takes 480 MW [@iea-2024, sheet Ports].").problems == ()
    assert looked("Since March 2024 it takes 65 MW [@iea-2024, sheet Ports].").problems == ()


SHOWN = [
    (0.155972, "0.0%", "15.6%", "15.5972%"), (0.0325, "0.00%", "3.25%", ""), (8412.3456, "#,##0", "8,412", "8412.3456"),
    (-331, "#,##0;(#,##0)", "(331)", ""), (-331, "#,##0_);(#,##0)", "(331)", ""), (-331.5, "#,##0.0", "-331.5", ""),
    (8412345678, '#,##0.0,,"m"', "8,412.3m", "8412345678"), (1234.5, "[$€-407] #,##0.00", "€ 1,234.50", ""),
    (1234.5, "#,##0.00 [$kr-414]", "1,234.50 kr", ""), (0, '#,##0;(#,##0);"–"', "–", ""), (640, '0 "MW"', "640 MW", ""),
    (12.5, '_(* #,##0.0_);_(* (#,##0.0);_(* "-"??_)', "12.5", ""), (0, '_(* #,##0_);_(* (#,##0);_(* "-"??_)', "-", ""),
    (-5, "0.0;[Red]-0.0", "-5.0", ""), (7, "000", "007", ""), (2.5, "0.0#", "2.5", ""), (0.5, "h:mm", "", ""),
    (45000, "yyyy-mm-dd", "2023-03-15", ""), (45000, "mmm-yy", "March 2023", ""), (45000, "yyyy", "2023", ""),
    (0.1 + 0.2, "General", "0.3", ""), (1e15, "General", "1000000000000000", ""), (1e-7, "General", "0.0000001", ""),
    (1e30, "0", "1" + "0" * 30, ""),
    (12345678.123456, "General", "12345678.12", ""), (2.675, "0.00", "2.68", "2.675"), (1.5, "# ?/?", "1.5", ""),
    (7.5, "[" * 300, "7.5", ""),
    (777, ";;;", "", ""), (-5, "0;;", "", ""), (2500, '[>=1000000]0.0,,"M";[>=1000]0.0,"K";0', "2.5K", "2500"),
    (25e5, '[>=1000000]0.0,,"M";[>=1000]0.0,"K";0', "2.5M", "2500000"), (7, '[Red][<5]0.0;[Blue]0.00', "7.00", ""),
    (-25, "[<0](0.0);0", "(25.0)", ""),
]  # fmt: skip


@pytest.mark.parametrize(("value", "code", "text", "stored"), SHOWN)
def test_a_number_is_shown_as_its_format_says(value: float, code: str, text: str, stored: str) -> None:
    shown = show(value, code)

    assert (shown.text, shown.stored) == (text, stored)


@given(st.floats(-1e15, 1e15), st.lists(st.sampled_from(list('0#?.,;%"[]\\_*-( E+/ymdh€a')), max_size=12).map("".join))
def test_any_format_shows_something_of_any_number(value: float, code: str) -> None:
    assert isinstance(show(value, code).text, str)


# --- places ------------------------------------------------------------------------------------------

PLACES = {
    "sheet Sales, row North, column 2025": [("Sales", 5, ["8,412", "15.6%"])],
    'sheet "sales", row "north", column "2025 Revenue"': [("Sales", 5, ["8,412"])],
    "sheet 1, row 5, column B": [("Sales", 5, ["8,412"])],
    "rows 5–6, columns B:C": [("Sales", 5, ["8,412", "7,905"]), ("Sales", 6, ["(331)", "214"])],
    "sheet Ports, column Opened": [("Ports", 2, ["2023-03-15"]), ("Ports", 3, ["March 2024"])],
    "row Nowhere": [],
    "sheet Sails": [],
    "p. 1": [],
}


@pytest.mark.parametrize(("place", "found"), PLACES.items())
def test_a_place_is_where_sheet_row_and_column_meet(place: str, found: list[object]) -> None:
    assert cells(read_archived(BOOK, ".xlsx"), place) == found


def test_a_column_is_named_by_words_that_follow_each_other_in_its_head() -> None:
    content = b'Title,"Internet share, % of sales"\nCode,J4MC\nUnit,%\n2024,27.4\n2025,27.9\n'

    assert cells(read_archived(content, ".csv"), "row 2024, column Internet share") == [("", 4, ["27.4"])]


def cells(text: ArchivedSource, place: str) -> list[object]:
    return [
        (text.sheets[row.page - 1], row.line, [row.text[cell.start : cell.end] for cell in row.cells])
        for row in text.at(read_locators(place)[0])
    ]


def test_a_number_in_another_column_of_the_row_is_not_at_the_place() -> None:
    assert outcome("It sold USD 7,905 million [@iea-2024, row North, column 2025].")[0] == "not-found"


@pytest.mark.parametrize(
    ("head", "cell", "outcome"),
    [
        ("Notes", "14", "not-found"),
        ("Note", "14(a)", "not-found"),
        ("Note RMB m", "14", "not-found"),
        ("附注", "14", "not-found"),
        ("Notes payable", "14", "verified"),
        ("The notes that the ports of the north have issued", "14", "verified"),
        ("Note", "114", "verified"),
    ],
)
def test_a_number_under_the_head_of_notes_names_a_note(head: str, cell: str, outcome: str) -> None:
    content = f"Item,{head},2025\nCranes,{cell},1250\n".encode()
    (item,) = looked(f"It has {cell[:3].strip('(')} cranes [@iea-2024].", content, ".csv").figures

    assert item.result.outcome == outcome


@pytest.mark.parametrize("cell", ["1250-", '"1,250-"', "-1250", "(1250)", "− 1250"])
@pytest.mark.parametrize(("claim", "outcome"), [("-1,250 cranes", "verified"), ("1,250 cranes", "not-found")])
def test_a_minus_may_follow_its_number(cell: str, claim: str, outcome: str) -> None:
    (item,) = looked(f"The change was {claim} [@iea-2024].", f"Item,2025\nCranes,{cell}\n".encode(), ".csv").figures

    assert item.result.outcome == outcome


def test_a_dash_after_a_year_or_a_fiscal_year_is_no_minus() -> None:
    heads = ["2024-", "FY24-", "Q1-"]

    assert [is_value(text) for text in (*heads, "1,250-", "3.4%-", "(5)")] == [False, False, False, True, True, True]


@pytest.mark.parametrize(
    ("claim", "cited"), [("480 MW", "sheet Ports, row 2, column C"), ("481 MW", "a sheet, row or column")]
)
def test_a_spreadsheet_has_no_pages(claim: str, cited: str) -> None:
    (problem,) = looked(f"It takes {claim} [@iea-2024, p. 2].").problems

    assert problem.hint == f"a spreadsheet has no pages: cite {cited}"


def test_readers_see_the_place_in_words() -> None:
    shown = page(note('It takes 480 MW [@iea-2024, sheet Ports, row "Tern", col. C].\n'))

    assert "sheet Ports, row Tern, col. C" in shown


# --- sheets ------------------------------------------------------------------------------------------


def texts(content: bytes, suffix: str = ".xlsx") -> list[str]:
    return [item.text for item in read_archived(content, suffix).paragraphs]


def test_what_is_hidden_is_no_evidence() -> None:
    rows: Rows = [["Port", "2025", "2024"], ["Tern", 480.0, 640.0], ["Gull", 65.0, 91.0]]

    assert texts(xlsx({"Ports": rows, "Old": rows}, hidden=["Old"], hidden_rows=[3], hidden_columns=[3])) == [
        "Port | 2025",
        "Tern | 480",
    ]


def test_a_total_under_an_empty_row_is_in_the_columns_of_its_table() -> None:
    rows: Rows = [["Region", "Installed, MW"], ["North", 640.0], ["South", 655.0], [], ["Total", 1295.0]]

    assert outcome("It had 1,295 MW [@iea-2024, row Total].", xlsx({"S": rows})) == ("verified", "row 5, column B")


def test_a_line_over_a_table_gives_its_unit() -> None:
    rows: Rows = [["CO2 at Tern"], ["Unit: ppm"], [], ["Year", "Mean"], [2023.0, 421.08], [2024.0, 424.6]]

    assert outcome("It was 421.08 ppm in 2023 [@iea-2024].", xlsx({"S": rows})) == ("verified", "row 5, column B")
    assert outcome("It was 421.08 ppm in 2024 [@iea-2024].", xlsx({"S": rows}))[0] == "qualifier-differs"


def test_tables_beside_each_other_have_their_own_headers_and_labels() -> None:
    rows: Rows = [
        ["Port", "MW", None, "Crane", "Tonnes"],
        ["Tern", 480.0, None, "Blue", 65.0],
        ["Gull", 64.0, None, "Red", 70.0],
    ]

    row = read_archived(xlsx({"": rows}), ".xlsx").paragraphs[1]

    assert [(cell.context.label, cell.context.header) for cell in row.cells if cell.context.label] == [
        ("Tern", "MW"),
        ("Blue", "Tonnes"),
    ]


def test_what_is_merged_heads_all_of_its_cells() -> None:
    rows: Rows = [["Port", "Boxes, thousand", None], [None, 2025.0, 2024.0], ["Tern", 480.0, 640.0]]

    row = read_archived(xlsx({"": rows}, merged=["A1:A2", "B1:C1"]), ".xlsx").paragraphs[2]

    assert [cell.context.header for cell in row.cells[1:]] == ["2025 Boxes, thousand", "2024 Boxes, thousand"]
    assert {str(cell.context.measure.scale) for cell in row.cells[1:]} == {"1000"}


# --- OpenDocument ------------------------------------------------------------------------------------


ACROSS = ' table:number-columns-spanned="2"'


def cell(text: str, kind: str = "string", value: str = "", more: str = "") -> str:
    stored = f' office:value-type="{kind}" office:value="{value}"' if value else ""
    return f"<table:table-cell{stored}{more}><text:p>{text}</text:p></table:table-cell>"


def test_an_opendocument_sheet_is_read_as_shown_and_as_stored() -> None:
    rows = (
        f"<table:table-row>{cell('Port')}{cell('Boxes (thousand)', more=ACROSS)}"
        f"<table:covered-table-cell/>{cell('Share')}</table:table-row>"
        f"<table:table-row>{cell('Tern')}{cell('1,250.5', 'float', '1250.4812')}{cell('980', 'float', '980')}"
        f"{cell('15.6%', 'percentage', '0.155972')}</table:table-row>"
        f'<table:table-row table:visibility="collapse">{cell("Gull")}{cell("65", "float", "65")}</table:table-row>'
    )
    found = read_archived(ods(rows), ".ods")

    assert [(item.line, item.text) for item in found.paragraphs] == [
        (1, "Port | Boxes (thousand) | Share"),
        (2, "Tern | 1,250.5 | 980 | 15.6%"),
    ]
    assert [each.stored for each in found.paragraphs[1].cells] == ["", "1250.4812", "980", "15.5972%"]
    assert outcome("It moved 1,250,500 boxes [@iea-2024, row Tern].", ods(rows), ".ods") == (
        "verified",
        "row 2, column B",
    )


# --- comma-separated values --------------------------------------------------------------------------

VALUES = {
    "Year,Mean\n2023,421.08\n": ["Year | Mean", "2023 | 421.08"],
    "Jahr;Mittel\n2023;421,08\n2024;1.424,6\n": ["Jahr | Mittel", "2023 | 421.08", "2024 | 1424.6"],
    "Year\tMean\n2023\t421.08\n": ["Year | Mean", "2023 | 421.08"],
    'Port,Note\nTern,"two\nlines, 64 of them"\n': ["Port | Note", "Tern | two lines, 64 of them"],
    "Year,Mean\n\n2023,421.08\n": ["Year | Mean", "2023 | 421.08"],
    "Ort;Zahl;Mittel\nNord;3.120;1,5\n": ["Ort | Zahl | Mittel", "Nord | 3120 | 1.5"],
    "Ort;Zahl;Mittel\nNord;3.12;1,5\nSüd;3.120;2,5\n": [
        "Ort | Zahl | Mittel", "Nord | 3.12 | 1.5", "Süd | 3.120 | 2.5",
    ],
    "Ort;Menge, t\nNord;1 250\nSüd;12\u202f640,5\n": ["Ort | Menge, t", "Nord | 1250", "Süd | 12640.5"],
    "Only one\n": ["Only one"],
    "": [],
}  # fmt: skip


@pytest.mark.parametrize(("content", "found"), VALUES.items())
def test_values_are_split_by_the_delimiter_of_most_lines(content: str, found: list[str]) -> None:
    assert texts(content.encode(), ".csv") == found


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_values_are_read_in_the_encoding_that_their_mark_declares(encoding: str) -> None:
    assert texts("Ort;Süd\n".encode(encoding), ".csv") == ["Ort | Süd"]


LONG = "country,year,unit,value\nTern,2024,MW,640\nTern,2025,MW,655\nGull,2025,MW,640.5\n"
QUARTERS = {
    "2024 Q1,2024 Q2": "Q2 2024", "Q1 24,Q2 24": "Q2 2024", "Jan-24,Feb-24": "February 2024",
    "2024M01,2024M02": "February 2024", "31.12.2023,31.12.2024": "31 December 2024", "2024 Jan,2024 Feb": "Feb 2024",
    '"Year ended December 31, 2023","Year ended December 31, 2024"': "2024",
    '"Three months ended March 31, 2024","Three months ended June 30, 2024"': "the second quarter of 2024",
    "6 months ended 30 June 2023,6 months ended 30 June 2024": "the first half of 2024",
    "30 June 2023 Six months ended,30 June 2024 Six months ended": "the first half of 2024",
}  # fmt: skip


def test_a_column_of_years_gives_the_period_of_each_row() -> None:
    assert outcome("It had 655 MW in 2025 [@iea-2024].", LONG.encode(), ".csv") == ("verified", "row 3, column D")
    assert outcome("It had 655 MW in 2024 [@iea-2024].", LONG.encode(), ".csv")[0] == "qualifier-differs"


@pytest.mark.parametrize(("heads", "period"), QUARTERS.items())
def test_the_head_of_a_column_gives_its_period_however_it_is_abbreviated(heads: str, period: str) -> None:
    content = f"Port,{heads}\nTern,640,655\n".encode()

    assert outcome(f"It had 655 cranes in {period} [@iea-2024].", content, ".csv")[0] == "verified"
    assert outcome(f"It had 640 cranes in {period} [@iea-2024].", content, ".csv")[0] == "qualifier-differs"


DATED = {
    "In August 2025 it made 604 kt": ("month,kt\n2025-08-01,598\n2025-09-01,604\n", ["period-differs"]),
    "In September 2025 it made 604 kt": ("month,kt\n2025-08-01,598\n2025-09-01,604\n", []),
    "In the first quarter of 2025 it made 604 kt": ("date,kt\n2025-01-01,598\n2025-04-01,604\n", ["period-differs"]),
    "In the second quarter of 2025 it made 604 kt": ("date,kt\n2025-01-01,598\n2025-04-01,604\n", []),
    "In 2023 it made 604 kt": ("date,kt\n2023-01-01,598\n2024-01-01,604\n", ["period-differs"]),
    "In 2024 it made 604 kt": ("date,kt\n2023-01-01,598\n2024-01-01,604\n", []),
    "On 12 August 2025 it made 604 kt": ("date,kt\n2025-08-11,604\n2025-08-12,598\n", ["period-differs"]),
}


@pytest.mark.parametrize(("claim", "found"), DATED.items())
def test_data_has_the_date_of_a_day_for_the_month_quarter_or_year_that_begins_with_it(
    claim: str, found: tuple[str, list[str]]
) -> None:
    content, rules = found

    assert [item.rule for item in looked(f"{claim} [@iea-2024].", content.encode(), ".csv").problems] == rules


EUROSTAT = "freq,unit,geo\\TIME_PERIOD\t2023 \t2024 \nA,GWH,AT\t740.5 \t752.5 p\nA,PC,AT\t78.1 \t80.9 ep\n"
WORLD_BANK = (
    "Country Name,Code,Indicator Name,2023,2024\nTern,TRN,GDP (current US$),433104778812.4,\n"
    'Tern,TRN,"Population, total",9507884,9551207\nTern,TRN,GDP growth (annual %),-0.48117,\n'
)
SDMX = (
    "REF_AREA,MEASURE,UNIT_MEASURE,TIME_PERIOD,OBS_VALUE,UNIT_MULT\nNOR,GDP,USD,2023,588.6,9\nNOR,GDP,USD,2024,602.5,9\n"
    "NOR,UNR,PT_LF,2024,6.3,0\n"
)
ONS = (
    "Title,Volume of sales: Index,Sales\nCDID,J5EK,J5C4\nPreUnit,,£\nUnit,Index 2019=100,m\n"
    "2023,99.1,478921\n2024,98.8,486310\n"
)
ECB = "KEY,TIME_PERIOD,OBS_VALUE,UNIT,UNIT_MULT\nM3,2025-05,16842.7,EUR,9\nM3,2025-06,16871.3,EUR,9\n"
IMF = "Country,Subject,Units,Scale,2023,2024\nTern,GDP,U.S. dollars,Billions,433.1,451.9\n"
PUBLISHED = [
    (ECB, ".csv", "In June 2025 M3 was €16,871.3 billion", "verified"),
    (ECB, ".csv", "In June 2025 M3 was €16,842.7 billion", "qualifier-differs"),
    (IMF, ".csv", "In 2024 GDP was $451.9 billion", "verified"),
    (IMF, ".csv", "In 2024 GDP was $451.9", "scale-suspect"),
    (EUROSTAT, ".csv", "In 2024 Austria made 752.5 GWh, 80.9%", "verified verified"),
    (EUROSTAT, ".csv", "In 2024 Austria made 752.5%", "unit-differs"),
    (WORLD_BANK, ".csv", "In 2023 GDP was $433.1 billion", "rounded"),
    (WORLD_BANK, ".csv", "In 2024 it had 9,551,207 people", "verified"),
    (WORLD_BANK, ".csv", "In 2023 GDP shrank by 0.48%", "rounded"),
    (SDMX, ".csv", "In 2024 GDP was $602.5 billion, unemployment 6.3%", "verified verified"),
    (SDMX, ".csv", "In 2024 GDP was $602.5 million", "scale-suspect"),
    (SDMX, ".csv", "In 2023 GDP was $602.5 billion", "qualifier-differs"),
    (ONS, ".csv", "In 2024 the index stood at 98.8 and sales at £486,310 million", "verified verified"),
    (ONS, ".csv", "In 2024 sales were £98.8 million", "scale-suspect"),
]


@pytest.mark.parametrize(("content", "suffix", "claim", "outcomes"), PUBLISHED)
def test_files_of_data_are_read_as_their_publishers_write_them(
    content: str, suffix: str, claim: str, outcomes: str
) -> None:
    found = looked(f"{claim} [@iea-2024].", content.encode(), suffix)

    assert " ".join(item.result.outcome for item in found.figures) == outcomes


def test_a_record_is_at_the_row_of_its_first_line() -> None:
    found = read_archived(b'Port,Note\nTern,"two\nlines"\n\nGull,65\n', ".csv")

    assert [item.line for item in found.paragraphs] == [1, 2, 5]


# --- what cannot be read -----------------------------------------------------------------------------

BROKEN = {
    "no office file": (b"Port,MW\n", "not an office file"),
    "a password": (b"\xd0\xcf\x11\xe0" + bytes(600), "is password-protected"),
    "a part is missing": (zipped({"a": "b"}), "no part"),
    "entities of its own": (zipped({"xl/workbook.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "entities"),
    "a broken part": (zipped({"xl/workbook.xml": "<a>"}), "broken"),
}


@pytest.mark.parametrize(("content", "message"), BROKEN.values(), ids=BROKEN)
def test_a_file_that_cannot_be_read_says_why(content: bytes, message: str) -> None:
    with pytest.raises(UnreadableFile, match=message):
        read_archived(content, ".xlsx")


@given(st.lists(st.tuples(st.integers(0, len(BOOK) - 1), st.integers(0, 255)), max_size=12), st.integers(0, len(BOOK)))
def test_a_damaged_workbook_raises_nothing_but_unreadable(damage: list[tuple[int, int]], end: int) -> None:
    content = bytearray(BOOK)
    for at, byte in damage:
        content[at] = byte
    with suppress(UnreadableFile):
        read_archived(bytes(content[:end]), ".xlsx")


# --- written by others -------------------------------------------------------------------------------


def test_a_workbook_of_openpyxl_is_read() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Sales"
    for row in (
        ["Revenue, USD million", None, None],
        ["Region", 2025, 2024],
        ["North", 8412.35, 0.156],
        ["South", "=1+1", 214],
    ):
        sheet.append(row)
    sheet["C3"].number_format = "0.0%"
    sheet.merge_cells("A1:C1")
    book.save(content := BytesIO())

    assert texts(content.getvalue()) == [
        "Revenue, USD million",
        "Region | 2025 | 2024",
        "North | 8412.35 | 15.6%",
        "South | (not calculated) | 214",
    ]
    assert outcome("It sold USD 8,412 million [@iea-2024, row North].", content.getvalue())[0] == "rounded"


def test_a_formula_without_a_value_is_reported_as_such() -> None:
    book = openpyxl.Workbook()
    for row in (["RMB million", 2024, 2025], ["North", 100, 120], ["All", "=B2*2", "=C2*2"]):
        book.active.append(row)
    book.save(content := BytesIO())
    (found,) = looked("In all RMB 240 million [@iea-2024, row All].", content.getvalue()).problems

    assert found.hint == "a formula there has no value in the file: open it in a spreadsheet program, and save it again"


@pytest.mark.parametrize(("claim", "outcome"), [("HK$1,234.56", "verified"), ("$1,234.56", "unit-differs")])
def test_a_sign_counts_in_what_is_stored_as_its_source_says(claim: str, outcome: str) -> None:
    sources = f"{SOURCES}    custom: {{currency: {{$: HKD}}}}\n"
    files = project({**note(f"It cost {claim} [@iea-2024].\n"), "notes/sources.yaml": sources})
    book = xlsx({"Costs": [["Item", "Cost"], ["Port", (1234.56, '"$"#,##0')]]})
    found = verify_site(compose(files).view, {"iea-2024": (book, ".xlsx")}.get, date(2026, 2, 3))

    assert [item.result.outcome for item in found.figures] == [outcome]
