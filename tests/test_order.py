"""Which of two numbers came before the other: read from words, compared with a source's words and tables."""

import pytest
from conftest import note, project, verified
from verified_claim import looked_up, outcomes

from briefing.evidence.quantities import read_changes, read_quantities

CHANGES = {
    "from 12% to 15%": "12% → 15%",
    "from 12% in 2024 to 15%": "12% → 15%",
    "from last year's 12% to about 15%": "12% → about 15%",
    "rose to 15% from 12%": "12% → 15%",
    "was 15%, up from 12%": "12% → 15%",
    "was 15% from 12%": "12% → 15%",
    "was 15% (previously 12%)": "12% → 15%",
    "was 15%, against 12% a year before": "12% → 15%",
    "was 15%, compared with 12% in the prior year": "12% → 15%",
    "went 12% → 15%": "12% → 15%",
    "由12%升至15%": "12% → 15%",
    "从上年的12%提高到15%": "12% → 15%",
    "为15%，上年同期为12%": "12% → 15%",
    "was 15% (2024: 12%)": "12% → 15%",
    "a loss of £38m (FY24: profit of £13m)": "£13m → £38m",
    "为15%，而2024年第二季度为12%": "12% → 15%",
    "由2024年的12%提升至15%": "12% → 15%",
    "由每张80元升至每张120元": "80元 → 120元",
    "was 15% (12% in Q2 2024)": "12% → 15%",
    "was 15% (Vorjahr: 12%)": "12% → 15%",
    "was 15% (12%)": "12% → 15%",
    "lag bei 15 % nach 12 % im Vorjahr": "12 % → 15 %",
    "était de 15 % (12 % l'année dernière)": "12 % → 15 %",
    "fue del 15 %, frente al 12 % un año antes": "12 % → 15 %",
    "lag bei 15 (Vorjahr: 12) %": "12 → 15",
    "较上年同期的12%提升3个百分点至15%": "12% → 15%",
    "was $41m, or $1.84 a share, against $39m, or $1.71 a share, a year ago": "$1.71 → $1.84; $39m → $41m",
    "was €131m (8.7%) vs. €96m (6.5%) in H1 2024": "6.5% → 8.7%; €96m → €131m",
    "was 15%, compared to a net margin before tax of 12% in the third quarter of last year": "12% → 15%",
    "grew 14% and rose from 21% to 23%": "21% → 23%",
    "was 15% in 2025 (2030: 20%)": "15% → 20%",
    "was 15% (target 2030: 20%)": "15% → 20%",
    "was 15% (YE24: 12%)": "12% → 15%",
    "was 15% (end-2024: 12%)": "12% → 15%",
    "had 640 people as at 30 June 2025 (31 December 2024: 590)": "590 → 640",
    "was $24bn, up 13% from $21bn": "$21bn → $24bn",
    "rose from $21bn by 13% to $24bn": "$21bn → $24bn",
    "now sees 8–9%, down from its previous range of 10–11%": "10–11% → 8–9%",
    "was $31m, or 22%, compared with $30m, or 23%, the year before": "23% → 22%; $30m → $31m",
    # a range, a comparison without a time, another sentence, another unit
    "ranges from 12% to 15%": "",
    "was 15%, against 12% of the others": "",
    "came from 12%. It went to 15%": "",
    "was 15% from 12 GW": "",
    "was 15% and 12%": "",
    "rose by 12% to 15%": "",
}


@pytest.mark.parametrize(("text", "order"), CHANGES.items())
def test_a_change_is_read_from_the_words_between_two_numbers(text: str, order: str) -> None:
    found = [
        " → ".join(text[end.bound_start : end.end] for end in (change.before, change.after))
        for change in read_changes(text, read_quantities(text))
    ]

    assert "; ".join(found) == order


TABLE = "| Margin | 2023 | 2024 |\n|---|---|---|\n| Gross | 12% | 15% |\n| Net | 3% | 2% |\n"
ROWS = "| Year | Gross | Net |\n|---|---|---|\n| 2023 | 12% | 3% |\n| 2024 | 15% | 2% |\n"
TIMES = "| Margin | Year | Rate |\n|---|---|---|\n| Gross | 2023 | 12% |\n| Gross | 2024 | 15% |\n| Net | 2025 | 9% |\n"
IN_A_CELL = "| Margin | 2025 |\n|---|---|\n| Gross | 12%, down from 15% |\n"
THERE_AND_BACK = "| Margin | 2022 | 2023 | 2024 |\n|---|---|---|---|\n| Gross | 12% | 15% | 12% |\n"
NEWEST_FIRST = "| Margin | 2024 | 2023 | 2022 |\n|---|---|---|---|\n| Gross | 12% | 15% | 12% |\n"
ON_ONE_DAY = "| Date | Gross | Net |\n|---|---|---|\n| 2024-05-01 | 12% | 15% |\n"
ORDERS = [
    ("It went from 15% to 12%.", "It went from 12% to 15%", "qualifier-differs qualifier-differs"),
    ("It was 12%, down from 15%.", "It rose from 12% to 15%", "qualifier-differs qualifier-differs"),
    ("It was 12%, against 15% a year ago.", "It rose from 12% to 15%", "qualifier-differs qualifier-differs"),
    ("毛利率从15%降至12%。", "毛利率从12%升至15%", "qualifier-differs qualifier-differs"),
    ("It went from 1.5 GW to 1.2 GW.", "It rose from 1,200 MW to 1,500 MW", "qualifier-differs qualifier-differs"),
    ("It went from 15% to 12%.", "It rose from **12%** to *15%*", "qualifier-differs qualifier-differs"),
    (TABLE, "It went from 15% to 12%", "qualifier-differs qualifier-differs"),
    (ROWS, "It was 12%, down from 15%", "qualifier-differs qualifier-differs"),
    (TIMES, "It was 12%, down from 15%", "qualifier-differs qualifier-differs"),
    (IN_A_CELL, "It rose from 12% to 15%", "qualifier-differs qualifier-differs"),
    ("It went from 15–16% to 12%.", "It rose from 12% to 15%", "qualifier-differs qualifier-differs"),
    ("It was 12% (2024: 15%).", "It rose from 12% to 15%", "qualifier-differs qualifier-differs"),
    ("It was 12% in 2025. It was 15% in 2024.", "It rose from 12% to 15%", "qualifier-differs qualifier-differs"),
    ("It was 12% and 15% in 2025 and 2024.", "It rose from 12% to 15%", "qualifier-differs qualifier-differs"),
    # the same change in other words, or the two without an order
    ("It was 12% (2024: 15%).", "It was 12%, down from 15% in 2024", "verified verified"),
    ("It was 12% (2024: 15%).", "It was 12% (FY24: 15%)", "verified verified"),
    ("It was 12% and 15% in 2025 and 2024.", "It was 12% (2024: 15%)", "verified verified"),
    ("It rose to 15% from 12%.", "It went from 12% to 15%", "verified verified"),
    ("It was 15%, against 12% a year ago.", "It rose from 12% to 15%", "verified verified"),
    ("毛利率为15%，上年同期为12%。", "毛利率从12%升至15%", "verified verified"),
    ("It was 15% and 12%.", "It went from 12% to 15%", "verified verified"),
    ("It is 12% here, and 15% there.", "It went from 15% to 12%", "verified verified"),
    ("It went from 15% to 12%, and then from 12% to 15%.", "It went from 12% to 15%", "verified verified"),
    ("It went from 15% to 12%.\nIt went from 12% to 15%.", "It went from 12% to 15%", "verified verified"),
    ("It went from 15% to 12%.", "It was between 12% and 15%", "not-found"),
    ("It went from 15% to 12%.", "It had 12% and 15%", "verified verified"),
    ("It went from 14% to 12%. It went from 12% to 15%.", "Since then it went from 14% to 15%", "verified verified"),
    (TABLE, "It went from 12% to 15%", "verified verified"),
    (TABLE, "It was 2%, down from 3%", "verified verified"),
    (ROWS, "It was 15%, up from 12%", "verified verified"),
    (TIMES, "It was 15%, up from 12%", "verified verified"),
    (TIMES, "It was 12%, up from 9%", "verified verified"),
    (ROWS, "It was 15%, from a net 2%", "verified verified"),
    (IN_A_CELL, "It fell from 15% to 12%", "verified verified"),
    (THERE_AND_BACK, "It went from 12% to 15%", "verified verified"),
    (THERE_AND_BACK, "It went from 15% to 12%", "verified verified"),
    (NEWEST_FIRST, "It went from 12% to 15%", "verified verified"),
    (NEWEST_FIRST, "It went from 15% to 12%", "verified verified"),
    (ON_ONE_DAY, "It went from 15% to 12%", "verified verified"),
    ("It went from 15% to 12%. Its peer has 14%.", "It went from 12% to 14%", "verified verified"),
]


@pytest.mark.parametrize(("source", "claim", "expected"), ORDERS)
def test_a_change_is_not_found_where_the_source_has_it_the_other_way_round(
    source: str, claim: str, expected: str
) -> None:
    assert outcomes(looked_up(source, claim)) == expected


AGAINST_THEIR_VERB = {
    "It rose to 12% from 15%": "a rise",
    "It was 12%, up from 15%": "a rise",
    "It fell sharply from $5 million to $7 million": "a fall",
    "A decline from 12% to 15%": "a fall",
    "Losses rose from $7 million to $5 million": "a rise",
}
WITH_THEIR_VERB = [
    "It fell to 12% from 15%",
    "It was 15%, up from 12%",
    "It rose from -$5 million to -$3 million",
    "It went to 12% from 15%",
    "The yen fell from ¥110 to ¥150",
    "The yuan weakened from 7.1 yuan to 7.3 yuan",
]


@pytest.mark.parametrize("claim", [*AGAINST_THEIR_VERB, *WITH_THEIR_VERB])
def test_a_rise_does_not_fall(claim: str) -> None:
    pairs = (
        "12% and 15%",
        "$5 million and $7 million",
        "¥110 and ¥150",
        "7.1 yuan and 7.3 yuan",
        "-$5 million and -$3 million",
    )
    problems = looked_up(" ".join(f"There are {pair}." for pair in pairs), claim).problems

    if claim in AGAINST_THEIR_VERB:
        assert {problem.rule for problem in problems} == {"order-differs"}
        assert all(f" say {AGAINST_THEIR_VERB[claim]}," in problem.message for problem in problems)
    else:
        assert problems == ()


def test_a_change_is_as_the_source_has_it_whatever_its_verb() -> None:
    source = "It rose to 12% from 15%."

    assert outcomes(looked_up(source, "It rose to 12% from 15%")) == "verified verified"


def test_the_message_has_the_change_as_the_source_prints_it() -> None:
    inputs = project(note("It was 12%, down from 15% [@iea-2024].\n"))
    (first, _), (other, _) = (
        verified(inputs, texts).problems
        for texts in ({"iea-2024.txt": "It was 15%, up from 12%."}, {"iea-2024.md": TABLE})
    )

    assert first.message == "`iea-2024` has the change of `12%` the other way round: `15%, up from 12%`"
    assert other.message == "`iea-2024` has the change of `12%` the other way round: `12% (2023) to 15% (2024)`"


def test_a_verb_against_its_numbers_is_named_with_both() -> None:
    first, _ = looked_up("It was 15%, then 12%.", "It rose to 12% from 15%").problems

    assert first.message == "the words around `12%` say a rise, but its two numbers the opposite: `15% to 12%`"


ROLES = [
    ("Income rose $142 million, or 6%, to $2.5 billion.", "Income rose to $142 million", "qualifier-differs"),
    ("Income rose $142 million, or 6%, to $2.5 billion.", "Income rose by $2.5 billion", "qualifier-differs"),
    (
        "Income rose $142 million, or 6%, to $2.5 billion.",
        "Income rose by $142 million to $2.5 billion",
        "verified verified",
    ),
    ("Income rose $142 million, or 6%, to $2.5 billion.", "Income was $2.5 billion", "verified"),
    ("The share grew to 12.4%.", "The share grew 12.4%", "qualifier-differs"),
    ("The share grew by 12.4%.", "The share, up 12.4%, was large", "verified"),
    # a rate is a level, and so is what something stood at
    ("The birth rate fell by a tenth, to 1.62 children.", "The birth rate fell by 1.62 children", "qualifier-differs"),
    ("The jobless rate rose to 8.4%.", "The jobless rate rose to 8.4%", "verified"),
    ("Debt will peak at 97.2% of output.", "Debt rose by 97.2%", "qualifier-differs"),
    ("Savings on costs stood at 12.4%.", "Costs fell by 12.4%", "verified"),
    # what an Italian `a` leads to is no change
    ("Il debito è salito a 2.981,3 miliardi di euro.", "Debt rose to €2,981.3 billion", "verified"),
    ("利润增长3倍。", "利润增长到3倍", "qualifier-differs"),
    ("营收增至12.4亿元。", "营收增长12.4亿元", "qualifier-differs"),
    # in other languages, and after other verbs
    (
        "Das Ebit ging um 16,3 Prozent auf 236,9 Mio. Euro zurück.",
        "Das Ebit sank um 236,9 Mio. Euro",
        "qualifier-differs",
    ),
    ("Das Ebit ging um 16,3 Prozent auf 236,9 Mio. Euro zurück.", "EBIT fell to €236.9 million", "verified"),
    ("La dette recule de 340 millions d'euros.", "Debt fell to €340 million", "qualifier-differs"),
    ("La mora bajó 14 puntos básicos, hasta el 2,92 %.", "Bad loans fell by 2.92%", "qualifier-differs"),
    ("They cut the fine from $376 million to $237 million.", "The fine was cut by $237 million", "qualifier-differs"),
    # an amount that is only stated is a level, but a rate may be that of a change
    ("Net sales were $412.6 million.", "Net sales rose by $412.6 million", "qualifier-differs"),
    ("Net cash from financing was $88.4 million.", "It raised $88.4 million", "verified"),
    ("The increase was $412.6 million.", "Net sales rose by $412.6 million", "verified"),
    ("The annual rate was 3.1%.", "Prices rose 3.1%", "verified"),
    # growth that rises to a rate is a rise by it, and threefold is to three times as much
    ("Sales grew by 3.4%, after 3.3%.", "Sales growth rose to 3.4%", "verified"),
    ("Sales rose threefold.", "Sales rose to 3x their level", "verified"),
]


@pytest.mark.parametrize(("source", "claim", "outcome"), ROLES)
def test_a_change_by_an_amount_is_not_one_to_it(source: str, claim: str, outcome: str) -> None:
    assert outcomes(looked_up(source, claim)) == outcome


DIRECTIONS = [
    ("The jobless rate rose to 8.4%.", "The jobless rate fell to 8.4%", "qualifier-differs"),
    ("The jobless rate was 8.4%, up from 8.1%.", "The jobless rate fell to 8.4%", "qualifier-differs"),
    ("Revenue was $412 million, down 7%.", "Revenue rose 7% to $412 million", "not-found qualifier-differs"),
    ("L'inflation recule à 2,5 %.", "Inflation rose to 2.5%", "qualifier-differs"),
    ("La inflación sube una décima, hasta el 2,5 %.", "Inflation fell to 2.5%", "qualifier-differs"),
    ("失业率升至5.2%。", "Unemployment fell to 5.2%", "qualifier-differs"),
    ("失业率降至5.2%。", "Unemployment fell to 5.2%", "verified"),
    # both directions, with bases of their own; and what only the words around it turn round
    ("The rate rose to 8.4% from 8.1%. It was 8.9% in May.", "The rate fell to 8.4% from 8.9%", "verified verified"),
    ("The rate rose to 8.4%, down from 8.9% a year ago.", "The rate fell to 8.4%", "verified"),
    ("The yen fell to 150 a dollar.", "The dollar rose to 150 yen", "unit-differs"),
    ("The loss narrowed to $5 million.", "The loss fell to $5 million", "verified"),
    ("Its share is up to 8.4%.", "Its share rose up to 8.4%", "verified"),
]


@pytest.mark.parametrize(("source", "claim", "outcome"), DIRECTIONS)
def test_a_level_reached_by_a_rise_is_not_reached_by_a_fall(source: str, claim: str, outcome: str) -> None:
    assert outcomes(looked_up(source, claim)) == outcome


def test_the_direction_of_the_note_is_named_in_the_message() -> None:
    (problem,) = looked_up("The share rose to 12.4%.", "The share fell to 12.4%").problems

    assert problem.message == "the words around `12.4%` say a fall to it, those in `iea-2024` the opposite"


def test_a_change_and_a_level_are_named_in_the_message() -> None:
    (problem,) = looked_up("The share grew to 12.4%.", "The share grew by 12.4%").problems

    assert problem.message == "`12.4%` is a change here and a level in `iea-2024`"
