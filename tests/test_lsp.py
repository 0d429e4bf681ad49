"""An editor's questions about a project, whose answers are functions of what is open and of a place in it."""

import re
from collections.abc import Iterable
from datetime import date

import pytest
from conftest import INDEX, SOURCES, Texts, note, project, verified
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from briefing.check.fixes import Edit, applied
from briefing.evidence.lock import format_lock
from briefing.incremental import Store
from briefing.model.diagnostics import Span
from briefing.resident.lsp.actions import actions, everything_certain
from briefing.resident.lsp.completion import completions
from briefing.resident.lsp.desk import Desk, Disk
from briefing.resident.lsp.hover import hover
from briefing.resident.lsp.pages import Page, Position, changed, normalized, path_of, prefix_of, roots_of, uri_of
from briefing.resident.lsp.places import Refused, definitions, references, with_name
from briefing.resident.lsp.symbols import Symbol, at
from briefing.verification.archive import SUFFIXES

NOTE = "notes/note.md"
LEDGER = """\
figures:
  built-2025: {label: Built in 2025, kind: actual, value: 4.2 GW, cite: "iea-2024, ¶2"}
  built-2024:
    label: Built in 2024
    kind: actual
    value: 3.5 GW
    cite: iea-2024, ¶3
  growth: {label: Growth, kind: derived, value: 20%, formula: built-2025 / built-2024 - 1}
headline: [built-2025]"""
ARCHIVE = {"iea-2024.txt": "Power in brief\nIn 2025 plants of 4.2 GW were built.\nA year before it was 3.5 GW.\n"}


def desk(texts: Texts, archive: Texts | None = None) -> Desk:
    """A project in memory, and its archive if there is one."""

    def read(name: str) -> tuple[bytes, str] | None:
        files = ((archive or {}).get(f"{name}{suffix}") for suffix in SUFFIXES)
        return next(((text.encode(), suffix) for text, suffix in zip(files, SUFFIXES, strict=True) if text), None)

    inputs = project(texts, drafts=True)
    return Desk(Disk(lambda: inputs, read if archive else None, lambda: 0, date(2026, 2, 3)), Store())


def cursor(body: str, front: str = "") -> tuple[dict[str, str], int]:
    """A project whose note has a `|` where the cursor is, and the cursor's offset."""
    texts = note(body, front)
    at_ = texts[NOTE].index("|")
    return {**texts, NOTE: texts[NOTE].replace("|", "", 1)}, at_


def text_of(found: Desk, span: Span) -> str:
    page = found.page(span.path)
    assert page
    return page.text[page.start(span) : page.end(span)]


# --- places -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "unit"), [("utf-16", 5), ("utf-8", 10), ("utf-32", 3)]
)  # fmt: skip
def test_columns_are_counted_in_the_units_of_the_editor(encoding: str, unit: int) -> None:
    page = Page(NOTE, "x\n😀𝒳中 4.2 GW\n", encoding)
    offset = page.text.index(" 4.2")

    assert page.place(offset) == Position(1, unit + (encoding == "utf-8"))
    assert page.offset(Position(1, unit + (encoding == "utf-8"))) == offset


@given(st.text("a😀中é\n\r\u2028\x0c", max_size=20), st.integers(0, 20), st.sampled_from(["utf-8", "utf-16", "utf-32"]))
def test_an_offset_is_found_again_by_its_place(text: str, at_: int, encoding: str) -> None:
    page = Page(NOTE, text, encoding)
    at_ = min(at_, len(text))
    inside_an_end = text[at_ - 1 : at_ + 1] == "\r\n"

    assert inside_an_end or page.offset(page.place(at_)) == at_


def test_a_form_feed_and_a_separator_of_lines_end_no_line() -> None:
    # pygls counts them as ends; an editor does not, and every line below would be another.
    page = Page(NOTE, "one\x0ctwo\u2028three\nfour")

    assert page.place(page.text.index("four")) == Position(1, 0)


def test_a_stretch_is_replaced_by_places() -> None:
    page = changed(Page(NOTE, "😀 one\r\ntwo\r\n"), Position(0, 3), Position(1, 1), "x")

    assert page.text == "😀 xwo\r\n"


def test_a_place_beyond_a_line_is_its_end() -> None:
    assert Page(NOTE, "one\ntwo").offset(Position(0, 99)) == 3
    assert Page(NOTE, "one\ntwo").offset(Position(9, 0)) == 7


def test_texts_are_read_as_a_build_reads_them() -> None:
    assert normalized("\ufeffone\r\ntwo\rthree\n") == "one\ntwo\nthree\n"


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///home/ada/notes/a.md", "/home/ada/notes/a.md"),
        ("file:///C%3A/Users/Ada/notes/a.md", "c:/Users/Ada/notes/a.md"),
        ("file:///c:/Users/Ada/notes/a.md", "c:/Users/Ada/notes/a.md"),
        ("file:///C:/%E7%94%B5%20x/notes/a.md", "c:/电 x/notes/a.md"),
        ("file://server/share/notes/a.md", "//server/share/notes/a.md"),
        ("file://localhost/home/notes/a.md", "/home/notes/a.md"),
        ("untitled:Untitled-1", ""),
    ],
)
def test_a_uri_is_a_path_whoever_writes_it(uri: str, path: str) -> None:
    assert path_of(uri) == path
    assert not path or path_of(uri_of(path)) == path


def test_a_drive_is_written_with_a_colon() -> None:
    assert uri_of("c:/a b/notes/x.md") == "file:///c:/a%20b/notes/x.md"


@pytest.mark.parametrize(
    ("uri", "prefix"),
    [
        ("file:///C%3A/my%20ferries/notes/a.md", "file:///C%3A/my%20ferries"),
        ("file:///c:/my%20ferries/notes/notes/a.md", "file:///c:/my%20ferries"),
        ("file://server/my%20ferries/notes/a.md", "file://server/my%20ferries"),
        ("file:///my%20ferries/notes/a.md", "file:///my%20ferries"),
    ],
)
def test_a_root_is_named_as_the_editor_names_it(uri: str, prefix: str) -> None:
    root = next(root for root, _ in roots_of(path_of(uri)))

    assert prefix_of(uri, root) == prefix


def test_a_project_is_a_folder_above_notes() -> None:
    assert list(roots_of("/notes/p/notes/a.md")) == [("/", "notes/p/notes/a.md"), ("/notes/p", "notes/a.md")]
    assert list(roots_of("/p/a.md")) == []


# --- findings ---------------------------------------------------------------------------------


def found(of: Desk, path: str = NOTE) -> list[str]:
    return [finding.rule for finding in of.findings([path])[path]]


def test_the_text_of_an_open_file_replaces_that_on_the_disk() -> None:
    of = desk(note("So it is [@iea-2024].\n"))
    of.put(NOTE, note("So it is [@iea-2023].\n")[NOTE])
    assert found(of) == ["unknown-source"]

    of.drop(NOTE)
    assert found(of) == []


def test_a_note_that_was_never_saved_is_checked() -> None:
    of = desk(note("Text.\n"))
    of.put("notes/new.md", note("Costs of 4.2 GW.\n")[NOTE])

    assert found(of, "notes/new.md") == ["uncited-figure"]


def test_a_draft_is_checked() -> None:
    assert found(desk(note("Costs of 4.2 GW.\n", "status: draft"))) == ["uncited-figure"]


def test_a_ledger_that_changes_in_one_buffer_shows_in_another() -> None:
    of = desk({**note("Built [4.2 GW]{#built-2025}.\n"), "notes/other.md": note("", LEDGER)[NOTE]})
    assert found(of) == []
    of.put("notes/other.md", note("", LEDGER.replace("4.2 GW", "4.3 GW"))[NOTE])

    assert found(of) == ["figure-differs"]


def test_the_bibliography_is_taken_as_it_is_typed() -> None:
    of = desk(note("So it is [@new-2026].\n"))
    of.put("notes/sources.yaml", SOURCES + "  - {id: new-2026, type: report, title: New}\n")

    assert found(of) == []


def test_figures_are_looked_up_in_the_archive_as_they_are_typed() -> None:
    of = desk(note("Built were 4.2 GW [@iea-2024, ¶2].\n"), ARCHIVE)
    assert found(of) == []
    of.put(NOTE, note("Built were 4.3 GW [@iea-2024, ¶2].\n")[NOTE])

    assert found(of) == ["figure-not-found"]


def test_any_sequence_of_edits_gives_the_findings_of_the_resulting_text() -> None:
    bodies = ["4 GW.\n", "", "[@iea\n", "[4.2 GW]{#x}.\n", "```chart\n", "So [@iea-2024].\n"]
    of = desk(note("Text.\n"))
    for body in bodies:
        of.put(NOTE, note(body, LEDGER)[NOTE])

        assert of.findings([NOTE])[NOTE] == desk(note(body, LEDGER)).findings([NOTE])[NOTE]


# --- completions ------------------------------------------------------------------------------


def offered(body: str, front: str = "", archive: Texts | None = None) -> list[str]:
    texts, offset = cursor(body, front)
    return [item.text for item in completions(desk(texts, archive), NOTE, offset)]


@pytest.mark.parametrize("body", ["So [@|", "So [@ie|", "So [see @iea-2024; @i|", "so @|", "据@|"])
def test_keys_are_offered_behind_an_at_sign(body: str) -> None:
    assert offered(body) == ["iea-2024"]


@pytest.mark.parametrize("body", ["a@|", "So |", r"`@` |", "https://x.org/@|"])
def test_nothing_is_offered_where_no_key_can_be(body: str) -> None:
    assert offered(body) == []


def test_places_are_offered_that_were_cited_and_that_the_archive_has() -> None:
    texts, offset = cursor("First [@iea-2024, p. 7]. Then [@iea-2024, |].\n")
    items = completions(desk(texts, ARCHIVE), NOTE, offset)

    assert [(item.text, item.detail) for item in items] == [
        ("p. 7", "cited already"),
        ("¶1", "Power in brief"),
        ("¶2", "In 2025 plants of 4.2 GW were built."),
        ("¶3", "A year before it was 3.5 GW."),
    ]


def test_the_whole_word_before_the_cursor_is_replaced() -> None:
    texts, offset = cursor("So [@iea-2|.\n")
    (item,) = completions(desk(texts), NOTE, offset)

    page = Page(NOTE, texts[NOTE])
    assert applied(page.text, [Edit(item.span, item.text)]).endswith("So [@iea-2024.\n")


def test_ids_are_offered_behind_a_span_and_in_a_chart_and_a_formula() -> None:
    ids = ["built-2025", "built-2024", "growth"]

    assert offered("Built [4.2 GW]{#|", LEDGER) == ids
    assert offered("```chart\ntitle: Built\nfigures: [bu|\n```\n", LEDGER) == ids
    assert offered("", LEDGER.replace("/ built-2024 - 1", "/ |")) == ids
    assert offered("", LEDGER.replace("headline: [built-2025]", "headline: [|]")) == ids


def test_ids_are_offered_while_the_front_matter_is_broken() -> None:
    of = desk(note("Text.\n", LEDGER))
    of.findings([NOTE])
    texts, offset = cursor("", LEDGER.replace("headline: [built-2025]", "headline: [|"))
    of.put(NOTE, texts[NOTE])

    assert [item.text for item in completions(of, NOTE, offset)] == ["built-2025", "built-2024", "growth"]


def test_links_are_offered_as_this_note_writes_them() -> None:
    texts, offset = cursor("[x](|\n")
    texts = {"notes/deep/note.md": texts[NOTE], "notes/other.md": note("## Sizes\n")[NOTE]}
    items = completions(desk(texts), "notes/deep/note.md", offset)

    assert [item.text for item in items] == ["../index.md", "note.md", "../other.md", "../map.png"]


def test_headings_of_the_note_that_is_linked_are_offered() -> None:
    assert offered("[x](index.md#|\n") == ["index.md#the-call"]


def test_keys_of_the_front_matter_are_offered_that_are_not_there_yet() -> None:
    keys = offered("", "|")

    assert {"authors", "tags", "figures", "headline", "history"} <= set(keys)
    assert {"title", "segment", "date", "summary"}.isdisjoint(keys)


@pytest.mark.parametrize(
    ("front", "some"),
    [
        ("figures:\n  a: {la|", "label"),
        ("figures:\n  a:\n    label: A\n    |", "cite"),
        ("figures:\n  a:\n    kind: |", "guidance"),
        ("figures:\n  a: {label: A, kind: |", "derived"),
        ("figures:\n  a: {label: A, cite: |", "iea-2024"),
        ("figures:\n  a:\n    cite: iea-2024, |", "p. 3"),
        ("figures:\n  a:\n    status: |", "met"),
        ("figures:\n  a:\n    outcome:\n      |", "value"),
        ("status: |", "draft"),
        ("history:\n  - {date: 2026-02-03, kind: |", "correction"),
    ],
)
def test_what_the_front_matter_takes_is_offered(front: str, some: str) -> None:
    assert some in offered("So it was [@iea-2024, p. 3].\n", front)


def test_the_segments_of_the_project_are_offered() -> None:
    texts = note("Text.\n")
    texts[NOTE] = texts[NOTE].replace("segment: power", "segment: ")
    items = completions(desk(texts), NOTE, texts[NOTE].index("segment: ") + 9)

    assert [(item.text, item.detail) for item in items] == [("power", "Power")]


# --- hovers -----------------------------------------------------------------------------------


def shown(body: str, front: str = "", archive: Texts | None = ARCHIVE) -> str:
    texts, offset = cursor(body, front)
    of = desk(texts, archive)
    of.findings([NOTE])
    popup = hover(of, NOTE, offset)
    return popup.markdown if popup else ""


def test_a_citation_shows_its_source_and_the_passage_at_its_place() -> None:
    text = shown("Built were 4.2 GW [@iea|-2024, ¶2].\n")

    assert "Ada Lund" in text
    assert "Power" in text
    assert "> **¶2** In 2025 plants of 4.2 GW were built." in text
    assert "A year before" not in text


def test_a_place_that_the_text_does_not_have_is_told() -> None:
    assert "no such place" in shown("Built were 4.2 GW [@iea|-2024, ¶9].\n")


def test_without_an_archive_a_citation_shows_its_source_alone() -> None:
    text = shown("Built were 4.2 GW [@iea|-2024, ¶2].\n", archive=None)

    assert "Ada Lund" in text
    assert "archive" not in text


def test_a_number_shows_its_state_and_what_it_rests_on() -> None:
    text = shown("Built were 4|.2 GW [@iea-2024, ¶2].\n")

    assert "**4.2 GW**" in text
    assert "? not checked" in text
    assert "in the archive: verified at ¶2" in text


def test_a_number_without_a_citation_says_so() -> None:
    assert "no citation covers it" in shown("Built were 4|.2 GW.\n")


@pytest.mark.parametrize("body", ["Built [4.|2 GW]{#built-2025}.\n", "Built [4.2 GW]{#built|-2025}.\n"])
def test_a_span_shows_the_ledgers_figure_with_its_state(body: str) -> None:
    text = shown(body, LEDGER)

    assert "**4.2 GW** Built in 2025 (actual)" in text
    assert "in the archive: verified at ¶2" in text


def test_a_derived_figure_shows_its_formula() -> None:
    text = shown("Up [20%]{#gro|wth}.\n", LEDGER)

    assert "`built-2025 / built-2024 - 1`" in text
    assert "= our calculation: from a figure that is not checked" in text


def test_a_link_shows_where_it_leads() -> None:
    assert "**Power in brief** (2026-02-01)" in shown("[the |call](index.md).\n")


def test_plain_text_shows_nothing() -> None:
    assert shown("Plain te|xt.\n") == ""


# --- definitions, references ------------------------------------------------------------------


def symbol(of: Desk, texts: Texts, needle: str, path: str = NOTE) -> Symbol:
    """The name in which a `|` of the needle is."""
    offset = texts[path].index(needle.replace("|", "")) + needle.index("|")
    named = at(of, path, offset)
    assert named, needle
    return named


def places(of: Desk, spans: Iterable[Span]) -> list[tuple[str, int, str]]:
    return [(span.path, span.line, text_of(of, span)) for span in spans]


def test_a_key_is_defined_in_the_bibliography() -> None:
    texts = note("So [@iea-2024].\n")
    of = desk(texts)

    assert places(of, definitions(of, symbol(of, texts, "@iea|"))) == [("notes/sources.yaml", 2, "iea-2024")]


@pytest.mark.parametrize(
    ("file", "content", "line"),
    [
        ("notes/sources.json", '[\n {"id": "key-1", "type": "report", "title": "T"}\n]\n', 2),
        ("notes/sources.bib", "@report{key-1,\n  title = {T},\n}\n", 1),
    ],
)
def test_a_key_is_defined_wherever_a_tool_wrote_it(file: str, content: str, line: int) -> None:
    texts = {**note("So [@key-1].\n"), file: content}
    of = desk(texts)

    assert places(of, definitions(of, symbol(of, texts, "@key|"))) == [(file, line, "key-1")]


def test_an_id_is_defined_in_a_ledger_the_newest_first() -> None:
    newer = note("", LEDGER.partition("  built-2024")[0])[NOTE].replace("date: 2026-02-03", "date: 2026-03-03")
    texts = {**note("Built [4.2 GW]{#built-2025}.\n", LEDGER), "notes/newer.md": newer}
    of = desk(texts)

    assert [span.path for span in definitions(of, symbol(of, texts, "{#bui|lt-2025"))] == ["notes/newer.md", NOTE]


def test_a_link_leads_to_a_note_a_heading_or_a_file() -> None:
    texts = note("[a](index.md), [b](index.md#the-call), [c](map.png)\n")
    of = desk(texts)

    assert definitions(of, symbol(of, texts, "[|a]")) == (Span("notes/index.md", 1, 1, 0),)
    assert places(of, definitions(of, symbol(of, texts, "[|b]"))) == [("notes/index.md", 6, "The call")]
    assert [span.path for span in definitions(of, symbol(of, texts, "[|c]"))] == ["notes/map.png"]


def test_references_are_all_places_of_a_name() -> None:
    chart = "```chart\ntitle: B\nmark: bar\nfigures: [built-2025]\n```\n"
    body = f"Built [4.2 GW]{{#built-2025}}, `{{#built-2025}}` is code.\n\n{chart}"
    texts = note(body, LEDGER)
    of = desk(texts)
    here = symbol(of, texts, "{#bui|lt-2025")

    lines = sorted(span.line for span in references(of, here, True))
    assert [texts[NOTE].split("\n")[line - 1].strip()[:12] for line in lines] == [
        "built-2025: ", "growth: {lab", "headline: [b", "Built [4.2 G", "figures: [bu",
    ]  # fmt: skip
    assert {text_of(of, span) for span in references(of, here, True)} == {"built-2025"}


# --- renames ----------------------------------------------------------------------------------


def renamed(of: Desk, texts: Texts, here: Symbol, name: str) -> dict[str, str]:
    renaming = with_name(of, here, name)
    paths = {edit.span.path for edit in renaming.edits}
    made = {path: applied(texts[path], [e for e in renaming.edits if e.span.path == path]) for path in paths}
    return {**texts, **made, **({"notes/figures.lock": renaming.lock} if renaming.lock else {})}


def test_a_figure_is_renamed_in_ledgers_formulas_headlines_spans_charts_and_links() -> None:
    chart = "```chart\ntitle: B\nmark: bar\nfigures: [built-2025, built-2024]\n```\n"
    texts = {
        **note(f"Built [4.2 GW]{{#built-2025}}, not built-2025 in words.\n\n{chart}", LEDGER),
        "notes/other.md": note("See [it](note.md#built-2025) and [4.2 GW]{#built-2025}.\n")[NOTE],
    }
    of = desk(texts)
    after = renamed(of, texts, symbol(of, texts, "{#bui|lt-2025"), "added-2025")

    assert after["notes/other.md"].endswith("See [it](note.md#added-2025) and [4.2 GW]{#added-2025}.\n")
    assert after[NOTE].count("added-2025") == 5
    assert re.findall(r".*built-2025.*", after[NOTE]) == ["Built [4.2 GW]{#added-2025}, not built-2025 in words."]
    assert found(desk(after)) == found(desk(texts))


def test_a_source_is_renamed_in_texts_ledgers_and_the_bibliography() -> None:
    texts = complete(note("So [see @iea-2024, ¶2; -@iea-2024] and @iea-2024 [p. 3].\n", LEDGER))
    of = desk(texts)
    after = renamed(of, texts, symbol(of, texts, "@ie|a-2024"), "lund-2024")

    assert "So [see @lund-2024, ¶2; -@lund-2024] and @lund-2024 [p. 3]." in after[NOTE]
    assert 'cite: "lund-2024, ¶2"' in after[NOTE]
    assert "cite: lund-2024, ¶3" in after[NOTE]
    assert "iea-2024" not in "".join(after.values())
    assert found(desk(after)) == found(desk(texts))


def test_a_source_is_renamed_in_caveats_and_in_what_other_tools_wrote() -> None:
    caveat = "    custom: {caveats: [{at: ¶2, says: unlike @book-1, reading: ours}]}\n"
    library = "@book{book-1,\n  title = {T},\n}\n@inbook{part,\n  title = {P},\n  crossref = {book-1},\n}\n"
    more = '[{"id": "book-10", "type": "report", "title": "Other"}]\n'
    texts = complete(note("So [@book-1, p. 3; @part; @book-10].\n"))
    texts |= {"notes/sources.yaml": SOURCES + caveat, "notes/sources.bib": library, "notes/sources-more.json": more}
    of = desk(texts)
    after = renamed(of, texts, symbol(of, texts, "@boo|k-1"), "tome")

    assert "unlike @tome, reading" in after["notes/sources.yaml"]
    assert after["notes/sources.bib"] == library.replace("book-1", "tome")
    assert after["notes/sources-more.json"] == more
    assert "So [@tome, p. 3; @part; @book-10]." in after[NOTE]


def test_a_key_that_needs_braces_gets_them() -> None:
    texts = complete(note("So [@iea-2024, ¶2].\n"))
    of = desk(texts)
    after = renamed(of, texts, symbol(of, texts, "@ie|a"), "lund.")

    assert "So [@{lund.}, ¶2]." in after[NOTE]
    assert "id: lund." in after["notes/sources.yaml"]


def test_what_was_verified_stays_verified_when_its_source_is_renamed() -> None:
    body = "Built were 4.2 GW [@iea-2024, ¶2], before that 3.5 GW [@iea-2024, ¶3].\n"
    texts = complete(note(body))
    lock = locked(texts)
    texts |= {"notes/figures.lock": lock}
    of = desk(texts)
    after = renamed(of, texts, symbol(of, texts, "@ie|a"), "lund-2024")

    renamed_archive = {"lund-2024.txt": ARCHIVE["iea-2024.txt"]}
    assert after["notes/figures.lock"] != lock
    assert found(desk(after)) == []
    assert after["notes/figures.lock"] == locked(
        {k: v for k, v in after.items() if not k.endswith("lock")}, renamed_archive
    )


def complete(texts: dict[str, str]) -> dict[str, str]:
    """The same with the files that every project in memory has."""
    return {**texts, "notes/sources.yaml": SOURCES, "notes/index.md": INDEX}


def locked(texts: Texts, archive: Texts = ARCHIVE) -> str:
    """The lock that `verify` writes."""
    return format_lock(verified(project(texts), archive).lock)


@pytest.mark.parametrize(
    ("needle", "name", "why"),
    [
        ("@ie|a", "a b", "contain no spaces"),
        ("@ie|a", "other", "called `other` already"),
        ("{#bui|lt-2025", "2025", "begin with a letter"),
        ("{#bui|lt-2025", "growth", "called `growth` already"),
        ("[|x]", "y", "only keys of sources and ids"),
    ],
)
def test_a_name_that_cannot_be_is_refused_in_a_sentence(needle: str, name: str, why: str) -> None:
    sources = SOURCES + "  - {id: other, type: report, title: Other}\n"
    texts = {**note("[x](index.md) [4.2 GW]{#built-2025} [@iea-2024]\n", LEDGER), "notes/sources.yaml": sources}
    of = desk(texts)

    with pytest.raises(Refused, match=why):
        with_name(of, symbol(of, texts, needle), name)


# --- quick fixes ------------------------------------------------------------------------------


def fixed(body: str, title: str, archive: Texts | None = ARCHIVE, front: str = "") -> str:
    """The body after the fix of a title."""
    texts = note(body, front)
    of = desk(texts, archive)
    fixes = {action.fix.title: action.fix for action in actions(of, NOTE, of.findings([NOTE])[NOTE])}
    return applied(texts[NOTE], fixes[title].edits).partition("---\n")[2].partition("---\n")[2]


def test_a_figure_is_cited_where_it_does_stand() -> None:
    body = "Built were 4.2 GW [see @iea-2024, ¶3].\n"

    assert fixed(body, "cite ¶2 of `iea-2024`, where it is found") == "Built were 4.2 GW [see @iea-2024, ¶2].\n"


def test_a_narrative_citation_is_moved_as_well() -> None:
    body = "As @iea-2024 [¶3] says, 4.2 GW were built.\n"

    assert fixed(body, "cite [¶2] of `iea-2024`, where it is found") == "As @iea-2024 [¶2] says, 4.2 GW were built.\n"


def test_a_ledger_is_moved_as_well() -> None:
    texts = note("Text.\n", LEDGER.replace("¶2", "¶3"))
    of = desk(texts, ARCHIVE)
    found_ = list(actions(of, NOTE, of.findings([NOTE])[NOTE]))

    assert [action.fix.title for action in found_] == ["cite ¶2 of `iea-2024`, where it is found"]
    assert applied(texts[NOTE], found_[0].fix.edits) == note("Text.\n", LEDGER)[NOTE]


def test_a_number_without_a_citation_is_cited_where_it_stands() -> None:
    body = "Lead [@iea-2024].\n\nBuilt were 4.2 GW, all new.\n"
    after = fixed(body, "cite `iea-2024`, ¶2, where it is found")

    assert after == "Lead [@iea-2024].\n\nBuilt were 4.2 GW, all new [@iea-2024, ¶2].\n"


def test_everything_certain_is_one_action() -> None:
    texts = note("See [a](index) @iea-2024 p. 3, 4.2 GW.\n")
    of = desk(texts)
    edits = everything_certain(of, NOTE, of.findings([NOTE])[NOTE])

    assert applied(texts[NOTE], edits).endswith("See [a](index.md) @iea-2024 [p. 3], 4.2 GW.\n")


# --- of any place -----------------------------------------------------------------------------

FULL = (
    "# 😀 储能\n\nSee [a](index.md#the-call), [b](nowhere.md), ![m](map.png) and [x]: built [4.2 GW]{#built-2025} "
    "[see @iea-2024, ¶2; -@nobody] or 7 GW, @iea-2024 [¶3].[^1]\n\n[^1]: 3.5 GW [@iea-2024, ¶3].\n\n"
    "```chart\ntitle: Built\nmark: bar\nfigures: [built-2025, built-2024]\n```\n\n"
    "| a |\n|---|\n| 4.2 GW [@iea-2024] |\n"
)


def test_no_request_fails_at_any_position_in_a_note() -> None:
    texts = note(FULL, LEDGER)
    of = desk(texts, ARCHIVE)
    of.findings([NOTE])
    for offset in range(len(texts[NOTE]) + 1):
        here = at(of, NOTE, offset)
        hover(of, NOTE, offset)
        completions(of, NOTE, offset)
        if here:
            places(of, [span for span in definitions(of, here) if of.page(span.path)])
            assert here.span in list(references(of, here, True))


@given(
    st.integers(0, len(note(FULL, LEDGER)[NOTE])),
    st.integers(0, 40),
    st.sampled_from(["", "@", "[", "{#", "]", "\n", "---\n", "😀"]),
)
def test_no_request_fails_while_a_note_is_typed(start: int, length: int, typed: str) -> None:
    text = note(FULL, LEDGER)[NOTE]
    if not DESK:
        DESK.append(desk(note(FULL, LEDGER), ARCHIVE))
    of = DESK[0]
    of.put(NOTE, text[:start] + typed + text[start + length :])
    list(actions(of, NOTE, of.findings([NOTE])[NOTE]))
    offset = start + len(typed)
    at(of, NOTE, offset)
    hover(of, NOTE, offset)
    completions(of, NOTE, offset)


DESK: list[Desk] = []
"""One for all examples, as an editor has one."""


@pytest.mark.parametrize(
    ("needle", "name", "back"), [("@ie|a-2024", "lund", "iea-2024"), ("{#bui|lt-2025", "b-1", "built-2025")]
)
def test_a_name_that_is_given_back_gives_the_files_back(needle: str, name: str, back: str) -> None:
    texts = complete(note(FULL, LEDGER))
    of = desk(texts)
    once = renamed(of, texts, symbol(of, texts, needle), name)
    again = desk(once)
    there = needle.replace("|", "").replace(back, name)

    assert once != texts
    assert renamed(again, once, symbol(again, once, f"{there[:3]}|{there[3:]}"), back) == texts


# --- texts that are read late ---------------------------------------------------------------------


def late(body: str, archive: dict[str, str]) -> Desk:
    """A desk that waits for no text of its archive."""
    made = desk(note(body), archive)
    return Desk(made.disk, Store(), reads_late=True)


def read_all(of: Desk) -> list[str]:
    """Read what waits, as the other thread does; the keys in order."""
    keys = []
    while reading := of.unread():
        of.take_text(reading, reading())
        keys.append(reading.key)
    return keys


def test_findings_do_not_wait_for_a_text_and_follow_once_it_was_read() -> None:
    of = late("Built were 4.3 GW [@iea-2024, ¶2].\n", dict(ARCHIVE))

    assert found(of) == []
    assert read_all(of) == ["iea-2024"]
    assert found(of) == ["figure-not-found"]
    # Only what is asked for anew is read again.
    of.put(NOTE, note("Built were 4.4 GW [@iea-2024, ¶2].\n")[NOTE])
    assert (found(of), of.unread()) == (["figure-not-found"], None)


def test_a_text_stands_as_it_was_while_it_is_read_anew() -> None:
    archive, state = dict(ARCHIVE), [1]
    of = late("Built were 4.3 GW [@iea-2024, ¶2].\n", archive)
    of.disk = structs.replace(of.disk, archive_key=lambda: state[0])
    found(of)
    read_all(of)
    archive["iea-2024.txt"] = archive["iea-2024.txt"].replace("4.2 GW", "4.3 GW")
    state[0] = 2
    of.put(NOTE, note("So built were 4.3 GW [@iea-2024, ¶2].\n")[NOTE])

    assert found(of) == ["figure-not-found"]
    assert read_all(of) == ["iea-2024"]
    assert found(of) == []


def test_a_text_that_came_too_late_is_dropped() -> None:
    state = [1]
    of = late("Built were 4.3 GW [@iea-2024, ¶2].\n", dict(ARCHIVE))
    of.disk = structs.replace(of.disk, archive_key=lambda: state[0])
    found(of)
    reading = of.unread()
    assert reading
    state[0] = 2
    of.put(NOTE, note("Built were 4.5 GW [@iea-2024, ¶2].\n")[NOTE])
    found(of)
    of.take_text(reading, reading())

    assert found(of) == []
    assert read_all(of) == ["iea-2024"]


def test_what_cannot_be_read_is_told_late_too() -> None:
    of = late("Built were 4.3 GW [@iea-2024, ¶2].\n", {"iea-2024.pdf": "no PDF"})

    assert found(of) == []
    assert read_all(of) == ["iea-2024"]
    assert [each.rule for each in of.findings(["notes/sources.yaml"])["notes/sources.yaml"]] == []
    assert [each.rule.value for each in of.findings([NOTE])["notes/sources.yaml"]] == ["unreadable-source"]


def test_a_hover_says_that_a_text_is_being_read() -> None:
    body = "Built were 4.2 GW [@iea-2024, ¶2].\n"
    of = late(body, dict(ARCHIVE))
    at_ = note(body)[NOTE].index("@iea")

    first = hover(of, NOTE, at_)
    read_all(of)
    then = hover(of, NOTE, at_)
    assert first
    assert then
    assert "Its text is being read." in first.markdown
    assert "In 2025 plants of 4.2 GW were built." in then.markdown
