"""Arithmetic over figures."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from briefing.evidence.formulas import FormulaError, Interval, evaluate, interval_of, names, quantity_of
from briefing.evidence.quantities import read_value

Inputs = Mapping[str, str]

WORTH: list[tuple[str, Inputs, str]] = [
    # plain arithmetic, exact however it is rounded for print
    ("a + b", {"a": "550,000", "b": "410,000"}, "960,000"),
    ("a - b", {"a": "550,000", "b": "410,000"}, "140,000"),
    ("a / b - 1", {"a": "600", "b": "480"}, "25%"),
    ("a / b", {"a": "600", "b": "480"}, "1.25x"),
    ("a * (1 + b)", {"a": "600", "b": "25%"}, "750"),
    ("1 - 1 / 3 - 1 / 3 - 1 / 3 + a", {"a": "25%"}, "25%"),
    ("2 + 3 * 4 - 6 / 2 + a", {"a": "0%"}, "1,100%"),
    ("a - b - b", {"a": "100", "b": "30"}, "40"),
    ("a / b / b", {"a": "100", "b": "5"}, "400%"),
    ("-5 * a", {"a": "20"}, "-100"),
    # a point is a decimal point, where prose could mean thousands
    ("a * 1.035", {"a": "200"}, "207"),
    # units
    ("a / 5", {"a": "RMB 200 billion"}, "RMB 40 billion"),
    ("a / b", {"a": "RMB 9 billion", "b": "RMB 45 billion"}, "20%"),
    ("a * b", {"a": "HKD 50", "b": "20%"}, "HKD 10"),
    ("a + b", {"a": "3 percentage points", "b": "50 basis points"}, "3.5 percentage points"),
    ("a / b", {"a": "four years", "b": "ten years"}, "40%"),
    ("a * b / b", {"a": "30 GWh", "b": "RMB 7"}, "30 GWh"),
    ("(a / c) / (b / c)", {"a": "RMB 6 billion", "b": "RMB 4 billion", "c": "3,000 TEU"}, "150%"),
    # units of one kind meet, and the result is in the unit that is printed
    ("a + b", {"a": "9.4 GW", "b": "6,100 MW"}, "15.5 GW"),
    ("a + b", {"a": "9.4 GW", "b": "6,100 MW"}, "15,500 MW"),
    ("a / b", {"a": "9.4 GW", "b": "4,700 MW"}, "200%"),
    ("a / b - 1", {"a": "7.7 GW", "b": "5,000 MW"}, "54%"),
    ("a - b", {"a": "2 t", "b": "500 kg"}, "1.5 t"),
    ("a * 3", {"a": "500 kg"}, "1.5 t"),
    ("a * b / c", {"a": "30 GWh", "b": "5 MW", "c": "1 GW"}, "150 MWh"),
    ("a - b", {"a": "1 pp", "b": "25 bp"}, "75 bp"),
    ("a - b", {"a": "1 pp", "b": "25 bp"}, "0.75 pp"),
    ("a + b", {"a": "2%", "b": "5‰"}, "2.5%"),
    ("a * b", {"a": "over 2 GW", "b": "500"}, "over 1 TW"),
    # a price is money by a unit
    ("a - b", {"a": "0.064 €/kWh", "b": "€41.5/MWh"}, "€0.0225/kWh"),
    ("a * b", {"a": "€41.5/MWh", "b": "2 GWh"}, "€83,000"),
    ("a / b", {"a": "RMB 5", "b": "5 GWh"}, "RMB 1/GWh"),
    ("a / b", {"a": "RMB 5", "b": "RMB 10/t"}, "0.5 t"),
    ("a / b - 1", {"a": "$60/t", "b": "$50 a tonne"}, "20%"),
    # by what is no unit of measurement only the money counts
    ("a * b", {"a": "$1.5 per share", "b": "200"}, "$300"),
    ("a * 12", {"a": "$5 a month"}, "$60"),
    # ranges
    ("a + b", {"a": "500–700", "b": "100"}, "600–800"),
    ("a - b", {"a": "500–700", "b": "100–200"}, "300–600"),
    ("a * b", {"a": "20–40", "b": "50%"}, "10–20"),
    ("a / b", {"a": "600", "b": "200–300"}, "200–300%"),
    ("1 - a", {"a": "15–20%"}, "80–85%"),
    ("a * (1 - 3)", {"a": "50–60"}, "-120 to -100"),
    # either factor may be of either sign
    ("(a - 5) * b", {"a": "4–6", "b": "2–3"}, "-3 to 3"),
    ("(a - 5) * (b - 2)", {"a": "4–7", "b": "1–5"}, "-3 to 6"),
    ("(a - 9) * (b - 9)", {"a": "4–7", "b": "1–5"}, "8–40"),
    ("(a - 5) * b", {"a": "5–6", "b": "over 3"}, "over 0"),
    ("(a - 9) / (b - 9)", {"a": "5–7", "b": "1–5"}, "0.25–1"),
    # bounds
    ("a - b", {"a": "550,000", "b": "over 410,000"}, "up to 140,000"),
    ("a - b", {"a": "over 410,000", "b": "300,000"}, "over 110,000"),
    ("a / b - 1", {"a": "600", "b": "over 480"}, "up to 25%"),
    ("a / b", {"a": "600", "b": "up to 300"}, "over 200%"),
    ("a + b", {"a": "at least 40", "b": "over 2"}, "over 42"),
    ("a * 2", {"a": "under 40"}, "up to 80"),
    ("a * (1 - 3)", {"a": "over 50"}, "up to -100"),
    ("(1 - 3) * a", {"a": "up to 50"}, "over -100"),
    ("(b - c) * a", {"a": "20–40", "b": "60", "c": "over 50"}, "up to 400"),
    ("(a - 5) * b", {"a": "over 3", "b": "2–3"}, "over -6"),
    # what is counted begins at nought, however it was worked out
    ("(a + b) * c", {"a": "up to 5", "b": "up to 3", "c": "up to 4"}, "up to 32"),
    ("a * b * c", {"a": "up to 2", "b": "up to 3", "c": "up to 4"}, "up to 24"),
    ("a * (1 / b)", {"a": "up to RMB 8", "b": "over 2"}, "up to RMB 4"),
    ("a * b", {"a": "up to 0.5", "b": "up to 4"}, "up to 2"),
    # points
    ("a - b", {"a": "15%", "b": "12%"}, "3 pp"),
    ("a - b", {"a": "15%", "b": "12%"}, "300 bp"),
    ("a - b", {"a": "15%", "b": "12%"}, "3%"),
    ("(a - b) / 2", {"a": "15%", "b": "12%"}, "1.5 pp"),
    ("a / b - c / b", {"a": "15", "b": "100", "c": "12"}, "3 pp"),
    ("a + b", {"a": "15%", "b": "3 pp"}, "18%"),
    ("a * 2", {"a": "3 pp"}, "6 pp"),
    ("a * b", {"a": "3 pp", "b": "50%"}, "1.5 pp"),
    ("a / b", {"a": "3 pp", "b": "12%"}, "25%"),
    ("(a - b) / b", {"a": "15%", "b": "12%"}, "25%"),
    # about
    ("a / b", {"a": "600", "b": "about 300"}, "about 200%"),
    ("a / 12", {"a": "about 540,000"}, "about 45,000"),
    ("1 - a", {"a": "nearly 40%"}, "about 60%"),
    ("a - b", {"a": "about 40", "b": "over 2"}, "up to 38"),
]


@pytest.mark.parametrize(("formula", "inputs", "result"), WORTH)
def test_a_formula_has_this_value(formula: str, inputs: Inputs, result: str) -> None:
    expected = read_value(result)
    assert expected

    true = quantity_of(evaluate(formula, lookup(inputs)), expected.unit)

    assert true.value == expected.value


NEVER_IN: list[tuple[str, Inputs, str, str]] = [
    ("a / b", {"a": "13", "b": "31"}, "pp", "%"),
    ("a / b", {"a": "RMB 13", "b": "RMB 31"}, "bp", "%"),
    ("a / b - 1", {"a": "150", "b": "100"}, "pp", "%"),
    ("1 - a", {"a": "42%"}, "pp", "%"),
    ("1 - a / b", {"a": "13", "b": "31"}, "pp", "%"),
    ("a * 2", {"a": "42%"}, "pp", "%"),
    ("a * b", {"a": "42%", "b": "50%"}, "pp", "%"),
    ("a / b - 1", {"a": "15%", "b": "12%"}, "pp", "%"),
    ("(a - b) / b", {"a": "15%", "b": "12%"}, "pp", "%"),
    ("a / b", {"a": "3 pp", "b": "6 pp"}, "pp", "%"),
    ("a - b", {"a": "5", "b": "3"}, "pp", "%"),
    ("a + b", {"a": "3 pp", "b": "25 bp"}, "%", "pp"),
    ("a - b", {"a": "3 pp", "b": "25 bp"}, "‰", "pp"),
    ("a / 2", {"a": "3 pp"}, "%", "pp"),
    ("0 - a", {"a": "3 pp"}, "%", "pp"),
    ("a * b", {"a": "3 pp", "b": "50%"}, "%", "pp"),
]


@pytest.mark.parametrize(("formula", "inputs", "wanted", "given"), NEVER_IN)
def test_a_share_is_not_in_points_nor_points_a_share(formula: str, inputs: Inputs, wanted: str, given: str) -> None:
    assert quantity_of(evaluate(formula, lookup(inputs)), wanted).unit == given


UNSOUND: list[tuple[str, Inputs, str]] = [
    ("a + b", {"a": "RMB 5", "b": "HKD 5"}, "RMB and HKD cannot be added or subtracted"),
    ("a / b", {"a": "RMB 5", "b": "HKD 5"}, "one formula has HKD and RMB"),
    ("a + b", {"a": "RMB 5", "b": "40"}, "RMB and a pure number cannot be added or subtracted"),
    ("a + 1", {"a": "5 GWh"}, "GWh and a pure number cannot be added or subtracted"),
    ("a * b", {"a": "RMB 5", "b": "RMB 5"}, "the result would be in RMB^2"),
    ("2 / a / a", {"a": "5 GWh"}, "the result would be in 1 / GWh^2"),
    ("a / b", {"a": "5 GWh", "b": "RMB 5"}, "the result would be in GWh / RMB"),
    ("a / b / b", {"a": "RMB 5", "b": "5 GWh"}, "the result would be in RMB / GWh^2"),
    ("a / b + a", {"a": "RMB 5", "b": "5 GWh"}, "RMB / GWh and RMB cannot be added or subtracted"),
    ("a + b", {"a": "RMB 5/kWh", "b": "RMB 5/t"}, "RMB / kWh and RMB / t cannot be added or subtracted"),
    ("a * b", {"a": "RMB 5/kWh", "b": "5 t"}, "the result would be in RMB × t / kWh"),
    ("1 - a", {"a": "5 GWh"}, "a pure number and GWh cannot be added or subtracted"),
    ("a + b", {"a": "5 GW", "b": "5 GWh"}, "GW and GWh cannot be added or subtracted"),
    ("a / b", {"a": "5 MW", "b": "5 t"}, "the result would be in MW / t"),
    ("a * b", {"a": "5 GW", "b": "5 MW"}, "the result would be in GW^2"),
    ("a / 0", {"a": "5"}, "the formula may divide by zero"),
    ("1 / (a - 5)", {"a": "5"}, "the formula may divide by zero"),
    ("1 / (a - 5)", {"a": "4–6"}, "the formula may divide by zero"),
    ("1 / (1 - a)", {"a": "over 20%"}, "the formula may divide by zero"),
    ("1 / ((a - b) * c)", {"a": "up to 10", "b": "5", "c": "2"}, "the formula may divide by zero"),
    ("1 / (c * (a - b))", {"a": "up to 10", "b": "5", "c": "2"}, "the formula may divide by zero"),
    ("a / b / c", {"a": "5", "b": "RMB 5", "c": "5 MW"}, "the result would be in 1 / RMB / MW"),
    ("a * b", {"a": "RMB 5", "b": "5 MW"}, "the result would be in RMB × MW"),
    ("a + b", {"a": "over 10", "b": "up to 20"}, "these bounds say nothing about the result"),
    ("1 / (a + b)", {"a": "over 10", "b": "up to 20"}, "these bounds say nothing about the result"),
    ("(a - 5) * b", {"a": "4–6", "b": "over 20"}, "these bounds say nothing about the result"),
    ("a * 100000000 * 100000000 * 100000000 * 100000000", {"a": "5"}, "the result is too large for a figure"),
    ("a -", {"a": "5"}, "the formula ends too early"),
    ("", {}, "the formula ends too early"),
    ("(a - 1", {"a": "5"}, "a bracket is never closed"),
    ("a - 1)", {"a": "5"}, "`)` is not expected here"),
    ("a b", {"a": "5", "b": "5"}, "`b` is not expected here"),
    ("a/b", {"a": "5", "b": "5"}, "`a/b` is neither a number nor an id"),
    ("a + 12 ml", {"a": "5"}, "`ml` is not expected here"),
    ("a + 1.800x2", {"a": "5"}, "`1.800x2` is neither a number nor an id"),
    (f"a + {'1' * 101}", {"a": "5"}, f"`{'1' * 20}…` has 101 digits"),
    ("(" * 5000 + "a", {"a": "5"}, "the formula has over 100 brackets"),
]


@pytest.mark.parametrize(
    ("formula", "hint"),
    [
        ("a × 2", "write `*`"),
        ("a ÷ 2", "write `/`"),
        ("a − 2", "write `-`"),
        ("a * 0,5", "write a decimal point: 0.5"),
        ("a ^ 2", "a formula has `+`, `-`, `*`, `/` and brackets only, and no functions"),
        ("= a / 2", "a formula has `+`, `-`, `*`, `/` and brackets only, and no functions"),
        ("a/2", "put spaces around operators: a / b - 1"),
    ],
)
def test_what_a_spreadsheet_would_take_is_told_in_our_signs(formula: str, hint: str) -> None:
    with pytest.raises(FormulaError) as fault:
        evaluate(formula, lookup({"a": "5"}))

    assert fault.value.hint == hint


@pytest.mark.parametrize(("formula", "inputs", "message"), UNSOUND)
def test_a_formula_without_a_value_says_why(formula: str, inputs: Inputs, message: str) -> None:
    with pytest.raises(FormulaError) as fault:
        quantity_of(evaluate(formula, lookup(inputs)))

    assert fault.value.message == message
    assert fault.value.hint


def test_a_number_of_a_formula_may_have_as_many_digits_as_a_figure() -> None:
    assert evaluate(f"a - {'1' * 100}", lookup({"a": "5"})).low == 5 - int("1" * 100)


def test_operators_that_touch_their_ids_have_a_hint_to_separate_them() -> None:
    with pytest.raises(FormulaError) as fault:
        evaluate("a/b", lookup({"a": "5", "b": "5"}))

    assert fault.value.hint == "put spaces around operators: a / b - 1"


def test_a_result_whose_printed_unit_is_of_another_kind_is_in_the_unit_of_its_inputs() -> None:
    result = quantity_of(evaluate("a + b", lookup({"a": "9.4 GW", "b": "600 MW"})), "%")

    assert (result.ends, result.unit) == (("10", "10"), "GW")


def test_the_names_of_a_formula_are_its_ids_each_once() -> None:
    assert names("(sales-2026 / sales-2025 - 1) * 100 + sales-2025 - 出货量") == ("sales-2026", "sales-2025", "出货量")


def test_a_hyphen_in_an_id_is_no_minus() -> None:
    assert quantity_of(evaluate("a-b - 1", lookup({"a-b": "40"}))).low == 39


# --- whatever is written ----------------------------------------------------------------------

TOKENS = st.sampled_from([*"ab()+-*/", "a-b", "12", "10%", "0", "1.800", "RMB", "-3", "5x", "²", "٣", "…", "1e9"])


@given(st.text() | st.lists(TOKENS, max_size=20).map(" ".join))
def test_a_formula_raises_only_formula_errors(formula: str) -> None:
    with suppress(FormulaError):
        quantity_of(evaluate(formula, lookup({"a": "RMB 500–700", "b": "over 12"})))


# --- intervals hold what they are of -------------------------------------------------------------

WHOLE = st.integers(min_value=0, max_value=40).map(Fraction)
FORMULAS = st.recursive(
    st.sampled_from(["a", "b", "c", "1", "3", "0.5"]),
    lambda parts: st.tuples(parts, st.sampled_from("+-*/"), parts).map(lambda t: f"( {t[0]} {t[1]} {t[2]} )"),
    max_leaves=6,
)


@st.composite
def intervals(draw: st.DrawFn) -> tuple[Interval, Fraction]:
    """An amount that cannot be negative, its ends open or closed, and a point within it."""
    low, within, high = sorted(draw(st.tuples(WHOLE, WHOLE, WHOLE)))
    shape = draw(st.sampled_from(["closed", "over", "up to"]))
    assume(within > 0)
    amount = Interval(None if shape == "up to" else low, None if shape == "over" else high, counted=True)
    beyond = draw(WHOLE) if shape == "over" else Fraction(0)
    return amount, within + beyond


@given(FORMULAS, intervals(), intervals(), intervals())
def test_the_result_of_points_lies_within_the_result_of_their_intervals(
    formula: str, a: tuple[Interval, Fraction], b: tuple[Interval, Fraction], c: tuple[Interval, Fraction]
) -> None:
    drawn = {"a": a, "b": b, "c": c}
    try:
        whole = evaluate(formula, lambda name: drawn[name][0])
    except FormulaError:
        assume(False)

    point = evaluate(formula, lambda name: Interval(drawn[name][1], drawn[name][1])).low

    assert point is not None
    assert whole.low is None or whole.low <= point
    assert whole.high is None or point <= whole.high
    assert point >= 0 or not whole.counted


def lookup(inputs: Inputs) -> Callable[[str], Interval]:
    """Amounts by id, from figures as they are printed."""

    def look(name: str) -> Interval:
        quantity = read_value(inputs[name]) if name in inputs else None
        if quantity is None:
            raise FormulaError(f"no figure is called `{name}`", "define it")
        return interval_of(quantity)

    return look
