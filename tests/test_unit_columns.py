"""Tables whose rows name their units in a cell of their own, in markup and in plain text."""

import pytest
from verified_claim import looked_up, outcomes

HEADS = ("Item", "Unit", "2025", "2024")
NO_HEAD = ("Item", "", "2025", "2024")
ROWS = (
    ("Sales", "EUR million", "641.5", "598.0"),
    ("Output", "kt", "412.5", "398.1"),
    ("Margin", "%", "12.4", "11.1"),
    ("Staff", "number", "1,240", "1,180"),
)
LAST = ("Measure", "2025", "2024", "Unit"), ("Sales", "641.5", "598.0", "EUR million"), ("Margin", "12.4", "11.1", "%")
CHINESE = ("指标", "", "2025年", "2024年"), ("收入", "亿元", "64.15", "59.80"), ("产量", "万吨", "412.5", "398.1")
GERMAN = ("Posten", "Einheit", "2025", "2024"), ("Umsatz", "Mio. €", "641,5", "598,0"), ("Quote", "%", "12,4", "11,1")

OWN = {
    "under `Unit`": ((HEADS, *ROWS), "Sales were €641.5 million, output 412.5 kt, the margin 12.4%, staff 1,240"),
    "under nothing": ((NO_HEAD, *ROWS), "Sales were €641.5 million, output 412,500 t, the margin 12.4%"),
    "in the last column": (LAST, "Sales were €641.5 million, the margin 12.4%"),
    "in Chinese": (CHINESE, "收入64.15亿元，产量412.5万吨"),
    "in German": (GERMAN, "Sales were €641.5 million, the rate 12.4%"),
}
OTHER = {
    "of another row": ((HEADS, *ROWS), "Output was 412.5%", "unit-differs"),
    "of another scale": ((NO_HEAD, *ROWS), "Output was 412.5 Mt", "unit-differs"),
    "of no scale": ((NO_HEAD, *ROWS), "Sales were €641.5", "scale-suspect"),
    "another currency": (LAST, "Sales were $641.5 million", "unit-differs"),
    "numbers of notes": (
        (NO_HEAD, ("Sales", "3", "641.5", "598.0"), ("Output", "4", "412.5", "398.1")), "Sales were 3%", "unit-differs",
    ),
    "words": (
        (NO_HEAD, ("Sales", "up", "641.5", "598.0"), ("Output", "m", "412.5", "398.1"), ("Margin", "up", "12.4", "9")),
        "Sales were 641.5 m", "unscaled",
    ),
}  # fmt: skip


def markdown(rows: tuple[tuple[str, ...], ...]) -> str:
    head, *body = (f"| {' | '.join(row)} |\n" for row in rows)
    return f"{head}|{'---|' * len(rows[0])}\n{''.join(body)}"


def plain(rows: tuple[tuple[str, ...], ...]) -> str:
    return "".join("  ".join(f"{cell:12}" for cell in row).rstrip() + "\n" for row in rows)


@pytest.mark.parametrize("written", [markdown, plain])
@pytest.mark.parametrize(("rows", "claim"), OWN.values(), ids=OWN)
def test_a_number_has_the_unit_of_its_row(written: type, rows: tuple[tuple[str, ...], ...], claim: str) -> None:
    assert set(outcomes(looked_up(written(rows), claim)).split()) == {"verified"}


@pytest.mark.parametrize(("rows", "claim", "outcome"), OTHER.values(), ids=OTHER)
def test_a_number_has_no_unit_but_its_own(rows: tuple[tuple[str, ...], ...], claim: str, outcome: str) -> None:
    assert outcomes(looked_up(markdown(rows), claim)) == outcome


STORES = ("Region", "Stores", "Sales, $m"), ("Asia", "412", "98.1"), ("Europe", "318", "301.4")
DELIVERIES = (
    ("Year", "Deliveries (thousand)", "Growth %"), ("2024", "468.3", "13.5"), ("2025", "523.1", "11.7"),
)  # fmt: skip
CORNER = ("€ million", "2025", "2024", "Change %"), ("Sales", "412.5", "398.1", "3.6"), ("Costs", "318.2", "301.4", "5")


@pytest.mark.parametrize(
    ("rows", "claim", "outcome"),
    [
        (STORES, "Asia has 412 stores with sales of $98.1 million", "verified verified"),
        (STORES, "Asia has 412 million", "scale-suspect"),
        (DELIVERIES, "It delivered 523,100, up 11.7%", "verified verified"),
        (CORNER, "Sales were €412.5 million, up 3.6%", "verified verified"),
        (CORNER, "Sales rose by €3.6 million", "not-found"),
    ],
)
def test_the_measure_of_one_column_is_not_that_of_another(
    rows: tuple[tuple[str, ...], ...], claim: str, outcome: str
) -> None:
    assert outcomes(looked_up(plain(rows), claim)) == outcome


PRICES = ("US$ per kg", "2025", "2024"), ("Lithium", "9.4", "8.9"), ("Cobalt", "26.4", "25.1")


@pytest.mark.parametrize("written", [markdown, plain])
@pytest.mark.parametrize(
    ("claim", "outcome"),
    [
        ("Lithium cost $9.4 per kilogram", "verified"),
        ("Lithium cost $9,400 a tonne", "verified"),
        ("Lithium cost $9.4 a tonne", "scale-suspect"),
        ("Lithium cost $9.4 a pound", "unit-differs"),
        ("It sold 9.4 kg of lithium", "unit-differs"),
    ],
)
def test_a_price_is_by_the_unit_that_its_heading_names(written: type, claim: str, outcome: str) -> None:
    assert outcomes(looked_up(written(PRICES), claim)) == outcome


UNDER_POUNDS = """\
                    2025     2024
                      £m       £m
Revenue          2,104.6  2,012.9
EPS (pence)          9.8     14.1
"""


@pytest.mark.parametrize(("claim", "outcome"), [("EPS was 9.8p", "verified"), ("EPS was £9.8m", "scale-suspect")])
def test_a_row_in_pence_is_an_exception_under_pounds(claim: str, outcome: str) -> None:
    assert outcomes(looked_up(UNDER_POUNDS, claim)) == outcome
