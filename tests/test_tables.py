"""What a table says that its numbers count in, and what its cells and rows are."""

import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from briefing.evidence.quantities import Verdict, label_direction, read_quantities, supports
from briefing.evidence.tables import PLAIN, Grid, cell_numbers, read_measure
from briefing.evidence.tables.phrases import find_measures, phrases
from briefing.evidence.tables.text_rows import row_cells
from briefing.notes.markdown import read_body

# --- headings -----------------------------------------------------------------------------------

HEADINGS = {
    # thousands and millions of a currency, in every way that a table is headed
    **dict.fromkeys(["RMB'000", "RMB’000", "RMB 000", "(RMB'000)", "人民币千元", "RMB thousand"], "1000 CNY"),
    "In thousands, RMB": "1000 CNY",
    **dict.fromkeys(["HK$`000", "HK$ 000", "HK$000", "HK$’000", "HK$000s", "HKD thousand"], "1000 HKD"),
    **dict.fromkeys(["'000", "’000", "Thousands", "(in thousands)", "(000s)", "in thousands", "(thousands)"], "1000"),
    **dict.fromkeys(["’000 tonnes", "thousand tonnes", "Output, '000 tonnes"], "1000 t"),
    **dict.fromkeys(
        ["In millions, USD", "($ in millions)", "(in millions of dollars)", "US$m", "US$ million", "$M", "$mm", "USD m",
         "Revenue (US$ million)", "Dollars in millions", "(in $ millions)", "in US$ millions", "USD'm",
         "US$ million 2024 2023"],
        "1000000 USD",
    ),
    **dict.fromkeys(
        ["人民币百万元", "单位：百万元", "（人民币百万元）", "FY25 RMB m", "2024 (RMB m)", "RMB m", "RMB’Million"],
        "1000000 CNY",
    ),
    **dict.fromkeys(["Revenue m", "(in millions, except per share)", "Customers (m)", "(millions)"], "1000000"),
    **dict.fromkeys(["NOK million", "NOK m", "NOKm"], "1000000 NOK"),
    **dict.fromkeys(["RMB bn", "RMBbn", "Revenue (RMB bn)"], "1000000000 CNY"),
    **dict.fromkeys(["€m", "€ million", "in € millions", "EUR m", "EURm"], "1000000 EUR"),
    **dict.fromkeys(["£m", "£'m", "GBP million"], "1000000 GBP"),
    **dict.fromkeys(["Amounts in thousands of US dollars", "US$1,000"], "1000 USD"),
    "Expressed in thousands of Canadian dollars": "1000 CAD",
    "(All amounts in thousands of U.S. dollars unless stated)": "1000 USD",
    "千元": "1000 CNY",
    "（单位：人民币万元）": "10000 CNY",
    # what is exempted may come first
    "（除特别注明外，金额单位均为人民币千元）": "1000 CNY",
    "除非另有说明，金额单位为人民币元": "1 CNY",
    "Unless otherwise stated, in thousands of euros": "1000 EUR",
    "业绩（除特别注明外，单位为百万元）": "1000000 CNY",
    "Results (unless otherwise stated, in € million)": "1000000 EUR",
    "in millions (except per share, in dollars)": "1000000",
    **dict.fromkeys(["(In Millions of Yen)", "Yen million", "(Yen in millions)"], "1000000 JPY"),
    "RMB 10,000": "10000 CNY",
    "亿元": "100000000 CNY",
    "亿股": "100000000",
    "万台": "10000",
    **dict.fromkeys(["Rs crore", "₹ crore", "(In ` crore)"], "10000000 INR"),
    # shares and units
    **dict.fromkeys(
        ["Growth %", "Change, %", "Margin, %", "(%)", "%", "% Change", "Percent", "同比增长（%）", "增速%"],
        "1 %",
    ),
    **dict.fromkeys(["Price, US$/t", "US$/t"], "1 USD per t"),
    **dict.fromkeys(["RMB/kg", "RMB per kg", "Yuan per kilogram", "Price (RMB per kg)"], "1 CNY per kg"),
    **dict.fromkeys(["$ a barrel", "Dollars per barrel", "Price, US$ per barrel"], "1 USD per bbl"),
    "US cents per pound": "0.01 USD per lb",
    "€ million per MW": "1000000 EUR per MW",
    **dict.fromkeys(["元每吨", "元/吨"], "1 CNY per t"),
    **dict.fromkeys(["元/平方米", "元/平方米·月"], "1 CNY per sqm"),
    **dict.fromkeys(["RMB per share", "RMB a share"], "1 CNY"),
    "Yield, kg per hectare": "1 kg/hectare",
    "Thousands of tonnes (kt)": "1 kt",
    **dict.fromkeys(["Capacity, MW", "Capacity (MW)", "Backlog in MW", "MW"], "1 MW"),
    "功率(万千瓦)": "10000 kW",
    "Depth (m)": "1 m",
    **dict.fromkeys(["Area (m²)", "Area (m2)", "Area, m2"], "1 sqm"),
    "Water (thousand m3)": "1000 m³",
    "Scope 1 and 2 (tCO2e)": "1 t",
    **dict.fromkeys(["EPS (p)", "Dividend per share, p", "Dividend (pence)"], "0.01 GBP"),
    **dict.fromkeys(["in 1 000 EUR", "1 000 €", "in 1.000 EUR"], "1000 EUR"),
    **dict.fromkeys(["Beschäftigte (1 000)", "Persons in 1 000"], "1000"),
    "in 1 000 000 EUR": "1000000 EUR",
    "co2_ppm": "1 ppm",
    **dict.fromkeys(["capacity_mw", "capacity_MW"], "1 MW"),
    **dict.fromkeys(["revenue_usd_mn", "revenue_usd_m"], "1000000 USD"),
    "gdp_gbp_bn": "1000000000 GBP",
    **dict.fromkeys(["MIO_EUR", "eur_mn"], "1000000 EUR"),
    "share_pct": "1 %",
    "emissions_kt": "1 kt",
    "RMB": "1 CNY",
}  # fmt: skip


def shown(text: str) -> str:
    """What a heading measures, in short."""
    found = read_measure(text) or PLAIN
    return f"{found.scale:f} {found.unit}{' per ' + found.per if found.per else ''}".strip()


@pytest.mark.parametrize(("heading", "measure"), HEADINGS.items())
def test_a_heading_gives_the_measure(heading: str, measure: str) -> None:
    assert shown(heading) == measure


NO_HEADINGS = [
    "", "Year", "2024", "FY25", "Q3 2025", "Total", "Sales", "Sales in China", "Second", "Quarter", "Day", "All", "TOP",
    "Won", "Class A", "万科", "Note", "US", "Item", "Change", "Year end", "Three Months Ended", "Net of tax", "Item 1A",
    "US and Utilities SBU",
    "RMB 640 million", "Sales grew to 5%", "Revenue of US$ 12 million",
    "station_m", "temp_c", "n_min", "start_day", "cost_per_kg", "avg_in", "rank_k", "unit_price", "value_try",
    "year_2024", "co2_ppm_2023",
    "ch_4", "is_real", "net_income", "co2_ppm_unc",
    "Emissions per MWh", "Litres (kg)", "2024 (p)", "Persons in 1 000; hours in millions", "Group G20", "Class A4",
    "Level 1", "Goodwill", "Model T", "Trademarks and tradenames", "项目", "合计", "二零二五年",
]  # fmt: skip


@pytest.mark.parametrize("heading", NO_HEADINGS)
def test_a_heading_of_other_words_has_no_measure(heading: str) -> None:
    assert read_measure(heading) is None


@given(
    st.text(max_size=40)
    | st.lists(st.sampled_from(["RMB", "$", "'000", "m", "(", ")", ",", "in", "%", "/", "万", "元"])).map(" ".join)
)
def test_any_heading_can_be_read(heading: str) -> None:
    measure = read_measure(heading)

    assert measure is None or measure.scale > 0


PHRASES = {
    "The table shows sales (in thousands, except per share data) by region.": "(in thousands, except per share data)",
    "(Dollars in millions)": "(Dollars in millions)",
    "All amounts in thousands of US dollars": "amounts in thousands of US dollars",
    "Revenue by region, in millions of euros:": "in millions of euros",
    "营业收入（单位：百万元）": "（单位：百万元）",
    "The firm sells in thousands of shops and has (in all) 400 stores.": "",
    "It grew in millions of ways": "",
}


@pytest.mark.parametrize(("text", "phrase"), PHRASES.items())
def test_a_phrase_of_prose_gives_the_measure_of_a_table(text: str, phrase: str) -> None:
    assert " ".join(find_measures(text)) == phrase


LINES = {
    "Mines (output in kt, cash cost in US$ per tonne, staff in thousands)": True,
    **dict.fromkeys(["in thousands", "million tonnes", "thousand barrels per day", "(€ million)", "in US$1,000"], True),
    **dict.fromkeys(["en millions d’euros", "RMB million", "Units: MW", "Table 2: Output (GWh)"], True),
    # lines of a column of prose
    **dict.fromkeys(["million, so that the profit was better", "million euros for the new plant", "billion,"], False),
    **dict.fromkeys(["euros, of which half went to the owners", "Costs of $1.7 million, as in the year"], False),
}


@pytest.mark.parametrize(("line", "is_heading"), LINES.items())
def test_a_line_of_prose_is_no_measure_of_the_table_below_it(line: str, is_heading: bool) -> None:
    assert bool(phrases(line)) is is_heading


# --- cells ------------------------------------------------------------------------------------------

CELLS = {
    "(127.5)": "-127.5",
    "$ (0.62)": "-0.62 USD",
    "($0.44)": "-0.44 USD",
    "$(4.7)": "-4.7 USD",
    "(5.6%)": "-5.6 %",
    "(5.6)%": "-5.6 %",
    "（127.5）": "-127.5",
    "(409": "-409",
    "€(3.1)m": "-3100000 EUR",
    "(-5)": "-5",
    "5": "5",
    "-3 %": "-3 %",
    "1,902": "1902",
    "—": "",
    "NM": "",
    "(a)": "",
}


@pytest.mark.parametrize(("cell", "number"), CELLS.items())
def test_brackets_of_a_cell_are_a_minus(cell: str, number: str) -> None:
    assert " ".join(f"{q.low:f} {q.unit}".strip() for q in cell_numbers(cell)) == number


ROWS = {
    "North $ 4,335 $ 3,918 11 % -3 %": ["North", "$ 4,335", "$ 3,918", "11 %", "-3 %"],
    "Net income (loss) $ (0.61) $ 0.07": ["Net income (loss)", "$ (0.61)", "$ 0.07"],
    "Other 116 231 -50 % NM": ["Other", "116", "231", "-50 %", "NM"],
    "Sales    6,415.0   5,980.2": ["Sales", "6,415.0", "5,980.2"],
    "Sales\t6,415.0\t5,980.2": ["Sales", "6,415.0", "5,980.2"],
    "| Sales | 6,415.0 | 5,980.2 |": ["Sales", "6,415.0", "5,980.2"],
    "Total (409)": ["Total", "(409)"],
    "2025 2024 2023": [],
    "December 31, 2025 2024": [],
    "Sales came to 415": [],
    "It sold 3,400 cars in 2025.": [],
    "Options 12 345 678": [],
    "": [],
}


@pytest.mark.parametrize(("line", "cells"), ROWS.items())
def test_a_line_that_ends_in_numbers_is_a_row(line: str, cells: list[str]) -> None:
    assert [line[start:end] for start, end in row_cells(line)] == cells


@given(st.text(alphabet="ab 1,.()$%|\t—-", max_size=60))
def test_the_cells_of_any_line_stand_in_order_and_apart(line: str) -> None:
    cells = row_cells(line)

    assert all(start < end for start, end in cells)
    assert all(left[1] <= right[0] for left, right in itertools.pairwise(cells))


# --- the layers around a cell -------------------------------------------------------------------------


def measured(grid: Grid, row: int, column: int) -> str:
    """What a cell counts in."""
    measure = grid.context(row, column).measure
    return f"{measure.scale:f} {measure.unit}".strip()


STATEMENT = Grid(
    (
        ("(in millions, except per share)", "2025", "Change, %"),
        ("Sales", "6,415.0", "7.3"),
        ("Margin, %", "12.4", "1.0"),
        ("Earnings per share", "1.52", "5.6"),
        ("Price, US$/t", "640", "2.0"),
    ),
    1,
    "Results (RMB)",
)

LAYERS = {
    (1, 1): "1000000 CNY",
    (1, 2): "1 %",
    (2, 1): "1 %",
    (2, 2): "1 %",
    (3, 1): "1 CNY",
    (4, 1): "1 USD",
    (1, 0): "1",
}


@pytest.mark.parametrize(("cell", "measure"), LAYERS.items())
def test_the_nearest_unit_and_scale_count(cell: tuple[int, int], measure: str) -> None:
    assert measured(STATEMENT, *cell) == measure


UNDER_MONEY = {
    "Revenue": "1000000 GBP",
    "Basic EPS (pence)": "0.01 GBP",
    "Interim dividend (pence per share)": "0.01 GBP",
    "Market value (£bn)": "1000000000 GBP",
    "Average shares (thousand)": "1000",
    "Operating margin (%)": "1 %",
    "Emissions (ktCO2e)": "1 kt",
}


@pytest.mark.parametrize(("label", "measure"), UNDER_MONEY.items())
def test_a_row_with_a_scale_of_its_own_is_an_exception_in_a_column_of_money(label: str, measure: str) -> None:
    grid = Grid((("", "2025 £m", "Change, %"), (label, "415.7", "7.1")), 1)

    assert (measured(grid, 1, 1), measured(grid, 1, 2)) == (measure, "1 %")


def test_a_cell_of_words_with_a_number_is_no_measure_of_another() -> None:
    grid = Grid((("Item", "Now", "Next", "Since"), ("Stores", "about 500", "over 1,000 in 2026", "1,204")), 1)

    assert [measured(grid, 1, column) for column in (1, 2, 3)] == ["1", "1", "1"]


def test_a_caption_may_give_what_each_of_several_things_counts_in() -> None:
    caption = "Table 3: Sites (persons in 1 000; capacity in MW; result in million euros)"
    grid = Grid(
        (("Site", "Persons employed", "Capacity", "Result", "Sites"), ("North", "4", "12", "(3)", "2")), 1, caption
    )

    assert [measured(grid, 1, column) for column in range(1, 5)] == ["1000", "1 MW", "1000000 EUR", "1"]
    assert measured(structs.replace(grid, caption="", above=(caption,)), 1, 2) == "1 MW"


def test_a_column_of_units_names_the_unit_of_each_row() -> None:
    grid = Grid((("Item", "Unit", "2025"), ("Output", "kt", "640"), ("Price", "US$/t", "18")), 1)

    assert (measured(grid, 1, 2), measured(grid, 2, 2)) == ("1 kt", "1 USD")


def test_a_measure_names_each_text_that_adds_to_it_once() -> None:
    grid = Grid(
        (("(in millions)", "(in millions)", ""), ("", "2025", "US$"), ("Sales", "640", "5")),
        2,
        above=("(in millions)",),
    )

    assert [grid.measure(2, column).label for column in (1, 2)] == ["(in millions)", "US$ (in millions)"]


def test_a_row_of_one_cell_heads_the_rows_below_it() -> None:
    grid = Grid((("", "2025"), ("Sales, RMB m", ""), ("North", "640"), ("Staff, thousands", ""), ("North", "5")), 1)

    assert (measured(grid, 2, 1), measured(grid, 4, 1)) == ("1000000 CNY", "1000")


def test_a_line_within_a_table_over_its_heads_is_no_part_of_it() -> None:
    rows = (("£ in thousands unless noted", "", ""), ("", "2025", "2024"), ("Year noted", "640", "598"))

    assert measured(Grid(rows, 2), 2, 1) == "1000 GBP"


def test_a_count_is_no_money_though_its_table_is() -> None:
    grid = Grid((("US$ million", "2025"), ("Sales", "640"), ("Weighted average shares", "703")), 1)

    assert (measured(grid, 1, 1), measured(grid, 2, 1)) == ("1000000 USD", "1000000")


# --- tables of notes -----------------------------------------------------------------------------------

NOTES = {
    # corner, caption, row label, column of units, header
    "| US$ million | 2025 |\n|---|---:|\n| North | 4,335 |\n": "4335000000 USD",
    "| Region | 2025 |\n|---|---:|\n| North | 4,335 |\n\nTable: Sales, RMB million\n": "4335000000 CNY",
    "| Year end | Sold |\n|---|---:|\n| 2025 | 6,909 |\n\nTable: Backlog in MW\n": "6909 MW",
    "| | 2025 |\n|---|---:|\n| Margin, % | 12.4 |\n": "12.4 %",
    "| Item | Unit | 2025 |\n|---|---|---:|\n| Output | kt | 640 |\n": "640 kt",
    "| Item | 单位 | 2025 |\n|---|---|---:|\n| 收入 | 百万元 | 640 |\n": "640000000 CNY",
    "| Item | | 2025 |\n|---|---|---:|\n| Output | kt | 640 |\n": "640 kt",
    "| Item | | 2025 |\n|---|---|---:|\n| Output | low | 640 |\n": "640",
    "| Item | RMB’000 |\n|---|---:|\n| Sales | 641.5 |\n": "641500 CNY",
    "| Item | RMB 10,000 |\n|---|---:|\n| Sales | 641.5 |\n": "6415000 CNY",
    "| Item | RMB million |\n|---|---:|\n| Result | (127.5) |\n": "-127500000 CNY",
    "| Item | ($ in millions) |\n|---|---:|\n| Result | (5) |\n": "-5000000 USD",
    "| US$ million | 2025 | Change |\n|---|---:|---:|\n| North | 4,335 | 11% |\n": "4335000000 USD, 11 %",
    "| US$ million | 2025 |\n|---|---:|\n| North | US$ 4.3 billion |\n": "4300000000 USD",
    # a column that counts is not in what its table is in, but shares may be
    "| Kind | Sum | Number of loans |\n|---|---|---|\n| Bank | 640 | 26 |\n\nTable: US$ million\n": "640000000 USD, 26",
    "| US$ million | Sum | No. of banks |\n|---|---|---|\n| Bank | 640 | 26 |\n": "640000000 USD, 26",
    "| Kind | Headcount |\n|---|---|\n| Sales | 640 |\n\nTable: Staff, RMB million\n": "640",
    "| Kind | Sum | Units sold |\n|---|---|---|\n| Vans | 640 | 26 |\n\nTable: US$ million\n": "640000000 USD, 26",
    "| Kind | Units |\n|---|---|\n| Vans | 640 |\n\nTable: Sales (in thousands)\n": "640000",
    "| Item | 2025 |\n|---|---|\n| Shares used for earnings per share | 118.4 |\n\nTable: US$ million\n": "118400000",
    "| Kind | Sum | Employees |\n|---|---|---|\n| Vans | 640 | 1,826 |\n\nTable: US$ million\n": "640000000 USD, 1826",
    "| Kind | Staff costs |\n|---|---|\n| Vans | 640 |\n\nTable: US$ million\n": "640000000 USD",
    "| Kind | Deliveries, US$ |\n|---|---|\n| Vans | 640 |\n\nTable: US$ million\n": "640000000 USD",
    "| Kind | Number of shares |\n|---|---|\n| A | 640 |\n\nTable: Shares (in thousands)\n": "640000",
    "| Kind | Number of cars, thousand |\n|---|---|\n| A | 640 |\n\nTable: RMB million\n": "640000",
    # years and labels are none
    "| Year | Plants |\n|---|---|\n| 2025 | many |\n\nTable: Sales, RMB million\n": "",
    "| Founded | Where |\n|---|---|\n| 2019 | Oslo |\n": "",
    "| a | b |\n|---|---|\n| 640 | 5 |\n": "640",
}


@pytest.mark.parametrize(("table", "figures"), NOTES.items())
def test_a_number_in_a_note_has_the_measure_of_the_texts_around_it(table: str, figures: str) -> None:
    body, _ = read_body(table, "note.md")
    found = [statement.figure.quantity for statement in body.statements]

    assert ", ".join(f"{q.low.normalize():f} {q.unit}".strip() for q in found) == figures


ROUNDED = [
    ("US$ billion", "11.1", "US$11,141 million", Verdict.ROUNDED),
    ("In billions of dollars", "11", "$11.1 billion", Verdict.ROUNDED),
    ("RMB million", "641", "RMB 640,900,000", Verdict.ROUNDED),
    ("thousand t", "4.2", "4,180 t", Verdict.ROUNDED),
    ("US$ billion", "11.14", "US$11,141 million", Verdict.ROUNDED),
    ("US$ billion", "11.2", "US$11,141 million", Verdict.NONE),
    ("RMB million", "640", "RMB 640,900,000", Verdict.NONE),
    ("RMB million", "640.0", "RMB 640,400,000", Verdict.NONE),
]


@pytest.mark.parametrize(("heading", "cell", "source", "verdict"), ROUNDED)
def test_a_number_in_a_note_may_be_rounded_in_the_scale_of_its_table(
    heading: str, cell: str, source: str, verdict: Verdict
) -> None:
    body, _ = read_body(f"| Item | {heading} |\n|---|---:|\n| Sales | {cell} |\n", "note.md")
    (statement,), (found,) = body.statements, read_quantities(source)

    assert supports(statement.figure.quantity, found) is verdict


def test_a_bracketed_cell_is_negative_and_marked_whole() -> None:
    body, _ = read_body("| Item | RMB m |\n|---|---|\n| Result | (127.5) |\n", "note.md")
    (statement,) = body.statements

    assert (statement.figure.quantity.low, statement.figure.text) == (Decimal("-127500000"), "(127.5)")


@pytest.mark.parametrize(
    ("label", "direction"),
    {
        "Net loss": (-1, False),
        "Loss per share, basic": (-1, False),
        "Net income (loss) attributable to shareholders": (1, False),
        "(Loss)/profit for the year": (1, False),
        "Profit or loss": (0, False),
        "Profit/loss": (0, False),
        "Decrease in inventories": (-1, True),
        "Net (decrease) increase in cash": (1, True),
        "Net cash used in operating activities": (-1, False),
        "Net operating loss carryforward": (0, False),
        "Provision for losses": (0, False),
        "Tax on profit": (0, False),
        "Income tax": (0, False),
        "净亏损": (-1, False),
        "经营活动现金净流出": (-1, False),
        "利润总额": (1, False),
        "营业成本": (0, False),
    }.items(),
)
def test_a_label_says_what_the_numbers_of_its_row_are(label: str, direction: tuple[int, bool]) -> None:
    assert label_direction(label) == direction


def test_what_a_caption_exempts_first_ends_at_its_comma() -> None:
    caption = "（除每股数据外，金额单位均为人民币千元）"
    grid = Grid((("项目", "2025年"), ("合同金额", "640"), ("每股收益", "6.4")), 1, caption)

    assert (measured(grid, 1, 1), measured(grid, 2, 1)) == ("1000 CNY", "1 CNY")
