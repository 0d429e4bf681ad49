"""Findings into edits: what is certain is mended, nothing else is, and no number changes."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import ROOT, SITE, SOURCES, blocks, note, project
from hypothesis import given
from hypothesis import strategies as st

from briefing.build.autofix import FixResult, apply_fixes, with_texts
from briefing.build.session import Session, compose
from briefing.check.fixes import Edit, Fix, applied, fixes
from briefing.cli import main
from briefing.incremental import Store
from briefing.model import Inputs
from briefing.model.diagnostics import Diagnostic, Rule, Span


def mended(texts: dict[str, str]) -> str:
    """What `note.md` says, front matter aside, once all that is certain is mended."""
    return front_and_body(texts)[1]


def front_and_body(texts: dict[str, str]) -> tuple[str, str]:
    made = of(texts)
    text = made.after.get("notes/note.md", texts["notes/note.md"])
    _, front, body = text.split("---\n", 2)
    return front, body


def of(texts: dict[str, str]) -> FixResult:
    inputs = project(texts)
    return apply_fixes(Session(inputs, Store()), inputs, lambda path: inputs.texts[path].content)


def offered(texts: dict[str, str], rule: Rule) -> list[Fix]:
    """The fixes of all findings of a rule."""
    inputs = project(texts)
    return [fix for finding, fix in _fixes(inputs) if finding.rule is rule]


def _fixes(inputs: Inputs) -> Iterator[tuple[Diagnostic, Fix]]:
    session = compose(inputs)
    for finding in session.check(session.view.order()):
        if text := inputs.texts.get(finding.span.path):
            yield from ((finding, fix) for fix in fixes(finding, text.content.split("\n"), session.view))


def lines(fix: Fix, texts: dict[str, str]) -> str:
    return applied(texts["notes/note.md"], fix.edits)


# --- what is certain --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        # links
        ("[a](index)", "[a](index.md)"),
        ("[a](index.html)", "[a](index.md)"),
        ("[a](index.qmd#the-call)", "[a](index.md#the-call)"),
        ("[a](/index.md)", "[a](index.md)"),
        ("[a](INDEX.md)", "[a](index.md)"),
        ("[a](index.md#The-Call)", "[a](index.md#the-call)"),
        ("[a](index.md#The%20Call)", "[a](index.md#the-call)"),
        ("[a](index#thecall)", "[a](index.md#the-call)"),
        ('[a](index "a title")', '[a](index.md "a title")'),
        ("[a] (index.md)", "[a](index.md)"),
        ("![a](MAP.png)", "![a](map.png)"),
        ("[[index]]", "[index](index.md)"),
        ("[[Power in brief]]", "[Power in brief](index.md)"),
        ("[[index#The call|the call]]", "[the call](index.md#the-call)"),
        ("![[map.png]]", "![map.png](map.png)"),
        # places
        ("@iea-2024 p. 3 says so", "@iea-2024 [p. 3] says so"),
        ("@iea-2024, p. 3 says so", "@iea-2024 [p. 3] says so"),
        ("@iea-2024 (¶3) says so", "@iea-2024 [¶3] says so"),
        ("so [@iea-2024 p. 3]", "so [@iea-2024, p. 3]"),
        ("so [see @iea-2024] (p. 3)", "so [see @iea-2024, p. 3]"),
        ("so [@iea-2024], p. 3", "so [@iea-2024, p. 3]"),
        ("so [@IEA-2024, p. 3]", "so [@iea-2024, p. 3]"),
        ("so (@iea-2024, p. 3).", "so [@iea-2024, p. 3]."),
        ("so @iea-2024, p. 3].", "so [@iea-2024, p. 3]."),
        ("so [iea-2024, p. 3].", "so [@iea-2024, p. 3]."),
        # headings, captions, comments
        ("##Heading", "## Heading"),
        ("# Heading", "## Heading"),
        ("## Heading {#one}", "{#one}\n## Heading"),
        ("%% ask legal %%", "<!-- ask legal -->"),
        ("[TOC]", ""),
        ("| a | b |\n|---|---|\n| x | y |\n\n: Sizes", "| a | b |\n|---|---|\n| x | y |\n\nTable: Sizes"),
    ],
)
def test_what_only_one_thing_can_be_meant_by_is_mended(written: str, meant: str) -> None:
    assert mended(note(f"{written}\n")) == f"{meant}\n"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("sumary: x", "summary: x"),
        ("Summary: x", "summary: x"),
        ("author: Ada Lund", "authors: [Ada Lund]"),
        ("tags: grid", "tags: [grid]"),
        ("status: Draft", "status: draft"),
        ("updated: 2026/2/4", "updated: 2026-02-04"),
        ("updated: 14 February 2026", "updated: 2026-02-14"),
        ("updated: 2026-02-04T10:30", "updated: 2026-02-04"),
        ("figures:\n  a: {lable: A, kind: Actual, value: 1,200 GW, cite: iea-2024}",
         'figures:\n  a: {label: A, kind: actual, value: "1,200 GW", cite: iea-2024}'),
    ],
)  # fmt: skip
def test_front_matter_is_mended(written: str, meant: str) -> None:
    texts = note("Text.\n", written)
    if "ummary" in written or "sumary" in written:
        texts["notes/note.md"] = texts["notes/note.md"].replace("summary: Where the batteries went.\n", "")
    front, _ = front_and_body(texts)

    assert meant in front


def test_a_segment_by_its_title_is_mended() -> None:
    texts = note("Text.\n")
    texts["notes/note.md"] = texts["notes/note.md"].replace("segment: power", "segment: Power")

    assert "segment: power\n" in front_and_body(texts)[0]


@pytest.mark.parametrize(
    "written",
    [
        "so [@iea-2023, p. 3]",  # another source may be meant
        "[a](grid.md)",
        "==mark==",
        "[[Nowhere]]",
        "#### Deep",
        "[4]{#unknown}",
        "so [@iea-2024, pp. 12ff.]",
        "so [@iea-2024, p. 3. And more.",
        "so (iea-2024, p. 3).",
        "so [iea-2042, p. 3].",
        "Costs of 4.2 GW.",
    ],
)
def test_what_may_be_meant_otherwise_is_left(written: str) -> None:
    assert of(note(f"## First\n\n{written}\n")).after == {}


def test_a_wiki_link_that_two_notes_could_be_is_left() -> None:
    texts = note("[[twin]]\n")
    texts |= {"notes/a/twin.md": texts["notes/note.md"], "notes/b/twin.md": texts["notes/note.md"]}
    texts = {path: text.replace("[[twin]]", "x") if "/twin" in path else text for path, text in texts.items()}

    found = offered(texts, Rule.FOREIGN_SYNTAX)
    assert of(texts).after == {}
    assert [fix.edits[0].text for fix in found] == ["[twin](a/twin.md)", "[twin](b/twin.md)"]


def test_a_key_that_stands_there_already_is_not_written_twice() -> None:
    assert of(note("Text.\n", "Title: Again")).after == {}


def test_a_key_that_two_could_be_is_left() -> None:
    # As like `date` as `update`-d or any other: only `did you mean` is offered.
    assert of(note("Text.\n", "subtitle: Again")).after == {}


def test_one_edit_uncovers_the_next() -> None:
    assert "authors: [Ada Lund]\n" in front_and_body(note("Text.\n", "Author: Ada Lund"))[0]


# --- what an editor offers --------------------------------------------------------------------


def test_a_number_without_a_source_can_be_marked_or_be_the_ledgers() -> None:
    ledger = "figures:\n  built: {label: Built, kind: actual, value: 4.2 GW, cite: iea-2024}"
    texts = note("Built were 4.2 GW.\n", ledger)
    found = offered(texts, Rule.UNCITED_FIGURE)

    assert [fix.title for fix in found] == ["it is `built`: Built", "mark `4.2 GW` as unsourced"]
    assert [fix.is_certain for fix in found] == [False, False]
    assert lines(found[0], texts).endswith("Built were [4.2 GW]{#built}.\n")
    assert lines(found[1], texts).endswith("Built were [4.2 GW]{.unsourced}.\n")


def test_a_key_that_is_nearly_one_is_offered() -> None:
    texts = note("So [see @iea-2023, p. 3].\n")
    (fix,) = offered(texts, Rule.UNKNOWN_SOURCE)

    assert lines(fix, texts).endswith("So [see @iea-2024, p. 3].\n")


def test_a_key_of_the_ledger_is_offered_without_its_sign() -> None:
    texts = note("Text.\n", "figures:\n  built: {label: Built, kind: actual, value: 4.2 GW, cite: 'iea-2023, p. 3'}")
    (fix,) = offered(texts, Rule.UNKNOWN_SOURCE)

    assert "cite: 'iea-2024, p. 3'" in lines(fix, texts)


def test_an_id_that_is_nearly_one_is_offered() -> None:
    ledger = "figures:\n  built-2025: {label: Built, kind: actual, value: 4.2 GW, cite: iea-2024}"
    texts = note("Built were [4.2 GW]{#built-2024}.\n", ledger)
    (fix,) = offered(texts, Rule.UNKNOWN_FIGURE)

    assert not fix.is_certain
    assert lines(fix, texts).endswith("[4.2 GW]{#built-2025}.\n")


def test_a_key_that_prose_touches_is_put_in_braces() -> None:
    sources = SOURCES + "  - {id: 电力报告, type: report, title: P}\n"
    texts = {**note("据@电力报告称如此。\n"), "notes/sources.yaml": sources}
    (fix,) = offered(texts, Rule.UNREADABLE_CITATION)

    assert lines(fix, texts).endswith("据@{电力报告}称如此。\n")


# --- of every rule ----------------------------------------------------------------------------


@pytest.mark.parametrize("rule", sorted(Rule))
def test_a_fix_of_a_rules_own_example_mends_that_finding_and_changes_no_number(rule: str) -> None:
    page = (ROOT / "briefing" / "rules" / f"{rule}.md").read_text(encoding="utf-8")
    texts = blocks(page.partition("## Right")[0])
    texts.pop("report")
    if any(path.startswith("archive/") for path in texts):
        return  # those are findings of `verify`
    inputs = project(texts)
    before = compose(inputs).check(compose(inputs).view.order())
    for finding, fix in _fixes(inputs):
        path = finding.span.path
        text = applied(inputs.texts[path].content, fix.edits)
        changed = compose(with_texts(inputs, {path: text}))
        after = changed.check(changed.view.order())

        assert pairs(after).count(pairs((finding,))[0]) < pairs(before).count(pairs((finding,))[0])
        if fix.is_certain:
            assert len(after) <= len(before)  # what it hid may show
            assert digits(text) == digits(inputs.texts[path].content) or finding.rule is Rule.NOT_A_DATE


def pairs(findings: tuple[Diagnostic, ...]) -> list[tuple[str, str]]:
    return [(finding.rule, finding.message) for finding in findings]


def digits(text: str) -> list[str]:
    return re.findall(r"\d+(?:[.,]\d+)*", text)


# --- edits ------------------------------------------------------------------------------------


def edit(line: int, column: int, length: int, text: str) -> Edit:
    return Edit(Span("notes/note.md", line, column, length), text)


def test_line_ends_and_the_mark_of_a_file_stay() -> None:
    text = "\ufeffone\r\ntwo\r\n"

    assert applied(text, [edit(1, 1, 3, "1"), edit(2, 1, 0, "new\n")]) == "\ufeff1\r\nnew\r\ntwo\r\n"


def test_columns_are_code_points() -> None:
    assert applied("𝒳😀中 b\n", [edit(1, 5, 1, "c")]) == "𝒳😀中 c\n"


@given(
    st.lists(st.text("ab😀中", max_size=6), min_size=1, max_size=5), st.sampled_from(["\n", "\r\n", "\r"]), st.data()
)
def test_edits_of_a_text_and_of_the_same_with_other_line_ends_come_to_the_same(
    rows: list[str], end: str, data: st.DataObject
) -> None:
    line = data.draw(st.integers(1, len(rows)))
    column = data.draw(st.integers(1, len(rows[line - 1]) + 1))
    length = data.draw(st.integers(0, len(rows[line - 1]) + 1 - column))
    made = [edit(line, column, length, data.draw(st.text("xy\n", max_size=3)))]

    plain = applied("\n".join(rows), made)
    assert applied(end.join(rows), made) == (plain.replace("\n", end) if len(rows) > 1 else plain)


# --- the command ------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project with slips in a file that has a mark and the line ends of Windows."""
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "site.yaml").write_text(SITE, encoding="utf-8")
    (notes / "sources.yaml").write_text(SOURCES, encoding="utf-8")
    for path, text in {**note("It rose @iea-2024 p. 3, see [it](index) 😀.\n"), "notes/index.md": INDEX}.items():
        (tmp_path / path).write_bytes(f"\ufeff{text}".replace("\n", "\r\n").encode())
    return tmp_path


INDEX = "---\ntitle: Power\ndate: 2026-02-01\nsumary: What matters.\n---\nBatteries lead [@iea-2024].\n"


def run(*arguments: str) -> str:
    return CliRunner().invoke(main, ["check", *arguments]).output


def test_fixing_changes_those_places_and_no_other_byte(folder: Path) -> None:
    before = (folder / "notes/note.md").read_bytes()
    run("--project", str(folder), "--fix")

    after = before.replace(b"@iea-2024 p. 3", b"@iea-2024 [p. 3]").replace(b"(index)", b"(index.md)")
    assert (folder / "notes/note.md").read_bytes() == after


def test_each_change_is_told_by_file_and_line(folder: Path) -> None:
    assert run("--project", str(folder), "--fix").splitlines()[:4] == [
        "notes/index.md:4: write `summary` instead of `sumary` (unknown-key)",
        "notes/note.md:7: put `p. 3` into the citation (unreadable-locator)",
        "notes/note.md:7: write `index.md` instead of `index` (broken-link)",
        "fixed 3 findings in 2 files",
    ]


def test_a_second_run_changes_nothing(folder: Path) -> None:
    run("--project", str(folder), "--fix")
    before = {path: path.read_bytes() for path in folder.rglob("notes/*")}

    assert "nothing could be fixed with certainty" in run("--project", str(folder), "--fix")
    assert {path: path.read_bytes() for path in folder.rglob("notes/*")} == before


def test_a_diff_changes_nothing(folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("notes/*")}
    output = run("--project", str(folder), "--fix", "--diff")

    assert "-sumary: What matters.\n+summary: What matters.\n" in output
    assert {path: path.read_bytes() for path in folder.rglob("notes/*")} == before


def test_findings_that_are_left_are_printed_and_decide_the_exit_code(folder: Path) -> None:
    found = CliRunner().invoke(main, ["check", "--project", str(folder), "--fix"])
    assert found.exit_code == 0

    (folder / "notes/note.md").write_text(note("So [@nobody-here].\n")["notes/note.md"], encoding="utf-8")
    found = CliRunner().invoke(main, ["check", "--project", str(folder), "--fix"])
    assert (found.exit_code, "unknown-source" in found.output) == (1, True)


@pytest.mark.posix
def test_a_fix_keeps_a_files_mode_and_a_link(folder: Path) -> None:
    real = folder / "notes/note.md"
    real.chmod(0o640)
    run("--project", str(folder), "--fix")

    assert real.stat().st_mode & 0o777 == 0o640


# --- of any note ------------------------------------------------------------------------------

PIECES = [
    "[a](index)", "[a](index.html#The-Call)", "@iea-2024 p. 3", "[@iea-2024 p. 3]", "[@iea-2024] (¶2, 4)",
    "[@IEA-2024]", "##Heading 2", "# 1 Title", "## H {#one}", "[[index|x 5]]", "%% 7 %%", ": cap 3",
    "| a | 1 |\n|---|---|\n| b | 2 |", "`[a](index)`", "```\n[a](index)\n##x\n```", "4.2 GW", "😀 电", "[TOC]",
    "- [ ] 6", "> [!note] Big 8\n> t", "{#two}", "",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=8), st.sampled_from([" ", "\n", "\n\n"]))
def test_of_any_note_a_second_run_finds_nothing_and_no_number_changes(pieces: list[str], between: str) -> None:
    texts = note(between.join(pieces) + "\n")
    made = of(texts)
    after = {**texts, **made.after}

    assert of(after).after == {}
    assert digits(after["notes/note.md"]) == digits(texts["notes/note.md"])
    if between == "\n\n":  # or else the fence begins no line
        assert all(after["notes/note.md"].count(code) == pieces.count(code) for code in PIECES if "`" in code)
