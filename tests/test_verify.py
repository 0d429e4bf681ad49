"""Figures against the archived text of their sources."""

import shutil
from collections.abc import Sequence
from datetime import date
from itertools import combinations, permutations
from pathlib import Path

import example_project
import pytest
from click.testing import CliRunner, Result
from conftest import SOURCES, note, page, project, unrendered, verified
from example_project import TERN

from briefing.cli import main
from briefing.evidence.lock import PATH, format_lock, parse_lock
from briefing.model import Inputs, Outcome, Text, Verification
from briefing.model.diagnostics import Severity
from briefing.verification.results import VerificationRun


def looked_up(text: str, claim: str, more: str = "") -> VerificationRun:
    """A note that says something at ¶2 of a source that says something there."""
    sources = SOURCES + more
    inputs = project({**note(f"It was {claim} [@iea-2024, ¶2].\n"), "notes/sources.yaml": sources})
    return verified(inputs, {"iea-2024.txt": f"Power\n{text}\nThe end.\n"})


# --- outcomes ------------------------------------------------------------------------------------

OUTCOMES = [
    # value, unit and bound stand at the place, however they are written
    ("Plans come to 4.2 GW.", "4.2 GW", "verified"),
    ("The plan costs 2000亿元.", "RMB 200 billion", "verified"),
    ("The plan costs 200 billion yuan.", "RMB 200bn", "verified"),
    ("The plan costs 200,000 million renminbi.", "RMB 200 billion", "verified"),
    ("From 500 to 1,000 stores.", "from 500 to 1,000 stores", "verified verified"),
    ("Between 15 and 20 per cent.", "15–20%", "verified"),
    ("More than 400,000 cars.", "over 400,000 cars", "verified"),
    ("No fewer than 400,000 cars.", "at least 400,000 cars", "verified"),
    ("Some 400,000 cars.", "about 400,000 cars", "verified"),
    # after rounding to what is printed
    ("Growth of 91.26%.", "91.3%", "rounded"),
    ("Growth of 91.26%.", "91%", "rounded"),
    ("It cost RMB 13,480 million.", "RMB 13.5 billion", "rounded"),
    ("Growth of 91.26%.", "about 91%", "rounded"),
    ("Some 5,231,000 cars.", "about 5,230,000 cars", "rounded"),
    ("Some 5,278,000 cars.", "about 5,230,000 cars", "not-found"),
    # another bound, or one end of a range
    ("Over 400,000 cars.", "400,000 cars", "qualifier-differs"),
    ("Growth of 91.26%.", "over 91%", "qualifier-differs"),
    ("Exactly 400,000 cars.", "up to 400,000 cars", "qualifier-differs"),
    ("Between 15 and 20 per cent.", "20%", "qualifier-differs"),
    # the number in another unit
    ("The plan costs RMB 200 billion.", "HKD 200 billion", "unit-differs"),
    ("The share rose by 2 percentage points.", "2%", "unit-differs"),
    # degrees below zero are of temperature, in Celsius
    ("气温降至零下20度。", "-20 °C", "verified"),
    ("It was -20 °C there.", "零下20度", "verified"),
    ("气温降至零下20度。", "20 °C", "unit-differs"),
    ("气温降至零下20度。", "-20 °F", "unit-differs"),
    ("气温为20度。", "20 °C", "unit-differs"),
    # the digits, a power of ten apart
    ("The plan costs RMB 200 billion.", "RMB 200 million", "scale-suspect"),
    ("The plan costs RMB 200 billion.", "RMB 20 billion", "scale-suspect"),
    ("Some 40,000 cars.", "about 400,000 cars", "scale-suspect"),
    # nothing of it
    ("Growth of 91.26%.", "91.2%", "not-found"),
    ("Plans come to 4.2 GW.", "4.3 GW", "not-found"),
    ("No number at all.", "4.2 GW", "not-found"),
]


SHARES = [
    # a share of one, printed as it is, for a per cent, and the reverse
    ("A share of 0.35.", "35%", "unscaled"),
    ("A share of 1.0.", "100%", "unscaled"),
    ("A share of 1.", "100%", "not-found"),
    ("A share of 1.5.", "150%", "scale-suspect"),
    ("A share of 0.35 GW.", "35%", "not-found"),
    ("A share of 35.4%.", "a share of 0.35", "qualifier-differs"),
    ("A share of 35.6%.", "a share of 0.35", "not-found"),
]


MULTIPLES = [
    ("Profit tripled.", "3 times", "verified"),
    ("利润翻了两番。", "4倍", "verified"),
    ("利润翻倍。", "2倍", "verified"),
    ("利润翻了两倍。", "4倍", "not-found"),
]


NAMED_DURATIONS = [
    ("The 10-Year yield is 4.1%.", "a 10-year yield of 4.1%", "verified verified"),
    ("The 90‑Day average is 4.1%.", "a 90-day average of 4.1%", "verified verified"),
    ("The 10-Year yield is 4.1%.", "a 30-year yield of 4.1%", "not-found verified"),
    ("The 10-Year yield is 4.1%.", "a 10-month yield of 4.1%", "unit-differs verified"),
    ("The 7-Dayton site has 4 GW.", "7 days", "not-found"),
]


@pytest.mark.parametrize(("text", "claim", "outcome"), OUTCOMES + SHARES + MULTIPLES + NAMED_DURATIONS)
def test_a_finding_is_reported_at_its_place_with_this_message(text: str, claim: str, outcome: str) -> None:
    assert " ".join(item.result.outcome for item in looked_up(text, claim).figures) == outcome


HINTS = {
    ("Plans come to 4.2 GW, built are 7 GW.", "4.3 GW"): "the nearest there is `4.2 GW`",
    ("Plans come to RMB 4.2.", "4.3 GW"): "no figure there has that unit",
    ("Nothing.\nMore.\nPlans come to 4.3 GW.", "4.3 GW"): "it is in ¶4: is the locator wrong?",
    ("Plans come to 4.2 GWh.", "4.2 GW"): "correct the unit, or say in a caveat of the source how you read it",
    ("It cost RMB 5 million.", "RMB 5 billion"): "count the zeros, or say in a caveat of the source how you read it",
    ("Over 400,000 cars.", "400,000 cars"): "use the source's qualifier",
    ("It cost HK$5 million.", "$5 million"): "`$` alone is read as USD: write `HKD` if that is meant",
    ("It cost HK$5 million.", "US$5 million"): "correct the unit, or say in a caveat of the source how you read it",
    # the nearest by ratio, so that one of another order of size is not
    ("Plans come to 2 GW, built are 25 GW.", "11 GW"): "the nearest there is `25 GW`",
    ("Growth of 0–5%.", "0–3%"): "the nearest there is `0–5%`",
    # elsewhere in other words, or before it was rounded, but not in other units
    ("Nothing.\nMore.\nPlans come to 4 GW.", "4,000 MW"): "it is in ¶4: is the locator wrong?",
    ("Nothing.\nIt cost RMB 13,480 million.", "RMB 13.5 billion"): "it is in ¶3: is the locator wrong?",
    ("Nothing.\nSome 43 people.\nPlans come to 4.3 GW.", "4.3 GW"): "it is in ¶4: is the locator wrong?",
}


@pytest.mark.parametrize(("pair", "hint"), HINTS.items())
def test_the_hint_says_what_to_do(pair: tuple[str, str], hint: str) -> None:
    (found,) = looked_up(*pair).problems

    assert found.hint == hint
    assert (found.span.path, found.span.line, found.span.column) == ("notes/note.md", 7, 8)


@pytest.mark.parametrize(("year", "place"), [("2024", "¶1"), ("2025", "¶2"), ("2023", "¶1")])
def test_of_equal_numbers_the_one_for_the_period_of_the_claim_is_shown(year: str, place: str) -> None:
    inputs = project(note(f"The margin was 11.0% in {year} [@iea-2024].\n"))
    text = "In 2024 the margin was 11.0%.\nIn 2025 the margin was 11.0%.\n"
    (item,) = verified(inputs, {"iea-2024.txt": text}).figures

    assert item.result.where == place


PAGES = "Power\nThe start.\n\fNothing.\n\fPlans come to 4.2 GW.\n"


@pytest.mark.parametrize(
    ("cited", "hint"),
    {
        "p. 1": "it is in p. 3: is the locator wrong?",
        "p. 7": "the source ends at p. 3",
        "¶1": "it is in ¶4: is the locator wrong?",
        "¶9": "the source ends at ¶4",
    }.items(),
)
def test_a_location_is_given_in_the_terms_of_the_citation(cited: str, hint: str) -> None:
    inputs = project(note(f"It was 4.2 GW [@iea-2024, {cited}].\n"))

    (found,) = verified(inputs, {"iea-2024.txt": PAGES}).problems

    assert found.hint == hint


@pytest.mark.parametrize(
    ("cited", "place"),
    {"¶2, ¶4": "¶2, 4", "p. 2, ¶4": "p. 2, ¶4", "chap. 2": "chapter 2", "¶¶2–3": "¶2–3"}.items(),
)
def test_a_message_names_every_place_of_a_citation(cited: str, place: str) -> None:
    inputs = project(note(f"It was 9.9 GW [@iea-2024, {cited}].\n"))

    (found,) = verified(inputs, {"iea-2024.txt": PAGES}).problems

    assert found.message == f"`9.9 GW` was not found in `iea-2024`, {place}"


def test_a_hint_that_cannot_be_computed_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object) -> str:
        raise ArithmeticError

    monkeypatch.setattr("briefing.verification.verify.nearest", failing)
    (found,) = looked_up("Plans come to 4.2 GW.", "4.3 GW").problems

    assert (found.rule, found.hint) == ("figure-not-found", "")


def test_a_source_without_any_text_is_reported() -> None:
    (found,) = verified(project(note("It was 4.2 GW [@iea-2024, ¶1].\n")), {"iea-2024.txt": ""}).problems

    assert found.hint == "it has no text"


def test_a_citation_without_a_place_is_looked_up_in_all_of_the_source() -> None:
    (item,) = verified(project(note("It was 4.2 GW [@iea-2024].\n")), {"iea-2024.txt": PAGES}).figures

    assert (item.result.outcome, item.result.where) == ("verified", "¶4")


def test_digits_in_a_name_are_no_figure_of_the_source() -> None:
    site = "title: Power\nsegments: [{id: power, title: Power}]\nnames: [Model 42]\n"
    inputs = project({**note("It was 42 [@iea-2024, ¶1].\n"), "notes/site.yaml": site})

    (item,) = verified(inputs, {"iea-2024.txt": "The Model 42 came out."}).figures

    assert item.result.outcome is Outcome.NOT_FOUND


# --- groups, absent texts ------------------------------------------------------------------------

TWO = SOURCES + "  - {id: bnef-2025, type: report, title: Storage}\n"
GROUP = {"notes/sources.yaml": TWO, **note("It was 4.2 GW [@iea-2024, ¶1; @bnef-2025, ¶1].\n")}


@pytest.mark.parametrize(
    ("iea", "bnef", "outcome"),
    [
        ("4.2 GW.", "Nothing.", "verified"),
        ("Nothing.", "4.2 GW.", "verified"),
        ("4.21 GW.", "4.2 GW.", "verified"),
        ("4.2 GWh.", "4.21 GW.", "rounded"),
        ("4.2 GWh.", "Nothing.", "unit-differs"),
        ("Nothing.", "Nothing.", "not-found"),
    ],
)
def test_any_source_of_a_group_may_support_a_figure(iea: str, bnef: str, outcome: str) -> None:
    (item,) = verified(project(GROUP), {"iea-2024.txt": iea, "bnef-2025.txt": bnef}).figures

    assert item.result.outcome == outcome


STANDS = {
    # the outcomes from the best to the worst, and a text in which 4.2 GW come to each
    "verified": "4.2 GW.",
    "rounded": "4.21 GW.",
    "as-read": "Nothing.",
    "qualifier-differs": "Over 4.2 GW.",
    "unscaled": "In all 9 GW, of which 4.2 were built.",
    "ambiguous": "In all 4,2 GW.",
    "no-text": None,
    "unit-differs": "4.2 GWh.",
    "scale-suspect": "42 GW.",
    "not-found": "Nothing.",
}
READING = "custom: {caveats: [{at: '¶1', says: A slip., reading: It was 4.2 GW.}]}"


@pytest.mark.parametrize(("better", "worse"), [*combinations(STANDS, 2)])
def test_the_source_of_a_group_with_the_best_outcome_counts(better: str, worse: str) -> None:
    sources = "".join(
        f"  - {{id: {key}, type: report, title: T{key}{f', {READING}' if key == 'as-read' else ''}}}\n"
        for key in STANDS
    )
    archive = {f"{key}.txt": text for key, text in STANDS.items() if text}
    for group in (f"@{better}, ¶1; @{worse}, ¶1", f"@{worse}, ¶1; @{better}, ¶1"):
        inputs = project({**note(f"It was 4.2 GW [{group}].\n"), "notes/sources.yaml": f"references:\n{sources}"})

        (item,) = verified(inputs, archive).figures

        assert item.result.outcome == better


@pytest.mark.parametrize("name", ["müller2024.txt", "mu\u0308ller2024.txt", "m~c3~bcller2024.txt"])
def test_a_file_may_be_named_by_a_key_in_any_script(name: str) -> None:
    source = "  - {id: %s, type: report, title: Lagebericht, issued: 2024}\n"
    sources = f"{SOURCES}{source % 'm'}{source % 'müller2024'}"
    texts = {**note("Sold were 4.2 GW [@müller2024].\n"), "notes/sources.yaml": sources}

    found = verified(project(texts), {name: "Sold were 9.3 GW.", "m.txt": "Sold were 4.2 GW."})

    assert [problem.message for problem in found.problems] == ["`4.2 GW` was not found in `müller2024`"]


def test_a_missing_text_of_a_group_may_be_the_one_with_the_figure() -> None:
    found = verified(project(GROUP), {"iea-2024.txt": "Nothing."})

    assert [item.result.outcome for item in found.figures] == [Outcome.NO_TEXT]
    assert [d.message for d in found.problems] == ["the archive has no text of `bnef-2025`"]


def locked(inputs: Inputs, found: VerificationRun) -> Inputs:
    """The same project with the lock that a verification wrote."""
    return project({**{text.path: text.content for text in inputs.texts.values()}, PATH: format_lock(found.lock)})


def test_a_claim_whose_source_has_no_text_keeps_its_entry() -> None:
    inputs = project(GROUP)
    first = verified(inputs, {"iea-2024.txt": "4.2 GW.", "bnef-2025.txt": "Nothing."})

    second = verified(locked(inputs, first), {"other.txt": ""}, date(2026, 6, 1))

    assert format_lock(second.lock) == format_lock(first.lock)


def test_a_claim_whose_source_never_had_a_text_gets_no_entry() -> None:
    assert verified(project(GROUP), {"other.txt": ""}).lock.claims == {}


def test_an_archive_without_any_text_is_reported_once() -> None:
    (found,) = verified(project(GROUP), {"other.txt": ""}).problems

    assert (found.rule, found.message) == ("source-text-missing", "the archive has no text of any source")


# --- caveats: as read -----------------------------------------------------------------------------

CAVEAT = """\
    custom:
      caveats:
        - {at: "¶2", says: The sum has a zero too many., reading: "RMB 30 billion. The plan is RMB 45 billion."}
"""


def test_the_reading_of_a_caveat_is_ours() -> None:
    (item,) = looked_up("We spent RMB 300 billion.", "RMB 30 billion", CAVEAT).figures

    assert item.result.outcome is Outcome.AS_READ


def test_a_number_that_the_source_prints_needs_no_reading() -> None:
    (item,) = looked_up("We spent RMB 30 billion.", "RMB 30 billion", CAVEAT).figures

    assert item.result.outcome is Outcome.VERIFIED


def test_figures_in_the_reasons_for_a_reading_are_no_readings() -> None:
    (item,) = looked_up("We spent RMB 300 billion.", "RMB 45 billion", CAVEAT).figures

    assert item.result.outcome is Outcome.NOT_FOUND


def test_digits_of_a_name_in_a_reading_are_no_figure_that_we_read() -> None:
    caveat = CAVEAT.replace("RMB 30 billion", "The sum is that of the Model 42 million")
    site = "title: Power\nsegments: [{id: power, title: Power}]\nnames: [Model 42 million]\n"
    texts = {**note("It was 42 million [@iea-2024, ¶2].\n"), "notes/sources.yaml": SOURCES + caveat}

    for settings, outcome in ({}, Outcome.AS_READ), ({"notes/site.yaml": site}, Outcome.NOT_FOUND):
        (item,) = verified(project({**texts, **settings}), {"iea-2024.txt": "Power\nNothing.\n"}).figures
        assert item.result.outcome is outcome


def test_a_reading_holds_at_its_own_place_only() -> None:
    (item,) = looked_up("We spent RMB 300 billion.", "RMB 30 billion", CAVEAT.replace("¶2", "¶3")).figures

    assert item.result.outcome is Outcome.SCALE_SUSPECT


# --- periods --------------------------------------------------------------------------------------

PERIODS = {
    # all of it at the place
    ("Power\nIn 2025 it was 4.2 GW.", "In 2025 it was 4.2 GW [@iea-2024, ¶2]."): True,
    ("Power\n2025年为4.2 GW。", "In 2025 it was 4.2 GW [@iea-2024, ¶2]."): True,
    # a part at the place, the rest anywhere
    ("Power in 2025\nIn the third quarter, 4.2 GW.", "In Q3 2025 it was 4.2 GW [@iea-2024, ¶2]."): True,
    # no part at the place
    ("Power in 2025\nIn all, 4.2 GW.", "In 2025 it was 4.2 GW [@iea-2024, ¶2]."): False,
    # a part nowhere
    ("Power\nIn the third quarter, 4.2 GW.", "In Q3 2025 it was 4.2 GW [@iea-2024, ¶2]."): False,
    ("Power\nIn 2024 it was 4.2 GW.", "In 2025 it was 4.2 GW [@iea-2024, ¶2]."): False,
    ("Power\nIn the third quarter, 4.2 GW.\nNothing.\nIn 2025.", "In Q3 2025 it was 4.2 GW [@iea-2024, ¶2]."): True,
    # two periods of one source, the second after what was read for the first
    (
        "In 2024.\nIn the second quarter, 4.2 GW.\nIn 2025.",
        "In Q2 2024 it was 4.2 GW [@iea-2024, ¶2]. In Q2 2025 it was 4.2 GW [@iea-2024, ¶2].",
    ): True,
    (
        "In 2025.\nIn the second quarter, 4.2 GW.",
        "In Q2 2025 it was 4.2 GW [@iea-2024, ¶2]. In Q2 2024 it was 4.2 GW [@iea-2024, ¶2].",
    ): False,
    # three months that end on 31 March are a first quarter, and a year that ends on 31 December is one
    ("In the three months ended March 31, 2025, it was 4.2 GW.", "In Q1 2025, it was 4.2 GW [@iea-2024, ¶1]."): True,
    ("In the first quarter of 2025 it was 4.2 GW.", "4.2 GW in the quarter to 31 March 2025 [@iea-2024, ¶1]."): True,
    ("In the three months ended June 30, 2025, it was 4.2 GW.", "In Q1 2025, it was 4.2 GW [@iea-2024, ¶1]."): False,
    ("In the first quarter of 2025 it was 4.2 GW.", "4.2 GW in the quarter to 30 June 2025 [@iea-2024, ¶1]."): False,
    ("In 2025 it was 4.2 GW.", "In the year to December 31, 2025, it was 4.2 GW [@iea-2024, ¶1]."): True,
    # what is not cited is not looked up
    ("Power\nIt was 4.2 GW.", "It was 4.2 GW [@iea-2024, ¶2]. In 2025, that was much."): True,
}


@pytest.mark.parametrize(("texts", "is_found"), PERIODS.items())
def test_a_period_of_a_cited_sentence_is_looked_up(texts: tuple[str, str], is_found: bool) -> None:
    source, sentence = texts

    found = verified(project(note(f"{sentence}\n")), {"iea-2024.txt": source}).problems

    assert [d.rule for d in found] == ([] if is_found else ["period-not-found"])


def test_a_period_of_a_source_without_a_text_is_not_doubted() -> None:
    sources = f"{SOURCES}  - {{id: bnef-2025, type: report, title: Storage}}\n"
    texts = {
        "notes/sources.yaml": sources,
        **note("In 2025 it was 4.2 GW [@bnef-2025]. Planned are 5.1 GW [@iea-2024].\n"),
    }

    found = verified(project(texts), {"iea-2024.txt": "5.1 GW are planned."}).problems

    assert [(d.rule, d.span.line) for d in found] == [("source-text-missing", 7)]


def test_the_period_of_an_entry_is_looked_up_too() -> None:
    front = "figures: {built: {label: L, kind: actual, value: 4.2 GW, period: Q3 2025, cite: 'iea-2024, ¶2'}}"

    (found,) = verified(project(note("Text.\n", front)), {"iea-2024.txt": "Power in 2025\nIt was 4.2 GW."}).problems

    assert found.message == "`Q3 2025` was not found in `iea-2024`, ¶2"
    assert (found.span.line, found.span.column) == (6, front.index("Q3 2025") + 1)


@pytest.mark.parametrize(("period", "outcome"), [("2025", "verified"), ("2024", "qualifier-differs"), ("", "verified")])
def test_a_number_of_the_ledger_is_in_the_column_of_its_period(period: str, outcome: str) -> None:
    entry = f"{{label: L, kind: actual, value: 4.2 GW, period: '{period}', cite: iea-2024}}"
    source = "| Added | 2024 | 2025 |\n|---|---|---|\n| Storage | 3.9 GW | 4.2 GW |\n"
    found = verified(project(note("Text.\n", f"figures: {{built: {entry}}}")), {"iea-2024.md": source})

    assert [item.result.outcome for item in found.figures] == [outcome]


# --- claims, statements, dates ------------------------------------------------------------------------


def test_a_claim_stated_twice_is_one_claim_and_two_statements() -> None:
    inputs = project(note("It was 4.2 GW [@iea-2024, ¶1].\n\n- Again: 4.2 GW [@iea-2024, ¶1].\n"))

    found = verified(inputs, {"iea-2024.txt": "4.2 GW."})

    assert (len(found.lock.claims), found.counts) == (1, {Outcome.VERIFIED: 2})


def test_one_figure_at_two_places_is_looked_up_at_each() -> None:
    inputs = project(note("It was 4.2 GW [@iea-2024, ¶1]. Later, 4.2 GW [@iea-2024, ¶2].\n"))

    found = verified(inputs, {"iea-2024.txt": "4.2 GW.\n5.1 GW.\n"})

    assert [item.result.outcome for item in found.figures] == [Outcome.VERIFIED, Outcome.NOT_FOUND]


def test_each_statement_of_a_wrong_figure_has_a_finding_at_its_place() -> None:
    inputs = project(note("It was 4.3 GW [@iea-2024, ¶1].\n\n- Again: 4.3 GW [@iea-2024, ¶1].\n"))

    found = verified(inputs, {"iea-2024.txt": "4.2 GW."}).problems

    assert [(d.span.line, d.span.column) for d in found] == [(7, 8), (9, 10)]


@pytest.mark.parametrize(
    ("text", "day"), {"It was 4.2 GW.": date(2026, 2, 3), "It was 4.21 GW.": date(2026, 6, 1)}.items()
)
def test_a_date_changes_only_with_the_outcome(text: str, day: date) -> None:
    inputs = project(note("It was 4.2 GW [@iea-2024, ¶1].\n"))
    first = verified(inputs, {"iea-2024.txt": "In all, 4.2 GW."}, date(2026, 2, 3))

    second = verified(locked(inputs, first), {"iea-2024.txt": text}, date(2026, 6, 1))

    assert [found.date for found in second.lock.claims.values()] == [day]


FAILED = {
    "4.3 GW.": Outcome.NOT_FOUND,
    "4.2 GWh.": Outcome.UNIT_DIFFERS,
    "42 GW.": Outcome.SCALE_SUSPECT,
    "-4.2 GW.": Outcome.NOT_FOUND,
}


@pytest.mark.parametrize(("text", "outcome"), FAILED.items())
def test_a_failed_look_up_replaces_an_earlier_success(text: str, outcome: Outcome) -> None:
    inputs = project(note("It was 4.2 GW [@iea-2024, ¶1].\n"))
    first = verified(inputs, {"iea-2024.txt": "4.2 GW."})

    second = verified(locked(inputs, first), {"iea-2024.txt": text}, date(2026, 6, 1))

    assert [*first.lock.claims.values()] == [Verification(Outcome.VERIFIED, date(2026, 2, 3))]
    assert [*second.lock.claims.values()] == [Verification(outcome, date(2026, 6, 1))]


@pytest.mark.parametrize("text", FAILED)
def test_without_the_archive_a_figure_whose_look_up_failed_is_refused(text: str) -> None:
    inputs = project(note("It was 4.2 GW [@iea-2024, ¶1].\n"))

    (found,) = unrendered(locked(inputs, verified(inputs, {"iea-2024.txt": text})))

    assert (found.rule, found.severity, found.span.column) == ("figure-contradicted", "error", 8)
    assert found.message.startswith("`4.2 GW` ")


def test_a_corrected_and_verified_figure_is_accepted_again() -> None:
    wrong, right = (project(note(f"It was {value} [@iea-2024, ¶1].\n")) for value in ("4.3 GW", "4.2 GW"))
    archive = {"iea-2024.txt": "4.2 GW."}
    refused = locked(right, verified(wrong, archive))

    assert unrendered(locked(right, verified(refused, archive))) == ()


def test_the_lock_records_the_statement_of_a_claim_that_fails() -> None:
    sentences = (f"Sales rose 27% on the {since} [@iea-2024, ¶1]." for since in ("year", "quarter"))
    for body in permutations(sentences):
        found = verified(project(note(" ".join(body))), {"iea-2024.txt": "Sales rose 27% on the year."})

        assert [d.rule for d in found.problems] == ["unit-differs"]
        assert [each.outcome for each in found.lock.claims.values()] == [Outcome.UNIT_DIFFERS]


def test_a_rise_and_a_fall_are_two_claims() -> None:
    rise, fall = "Sales rose 27% [@iea-2024, ¶1].", "Sales fell 27% [@iea-2024, ¶1]."
    found = verified(project(note(f"{rise} {fall}")), {"iea-2024.txt": "Sales rose 27%."})

    assert [d.rule for d in found.problems] == ["sign-differs"]
    assert {each.outcome for each in found.lock.claims.values()} == {Outcome.VERIFIED, Outcome.NOT_FOUND}


def test_a_doubtful_statement_of_a_claim_keeps_the_lock_from_recording_it_as_found() -> None:
    sentences = (f"Sales rose 27% on the {since} [@iea-2024, ¶1; @bnef-2025, ¶1]." for since in ("year", "quarter"))
    for body in permutations(sentences):
        inputs = project({"notes/sources.yaml": TWO, **note(" ".join(body))})

        assert verified(inputs, {"iea-2024.txt": "Sales rose 27% on the year."}).lock.claims == {}


def test_a_claim_that_is_no_longer_made_leaves_the_lock() -> None:
    inputs, other = (project(note(f"It was {value} [@iea-2024, ¶1].\n")) for value in ("4.3 GW", "4.2 GW"))
    first = verified(inputs, {"iea-2024.txt": "4.2 GW."})

    second = verified(locked(other, first), {"iea-2024.txt": "4.2 GW."})

    assert {found.outcome for found in second.lock.claims.values()} == {Outcome.VERIFIED}


MESSAGES = {
    (
        "At least 640 stores.",
        "Up to 640 stores",
    ): "`iea-2024`, ¶2 says `At least 640`, not `Up to 640`: the opposite bound",
    ("总数640元以上。", "640元以下"): "`iea-2024`, ¶2 says `640元` (at least), not `640元` (under): the opposite bound",
    ("Growth of -27%.", "27%"): "`iea-2024`, ¶2 says `-27%`, not `27%`: the opposite sign",
    ("It has 640 items.", "640 tonnes"): "`iea-2024`, ¶2 says `640`, not `640 tonnes`: another unit",
}


@pytest.mark.parametrize(("pair", "message"), MESSAGES.items())
def test_the_message_says_what_the_source_has_instead(pair: tuple[str, str], message: str) -> None:
    (found,) = looked_up(*pair).problems

    assert found.message == message
    assert found.severity is Severity.ERROR


# --- the case with an archive of its own ----------------------------------------------------------------


def test_every_figure_of_tern_has_an_outcome_and_none_is_missing() -> None:
    found = example_project.verified()

    assert found.problems == ()
    assert found.counts == {Outcome.VERIFIED: 17, Outcome.ROUNDED: 1, Outcome.AS_READ: 1}
    assert sum(found.counts.values()) == len(found.figures)


def test_the_lock_of_tern_is_the_one_that_verify_writes() -> None:
    assert format_lock(example_project.verified().lock) == (TERN / PATH).read_text(encoding="utf-8")


def test_with_its_lock_tern_is_clean_without_the_archive() -> None:
    assert example_project.checked() == ()


# --- the command -----------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of Tern on disk."""
    return Path(shutil.copytree(TERN, tmp_path / "tern"))


def run(folder: Path, *arguments: str, **environment: str) -> Result:
    """What `briefing` prints, run in a folder."""
    return CliRunner().invoke(main, [*arguments, "--project", str(folder)], env=environment or None)


def verify(folder: Path, *arguments: str) -> Result:
    """`briefing verify` with the archive beside the notes."""
    return run(folder, "verify", "--archive", str(folder / "archive"), "--as-of", "2026-03-01", *arguments)


def standing(folder: Path) -> dict[Path, bytes]:
    """The bytes of every file of a folder, but of what is remembered."""
    files = (file for file in sorted(folder.rglob("*")) if ".briefing" not in file.parts)
    return {file: file.read_bytes() for file in files if file.is_file()}


def rewrite(file: Path, there: str, instead: str) -> None:
    """Change a file at one place."""
    content = file.read_text(encoding="utf-8")
    assert content.count(there) == 1
    file.write_text(content.replace(there, instead), encoding="utf-8", newline="\n")


def test_the_count_by_outcome_is_printed(folder: Path) -> None:
    result = verify(folder)

    assert result.output == "19 figures: 17 verified, 1 rounded, 1 as-read; the lock is unchanged\n"
    assert result.exit_code == 0


def test_new_results_are_written_to_the_lock(folder: Path) -> None:
    rewrite(folder / "notes" / "index.md", "RMB 45 billion", "RMB 45 billion, RMB 9 billion of it for the harbour,")

    result = verify(folder)

    assert result.output.endswith("20 figures: 18 verified, 1 rounded, 1 as-read; the lock was written\n")
    assert added_to(folder) == ["9000000000 CNY for 2030"]


def added_to(folder: Path) -> Sequence[str]:
    """The values of the claims that a lock has beyond those of the case."""
    lock, _ = parse_lock(Text(PATH, (folder / PATH).read_text(encoding="utf-8")))
    before, _ = parse_lock(Text(PATH, (TERN / PATH).read_text(encoding="utf-8")))
    return [lock.descriptions[claim][0] for claim in lock.claims.keys() - before.claims.keys()]


def test_a_dry_run_reports_and_writes_nothing(folder: Path) -> None:
    rewrite(folder / "notes" / "index.md", "RMB 45 billion", "RMB 54 billion")
    before = standing(folder)

    result = verify(folder, "--dry-run")

    assert "error[figure-not-found] `RMB 54 billion`" in result.output
    assert standing(folder) == before


def test_a_finding_sets_the_exit_code(folder: Path) -> None:
    rewrite(folder / "notes" / "index.md", "RMB 45 billion", "RMB 54 billion")

    assert verify(folder).exit_code == 1


def test_the_passage_is_shown_beside_the_figure_if_requested(folder: Path) -> None:
    result = verify(folder, "--show")

    assert (
        "notes/cells.md:42:21: 18.3%: rounded\n"
        "  ¶4: The gross margin came to «18.26%» and may widen by 2 to 3 percentage points.\n"
    ) in result.output


def test_no_passage_is_shown_unless_requested(folder: Path) -> None:
    assert "may widen" not in verify(folder).output


def test_the_archive_may_be_named_by_the_environment(folder: Path) -> None:
    result = run(folder, "verify", BRIEFING_ARCHIVE=str(folder / "archive"))

    assert result.output.startswith("19 figures: 17 verified")


def test_the_default_archive_is_the_folder_beside_the_notes(folder: Path) -> None:
    result = run(folder, "verify", BRIEFING_ARCHIVE="")

    assert result.output.startswith("19 figures: 17 verified")


@pytest.mark.parametrize("given", [[], ["--archive", "nowhere"]])
def test_without_an_archive_verify_says_what_it_needs(folder: Path, given: list[str]) -> None:
    if not given:
        (folder / "archive").rename(folder / "texts")
    result = run(folder, "verify", *given, BRIEFING_ARCHIVE="")

    assert result.exit_code == 2
    assert "give --archive DIR, or set BRIEFING_ARCHIVE" in result.output


def test_a_file_that_cannot_be_read_is_named_and_the_others_are_looked_up(folder: Path) -> None:
    (folder / "archive" / "call-2026.txt").write_bytes("营收2000亿元".encode("gb18030"))

    result = verify(folder)

    assert "error[unreadable-source] the text of `call-2026` cannot be read" in result.output
    assert "call-2026.txt: line 1 is not UTF-8; save the file as UTF-8" in result.output
    assert result.output.endswith("19 figures: 4 verified, 15 no-text; the lock is unchanged\n")
    assert result.exit_code == 1


def test_a_lock_that_is_no_text_is_written_anew(folder: Path) -> None:
    (folder / PATH).write_bytes(b"\xff\xfe\n")

    result = verify(folder)

    assert result.output.endswith("the lock was written\n")
    assert len(added_to(folder)) == 0


def test_check_counts_what_is_exempt_on_purpose(folder: Path) -> None:
    assert run(folder, "check").output == "nothing is wrong; 1 figure exempt from a source\n"


def test_a_key_that_no_file_name_may_hold_is_escaped(folder: Path) -> None:
    for name in ("sources.yaml", "index.md", "cells.md"):
        file = folder / "notes" / name
        file.write_text(file.read_text(encoding="utf-8").replace("daily-2026", "doi:10/x"), encoding="utf-8")
    archive = folder / "archive"
    (archive / "daily-2026.html").rename(archive / "doi~3a10~2fx.html")

    assert "19 figures: 17 verified, 1 rounded, 1 as-read;" in verify(folder).output


def test_an_archived_pdf_is_looked_up_by_its_pages(folder: Path) -> None:
    (folder / "archive" / "filing-2025.md").unlink()
    pages = (["Filing for 2025"], ["Deliveries abroad came to 8,300 MWh.", "Staff: 11,480 people."])
    (folder / "archive" / "filing-2025.pdf").write_bytes(example_project.pdf(*pages))
    rewrite(folder / "notes" / "cells.md", "work today [@filing-2025, ¶8]", "work today [@filing-2025, p. 2]")
    rewrite(folder / "notes" / "cells.md", "went abroad [@filing-2025, ¶2]", "went abroad [@filing-2025, p. 1]")

    result = verify(folder)

    assert "`8,300 MWh` was not found in `filing-2025`, p. 1" in result.output
    assert "hint: it is in p. 2: is the locator wrong?" in result.output
    assert result.output.endswith("19 figures: 16 verified, 1 rounded, 1 as-read, 1 not-found; the lock was written\n")


def test_a_source_may_count_its_paragraphs_by_empty_lines(folder: Path) -> None:
    rewrite(folder / "notes" / "sources.yaml", "    custom:\n", "    custom:\n      paragraphs: blocks\n")
    file = folder / "archive" / "call-2026.txt"
    wrapped = file.read_text(encoding="utf-8").replace("\n", "\n\n").replace(", ", ",\n")
    file.write_text(wrapped, encoding="utf-8", newline="\n")

    assert "19 figures: 17 verified, 1 rounded, 1 as-read;" in verify(folder).output


# --- what only the ledger cites, and what only looks like a citation ------------------------------------

BOOKED = """\
figures:
  built:
    label: Storage built
    kind: actual
    value: 4.2 GW
    cite: lund-2023, p. 1\
"""
LUND = "  - {id: lund-2023, type: report, title: Storage, issued: 2023}\n"


def test_the_hash_of_a_source_that_only_the_ledger_cites_outlives_its_text() -> None:
    texts = {**note("Text.\n", BOOKED), "notes/sources.yaml": SOURCES + LUND}
    before = format_lock(verified(project(texts), {"lund-2023.txt": "In all 4.2 GW were built."}).lock)

    after = format_lock(verified(project({**texts, "notes/figures.lock": before}), {"other.txt": "Nothing."}).lock)

    assert after == before


def test_a_figure_behind_a_handle_is_shown_as_verified() -> None:
    texts = note("As @grid_watch said, 4.2 GW were built [@iea-2024, ¶1].\n")
    lock = format_lock(verified(project(texts), {"iea-2024.txt": "In all 4.2 GW were built."}).lock)

    html = page({**texts, "notes/figures.lock": lock})

    assert "figure-found" in html
    assert "1 of 1 figure found in its source" in html


# --- the period that a claim is for, in the lock ---------------------------------------------------------

FOR_2025 = "In 2025, 4.2 GW were built [@iea-2024]."
LEDGER_FOR_2025 = "figures: {built: {label: L, kind: actual, value: 4.2 GW, period: '2025', cite: iea-2024}}"


@pytest.mark.parametrize(("body", "front"), [(FOR_2025, ""), ("Text.", LEDGER_FOR_2025)], ids=["sentence", "ledger"])
def test_a_figure_of_another_year_than_was_verified_is_not_verified(body: str, front: str) -> None:
    inputs = project(note(f"{body}\n", front))
    lock = {PATH: format_lock(verified(inputs, {"iea-2024.txt": "In 2025, 4.2 GW were built."}).lock)}

    same, changed = (
        unrendered(project({**note(f"{text}\n", entry), **lock}))
        for text, entry in ((body, front), (body.replace("2025", "2026"), front.replace("2025", "2026")))
    )

    assert "figure-unverified" not in {found.rule for found in same}
    assert "figure-unverified" in {found.rule for found in changed}


def test_without_the_text_another_year_does_not_have_what_was_found_without_a_year() -> None:
    without, with_year = (project(note(f"{body}\n")) for body in ("Built: 4.2 GW [@iea-2024].", FOR_2025))
    found = verified(without, {"iea-2024.txt": "4.2 GW were built."})

    assert verified(locked(with_year, found), {}).lock.claims == {}


def test_a_fall_that_was_verified_as_a_rise_is_not_verified() -> None:
    rise, fall = (project(note(f"Sales {verb} 27% [@iea-2024].\n")) for verb in ("rose", "fell"))
    verified_rise = verified(rise, {"iea-2024.txt": "Sales rose 27%."})
    edited = locked(fall, verified_rise)

    assert unrendered(locked(rise, verified_rise)) == ()
    assert "figure-unverified" in {found.rule for found in unrendered(edited)}
    assert verified(edited, {}).lock.claims == {}


def test_an_old_entry_without_a_period_keeps_its_date() -> None:
    old = '{"is":"claim","claim":"%s","value":"4.2 GW","at":"iea-2024","outcome":"verified","date":"2024-02-03"}\n'
    texts, archive = note(f"{FOR_2025}\n"), {"iea-2024.txt": "In 2025, 4.2 GW were built."}
    figure = verified(project(texts), archive).figures[0].figure
    found = verified(project({**texts, PATH: old % figure.claim}), archive)

    assert {name: f"{known.date}" for name, known in found.lock.claims.items()} == {figure.lock_key: "2024-02-03"}
    assert found.lock.descriptions[figure.lock_key] == ("4.2 GW for 2025", "iea-2024")


# --- what is reported of several figures -------------------------------------------------------

COUNTED = """\
references:
  - {id: iea-2024, title: Power, custom: {pages: {offset: 1}}}
  - {id: grid-2024, title: Grids, custom: {pages: {offset: 1}}}
"""


def test_the_sheets_of_a_source_are_reported_once_with_the_number_of_figures() -> None:
    body = "Plans are 4.2 GW [@iea-2024, p. 2], or 640 MW [@iea-2024, p. 2], or 57 km [@grid-2024, p. 2].\n"
    inputs = project({**note(body), "notes/sources.yaml": COUNTED})
    found = verified(
        inputs, dict.fromkeys(("iea-2024.txt", "grid-2024.txt"), "Cover\fIt has 4.2 GW, 640 MW, 57 km.\fMore")
    )

    assert [problem.message for problem in found.problems if problem.rule == "sheet-cited"] == [
        "`iea-2024`, p. 2 (and 1 more) counts the sheets of the file, which prints p. 1 (sheet 2)",
        "`grid-2024`, p. 2 counts the sheets of the file, which prints p. 1 (sheet 2)",
    ]


def test_a_finding_names_the_figure_of_the_ledger_that_it_is_about() -> None:
    front = "figures: {built: {label: Built, kind: actual, value: 4.3 GW, cite: 'iea-2024, ¶2'}}"
    inputs = project(note("Plans are 4.4 GW [@iea-2024, ¶2].\n", front))
    found = verified(inputs, {"iea-2024.txt": "Power\nIt has 4.2 GW.\n"})

    about = {(problem.figure, problem.value) for problem in found.problems}
    assert about == {("built", "4.3 GW"), ("", "4.4 GW")}
    assert [item.id for item in found.figures] == ["", "built"]
