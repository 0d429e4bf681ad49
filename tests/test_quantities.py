"""What the reader of quantities and periods promises: a document of cases, and laws that hold for any text."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from conftest import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.evidence.quantities import measures as measuring
from briefing.evidence.quantities import spellings, units
from briefing.evidence.quantities.calendar_forms import EXAMPLES, form_at, openings
from briefing.evidence.quantities.named_periods import named_periods
from briefing.evidence.quantities.normalization import fold, may_be_chinese
from briefing.evidence.quantities.parser import (
    format_quantity,
    read_ambiguous,
    read_quantities,
    read_value,
)
from briefing.evidence.quantities.periods import calendar_matches, read_parts, read_period, read_periods
from briefing.evidence.quantities.spellings import MONEY
from briefing.model import Bound, Period, Place, Quantity
from briefing.model.figures import claim

# --- The document -----------------------------------------------------------------------------------------------------

CASES = [Path(__file__).parent / "cases" / name for name in ("quantities.md", "units.md")]


def shown(q: Quantity) -> str:
    """A quantity in the notation of cases.md: `about CNY 500..700`."""
    value = f"{q.low:f}" if q.low == q.high else f"{q.low:f}..{q.high:f}"
    measured = f"{q.unit} {value}" if q.unit in MONEY else f"{value} {q.unit}".rstrip()
    return measured if q.bound is Bound.EXACT else f"{q.bound} {measured}"


def interval(period: Period) -> str:
    """A period in the notation of cases.md: `2026-01-05/2026-01-06`, or one day."""
    return f"{period.first}" if period.first == period.last else f"{period.first}/{period.last}"


def listed(items: Iterator[str]) -> str:
    return "; ".join(items) or "—"


def rows() -> Iterator[tuple[int, str, dict[str, str], tuple[str, ...]]]:
    """Each row of the documents: its line, its text, what each other column says, and the names listed above it."""
    columns: list[str] = []
    names: tuple[str, ...] = ()
    for number, line in (row for document in CASES for row in enumerate(document.read_text("utf-8").splitlines(), 1)):
        if line.startswith("#"):
            names = ()
        if line.startswith("Names: "):
            names = tuple(re.findall("`([^`]+)`", line))
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []
        if cells and cells[0] == "text":
            columns = cells
        elif cells and set(cells[0]) != {"-"}:
            text, *expected = (cell.strip("`") for cell in cells)
            yield number, text, dict(zip(columns[1:], expected, strict=True)), names


ROWS = [pytest.param(text, expected, names, id=f"{number}: {text[:40]}") for number, text, expected, names in rows()]


@pytest.mark.parametrize(("text", "expected", "names"), ROWS)
def test_a_text_reads_as_documented(text: str, expected: dict[str, str], names: tuple[str, ...]) -> None:
    read = {
        "quantities": listed(shown(q) for q in read_quantities(text, names)),
        "periods": listed(interval(p) for p in read_periods(text)),
        "refused": listed(text[start:end] for start, end in read_ambiguous(text, names)),
        "per": listed(q.per or "—" for q in read_quantities(text, names)),
        "counts": listed(q.noun or "—" for q in read_quantities(text, names)),
        "as a value": shown(whole) if (whole := read_value(text)) else "—",
    }

    assert {column: read[column] for column in expected} == expected


def test_the_document_is_long_enough_and_half_of_it_prose() -> None:
    texts = [text for _, text, _, _ in rows()]

    assert len(texts) >= 200
    assert sum(len(text) >= 30 or len(re.findall("[\u4e00-\u9fff]", text)) >= 14 for text in texts) >= 100
    assert sum(bool(re.search("[\u4e00-\u9fff]", text)) for text in texts) >= 70


# --- Laws -------------------------------------------------------------------------------------------------------------

UNITS = ["", *MONEY, *units.UNITS]
LATIN = [
    "about ",
    "over ",
    "RMB ",
    "US$",
    "5",
    "13",
    "1,800",
    "1.800",
    "2025",
    "3.5",
    " million",
    "bn",
    "%",
    " km",
    "-",
    "–",
]
MIXED = [
    "约",
    "超过",
    "12",
    "亿",
    "万",
    "元",
    "三",
    "十",
    "百分之",
    "至",
    "、",
    "/",
    "年",
    "月",
    "日",
    "Q3",
    "SU7",
    "(",
    ")",
    " ",
    ",",
    ".",
]
MEASURES = [
    "/MWh",
    " per share",
    " a year",
    "HK $",
    "RMBm ",
    "A $",
    "tCO2e",
    "¹ million",
    " MEUR",
    "/",
    "每",
    "×",
    ":1",
    "c",
]
prose = st.lists(st.sampled_from([*LATIN, *MIXED, *MEASURES, " to ", "from ", " and ", "多", "家"]), max_size=12).map(
    "".join
)
anything = st.one_of(st.text(max_size=60), prose)


@st.composite
def quantities(draw: st.DrawFn, units: list[str] = UNITS, lowest: int = -99_999) -> Quantity:
    """Any value or range that can be printed."""
    exponent = draw(st.integers(-4, 12))
    low = draw(st.integers(lowest, 9_999_999))
    high = draw(st.one_of(st.just(low), st.integers(low, low + 100_000)))
    return Quantity(
        Decimal(f"{low}E{exponent}"),
        Decimal(f"{high}E{exponent}"),
        draw(st.sampled_from(units)),
        draw(st.sampled_from(Bound)),
        Decimal(f"1E{exponent}"),
        0,
        0,
        0,
    )


def values_of(q: Quantity) -> tuple[Decimal, Decimal, str, Bound, Decimal]:
    return q.low, q.high, q.unit, q.bound, q.step


@settings(max_examples=examples(1500))
@given(quantities(), st.sampled_from(["en", "zh"]))
def test_what_is_written_reads_back_as_the_same_value(q: Quantity, lang: str) -> None:
    read = read_value(format_quantity(q, lang))

    assert read is not None
    assert values_of(read)[:4] == values_of(q)[:4]
    # `1.234` of no measure is written with a fourth decimal, since it would be refused.
    assert read.step == q.step or (q.step == Decimal("0.001") and (not q.unit or q.unit in MONEY))


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_each_unit_reads_back(unit: str, lang: str) -> None:
    q = Quantity(Decimal("2.5"), Decimal("2.5"), unit, Bound.EXACT, Decimal("0.1"), 0, 0, 0)
    read = read_value(format_quantity(q, lang))

    assert read is not None
    assert values_of(read) == values_of(q)


@pytest.mark.parametrize("spelling", [s for words in units.UNITS.values() for s in words.split("|") if "(" not in s])
def test_each_spelling_of_a_unit_is_read(spelling: str) -> None:
    expected = [measuring.unit(spelling)[0]]
    read = [[q.unit for q in read_quantities(f"We measured 2.5{gap}{spelling}.")] for gap in (" ", "")]

    assert expected in read


EVERY_SPELLING = [
    *measuring.spelled_units(),
    *(mark for marks in spellings.MARKS.values() for mark in marks.split("|")),
    *spellings.SCALES,
    *spellings.HANZI_SCALES,
    *spellings.CLASSIFIERS,
]
NEIGHBOURS = ["{} {}", "{}{}", "{}-{}", "$64 million {1} lien", "Fiscal {0} {1} Quarter", "{1} {0}", "{0} {1} Notes"]


IN_CASES = [str.swapcase, str.upper, str.title, str.lower]
CASED = {cased(spelling): cased for cased in IN_CASES for spelling in EVERY_SPELLING}
"""Each spelling in each case, with the last case that writes it so; Chinese has but one."""


@pytest.mark.parametrize("cased", IN_CASES)
def test_no_spelling_in_any_case_raises(cased: Callable[[str], str]) -> None:
    for spelling in (spelling for spelling, case in CASED.items() if case is cased):
        for neighbour in NEIGHBOURS:
            text = neighbour.format("2.5", spelling)
            found = read_quantities(text) + read_quantities(neighbour.format("2025", spelling))

            assert all(q.start < q.end for q in found), text


@settings(max_examples=examples(1500))
@given(anything)
def test_no_text_raises(text: str) -> None:
    read_quantities(text)
    read_ambiguous(text)
    read_periods(text)
    read_parts(text)
    read_value(text)
    read_period(text)


@settings(max_examples=examples(1500))
@given(anything)
def test_quantities_stand_in_order_and_apart(text: str) -> None:
    found = read_quantities(text)

    assert all(0 <= q.bound_start <= q.start < q.end <= len(text) for q in found)
    assert all(left.end <= right.bound_start for left, right in pairwise(found))


def digits(value: Decimal) -> tuple[int, ...]:
    return value.normalize().as_tuple().digits


@settings(max_examples=examples(1500))
@given(prose)
def test_the_place_of_a_quantity_holds_its_digits(text: str) -> None:
    for q in read_quantities(text):
        read = read_value(text[q.start : q.end])

        # Where a list prints its measure once (`10, 12 and 15 per cent`), the others stand without it.
        assert read is None or (digits(read.low), digits(read.high)) == (digits(q.low), digits(q.high))
        assert read is None or read.unit in (q.unit, "")


SENTENCES = [
    "Group revenue came to {} in the period.",
    "It now stands at {}, say two people.",
    "公司全年实现{}，好于预期。",
    "（{}）",
]


@settings(max_examples=examples(1500))
@given(quantities(UNITS[1:], lowest=0), st.sampled_from(SENTENCES), st.sampled_from(["en", "zh"]))
def test_the_place_of_a_quantity_holds_it(q: Quantity, sentence: str, lang: str) -> None:
    printed = format_quantity(q, lang)
    text = sentence.format(printed)
    found = read_quantities(text)

    assert [values_of(one)[:4] for one in found] == [values_of(q)[:4]]
    assert text[found[0].bound_start : found[0].end] == printed


@settings(max_examples=examples(1000))
@given(anything)
def test_periods_stand_in_order_and_apart(text: str) -> None:
    found = read_periods(text)

    assert all(p.first <= p.last and text[p.start : p.end] == p.text for p in found)
    assert all(left.end <= right.start for left, right in pairwise(found))


@pytest.mark.parametrize(
    ("sign", "code"), [("RMB", "CNY"), ("US$", "USD"), ("€", "EUR"), ("NOK", "NOK"), ("Rs", "INR")]
)
@pytest.mark.parametrize(
    ("letter", "power"),
    [("k", 3), ("'000", 3), ("m", 6), ("mn", 6), ("mm", 6), ("mln", 6), ("bn", 9), ("b", 9), ("tn", 12)],
)
@pytest.mark.parametrize("gap", ["", " "])
def test_a_mark_may_carry_the_scale(sign: str, code: str, letter: str, power: int, gap: str) -> None:
    (q,) = read_quantities(f"Sales came to {sign}{letter}{gap}2.5 in all.")

    assert (q.unit, q.low, q.step) == (code, Decimal(f"2.5E{power}"), Decimal(f"1E{power - 1}"))


@pytest.mark.parametrize("code", [code for code in MONEY if code.isupper()])
def test_each_currency_of_iso_4217_is_read_before_and_behind_a_number(code: str) -> None:
    texts = (f"It cost {code} 2.5 billion.", f"It cost 2.5 billion {code}.")

    assert [[(q.unit, q.low) for q in read_quantities(text)] for text in texts] == [[(code, Decimal("2.5E9"))]] * 2


OF_A_SOURCE = [
    # text, what its signs mean, the currencies read
    ("Revenue was $640 million", {"$": "HKD"}, ["HKD"]),
    ("Revenue was US$640 million, or $5bn", {"$": "HKD"}, ["USD", "HKD"]),
    ("640 million dollars, 64 cents and 5 million US dollars", {"$": "AUD"}, ["AUD", "AUD", "USD"]),
    ("$18–24 million", {"$": "SGD"}, ["SGD"]),
    ("$m 640", {"$": "NZD"}, ["NZD"]),
    ("¥640 billion and 640元", {"¥": "JPY"}, ["JPY", "CNY"]),
    ("640元", {"元": "HKD"}, ["HKD"]),
    ("640 million kroner", {"kroner": "NOK"}, ["NOK"]),
    ("RMB 640", {"$": "HKD"}, ["CNY"]),
]


@pytest.mark.parametrize(("text", "signs", "currencies"), OF_A_SOURCE)
def test_a_sign_is_the_currency_that_its_source_says(text: str, signs: dict[str, str], currencies: list[str]) -> None:
    assert [q.unit for q in read_quantities(text, currency=signs)] == currencies


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("41.7 EUR/MWh", "41.7 EUR/kWh"),
        ("$18 per tonne", "$18 per kg"),
        ("0.8% a month", "0.8% a year"),
        ("640 tXq", "640 tXr"),
        ("640 foo/MWh", "640 bar/MWh"),
        ("640 MVA", "640 MPa"),
        ("640 kroner", "640 zloty"),
    ],
)
def test_a_figure_in_another_unit_is_another_claim(one: str, other: str) -> None:
    places = [Place("iea-2024", "page 3")]
    ours, theirs = (claim(read_quantities(text)[0], places) for text in (one, other))

    assert ours != theirs


def test_a_claim_is_the_same_however_its_unit_is_spelled() -> None:
    places = [Place("iea-2024", "page 3")]
    spelled = ["EUR 41.7/MWh", "41.7 euros per MWh", "€41.7 a megawatt hour", "41.7 EUR per megawatt-hour"]

    assert len({claim(read_quantities(text)[0], places) for text in spelled}) == 1


OF_ONE_KIND = [
    # two units, the power of ten by which the first is larger than the second
    ("GW", "MW", 3),
    ("Mt", "kg", 9),
    ("MPa", "kPa", 3),
    ("bar", "kPa", 2),
    ("kg/MWh", "g/kWh", 0),
    ("Wh/kg", "Wh/g", -3),
    ("PJ", "GJ", 6),
    ("Mtoe", "ktoe", 3),
    ("MMboe", "boe", 6),
    ("pp", "bp", 2),
    ("μSv", "mSv", -3),
    ("Tcf", "Bcf", 3),
]


@pytest.mark.parametrize(("one", "other", "power"), OF_ONE_KIND)
def test_units_of_one_kind_are_powers_of_ten_apart(one: str, other: str, power: int) -> None:
    (kind, ours), (same, theirs) = measuring.kind(one), measuring.kind(other)

    assert (kind, ours - theirs) == (same, power)


@pytest.mark.parametrize(
    ("one", "other"), [("mile", "km"), ("Mtoe", "Mtce"), ("ppm", "%"), ("lb", "kg"), ("USD", "EUR"), ("tXq", "tXr")]
)
def test_other_units_are_of_no_one_kind(one: str, other: str) -> None:
    assert measuring.kind(one)[0] != measuring.kind(other)[0]


# --- Comparison -------------------------------------------------------------------------------------------------------


def value(text: str) -> Quantity:
    read = read_value(text)
    assert read is not None, text
    return read


# --- Places and periods -----------------------------------------------------------------------------------------------


def test_a_place_covers_currency_scale_and_unit_but_not_the_qualifier() -> None:
    text = "It will spend more than RMB 200 billion there."
    (q,) = read_quantities(text)

    assert text[q.start : q.end] == "RMB 200 billion"
    assert text[q.bound_start : q.end] == "more than RMB 200 billion"


def test_the_step_is_the_place_of_the_last_printed_digit() -> None:
    steps = {text: value(text).step for text in ("RMB 0.5bn", "1,800", "13.50", "十五万元", "2–2.5 pp")}

    assert steps == {
        "RMB 0.5bn": 100_000_000,
        "1,800": 1,
        "13.50": Decimal("0.01"),
        "十五万元": 10_000,
        "2–2.5 pp": Decimal("0.1"),
    }


def test_wide_digits_keep_the_offsets_of_the_given_text() -> None:
    text = "毛利率为１２．５％。"
    (q,) = read_quantities(text)

    assert (q.low, q.unit, text[q.start : q.end]) == (Decimal("12.5"), "%", "１２．５％")


def test_numbers_of_any_length_stay_exact() -> None:
    assert value("123,456,789,012,345.678901 trillion").low == Decimal("123456789012345678901000000")


def test_a_period_is_borne_out_part_by_part() -> None:
    claimed = read_parts("30 November 2025")

    assert claimed == {"2025", "M11", "D30"}
    assert claimed & read_parts("as of November 30")
    assert claimed <= read_parts("Deliveries, 2025. As of November 30 they had doubled.")


DATES = [fold(example) for example in EXAMPLES]


@pytest.mark.parametrize("number", range(len(DATES)))
def test_each_form_of_a_date_is_read_where_it_stands(number: int) -> None:
    text = f"On, {DATES[number]}."

    assert any(match.start == len("On, ") for match in calendar_matches(text))


@given(st.lists(st.sampled_from([*DATES, "sales of", "640", "1,250.5", "the", "Seven", "May", "A", "年"]), max_size=6))
def test_a_date_is_tried_wherever_one_of_the_forms_fits(words: list[str]) -> None:
    text = " ".join(words)
    chinese = may_be_chinese(text)
    fitting = [at for at in range(len(text)) if not text[:at][-1:].isalnum() and form_at(text, at, chinese)]

    assert [at for at in fitting if not openings(chinese).match(text, at)] == []


def test_a_date_without_a_year_is_no_period_and_no_quantity() -> None:
    text = "The call is on January 17 at 19:30; sales in the second half rose, 11月28日公布."

    assert read_periods(text) == ()
    assert read_quantities(text) == ()
    assert read_parts(text) == {"M01", "D17", "H2", "M11", "D28"}


def test_a_period_is_read_when_it_is_the_whole_text() -> None:
    period = read_period("5–6 January 2026")

    assert period is not None
    assert (period.first, period.last) == (date(2026, 1, 5), date(2026, 1, 6))
    assert read_period("early January 2026") is None


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("First-half sales of 2025", "2025-01-01/2025-06-30"),
        ("second-quarter revenue in 2025", "2025-04-01/2025-06-30"),
        ("2025年公司上半年收入", "2025-01-01/2025-06-30"),
        ("sales of 2025, in the first half and the second half", "2025-01-01/2025-12-31"),
        ("sales of 2024 and 2025, in the first half", "2024-01-01/2024-12-31 2025-01-01/2025-12-31"),
        ("sales of 2025, in March", "2025-01-01/2025-12-31"),
        ("sales of Q1 2025, in the first half", "2025-01-01/2025-03-31"),
    ],
)
def test_a_half_or_quarter_is_of_the_only_year_of_its_text(text: str, named: str) -> None:
    assert " ".join(map(interval, named_periods(text))) == named


def test_a_day_that_does_not_exist_is_no_period() -> None:
    assert read_periods("31 February 2026") == ()
