"""What the label of a row says of its number: a loss, a fall, an outlay in brackets."""

import pytest
from verified_claim import looked_up, outcomes

CASES = {
    # the label of a row, its number, a claim, and its outcome
    "a loss is no profit": ("Net loss", "640", "It had a profit of RMB 640 million", "not-found"),
    "a loss is one": ("Net loss", "640", "It had a loss of RMB 640 million", "verified"),
    "a loss has a size": ("Net loss", "640", "It had RMB 640 million", "verified"),
    "a result may be a profit": ("Net result", "640", "It had a profit of RMB 640 million", "verified"),
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
    "another outlay": ("Dividends paid", "(41.2)", "Interest of RMB 41.2 million was due", "not-found"),
    "an outlay of the note only": (
        "Tarnmoor", "(41.2)", "The purchase of Tarnmoor was RMB 41.2 million", "not-found",
    ),
    "an outlay of the label only": ("Cost of Tarnmoor", "(41.2)", "Tarnmoor has RMB 41.2 million", "not-found"),
    "a result before an outlay": (
        "Profit before tax", "(41.2)", "The profit before tax was RMB 41.2 million", "not-found",
    ),
    "a result that the note names": ("Tax paid", "(41.2)", "The profit after tax was RMB 41.2 million", "not-found"),
}  # fmt: skip


def row(label: str, cell: str, column: str = "2025") -> str:
    """A table of one row, as Markdown."""
    return f"| RMB million | {column} |\n|---|---|\n| {label} | {cell} |\n"


@pytest.mark.parametrize(("label", "cell", "claim", "outcome"), CASES.values(), ids=CASES)
def test_a_number_has_the_direction_that_its_label_says(label: str, cell: str, claim: str, outcome: str) -> None:
    assert outcomes(looked_up(row(label, cell), claim)) == outcome


BELOW_ONE = [
    ("Net loss", "0.5", "It had a profit of RMB 0.5", "not-found"),
    ("Net loss", "0.5", "It had a loss of RMB 0.5", "verified"),
    ("Interest paid", "(0.8)", "It paid interest of RMB 0.8", "verified"),
]


@pytest.mark.parametrize(("label", "cell", "claim", "outcome"), BELOW_ONE)
def test_a_number_below_one_has_the_direction_of_its_label_too(label: str, cell: str, claim: str, outcome: str) -> None:
    assert outcomes(looked_up(row(label, cell).replace("RMB million", "RMB"), claim)) == outcome


def test_a_number_under_change_is_none_of_what_its_label_names() -> None:
    assert outcomes(looked_up(row("Net loss", "12", "Change"), "The net loss rose by RMB 12 million")) == "verified"


def test_a_loss_that_is_called_a_profit_is_named_in_the_message() -> None:
    (problem,) = looked_up(row("Net loss", "640"), "It had a profit of RMB 640 million").problems

    assert problem.message == "`RMB 640 million` is a rise here and a fall in `iea-2024`"
