"""The file that remembers what was verified."""

import json
from datetime import date
from random import Random

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from briefing.evidence.lock import PATH, format_lock, parse_claims, parse_lock
from briefing.model import RECORDED_OUTCOMES, Lock, LockIndex, Outcome, Text, Verification
from briefing.model.figures import CLAIM_DIGITS, packed
from briefing.notes.markdown import read_body

CLAIM = '{"is":"claim","claim":"8002f47481a4290a","value":"4.2 GW","at":"a page 3","outcome":"%s","date":"%s"}\n'
SOURCE = '{"is":"source","source":"a","sha256":"%s"}\n'


def parsed(content: str) -> Lock:
    """A lock without fault."""
    lock, problems = parse_lock(Text(PATH, content))
    assert problems == ()
    return lock


# --- what is written can be read -----------------------------------------------------------------

WORDS = st.text(st.characters(codec="utf-8"))
DIGITS = st.text("0123456789abcdef", min_size=CLAIM_DIGITS, max_size=CLAIM_DIGITS) | st.sampled_from("0f").map(
    lambda digit: digit * CLAIM_DIGITS
)
OUTCOMES = st.builds(Verification, st.sampled_from(RECORDED_OUTCOMES), st.dates())
LOCKS = st.builds(
    lambda claims, sources: Lock(
        claims={name: found for name, (found, _) in claims.items()},
        descriptions={name: description for name, (_, description) in claims.items()},
        sources=sources,
    ),
    st.dictionaries(DIGITS, st.tuples(OUTCOMES, st.tuples(WORDS, WORDS))),
    st.dictionaries(WORDS, WORDS),
)


@given(LOCKS)
def test_a_lock_that_is_written_and_read_again_is_the_same(lock: Lock) -> None:
    again = parsed(format_lock(lock))

    assert structs.replace(again, lines={}) == lock


@given(LOCKS)
def test_a_lock_is_written_the_same_whatever_the_order_of_its_claims(lock: Lock) -> None:
    turned = Lock(
        claims=dict(reversed(lock.claims.items())),
        descriptions=dict(reversed(lock.descriptions.items())),
        sources=dict(reversed(lock.sources.items())),
    )

    assert format_lock(turned) == format_lock(lock)


@given(LOCKS)
def test_each_claim_knows_its_line(lock: Lock) -> None:
    content = format_lock(lock)

    lines = content.split("\n")

    assert all(json.loads(lines[line - 1])["claim"] == claim for claim, line in parsed(content).lines.items())


# --- whatever stands in it --------------------------------------------------------------------------


@given(
    st.text() | st.lists(st.sampled_from(["{", "}", '"', ":", ",", "is", "claim", "[", "\n", "\udcff"])).map("".join)
)
def test_any_text_is_parsed_or_reported(content: str) -> None:
    lock, problems = parse_lock(Text(PATH, content))

    assert len(problems) + len(lock.lines) + len(lock.sources) <= content.count("\n") + 1


BROKEN = {
    "words": "nothing of ours\n",
    "a conflict": "<<<<<<< HEAD\n",
    "half a line": '{"is":"claim","claim":"8002f4\n',
    "another shape": "[]\n",
    "a name that no claim has": (CLAIM % ("verified", "2026-02-03")).replace("8002f4", "8002F4"),
    "another kind": '{"is":"figure","claim":"8002f4"}\n',
    "no date": '{"is":"claim","claim":"8002f4","value":"4 GW","at":"a","outcome":"verified"}\n',
    "a date that is none": CLAIM % ("verified", "2026-02-30"),
    "an outcome that is none": CLAIM % ("true", "2026-02-03"),
    "an outcome that is never remembered": CLAIM % ("no-text", "2026-02-03"),
    "bytes that are no UTF-8": '{"is":"source","source":"\udcff","sha256":"0"}\n',
    "too deep to follow": "[" * 100_000 + "\n",
}


@pytest.mark.parametrize("line", BROKEN.values(), ids=BROKEN)
def test_a_broken_line_is_reported_and_the_others_count(line: str) -> None:
    lock, problems = parse_lock(Text(PATH, CLAIM % ("verified", "2026-02-03") + line + SOURCE % "0"))

    assert [(found.rule, found.span.path, found.span.line) for found in problems] == [("invalid-lock", PATH, 2)]
    assert problems[0].message
    assert problems[0].hint
    assert (len(lock.claims), len(lock.sources)) == (1, 1)


def test_the_last_line_of_a_lock_needs_no_line_end() -> None:
    assert len(parsed(SOURCE % "0" + (CLAIM % ("verified", "2026-02-03")).rstrip()).claims) == 1


def test_empty_lines_are_ignored() -> None:
    assert parsed("\n" + SOURCE % "0" + "  \n") == Lock(sources={"a": "0"})
    assert parsed("\n\n" + CLAIM % ("verified", "2026-02-03")).lines == {"8002f47481a4290a": 3}


def test_a_missing_lock_is_an_empty_one() -> None:
    assert parse_lock(None) == (Lock(), ())


# --- two lines about one thing, as a merge leaves them ------------------------------------------------


@pytest.mark.parametrize("turned", [False, True], ids=["older first", "newer first"])
def test_of_two_lines_about_one_claim_the_later_date_counts(turned: bool) -> None:
    lines = [CLAIM % ("rounded", "2026-02-03"), CLAIM % ("verified", "2026-02-04")]

    lock = parsed("".join(reversed(lines) if turned else lines))

    assert lock.claims == {"8002f47481a4290a": Verification(Outcome.VERIFIED, date(2026, 2, 4))}


@pytest.mark.parametrize("turned", [False, True], ids=["older first", "newer first"])
def test_the_words_for_people_are_those_of_the_line_that_counts(turned: bool) -> None:
    lines = [CLAIM % ("rounded", "2026-02-03"), (CLAIM % ("verified", "2026-02-04")).replace("4.2 GW", "4200 MW")]

    lock = parsed("".join(reversed(lines) if turned else lines))

    assert lock.descriptions == {"8002f47481a4290a": ("4200 MW", "a page 3")}


WORSE = [
    ("rounded", "verified"),
    ("as-read", "rounded"),
    ("qualifier-differs", "as-read"),
    ("unscaled", "qualifier-differs"),
    ("ambiguous", "unscaled"),
    # what is refused goes before all that is not
    ("unit-differs", "ambiguous"),
    ("scale-suspect", "unit-differs"),
    ("not-found", "scale-suspect"),
    ("not-found", "verified"),
]


@pytest.mark.parametrize("turned", [False, True], ids=["worse first", "better first"])
@pytest.mark.parametrize(("worse", "better"), WORSE)
def test_of_two_lines_of_one_day_about_one_claim_the_worse_counts(worse: str, better: str, turned: bool) -> None:
    lines = [CLAIM % (outcome, "2026-02-03") for outcome in (worse, better)]

    lock = parsed("".join(reversed(lines) if turned else lines))

    assert lock.claims == {"8002f47481a4290a": Verification(Outcome(worse), date(2026, 2, 3))}


@given(
    st.lists(st.tuples(st.sampled_from(RECORDED_OUTCOMES), st.dates(date(2026, 2, 3), date(2026, 2, 5)))), st.randoms()
)
def test_which_line_counts_does_not_depend_on_the_order_of_the_lines(
    entries: list[tuple[Outcome, date]], random: Random
) -> None:
    lines = [CLAIM % entry for entry in entries]
    turned = random.sample(lines, len(lines))

    assert parsed("".join(turned)).claims == parsed("".join(lines)).claims


CONFLICT = "<<<<<<< HEAD\n{ours}=======\n{theirs}>>>>>>>{end}"


@pytest.mark.parametrize("end", [" two\n", ""], ids=["named", "bare"])
@pytest.mark.parametrize("base", ["", "||||||| base\n"], ids=["merge", "diff3"])
def test_a_conflict_that_git_left_is_one_finding_that_says_what_to_do(base: str, end: str) -> None:
    ours, theirs = CLAIM % ("verified", "2026-02-03"), CLAIM.replace("8002", "7002") % ("rounded", "2026-02-03")

    lock, problems = parse_lock(Text(PATH, SOURCE % "0" + CONFLICT.format(ours=ours + base, theirs=theirs, end=end)))

    assert [(found.span.line, found.message) for found in problems] == [(2, "git left two versions of the lock here")]
    assert "keep the lines of both sides" in problems[0].hint
    assert "merge=union" in problems[0].hint
    assert len(lock.claims) == 2


def test_a_line_that_stands_twice_is_one() -> None:
    assert len(parsed((CLAIM % ("verified", "2026-02-03")) * 2).claims) == 1


# --- the name of a claim --------------------------------------------------------------------------------


def claimed(markdown: str) -> set[str]:
    """The claims of a text."""
    body, _ = read_body(markdown, "note.md")
    return {statement.figure.claim for statement in body.statements}


def test_the_name_of_a_claim_never_changes_or_every_lock_would_be_void() -> None:
    assert claimed("Planned are 4.2 GW [@iea-2024, p. 3].") == {"8002f47481a4290a"}


SAME = [
    "Planned are RMB 200 billion [@a, ¶3].",
    "[@a, ¶3] has it: RMB 200 billion!",
    "Planned\nare **RMB\n200 billion** [@a, para. 3].",
    "- Planned are RMB 200bn [see @a, ¶ 3, for more].",
    "Planned are 2000亿元 [@a, 第3段].",
    "Planned are 200 billion yuan, as @a [¶3] says, @a [¶3]: 200 billion yuan.",
    "| RMB bn |\n|---|\n| 200 |\n\nTable: Planned [@a, ¶3].\n",
    "Planned are RMB 200.0 billion [@a, ¶3].",
]


@pytest.mark.parametrize("markdown", SAME)
def test_a_claim_is_the_same_however_it_is_worded(markdown: str) -> None:
    assert claimed(SAME[0]) <= claimed(markdown)


OTHER = {
    "a digit": "Planned are RMB 201 billion [@a, ¶3].",
    "the scale": "Planned are RMB 200 million [@a, ¶3].",
    "the currency": "Planned are HKD 200 billion [@a, ¶3].",
    "the bound": "Planned are over RMB 200 billion [@a, ¶3].",
    "a range": "Planned are RMB 200–201 billion [@a, ¶3].",
    "the source": "Planned are RMB 200 billion [@b, ¶3].",
    "the paragraph": "Planned are RMB 200 billion [@a, ¶4].",
    "the kind of place": "Planned are RMB 200 billion [@a, p. 3].",
    "no place": "Planned are RMB 200 billion [@a].",
    "one source more": "Planned are RMB 200 billion [@a, ¶3; @b].",
}


@pytest.mark.parametrize("markdown", OTHER.values(), ids=OTHER)
def test_it_is_another_claim_with_another(markdown: str) -> None:
    assert not claimed(SAME[0]) & claimed(markdown)


def test_the_order_of_a_group_is_no_part_of_a_claim() -> None:
    assert claimed("4.2 GW [@a; @b, p. 3].") == claimed("4.2 GW [@b, p. 3; @a].")


# --- this repository's own ----------------------------------------------------------------------------------


def test_the_lock_of_this_repository_is_as_verify_would_write_it() -> None:
    content = (ROOT / PATH).read_text(encoding="utf-8")

    assert format_lock(parsed(content)) == content


def verifications(locked: LockIndex) -> dict[str, Verification]:
    """The entry of each claim."""
    return {claim: found for claim in locked.without([]) if (found := locked.get(claim))}


LINES = [CLAIM % (outcome, day) for outcome in ("verified", "rounded") for day in ("2026-02-03", "2026-02-04")]


@given(st.lists(st.sampled_from([*LINES, LINES[0].replace("8002", "7002"), SOURCE % "0", SOURCE % "1", "{}\n", " \n"])))
def test_claims_are_parsed_the_same_with_and_without_descriptions(lines: list[str]) -> None:
    text = Text(PATH, "".join(lines))
    whole, problems = parse_lock(text)
    locked, same_problems = parse_claims(text)

    assert same_problems == problems
    assert verifications(locked) == whole.claims
    assert locked.sources == whole.sources


@given(LOCKS, DIGITS, st.integers(0, CLAIM_DIGITS))
def test_claims_are_found_by_prefix(lock: Lock, claim: str, size: int) -> None:
    locked, _ = parse_claims(Text(PATH, format_lock(lock)))

    for each in (claim, *lock.claims):
        beginning = each[:size]
        found = verifications(locked.beginning_with(beginning))
        assert found == {claim: how for claim, how in lock.claims.items() if claim.startswith(beginning)}
        assert locked.get(each) == lock.claims.get(each)


@given(LOCKS, LOCKS, st.sampled_from("0123456789abcdef"))
def test_a_part_is_the_same_whatever_other_claims_there_are(lock: Lock, other: Lock, digit: str) -> None:
    mine = {claim: how for claim, how in lock.claims.items() if claim.startswith(digit)}
    others = {claim: how for claim, how in other.claims.items() if not claim.startswith(digit)}

    descriptions = {**other.descriptions, **lock.descriptions}
    alone, beside_others = (
        parse_claims(Text(PATH, format_lock(Lock(claims=claims, descriptions=descriptions))))[0]
        for claims in (mine, {**others, **mine})
    )

    assert beside_others.beginning_with(digit) == alone.beginning_with(digit)


@given(LOCKS, LOCKS)
def test_claims_that_no_note_makes_are_found(lock: Lock, other: Lock) -> None:
    locked, _ = parse_claims(Text(PATH, format_lock(lock)))
    some = list(lock.claims)[::2]

    left = locked.without([packed(some), packed(other.claims)])

    assert left == tuple(sorted(lock.claims.keys() - {*some, *other.claims}))


# --- the period that is named with a claim -------------------------------------------------------------


def locked(markdown: str) -> set[str]:
    """The names in the lock of the claims of a text."""
    body, _ = read_body(markdown, "note.md")
    return {statement.figure.lock_key for statement in body.statements}


IN_2025 = [
    "In 2025, 4.2 GW were planned [@a, p. 3].",
    "Plans of 2025 came to **4.2 GW** [@a, p. 3].",
    "Planned are 4.2 GW in 2025 [@a, p. 3], after much less in 2024 [@a, p. 4].",
    "In FY25, as in all of 2025, 4.2 GW were planned [@a, p. 3]. In 2024 there was nothing.",
    "2025年计划4.2吉瓦 [@a, p. 3]。",
    "| Plans | 2025 |\n|---|---|\n| Storage | 4.2 GW |\n\nTable: Plans [@a, p. 3].\n",
    "| Year | Plans |\n|---|---|\n| 2025 | 4.2 GW |\n\nTable: Plans [@a, p. 3].\n",
]
IN_OTHERS = [
    "In 2026, 4.2 GW were planned [@a, p. 3].",
    "In the first half of 2025, 4.2 GW were planned [@a, p. 3].",
    "First-half plans of 2025 came to 4.2 GW [@a, p. 3].",
    "In 2024 and 2025, 4.2 GW were planned [@a, p. 3].",
    "Planned are 4.2 GW in 2024 [@a, p. 3], after much less in 2025 [@a, p. 4].",
    "| Plans | 2024 |\n|---|---|\n| Storage | 4.2 GW |\n\nTable: Plans [@a, p. 3].\n",
    "| Year | Plans |\n|---|---|\n| 2024 | 4.2 GW |\n\nTable: Plans [@a, p. 3].\n",
    "Planned are 4.2 GW [@a, p. 3]. That was in 2025.",
]


@pytest.mark.parametrize("markdown", IN_2025)
def test_a_claim_for_a_period_is_the_same_however_it_is_worded(markdown: str) -> None:
    assert locked(markdown) == locked(IN_2025[0])


@pytest.mark.parametrize("markdown", IN_OTHERS)
def test_a_claim_for_another_period_is_another_in_the_lock_and_nowhere_else(markdown: str) -> None:
    assert locked(markdown).isdisjoint(locked(IN_2025[0]))
    assert claimed(markdown) == claimed(IN_2025[0])


def test_a_claim_without_a_period_is_named_in_the_lock_as_it_always_was() -> None:
    text = "Planned are 4.2 GW [@iea-2024, p. 3]."

    assert locked(text) == claimed(text) == {"8002f47481a4290a"}
