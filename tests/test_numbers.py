"""How numbers are printed: invisible characters, scripts, spaces, signs, brackets, fractions; a document and laws."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import note, project, verified
from hypothesis import assume, example, given
from hypothesis import strategies as st
from test_quantities import interval, listed, shown

from briefing.evidence.quantities import read, read_cell, read_parts, read_period, read_value
from briefing.evidence.quantities.parsed_text import spelling_hint
from briefing.model import Outcome

CASES = Path(__file__).parent / "cases" / "numbers.md"
DIRECTIONS = {-1: "falls", 0: "—", 1: "rises"}


def unescaped(text: str) -> str:
    """A cell of the document with its escapes as the characters that they stand for."""
    return re.sub(
        r"\\(?:x(..)|u(....)|U(........)|n)",
        lambda m: chr(int(m[1] or m[2] or m[3], 16)) if m[0] != r"\n" else "\n",
        text,
    )


def rows() -> Iterator[tuple[int, str, dict[str, str]]]:
    """Each row of the document: its line, its text, and what each other column says."""
    columns: list[str] = []
    for number, line in enumerate(CASES.read_text("utf-8").splitlines(), 1):
        cells = [cell.strip().strip("`") for cell in line.strip("|").split("|")] if line.startswith("|") else []
        if cells and cells[0] == "text":
            columns = cells
        elif cells and set(cells[0]) != {"-"}:
            text, *expected = map(unescaped, cells)
            yield number, text, dict(zip(columns[1:], expected, strict=True))


ROWS = [pytest.param(text, expected, id=f"{number}: {text[:40]!a}") for number, text, expected in rows()]


@pytest.mark.parametrize(("text", "expected"), ROWS)
def test_a_number_reads_as_documented(text: str, expected: dict[str, str]) -> None:
    reading = read(text)
    found = {
        "quantities": listed(shown(q) for q in reading.quantities),
        "periods": listed(interval(p) for p in reading.periods),
        "refused": listed(text[start:end] for start, end in reading.ambiguous),
        "in a cell": listed(shown(q) for q in read_cell(text).quantities),
        "as a value": shown(whole) if (whole := read_value(text)) else "—",
        "direction": " ".join(DIRECTIONS[quantity.direction] for quantity in reading.quantities),
    }

    assert {column: found[column] for column in expected} == expected


def test_a_quantity_is_printed_with_its_sign_and_its_brackets() -> None:
    texts = ["it lost $(4.7) million net", "about ▼ 5.6% of it", "it was minus 3.4% then", "result: (RMB 5.6bn) so far"]

    printed = [text[q.start : q.end] for text in texts for q in read(text).quantities]

    assert printed == ["$(4.7) million", "▼ 5.6%", "minus 3.4%", "(RMB 5.6bn)"]


@pytest.mark.parametrize(
    ("text", "bracketed"),
    [("sales of $5m (3.2%) rose", [False, True]), ("(13 trams)", [False]), ("growth: (3.2%)", [False])],
)
def test_a_positive_number_alone_in_brackets_is_marked_as_such(text: str, bracketed: list[bool]) -> None:
    assert [q.bracketed for q in read(text).quantities] == bracketed


# --- Laws -------------------------------------------------------------------------------------------------------------

INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u2060\ufeff\u034f\u180e\ufe0f\U000e0020\x08"
TEXTS = (
    "Sales rose 12.5% to RMB 1,250 million in 2025, about 4.2 GW.",
    "同比增长12.5%，营收约3.2亿元，净亏损(5.6)亿元。",
    "From $900,000 to $1.2 million; 38 000 trams; half a percentage point; -5¼%.",
)
ZEROS = "٠۰०০੦૦௦౦೦൦๐໐༠၀០᠐𝟎𝟘０"


@given(st.sampled_from(TEXTS), st.lists(st.tuples(st.integers(0, 80), st.sampled_from(INVISIBLE)), max_size=6))
def test_invisible_characters_change_nothing_but_places(text: str, holes: list[tuple[int, str]]) -> None:
    broken = text
    for place, sign in holes:
        broken = broken[:place] + sign + broken[place:]
    whole, seen = read(text), read(broken)

    assert [q.value for q in seen.quantities] == [q.value for q in whole.quantities]
    assert [p.text for p in seen.periods] == [p.text for p in whole.periods]
    assert [_visible(broken[q.bound_start : q.end]) for q in seen.quantities] == [
        text[q.bound_start : q.end] for q in whole.quantities
    ]
    assert [_visible(broken[a:b]) for a, b in seen.ambiguous] == [text[a:b] for a, b in whole.ambiguous]


def _visible(text: str) -> str:
    return "".join(sign for sign in text if sign not in INVISIBLE)


@given(st.integers(13, 10**9), st.sampled_from(ZEROS))
def test_digits_of_any_script_count_by_their_value(number: int, zero: str) -> None:
    assume(not 1900 <= number <= 2100)
    printed = "".join(chr(ord(zero) + int(digit)) for digit in str(number))

    assert [q.low for q in read(f"sold {printed} trams").quantities] == [number]


@given(st.integers(1000, 10**12))
def test_a_number_grouped_by_wide_commas_is_never_read_in_part(number: int) -> None:
    printed = f"{number:,}".replace(",", "，")
    seen = read(f"产量{printed}万吨")

    assert [q.low for q in seen.quantities] == [number * 10**4] or (not seen.quantities and len(seen.ambiguous) == 1)


@given(st.integers(1, 99), st.integers(1, 99), st.sampled_from("٠०𝟎_•З\u0301\u0336"))
@example(4, 2, "٠")
def test_no_number_is_read_that_other_characters_touch(head: int, tail: int, glue: str) -> None:
    text = f"a share of {head}{glue}{tail}%"

    assert read(text).quantities == ()
    assert len(read(text).ambiguous) == 1


@given(
    st.lists(st.integers(0, 999), min_size=1, max_size=4),
    st.integers(1, 999),
    st.sampled_from("\u00a0\u2007\u2009\u202f"),
)
def test_a_space_that_keeps_a_number_in_one_line_groups_its_thousands(rest: list[int], first: int, space: str) -> None:
    groups = [str(first), *(f"{group:03}" for group in rest)]

    assert [q.low for q in read(f"sold {space.join(groups)} trams").quantities] == [int("".join(groups))]
    assert read(f"sold {' '.join(groups)} trams").quantities == ()


@given(st.integers(1, 10**6), st.sampled_from(["({})", "$({}) million", "minus {}%", "({}%)", "(${})", "▼{}%"]))
def test_a_minus_is_read_however_it_is_printed(number: int, form: str) -> None:
    assume(number > 12 and not 10**5 <= number < 10**6 and not 1900 <= number <= 2100)

    assert [q.low < 0 for q in read_cell(form.format(number)).quantities] == [True]


@pytest.mark.parametrize(
    ("piece", "count"),
    [("one hundred and ", 2000), ("one million ", 4000), ("1-", 0), ("120 340 ", 0), ("(5.6) ", 4000), ("٤2 ", 0)],
)
def test_a_long_row_of_numbers_is_read_to_its_end(piece: str, count: int) -> None:
    # Each of these took the square of its length once, or could.
    assert len(read(piece * 4000).quantities) == count


# --- Looked up --------------------------------------------------------------------------------------------------------

# What a note says, what its source says, and whether the one is found in the other.
LOOK_UPS = [
    ("42%", "4\u00ad2%", True),
    ("4\u00ad2%", "42%", True),
    ("4\u00ad2%", "2%", False),
    ("2%", "4\u200b2%", False),
    ("1\u200b,200 trams", "200 trams", False),
    ("2%", "4\u202e2%", False),
    ("42%", "٤٢٪", True),
    ("٤٢٪", "42%", True),
    ("٤2%", "2%", False),
    ("4٢5%", "5%", False),
    ("0%", "З0%", False),
    ("38 trams", "38 000 trams", False),
    ("500 trams", "13 500 trams", False),
    ("250 trams", "1 250 trams", False),
    ("8 MW", "27,41 8 MW", False),
    ("12,450.7 tonnes", "12.450,7 tonnes", True),
    ("-3.4%", "minus 3.4%", True),
    ("3.4%", "minus 3.4%", False),
    ("minus 3.4%", "3.4%", False),
    ("-$4.7 million", "$(4.7) million", True),
    ("$4.7 million", "$(4.7) million", False),
    ("$0.42", "per share: ($0.42)", False),
    ("3.73%", "(14.20,-0.55,-3.73%)", False),
    ("3.2%", "-5.6%~-3.2%", False),
    ("5.25%", "5 1/4%", True),
    ("4%", "5 1/4%", False),
    ("50 basis points", "half a percentage point", True),
    ("3.25–3.50%", "3-1/4 to 3-1/2 percent", True),
    ("RMB 684 million", "六亿八千四百万元", True),
    ("RMB 600 million", "六亿八千四百万元", False),
    ("二万家", "二万六千家", False),
    ("twenty-one thousand homes", "twenty-one thousand five hundred homes", False),
    ("RMB 300,000", "叁拾万元", True),
    ("over RMB 5bn", "sales topped RMB 5bn", True),
]


@pytest.mark.parametrize(("claim", "text", "is_found"), LOOK_UPS)
def test_a_number_is_found_in_its_source_exactly_if_a_reader_sees_it_there(
    claim: str, text: str, is_found: bool
) -> None:
    inputs = project(note(f"It was {claim} [@iea-2024, ¶2].\n"))
    counts = verified(inputs, {"iea-2024.txt": f"Power\nIt was {text} in all.\nThe end.\n"}).counts

    assert sum(counts.get(outcome, 0) for outcome in (Outcome.VERIFIED, Outcome.ROUNDED)) == is_found


# --- Periods, hints ---------------------------------------------------------------------------------------------------


def test_a_period_is_read_without_its_invisible_characters() -> None:
    assert read_parts("Q3 20\u00ad25") == {"2025", "Q3"}
    assert (period := read_period("20\u200b25"))
    assert period.text == "2025"


@pytest.mark.parametrize(
    ("number", "hint"),
    [
        ("1.800", "write 1,800 for thousands; give a decimal more or fewer digits"),
        ("38 000 GWh", "write 38,000 GWh if it is one number; put a word between if it is two"),
        ("27,41\n8", "write 27,418 if it is one number; put a word between if it is two"),
        ("٤2%", "write it in plain digits, separated from what touches it"),
    ],
)
def test_an_ambiguous_number_has_a_hint_how_to_write_it(number: str, hint: str) -> None:
    assert spelling_hint(number) == hint
