"""What changed between two editions, figure by figure: told of one project and another, and of revisions in git."""

import json
import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # it ships no types
import pytest
from click.testing import CliRunner, Result
from conftest import INDEX, NOTE, SITE, SOURCES, Texts, project, verified
from hypothesis import given
from hypothesis import strategies as st

from briefing import disk
from briefing.build.changes import FORMATS, Changed, Since, compare, edition, unexplained
from briefing.build.session import Session, compose
from briefing.cli import main
from briefing.disk import git
from briefing.evidence.lock import PATH, format_lock
from briefing.incremental.store import Overlay, Store

MORE = SOURCES + "  - {id: bnef-2025, type: report, title: Outlook, issued: 2025}\n"
(WORDS,) = filter(None, [compose(project()).view.words()])
SINCE = Since("v1", "0123456789abcdef", "2026-02-03")
FRONT = """\
figures:
  planned: {label: Planned, kind: guidance, value: 4.2 GW, cite: "iea-2024, p. 3", due: 2026, status: open}
  built: {label: Built, kind: actual, value: 3.1 GW, cite: "bnef-2025, p. 1"}
  share: {label: Share, kind: derived, value: 73.8%, formula: built / planned}
"""
TEXT = """\
In the north [4.2 GW]{#planned} are planned, and 1.2 GW were built in the year [@iea-2024, p. 4].

The south has 88 MW, from 70 MW [@bnef-2025, p. 2]. It took [30 months]{.unsourced} to connect it all.
"""


def texts(text: str = TEXT, front: str = FRONT, **more: str) -> dict[str, str]:
    """A project whose note has this text and this ledger."""
    note = NOTE.replace("summary: Where", f"{front}summary: Where") + text
    return {
        "notes/site.yaml": SITE,
        "notes/index.md": INDEX,
        "notes/sources.yaml": MORE,
        "notes/note.md": note,
        **{f"notes/{name}.md": content for name, content in more.items()},
    }


def changes(before: Texts, after: Texts) -> tuple[Changed, ...]:
    return compare(*(edition(compose(project(each)).view) for each in (before, after)))


def listed(found: tuple[Changed, ...]) -> list[tuple[str, str, str]]:
    """Of each change its kinds, what was printed before, and what is now."""
    return [
        ("+".join(each.kinds), each.before.text if each.before else "", each.after.text if each.after else "")
        for each in found
    ]


# --- what is a change, and what is none -------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        TEXT.replace("In the north", "As was said, in the north"),
        TEXT.replace("1.2 GW", "1,200 MW"),
        "## A heading\n\n" + TEXT,
        "\n\n".join(reversed(TEXT.split("\n\n"))),
        TEXT.replace("[@iea-2024, p. 4]", "[see @iea-2024, page 4]"),
    ],
)
def test_moving_and_rewording_is_no_change_of_a_figure(text: str) -> None:
    found = changes(texts(), texts(text))

    # Of a claim, 1.2 GW and 1,200 MW are two.
    assert listed(found) == ([("corrected", "1.2 GW", "1,200 MW")] if "1,200" in text else [])


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("1.2 GW", "1.3 GW", [("corrected", "1.2 GW", "1.3 GW")]),
        ("1.2 GW", "over 1.2 GW", [("corrected", "1.2 GW", "over 1.2 GW")]),
        ("@iea-2024, p. 4", "@iea-2024, p. 5", [("re-sourced", "1.2 GW", "1.2 GW")]),
        ("@iea-2024, p. 4", "@bnef-2025", [("re-sourced", "1.2 GW", "1.2 GW")]),
        ("1.2 GW were built in the year [@iea-2024, p. 4]", "1.3 GW were built in the year [@bnef-2025]",
         [("corrected+re-sourced", "1.2 GW", "1.3 GW")]),
        ("88 MW, from 70 MW", "89 MW, from 71 MW", [("corrected", "88 MW", "89 MW"), ("corrected", "70 MW", "71 MW")]),
        ("It took", "It cost EUR 9 million [@bnef-2025]. It took", [("added", "", "EUR 9 million")]),
        ("The south has 88 MW, from 70 MW [@bnef-2025, p. 2]. ", "",
         [("withdrawn", "88 MW", ""), ("withdrawn", "70 MW", "")]),
        ("[30 months]{.unsourced}", "[31 months]{.unsourced}", [("corrected", "30 months", "31 months")]),
        ("[30 months]{.unsourced}", "30 months", [("re-graded", "30 months", "30 months")]),
    ],
)  # fmt: skip
def test_each_kind_of_change_in_a_text_is_told(before: str, after: str, expected: list[tuple[str, str, str]]) -> None:
    assert before in TEXT
    assert listed(changes(texts(), texts(TEXT.replace(before, after)))) == expected


def test_of_a_claim_that_is_stated_twice_the_one_that_changed_is_told() -> None:
    twice = "In the north 5 MW run [@iea-2024].\n\nOf these, 5 MW are new [@iea-2024].\n"
    found = changes(texts(twice), texts(twice.replace("north 5", "north 6")))

    assert [(each.before.line, each.after.line) for each in found if each.before and each.after] == [(11, 11)]
    assert listed(found) == [("corrected", "5 MW", "6 MW")]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("value: 3.1 GW", "value: 3.2 GW", [("corrected", "3.1 GW", "3.2 GW")]),
        ("value: 3.1 GW", "value: over 3.1 GW", [("corrected", "3.1 GW", "over 3.1 GW")]),
        ("iea-2024, p. 3", "iea-2024, p. 9", [("re-sourced", "4.2 GW", "4.2 GW")]),
        ("kind: guidance", "kind: forecast", [("re-graded", "4.2 GW", "4.2 GW")]),
        ("status: open", "status: met", [("re-graded", "4.2 GW", "4.2 GW")]),
        ("due: 2026, status: open}", 'status: met, outcome: {value: 4.3 GW, cite: bnef-2025}}',
         [("re-graded", "4.2 GW", "4.2 GW"), ("added", "", "4.3 GW")]),
        ("formula: built / planned", "formula: built / 4.2 GW", [("re-sourced", "73.8%", "73.8%")]),
        ("  share: {label: Share, kind: derived, value: 73.8%, formula: built / planned}\n", "",
         [("withdrawn", "73.8%", "")]),
        ("label: Built", "label: Made", []),
    ],
)  # fmt: skip
def test_each_kind_of_change_in_a_ledger_is_told(before: str, after: str, expected: list[tuple[str, str, str]]) -> None:
    assert before in FRONT
    assert listed(changes(texts(), texts(front=FRONT.replace(before, after)))) == expected


def test_a_caveat_that_is_new_regrades_the_figures_of_its_place() -> None:
    caveat = (
        "    custom: {caveats: [{at: p. 4, grade: differs, value: 1.4 GW, says: It adds up to it., reading: 1.4 GW}]}\n"
    )
    after = {**texts(), "notes/sources.yaml": MORE.replace("    issued: 2024-06\n", f"    issued: 2024-06\n{caveat}")}
    (found,) = changes(texts(), after)

    assert listed((found,)) == [("re-graded", "1.2 GW", "1.2 GW")]
    assert "; ? not checked → ⚠ we read it otherwise, differs: It adds up to it. (In" in FORMATS["text"](
        (found,), SINCE, WORDS
    )
    assert (found.before.state, found.after.state) == ("unchecked", "otherwise") if found.before and found.after else ()


def test_figures_of_a_note_that_moved_are_no_change_but_those_that_changed_as_well() -> None:
    moved = texts(TEXT.replace("88 MW", "99 MW"))
    moved["notes/new/place.md"] = moved.pop("notes/note.md")

    assert listed(changes(texts(), moved)) == [("corrected", "88 MW", "99 MW")]


def test_a_draft_is_no_edition() -> None:
    draft = texts(front=f"status: draft\n{FRONT}")

    assert {each.kinds for each in changes(draft, texts())} == {("added",)}
    assert {each.kinds for each in changes(texts(), draft)} == {("withdrawn",)}


# --- restated -----------------------------------------------------------------------------------------


def locked(given: dict[str, str], archive: Texts) -> dict[str, str]:
    """A project with its lock."""
    return {**given, PATH: format_lock(verified(project(given), archive).lock)}


ARCHIVE = {"iea-2024.txt": "\f\f4.2 GW\f1.2 GW", "bnef-2025.txt": "3.1 GW\f88 MW from 70 MW"}


def test_a_value_is_restated_where_the_text_of_its_source_is_another() -> None:
    newer = {**ARCHIVE, "bnef-2025.txt": "3.2 GW\f88 MW from 70 MW"}
    front = FRONT.replace("3.1 GW", "3.2 GW").replace("73.8%", "76.2%")
    found = changes(locked(texts(), ARCHIVE), locked(texts(front=front), newer))

    assert listed(found) == [("restated", "3.1 GW", "3.2 GW"), ("restated", "73.8%", "76.2%")]


def test_a_value_is_corrected_where_the_text_of_its_source_is_the_same() -> None:
    front = FRONT.replace("3.1 GW", "3.2 GW").replace("73.8%", "76.2%")
    found = changes(locked(texts(), ARCHIVE), locked(texts(front=front), ARCHIVE))

    assert listed(found)[:2] == [("corrected", "3.1 GW", "3.2 GW"), ("corrected", "73.8%", "76.2%")]


LATER = NOTE.replace("2026-02-03", "2026-08-03").replace(
    "summary: Where",
    "figures:\n  built: {label: Built, kind: actual, value: 3.4 GW, cite: iea-2024}\nsummary: Where",
)


def test_a_later_note_that_defines_a_figure_again_restates_it() -> None:
    before, after = texts(), texts(later=LATER)
    found = changes(before, after)

    assert listed(found) == [("restated+re-sourced", "3.1 GW", "3.4 GW")]
    assert list(unexplained(found, *(edition(compose(project(each)).view) for each in (before, after)))) == []


# --- unexplained --------------------------------------------------------------------------------------

HISTORY = 'history:\n  - {date: 2026-02-09, kind: correction, text: "We misread it."}\n'


def unsaid(before: Texts, after: Texts) -> list[str]:
    old, new = (edition(compose(project(each)).view) for each in (before, after))
    return [finding.figure for finding in unexplained(compare(old, new), old, new)]


def test_a_published_figure_that_changes_needs_a_word_in_the_history_of_its_note() -> None:
    corrected = FRONT.replace("3.1 GW", "3.2 GW").replace("73.8%", "76.2%")

    assert unsaid(texts(), texts(front=corrected)) == ["built", "share"]
    assert unsaid(texts(), texts(front=corrected + HISTORY)) == []
    assert unsaid(texts(front=FRONT + HISTORY), texts(front=corrected + HISTORY)) == ["built", "share"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("iea-2024, p. 3", "iea-2024, p. 9"),
        ("kind: guidance", "kind: forecast"),
        ("  share: {label: Share, kind: derived, value: 73.8%, formula: built / planned}\n", ""),
    ],
)
def test_what_is_no_other_value_needs_none(before: str, after: str) -> None:
    assert unsaid(texts(), texts(front=FRONT.replace(before, after))) == []


def test_a_figure_that_nobody_has_read_needs_none() -> None:
    corrected = FRONT.replace("3.1 GW", "3.2 GW")

    assert unsaid(texts(front=f"status: draft\n{FRONT}"), texts(front=corrected)) == []


# --- in words -----------------------------------------------------------------------------------------


def test_changes_are_told_the_gravest_first_with_a_summary() -> None:
    after = texts(TEXT.replace("88 MW", "89 MW"), FRONT.replace("iea-2024, p. 3", "iea-2024, p. 9"))
    output = FORMATS["text"](changes(texts(), after), SINCE, WORDS)

    assert output.splitlines() == [
        "notes/note.md:13: corrected: 88 MW → 89 MW (The south has 89 MW, from 70 MW [@bnef-2025, p. 2].)",
        "notes/note.md:6: re-sourced: planned 4.2 GW; iea-2024 page 3 → iea-2024 page 9 (Planned)",
        "since v1 (0123456, 2026-02-03): 1 corrected, 1 re-sourced",
    ]
    assert FORMATS["text"]((), SINCE, WORDS) == "since v1 (0123456, 2026-02-03): no figure changed\n"


def test_a_state_has_the_word_and_the_sign_that_readers_see() -> None:
    found = changes(texts(), locked(texts(), ARCHIVE))

    assert "re-graded: built 3.1 GW; ? not checked → ✓ Found in source (Built)" in FORMATS["text"](found, SINCE, WORDS)
    assert "✓ Found in source" in FORMATS["markdown"](found, SINCE, WORDS)
    assert '"state": "found"' in FORMATS["json"](found, SINCE, WORDS)


def test_numbers_in_chinese_sentences_are_paired_by_their_sentences() -> None:
    chinese = "北方去年新增装机120万千瓦[@iea-2024]。南方的电网投资为35亿元[@iea-2024]。\n"
    other = chinese.replace("35亿元", "36亿元").replace("北方", "据报告，北方")

    assert listed(changes(texts(chinese), texts(other))) == [("corrected", "35亿元", "36亿元")]
    assert listed(changes(texts(chinese), texts("海上风电有9座新站，共500万千瓦[@iea-2024]。\n"))) == [
        ("added", "", "500万千瓦"),
        ("withdrawn", "120万千瓦", ""),
        ("withdrawn", "35亿元", ""),
    ]


def test_json_has_the_revision_the_counts_and_every_change() -> None:
    document = json.loads(FORMATS["json"](changes(texts(), texts(TEXT.replace("88 MW", "89 MW"))), SINCE, WORDS))

    jsonschema.validate(document, json.loads(CliRunner().invoke(main, ["schema", "changes"]).output))
    assert document["version"] == 1
    assert document["since"] == {"revision": "v1", "commit": "0123456789abcdef", "date": "2026-02-03"}
    assert document["summary"] == {"corrected": 1}
    (change,) = document["changes"]
    assert (change["kinds"], change["before"]["text"], change["after"]["text"]) == (["corrected"], "88 MW", "89 MW")


def test_nothing_of_a_note_is_markup_in_markdown() -> None:
    text = "It has <b>1.2 GW</b> | @mention `x` [a](https://example.org) of *it* [@iea-2024, p. 4]."
    markdown = FORMATS["markdown"](changes(texts(""), texts(text)), SINCE, WORDS)
    row = markdown.splitlines()[-1]

    assert row.replace("\\|", "").count("|") == 6
    assert "\\<b\\>" in row
    assert "@mention" not in row
    assert "\\[a\\](" in row


def test_markdown_shows_as_many_as_a_summary_takes() -> None:
    many = "".join(f"Line {number} has {number} MW [@iea-2024].\n\n" for number in range(100, 400))
    markdown = FORMATS["markdown"](changes(texts(""), texts(many)), SINCE, WORDS)

    assert markdown.count("| added |") == 200
    assert "And 100 more" in markdown


# --- git ------------------------------------------------------------------------------------------------


class Repository:
    """A project in git."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments: str, where: Path | None = None) -> str:
        who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false")
        run = subprocess.run(
            ["git", *who, *arguments], cwd=where or self.root, capture_output=True, text=True, check=False
        )
        assert run.returncode == 0, run.stderr
        return run.stdout

    def write(self, given: Texts, below: str = "") -> None:
        for path, text in given.items():
            file = self.root / below / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")

    def commit(self, message: str) -> None:
        self.git("add", "-A")
        self.git("commit", "-q", "-m", message)

    def run(self, *arguments: str, below: str = "") -> Result:
        return CliRunner().invoke(main, [*arguments, "--project", str(self.root / below)])


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository(tmp_path)
    made.write(texts())
    (tmp_path / ".gitignore").write_text("/.briefing/\n", encoding="utf-8")
    made.commit("one")
    return made


def kinds(result: Result) -> list[tuple[str, ...]]:
    document: dict[str, Any] = json.loads(result.stdout)
    return [tuple(each["kinds"]) for each in document["changes"]]


def test_a_history_with_one_of_each_kind_of_change_names_each_rightly(repository: Repository) -> None:
    repository.write(locked(texts(), ARCHIVE))
    repository.commit("verified")
    repository.git("tag", "v1")
    newer = {"iea-2024.txt": "\f\f4.2 GW\f1.3 GW", "bnef-2025.txt": "3.2 GW\f88 MW"}
    front = FRONT.replace("3.1 GW", "3.2 GW").replace("73.8%", "77%").replace("iea-2024, p. 3", "iea-2024, p. 9")
    front = (
        front.replace("kind: guidance", "kind: forecast")
        .replace("73.8%", "76.2%")
        .replace(", due: 2026, status: open", "")
    )
    text = TEXT.replace("88 MW, from 70 MW", "88 MW").replace("30 months", "31 months") + "New: 5 MW [@iea-2024].\n"
    repository.write(locked(texts(text, front + HISTORY), newer))
    result = repository.run("changes", "--format", "json")

    assert {kind for each in kinds(result) for kind in each} == {
        "corrected", "restated", "re-sourced", "re-graded", "added", "withdrawn",
    }  # fmt: skip
    assert result.exit_code == 0


@pytest.mark.posix
def test_a_history_with_names_that_are_no_utf8_is_read(repository: Repository) -> None:
    (repository.root / os.fsdecode(b"notes/\xff.md")).write_text("text")
    repository.commit("two")
    result = repository.run("changes", "--since", "HEAD")

    assert (result.exit_code, "no figure changed" in result.stdout) == (0, True)


def test_without_a_revision_the_newest_tag_counts_and_without_a_tag_the_last_commit(repository: Repository) -> None:
    repository.write(texts(TEXT.replace("88 MW", "89 MW")))
    first = repository.run("changes")
    repository.commit("two")
    second = repository.run("changes")
    repository.git("tag", "v1", "HEAD~1")
    third = repository.run("changes")

    assert [result.stdout.splitlines()[-1].split(" (")[0] for result in (first, second, third)] == [
        "since HEAD", "since HEAD", "since v1",
    ]  # fmt: skip
    assert ["corrected" in result.stdout for result in (first, second, third)] == [True, False, True]


def test_what_is_unexplained_fails_changes_and_check_since_but_no_plain_check(repository: Repository) -> None:
    repository.write(texts(front=FRONT.replace("3.1 GW", "3.2 GW").replace("73.8%", "76.2%")))
    changed, checked, plain = (
        repository.run(*each) for each in (("changes",), ("check", "--since", "HEAD"), ("check",))
    )  # fmt: skip

    assert "notes/note.md:7:46: error[unexplained-change] `built` was published as `3.1 GW`" in changed.output
    assert "error[unexplained-change]" in checked.output
    assert (changed.exit_code, checked.exit_code) == (1, 1)
    assert "unexplained-change" not in plain.output
    repository.write({"notes/site.yaml": f"{SITE}rules: {{unexplained-change: warning}}\n"})
    assert repository.run("changes").exit_code == 0


def test_a_note_that_cannot_be_read_whole_is_named(repository: Repository) -> None:
    repository.write(texts(front=FRONT.replace("value: 3.1 GW", "value: many")))
    result = repository.run("changes")

    assert "may seem to be withdrawn or added: notes/note.md\n" in result.stderr
    assert "withdrawn: built 3.1 GW" in result.stdout


@pytest.mark.parametrize("form", ["json", "markdown"])
def test_what_programs_read_of_changes_is_alone_on_standard_output(repository: Repository, form: str) -> None:
    repository.write(texts(front=FRONT.replace("3.1 GW", "3.2 GW")))
    result = repository.run("changes", "--format", form)

    assert "error[unexplained-change]" in result.stderr
    assert "error[" not in result.stdout


def test_a_project_may_lie_below_the_root_of_its_repository(repository: Repository) -> None:
    repository.write(texts(), "docs/储能 briefing")
    repository.commit("two")
    repository.write(texts(TEXT.replace("88 MW", "89 MW")), "docs/储能 briefing")

    assert kinds(repository.run("changes", "--format", "json", below="docs/储能 briefing")) == [("corrected",)]


def test_what_was_parsed_of_an_earlier_revision_is_not_taken_for_what_is_there_now(repository: Repository) -> None:
    after = texts(TEXT.replace("88 MW", "89 MW"))
    repository.write(after)
    before = repository.run("build").output
    repository.run("changes")
    repository.run("changes", "--restricted")
    again = repository.run("build", "--timings").output
    page = (repository.root / "site/note.html").read_text(encoding="utf-8")

    assert "wrote" in before
    assert re.search("up to date|0 changed, 0 removed", again)
    assert "89 MW" in page
    assert "88 MW" not in page


@pytest.mark.parametrize("name", ["nowhere", "--help", "-x", "HEAD~7", "HEAD:notes", "v1\n", "'"])
def test_a_revision_that_there_is_not_is_a_sentence(repository: Repository, name: str) -> None:
    result = repository.run("changes", f"--since={name}")

    assert result.output == f"Error: there is no revision {name!r}.\n"
    assert result.exit_code == 1


def test_a_shallow_clone_says_that_it_is_one(repository: Repository, tmp_path_factory: pytest.TempPathFactory) -> None:
    repository.write({"notes/new.md": NOTE})
    repository.commit("two")
    clone = tmp_path_factory.mktemp("clone")
    repository.git("clone", "-q", "--depth", "1", f"file://{repository.root}", str(clone))
    result = CliRunner().invoke(main, ["changes", "--since", "HEAD~1", "--project", str(clone)])

    assert "The clone is shallow" in result.output
    assert "fetch-depth: 0" in result.output


def test_without_a_repository_or_without_git_there_is_a_sentence(
    repository: Repository, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = Repository.__new__(Repository)
    elsewhere.root = tmp_path_factory.mktemp("plain")
    elsewhere.write(texts())
    outside = elsewhere.run("changes")
    monkeypatch.setenv("PATH", "")
    without = repository.run("changes")

    assert "is not in a git repository, so there is nothing to compare with." in outside.output
    assert without.output == "Error: git is not installed, so there is nothing to compare with.\n"
    assert (outside.exit_code, without.exit_code) == (1, 1)


def test_a_repository_without_a_commit_has_nothing_to_compare_with(tmp_path: Path) -> None:
    made = Repository(tmp_path)
    made.write(texts())

    message = "Error: the git repository has no commit yet, so there is nothing to compare with.\n"
    assert made.run("changes").output == message


def test_a_revision_without_notes_had_no_figures(tmp_path: Path) -> None:
    made = Repository(tmp_path)
    (tmp_path / "README").write_text("Nothing yet.", encoding="utf-8")
    made.commit("nothing")
    made.write(texts())
    result = made.run("changes", "--format", "json")

    assert set(kinds(result)) == {("added",)}
    assert (result.exit_code, result.stderr) == (0, "")


def test_within_a_hook_the_project_decides_which_repository_is_read(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", ".git-of-another")
    monkeypatch.setenv("GIT_INDEX_FILE", "nowhere")

    assert repository.run("changes").stdout.endswith("no figure changed\n")


def test_links_and_files_that_are_no_text_are_passed_over(repository: Repository) -> None:
    (repository.root / "notes" / "link.md").symlink_to("note.md")
    (repository.root / "notes" / "map.png").write_bytes(b"\x89PNG\r\n")
    (repository.root / "notes" / "odd\nname.md").write_text(NOTE, encoding="utf-8")
    repository.commit("two")
    commit = git.revision(repository.root).commit
    inputs = git.load_revision(repository.root, commit, project())

    assert sorted(text.path for text in inputs.notes) == ["notes/index.md", "notes/note.md", "notes/odd\nname.md"]
    assert inputs.files == {"map.png": ""}


def test_a_revision_is_read_as_the_disk_is(repository: Repository) -> None:
    (repository.root / "notes" / "windows.md").write_bytes(
        b"\xef\xbb\xbf" + NOTE.replace("\n", "\r\n").encode() + b"\xff"
    )
    repository.git("config", "core.autocrlf", "false")
    repository.commit("two")
    there = {text.path: text.content for text in disk.load(repository.root).notes}
    then = git.load_revision(repository.root, git.revision(repository.root).commit, project())

    assert {text.path: text.content for text in then.notes} == there


# --- the store under it -------------------------------------------------------------------------------

ROWS = st.lists(
    st.tuples(st.sampled_from(["put", "drop", "clear"]), st.sampled_from("abc"), st.binary(max_size=2)), max_size=12
)


@given(ROWS, ROWS)
def test_an_overlay_answers_as_a_copy_would_and_leaves_what_is_under_it(
    below: list[tuple[str, str, bytes]], above: list[tuple[str, str, bytes]]
) -> None:
    base, copy = Store(), Store()
    do(base, below)
    do(copy, below)
    overlay = Overlay(base)
    do(overlay, above)
    do(copy, above)
    untouched = Store()
    do(untouched, below)

    assert dict(overlay.all("memos")) == dict(copy.all("memos"))
    assert [overlay.get("memos", key) for key in "abc"] == [copy.get("memos", key) for key in "abc"]
    assert base.tables == untouched.tables


def do(store: Store, acts: list[tuple[str, str, bytes]]) -> None:
    act: dict[str, Callable[[str, bytes], None]] = {
        "put": lambda key, value: store.put("memos", [(key, value)]),
        "drop": lambda key, _: store.drop("memos", [key]),
        "clear": lambda _, __: store.clear(),
    }
    for name, key, value in acts:
        act[name](key, value)


def test_an_edition_holds_what_readers_get(built: Callable[[Texts], Session]) -> None:
    known = edition(built(texts()).view)

    assert {item.note for item in known.figures} == {"note.md"}
    assert known.newest == {"planned": "note.md", "built": "note.md", "share": "note.md"}
