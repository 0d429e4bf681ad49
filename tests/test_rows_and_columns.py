"""The row and the column that a sentence names, against those that its number is in."""

import pytest
from verified_claim import looked_up, outcomes


def table(columns: str, row: str) -> str:
    """A table of one row, as Markdown."""
    return f"| {columns} |\n|{'---|' * len(columns.split(' | '))}\n| {row} |\n"


SEGMENTS = "Item | Segment A | Segment B", "Revenue | 640 | 410"
REGIONS = "Item | Europe | Eastern Europe | Asia", "Revenue | 640 | 118 | 410"
SALES = "Item | Vans | Cars sold", "Sales | 640 | 410"
PLANTS = "Plant | Price | Vans sold", "Vans | 640 | 410"
PROFITS = "Company | Net profit | Profit net of tax", "Tarnmoor | 640 | 410"
CHINESE = "项目 | 手机 | 汽车", "收入 | 64.2 | 41.3"
LONG = (
    "业务在公司持续加大研发投入并不断推出面向海外新兴市场的中高端"
    "机型以及完善线下渠道网络布局并且大幅扩大广告宣传规模的有力带动下"
)

OTHER = {
    # the columns and a row of a table, and a sentence that names another column than the one of its number
    "the other column is right before the number": (*SEGMENTS, "Revenue of Segment A was 410"),
    "in small letters or in capitals": (*SEGMENTS, "revenue of SEGMENT A was 410"),
    "a citation is between": (*SEGMENTS, "Revenue of Segment A [@iea-2024] was 410"),
    "the sentence before names its own column": (*SEGMENTS, "Segment B did well. Revenue of Segment A was 410"),
    "the longer of two names": (*REGIONS, "Revenue in Eastern Europe was 410"),
    "the shorter of two names": (*REGIONS, "Revenue in Europe was 118"),
    "the name is first part of a word, then a word": (*SALES, "Sales at Evans had Vans at 410"),
    "the label is a word between longer ones": (*SALES, "Resales, Sales and Salesforce of Vans were 410"),
    "a word of its own column is in the label": (*PLANTS, "Vans had a Price of 410"),
    "its measure is behind a comma": ("RMB m | Cars, in m | Vans", "Sales | 640 | 410", "Sales of Cars were RMB 410m"),
    "its measure is in brackets": ("RMB m | Cars (m) | Vans", "Sales | 640 | 410", "Sales of Cars were RMB 410m"),
    "another number of its column is of the unit": (
        "Item | Cars | Vans",
        "Sales | 40% (640) | 410",
        "Sales of Cars are 410",
    ),
    "its own column is of all": ("Item | Europe | Total", "Revenue | 640 | 410", "Revenue in Europe was 410"),
    "the columns are of one period": (
        "Item | Net 2025 | Gross 2025",
        "Revenue | 640 | 410",
        "Net revenue was 410",
    ),
    "the name opens the sentence": (*REGIONS, "In Europe, revenue was 118"),
    "the row is between": (
        "Item | Vans | Cars",
        "Operating profit | 640 | 410",
        "Vans' operating profit was 410",
    ),
    "in Chinese": (*CHINESE, "收入中手机为41.3"),
    "in Chinese, nothing is between": (*CHINESE, "收入中手机41.3"),
}
OWN = {
    # a sentence that may well be right
    "its own column is right before the number": (*SEGMENTS, "Revenue of Segment B was 410"),
    "no column is named": (*SEGMENTS, "Revenue was 410"),
    "the row is not named": (*SEGMENTS, "Costs of Segment A were 410"),
    "the row has no name": ("Item | Segment A | Segment B", " | 640 | 410", "Segment A had 410"),
    "two columns are named": (*REGIONS, "Revenue in Europe of Eastern Europe in Asia was 410"),
    "two other columns are named": (
        "Item | Cars | Vans | Boats", "Sales | 640 | 118 | 410", "Sales of the Cars in Vans were 410",
    ),
    "the sentence before names the other": (*SEGMENTS, "Segment A did well. Revenue was 410"),
    "its name is part of a longer word": (*SALES, "Sales of Vansport were 410"),
    "the label is part of a longer word": (*SALES, "Salesforce had Vans at 410"),
    "its name is the end of a word": (*SALES, "Sales at Evans were 410"),
    "the last word with its name is another": (*SALES, "Sales by Vans of Evans were 410"),
    "it is named apart from the number": (*SEGMENTS, "Revenue of Segment A, or of its rival, was 410"),
    "a verb makes the number another's": (*SEGMENTS, "Revenue of Segment A bought 410"),
    "the column is left out": (*SEGMENTS, "Revenue outside Segment A was 410"),
    "the column is left out of all": (*SEGMENTS, "Revenue from outside of the Segment A was 410"),
    "a word of its own column is named": (*SALES, "Sales of cars fell as Sales of Vans were 410"),
    "its own column has no word of its own": (*PROFITS, "Tarnmoor had a Profit net of tax of 640"),
    "the other column is of changes": (
        "Item | Change | Price", "Copper | 12 | 640", "Copper with little Change was at 640",
    ),
    "the other column is of another period": (
        "Item | Net 2024 | Gross 2025", "Revenue | 640 | 410", "Net revenue was 410",
    ),
    "its own column has more": (*REGIONS, "With Europe, revenue was 118"),
    "its own column is of an owner": (
        "Item | Segment A | Group", "Revenue | 640 | 410", "Revenue of the parent of Segment A was 410",
    ),
    "its own column is of a period": ("Item | Plan | FY2025", "Revenue | 640 | 410", "Revenue beyond our Plan was 410"),
    "the other column is of a period": ("Item | FY2025 | Plan", "Revenue | 640 | 410", "Revenue for FY2025 was 410"),
    "its own column has a number for a name": ("Item | Plan | 2", "Revenue | 640 | 410", "Revenue of our Plan was 410"),
    "the other column has it too, rounded": (
        "Item | Segment A | Segment B", "Revenue | 640.4 | 640", "Revenue of Segment A was 640",
    ),
    "the other column counts in something else": (
        "Company | Margin | Revenue", "Tarnmoor | 12.4% | 640", "Tarnmoor's Margin was 640",
    ),
    "the other column is empty": ("Company | Margin | Revenue", "Tarnmoor | | 640", "Tarnmoor's Margin was 640"),
    "in Chinese, a comparison": (*CHINESE, "收入比手机高出41.3"),
    "in Chinese, the rest": (*CHINESE, "收入中手机其余为41.3"),
    "in Chinese, the column is left out": (*CHINESE, "收入中除手机为41.3"),
    "in Chinese, far away": (*CHINESE, f"收入中手机{LONG}为41.3"),
}  # fmt: skip


ACCOUNTS = (
    "| RMB million | 2024 | 2025 |\n|---|---|---|\n| Phones | 600 | 640 |\n| Wearables | 205 | 410 |\n"
    "| Smart-home appliances (net) | 118 | 130 |\n| Other wearables | 31 | 46 |\n| Total revenue | 954 | 1,226 |\n"
    "| Total | 955 | 1,227 |\n| Balance at 1 January 2025 | 12 | 17 |\n"
)
ITEMS = "| 百万元 | 2025年 |\n|---|---|\n| 手机 | 640 |\n| 可穿戴设备 | 410 |\n"
PARTS = table("RMB million | Europe | Asia", "Revenue | 640 | 410").strip() + "\n| Costs | 510 | 290 |\n"
COUNTRIES = (
    "| Year | Country | Sales, RMB million |\n|---|---|---|\n| 2024 | Norway | 1,012 |\n| 2025 | Norway | 1,110 |\n"
    "| 2024 | Sweden | 612 |\n| 2025 | Sweden | 598 |\n"
)
OTHER_ROWS = {
    # a table, and a sentence that names another row than the one of its number
    "the other row is right before the number": (ACCOUNTS, "Wearables had RMB 640 million"),
    "in small letters": (ACCOUNTS, "Revenue from wearables was RMB 640 million"),
    "a period is between": (ACCOUNTS, "Revenue from wearables in 2025 was RMB 640 million"),
    "a period is between commas": (ACCOUNTS, "Revenue from wearables was, in 2025, RMB 640 million"),
    "a period begins the sentence": (ACCOUNTS, "In 2025, wearables brought in RMB 640 million"),
    "its label has more in brackets": (ACCOUNTS, "Smart-home appliances made RMB 640 million"),
    "the rows share a word": (ACCOUNTS, "Other wearables had RMB 1,227 million"),
    "its own row has a word more": (ACCOUNTS, "Wearables had RMB 46 million"),
    "the other row is a total": (ACCOUNTS, "Total revenue was RMB 640 million"),
    "its own row is the total": (ACCOUNTS, "Phones had RMB 1,227 million"),
    "a forecast of it": (ACCOUNTS, "Demand for wearables should be RMB 640 million"),
    "what it has of it": (ACCOUNTS, "Wearables' sales are put at RMB 640 million"),
    "a column is between": (PARTS, "Revenue in Europe was RMB 510 million"),
    "a loss of its own": (
        "| RMB million | 2025 |\n|---|---|\n| Drives | (44) |\n| Others | (31) |\n",
        "Drives had a loss of RMB 31 million",
    ),
    "a verb of its own": (ACCOUNTS, "Wearables yielded RMB 640 million"),
    "its own row shares a word that many have": (
        "| RMB million | 2025 |\n|---|---|\n| Net sales | 843 |\n| North | 510 |\n",
        "North's sales were RMB 843 million",
    ),
    "a row of a year and a name": (COUNTRIES, "Sales in Sweden were RMB 1,110 million"),
    "in Chinese": (ITEMS, "可穿戴设备为6.4亿元"),
    "in Chinese, a period is between": (ITEMS, "可穿戴设备2025年为6.4亿元"),
}
OWN_ROWS = {
    # a sentence that may well be right
    "its own row": (ACCOUNTS, "Phones had RMB 640 million"),
    "a row of a year and its name": (COUNTRIES, "Sales in Sweden were RMB 598 million in 2025"),
    "another column of its own row": (ACCOUNTS, "Wearables had RMB 205 million"),
    "no row is named": (ACCOUNTS, "It had RMB 640 million"),
    "two rows are named": (ACCOUNTS, "Wearables and phones had RMB 640 million"),
    "the other row is named apart from the number": (ACCOUNTS, "Wearables, like all else, needed RMB 640 million"),
    "the other row is left out": (ACCOUNTS, "Sales without wearables were RMB 640 million"),
    "a word of its own row is named": (ACCOUNTS, "The smart-home line beside wearables had RMB 130 million"),
    "a total of what is named": (
        "| RMB million | 2025 |\n|---|---|\n| Revenue | 590 |\n| Resold | 50 |\n| Total revenue | 640 |\n",
        "Revenue was RMB 640 million",
    ),
    "a sentence has it, too": (
        f"{ACCOUNTS}\nOf watches and the like it sold RMB 640 million.\n",
        "Wearables had RMB 640 million",
    ),
    "its own row is a period": (ACCOUNTS, "Wearables had RMB 17 million"),
    "the other row has another unit": (
        "| Item | 2025 | 2024 |\n|---|---|---|\n| Phones | RMB 640m | 12% |\n| Wearables | 41% | RMB 41m |\n",
        "Wearables had RMB 640 million",
    ),
    "the other row is of another table": (
        "| RMB million | 2025 |\n|---|---|\n| Phones | 640 |\n\nBy kind:\n\n| RMB million | 2025 |\n|---|---|\n"
        "| Wearables | 410 |\n",
        "Wearables had RMB 640 million",
    ),
    "the other row has no number there": (
        "| RMB million | 2024 | 2025 |\n|---|---|---|\n| Phones | 600 | 640 |\n| Wearables | 205 | |\n",
        "Wearables had RMB 640 million",
    ),
    "in Chinese": (ITEMS, "手机为6.4亿元"),
}


@pytest.mark.parametrize(("source", "claim"), OTHER_ROWS.values(), ids=OTHER_ROWS)
def test_a_number_in_another_row_than_its_sentence_names_is_not_found(source: str, claim: str) -> None:
    assert outcomes(looked_up(source, claim)) == "qualifier-differs"


@pytest.mark.parametrize(("source", "claim"), OWN_ROWS.values(), ids=OWN_ROWS)
def test_a_number_in_a_row_that_its_sentence_may_mean_is_found(source: str, claim: str) -> None:
    assert set(outcomes(looked_up(source, claim)).split()) == {"verified"}


def test_both_rows_are_in_the_message() -> None:
    (problem,) = looked_up(ACCOUNTS, "Wearables had RMB 640 million").problems

    assert problem.rule == "counted-noun-differs"
    assert problem.message == "`RMB 640 million` is for `Phones` in `iea-2024`, but the note gives it for `Wearables`"


@pytest.mark.parametrize(("columns", "row", "claim"), OTHER.values(), ids=OTHER)
def test_a_number_in_another_column_than_its_sentence_names_is_not_found(columns: str, row: str, claim: str) -> None:
    assert outcomes(looked_up(table(columns, row), claim)) == "qualifier-differs"


@pytest.mark.parametrize(("columns", "row", "claim"), OWN.values(), ids=OWN)
def test_a_number_of_which_the_column_may_be_meant_is_found(columns: str, row: str, claim: str) -> None:
    assert outcomes(looked_up(table(columns, row), claim)) in ("verified", "rounded")


PAGE = (
    "<table><tr><th>Item</th><th>Europe</th><th>Asia</th></tr><tr><td>Revenue</td><td>640</td><td>410</td></tr>"
    "<tr><td>Costs</td><td>410</td><td>320</td></tr></table>"
)


def test_the_cells_of_a_page_are_columns_of_their_own_row_only() -> None:
    assert outcomes(looked_up(PAGE, "Revenue in Europe was 410")) == "qualifier-differs"
    assert outcomes(looked_up(PAGE, "Costs in Europe were 410")) == "verified"


@pytest.mark.parametrize(
    ("columns", "claim", "there", "named"),
    [
        (SEGMENTS, "Revenue of Segment A was 410", "Segment B", "Segment A"),
        (REGIONS, "Revenue in Eastern Europe was 410", "Asia", "Eastern Europe"),
    ],
)
def test_both_columns_are_in_the_message(columns: tuple[str, str], claim: str, there: str, named: str) -> None:
    (problem,) = looked_up(table(*columns), claim).problems

    assert problem.rule == "counted-noun-differs"
    assert problem.message == f"`410` is for `{there}` in `iea-2024`, but the note gives it for `{named}`"


REGION_PARTS = (
    "<table><tr><th>RMB million</th><th>2025</th></tr><tr><td colspan=2>Europe</td></tr><tr><td>Revenue</td>"
    "<td>512</td></tr><tr><td>Operating profit</td><td>61</td></tr><tr><td colspan=2>Asia</td></tr>"
    "<tr><td>Revenue</td><td>377</td></tr><tr><td>Operating profit</td><td>29</td></tr></table>"
)
GROUPS = (
    "<table><tr><th>Country</th><th>Mine</th><th>Ore, kt</th></tr><tr><td rowspan=2>Chile</td><td>Alta</td>"
    "<td>412</td></tr><tr><td>Baja</td><td>125</td></tr><tr><td>Peru</td><td>Cerro</td><td>209</td></tr>"
    "<tr><td colspan=2>Total</td><td>746</td></tr></table>"
)
IN_PARTS = {
    # a table in parts, and a sentence that names another part, or another row of a group, than that of its number
    "the part is behind the row": (REGION_PARTS, "Revenue in Asia was RMB 512 million"),
    "the first part heads no column": (REGION_PARTS, "Revenue in Europe was RMB 377 million"),
    "the row is behind the part": (REGION_PARTS, "Asia's operating profit was RMB 61 million"),
    "the row is not named": (REGION_PARTS, "Asia had RMB 512 million"),
    "of a group the second column names the rows": (GROUPS, "Baja produced 412 kt"),
    "the group is between": (GROUPS, "Cerro in Peru produced 125 kt"),
    "a group has not the total": (GROUPS, "Peru produced 746 kt"),
}
OF_ITS_PART = {
    "the part": (REGION_PARTS, "Revenue in Asia was RMB 377 million"),
    "the first part": (REGION_PARTS, "Europe's operating profit was RMB 61 million"),
    "no part": (REGION_PARTS, "Revenue was RMB 512 million"),
    "both parts": (REGION_PARTS, "Unlike Asia, Europe had RMB 512 million"),
    "its own row of a group": (GROUPS, "Baja in Chile produced 125 kt"),
    "the total": (GROUPS, "Total output of Chile and Peru was 746 kt"),
}


@pytest.mark.parametrize(("source", "claim"), IN_PARTS.values(), ids=IN_PARTS)
def test_a_number_in_another_part_of_its_table_is_not_found(source: str, claim: str) -> None:
    assert outcomes(looked_up(source, claim)) == "qualifier-differs"


@pytest.mark.parametrize(("source", "claim"), OF_ITS_PART.values(), ids=OF_ITS_PART)
def test_a_number_in_the_part_of_its_table_that_may_be_meant_is_found(source: str, claim: str) -> None:
    assert outcomes(looked_up(source, claim)) == "verified"


def test_parts_are_known_in_text_without_markup() -> None:
    rows = "Revenue    512    498", "Profit    61    58", "Asia", "Revenue    377    340", "Profit    29    33"
    source = "\n".join(("RMB million", "            2025    2024", "Europe", *rows))

    assert outcomes(looked_up(source, "Revenue in Asia was RMB 512 million")) == "qualifier-differs"
    assert outcomes(looked_up(source, "Revenue in Asia was RMB 377 million")) == "verified"
