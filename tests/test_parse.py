"""Texts into notes, settings and sources: dates, places of caveats, and what is left of a broken file."""

import datetime

import pytest
from conftest import NOTE, SITE, SOURCES, checked, place
from hypothesis import given
from hypothesis import strategies as st

from briefing.disk.project_files import text_of
from briefing.model import ChangeKind, PartialDate, Source, Status, Text
from briefing.model.diagnostics import Diagnostic, Rule
from briefing.notes import parse_bibliography, parse_note, parse_settings


def source_of(fields: str) -> tuple[Source | None, tuple[Diagnostic, ...]]:
    bibliography = parse_bibliography(
        Text("notes/sources.yaml", f"references:\n  - {{id: a, type: report, title: Power, {fields}}}\n")
    )
    return bibliography.sources.get("a"), bibliography.problems


# --- notes --------------------------------------------------------------------------------------


def test_everything_in_the_front_matter_is_read() -> None:
    front = """\
---
title: Storage
segment: power
date: 2026-02-03
summary: >-
  Where the batteries
  went.
authors: [Ada Lund, 王小明]
tags: [north]
lang: zh
updated: 2026-02-04
aliases: [old/storage]
status: draft
history:
  - {date: 2026-02-05, kind: correction, text: A digit was wrong.}
---
"""
    note = parse_note(Text("notes/2026/note.md", front))

    assert note.problems == ()
    assert (note.path, note.page_path, note.front.summary) == (
        "2026/note.md",
        "2026/note.html",
        "Where the batteries went.",
    )
    assert (note.front.authors, note.front.status, note.front.lang) == (("Ada Lund", "王小明"), Status.DRAFT, "zh")
    assert note.front.history[0].kind is ChangeKind.CORRECTION
    assert note.changed == datetime.date(2026, 2, 5)


@pytest.mark.parametrize("end", ["---", "...", "---  "])
def test_the_front_matter_ends_with_dashes_or_points(end: str) -> None:
    note = parse_note(Text("notes/note.md", NOTE.replace("\n---\n", f"\n{end}\n") + "Text."))

    assert note.problems == ()
    assert note.body.parts == ("<p>Text.</p>\n",)


def test_a_rule_in_the_text_is_no_end_of_the_front_matter() -> None:
    note = parse_note(Text("notes/note.md", NOTE + "One.\n\n---\n\nTwo.\n"))

    assert "".join(str(part) for part in note.body.parts) == "<p>One.</p>\n<hr>\n<p>Two.</p>\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the note has no front matter"),
        ("Text.\n", "the note has no front matter"),
        ("\n---\ntitle: x\n---\n", "the note has no front matter"),
        ("---\ntitle: x\n", "the front matter is never closed"),
        ("----\ntitle: x\n----\n", "the front matter is never closed"),
    ],
)
def test_a_note_without_front_matter_says_what_it_lacks(text: str, message: str) -> None:
    assert [problem.message for problem in parse_note(Text("notes/note.md", text)).problems] == [message]


def test_an_empty_front_matter_lacks_everything() -> None:
    problems = parse_note(Text("notes/note.md", "---\n---\n")).problems

    assert [problem.message for problem in problems] == [
        "a note needs `title`", "a note needs `date`", "a note needs `summary`", "a note needs `segment`",
    ]  # fmt: skip


def test_no_key_is_reported_missing_if_the_yaml_is_broken() -> None:
    note = parse_note(Text("notes/note.md", "---\ntitle: a: b\n---\nSaid [@a].\n"))

    assert [str(problem.rule) for problem in note.problems] == ["invalid-yaml"]
    assert note.front.title == "note"
    assert [cite.written for cite in note.body.cites] == ["[@a]"]


def test_bytes_that_are_no_utf8_are_reported_once_and_shown_as_such() -> None:
    note = parse_note(Text("notes/note.md", NOTE + "储能 \udcff \udcfe"))

    assert [place(problem) for problem in note.problems] == ["7:4 invalid-encoding"]
    assert "".join(map(str, note.body.parts)) == "<p>储能 \ufffd \ufffd</p>\n"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_told_once_and_is_read_all_the_same(encoding: str) -> None:
    content = (NOTE + "储能 [@a]").replace("\n", "\r\n").encode(encoding)
    note = parse_note(text_of(content, "notes/note.md"))

    assert [(place(found), found.message) for found in note.problems] == [
        ("1:1 invalid-encoding", "the file is UTF-16, not UTF-8")
    ]
    assert (note.front.title, [cite.written for cite in note.body.cites]) == ("Storage", ["[@a]"])


CONFLICT = "<<<<<<< HEAD\n{}=======\n{}>>>>>>> theirs\n"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (NOTE + "Text.\n\n" + CONFLICT.format("Ours.\n\n", "Theirs.\n"), ["9:1 foreign-syntax"]),
        (NOTE + CONFLICT.format("> Ours.\n\nMore.\n\n", ""), ["7:1 foreign-syntax"]),
        (NOTE.replace("title: Storage\n", CONFLICT.format("title: Storage\n", "title: Power\n")), ["2:1 invalid-yaml"]),
        (NOTE + "```\n" + CONFLICT.format("a\n", "b\n") + "```\n", []),
        (NOTE + "It is <<<<<<< less.\n", []),
    ],
)
def test_two_versions_that_git_left_are_never_published(text: str, found: list[str]) -> None:
    problems = parse_note(Text("notes/note.md", text)).problems

    assert [place(problem) for problem in problems] == found
    assert all("git left two versions here" in problem.message for problem in problems)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        (f"{NOTE}It sold \u202e321\u202c trams", ["7:9 bidi-control"]),
        (f"{NOTE}It sold &#8238;321&#8236; trams", ["7:9 bidi-control"]),
        (f"{NOTE}It sold &#x202E;321 trams", ["7:9 bidi-control"]),
        (f"{NOTE}It sold \u2066321\u2069\n\ntrams\u202d", ["7:9 bidi-control", "9:6 bidi-control"]),
        (NOTE.replace("Storage", "Stor\u2067age"), ["2:12 bidi-control"]),
        (NOTE.replace("Storage", '"Stor\\u202eage"'), ["2:13 bidi-control"]),
        (f"{NOTE}A \x07 bell and \x1b[31m red", ["7:3 control-character"]),
        (f"{NOTE}A page\x0c ends", ["7:7 control-character"]),
        (f"{NOTE}A page&#12; ends", ["7:7 control-character"]),
        (f"{NOTE}A \x9b sign and \x7f", ["7:3 control-character"]),
        (
            f"{NOTE}A \udcff byte, \u202e a turn and \x08 a control",
            ["7:3 invalid-encoding", "7:11 bidi-control", "7:24 control-character"],
        ),
        (f"{NOTE}A tab\tand a \\u202e in prose, a &shy; and a soft\u00adhyphen", []),
    ],
)
def test_what_a_reader_cannot_see_as_it_is_written_is_refused_at_its_place(text: str, places: list[str]) -> None:
    problems = parse_note(Text("notes/note.md", text)).problems

    assert [place(problem) for problem in problems if problem.rule is not Rule.AMBIGUOUS_NUMBER] == places


def test_sources_and_settings_are_held_to_the_same() -> None:
    texts = {
        "notes/site.yaml": SITE.replace("title: Power", "title: Pow\u202eer", 1),
        "notes/sources.yaml": SOURCES.replace("title: Power", 'title: "Pow\\u202eer"'),
    }

    assert sorted((f.span.path, str(f.rule)) for f in checked(texts)) == [
        ("notes/site.yaml", "bidi-control"),
        ("notes/sources.yaml", "bidi-control"),
    ]


FRONT_MATTER_OF_OTHERS = [
    ("draft: true", "write `status: draft`"),
    ("categories: [grid]", "did you mean `tags`?"),
    ("description: x", "did you mean `summary`?"),
    ("figures: {a: {label: A, kind: actual, value: 4 GW, cite: iea-2024, source: x}}", "did you mean `cite`?"),
    ("figures: {a: {label: A, kind: actual, value: 4 GW, cite: iea-2024, year: 2025}}", "did you mean `period`?"),
    (
        "figures: {a: {label: A, kind: actual, value: 4 GW, cite: iea-2024, unit: GW}}",
        "write it in `value`: RMB 200 billion",
    ),
    ("history: Corrected", "write it as `history: [{date: …, kind: …, text: …}]`"),
]


@pytest.mark.parametrize(("line", "hint"), FRONT_MATTER_OF_OTHERS)
def test_what_another_tool_calls_otherwise_is_named(line: str, hint: str) -> None:
    (fault,) = checked({"notes/note.md": NOTE.replace("segment: power", f"segment: power\n{line}")})

    assert fault.hint == hint


def test_a_key_in_capitals_is_not_missing_as_well() -> None:
    (fault,) = checked({"notes/note.md": NOTE.replace("segment:", "Segment:")})

    assert (fault.rule, fault.hint) == ("unknown-key", "did you mean `segment`?")


def test_a_key_of_chinese_letters_is_reported_in_its_own_words() -> None:
    texts = {"notes/note.md": NOTE.replace("title: Storage", "title: 储能\n标题: 储能")}

    assert [(place(f), f.message) for f in checked(texts)] == [("3:1 unknown-key", "`标题` is not a key of a note")]


# --- sources -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-02-03", PartialDate(2026, 2, 3)),
        ("2026-02", PartialDate(2026, 2)),
        ("2026", PartialDate(2026)),
        ("2026~", PartialDate(2026, circa=True)),
        ("'2026?'", PartialDate(2026, circa=True)),
        ("2026-02-03/2026-02-09", PartialDate(2026, 2, 3, end=PartialDate(2026, 2, 9))),
        ("2026-02-03/2026-02-03", PartialDate(2026, 2, 3)),
        ("2026/02/03", PartialDate(2026, 2, 3)),
        ("2026/2/3", PartialDate(2026, 2, 3)),
        ("2026/02", PartialDate(2026, 2)),
        ("2026/2027", PartialDate(2026, end=PartialDate(2027))),
        ("2026-2027", PartialDate(2026, end=PartialDate(2027))),
        ("{date-parts: [[2026, 2, 3]]}", PartialDate(2026, 2, 3)),
        ("{date-parts: [[2026, 2]]}", PartialDate(2026, 2)),
        ("{date-parts: [['2026']], circa: true}", PartialDate(2026, circa=True)),
        ("{date-parts: [[2026]], circa: false}", PartialDate(2026)),
        ("{date-parts: [[2026, 1], [2026, 2]]}", PartialDate(2026, 1, end=PartialDate(2026, 2))),
        ("{date-parts: [[2026], [0]]}", PartialDate(2026, end=PartialDate())),
        ("{date-parts: [2026, 2]}", PartialDate(2026, 2)),
        ("[[2026, 2]]", PartialDate(2026, 2)),
        ("{date-parts: [[-300]]}", PartialDate(-300)),
        ("{date-parts: [[2026, 13]]}", PartialDate(2026, season=1)),
        ("{date-parts: [[2026]], season: 4}", PartialDate(2026, season=4)),
        ("{year: 2014, month: 12, day: 31}", PartialDate(2014, 12, 31)),
        ("[{year: 2014, month: 12, day: 31}]", PartialDate(2014, 12, 31)),
        ("[{year: 2014, month: 12}, {year: 2015}]", PartialDate(2014, 12, end=PartialDate(2015))),
        ("[{year: 2014, season: 2}]", PartialDate(2014, season=2)),
        ("2026-02-03T10:00:00Z", PartialDate(2026, 2, 3)),
        ("'2026-02-03 10:00'", PartialDate(2026, 2, 3)),
        ("2026-02~", PartialDate(2026, 2, circa=True)),
        ("'2026-?02-03'", PartialDate(2026, 2, 3, circa=True)),
        ("2026-XX-XX", PartialDate(2026)),
        ("199X", PartialDate(text="1990s")),
        ("19XX", PartialDate(text="1900s")),
        ("2026-21", PartialDate(2026, season=1)),
        ("2026-34", PartialDate(2026, text="Q2 2026")),
        ("2026-41", PartialDate(2026, text="H2 2026")),
        ("-0299", PartialDate(-300)),
        ("Y-17000", PartialDate(-17001)),
        ("1950S2", PartialDate(1950, circa=True)),
        ("2026/..", PartialDate(2026, end=PartialDate())),
        ("2026-03/2026", PartialDate(2026, 3, end=PartialDate(2026))),
        ("-0044/-0040", PartialDate(-45, end=PartialDate(-41))),
        ("2026/", PartialDate(2026, end=PartialDate())),
        ("../2026-02", PartialDate(2026, 2, text="until 2026-02")),
        ("'[1667, 1668]'", PartialDate(1667, text="1667 or 1668")),
        ("'{1667..1669}'", PartialDate(1667, text="1667–1669")),
        ("May 2020", PartialDate(2020, 5)),
        ("Feb. 2020", PartialDate(2020, 2)),
        ("5 May 2020", PartialDate(2020, 5, 5)),
        ("'May 5, 2020'", PartialDate(2020, 5, 5)),
        ("Spring 2026", PartialDate(2026, season=1)),
        ("{raw: 2026-02}", PartialDate(2026, 2)),
        ("{raw: in the year of the tern}", PartialDate(text="in the year of the tern")),
        ("{literal: Spring 2026}", PartialDate(text="Spring 2026")),
        ("{raw: Spring 2026}", PartialDate(2026, season=1)),
        ("{}", PartialDate()),
        ("{date-parts: [[null]]}", PartialDate()),
        ("{date-parts: [[2026, 2, 3]], date-time: 2026-02-03T00:00:00Z, timestamp: 1}", PartialDate(2026, 2, 3)),
        ("{date-parts: [[2026, 0, 0]]}", PartialDate(2026)),
        ("2026-02-00", PartialDate(2026, 2)),
        ("c. 1850", PartialDate(1850, circa=True)),
        ("2026-2-3", PartialDate(2026, 2, 3)),
        ("2026.02.03", PartialDate(2026, 2, 3)),
        ("20260203", PartialDate(2026, 2, 3)),
        ("2026/27", PartialDate(2026, end=PartialDate(2027))),
        ("Q3 2026", PartialDate(2026, text="Q3 2026")),
        ("2026-Q3", PartialDate(2026, text="Q3 2026")),
        ("H1 2026", PartialDate(2026, text="H1 2026")),
        ("2026年2月", PartialDate(2026, 2)),
        ("n.d.", PartialDate(text="n.d.")),
        ("forthcoming", PartialDate(text="forthcoming")),
    ],
)
def test_a_date_of_a_source_may_be_known_in_part(written: str, read: PartialDate) -> None:
    source, problems = source_of(f"issued: {written}")

    assert problems == ()
    assert source
    assert source.issued == read


WORDS = "write it as 2026-02-03, 2026-02 or 2026; words go under `literal:`"
NO_PARTS = "the `date-parts` are not year, month and day"
PARTS = "write `date-parts: [[2026, 2, 3]]`, or simply 2026-02-03"


@pytest.mark.parametrize(
    ("written", "message", "hint"),
    [
        ("2026-02-31", "`2026-02-31` is not a date", "February 2026 has 28 days"),
        ("2026/02/31", "`2026/02/31` is not a date", "February 2026 has 28 days"),
        ("2026-13", "`2026-13` is not a date", WORDS),
        ("soon", "`soon` is not a date", WORDS),
        ("H3 2026", "`H3 2026` is not a date", WORDS),
        (
            "03/02/2026",
            "`03/02/2026` is not a date",
            "write year, month and day: `2026-02-03` or `2026-03-02`",
        ),
        ("20260231", "`2026, 02, 31` is not a date", "February 2026 has 28 days"),
        ("[x]", NO_PARTS, PARTS),
        ("987", "`987` is not a date", "a year has four digits: 0987, 2026"),
        ("{date-parts: [[--3]]}", NO_PARTS, PARTS),
        ("{date-parts: [[2026, x]]}", NO_PARTS, PARTS),
        ("{date-parts: [[2026, 2, 31]]}", "`2026, 2, 31` is not a date", "February 2026 has 28 days"),
        ("{date-parts: [[0]]}", "`0` is not a date", "there is no year 0: -1 is 1 BC"),
        (f"{{date-parts: [[{'9' * 5000}]]}}", NO_PARTS, PARTS),
        ("2026-02-09/2026-02-05", "the span ends before it begins", "write the earlier date first"),
        ("{date-parts: [[2026], [2025]]}", "the span ends before it begins", "write the earlier date first"),
        (
            "{date_parts: [[2026]]}",
            "`date_parts` is not a key of a date",
            "its keys are `date-parts`, `literal`, `raw`, `circa`",
        ),
        ("{circa: true}", "a date has no year", "write it as 2026-02-03, 2026-02 or 2026"),
    ],
)
def test_a_date_of_a_source_that_is_none_is_reported(written: str, message: str, hint: str) -> None:
    _, (problem,) = source_of(f"issued: {written}")

    assert (problem.message, problem.hint) == (message, hint)


def test_a_source_may_hold_all_that_csl_knows() -> None:
    source, problems = source_of(
        "abstract: x, keyword: y, ISSN: 1234-5678, author: [{family: Lund, parse-names: true}]"
    )

    assert problems == ()
    assert source


def test_a_source_says_which_currency_its_signs_are() -> None:
    source, problems = source_of('custom: {currency: {"$": HKD, ¥: JPY}}')

    assert problems == ()
    assert source is not None
    assert source.custom.currencies == {"$": "HKD", "¥": "JPY"}
    assert hash(source)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ("publishr: x", "`publishr` is not a key of a source"),
        ("URL: see the shelf", "`URL` cannot be `see the shelf`"),
        ("DOI: '11.1000/182'", "`DOI` cannot be `11.1000/182`"),
        ("author: [[Lund]]", "a name is written with its keys"),
        ("author: [{famly: Lund}]", "`famly` is not a key of a name"),
        ("custom: {reliable: x}", "`reliable` is not a key of `custom`"),
        ("custom: {caveats: [{at: here, says: x, reading: y}]}", "`here` is not a place in a source"),
        ("custom: {caveats: [{at: pg. 3, says: x, reading: y}]}", "`pg. 3` is not a place in a source"),
        ("custom: {caveats: [{at: pp. 9–5, says: x, reading: y}]}", "the range 9–5 runs backwards"),
        ("custom: {caveats: [{at: [2], says: x, reading: y}]}", "the places of a caveat are one text"),
        ("custom: {caveats: [{at: p. 2, says: x}]}", "a caveat needs `reading`"),
        ("custom: {currency: {$: HKK}}", "`HKK` is not a currency"),
        ("custom: {currency: {$: krone}}", "`krone` is not a currency"),
        ("custom: {currency: HKD}", "`currency` takes `symbol: currency` lines"),
    ],
)
def test_a_fault_of_a_source_is_said_in_its_own_words(fields: str, message: str) -> None:
    _, problems = source_of(fields)

    assert [problem.message for problem in problems] == [message]


def test_of_two_sources_with_one_key_the_first_counts() -> None:
    text = "references:\n  - {id: a, type: report, title: One}\n  - {id: a, type: report, title: Two}\n"
    bibliography = parse_bibliography(Text("notes/sources.yaml", text))

    assert bibliography.sources["a"].title == "One"
    assert [(place(p), p.hint) for p in bibliography.problems] == [
        ("3:10 duplicate-id", "the other is on line 2; rename one of the two")
    ]


@pytest.mark.parametrize("key", ["'a b'", "'{a}'", "'a@b'", '"a\\n"', "''"])
def test_a_key_that_no_citation_could_name_is_refused(key: str) -> None:
    text = f"references:\n  - {{id: {key}, type: report, title: One}}\n"
    bibliography = parse_bibliography(Text("notes/sources.yaml", text))

    assert bibliography.sources == {}
    assert place(bibliography.problems[0]).startswith("2:10 ")


# --- settings ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("base_url: example.org", "`base_url` cannot be `example.org`"),
        ("base_url: https://example.org/?a", "`base_url` cannot be `https://example.org/?a`"),
        ("segments: [{id: Power, title: x}]", "`id` cannot be `Power`"),
        ("segments: [power]", "a segment is written with its keys"),
        ("segments: [{id: a, title: x}, {id: a, title: y}]", "two segments are called `a`"),
        ("rules: {missing-alt: sometimes}", "`missing-alt` cannot be `sometimes`"),
        ("rules: {missing-alt: {'*': sometimes}}", "`*` cannot be `sometimes`"),
        ("titel: x", "`titel` is not a key of site.yaml"),
    ],
)
def test_a_fault_of_the_settings_is_reported(line: str, message: str) -> None:
    project = parse_settings(Text("notes/site.yaml", f"title: Power\n{line}\n"))

    assert [problem.message for problem in project.problems] == [message]
    assert project.settings.title == "Power"


# --- whatever is written ------------------------------------------------------------------------------------

FRAGMENTS = st.sampled_from(
    ["---\n", "title: ", "date: ", "2026-02-31", "summary: x\n", "id: a\n", "- ", "references:\n", "issued: ", "{", "}",
     "[", "]", "date-parts: ", "--3", "9" * 5000, "custom:\n", "caveats: ", "at: ", "¶2", ": ", "\n", "  ", "[@a]",
     "rules:\n", "*: ", "&x ", "*x", "\udcff", "中", '"', "\\U", "FFFFFFFF", "\0"]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=60), st.lists(FRAGMENTS, max_size=30).map("".join))


@given(TEXTS)
def test_no_note_and_no_file_of_yaml_raises(text: str) -> None:
    problems = (
        *parse_note(Text("notes/note.md", text)).problems,
        *parse_note(Text("notes/note.md", f"---\n{text}\n---\n{text}")).problems,
        *parse_settings(Text("notes/site.yaml", text)).problems,
        *parse_bibliography(Text("notes/sources.yaml", text)).problems,
    )

    assert all(problem.message and problem.span.line >= 1 for problem in problems)
