"""Findings as text for people, as JSON and as GitHub annotations; all three carry the same places."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.model import Text
from briefing.model.diagnostics import Diagnostic, Rule, Severity, Span, in_order
from briefing.report import FORMATS, MOST, WIDTH, as_github, as_json, as_text, exit_code


def finding(line: int = 1, column: int = 1, length: int = 1, **more: str) -> Diagnostic:
    said = {"message": "no source is called `x`", "hint": "did you mean `y`?", **more}
    return Diagnostic(Rule.UNKNOWN_SOURCE, said["message"], Span("notes/note.md", line, column, length), said["hint"])


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
def test_no_line_breaks_the_picture(text: str, column: int) -> None:
    lines = shown(text, finding(1, column)).splitlines()

    assert len(lines) == (4 if text.strip() else 2)


def test_no_word_of_a_note_controls_the_terminal() -> None:
    said = shown("x", finding(message="no source is called `\x1b[31m\n::error::x`", hint="\x07did\ryou"))

    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", said)
    assert len(said.splitlines()) == 4


@pytest.mark.parametrize("control", "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
def test_what_turns_text_round_is_named_and_never_printed(control: str) -> None:
    found = finding(1, 9, 3, message=f"`{control}321` has no citation", hint=f"cite {control}321")
    printed = shown(f"It sold {control}321 trams", found) + as_github([found], {})

    assert control not in printed
    assert f"1 | It sold U+{ord(control):04X}321 trams" in printed
    assert "    |         ^^^^^^^^" in printed


def test_many_findings_in_one_long_line_are_shown_each_at_its_place() -> None:
    texts = {"notes/note.md": Text("notes/note.md", "x\ty " * 20_000)}
    said = as_text([finding(1, column, 1) for column in range(1, 80_000, 80)], texts)

    assert said.count("^") == 1_000


# --- for programs ---------------------------------------------------------------------------------


def test_json_holds_everything_and_nothing_but_ascii() -> None:
    said = as_json([finding(2, 7, 3, message="没有 😀")], {})

    assert said.isascii()
    assert json.loads(said) == [
        {
            "rule": "unknown-source",
            "severity": "error",
            "message": "没有 😀",
            "hint": "did you mean `y`?",
            "path": "notes/note.md",
            "line": 2,
            "column": 7,
            "end_column": 10,
        }
    ]


def test_json_of_nothing_is_an_empty_list() -> None:
    assert json.loads(as_json([], {})) == []


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
def test_the_data_of_a_workflow_command_is_escaped(message: str, hint: str, data: str) -> None:
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
FINDINGS = st.lists(st.builds(Diagnostic, rule=st.sampled_from(Rule), message=st.just("x"), span=SPANS), max_size=9)


@given(FINDINGS)
def test_the_three_formats_carry_the_same_places(findings: list[Diagnostic]) -> None:
    text = re.findall(r"^(.*?):(\d+):(\d+): \w+\[(.*?)\]", as_text(findings, {}), re.M)
    plain = [
        tuple(str(item[key]) for key in ("path", "line", "column", "rule"))
        for item in json.loads(as_json(findings, {}))
    ]
    commands = re.findall(r"file=(.*?),line=(\d+),.*?col=(\d+),.*?title=(.*?)::", as_github(findings, {}))
    github = [(path.replace("%2C", ","), *rest) for path, *rest in commands]

    assert text == plain == github


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


def many(count: int) -> list[Diagnostic]:
    """As many findings, the last of which is an error."""
    warnings = [
        Diagnostic(Rule.UNCITED_SOURCE, "no note cites it", Span("notes/a.md", n + 1)) for n in range(count - 1)
    ]
    return [*warnings, Diagnostic(Rule.BROKEN_LINK, "it leads to no file", Span("notes/a.md", count))]


@pytest.mark.parametrize("form", ["text", "github"])
def test_of_very_many_findings_the_gravest_are_shown_and_the_rest_is_counted(form: str) -> None:
    shown = FORMATS[form](many(MOST + 500), {})
    place = re.compile(r"^notes/a\.md:\d+|^::\w+ file=", re.M)

    assert len(place.findall(shown)) == MOST
    assert "it leads to no file" in shown
    assert "and 500 findings more; --format json lists all of them" in shown
    assert "more" not in FORMATS[form](many(MOST), {})


def test_json_lists_every_finding() -> None:
    assert len(json.loads(FORMATS["json"](many(MOST + 500), {}))) == MOST + 500


def test_a_message_that_repeats_a_long_text_is_cut() -> None:
    finding = Diagnostic(Rule.UNKNOWN_KEY, "x" * 10_000, Span("notes/a.md"), "y" * 10_000)

    assert all(len(FORMATS[form]([finding], {})) < 5_000 for form in ("text", "github"))
