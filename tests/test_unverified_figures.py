"""What check says of figures that nobody has looked up, and of those whose look-up failed."""

import re

import pytest
from conftest import NOTE, SITE, checked, note, page

from briefing.build import report
from briefing.evidence.lock import PATH
from briefing.model import CONTRADICTED, RECORDED_OUTCOMES, Outcome

LINE = (
    '{"is":"claim","claim":"8002f47481a4290a","value":"4.2 GW","at":"iea-2024 page 3",'
    '"outcome":"%s","date":"2026-02-03"}\n'
)
LOCKED = {PATH: LINE % "verified"}
SENTENCE = "Planned were 4.2 GW [@iea-2024, p. 3].\n"
MORE = "Planned were 4.2 GW, built 3.1 GW, and sold 1.2 GW [@iea-2024, p. 3].\n"


def rules(**levels: str) -> dict[str, str]:
    """A project whose `rules:` say so."""
    lines = "".join(f"  {rule.replace('_', '-')}: {level}\n" for rule, level in levels.items())
    return {"notes/site.yaml": f"{SITE}rules:\n{lines}"}


def found(texts: dict[str, str]) -> list[tuple[str, str, str]]:
    """What is wrong with a project, as rule, severity and message."""
    return [(str(each.rule), str(each.severity), each.message) for each in checked(texts)]


# --- not verified yet ---------------------------------------------------------------------------------


def test_a_figure_that_is_new_has_not_been_verified() -> None:
    texts = {**LOCKED, **note(f"{SENTENCE}\nBuilt were 3.1 GW [@iea-2024, p. 3].\n")}

    assert found(texts) == [("figure-unverified", "warning", "`3.1 GW` has not been verified")]


def test_how_many_figures_are_not_verified_yet_is_said_once_at_the_first() -> None:
    other = NOTE.replace("Storage", "Other") + "Built were 5.1 GW [@iea-2024, p. 3].\n"

    output = report.as_text(checked({**LOCKED, **note(MORE), "notes/other.md": other}), {})

    place = f"notes/note.md:7:{MORE.index('3.1 GW') + 1}"
    assert output.splitlines() == [
        f"{place}: warning[figure-unverified] not verified yet: 3 figures, this one first",
        "  hint: run `briefing verify --archive DIR` on the machine that has the sources' texts",
    ]


@pytest.mark.parametrize(("figure", "name"), {"[4.3 GW]{#built}": "built", "4.3 GW [@iea-2024, p. 4]": ""}.items())
def test_a_figure_that_has_not_been_verified_is_named_by_its_id_if_it_has_one(figure: str, name: str) -> None:
    front = "figures: {built: {label: B, kind: actual, value: 4.3 GW, cite: 'iea-2024, p. 3'}}" if name else ""

    (finding,) = checked({**LOCKED, **note(f"Built were {figure}.\n", front)})

    assert (finding.rule, finding.figure, finding.value) == ("figure-unverified", name, "4.3 GW")


def test_where_it_is_an_error_each_figure_that_is_not_verified_has_its_place() -> None:
    texts = {**LOCKED, **note(MORE), **rules(figure_unverified="error")}

    assert found(texts) == [
        ("figure-unverified", "error", f"`{figure}` has not been verified") for figure in ("3.1 GW", "1.2 GW")
    ]


def test_where_it_is_an_error_in_some_notes_only_theirs_have_places_and_the_others_are_counted() -> None:
    strict = NOTE.replace("Storage", "Other") + "Built were 5.1 GW [@iea-2024, p. 3].\n"
    site = f"{SITE}rules:\n  figure-unverified: {{'strict*': error}}\n"

    texts = {**LOCKED, **note(MORE), "notes/strict.md": strict, "notes/site.yaml": site}

    assert re.findall(r"(\w+)\[(.*?)\] (.*)", report.as_text(checked(texts), {})) == [
        ("warning", "figure-unverified", "not verified yet: 2 figures, this one first"),
        ("error", "figure-unverified", "`5.1 GW` has not been verified"),
    ]


def test_a_project_that_never_verified_anything_is_left_in_peace() -> None:
    assert found(note(MORE)) == []


def test_without_a_lock_all_is_refused_where_the_project_says_that_it_is_an_error() -> None:
    texts = {**note(MORE), **rules(figure_unverified="error")}

    assert [(rule, level) for rule, level, _ in found(texts)] == [("figure-unverified", "error")] * 3
    assert report.exit_code(checked(texts)) == 1


def test_without_a_lock_what_waits_is_counted_where_the_project_asks_for_a_warning() -> None:
    texts = {**note(MORE), **rules(figure_unverified="warning")}

    assert "warning[figure-unverified] not verified yet: 3 figures" in report.as_text(checked(texts), {})


# --- looked up, and not found -----------------------------------------------------------------------------

REFUSED = {
    Outcome.NOT_FOUND: "`4.2 GW` was not found in its source",
    Outcome.UNIT_DIFFERS: "`4.2 GW` has another unit in its source",
    Outcome.SCALE_SUSPECT: "`4.2 GW` is a power of ten apart in its source",
}


@pytest.mark.parametrize(("outcome", "message"), REFUSED.items())
def test_a_figure_whose_look_up_failed_is_refused(outcome: Outcome, message: str) -> None:
    texts = {PATH: LINE % outcome, **note(SENTENCE)}

    assert found(texts) == [("figure-contradicted", "error", message)]


@pytest.mark.parametrize("outcome", [outcome for outcome in RECORDED_OUTCOMES if outcome not in REFUSED])
def test_any_other_look_up_is_accepted(outcome: Outcome) -> None:
    assert found({PATH: LINE % outcome, **note(SENTENCE)}) == []


def test_every_outcome_that_is_refused_has_its_words() -> None:
    assert REFUSED.keys() == CONTRADICTED


def test_a_project_may_turn_it_down() -> None:
    texts = {PATH: LINE % "not-found", **note(SENTENCE), **rules(figure_contradicted="warning")}

    assert [level for _, level, _ in found(texts)] == ["warning"]


def test_a_refusal_is_not_counted_among_what_is_not_verified_yet() -> None:
    texts = {PATH: LINE % "not-found", **note(MORE)}

    assert [(rule, level) for rule, level, _ in found(texts)] == [
        ("figure-contradicted", "error"),
        ("figure-unverified", "warning"),
        ("figure-unverified", "warning"),
    ]


@pytest.mark.parametrize("outcome", RECORDED_OUTCOMES)
def test_a_page_can_be_made_whatever_the_lock_remembers(outcome: Outcome) -> None:
    html = page({PATH: LINE % outcome, **note(SENTENCE)})

    assert ("1 of 1" in html) is (outcome in (Outcome.VERIFIED, Outcome.ROUNDED))


def test_another_qualifier_is_not_counted_as_found() -> None:
    html = page({PATH: LINE % "qualifier-differs", **note(SENTENCE)})

    assert "0 of 1" in html


# --- what nobody claims any more ----------------------------------------------------------------------------


def test_a_stale_line_is_a_notice_and_does_not_fail_a_strict_check() -> None:
    findings = checked({PATH: LINE % "verified" + LINE.replace("8002", "7002") % "verified", **note(SENTENCE)})

    assert [(each.rule, each.severity) for each in findings] == [("stale-lock", "notice")]
    assert report.exit_code(findings, strict=True) == 0


def test_a_stale_line_is_named_where_it_stands() -> None:
    stale = LINE.replace("8002", "7002").replace("4.2", "5.1")

    (finding,) = checked({PATH: LINE % "verified" + stale % "verified", **note(SENTENCE)})

    assert (finding.span.path, finding.span.line) == (PATH, 2)
    assert finding.message == "no note claims `5.1 GW` at iea-2024 page 3"


def test_a_stale_failure_is_no_more_than_stale() -> None:
    findings = checked({PATH: LINE % "verified" + LINE.replace("8002", "7002") % "not-found", **note(SENTENCE)})

    assert [(each.rule, each.severity) for each in findings] == [("stale-lock", "notice")]
