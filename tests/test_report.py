"""Findings as text for people, as JSON and as GitHub annotations; all three carry the same places."""

import json
import re
from typing import Any
from urllib.parse import unquote

import jsonschema  # type: ignore[import-untyped]
import pytest
from conftest import ROOT, checked, note
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from test_unverified_figures import LOCKED

from briefing.build.report import (
    FORMATS,
    MAX_SHOWN,
    MAX_SHOWN_OF_RULE,
    WIDTH,
    as_github,
    as_json,
    as_sarif,
    as_text,
    exit_code,
    findings_schema,
    tally,
)
from briefing.model import Text
from briefing.model.diagnostics import Diagnostic, Rule, Severity, Span, in_order


def finding(line: int = 1, column: int = 1, length: int = 1, **more: str) -> Diagnostic:
    fields = {"message": "no source is called `x`", "hint": "did you mean `y`?", **more}
    return Diagnostic(
        Rule.UNKNOWN_SOURCE, fields["message"], Span("notes/note.md", line, column, length), fields["hint"]
    )


def shown(text: str, found: Diagnostic) -> str:
    return as_text([found], {"notes/note.md": Text("notes/note.md", text)})


def underline(text: str, column: int, length: int) -> tuple[str, str]:
    """The source line as shown, and the marks under it."""
    _, line, marks, _ = shown(text, finding(1, column, length)).splitlines()
    return line.removeprefix("  1 | "), marks.removeprefix("    | ")


# --- for people -----------------------------------------------------------------------------


def test_a_finding_says_where_what_and_what_to_do() -> None:
    assert shown("One.\nSaid [@x].\n", finding(2, 7, 2)) == (
        "notes/note.md:2:7: error[unknown-source] no source is called `x`\n"
        "  2 | Said [@x].\n"
        "    |       ^^\n"
        "  hint: did you mean `y`?\n"
    )


@pytest.mark.parametrize(
    ("text", "column", "length", "line", "marks"),
    [
        ("abc", 2, 1, "abc", " ^"),
        ("储能[@x]", 4, 2, "储能[@x]", "     ^^"),
        ("储能", 1, 2, "储能", "^^^^"),
        ("ａｂ", 2, 1, "ａｂ", "  ^^"),
        ("한국 x", 4, 1, "한국 x", "     ^"),
        ("a\tb", 3, 1, "a b", "  ^"),
        ("a\x1b[31mb", 7, 1, "a [31mb", "      ^"),
        ("abc", 4, 1, "abc", "   ^"),
        ("abc", 2, 99, "abc", " ^^"),
    ],
)
def test_the_marks_stand_under_the_words_as_a_terminal_shows_them(
    text: str, column: int, length: int, line: str, marks: str
) -> None:
    assert underline(text, column, length) == (line, marks)


@pytest.mark.parametrize("at", [1, 40, 200, 395])
def test_a_long_line_is_clipped_around_the_place(at: int) -> None:
    text = "x" * (at - 1) + "@key" + "x" * (400 - at)
    line, marks = underline(text, at, 4)

    assert len(line) <= WIDTH + 2
    assert line[marks.index("^") :][: marks.count("^")] == "@key"
    assert (line.startswith("…"), line.endswith("…")) == (at > WIDTH // 3 + 1, at < 400 - WIDTH)


def test_a_place_that_has_no_line_is_shown_without_one() -> None:
    assert shown("One.\n", finding(9)).splitlines() == [
        "notes/note.md:9:1: error[unknown-source] no source is called `x`",
        "  hint: did you mean `y`?",
    ]
    assert "|" not in as_text([finding()], {})


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n"), max_size=300), st.integers(1, 310))
def test_no_line_breaks_the_layout_of_a_finding(text: str, column: int) -> None:
    lines = shown(text, finding(1, column)).splitlines()

    assert len(lines) == (4 if text.strip() else 2)


def test_no_text_of_a_note_controls_the_terminal() -> None:
    text = shown("x", finding(message="no source is called `\x1b[31m\n::error::x`", hint="\x07did\ryou"))

    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", text)
    assert len(text.splitlines()) == 4


@pytest.mark.parametrize("control", "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
def test_bidirectional_controls_are_shown_by_code_point_and_never_printed(control: str) -> None:
    found = finding(1, 9, 3, message=f"`{control}321` has no citation", hint=f"cite {control}321")
    printed = shown(f"It sold {control}321 trams", found) + as_github([found], {})

    assert control not in printed
    assert f"1 | It sold U+{ord(control):04X}321 trams" in printed
    assert "    |         ^^^^^^^^" in printed


def test_many_findings_in_one_long_line_are_shown_each_at_its_place() -> None:
    texts = {"notes/note.md": Text("notes/note.md", "x\ty " * 20_000)}
    text = as_text([finding(1, column, 1) for column in range(1, 80_000, 80)], texts)

    assert text.count("^") == MAX_SHOWN_OF_RULE


# --- for programs ---------------------------------------------------------------------------------


def test_json_holds_everything_and_nothing_but_ascii() -> None:
    output = as_json([finding(2, 7, 3, message="没有 😀")], {})

    assert output.isascii()
    assert json.loads(output) == {
        "version": 1,
        "summary": {"errors": 1, "warnings": 0, "notices": 0, "rules": {"unknown-source": 1}},
        "findings": [
            {
                "rule": "unknown-source",
                "severity": "error",
                "message": "没有 😀",
                "hint": "did you mean `y`?",
                "path": "notes/note.md",
                "line": 2,
                "column": 7,
                "end_column": 10,
                "figure": None,
            }
        ],
    }


def test_json_of_nothing_has_a_summary_of_nothing() -> None:
    assert json.loads(as_json([], {})) == {
        "version": 1,
        "summary": {"errors": 0, "warnings": 0, "notices": 0, "rules": {}},
        "findings": [],
    }


def test_a_finding_about_a_figure_has_its_id_and_its_value() -> None:
    text = "Built were [4.3 GW]{#built}, planned 3.1 GW and 9 GW [@iea-2024, p. 3].\n"
    ledger = "figures:\n  built: {label: Built, kind: actual, value: 4.2 GW, cite: iea-2024}"
    found = json.loads(as_json(checked({**note(text, ledger), **LOCKED}), {}))["findings"]

    assert [(item["rule"], item["figure"]) for item in found] == [
        ("figure-unverified", {"id": "built", "value": "4.2 GW"}),
        ("figure-differs", {"id": "built", "value": "4.3 GW"}),
        ("figure-unverified", {"id": "", "value": "3.1 GW"}),
        ("figure-unverified", {"id": "", "value": "9 GW"}),
    ]


@pytest.mark.parametrize(
    ("text", "value", "rule", "figure"),
    [
        ("Said.", "many", "invalid-figure", {"id": "built", "value": "many"}),
        ("It has [4 GW]{#bulit} [@iea-2024].", "4 GW", "unknown-figure", {"id": "bulit", "value": ""}),
    ],
)
def test_a_finding_about_an_entry_of_the_ledger_has_its_id(text: str, value: str, rule: str, figure: object) -> None:
    ledger = f"figures:\n  built: {{label: Built, kind: actual, value: {value}, cite: iea-2024}}"
    found = json.loads(as_json(checked(note(text, ledger)), {}))["findings"]

    assert [(item["rule"], item["figure"]) for item in found if item["figure"]] == [(rule, figure)]


def test_the_json_of_findings_is_as_its_schema_says() -> None:
    found = [*many(5), finding().about("built", "4.2 GW")]

    jsonschema.validate(json.loads(as_json(found, {})), findings_schema())


# --- SARIF ----------------------------------------------------------------------------------------

SCHEMA = json.loads((ROOT / "tests/cases/schemas/sarif.json").read_text("utf-8"))


def log(found: list[Diagnostic], texts: dict[str, Text] | None = None, base: str = "") -> Any:
    """The run of a log that is valid."""
    output = as_sarif(found, {**PAGES, **(texts or {})}, base)
    document = json.loads(output)

    assert output.isascii()
    jsonschema.Draft4Validator(SCHEMA, format_checker=jsonschema.FormatChecker()).validate(document)
    return document["runs"][0]


PAGES = {
    f"rules/{rule}.md": Text(f"rules/{rule}.md", (ROOT / f"briefing/rules/{rule}.md").read_text("utf-8"))
    for rule in Rule
}


def test_a_log_of_every_rule_and_weight_is_valid_and_has_the_text_of_each_rule() -> None:
    found = [Diagnostic(rule, "x", Span("notes/a.md", 2, 3, 4), "y", level) for rule in Rule for level in Severity]
    run = log(found)
    rules = run["tool"]["driver"]["rules"]

    assert [rule["id"] for rule in rules] == sorted(Rule)
    assert all(len(rule["shortDescription"]["text"]) > 10 and "## Wrong" in rule["help"]["markdown"] for rule in rules)
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])
    assert {result["level"] for result in run["results"]} == {"error", "warning", "note", "none"}


def test_a_log_of_nothing_is_valid() -> None:
    assert log([])["results"] == []


def test_a_result_has_its_place_in_code_points_below_the_root_of_the_repository() -> None:
    run = log([finding(2, 7, 3).about("built", "储能 4.2 GW")], base="docs/my notes/")
    (result,) = run["results"]

    assert run["columnKind"] == "unicodeCodePoints"
    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "docs/my%20notes/notes/note.md", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 2, "startColumn": 7, "endColumn": 10},
    }
    assert result["properties"] == {"hint": "did you mean `y`?", "figure": "built", "value": "储能 4.2 GW"}


def test_a_fingerprint_is_the_same_when_its_line_moves_and_differs_for_another_finding() -> None:
    def names(text: str, *lines: int) -> list[str]:
        found = [finding(line, 6, 2) for line in lines]
        run = log(found, {"notes/note.md": Text("notes/note.md", text)})
        return [result["partialFingerprints"]["briefingFinding/v1"] for result in run["results"]]

    twice = names("Said [@x].\n\nSaid [@x].\n", 1, 3)

    assert names("Said [@x].\n", 1) == names("More.\n\nSaid [@x].\n", 3) == twice[:1]
    assert twice[0] != twice[1]
    assert names("Said [@x].\n", 1) != names("Then [@x].\n", 1)


# --- for GitHub -------------------------------------------------------------------------------------
# As in actions/toolkit, packages/core/src/command.ts: `escapeData` and `escapeProperty`.


@pytest.mark.parametrize(
    ("message", "hint", "data"),
    [
        ("plain", "", "plain"),
        ("100% sure", "", "100%25 sure"),
        ("two\nlines", "", "two%0Alines"),
        ("two\r\nlines", "", "two%0D%0Alines"),
        ("%0A", "", "%250A"),
        ("a: b, c", "", "a: b, c"),
        ("said", "hint", "said%0Ahint"),
        ("::error::x", "", "::error::x"),
        ("没有", "", "没有"),
    ],
)
def test_the_message_of_a_workflow_command_is_escaped(message: str, hint: str, data: str) -> None:
    command = as_github([finding(message=message, hint=hint)], {})

    assert command.endswith(f",title=unknown-source::{data}\n")
    assert command.count("\n") == 1


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ("notes/a.md", "notes/a.md"),
        ("notes/a,b:c.md", "notes/a%2Cb%3Ac.md"),
        ("notes/100%.md", "notes/100%25.md"),
        ("notes/a\r\nb.md", "notes/a%0D%0Ab.md"),
        ("notes/储能.md", "notes/储能.md"),
    ],
)
def test_the_properties_of_a_workflow_command_are_escaped(path: str, written: str) -> None:
    command = as_github([Diagnostic(Rule.INVALID_YAML, "x", Span(path, 2, 7, 3))], {})

    assert command == f"::error file={written},line=2,endLine=2,col=7,endColumn=10,title=invalid-yaml::x\n"


@pytest.mark.parametrize("level", [Severity.ERROR, Severity.WARNING, Severity.NOTICE])
def test_the_command_is_the_severity(level: Severity) -> None:
    weighed = Diagnostic(Rule.MISSING_ALT, "x", Span("a"), level=level)

    assert as_github([weighed], {}).startswith(f"::{level.value} ")


# --- all three -----------------------------------------------------------------------------------------

SPANS = st.builds(
    Span,
    path=st.sampled_from(["notes/a.md", "notes/储能.md", "templates/a,b.html"]),
    line=st.integers(1, 9999),
    column=st.integers(1, 9999),
    length=st.integers(1, 99),
)
APART = sorted(set(Rule) - {Rule.FIGURE_UNVERIFIED, Rule.STALE_LOCK, Rule.UNCITED_SOURCE})
FINDINGS = st.lists(st.builds(Diagnostic, rule=st.sampled_from(APART), message=st.just("x"), span=SPANS), max_size=9)


@given(FINDINGS)
def test_all_formats_carry_the_same_places(findings: list[Diagnostic]) -> None:
    text = re.findall(r"^(.*?):(\d+):(\d+): \w+\[(.*?)\]", as_text(findings, {}), re.M)
    plain = [
        tuple(str(item[key]) for key in ("path", "line", "column", "rule"))
        for item in json.loads(as_json(findings, {}))["findings"]
    ]
    commands = re.findall(r"file=(.*?),line=(\d+),.*?col=(\d+),.*?title=(.*?)::", as_github(findings, {}))
    github = [(path.replace("%2C", ","), *rest) for path, *rest in commands]

    shown = json.loads(as_sarif(findings, {}))["runs"][0]["results"]
    sarif = [
        (
            unquote(at["artifactLocation"]["uri"]),
            str(at["region"]["startLine"]),
            str(at["region"]["startColumn"]),
            item["ruleId"],
        )
        for item in shown
        for at in (item["locations"][0]["physicalLocation"],)
    ]

    assert sorted(text) == sorted(plain) == sorted(github) == sorted(sarif)
    assert plain == sarif


def test_findings_stand_in_the_order_of_their_places_and_once_each() -> None:
    early, late = finding(1, 5), finding(1, 12)
    other = Diagnostic(Rule.INVALID_YAML, "x", Span("notes/a.md", 9))

    assert in_order([late, early, other, late]) == (other, early, late)


@pytest.mark.parametrize(
    ("levels", "code", "strict"),
    [
        ([], 0, 0),
        (["notice"], 0, 0),
        (["warning"], 0, 1),
        (["error"], 1, 1),
        (["notice", "warning", "error"], 1, 1),
    ],
)
def test_the_exit_code_says_whether_something_is_wrong(levels: list[str], code: int, strict: int) -> None:
    findings = [Diagnostic(Rule.MISSING_ALT, "x", Span("a"), level=Severity(level)) for level in levels]

    assert (exit_code(findings), exit_code(findings, strict=True)) == (code, strict)


def many(count: int, rule: Rule = Rule.MISSING_ALT) -> list[Diagnostic]:
    """As many findings, the last of which is an error."""
    warnings = [Diagnostic(rule, "it lacks one", Span("notes/a.md", n + 1)) for n in range(count - 1)]
    return [*warnings, Diagnostic(Rule.BROKEN_LINK, "it leads to no file", Span("notes/a.md", count))]


PLACE = re.compile(r"^notes/a\.md:\d+|^::\w+ file=", re.M)


@pytest.mark.parametrize("form", ["text", "github"])
def test_of_many_findings_of_a_rule_the_first_are_shown_and_the_others_counted(form: str) -> None:
    shown = FORMATS[form](many(MAX_SHOWN_OF_RULE + 500), {}, "")

    assert len(PLACE.findall(shown)) == MAX_SHOWN_OF_RULE + 1
    assert "it leads to no file" in shown
    assert "and 499 more findings: 499 missing-alt; --format json lists all of them" in shown
    assert "more" not in FORMATS[form](many(MAX_SHOWN_OF_RULE), {}, "")


@pytest.mark.parametrize("form", ["text", "github"])
def test_of_many_findings_of_many_rules_the_most_severe_are_shown(form: str) -> None:
    warnings = (found for rule in APART for found in many(60, rule)[:-1])
    mild = [structs.replace(found, level=Severity.WARNING) for found in warnings]
    found = [*mild, Diagnostic(Rule.BROKEN_LINK, "it leads to no file", Span("notes/z.md"))]
    shown = FORMATS[form](found, {}, "")

    assert len(re.findall(r"^notes/\w\.md:\d+|^::\w+ file=", shown, re.M)) == MAX_SHOWN
    assert "it leads to no file" in shown
    assert f"and {len(found) - MAX_SHOWN:,} more findings: 59 " in shown


def test_json_and_sarif_list_every_finding() -> None:
    found = many(MAX_SHOWN + 500)

    assert len(json.loads(as_json(found, {}))["findings"]) == MAX_SHOWN + 500
    assert len(json.loads(as_sarif(found, {}))["runs"][0]["results"]) == MAX_SHOWN + 500


def test_errors_are_last_on_a_terminal_and_first_for_github() -> None:
    levels = [Severity.ERROR, Severity.NOTICE, Severity.WARNING, Severity.ERROR]
    found = [Diagnostic(Rule.MISSING_ALT, "x", Span("a", line + 1), level=level) for line, level in enumerate(levels)]

    text = re.findall(r"^a:(\d):1: (\w+)", as_text(found, {}), re.M)
    github = re.findall(r"^::(\w+) file=a,line=(\d)", as_github(found, {}), re.M)

    assert text == [("2", "notice"), ("3", "warning"), ("1", "error"), ("4", "error")]
    assert github == [("error", "1"), ("error", "4"), ("warning", "3"), ("notice", "2")]


@pytest.mark.parametrize(
    ("rule", "line"),
    [
        (Rule.UNCITED_SOURCE, "no note cites 1,200 sources, this one first"),
        (Rule.STALE_LOCK, "no note makes 1,200 claims of the lock, this one first"),
        (Rule.FIGURE_UNVERIFIED, "not verified yet: 1,200 figures, this one first"),
    ],
)
@pytest.mark.parametrize("form", ["text", "github"])
def test_frequent_findings_are_merged_into_one_unless_they_are_errors(rule: Rule, line: str, form: str) -> None:
    found = [Diagnostic(rule, "said", Span("notes/a.md", n + 1)) for n in range(1_200)]
    errors = [structs.replace(each, level=Severity.ERROR) for each in found]

    assert PLACE.findall(FORMATS[form](found, {}, "")) == PLACE.findall(FORMATS[form](found[:1], {}, ""))
    assert line in FORMATS[form](found, {}, "")
    assert len(PLACE.findall(FORMATS[form](errors, {}, ""))) == MAX_SHOWN_OF_RULE
    assert line not in FORMATS[form](found[:1], {}, "")


def test_a_tally_counts_the_findings_of_each_rule_the_gravest_last() -> None:
    assert tally(many(1_301)) == "  1,300  warning[missing-alt]\n      1  error[broken-link]\n"
    assert tally(many(1_301)[:-1]) == tally([]) == ""


def test_an_annotation_stands_at_its_file_below_the_root_of_the_repository() -> None:
    assert as_github([finding()], {}, "docs/").startswith("::error file=docs/notes/note.md,")


def test_a_message_that_repeats_a_long_text_is_cut() -> None:
    finding = Diagnostic(Rule.UNKNOWN_KEY, "x" * 10_000, Span("notes/a.md"), "y" * 10_000)

    assert all(len(FORMATS[form]([finding], {}, "")) < 5_000 for form in ("text", "github"))
