"""YAML into typed records: nothing an author writes is lost, misread or blamed on the wrong place."""

from datetime import date
from enum import StrEnum
from typing import Annotated

import pytest
import yaml
from conftest import place, underlined
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Meta, Struct

from briefing.model.diagnostics import Diagnostic, Rule, Span
from briefing.notes.records import (
    DecodedRecord,
    DecodeError,
    Fields,
    Grammar,
    Items,
    Leaf,
    Tree,
    read_record,
    read_tree,
    yaml_tree,
)


class Colour(StrEnum):
    """One of a few words."""

    RED = "red"
    GREEN = "green"


class Part(Struct, frozen=True):
    """A record within a record."""

    name: str
    weight: str = ""


class Thing(Struct, frozen=True, kw_only=True):
    """A record of every shape that a field may have."""

    name: Annotated[str, Meta(description="what it is called")]
    day: date | None = None
    colour: Colour = Colour.RED
    secret: bool = False
    tags: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    counts: dict[str, str] = {}
    levels: dict[Colour, str | dict[str, str]] = {}
    address: Annotated[str, Meta(pattern="^https?://\\S+$", description="where it stands")] = ""


GRAMMAR = Grammar(readers={}, ignored={}, nouns={Thing: "a thing"})


def read(text: str) -> DecodedRecord:
    """A `Thing` out of YAML, with the faults of both steps."""
    root, faults = read_tree(text, "thing.yaml")
    reading = read_record(root, Thing, GRAMMAR, Span("thing.yaml"))
    return DecodedRecord(reading.values, reading.spans, (*faults, *reading.problems))


def faults_of(text: str) -> tuple[Diagnostic, ...]:
    return read_tree(text, "thing.yaml")[1]


def plain(node: Tree | None) -> object:
    """A tree without its places, to compare with."""
    if isinstance(node, Fields):
        return {key: plain(entry.value) for key, entry in node.entries.items()}
    if isinstance(node, Items):
        return [plain(item) for item in node.items]
    return node.text if node else None


@pytest.fixture(params=["libyaml", "pure"])
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both loaders of PyYAML: a machine without a compiler has only the pure one."""
    if request.param == "pure":
        monkeypatch.setattr(yaml_tree, "_LOADERS", (yaml.SafeLoader, yaml.SafeLoader))


both_loaders = pytest.mark.usefixtures("loader")


# --- what is typed is what is read -----------------------------------------------------------


@both_loaders
@pytest.mark.parametrize(
    "typed",
    [
        "no", "Norway", "yes", "on", "off", "True",
        "1.10", "0123", "0x1F", "1_000", "1e3", ".5", "+1", "550,000",
        "12:30:00", "190:20:30", "2026-02-31", "2026-02-03T10:00:00Z",
        "=", "<<", "a#b", "a: b".replace(": ", ":"), "C:\\notes", "中文：冒号", "naïve", "😀",
    ],
)  # fmt: skip
def test_a_scalar_stays_the_text_that_was_typed(typed: str) -> None:
    assert plain(read_tree(f"value: {typed}\n", "thing.yaml")[0]) == {"value": typed}


@both_loaders
@pytest.mark.parametrize("typed", ["", "~", "null", "Null", "NULL"])
def test_an_empty_value_is_none(typed: str) -> None:
    assert plain(read_tree(f"value: {typed}\n", "thing.yaml")[0]) == {"value": None}


@both_loaders
@pytest.mark.parametrize("typed", ['""', '"~"', "'null'"])
def test_what_stands_in_quotes_is_text(typed: str) -> None:
    assert plain(read_tree(f"value: {typed}\n", "thing.yaml")[0]) == {"value": typed.strip("\"'")}


@both_loaders
@pytest.mark.parametrize("text", ["", "\n\n", "# only a remark\n", "---\n", "--- # begin\n...\n"])
def test_an_empty_document_is_no_tree_and_no_fault(text: str) -> None:
    assert read_tree(text, "thing.yaml") == (None, ())


@both_loaders
def test_an_alias_means_what_it_points_to() -> None:
    assert plain(read_tree("a: &x [1, 2]\nb: *x\n", "thing.yaml")[0]) == {"a": ["1", "2"], "b": ["1", "2"]}


@both_loaders
def test_a_merge_key_is_a_key_like_any_other() -> None:
    assert plain(read_tree("<<: {a: 1}\nb: 2\n", "thing.yaml")[0]) == {"<<": {"a": "1"}, "b": "2"}


# --- what YAML itself cannot read ---------------------------------------------------------------


@both_loaders
@pytest.mark.parametrize(
    ("text", "where", "message"),
    [
        ("a: b\n\tc: d\n", "2:1", "a tab where YAML needs spaces"),
        ("a:\n\t- b\n", "2:1", "a tab where YAML needs spaces"),
        ("a: 中文\nb:\tc\n", "2:3", "a tab where YAML needs spaces"),
        ("a: Storage: where\n", "1:11", "this line has a second `:`"),
        ("储能: 电网: 何处\n", "1:7", "this line has a second `:`"),
        ("a\nb: c\n", "1:1", "a key without `:`"),
        ("a: b\nc\nd: e\n", "2:1", "a key without `:`"),
        ('a: "b\nc: d\n', "1:4", "a quote that is opened here is never closed"),
        ("a: 1\nb: 'it is\n", "2:4", "a quote that is opened here is never closed"),
        ("a: [b, c\nd: e\n", "1:4", "a `[` or `{` that is never closed"),
        ("标签: [储能, 电网\n", "1:5", "a `[` or `{` that is never closed"),
        ("a: {b: c\n", "1:4", "a `[` or `{` that is never closed"),
        ('a: "C:\\data"\n', "1:8", "`\\` begins an escape between double quotes"),
        ("a: @iea-2024\n", "1:4", "a YAML value cannot begin with `@`"),
        ("a: `b`\n", "1:4", "a YAML value cannot begin with ```"),
        ("a: %b\n", "1:4", "a YAML value cannot begin with `%`"),
        ("a: *b\n", "1:4", "`*` begins a YAML alias here"),
        ("a: **bold**\n", "1:4", "`*` begins a YAML alias here"),
        ('a: "b" c\n', "1:8", "the quote before this ends the value"),
        ("a:\n  b: c\n d: e\n", "3:2", "this line does not fit the ones before it"),
        ("- a\nb: c\n", "2:1", "this line does not fit the ones before it"),
        ("a: 1\n---\nb: 2\n", "2:1", "a second document begins here"),
        ("a: b\x01c\n", "1:5", "the character U+0001 is not allowed here"),
        ("a: 中\x00文\n", "1:5", "the character U+0000 is not allowed here"),
        ("a: b\nc: d\u2028e\n", "2:5", "the character U+2028 is not allowed here"),
        ("a: b\nc: d\x85e\n", "2:5", "the character U+0085 is not allowed here"),
        ("a: b\ufeffc\n", "1:5", "the character U+FEFF is not allowed here"),
        ("a: \ud800\n", "1:4", "the character U+D800 is not allowed here"),
        ('a: "\\x01"\n', "1:4", "the character U+0001 is not allowed here"),
        ('a: "\\uD800"\n', "1:4", "the character U+D800 is not allowed here"),
        ('a: "\\UFFFFFFFF"\n', "1:5", "`\\UFFFFFFFF` is not allowed here"),
        (
            "a: !!python/object:os.system ls\n",
            "1:4",
            "`tag:yaml.org,2002:python/object:os.system` is a YAML tag, which notes do not use",
        ),
        ("a: !secret x\n", "1:4", "`!secret` is a YAML tag, which notes do not use"),
        ("? [a]\n: b\n", "1:3", "a key must be plain text"),
        ("a: &x [*x]\nb: c\n", "1:4", "this is nested too deeply, or its aliases multiply"),
    ],
)
def test_a_fault_of_yaml_is_said_plainly_and_where_it_stands(text: str, where: str, message: str) -> None:
    (fault,) = faults_of(text)

    assert (place(fault), fault.message) == (f"{where} invalid-yaml", message)


DEEPER = "this line is indented deeper than the one above it, whose value it would continue"
IN_QUOTES = "put the value in quotes"
SLIPS = [
    ("title: Storage: where # see", "1:15", "this line has a second `:`", f'{IN_QUOTES}: "Storage: where"'),
    ('title: The "plan": where', "1:18", "this line has a second `:`", f"{IN_QUOTES}: 'The \"plan\": where'"),
    ("cite: @iea-2024, ¶2", "1:7", "a YAML value cannot begin with `@`", f'{IN_QUOTES}: "@iea-2024, ¶2"'),
    ("cite: [@iea-2024]", "1:8", "a YAML value cannot begin with `@`", IN_QUOTES),
    (
        "value: > 412 MW",
        "1:8",
        "`>` at the beginning of a value opens a block of several lines",
        f'{IN_QUOTES}: "> 412 MW"',
    ),
    ("a: 1\nsegment:farms", "2:1", "a `:` without a space after it", "write `segment: farms`"),
    (
        "a: 1\nsegment：farms",
        "2:1",
        "a full-width `：` where YAML needs a `:` and a space",
        "write `segment: farms`",
    ),
    ("a: 1\nb:\u00a0c", "2:3", "an unusual space (U+00A0) where YAML needs a plain one", "replace it with a space"),
    ("x:\n  crop:\n  label: Crop\n\n    kind: a", "5:5", DEEPER, "give both lines the same indentation"),
    ("a:\n  - id: b\n  -id: c", "3:3", "a `-` without a space after it", "write `- id: c`"),
    ("a: 'the farm's trees'", "1:14", "the quote before this ends the value", "write `''` for an apostrophe"),
    ("a: b\nc: - d", "2:4", "`- ` begins an item of a list, which has a line of its own", f'{IN_QUOTES}: "- d"'),
    ("title: Crop report #12", "1:20", "`#12` is a comment in YAML, and would be lost", IN_QUOTES),
]


@both_loaders
@pytest.mark.parametrize(("text", "where", "message", "hint"), SLIPS)
def test_a_slip_in_yaml_is_told_by_what_was_typed(text: str, where: str, message: str, hint: str) -> None:
    (fault,) = faults_of(f"{text}\nlast: line\n")

    assert (place(fault), fault.message) == (f"{where} invalid-yaml", message)
    assert fault.hint.startswith(hint)


@both_loaders
@pytest.mark.parametrize(
    "text", ["a: b # see #12", 'a: "Report #12"', "a: |\n  Report #12", "a: b #todo", "a: 'b' # 12"]
)
def test_a_comment_that_is_one_hurts_nobody(text: str) -> None:
    assert faults_of(f"{text}\n") == ()


@both_loaders
def test_a_tab_at_the_end_of_a_line_hurts_nobody() -> None:
    assert read_tree("a: b\t\nc: d \t\n", "thing.yaml")[1] == ()


@both_loaders
def test_places_are_those_of_the_file_that_the_text_was_cut_from() -> None:
    _, (fault,) = read_tree("a: b\nc: [d\n", "thing.yaml", first_line=10)

    assert fault.span == Span("thing.yaml", 11, 4)


@both_loaders
def test_a_key_that_is_given_twice_is_reported_where_it_stands_again() -> None:
    text = "储能: 1\n电网: 2\n储能: 3\n"
    (fault,) = faults_of(text)

    assert place(fault) == "3:1 duplicate-key"
    assert underlined(fault, text) == "储能"
    assert fault.hint == "it is already on line 1; keep one of the two"


@both_loaders
def test_what_follows_an_alias_of_itself_is_still_read() -> None:
    assert plain(read_tree("a: &x [*x]\nb: c\n", "thing.yaml")[0]) == {"a": [None], "b": "c"}


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "{a: " * 100_000,
        "- " * 100_000,
        "? " * 100_000,
        "a:\n" + "".join(" " * i + "a:\n" for i in range(1, 400)),
    ],
    ids=["brackets", "braces", "dashes", "questions", "indents"],
)
@both_loaders
def test_no_depth_of_nesting_crashes_the_program(text: str) -> None:
    (fault,) = faults_of(text)

    assert fault.rule is Rule.INVALID_YAML
    assert "too deeply" in fault.message


@both_loaders
def test_a_long_text_that_aliases_repeat_counts_each_time() -> None:
    text = f"authors: [&a {'x' * 20_000}, {'*a, ' * 4_000}]\n"
    _, faults = read_tree(text, "note.md")

    assert [fault.message for fault in faults] == ["this is nested too deeply, or its aliases multiply"]


def test_a_text_may_be_repeated_as_often_as_an_author_would() -> None:
    _, faults = read_tree(f"authors: [&a {'x' * 300}, {'*a, ' * 500}]\n", "note.md")

    assert faults == ()


def test_exponential_aliases_are_rejected() -> None:
    levels = "\n".join(f"l{i}: &l{i} [{', '.join([f'*l{i - 1}'] * 9)}]" for i in range(1, 30))
    (fault,) = faults_of(f"l0: &l0 [x, x, x, x, x, x, x, x, x]\n{levels}\n")

    assert fault.message == "this is nested too deeply, or its aliases multiply"


BY_KEYS = "write each on its own line, without a `-` before it"

# --- into records -----------------------------------------------------------------------------------


@both_loaders
@pytest.mark.parametrize(
    ("text", "where", "message", "hint"),
    [
        ("colour: green", "1:1 missing-key", "a thing needs `name`", "what it is called"),
        ("name:", "1:1 missing-key", "a thing needs `name`", "what it is called"),
        ("name: ''", "1:7 missing-key", "`name` is empty", "what it is called"),
        ("nam: x", "1:1 unknown-key", "`nam` is not a key of a thing", "did you mean `name`?"),
        ("name: x\nday: 2026-02-31", "2:6 not-a-date", "`2026-02-31` is not a date", "February 2026 has 28 days"),
        ("name: x\nday: 2024-02-30", "2:6 not-a-date", "`2024-02-30` is not a date", "February 2024 has 29 days"),
        (
            "name: x\nday: 2026-13-01",
            "2:6 not-a-date",
            "`2026-13-01` is not a date",
            "did you mean `2026-01-13`?",
        ),
        (
            "name: x\nday: 0000-01-01",
            "2:6 not-a-date",
            "`0000-01-01` is not a date",
            "write year, month and day, as 2026-02-03",
        ),
        ("name: x\nday: 3 Feb 2026", "2:6 not-a-date", "`3 Feb 2026` is not a date", "did you mean `2026-02-03`?"),
        ("name: x\nday: 13/02/2026", "2:6 not-a-date", "`13/02/2026` is not a date", "did you mean `2026-02-13`?"),
        ("name: x\nday: 20260213", "2:6 not-a-date", "`20260213` is not a date", "did you mean `2026-02-13`?"),
        ("name: x\nday: “2026-02-13”", "2:6 not-a-date", "`“2026-02-13”` is not a date", "did you mean `2026-02-13`?"),
        (
            "name: x\nday: 03/02/2026",
            "2:6 not-a-date",
            "`03/02/2026` is not a date",
            "write year, month and day: `2026-02-03` or `2026-03-02`",
        ),
        ("{name:x}", "1:2 unknown-key", "`name:x` has no space after its `:`", "write `name: x`"),
        ("name: 储能\ncolour: 红", "2:9 invalid-value", "`colour` cannot be `红`", "it is one of `red`, `green`"),
        ("name: x\ncolour: gren", "2:9 invalid-value", "`colour` cannot be `gren`", "did you mean `green`?"),
        ("name: x\nsecret: yes", "2:9 invalid-value", "`secret` cannot be `yes`", "it is one of `true`, `false`"),
        ("name: x\ntags: 储能", "2:7 invalid-value", "`tags` takes a list", "write it as `tags: [储能]`"),
        ("name: x\ntags: [a, [b]]", "2:11 invalid-value", "`tags` takes one value, not a list or a group of keys", ""),
        (
            "name: x\ntags:\n  - a\n  -",
            "4:4 invalid-value",
            "an item of `tags` is empty",
            "write it, or delete its dash",
        ),
        (
            "name: {a: b}",
            "1:7 invalid-value",
            "`name` takes one value, not a list or a group of keys",
            "what it is called",
        ),
        (
            "name: x\nparts: [a]",
            "2:9 invalid-value",
            "a part is written with its keys",
            "write it as `{name: …}`",
        ),
        ("name: x\nparts:\n  - weight: 1", "3:5 missing-key", "a part needs `name`", ""),
        (
            "name: x\nparts:\n  - {name: a, wait: 1}",
            "3:15 unknown-key",
            "`wait` is not a key of a part",
            "did you mean `weight`?",
        ),
        ("name: x\ncounts: [a]", "2:9 invalid-value", "`counts` takes `key: value` lines", BY_KEYS),
        (
            "name: x\nlevels: {pink: a}",
            "2:10 invalid-value",
            "`levels` cannot be `pink`",
            "it is one of `red`, `green`",
        ),
        ("name: x\naddress: ftp://x", "2:10 invalid-value", "`address` cannot be `ftp://x`", "where it stands"),
        (
            'name: x\naddress: "https://x.org\\n"',
            "2:10 invalid-value",
            "`address` cannot be `https://x.org\n`",
            "where it stands",
        ),
        ("- name: x", "1:1 invalid-value", "a thing is written as `key: value` lines", ""),
    ],
)
def test_an_error_in_a_record_has_its_key_its_span_and_a_hint(text: str, where: str, message: str, hint: str) -> None:
    (fault,) = read(text).problems

    assert (place(fault), fault.message, fault.hint) == (where, message, hint)


@both_loaders
def test_an_error_in_one_value_does_not_affect_the_others() -> None:
    reading = read("name: x\nday: never\ncolour: green\nparts:\n  - {name: a}\n  - {weight: 2}\n")

    assert reading.values == {"name": "x", "colour": Colour.GREEN, "parts": (Part("a"),)}


@both_loaders
def test_every_fault_is_said_at_once() -> None:
    reading = read("nam: x\nday: never\nday: 2026-02-03\ntags: a\n")

    assert [fault.rule for fault in reading.problems] == [
        Rule.DUPLICATE_KEY, Rule.UNKNOWN_KEY, Rule.NOT_A_DATE, Rule.INVALID_VALUE,
    ]  # fmt: skip


@both_loaders
def test_the_place_of_each_value_is_remembered() -> None:
    text = "name: 储能\ntags: [中, 文]\nparts:\n  - {name: a}\n"
    spans = read(text).spans

    assert {name: (span.line, span.column, span.length) for name, span in spans.items()} == {
        "name": (1, 7, 2),
        "tags": (2, 7, 6),
        "tags[0]": (2, 8, 1),
        "tags[1]": (2, 11, 1),
        "parts": (3 + 1, 3, 1),
        "parts[0]": (4, 5, 9),
        "parts[0].name": (4, 12, 1),
    }


def test_the_shape_of_a_value_chooses_between_two_types() -> None:
    assert read("name: x\nlevels: {red: a, green: {b: c}}").values["levels"] == {
        Colour.RED: "a",
        Colour.GREEN: {"b": "c"},
    }


def test_a_reader_of_its_own_goes_before_the_types() -> None:
    def shout(node: Tree) -> str:
        if not isinstance(node, Leaf) or not node.text:
            raise DecodeError("nothing to shout")
        return node.text.upper()

    root, _ = read_tree("name: x\n", "thing.yaml")
    reading = read_record(root, Thing, Grammar({str: shout}, {}, {}), Span("thing.yaml"))

    assert reading.values == {"name": "X"}


# --- whatever is written ----------------------------------------------------------------------------

FRAGMENTS = st.sampled_from(
    ["a", "name", "day", ": ", ":", "- ", "\n", "  ", "\t", '"', "'", "[", "]", "{", "}", ", ", "&x ", "*x", "|", ">",
     "? ", "%", "@", "`", "\\", "\\U", "FFFFFFFF", "\\x01", "中", "\u2028", "\x85", "\ufeff", "\0", "---", "...", "~",
     "null", "<<", "2026-02-31", "\ud800", "😀", "\r"]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=40), st.lists(FRAGMENTS, max_size=25).map("".join))


@given(TEXTS)
def test_no_text_raises(text: str) -> None:
    lines = text.count("\n") + 1

    assert all(1 <= fault.span.line <= lines and fault.span.column >= 1 for fault in read(text).problems)


@given(TEXTS)
def test_both_loaders_say_the_same(text: str) -> None:
    first = read(text).problems
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml_tree, "_LOADERS", (yaml.SafeLoader, yaml.SafeLoader))
        second = read(text).problems

    assert first == second


UNPRINTABLE = "\ufeff\u2028\u2029\ufffe\uffff"
PRINTABLE = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters=UNPRINTABLE), min_size=1)
WORDS = PRINTABLE.filter(lambda text: bool(text.strip()))
THINGS = st.builds(
    Thing,
    name=WORDS,
    day=st.dates(),
    colour=st.sampled_from(Colour),
    secret=st.booleans(),
    tags=st.lists(WORDS).map(tuple),
    parts=st.lists(st.builds(Part, name=WORDS, weight=WORDS)).map(tuple),
    counts=st.dictionaries(WORDS, WORDS),
    levels=st.dictionaries(st.sampled_from(Colour), WORDS | st.dictionaries(WORDS, WORDS, min_size=1)),
    address=st.just("https://example.org/地图"),
)


@given(THINGS, st.booleans(), st.booleans())
def test_a_record_that_was_written_is_read_back(thing: Thing, flow: bool, escaped: bool) -> None:
    written = {
        "name": thing.name,
        "day": f"{thing.day}",
        "colour": thing.colour.value,
        "secret": "true" if thing.secret else "false",
        "tags": list(thing.tags),
        "parts": [{"name": part.name, "weight": part.weight} for part in thing.parts],
        "counts": thing.counts,
        "levels": {colour.value: level for colour, level in thing.levels.items()},
        "address": thing.address,
    }
    text = yaml.safe_dump(written, default_flow_style=flow, allow_unicode=not escaped, width=10_000)
    reading = read(text)

    assert reading.problems == ()
    assert Thing(**reading.values) == thing  # type: ignore[arg-type] # the values are what is being tested
