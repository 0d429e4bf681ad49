"""What the label of a row says of its number: a loss, a fall, an outlay in brackets."""

import pytest
from conftest import note, project, verified
from verified_claim import looked_up, outcomes

CASES = {
    # the label of a row, its number, a claim, and its outcome
    "a loss is no profit": ("Net loss", "640", "It had a profit of RMB 640 million", "not-found"),
    "a loss is one": ("Net loss", "640", "It had a loss of RMB 640 million", "verified"),
    "a loss has a size": ("Net loss", "640", "It had RMB 640 million", "verified"),
    "a result may be a profit": ("Net result", "640", "It had a profit of RMB 640 million", "verified"),
    "a positive result is no loss": ("Operating result", "640", "The operating loss was RMB 640 million", "not-found"),
    "nor is one before costs": ("EBITDA", "640", "EBITDA was a loss of RMB 640 million", "not-found"),
    "nor one in German": ("Betriebsergebnis", "640", "The operating loss was RMB 640 million", "not-found"),
    "a negative result is one": ("Operating result", "(640)", "The operating loss was RMB 640 million", "verified"),
    "a result that is a loss is one": (
        "Operating result (loss)", "640", "It had an operating loss of RMB 640 million", "not-found",
    ),
    "a loss in the result is one": (
        "Loss in the result of associates", "640", "The loss was RMB 640 million", "verified",
    ),
    "nothing has no sign": ("Net loss", "0", "It had a profit of RMB 0 million", "verified"),
    "a fall is no rise": ("Decline in output", "6.4 GW", "Output rose by 6.4 GW", "not-found"),
    "a loss that is no money is no fall": ("Losses in the grid", "6.4 GW", "Capacity rose by 6.4 GW", "verified"),
    "words of its own say more": ("Increase in sales", "fell by RMB 2 million", "It fell by RMB 2 million", "verified"),
    "a minus under a fall is a fall": ("Decrease in stocks", "(46.2)", "Stocks fell by RMB 46.2 million", "verified"),
    "a minus under a fall is no rise": ("Decrease in stocks", "(46.2)", "Stocks rose by RMB 46.2 million", "not-found"),
    "a plus under a fall is a fall": ("Decrease in stocks", "+46.2", "Stocks fell by RMB 46.2 million", "verified"),
    "a plus of its own is a rise": ("Stocks", "+46.2", "Stocks rose by RMB 46.2 million", "verified"),
    "a plus of its own is no fall": ("Stocks", "+46.2", "Stocks fell by RMB 46.2 million", "not-found"),
    "a minus under two ways is the one in brackets": (
        "(Increase)/decrease in stocks", "(46.2)", "Stocks rose by RMB 46.2 million", "verified",
    ),
    "and not the other": ("(Increase)/decrease in stocks", "(46.2)", "Stocks fell by RMB 46.2 million", "not-found"),
    "and none that is not said": (
        "(Increase)/decrease in stocks", "(46.2)", "Stocks came to RMB 46.2 million", "not-found",
    ),
    "a loss of two results is one": ("Loss (profit)", "(46.2)", "It had a loss of RMB 46.2 million", "verified"),
    "an outlay in brackets": ("Dividends paid", "(41.2)", "It paid dividends of RMB 41.2 million", "verified"),
    "an outlay in the plural": ("Provision for losses", "(41.2)", "Provisions were RMB 41.2 million", "verified"),
    "another outlay": ("Dividends paid", "(41.2)", "Interest of RMB 41.2 million was due", "not-found"),
    "an outlay of the note only": (
        "Tarnmoor", "(41.2)", "The purchase of Tarnmoor was RMB 41.2 million", "not-found",
    ),
    "an outlay of the label only": ("Cost of Tarnmoor", "(41.2)", "Tarnmoor has RMB 41.2 million", "not-found"),
    "a result before an outlay": (
        "Profit before tax", "(41.2)", "The profit before tax was RMB 41.2 million", "not-found",
    ),
    "an outlay in other words": ("Capital expenditures", "(41.2)", "Spending reached RMB 41.2 million", "verified"),
    "an outlay as a verb": ("Capital expenditures", "(41.2)", "It invested RMB 41.2 million", "verified"),
    "debt that is paid back": ("Repayments of loans", "(41.2)", "It redeemed bonds of RMB 41.2 million", "verified"),
    "what owners get": ("Distributions to minorities", "(41.2)", "They had dividends of RMB 41.2 million", "verified"),
    "what others are lent": ("Loans to associates", "(41.2)", "Loans of RMB 41.2 million were made", "verified"),
    "what is no outlay to others": (
        "Contributions from minorities", "(41.2)", "Contributions were RMB 41.2 million", "not-found",
    ),
    "an outlay that is called an inflow": (
        "Capital expenditures", "(41.2)", "It raised RMB 41.2 million of capital", "not-found",
    ),
    "debt that is called borrowed": (
        "Repayments of loans", "(41.2)", "Loans of RMB 41.2 million were borrowed", "not-found",
    ),
    "an outlay after an earlier one": (
        "Dividends paid", "(41.2)", "Dividends were RMB 41.2 million after RMB 40 million", "verified not-found",
    ),
    "the way in brackets": (
        "Cash provided by (used in) financing", "(41.2)", "Financing used RMB 41.2 million", "verified",
    ),
    "not the way before them": (
        "Cash provided by (used in) financing", "(41.2)", "Financing provided RMB 41.2 million", "not-found",
    ),
    "a reversal in brackets": (
        "Provisions for (reversals of) claims", "(41.2)", "Reversals of claims were RMB 41.2 million", "verified",
    ),
    "is no provision": (
        "Provisions for (reversals of) claims", "(41.2)", "Provisions were RMB 41.2 million", "not-found",
    ),
    "a tax in brackets": ("Tax benefit (expense)", "(41.2)", "The tax expense was RMB 41.2 million", "verified"),
    "is no benefit": ("Tax benefit (expense)", "(41.2)", "The tax benefit was RMB 41.2 million", "not-found"),
    "a positive number is what is before the brackets": (
        "Tax benefit (expense)", "41.2", "The tax benefit was RMB 41.2 million", "verified",
    ),
    "and not what is in them": (
        "Income tax benefit (expense)", "41.2", "Income tax expense was RMB 41.2 million", "not-found",
    ),
    "nor a verb in them": (
        "Cash provided by (used in) financing", "41.2", "Financing used RMB 41.2 million", "not-found",
    ),
    "whatever comes of it later": (
        "Cash provided by (used in) sales", "41.2", "Sales provided RMB 41.2 million, used for dividends", "verified",
    ),
    "nor of two ways the second": (
        "Other income (expense), net", "41.2", "Other income, net of expense, was RMB 41.2 million", "verified",
    ),
    "nor without a way": ("Tax benefit (expense)", "41.2", "Taxes were RMB 41.2 million", "verified"),
    "a result that the note names": ("Tax paid", "(41.2)", "The profit after tax was RMB 41.2 million", "not-found"),
}  # fmt: skip


def row(label: str, cell: str, column: str = "2025") -> str:
    """A table of one row, as Markdown."""
    return f"| RMB million | {column} |\n|---|---|\n| {label} | {cell} |\n"


@pytest.mark.parametrize(("label", "cell", "claim", "outcome"), CASES.values(), ids=CASES)
def test_a_number_has_the_direction_that_its_label_says(label: str, cell: str, claim: str, outcome: str) -> None:
    assert outcomes(looked_up(row(label, cell), claim)) == outcome


@pytest.mark.parametrize(
    ("label", "outcome"),
    [("Capital expenditures", "verified"), ("Spending", "verified"), ("Capital raised", "not-found")],
)
def test_the_label_of_an_entry_of_the_ledger_names_its_row(label: str, outcome: str) -> None:
    entry = f"{{label: {label}, kind: actual, value: RMB 41.2 million, period: 2025, cite: iea-2024}}"
    inputs = project(note("Text.\n", f"figures: {{capex: {entry}}}"))

    assert outcomes(verified(inputs, {"iea-2024.md": row("Capital expenditures", "(41.2)")})) == outcome


RISES = {
    # a table with a column of changes, a claim, and its outcome
    "a rise is one": ("Revenue | 640 | 598 | 7.0", "Revenue rose 7.0%", "verified"),
    "a rise by the numbers of its row is no fall": ("Revenue | 640 | 598 | 7.0", "Revenue fell 7.0%", "not-found"),
    "a fall by the numbers of its row is one": ("Revenue | 598 | 643 | 7.0", "Revenue fell 7.0%", "verified"),
    "numbers of which it is no change": ("Headcount | 12 | 11 | 7.0", "Revenue fell 7.0%", "verified"),
}


@pytest.mark.parametrize(("cells", "claim", "outcome"), RISES.values(), ids=RISES)
def test_a_change_has_the_direction_that_the_numbers_of_its_row_give_it(cells: str, claim: str, outcome: str) -> None:
    source = f"| Item | 2025 | 2024 | Change, % |\n|---|---|---|---|\n| {cells} |\n"

    assert outcomes(looked_up(source, claim)) == outcome


GROWTH = {
    "Like-for-like sales fell by 2.2%": "not-found",
    "Sales were down 2.2%": "not-found",
    "Sales grew by 2.2%": "verified",
    "Growth fell from 3.4% to 2.2%": "verified",
    "Growth slipped to 2.2%": "verified",
}


@pytest.mark.parametrize(("claim", "outcome"), GROWTH.items())
def test_growth_without_a_minus_is_no_fall(claim: str, outcome: str) -> None:
    source = "| RMB million | 2024 | 2025 |\n|---|---|---|\n| Sales | 598 | 611 |\n| Growth, % | 3.4 | 2.2 |\n"

    assert outcomes(looked_up(source, claim)).split()[-1] == outcome


def test_a_heading_of_changes_either_way_is_of_rises() -> None:
    source = (
        "| 项目 | 2025年 | 2024年 | 同比增减 |\n|---|---|---|---|\n| 研发 | 8 | 9 | 18.7% |\n| 收入 | 3 | 6 | -50% |\n"
    )

    assert outcomes(looked_up(source, "研发下降18.7%")) == "not-found"
    assert outcomes(looked_up(source, "研发增长18.7%")) == "verified"


BELOW_ONE = [
    ("Net loss", "0.5", "It had a profit of RMB 0.5", "not-found"),
    ("Net loss", "0.5", "It had a loss of RMB 0.5", "verified"),
    ("Interest paid", "(0.8)", "It paid interest of RMB 0.8", "verified"),
]


@pytest.mark.parametrize(("label", "cell", "claim", "outcome"), BELOW_ONE)
def test_a_number_below_one_has_the_direction_of_its_label_too(label: str, cell: str, claim: str, outcome: str) -> None:
    assert outcomes(looked_up(row(label, cell).replace("RMB million", "RMB"), claim)) == outcome


def test_a_label_with_two_directions_is_named_in_the_message() -> None:
    (problem,) = looked_up(row("Tax benefit (expense)", "41.2"), "The tax expense was RMB 41.2 million").problems

    assert problem.message == (
        "`iea-2024` prints `RMB 41.2 million` without brackets under `Tax benefit (expense)`: the opposite sign"
    )


def test_a_number_in_a_column_of_changes_is_not_what_its_label_names() -> None:
    assert outcomes(looked_up(row("Net loss", "12", "Change"), "The net loss rose by RMB 12 million")) == "verified"


def test_a_loss_that_is_called_a_profit_is_named_in_the_message() -> None:
    (problem,) = looked_up(row("Net loss", "640"), "It had a profit of RMB 640 million").problems

    assert problem.message == "`RMB 640 million` is a rise here and a fall in `iea-2024`"


CHANGES = "| RMB million | 2025 | Change |\n|---|---|---|\n| Phones | 640 | 5.7% |\n| Robots | 410 | (4.2%) |\n"
FALLS = {
    "a rise under falls": (CHANGES, "Phones fell 5.7%", "not-found"),
    "a rise of points": (CHANGES.replace("5.7%", "5.7pp"), "The margin fell 5.7 percentage points", "not-found"),
    "a rise in Chinese": (CHANGES.replace("Change", "增减"), "Phones fell 5.7%", "not-found"),
    "a fall": (CHANGES, "Robots fell 4.2%", "verified"),
    "a rise": (CHANGES, "Phones rose 5.7%", "verified"),
    "no column of falls": (CHANGES.replace("(4.2%)", "4.2%"), "Phones fell 5.7%", "verified"),
    "a column of what is better": (CHANGES.replace("Change", "Better/(worse)"), "Phones fell 5.7%", "verified"),
    "of costs": (CHANGES.replace("Phones", "Costs"), "Costs fell 5.7%", "verified"),
    "of a loss": (CHANGES.replace("Phones", "Net loss"), "The net loss fell 5.7%", "verified"),
}


@pytest.mark.parametrize(("source", "claim", "outcome"), FALLS.values(), ids=FALLS)
def test_a_change_without_a_sign_beside_falls_is_a_rise(source: str, claim: str, outcome: str) -> None:
    assert outcomes(looked_up(source, claim)) == outcome
