"""Figures against tables of archived sources: what stands around a number travels with it."""

from datetime import date

import pytest
from conftest import SOURCES, note, project, verified
from example_project import pdf
from verified_claim import looked_up, outcomes

from briefing.build.session import compose
from briefing.model.diagnostics import Span
from briefing.verification.archive import read_archived
from briefing.verification.archive_texts import verify_site
from briefing.verification.results import VerificationRun

DAY = date(2026, 2, 3)


# --- one table in every form of source -------------------------------------------------------------

HTML = """<table><tr><th>Item<th>2024 (RMB m)<th>2025 (RMB m)<th>Change, %</tr>
<tr><td>Sales</td><td>5,980.2</td><td>6,415.0</td><td>7.3</td></tr>
<tr><td>Operating result</td><td>310.4</td><td>(127.5)</td><td></td></tr></table>"""
CAPTIONED = """<table><caption>In RMB million</caption><tr><th>Item<th>2024<th>2025<th>Change, %</tr>
<tr><td>Sales</td><td>5,980.2</td><td>6,415.0</td><td>7.3</td></tr>
<tr><td>Operating result</td><td>310.4</td><td>(127.5)</td><td></td></tr></table>"""
ABOVE = "<p>Amounts in millions of yuan</p>" + HTML.replace(" (RMB m)", "")
SPLIT = """<p>(RMB in millions)</p><table><tr><td></td><td colspan=2>2025</td><td colspan=2>Change</td></tr>
<tr><td>Sales</td><td>RMB</td><td>6,415.0</td><td>7.3</td><td>%</td></tr>
<tr><td>Operating result</td><td>RMB</td><td>(127.5</td><td>)</td><td></td></tr></table>"""
MARKDOWN = """| RMB million | 2024 | 2025 | Change, % |
|---|---|---|---|
| Sales | 5,980.2 | 6,415.0 | 7.3 |
| Operating result | 310.4 | (127.5) | |
"""
ALIGNED = """Results (in RMB millions)
Item                2024      2025    Change, %
Sales             5,980.2   6,415.0    7.3
Operating result    310.4    (127.5)   NM
"""
LINES = """Selected data (RMB in millions)
2024 2025 Change, %
Sales 5,980.2 6,415.0 7.3
Operating result 310.4 (127.5) NM
"""
VALUES = """Item,2024 (RMB m),2025 (RMB m),"Change, %"
Sales,5980.2,6415.0,7.3
Operating result,310.4,(127.5),
"""
BETWEEN = """Item;2024 (RMB m);2025 (RMB m);Change, %
Sales;5980.2;6415.0;7.3
Operating result;310.4;(127.5);
"""
GROUPED = """Item\t2024, RMB m\t2025, RMB m\tChange, %
Sales\t5,980.2\t6,415.0\t7.3
Operating result\t1,310.4\t(127.5)\t
"""
TABLES = {
    "header": (HTML, ".html"),
    "caption": (CAPTIONED, ".html"),
    "line above": (ABOVE, ".html"),
    "cells of their own": (SPLIT, ".html"),
    "corner": (MARKDOWN, ".md"),
    "aligned": (ALIGNED, ".txt"),
    "lines": (LINES, ".txt"),
    "values": (VALUES, ".csv"),
    "values as text": (VALUES, ".txt"),
    "values between semicolons": (BETWEEN, ".csv"),
    "values between tabs": (BETWEEN.replace(";", "\t"), ".csv"),
    "grouped values between tabs": (GROUPED, ".csv"),
}
CLAIMS = {
    "Sales were RMB 6,415.0 million": "verified",
    "Sales were RMB 6.415 billion": "verified",
    "Sales were RMB 6.4 billion": "rounded",
    "Sales were 6,415 million yuan": "verified",
    "The result was RMB -127.5 million": "verified",
    "The result was a profit of RMB 127.5 million": "not-found",
    "Growth was 7.3%": "verified",
    "Sales were RMB 6,415.0": "scale-suspect",
    "Sales were RMB 6,415.0 billion": "scale-suspect",
    "Sales were HKD 6,415.0 million": "unit-differs",
    "Sales were 6,415.0": "unit-differs",
}


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(("claim", "outcome"), CLAIMS.items())
def test_a_number_of_a_table_has_the_measure_of_the_texts_around_it(table: str, claim: str, outcome: str) -> None:
    source, suffix = TABLES[table]

    assert outcomes(looked_up(source, claim, suffix)) == outcome


UNIT_LINES = ("(in GWh)", "in GWh", "Values in GWh", "All values are in GWh", "Figures are given in GWh", "Unit: GWh")
MONEY_LINES = (
    "(in EUR million)",
    "Values in EUR million",
    "Amounts in millions of euros",
    "Unit: EUR m",
    "EUR million",
)
TABLE_UNDER = {
    ".txt": "{}\nItem  2024  2025\nWind  1,250  1,300\nSolar  980  990\n",
    ".md": "{}\n\n| Item | 2024 | 2025 |\n|---|---|---|\n| Wind | 1,250 | 1,300 |\n| Solar | 980 | 990 |\n",
    ".html": "<p>{}</p><table><tr><th>Item<th>2024<th>2025</tr><tr><td>Wind<td>1,250<td>1,300</tr></table>",
    ".csv": "{},2024,2025\nWind,1250,1300\nSolar,980,990\n",
}
"""A table under a line, or with the line at its corner."""


@pytest.mark.parametrize("suffix", TABLE_UNDER)
@pytest.mark.parametrize(("line", "unit"), [
    *((line, "GWh") for line in UNIT_LINES), *((line, "EUR million") for line in MONEY_LINES),
])  # fmt: skip
def test_a_line_about_the_unit_is_that_of_the_table_under_it(line: str, unit: str, suffix: str) -> None:
    source = TABLE_UNDER[suffix].format(line)
    others = {"GWh": ("1,250 TWh", "1,250 MW", "1,250"), "EUR million": ("EUR 1,250 billion", "USD 1,250 million")}
    right = "1,250 GWh" if unit == "GWh" else "EUR 1,250 million"

    assert outcomes(looked_up(source, f"Wind gave {right} in 2024", suffix)) == "verified"
    assert not any(
        outcomes(looked_up(source, f"Wind gave {wrong} in 2024", suffix)) == "verified" for wrong in others[unit]
    )


@pytest.mark.parametrize("line", ["In 2025", "In short", "Values", "Units sold", "in the year"])
def test_a_line_about_another_matter_gives_a_table_no_unit(line: str) -> None:
    assert outcomes(looked_up(TABLE_UNDER[".html"].format(line), "Wind had 1,250 boats in 2024", ".html")) == "verified"


FORMS = {
    # a source, a claim, its outcome
    "Regions (in thousands of US dollars)\nNorth 51,207 48,112\nSouth 8,412 7,905\n": {
        "It sold for $51.207 million": "verified",
        "It sold for $51,207": "scale-suspect",
        "It sold for $8.4 million": "rounded",
    },
    "Selected data (in millions, except per share amounts)\nRevenue $ 8,412 $ 7,905\nCosts 6,300 6,010\n"
    "Earnings per share $ 1.52 $ 1.44\n": {
        "Revenue was $8,412 million": "verified",
        "Costs were $6,300 million": "verified",
        "It earned $1.52 a share": "verified",
        "It earned $1.52 million": "scale-suspect",
        "Revenue was €8,412 million": "unit-differs",
    },
    "EUR million      Note    2025    2024    Change\nSales       5    8,412   7,960   5.7%\n"
    "Vans            3,105   3,240   (4.2%)\nMargin     15.4%   14.0%   1.4pp\n": {
        "Sales of vans were EUR 3,105 million in 2025": "verified",
        "Sales of vans were EUR 3,240 million in 2025": "qualifier-differs",
        "The margin was 15.4% in 2024": "qualifier-differs",
        "Sales were EUR 8,412 million in 2024": "qualifier-differs",
    },
    "(Dollars in thousands)\n          Three Months Ended        Six Months Ended\n"
    "               June 30,                 June 30,\n            2025      2024          2025      2024\n"
    "Sales     $ 412,600  $ 398,100   $ 810,200  $ 781,900\nCosts       318,400    309,800     631,100    612,400\n": {
        "Sales were $412.6 million in the second quarter of 2025": "verified",
        "Sales were $412.6 million in the six months to June 2025": "qualifier-differs",
        "Sales were $398.1 million in the second quarter of 2025": "qualifier-differs",
        "Costs were $631.1 million in the six months to June 2025": "verified",
    },
    "NOK million 2025 2024\nNet result (214) 310\nSales 3,115 2,980\n": {
        "It sold for NOK 3,115 million": "verified",
        "It lost NOK 214 million": "verified",
        "The result came to NOK -214 million": "verified",
    },
    "Revenue (RMB m): 6,415.0\n": {
        "Revenue was RMB 6,415.0 million": "verified",
        "Revenue was RMB 6,415.0": "scale-suspect",
    },
    "营业收入（亿元）：64.15\n": {
        "营业收入为64.15亿元": "verified",
        "营业收入为64.15万元": "scale-suspect",
    },
    "每股收益（元/股）-0.27\n": {
        "每股收益为-0.27元": "verified",
        "每股收益为0.27元": "not-found",
    },
    "净利润（万元）：-3,200\n": {
        "净亏损3,200万元": "verified",
        "净利润3,200万元": "not-found",
    },
    "单位：人民币千元\n营业收入 641,500 598,020\n净利润 (12,750) 31,040\n": {
        "Sales were RMB 641.5 million": "verified",
        "Sales were RMB 641,500": "scale-suspect",
        "It lost RMB 12.75 million": "verified",
    },
}


@pytest.mark.parametrize(
    ("source", "claim", "outcome"),
    [(source, claim, outcome) for source, claims in FORMS.items() for claim, outcome in claims.items()],
)
def test_a_line_above_gives_the_measure_of_rows_of_text(source: str, claim: str, outcome: str) -> None:
    assert outcomes(looked_up(source, claim)) == outcome


def test_an_empty_cell_has_nothing_of_the_cell_behind_it() -> None:
    source = (
        "<p>(in millions)</p><table><tr><th></th><th>Lives (in years)</th><th>Value</th></tr>"
        "<tr><td>Patents</td><td>4.2</td><td>$232</td></tr><tr><td>Names</td><td></td><td>25</td></tr></table>"
    )

    assert outcomes(looked_up(source, "Patents are worth $232 million", ".html")) == "verified"
    assert outcomes(looked_up(source, "Names are worth $25 million", ".html")) == "verified"
    assert outcomes(looked_up(source, "Patents last 4.2 years", ".html")) == "verified"


CELLS = {
    # a source, a claim, its outcome
    "| Item | 2025 |\n|---|---|\n| Sales | 640 t (12%) |\n": {
        "Sales were 640 t": "verified",
        "Their share was 12%": "verified",
    },
    "| Shops | Number |\n|---|---|\n| over 300 m² | 42 |\n": {"There are 42 shops over 300 m²": "verified verified"},
    # a scale or currency of the heading that the claim leaves out
    "| RMB million | 2025 |\n|---|---|\n| Sales | 6,415.4 |\n": {
        "Sales were 6,415.4 million": "verified",
        "Sales were 6,415.4": "unit-differs",
        "Sales were 6,415": "unit-differs",
        "Sales were 6,415.4 GW": "unit-differs",
    },
    "| RMB | 2025 |\n|---|---|\n| Sales | 6,415.4 |\n": {"Sales were 6,415": "unit-differs"},
    "| GW | 2025 |\n|---|---|\n| Output | 4.2 |\n": {"Output was 4.2": "unit-differs"},
    "| in millions | 2025 |\n|---|---|\n| Sales | $ 6,415.4 |\n": {"Sales were 6,415": "unit-differs"},
    "| in thousands | 2025 |\n|---|---|\n| North | 4,335 |\n": {"The north has 4,335": "unit-differs"},
    # decimal commas
    "| Mio. € | 2025 | 2024 |\n|---|---|---|\n| Umsatz | 1.250,4 | 1.180,2 |\n| EBIT | 48,3 | 1.012,1 |\n": {
        "EBIT was €48.3 million": "verified",
        "EBIT was €483 million": "scale-suspect",
        "EBIT in 2024 was €1,012.1 million": "verified",
    },
    # a currency that only other cells print
    "| Item | 2025 |\n|---|---|\n| Sales | $ 640 |\n| Costs | 118 |\n| Share | 12% |\n": {
        "Costs were $118": "verified",
        "Costs were €118": "unit-differs",
        "Costs were 118 MW": "unit-differs",
        "Sales were 640": "unit-differs",
        "The share was $12": "unit-differs",
    },
}


@pytest.mark.parametrize(
    ("source", "claim", "outcome"),
    [(source, claim, outcome) for source, claims in CELLS.items() for claim, outcome in claims.items()],
)
def test_a_cell_is_read_with_its_own_measure_and_that_of_its_table(source: str, claim: str, outcome: str) -> None:
    assert outcomes(looked_up(source, claim, ".md")) == outcome


@pytest.mark.parametrize(
    ("head", "claim", "printed"),
    [
        ("in thousands", "The north has 4,335", "`4,335 (in thousands)`, not `4,335`: another unit"),
        ("RMB", "The north has 4,335", "`4,335 (RMB)`, not `4,335`: another unit"),
        (
            "RMB million",
            "The north has HKD 4,335 million",
            "`4,335 (RMB million)`, not `HKD 4,335 million`: another unit",
        ),
    ],
)
def test_a_number_that_differs_by_the_measure_of_its_table_is_quoted_with_it(
    head: str, claim: str, printed: str
) -> None:
    (problem,) = looked_up(f"| {head} | 2025 |\n|---|---|\n| North | 4,335 |\n", claim, ".md").problems

    assert problem.message == f"`iea-2024` says {printed}"


QUARTERS = "| GW | Q3 2025 | Q4 2025 |\n|---|---|---|\n| Output | 4.2 | 5.1 |\n"


@pytest.mark.parametrize(("period", "is_there"), {"Q3 2025": True, "Q2 2025": False}.items())
def test_the_period_over_a_column_is_one_that_the_source_prints(period: str, is_there: bool) -> None:
    found = looked_up(QUARTERS, f"In {period}, output was 4.2 GW", ".md")

    assert outcomes(found) == "verified"
    assert [problem.rule for problem in found.problems] == ([] if is_there else ["period-not-found"])


STRETCHES = (
    "| RMB m | Three months ended June 30, 2025 | Six months ended June 30, 2025 | Year ended December 31, 2024 |\n"
    "|---|---|---|---|\n"
    "| Sales | 640 | 1,250 | 2,310 |\n"
)


@pytest.mark.parametrize(
    ("sentence", "differs"),
    {
        "In the second quarter of 2025, sales were RMB 640 million": False,
        "In the three months to June 2025, sales were RMB 640 million": False,
        "In the first half of 2025, sales were RMB 1,250 million": False,
        "In 2024, sales were RMB 2,310 million": False,
        "In the second quarter of 2025, sales were RMB 1,250 million": True,
        "In the first half of 2025, sales were RMB 640 million": True,
        "In the six months ended June 30, 2025, sales were RMB 2,310 million": True,
        "In the nine months ended September 30, 2025, sales were RMB 1,250 million": False,
    }.items(),
)
def test_a_quarter_is_not_the_half_that_ends_with_it(sentence: str, differs: bool) -> None:
    found = looked_up(STRETCHES, sentence, ".md")

    assert outcomes(found) == ("qualifier-differs" if differs else "verified")


NINE_MONTHS = """In the first nine months of 2025, sales were RMB 1,250 million.
In the third quarter of 2025, they were RMB 430 million.
"""


@pytest.mark.parametrize(
    ("sentence", "outcome"),
    {
        "In the first nine months of 2025, sales were RMB 1,250 million": "verified",
        "In the third quarter of 2025, sales were RMB 1,250 million": "qualifier-differs",
        "In the first nine months of 2025, sales were RMB 430 million": "qualifier-differs",
        "In 2025, sales were RMB 1,250 million": "verified",
    }.items(),
)
def test_a_sentence_for_nine_months_is_not_for_the_quarter_beside_it(sentence: str, outcome: str) -> None:
    assert outcomes(looked_up(NINE_MONTHS, sentence)) == outcome


@pytest.mark.parametrize("base", ["on 2023", "compared with 2023"])
def test_the_year_that_a_rise_starts_from_is_not_that_of_its_level(base: str) -> None:
    found = looked_up(
        "It reached 423.9 ppm in 2024, 3.5 ppm more than in 2023.", f"It reached 423.9 ppm, up 3.5 ppm {base}"
    )

    assert outcomes(found) == "verified verified"


DAYS = "| EUR m | 31.12.2025 | 31.12.2024 |\n|---|---|---|\n| Debt | 42.0 | 51.5 |\n"


@pytest.mark.parametrize(("day", "is_there"), {"31 December 2025": True, "30 December 2025": False}.items())
def test_a_day_is_the_same_in_the_dots_of_a_german_table(day: str, is_there: bool) -> None:
    found = looked_up(DAYS, f"At {day}, debt was EUR 42.0 million", ".md")

    assert outcomes(found) == "verified"
    assert [problem.rule for problem in found.problems] == ([] if is_there else ["period-not-found"])


# --- what is only likely -----------------------------------------------------------------------------

SEVERAL = """Regions (in thousands)
North 4,335 3,918
South 2,110 2,004

The plants are listed by state.

Segments (in millions)
East 8,412 7,905
West 5,320 5,101

More of the report follows here.

Sales 6,231 5,790
Costs 3,415 3,220
"""


def test_where_a_page_has_several_scales_a_claim_is_unscaled() -> None:
    found = looked_up(SEVERAL, "Sales were 6,231 million")
    (problem,) = found.problems

    assert "Sales «6,231» 5,790" in found.figures[0].result.passage
    assert problem.rule == "unscaled-figure"
    assert problem.message.endswith("without a scale or unit; nearby it says `(in millions)`")
    assert problem.severity == "warning"


def test_the_end_of_a_range_is_said_rather_than_a_number_that_is_only_likely() -> None:
    source = f"{SEVERAL}\nIn all it came to 6,000–6,231 million.\n"

    assert outcomes(looked_up(source, "Sales were 6,231 million")) == "qualifier-differs"


@pytest.mark.parametrize(
    ("claim", "outcome"),
    {
        "The north has 4.335 million": "verified",
        "The east has 8,412 million": "verified",
        "The north has 4,335 million": "scale-suspect",
        "Sales were 6,231 billion": "scale-suspect",
        "Sales were 6,231": "verified",
    }.items(),
)
def test_a_line_directly_above_is_certain_though_others_stand_on_its_page(claim: str, outcome: str) -> None:
    assert outcomes(looked_up(SEVERAL, claim)) == outcome


def test_a_column_without_a_unit_makes_one_likely() -> None:
    source = "Year,Mean,Error\n2023,421.08,0.12\n2024,424.61,0.12\n2025,427.35,0.12\n"

    found = looked_up(source, "In 2024 it was 424.61 ppm", ".csv")

    assert outcomes(found) == "unscaled"
    assert [problem.rule for problem in found.problems] == ["unscaled-figure"]
    assert "`Mean`" in found.problems[0].message
    assert found.figures[0].result.passage == "Year | Mean | Error\n2024 | «424.61» | 0.12"


@pytest.mark.parametrize(
    "source", ["Diluted EPS of ($0.27) fell.", "Net income of ($0.27) per share.", "Earnings of ($0.27)."]
)
def test_a_result_in_brackets_supports_who_calls_it_a_loss_and_not_who_calls_it_a_profit(source: str) -> None:
    assert outcomes(looked_up(source, "It lost $0.27")) == "verified"
    assert outcomes(looked_up(source, "It earned $0.27")) == "not-found"
    assert outcomes(looked_up(source, "EPS was $0.27")) == "not-found"


NAMED = "site,capacity_mw,capex_gbp_bn,co2_ppm\nNorth,640,1.2,424.61\nSouth,118,0.3,421.08\n"


@pytest.mark.parametrize(
    ("claim", "outcome"),
    {
        "North has 640 MW": "verified",
        "North has 640 GW": "unit-differs",
        "North cost £1.2 billion": "verified",
        "North cost £1.2 million": "scale-suspect",
        "There it was 424.61 ppm": "verified",
        "There it was 424.61 ppb": "unit-differs",
    }.items(),
)
def test_a_column_that_is_named_as_programs_do_has_the_unit_of_its_name(claim: str, outcome: str) -> None:
    assert outcomes(looked_up(NAMED, claim, ".csv")) == outcome


EITHER = {
    # a source and its suffix, a claim, its outcome
    ("It moved 1 250 boxes.\n", ".txt"): {
        "It moved 1,250 boxes": "ambiguous", "It moved over 1,250 boxes": "ambiguous",
        "It moved 250 boxes": "not-found", "It moved 1,251 boxes": "not-found", "It moved 12.5 boxes": "not-found",
    },
    ("Norrland 1 250 MW, Norway 12 450 t.\n", ".txt"): {
        "The north has 1,250 MW": "ambiguous", "The north has 250 MW": "not-found", "Norway has 450 t": "not-found",
    },
    ("It moved 12 345 678 boxes.\n", ".txt"): {
        "It moved 12,345,678 boxes": "ambiguous", "It moved 678 boxes": "not-found",
    },
    ("Region Boats Crews\nNorth 118 640\nSouth 97 512\n", ".txt"): {
        "The north has 118": "ambiguous", "The north has 640": "ambiguous", "The north has 118,640": "ambiguous",
        "The north has 18": "not-found", "The north has 640 GW": "not-found",
    },
    ("Cash flow was SEK 12 345m, or €1 118 million.\n", ".txt"): {
        "Cash flow was SEK 12,345 million": "ambiguous", "Cash flow was SEK 345 million": "not-found",
        "Cash flow was €1.118 billion": "ambiguous", "Cash flow was €118 million": "not-found",
    },
    ("Umsatz: 1.250 Mio. Euro.\n", ".txt"): {
        "Sales were €1.25 billion": "ambiguous", "Sales were €1.25 million": "ambiguous",
        "Sales were €250 million": "not-found",
    },
    ("The plant employs 1.800 people.\n", ".txt"): {"It employs 1,800": "ambiguous", "It employs 18": "not-found"},
    ("<table><tr><th>Item<th>SEK m</tr><tr><td>Sales<td>1.800</tr></table>", ".html"): {
        "Sales were SEK 1,800 million": "ambiguous", "Sales were SEK 18.5 million": "not-found",
    },
}  # fmt: skip


@pytest.mark.parametrize(
    ("source", "claim", "outcome"),
    [(source, claim, outcome) for source, claims in EITHER.items() for claim, outcome in claims.items()],
)
def test_what_a_source_prints_in_a_form_that_has_two_readings_is_neither_found_nor_refused(
    source: tuple[str, str], claim: str, outcome: str
) -> None:
    found = looked_up(source[0], claim, source[1])

    assert outcomes(found) == outcome
    assert (outcome == "ambiguous") == ([problem.rule for problem in found.problems] == ["ambiguous-number"])


@pytest.mark.parametrize(("claim", "outcome"), {"It was 424.61": "verified", "It was 42,461": "scale-suspect"}.items())
def test_a_comma_between_values_that_semicolons_part_is_a_decimal_one(claim: str, outcome: str) -> None:
    assert outcomes(looked_up("year;mean\n2024;424,61\n2025;427,35\n", claim, ".csv")) == outcome


def test_a_number_with_two_readings_is_named_as_it_is_printed() -> None:
    (problem,) = looked_up("It moved 1 250 boxes.\n", "It moved 1,250 boxes").problems

    assert problem.message == "`iea-2024` prints `1 250`, which could be read in two ways; `1,250` is one of them"


def test_a_word_such_as_growth_makes_a_share_likely() -> None:
    assert (
        outcomes(looked_up("Item  Growth  Sales\nNorth  7.3  640\nSouth  2.1  118\n", "The north grew by 7.3%"))
        == "unscaled"
    )


PARTS = {
    # a source, a claim, its outcome
    "Output was 47 Mt, of which 16 million were sold.": {
        "Sales were 16 Mt": "unscaled",
        "Sales were 16 million tonnes": "unscaled",
        "Sales were 17 Mt": "not-found",
        "Sales were 16 billion tonnes": "scale-suspect",
    },
    "Output was 47 Mt, of which 16 were sold.": {
        "Sales were 16 Mt": "unscaled",
        "Sales were 16 million tonnes": "unscaled",
        "Sales were 16 tonnes": "unit-differs",
    },
    "Output was 47 million kg, of which 16 million in Spain.": {
        "Spain had 16 million kg": "unscaled",
        "Spain had 16,000 tonnes": "unscaled",
        "Spain had 16,000 kg": "scale-suspect",
    },
    "Output was 47 Mt, and 640 robots worked for 16 million people.": {
        "Output was 640 Mt": "unit-differs",
        "Output was 16 Mt": "scale-suspect",
    },
    "16 million were sold. Output was 47 Mt.": {"Sales were 16 Mt": "scale-suspect"},
    f"Output was 47 Mt.{' It was a long year for all.' * 5} Of it 16 million were sold.": {
        "Sales were 16 Mt": "scale-suspect",
    },
    "It paid $47 million, 16 million of it in cash.": {"It paid $16 million in cash": "unit-differs"},
    "The share was 47%, 16 of it new.": {"The share was 16%": "unit-differs"},
    "Output rose by 12% to 47 Mt, of which 16 million were sold.": {"Sales were 16 Mt": "unscaled"},
    "Output was 47 Mt, of which 16–18 million were sold.": {"Sales were 16 Mt": "unscaled"},
}  # fmt: skip


@pytest.mark.parametrize(
    ("source", "claim", "outcome"),
    [(source, claim, outcome) for source, claims in PARTS.items() for claim, outcome in claims.items()],
)
def test_a_part_likely_counts_in_the_unit_of_the_whole_before_it(source: str, claim: str, outcome: str) -> None:
    assert outcomes(looked_up(source, claim)) == outcome


def test_of_a_part_both_numbers_are_shown() -> None:
    found = looked_up("Output was 47 Mt, of which 16 million were sold.", "Sales were 16 Mt")

    assert found.problems[0].message.endswith("the digits of `16 Mt` without a scale or unit; nearby it says `47 Mt`")
    assert found.figures[0].result.passage == "Output was 47 Mt, of which «16 million» were sold."


PLANTS = "| Plant | Lines |\n|---|---|\n| North | 14 |\n| South | 3,500 |\n| West | 640 kg |\n"


@pytest.mark.parametrize(
    ("claim", "outcome"),
    {
        "South has 3,500": "verified",
        "South makes 3,500 tonnes": "unscaled",
        "South makes 3,600 tonnes": "not-found",
        "South cost $3,500": "unit-differs",
        "South grew by 3,500%": "unit-differs",
        "West makes 640 MWh": "unit-differs",
    }.items(),
)
def test_a_table_that_names_no_unit_makes_a_measure_likely_but_no_money_or_share(claim: str, outcome: str) -> None:
    assert outcomes(looked_up(PLANTS, claim, ".md")) == outcome


@pytest.mark.parametrize(
    ("claim", "outcome"),
    {"It made 3.5 million tonnes": "unscaled", "It made 3,500 tonnes": "scale-suspect"}.items(),
)
def test_a_table_that_names_a_scale_and_no_unit_does_so_too(claim: str, outcome: str) -> None:
    assert outcomes(looked_up("| in thousands | 2025 |\n|---|---|\n| South | 3,500 |\n", claim, ".md")) == outcome


LOSSES = """| $ million | 2024 | 2025 |
|---|---|---|
| Impairment | (1,575) | (20) |
| Operating income | 88 | (127) |
| Cash flow from investing | 60 | (150) |
"""


@pytest.mark.parametrize(
    ("claim", "outcome"),
    {
        "It took an impairment of $1,575 million": "verified",
        "The loss was $127 million": "verified",
        "An impairment of $1,576 million": "not-found",
        "Its income was $1,575 million": "not-found",
        "After the loss, a profit of $127 million": "not-found",
        "It took a loss. It was $127 million": "not-found",
        "It lost $-127 million": "verified",
        "Investing used $150 million": "verified",
        "It spent $150 million on investing": "verified",
        "Investing brought in $150 million": "not-found",
        # a sentence goes on from the line above, but not from the one above that
        "The loss was\n$127 million": "verified",
        "The loss\nwas then\n$127 million": "not-found",
    }.items(),
)
def test_a_loss_in_brackets_supports_the_sentence_that_calls_it_a_loss(claim: str, outcome: str) -> None:
    assert outcomes(looked_up(LOSSES, claim, ".md")) == outcome


# --- what is read is what is seen ------------------------------------------------------------------------

SEEN = {
    "<p>It cost USD 5<sup>1</sup> million and moved 1250<sup><a href='#f'>3</a></sup> boxes": {
        "It cost USD 5 million": "verified", "It cost USD 51 million": "not-found",
        "It moved 1,250 boxes": "verified", "It moved 12,503 boxes": "not-found",
    },
    "<p>In all 42<sup>5</sup> GW, later 512&nbsp;MW<sup>3</sup> and 7.5 GW<sup>[2]</sup>": {
        "In all 42 GW": "verified", "In all 425 GW": "not-found", "Later 512 MW": "verified", "Then 7.5 GW": "verified",
    },
    "<p>In all 42<a role='doc-noteref' href='#f'>5</a> GW, 512<a href='#_ftn3'>3</a> MW,"
    " 7.5<a href='#cite_note-2'>[2]</a> GW, 64.1<a class='footnote-ref' href='#f'>2</a> kt"
    " and 35<a epub:type='noteref' href='n.html'>1</a> wells": {
        "In all 42 GW": "verified", "In all 425 GW": "not-found",
        "It has 512 MW": "verified", "It has 5,123 MW": "not-found", "Then 7.5 GW": "verified",
        "It sold 64.1 kt": "verified", "It sold 64.12 kt": "not-found", "It has 35 wells": "verified",
    },
    "<p>In all 42<span style='vertical-align: super'>5</span> GW,"
    " 512<font style='font-size:6.5pt;vertical-align:top'>3</font> MW"
    " and 75<span style='position:relative;top:-3.5pt;vertical-align:baseline'>(2)</span> kt on 640"
    " km<span style='vertical-align:super'>2</span>": {
        "In all 42 GW": "verified", "In all 425 GW": "not-found",
        "It has 512 MW": "verified", "It has 5,123 MW": "not-found",
        "It sold 75 kt": "verified", "It covers 640 km²": "verified",
    },
    "<p>It has <a class='footnote' href='#fn3'>640</a> boxes, <span style='vertical-align:top'>641</span> bins": {
        "It has 640 boxes": "verified", "It has 641 bins": "verified",
    },
    "<p>There were 10<sup>2</sup> units, or 10<sup>6</sup> cells": {
        "There were 102 units": "not-found", "There were 106 cells": "not-found",
    },
    "<p hidden>42.5 GW</p><p style='color: red; display:none'>43.5 GW</p><p aria-hidden=true>44.5 GW</p>"
    "<p><del>45.5 GW</del> <s>46.5 GW</s> <strike>47.5 GW</strike></p><noscript>48.5 GW</noscript><!-- 49.5 GW -->"
    "<style>.x { display: none }</style><p class='a x'>50.5 GW</p><span style='visibility:hidden'>51.5 GW</span>"
    "<template>52.5 GW</template><p style='position:absolute; left:-9999px'>53.5 GW</p><p><ins>31.5 GW</ins></p>"
    "<svg><desc>54.5 GW</desc><metadata>55.5 GW</metadata><defs><text>56.5 GW</text></defs><text>32.5 GW</text>": {
        **{f"In all {42 + at}.5 GW": "not-found" for at in range(15)},
        "In all 32.5 GW": "verified",
        "In all 31.5 GW": "verified",
    },
    "<p>An area of 640 km<sup>2</sup> and 12 m<sup>3</sup> of CO<sub>2</sub>": {"It has 640 km²": "verified"},
    "<table><tr><th>USD million<th>Note<th>2025<th>2024</tr><tr><td>Cash<td>12<td>55.5<td>44.4</tr>"
    "<tr><td>Loans<td>13(a), 14<td>12<td>33</tr></table>": {
        "Cash was USD 55.5 million": "verified",
        "Cash was USD 13 million": "not-found",
        "Loans were USD 12 million": "verified",
        "Loans were USD 14 million": "not-found",
    },
    "<p>It sold 1&#8239;200 cars and 38&#8201;000 boats": {
        "It sold 1,200 cars": "verified", "It sold 200 cars": "not-found", "It sold 38,000 boats": "verified",
    },
}  # fmt: skip


@pytest.mark.parametrize(
    ("source", "claim", "outcome"),
    [(source, claim, outcome) for source, claims in SEEN.items() for claim, outcome in claims.items()],
)
def test_what_a_reader_of_the_page_does_not_see_is_no_evidence(source: str, claim: str, outcome: str) -> None:
    found = outcomes(looked_up(source, claim, ".html"))

    assert (found == "verified") == (outcome == "verified")


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        ("It has 27,41\n8 MW in operation.\n", "It has 8 MW in operation"),
        ("Growth came in at 13.\n5% in all.\n", "Growth came in at 5%"),
        ("Sales came to 1,250,\n400 in all.\n", "Sales came to 400"),
    ],
)
def test_the_rest_of_a_number_that_a_line_end_broke_is_no_evidence(source: str, claim: str) -> None:
    assert outcomes(looked_up(source, claim)) == "not-found"


# --- the row that is named, and what is shown ---------------------------------------------------------------

TWICE = "(in millions)\n2025 2024\nNorth $ 640 $ 118\nSouth $ 118 $ 640\nTotal $ 758 $ 758\n"


def passage(source: str, claim: str, suffix: str = ".txt") -> str:
    """What `--show` prints beside a claim."""
    (item,) = looked_up(source, claim, suffix).figures
    return item.result.passage


def test_a_claim_that_names_its_row_and_period_is_found_there() -> None:
    assert (
        passage(TWICE, "In the south sales were $118 million in 2025")
        == "(in millions)\n2025 2024\nSouth «$ 118» $ 640"
    )
    assert (
        passage(TWICE, "In the north sales were $118 million in 2024")
        == "(in millions)\n2025 2024\nNorth $ 640 «$ 118»"
    )
    assert (
        passage(TWICE, "It came to $118 million for the south in 2025")
        == "(in millions)\n2025 2024\nSouth «$ 118» $ 640"
    )


def test_a_row_is_shown_under_its_header_with_the_number_marked() -> None:
    assert passage(HTML, "Sales were RMB 6,415.0 million", ".html") == (
        "Item | 2024 (RMB m) | 2025 (RMB m) | Change, %\nSales | 5,980.2 | «6,415.0» | 7.3"
    )


def test_the_sentence_is_shown_of_a_number_in_prose() -> None:
    source = "Sales grew. In all RMB 640 million came in. RMB 118 million went out."

    assert passage(source, "Sales were RMB 640 million") == "In all «RMB 640 million» came in."
    assert passage(source, "Costs were RMB 118 million") == "«RMB 118 million» went out."


def test_a_row_that_is_named_goes_before_a_sentence_that_prints_the_same() -> None:
    prose, table = "It paid $118 million.", "| $ million | 2025 |\n|---|---|\n| Costs | 118 |"
    for source in (f"{prose}\n\n{table}\n", f"{table}\n\n{prose}\n"):
        assert passage(source, "Costs were $118 million", ".md") == "$ million | 2025\nCosts | «118»"


# --- pages -----------------------------------------------------------------------------------------------------

PAGES = pdf(
    ["A report"],
    ["Contents"],
    ["1 | Annual report", "Nothing is said here."],
    ["2 | Annual report", "In all 4.2 GW were built."],
    ["3 | Annual report", "Sales (in millions)", "2025 2024", "North $ 4,335 $ 3,918", "South $ 118 $ 640"],
)


def at(place: str, claim: str) -> tuple[str, str]:
    """The outcome of a claim at a page of a PDF, and the hint."""
    inputs = project(note(f"{claim} [@iea-2024, {place}].\n"))
    found = verify_site(compose(inputs).view, lambda name: (PAGES, ".pdf") if name == "iea-2024" else None, DAY)
    return outcomes(found), " ".join(problem.hint for problem in found.problems)


def test_a_page_is_the_printed_one_or_the_sheet() -> None:
    assert at("p. 2", "In all 4.2 GW") == ("verified", "")
    assert at("p. 4", "In all 4.2 GW") == ("verified", "")
    assert at("p. 1", "In all 4.2 GW") == ("not-found", "it is in p. 2 (sheet 4): is the locator wrong?")


def test_rows_of_a_pdf_have_the_measure_of_the_lines_above() -> None:
    assert at("p. 3", "In the north it sold for $4,335 million")[0] == "verified"
    assert at("p. 3", "In the north it sold for $4,335 billion")[0] == "scale-suspect"


def test_page_labels_of_a_pdf_are_its_pages() -> None:
    labelled = pdf(["i"], ["One"], ["Two"], labels="/PageLabels << /Nums [0 << /S /r >> 1 << /S /D >>] >>")

    assert read_archived(labelled, ".pdf").printed == {1: "i", 2: "1", 3: "2"}


def test_every_place_where_a_figure_stands_is_named() -> None:
    inputs = project(note("It was 4.2 GW [@iea-2024, p. 1].\n"))
    pages = ["None.\n", "4.2 GW.\n", "None.\n", "Again 4.2 GW.\n", "And 4.2 GW.\n"]

    for last, places in (4, "p. 2 and p. 4"), (5, "p. 2, p. 4 and p. 5"):
        (problem,) = verified(inputs, {"iea-2024.txt": "\f".join(pages[:last])}).problems

        assert problem.hint == f"it is in {places}: is the locator wrong?"


# --- it never stops ---------------------------------------------------------------------------------------------


def test_a_paragraph_whose_periods_cannot_be_read_is_named_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(text: str) -> frozenset[str]:
        raise KeyError(text)

    inputs = project(note("In 2025 it was 4.2 GW [@iea-2024].\n"))
    with monkeypatch.context() as patch:
        patch.setattr("briefing.verification.passages.read_parts", failing)
        found = verified(inputs, {"iea-2024.txt": "In 2025 it was 4.2 GW.\n"})

    assert outcomes(found) == "verified"
    assert [problem.message for problem in found.problems if problem.rule == "unreadable-source"] == [
        "`iea-2024`, ¶1 could not be read: KeyError: 'In 2025 it was 4.2 GW.'"
    ]


def test_a_paragraph_on_which_the_reader_fails_is_named_and_the_rest_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(text: str, *_: object) -> tuple[()]:
        raise KeyError(text[:4])

    inputs = project(note("It was 4.2 GW [@iea-2024, p. 1].\n"))
    with monkeypatch.context() as patch:
        patch.setattr("briefing.verification.passages.read", failing)
        found = verified(inputs, {"iea-2024.txt": "In all.\n\f4.2 GW.\n"})

    assert outcomes(found) == "not-found"
    assert {(problem.rule, problem.severity) for problem in found.problems} == {
        ("unreadable-source", "warning"),
        ("figure-not-found", "error"),
    }
    unreadable, *_ = (problem for problem in found.problems if problem.rule == "unreadable-source")
    assert unreadable.message == "`iea-2024`, ¶1 could not be read: KeyError: 'In a'"
    assert unreadable.hint == "figures of that passage are not found; report it as a bug in the program"
    assert unreadable.span == Span("notes/sources.yaml", 2, 9, 8)


def test_a_text_that_cannot_be_read_is_named_where_its_source_is() -> None:
    found = looked_up("no document", "It was 4.2 GW", ".docx")

    assert [problem.span for problem in found.problems] == [Span("notes/sources.yaml", 2, 9, 8)]


SIGNS = {
    # a source in which a sign means another currency, a claim, its outcome
    ("$: HKD", "Sales came to $640 million."): {"HK$640 million": "verified"},
    ("$: HKD", "($ in millions)\nSales 640 590\nCosts 118 97\n"): {"HK$640 million": "verified"},
    ("$: HKD", "| Item | 2025 |\n|---|---|\n| Sales | $ 640 |\n| Costs | 118 |\n"): {
        "HK$640": "verified",
        "HK$118": "verified",
        "US$118": "unit-differs",
    },
    ("$: HKD", "| Seats | Number |\n|---|---|\n| under $300 | 42 |\n"): {"under HK$300": "verified"},
    # another spelling of the usual currency stays what it is
    ("$: HKD", "| US$ million | 2025 |\n|---|---|\n| Sales | 640 |\n"): {
        "US$640 million": "verified",
        "HK$640 million": "unit-differs",
    },
    ("$: HKD", "| USD million | 2025 |\n|---|---|\n| Sales | 640 |\n"): {"US$640 million": "verified"},
    ("¥: JPY", "| Item | 2025 |\n|---|---|\n| Sales | € 640 |\n| Costs | 118 |\n"): {
        "€118": "verified",
        "JPY 118": "unit-differs",
    },
}


def signed(sign: str, source: str, claim: str, place: str = "") -> VerificationRun:
    """A claim against a source that says what a sign of its own means."""
    sources = f"{SOURCES}    custom: {{currency: {{{sign}}}}}\n"
    inputs = project({**note(f"It sold for {claim} [@iea-2024{place}].\n"), "notes/sources.yaml": sources})
    return verified(inputs, {f"iea-2024.{'md' if source.startswith('|') else 'txt'}": source})


@pytest.mark.parametrize(
    ("sign", "source", "claim", "outcome"),
    [(*source, claim, outcome) for source, claims in SIGNS.items() for claim, outcome in claims.items()],
)
def test_the_sign_of_a_source_is_the_currency_that_it_says(sign: str, source: str, claim: str, outcome: str) -> None:
    assert outcomes(signed(sign, source, claim)) == outcome


def test_a_figure_is_found_elsewhere_in_the_currency_of_its_source() -> None:
    (problem,) = signed("$: HKD", "Nothing.\nSales came to $640 million.\n", "HK$640 million", ", ¶1").problems

    assert problem.hint == "it is in ¶2: is the locator wrong?"


# --- what time a number is for -----------------------------------------------------------------------

CAPACITY = "The plant has a capacity of 640 kt per year."
MONTHLY = "Fees are $12 per month."
TIMES = [
    (CAPACITY, "The plant has an annual capacity of 640 kt", "verified"),
    (CAPACITY, "The plant turns out 640 kt a year", "verified"),
    (CAPACITY, "The plant has a capacity of 640 kt", "verified"),
    (CAPACITY, "The heap weighs 640 kt", "qualifier-differs"),
    (CAPACITY, "The plant turns out 640 kt a month", "unit-differs"),
    (CAPACITY, "The plant has a monthly capacity of 640 kt", "qualifier-differs"),
    (CAPACITY, "The plant turns out 650 kt annually", "not-found"),
    ("The heap weighs 640 kt.", "The plant has an annual capacity of 640 kt", "verified"),
    (MONTHLY, "The monthly fee is $12", "verified"),
    (MONTHLY, "The fee is $12", "verified"),
    (MONTHLY, "The annual fee is $12", "qualifier-differs"),
    (MONTHLY, "The fee is $12, payable weekly", "qualifier-differs"),
    (MONTHLY, "It pays $12 yearly", "qualifier-differs"),
    (MONTHLY, "The annual report gives the fee as $12", "verified"),
    (MONTHLY, "The annual meeting was in May. The fee is $12", "verified"),
    (MONTHLY, "The daily, weekly and monthly fee is $12", "verified"),
    (MONTHLY, "Last year the fee was $12", "verified"),
    ("Power costs $12 per MWh.", "The annual fee is $12", "verified"),
    ("Output is 640 kt per quarter.", "Quarterly output is 640 kt", "verified"),
    ("Output is 640 kt per quarter.", "Quarterly output is 640 kt per site", "qualifier-differs"),
    ("Output is 640 kt per quarter.", "The output of the quarter was 640 kt", "verified"),
    ("Output is 640 kt per quarter.", "Annual output is 640 kt", "qualifier-differs"),
    ("Output is 640 kt per quarter.", "Output is 640 kt a quarter", "verified"),
    ("Output is 640 kt per month.", "Output is 640 kt a quarter", "unit-differs"),
    ("费用为每月12万元。", "月均费用为12万元", "verified"),
    ("费用为每月12万元。", "年均费用为12万元", "qualifier-differs"),
]


@pytest.mark.parametrize(("source", "claim", "outcome"), TIMES)
def test_a_number_for_another_time_than_its_note_says_is_not_found(source: str, claim: str, outcome: str) -> None:
    assert outcomes(looked_up(source, claim)) == outcome


def test_what_time_each_number_is_for_is_in_the_message() -> None:
    yearly, monthly = looked_up(CAPACITY, "It turns out 640 kt a month"), looked_up(MONTHLY, "The annual fee is $12")

    assert [problem.message for found in (yearly, monthly) for problem in found.problems] == [
        "`640 kt` is per `month` here and per `year` in `iea-2024`",
        "`$12` is per `year` here and per `month` in `iea-2024`",
    ]


# --- rows of a table of money that are no money -------------------------------------------------------

MONEY_AND_RATIOS = (
    "| RMB million | 2025 |\n|---|---|\n| Sales | 400 |\n| Current ratio | 1.24 |\n| Operating margin | 45.2 |\n"
    "| Interest rate swaps | 36.5 |\n| 市盈倍数 | 18.5 |\n"
)
RATIOS = [
    ("The current ratio was 1.24", "verified"),
    ("The current ratio was RMB 1.24 million", "scale-suspect"),
    ("The operating margin was 45.2%", "unscaled"),
    ("It held swaps of RMB 36.5 million", "verified"),
    ("它的倍数为18.5", "verified"),
]


@pytest.mark.parametrize(("claim", "outcome"), RATIOS)
def test_a_ratio_in_a_table_of_money_is_no_money(claim: str, outcome: str) -> None:
    assert outcomes(looked_up(MONEY_AND_RATIOS, claim, ".md")) == outcome


def test_a_table_in_millions_without_a_currency_is_likely_of_money_and_its_ratios_are_not() -> None:
    source = MONEY_AND_RATIOS.replace("RMB million", "In millions")
    likely, ratio, wrong = (
        looked_up(source, claim, ".md")
        for claim in ("Swaps were RMB 36.5 million", "The current ratio was 1.24", "Swaps were RMB 36.5 billion")
    )

    assert (outcomes(likely), outcomes(ratio), outcomes(wrong)) == ("unscaled", "verified", "scale-suspect")
    assert likely.problems[0].message.endswith("without a scale or unit; nearby it says `In millions`")


# --- the column of the period that the note says ------------------------------------------------------

YEARS = "| RMB million | 2024 | 2025 |\n|---|---|---|\n| Revenue | 8,000 | 9,200 |\n| Margin | 11.0% | 12.4% |\n"
BY_QUARTER = YEARS.replace("2024", "Q3 2024").replace("2025", "Q3 2025")
IN_LINES = "Year to December\n  2025  2024\n  RMB m  RMB m\nRevenue  9,200  8,000\nCosts  7,100  6,400\n"
CHINESE = "单位：百万元\n\n| 项目 | 2024年 | 2025年 |\n|---|---|---|\n| 收入 | 8,000 | 9,200 |\n"
SAME_IN_BOTH = YEARS.replace("| Margin | 11.0% | 12.4% |", "| Costs | 7,000 | 8,000 |")
DOWN = "| RMB million | Sales | Costs |\n|---|---|---|\n| 2024 | 8,000 | 6,400 |\n| 2025 | 9,200 | 7,100 |\n"
DOWN_BY_QUARTER = DOWN.replace("| 2024", "| Q3 2024").replace("| 2025", "| Q3 2025")
DOWN_IN_LINES = "RMB million  Sales  Costs\n2024  8,000  6,400\n2025  9,200  7,100\n"
UNDER = (
    "<table><tr><th></th><th colspan=2>Three months ended March 31,</th></tr>"
    "<tr><th>RMB m</th><th>2025</th><th>2024</th></tr><tr><td>Sales</td><td>9,200</td><td>8,000</td></tr></table>"
)
STACKED = (
    "<table><tr><th></th><th colspan=4>Three months ended</th></tr><tr><th></th><th colspan=4>March 31,</th></tr>"
    "<tr><th></th><th colspan=2>2025</th><th colspan=2>2024</th></tr>"
    "<tr><th></th><th>RMB m</th><th>Share</th><th>RMB m</th><th>Share</th></tr>"
    "<tr><td>Sales</td><td>9,200</td><td>51.2%</td><td>8,000</td><td>48.1%</td></tr></table>"
)
WEEKS = (
    "<table><tr><th>RMB m</th><th colspan=2>Fiscal years ended</th></tr><tr><th></th><th>September 27, 2025</th>"
    "<th>September 28, 2024</th></tr><tr><td>Sales</td><td>9,200</td><td>8,000</td></tr></table>"
)
QUARTER = (
    "<table><tr><th>Millions, for the three months ended June 30,</th><th>2025</th><th>2024</th></tr>"
    "<tr><td>Sales</td><td>RMB 9,200</td><td>RMB 8,000</td></tr></table>"
)
TWO_STRETCHES = QUARTER + QUARTER.replace("three", "six").replace("9,200", "18,200").replace("8,000", "15,900")
CHANGED = UNDER.replace("RMB m", "RMB m, continuing").replace("<th>2025</th>", "<th>2025 restated</th>")
TOLD = "In 2024, sales were RMB 8,000 million. Sales in 2025 were RMB 9,200 million."
ASIDE = "Sales were RMB 8,000 million (2024: RMB 7,000 million). The year 2025 was good."
IN_CHINESE = "2024年收入为80亿元。2025年收入为92亿元。"
TO_JUNE = YEARS.replace("2024", "Year ended 30 June 2024").replace("2025", "Year ended 30 June 2025")
ON_DAYS = YEARS.replace("2024", "1.5.2024").replace("2025", "2.5.2024")
TWO_YEARS = YEARS.replace("2024", "2021–2022").replace("2025", "2025–2026")
FOUR_YEARS = YEARS.replace("2024", "2019–2022").replace("2025", "2025–2026")
FISCAL_YEARS = YEARS.replace("2024", "2023–24").replace("2025", "2024–25")
IN_MONTHS = YEARS.replace("2024", "Jan-24").replace("2025", "Feb-24")
DOWN_WITH_A_GAP = DOWN.replace("9,200", "")
WITH_A_GAP = YEARS.replace("9,200", "")
WELL = "The year 2025 was good."
IN_2025 = "In 2025, sales were RMB 8,000 million"
COLUMNS = [
    (YEARS, "In 2025, sales were RMB 9,200 million", "verified"),
    (YEARS, "In 2025, sales were RMB 8,000 million", "qualifier-differs"),
    (YEARS, "In 2025, sales were RMB 8 billion", "qualifier-differs"),
    (YEARS, "Sales in fiscal 2025 were about RMB 8 billion", "qualifier-differs"),
    (YEARS, "The margin of 2024 was 12.4%", "qualifier-differs"),
    (YEARS, "In 2025, sales rose from RMB 8,000 million to RMB 9,200 million", "verified verified"),
    (YEARS, "Sales were RMB 9,200 million in 2025, RMB 8,000 million the year before", "verified verified"),
    (YEARS, "Sales of 2024 and 2025 were RMB 8,000 million and RMB 9,200 million", "verified verified"),
    (YEARS, "Founded in 1998, it sold RMB 8,000 million", "verified"),
    (YEARS, "In March 2025 it reported sales of RMB 8,000 million", "verified"),
    (YEARS, "It sold much in 2025. Sales were RMB 8,000 million", "verified"),
    (YEARS, "Sales were RMB 8,000 million", "verified"),
    (YEARS, "After a weak 2024, sales were RMB 9,200 million", "verified"),
    (YEARS, "Sales of RMB 8,000 million in 2024 turned into RMB 9,200 million", "verified verified"),
    (YEARS, "Sales of RMB 8,000 million in 2024 were followed by RMB 9,200 million", "verified verified"),
    (YEARS, "After a strike in May, sales of 2024 were RMB 9,200 million", "qualifier-differs"),
    (QUARTER, "Sales were RMB 9,200 million in the three months ended June 30, 2025", "verified"),
    (QUARTER, "Sales were RMB 8,000 million in the three months ended June 30, 2025", "qualifier-differs"),
    (TWO_STRETCHES, "Sales were RMB 18,200 million in the six months ended June 30, 2025", "verified"),
    (TWO_STRETCHES, "Sales were RMB 18,200 million in the three months ended June 30, 2025", "qualifier-differs"),
    (CHANGED, "Sales were RMB 8,000 million in the three months ended March 31, 2025", "qualifier-differs"),
    (CHANGED, "Sales were RMB 9,200 million in the three months ended March 31, 2025", "verified"),
    (BY_QUARTER, "The margin was 12.4% in the third quarter of 2025", "verified"),
    (BY_QUARTER, "The margin was 11.0% in the third quarter of 2025", "qualifier-differs"),
    (BY_QUARTER, "The margin was 11.0% in 2025", "verified"),
    (IN_LINES, "In 2025, sales were RMB 9,200 million", "verified"),
    (IN_LINES, "In 2025, sales were RMB 8,000 million", "qualifier-differs"),
    (CHINESE, "2025年收入为92亿元", "verified"),
    (CHINESE, "2025年收入为80亿元", "qualifier-differs"),
    (CHINESE, "2025年收入为92亿元，上年为80亿元", "verified verified"),
    (SAME_IN_BOTH, "In 2025, it cost RMB 8,000 million", "verified"),
    (UNDER, "Sales in Q1 2025 were RMB 9,200 million", "verified"),
    (UNDER, "Sales in Q1 2025 were RMB 8,000 million", "qualifier-differs"),
    (UNDER, "First-quarter sales of 2025 were RMB 8,000 million", "qualifier-differs"),
    (UNDER, "Sales in the three months ended 30 March 2025 were RMB 8,000 million", "qualifier-differs"),
    (UNDER, "In 2025, sales were RMB 8,000 million", "verified"),
    (STACKED, "Sales in Q1 2025 were RMB 9,200 million", "verified"),
    (STACKED, "Sales in the three months ended March 31, 2025 were RMB 8,000 million", "qualifier-differs"),
    (WEEKS, "In fiscal 2025, sales were RMB 9,200 million", "verified"),
    (WEEKS, "In fiscal 2025, sales were RMB 8,000 million", "qualifier-differs"),
    (STACKED, "In the first quarter of 2025, their share was 48.1%", "qualifier-differs"),
    (TOLD, "In 2025, sales were RMB 9,200 million", "verified"),
    (TOLD, "In 2025, sales were RMB 8,000 million", "qualifier-differs"),
    (
        TOLD,
        "Sales were RMB 9,200 million in 2024, and RMB 8,000 million in 2025",
        "qualifier-differs qualifier-differs",
    ),
    (TOLD, "Sales were RMB 8,000 million in 2024, and RMB 9,200 million in 2025", "verified verified"),
    (ASIDE, "In 2025, sales were RMB 8,000 million", "verified"),
    (IN_CHINESE, "2025年收入为80亿元", "qualifier-differs"),
    (IN_CHINESE, "2025年收入为92亿元", "verified"),
    (DOWN, "In 2025, sales were RMB 9,200 million", "verified"),
    (DOWN, "In 2025, sales were RMB 8,000 million", "qualifier-differs"),
    (DOWN, "Sales of 2024 and 2025 were RMB 8,000 million and RMB 9,200 million", "verified verified"),
    (DOWN, "In 2023, sales were RMB 8,000 million", "verified"),
    (DOWN_BY_QUARTER, "In Q3 2025, sales were RMB 8,000 million", "qualifier-differs"),
    (DOWN_BY_QUARTER, "In 2025, sales were RMB 8,000 million", "verified"),
    (DOWN_IN_LINES, "In 2025, sales were RMB 9,200 million", "verified"),
    (DOWN_IN_LINES, "In 2025, sales were RMB 8,000 million", "qualifier-differs"),
    (TO_JUNE, "In 2024, sales were RMB 8,000 million", "verified"),
    (TO_JUNE, "In 2024, sales were RMB 9,200 million", "qualifier-differs"),
    (ON_DAYS, "On 2 May 2024, it had RMB 9,200 million", "verified"),
    (ON_DAYS, "On 2 May 2024, it had RMB 8,000 million", "qualifier-differs"),
    (TWO_YEARS, "In 2025–2026, sales are RMB 9,200 million", "verified"),
    (TWO_YEARS, "In 2025–2026, sales are RMB 8,000 million", "qualifier-differs"),
    (FOUR_YEARS, "In 2025–2026, sales are RMB 8,000 million", "qualifier-differs"),
    (FISCAL_YEARS, "In 2024/25, sales were RMB 9,200 million", "verified"),
    (FISCAL_YEARS, "In 2024/25, sales were RMB 8,000 million", "qualifier-differs"),
    (FISCAL_YEARS, "Sales were RMB 9,200 million in 2023-24", "qualifier-differs"),
    (FISCAL_YEARS, "Sales were RMB 8,000 million in 2024", "verified"),
    (IN_MONTHS, "In February 2024, sales were RMB 9,200 million", "verified"),
    (IN_MONTHS, "In February 2024, sales were RMB 8,000 million", "qualifier-differs"),
    (DOWN_WITH_A_GAP, "In 2025, sales were RMB 8,000 million", "verified"),
    (WITH_A_GAP, "In 2025, sales were RMB 8,000 million", "qualifier-differs"),
    (f"In 2024, sales were RMB 7,000 million (now RMB 8,000 million). {WELL}", IN_2025, "verified"),
    (f"After a poor 2024, sales were RMB 8,000 million. {WELL}", IN_2025, "verified"),
    (f"Sales in 2024 of all kinds were RMB 8,000 million. {WELL}", IN_2025, "verified"),
    (f"In 2024, the best year but for all of 2024, sales were RMB 8,000 million. {WELL}", IN_2025, "qualifier-differs"),
]


@pytest.mark.parametrize(("source", "claim", "outcome"), COLUMNS)
def test_a_number_of_another_period_is_not_found(source: str, claim: str, outcome: str) -> None:
    suffix = ".html" if source.startswith("<") else ".md" if source.startswith(("|", "单")) else ".txt"

    assert outcomes(looked_up(source, claim, suffix)) == outcome


IN_TABLES = [
    ("| RMB million | 2024 | 2025 |\n|---|---|---|\n| Sales | 8,000 | 9,200 [@iea-2024] |\n", "verified verified"),
    (
        "| RMB million | 2025 | 2024 |\n|---|---|---|\n| Sales | 8,000 | 9,200 [@iea-2024] |\n",
        "qualifier-differs qualifier-differs",
    ),
    ("| Year | Sales, RMB m |\n|---|---|\n| 2024 | 9,200 [@iea-2024] |\n", "qualifier-differs"),
    ("| Year | Sales, RMB m |\n|---|---|\n| 2025 | 9,200 [@iea-2024] |\n", "verified"),
    ("| RMB million | Amount |\n|---|---|\n| Sales | 8,000 [@iea-2024] |\n", "verified"),
    ("| RMB million | 2023 |\n|---|---|\n| Sales | 8,000 [@iea-2024] |\n", "verified"),
]


@pytest.mark.parametrize(("table", "outcome"), IN_TABLES)
def test_a_number_in_a_table_of_a_note_is_for_the_period_of_its_column_or_row(table: str, outcome: str) -> None:
    assert outcomes(verified(project(note(table)), {"iea-2024.txt": YEARS})) == outcome


def test_a_period_in_a_table_of_a_note_is_named_in_the_message() -> None:
    table = "| RMB million | Q2 2025 |\n|---|---|\n| Sales | 8,000 [@iea-2024] |\n"
    source = "| RMB m | Q1 2025 | Q2 2025 |\n|---|---|---|\n| Sales | 8,000 | 9,200 |\n"
    found = verified(project(note(table)), {"iea-2024.md": source})

    assert [problem.message for problem in found.problems if problem.rule == "period-differs"] == [
        "`8,000` is for `Q1 2025` in `iea-2024`, but the note gives it for `Q2 2025`"
    ]


def test_a_number_without_a_unit_is_for_its_period_too() -> None:
    source = "Year,Mean\n2024,418.53\n2025,421.08\n"

    for year, rule in (("2024", "unscaled-figure"), ("2025", "period-differs")):
        found = verified(project(note(f"In {year} it was 418.53 ppm [@iea-2024].\n")), {"iea-2024.csv": source})
        assert [problem.rule for problem in found.problems] == [rule]


@pytest.mark.parametrize("cell", ["8,000", "7,000–8,000"])
def test_both_periods_are_in_the_message(cell: str) -> None:
    (problem,) = looked_up(YEARS.replace("8,000", cell), "In 2025, sales were RMB 8,000 million").problems

    assert problem.message == "`RMB 8,000 million` is for `2024` in `iea-2024`, but the note gives it for `2025`"


# --- shares of one, and per cents -----------------------------------------------------------------------

SHARES = "Brand,Market share,Price (EUR)\nNorth,0.352,0.41\nSouth,-0.035,2.10\n"
COUNTED = "| Region | Stores |\n|---|---|\n| North | 1 |\n"
IN_PER_CENT = "| Brand | Share |\n|---|---|\n| North | 35.2% |\n"
ONES = [
    (SHARES, "North has 35.2%", "unscaled"),
    (SHARES, "North has 35%", "unscaled"),
    (SHARES, "South lost 3.5%, or -3.5%", "unscaled unscaled"),
    (SHARES, "North has 32.5%", "not-found"),
    (SHARES, "North has 3.52%", "scale-suspect"),
    (SHARES, "North has 41%", "not-found"),
    (IN_PER_CENT, "North has 0.352", "qualifier-differs"),
    (IN_PER_CENT, "North has 0.325", "not-found"),
    ("North has a share of 0.35.", "North has 35%", "unscaled"),
    ("North has a share of 35%.", "North has a share of 0.35", "qualifier-differs"),
    ("North has a share of 35%.", "North has a share of 3.5", "unit-differs"),
    (COUNTED, "North has 100%", "scale-suspect"),
]


@pytest.mark.parametrize(("source", "claim", "outcome"), ONES)
def test_a_share_of_one_is_likely_the_per_cent_that_it_comes_to(source: str, claim: str, outcome: str) -> None:
    suffix = ".csv" if source is SHARES else ".md" if source in (IN_PER_CENT, COUNTED) else ".txt"

    assert outcomes(looked_up(source, claim, suffix)) == outcome


def test_what_heads_a_share_of_one_is_in_the_message() -> None:
    (problem,) = looked_up("| Brand | Share of sales |\n|---|---|\n| North | 0.352 |\n", "North has 35.2%").problems

    assert problem.message.endswith("without a scale or unit; nearby it says `North Share of sales`")


# --- brackets in cells of their own, labels of tables -------------------------------------------------

RESULT = "<table><tr><th>RMB million<th colspan=3>2024<tr><td>Result<td>(<td>{}<td>)</table>"
BRACKETED = [
    ("27", "a loss of RMB 27 million", "verified"),
    ("27", "a profit of RMB 27 million", "not-found"),
    ("27–30", "a loss of RMB 27–30 million", "verified"),
    ("0", "a result of RMB 0 million", "verified"),
    ("0.5", "a loss of RMB 0.5 million", "verified"),
    ("0.5", "a result of RMB 0.5 million", "not-found"),
    ("-27", "minus RMB 27 million", "verified"),
]


@pytest.mark.parametrize(("cell", "claim", "outcome"), BRACKETED)
def test_a_number_between_brackets_in_the_cells_beside_it_is_a_loss(cell: str, claim: str, outcome: str) -> None:
    assert outcomes(looked_up(RESULT.format(cell), f"It had {claim}", ".html")) == outcome


LABELS = {
    "(RMB million)": "640 (RMB million)",
    "（人民币百万元）": "640 (人民币百万元)",
    "RMB million": "640 (RMB million)",
    "RMB million (restated)": "640 (RMB million (restated))",
    "(RMB million) (restated)": "640 (RMB million) (restated)",
}


@pytest.mark.parametrize(("label", "printed"), LABELS.items())
def test_a_cell_is_quoted_with_the_measure_of_its_table(label: str, printed: str) -> None:
    source = f"<table><tr><th>{label}<th>2024<tr><td>Sales<td>640</table>"
    found = looked_up(source, "Sales were RMB 64 million", ".html")

    assert [problem.message for problem in found.problems] == [
        f"`iea-2024` says `{printed}`, not `RMB 64 million`: off by a power of ten"
    ]


LABELLED = [
    ("Revenue (in millions): 640.", "Revenue was 640 million", "verified"),
    ("Revenue (in millions): 640.", "Revenue was 640", "scale-suspect"),
    ("Revenue (in millions): $640", "Revenue was $640 million", "verified"),
    ("Revenue (in millions): 640 thousand", "Revenue was 640 million", "scale-suspect"),
    ("Revenue: 6,415.0 (RMB m)", "Revenue was RMB 6,415.0 million", "verified"),
    ("Revenue: 6,415.0 (RMB m)", "Revenue was RMB 6,415.0 billion", "scale-suspect"),
    ("Revenue (RMB m): (640)", "It had a loss of RMB 640 million", "verified"),
    ("Revenue (unaudited): 640.", "Revenue was 640 million", "scale-suspect"),
    ("收入（百万元）：640", "收入为6.4亿元", "verified"),
    ("Capacity (GW): 6.4", "It had 6.4 GW", "verified"),
    ("Capacity (GW): 6.4", "It had 6.4 MW", "unit-differs"),
    ("Margin (%): 6.4", "A margin of 6.4%", "verified"),
    ("They sold 640 (15%)", "It sold 640", "verified"),
]


@pytest.mark.parametrize(("source", "claim", "outcome"), LABELLED)
def test_a_measure_in_brackets_beside_a_number_of_prose_counts(source: str, claim: str, outcome: str) -> None:
    assert outcomes(looked_up(source, claim)) == outcome


def test_a_measure_beside_a_number_is_quoted_with_it() -> None:
    after, before = (
        looked_up("Revenue: 640 (RMB m)", "It was 640"),
        looked_up("Revenue (in millions): 640.", "It was 640"),
    )

    assert [problem.message for found in (after, before) for problem in found.problems] == [
        "`iea-2024` says `640 (RMB m)`, not `640`: another unit",
        "`iea-2024` says `(in millions): 640`, not `640`: off by a power of ten",
    ]


# --- multiples ------------------------------------------------------------------------------------------

RATIO = "| Company | P/E | Margin |\n|---|---|---|\n| Tarn | 16.4 | 5.2 |\n"
MULTIPLES = [
    (RATIO, "It trades at 16.4x", "verified"),
    (RATIO, "It trades at 16x", "rounded"),
    (RATIO, "It trades at 14.6x", "not-found"),
    (RATIO, "It trades at 5.2x", "unit-differs"),
    ("| Multiple | Tarn |\n|---|---|\n| P/E | 16.4 |\n", "It trades at 16.4x", "verified"),
    ("The current ratio was 1.3.", "The current ratio was 1.3x", "verified"),
    ("The share price was 1.3.", "The current ratio was 1.3x", "unit-differs"),
    (f"The current ratio {'was good in every year and ' * 3} the price was 1.3.", "It rose 1.3x", "unit-differs"),
    ("Leverage of 2.4x EBITDA.", "Its leverage ratio is 2.4", "verified"),
    ("Leverage of 2.4x EBITDA.", "Its price is 2.4", "unit-differs"),
    ("Leverage of 2.4x EBITDA.", f"Its leverage {'is good in every year and ' * 3} its price is 2.4", "unit-differs"),
    ("Leverage of 2.4% of EBITDA.", "Its leverage ratio is 2.4x", "unit-differs"),
    ("Leverage of 2.4x EBITDA.", "Its leverage ratio is 2.4%", "unit-differs"),
    ("Its leverage ratio is 2.4.", "Its leverage ratio is 2.4%", "unit-differs"),
    ("Its leverage ratio is 24x.", "By its leverage ratio, 24 robots are too many", "unit-differs"),
    ("Its leverage ratio is 24 robots.", "Its leverage ratio is 24x", "unit-differs"),
]


@pytest.mark.parametrize(("source", "claim", "outcome"), MULTIPLES)
def test_a_bare_number_that_is_called_a_multiple_is_one(source: str, claim: str, outcome: str) -> None:
    assert outcomes(looked_up(source, claim)) == outcome


def test_a_multiple_is_shown_in_its_row() -> None:
    (item,) = looked_up(RATIO, "It trades at 16.4x").figures

    assert item.result.passage == "Company | P/E | Margin\nTarn | «16.4» | 5.2"


# --- numbers of notes, triangles ------------------------------------------------------------------------

REFERRED = "<table><tr><th>RMB m</th><th>{}</th><th>2025</th></tr><tr><td>Cash</td><td>{}</td><td>640</td></tr></table>"
REFERENCES = [
    ("Note", "12", False),
    ("Notes", "3, 12", False),
    ("Note", "12(a)", False),
    ("附注", "12", False),
    ("Note, RMB m", "12", False),
    ("Note", "120", True),
    ("Note issued", "12", True),
    ("Banknotes", "12", True),
    ("Notes to all of the accounts of the years before", "12", True),
    ("2024", "12", True),
]


@pytest.mark.parametrize(("head", "cell", "is_amount"), REFERENCES)
def test_a_number_under_note_is_no_amount(head: str, cell: str, is_amount: bool) -> None:
    found = looked_up(REFERRED.format(head, cell), f"It had RMB {'120' if cell == '120' else '12'} million")

    assert outcomes(found) == ("verified" if is_amount else "not-found")


TRIANGLES = [
    ("百万円", "営業利益", "△1,250", "a loss of JPY 1,250 million", "verified"),
    ("百万円", "営業利益", "▲1,250", "a loss of JPY 1,250 million", "verified"),
    ("百万円", "営業利益", "△1,250", "a profit of JPY 1,250 million", "not-found"),
    ("百万円", "営業利益", "1,250", "a profit of JPY 1,250 million", "verified"),
]


@pytest.mark.parametrize(("measure", "label", "cell", "claim", "outcome"), TRIANGLES)
def test_a_triangle_is_a_minus_in_japanese(measure: str, label: str, cell: str, claim: str, outcome: str) -> None:
    source = f"<table><tr><th>{measure}</th><th>2025</th></tr><tr><td>{label}</td><td>{cell}</td></tr></table>"

    assert outcomes(looked_up(source, f"It made {claim}")) == outcome


def test_a_triangle_in_a_table_of_yen_is_a_minus_in_any_language() -> None:
    source = "| Item | 2025 |\n|---|---|\n| Sales | ¥ 640 |\n| Result | △1,250 |\n"

    assert outcomes(signed("¥: JPY", source, "JPY -1,250")) == "verified"
    assert outcomes(signed("¥: CNY", source, "CNY -1,250")) == "not-found"


ELIDED = {
    # a claim whose last number leaves its unit to the one before it, and its source
    "Supply rose by 370,000 b/d to 105.6 million": ("Supply rose 370 kb/d to 105.6 mb/d.", "verified verified"),
    "Margins rose 2.5 pp on the year and fell 0.4 on the quarter": ("+2.5pp YoY/-0.4pp QoQ", "verified verified"),
    "Margins rose 2.5 pp and fell 0.6 on the quarter": ("+2.5pp YoY/-0.4pp QoQ", "verified not-found"),
    "Margins rose 2.5 pp. It has 0.4": ("+2.5pp YoY/-0.4pp QoQ", "unit-differs"),
    "Margins rose 2.5 pp in 0.4 shops": ("+2.5pp YoY/-0.4pp QoQ", "verified unit-differs"),
}


@pytest.mark.parametrize(("claim", "case"), ELIDED.items())
def test_a_number_may_leave_its_unit_to_the_one_before_it(claim: str, case: tuple[str, str]) -> None:
    source, outcome = case

    assert outcomes(looked_up(source, claim)) == outcome


def test_a_unit_that_heads_a_number_in_its_sentence_is_likely() -> None:
    source = "TEU throughput was 8.63 million. It made 4.1 million."

    assert outcomes(looked_up(source, "Throughput was 8.63 million TEU")) == "unscaled"
    assert outcomes(looked_up(source, "Throughput was 4.1 million TEU")) == "unit-differs"


IN_BRACKETS = "Orders came to MEUR 1,240.6 (1,322.8), at a margin of 12.1 percent (13.3). It has 7 plants (640)."


@pytest.mark.parametrize(
    ("claim", "outcome"),
    [
        ("Orders had been €1,322.8 million", "unscaled"),
        ("Orders had been €1,322.8 billion", "scale-suspect"),
        ("The margin had been 13.3%", "unscaled"),
        ("It has 640 MW", "unit-differs"),
    ],
)
def test_a_bracket_behind_an_amount_of_like_size_is_likely_in_its_unit(claim: str, outcome: str) -> None:
    assert outcomes(looked_up(IN_BRACKETS, claim)) == outcome
