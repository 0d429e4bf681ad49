"""Whether one quantity supports another: the truth table, and laws that hold for any two."""

import re
from decimal import Decimal

import pytest
from conftest import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs
from support_cases import CASES, Row, quantity, rows

from briefing.evidence.quantities import Policy, Verdict, best, difference, identity, read_quantities, supports
from briefing.model import Bound, Quantity

ROWS = list(rows())


def named(row: Row) -> str:
    """The id of a row, in ASCII: what pytest escapes it escapes again in a second collection, which mutmut makes."""
    return f"{row[0]} by {row[1]}, {row[2].value}".encode("ascii", "replace").decode()


@pytest.mark.parametrize("row", ROWS, ids=named)
def test_a_row_of_the_truth_table_holds(row: Row) -> None:
    claimed, found, policy, verdict = row

    assert supports(quantity(claimed), quantity(found), policy) is verdict


def test_the_truth_table_has_every_pair_of_bounds_and_every_verdict_that_supports_returns() -> None:
    pairs = {(quantity(claimed).bound, quantity(found).bound) for claimed, found, _, _ in ROWS}

    assert pairs == {(one, other) for one in Bound for other in Bound}
    assert {verdict for *_, verdict in ROWS} == {*Verdict} - {
        Verdict.UNSCALED,
        Verdict.AMBIGUOUS,
        Verdict.PERIOD_DIFFERS,
        Verdict.ORDER_DIFFERS,
    }


def test_no_pair_in_the_truth_table_has_two_verdicts() -> None:
    assert len({row[:3] for row in ROWS}) == len(set(ROWS))


def test_verdicts_are_ordered_from_the_best_to_the_worst() -> None:
    listed = CASES.read_text(encoding="utf-8").partition("the best first: ")[2].partition(". ")[0]

    assert re.findall("`(.+?)`", listed) == sorted(Verdict, key=lambda verdict: verdict.rank)
    assert [verdict for verdict in Verdict if verdict.is_support] == [Verdict.SAME, Verdict.ROUNDED]


# --- laws --------------------------------------------------------------------------------------------

UNITS = ["", "CNY", "USD", "%", "pp", "bp", "x", "GW", "MW", "t", "kg", "ktpa"]
MEANINGS = {
    "direction": st.sampled_from([-1, 0, 0, 1]),
    "bracketed": st.sampled_from([False, False, True]),
    "per": st.sampled_from(["", "", "share", "tonne", "MWh"]),
    "noun": st.sampled_from(["", "", "robot", "worker"]),
}


@st.composite
def quantities(draw: st.DrawFn) -> Quantity:
    """Few values, so that many pairs of them are close."""
    exponent = draw(st.sampled_from([-1, 0, 0, 3]))
    low = draw(st.integers(-45, 45))
    high = draw(st.one_of(st.just(low), st.integers(low, 46)))
    step = Decimal(f"1E{exponent}")
    plain = Quantity(low * step, high * step, draw(st.sampled_from(UNITS)), draw(st.sampled_from(Bound)), step)
    return structs.replace(plain, **{name: draw(values) for name, values in MEANINGS.items()})


PAIRS = st.tuples(quantities(), quantities())
POLICIES = st.sampled_from(Policy)
MANY = settings(max_examples=examples(1000))


@MANY
@given(quantities(), POLICIES)
def test_a_quantity_supports_itself(q: Quantity, policy: Policy) -> None:
    assert supports(q, q, policy) is Verdict.SAME
    assert best(q, [q]) == (Verdict.SAME, q)


@MANY
@given(PAIRS)
def test_what_a_source_supports_a_note_may_repeat(pair: tuple[Quantity, Quantity]) -> None:
    assert supports(*pair, Policy.REPEAT).rank <= supports(*pair, Policy.SOURCE).rank


def _signs(quantity: Quantity) -> set[bool]:
    """Whether each end is below zero: one value, but of a range across zero, which may support either end."""
    return {quantity.low < 0, quantity.high < 0}


@MANY
@given(PAIRS, POLICIES)
def test_a_supporting_quantity_has_the_unit_and_the_sign_of_the_claim(
    pair: tuple[Quantity, Quantity], policy: Policy
) -> None:
    claimed, found = pair
    if supports(claimed, found, policy).is_support:
        assert identity(claimed)[2] == identity(found)[2]
        assert (
            _signs(claimed) & _signs(found)
            or claimed.direction < 0
            or found.direction < 0
            or (found.bracketed or not claimed.low)
        )


@MANY
@given(PAIRS, POLICIES)
def test_a_negated_quantity_supports_nothing_that_it_supported_before(
    pair: tuple[Quantity, Quantity], policy: Policy
) -> None:
    claimed, found = (structs.replace(q, direction=0, bracketed=False) for q in pair)
    negated = structs.replace(found, low=-found.high, high=-found.low)
    if claimed.low > 0 and found.low > 0 and supports(claimed, found, policy).is_support:
        assert supports(claimed, negated, policy) is Verdict.SIGN_DIFFERS


@MANY
@given(PAIRS, st.sampled_from(UNITS), POLICIES)
def test_another_unit_supports_nothing(pair: tuple[Quantity, Quantity], unit: str, policy: Policy) -> None:
    claimed, found = pair[0], structs.replace(pair[1], unit=unit)
    if identity(claimed)[2] != identity(found)[2]:
        assert supports(claimed, found, policy).rank >= Verdict.NOUN_DIFFERS.rank


@MANY
@given(PAIRS, POLICIES)
def test_a_bound_that_is_worded_more_loosely_within_a_note_is_still_supported(
    pair: tuple[Quantity, Quantity], policy: Policy
) -> None:
    claimed, found = pair
    looser = {Bound.OVER: Bound.AT_LEAST, Bound.UNDER: Bound.UP_TO}.get(claimed.bound)
    if looser and claimed.low == claimed.high and supports(claimed, found, policy).is_support:
        assert supports(structs.replace(claimed, bound=looser), found, Policy.REPEAT).is_support


@MANY
@given(PAIRS, POLICIES)
def test_opposite_bounds_never_support(pair: tuple[Quantity, Quantity], policy: Policy) -> None:
    above, below = (Bound.OVER, Bound.AT_LEAST), (Bound.UP_TO, Bound.UNDER, Bound.NEARLY)
    for ours, theirs in ((above, below), (below, above)):
        for one, other in zip(ours, theirs, strict=False):
            claimed, found = structs.replace(pair[0], bound=one), structs.replace(pair[1], bound=other)
            assert supports(claimed, found, policy).rank >= Verdict.RANGE_END.rank


@MANY
@given(PAIRS)
def test_two_quantities_share_an_identity_only_if_each_supports_the_other_as_the_same(
    pair: tuple[Quantity, Quantity],
) -> None:
    one, other = pair
    if identity(one) == identity(other):
        assert supports(one, other) is supports(other, one) is Verdict.SAME


@MANY
@given(PAIRS, POLICIES)
def test_the_verdict_does_not_depend_on_the_scale(pair: tuple[Quantity, Quantity], policy: Policy) -> None:
    one, other = (structs.replace(q, low=q.low * 1000, high=q.high * 1000, step=q.step * 1000) for q in pair)

    assert supports(one, other, policy) is supports(*pair, policy)


# --- the best of several, and how far apart --------------------------------------------------------------


def test_the_best_verdict_is_taken_and_the_first_quantity_that_earns_it() -> None:
    founds = read_quantities("Up from 15% to about 22.9%, or 22.87% before rounding, or 22.86%.")

    assert best(quantity("22.9%"), founds) == (Verdict.ROUNDED, founds[2])


def test_no_quantity_is_returned_if_none_matches() -> None:
    assert best(quantity("5%"), []) == (Verdict.NONE, None)
    assert best(quantity("5%"), [quantity("7%")]) == (Verdict.NONE, None)


DIFFERENCES = {
    ("$1 billion", "$1.49 billion"): "0.33",
    ("$1 billion", "$1 billion"): "0",
    ("12.2 GW", "12,000 MW"): "0.02",
    ("20–30%", "20–40%"): "0.25",
    ("27% {falls}", "-30%"): "0.1",
    ("0", "0.4"): "1",
    ("0.4", "0"): "1",
    ("0", "0"): "0",
}


@pytest.mark.parametrize(("pair", "expected"), DIFFERENCES.items())
def test_the_difference_is_relative_to_what_is_found(pair: tuple[str, str], expected: str) -> None:
    assert round(difference(*map(quantity, pair)), 2) == Decimal(expected)
