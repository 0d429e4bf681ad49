"""No number reaches the reader that cannot be traced to where it came from.

The notes of this repository are copied and spoilt in memory, one thing at a
time: what `check` alone must catch, since CI has no archive. What only the
archive can know is shown on Tern, which has one.
"""

import difflib
import hashlib
import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from pathlib import Path

import example_project
import pytest
from click.testing import CliRunner, Result
from conftest import ROOT, unrendered
from example_project import TERN, Edit
from msgspec import structs

from briefing import disk
from briefing.build.session import compose
from briefing.cli import main
from briefing.evidence.lock import PATH, format_lock, parse_lock
from briefing.incremental import Store
from briefing.model import Figure, FigureKind, Inputs, Note, Outcome, Site, Statement, Text
from briefing.model.diagnostics import Diagnostic, Severity, Span
from briefing.verification.results import VerificationRun

# --- this repository's notes ---------------------------------------------------------------


@cache
def ours() -> Inputs:
    """The notes of this repository, with their lock, and without an archive."""
    return disk.load(ROOT)


@cache
def site() -> Site:
    """The same, related."""
    return compose(ours()).site


@cache
def notes() -> tuple[Note, ...]:
    """Its notes, with their texts."""
    return tuple(compose(ours()).notes)


def spoilt(span: Span, there: str, instead: str, sources: str = "") -> tuple[Diagnostic, ...]:
    """What `check` finds in a copy in which one thing is written otherwise, from a place on."""
    texts = {text.path: text.content for text in ours().notes}
    lines = texts[span.path].split("\n")
    line, at = lines[span.line - 1], span.column - 1
    assert there in line[at:], f"{there!r} does not stand at {span}"
    lines[span.line - 1] = line[:at] + line[at:].replace(there, instead, 1)
    return checked({**texts, span.path: "\n".join(lines)}, sources)


def checked(texts: dict[str, str], sources: str = "") -> tuple[Diagnostic, ...]:
    """What `check` finds in these notes, at error or warning."""
    notes = tuple(Text(path, content) for path, content in sorted(texts.items()))
    inputs = structs.replace(ours(), notes=notes)
    if sources and inputs.sources:
        (given,) = inputs.sources
        inputs = structs.replace(inputs, sources=(Text(given.path, given.content + sources),))
    found = unrendered(inputs, MEMORY)
    return tuple(finding for finding in found if finding.severity in (Severity.ERROR, Severity.WARNING))


MEMORY = Store()
"""Of the notes that were read before, since one at a time is spoilt."""


def cited(text: str, where: str = "") -> Statement:
    """The first number of the notes that is written like this, in a sentence that cites a source for it."""
    for note in notes():
        for statement in note.body.statements:
            if statement.figure.citations and re.search(text, statement.figure.text) and where in note.path:
                return statement
    raise LookupError(text)


def claimed(note: Note) -> Iterable[Figure]:
    """What a note claims of its sources."""
    return compose(ours()).view.claims(note)


def wrong(findings: Iterable[Diagnostic]) -> list[tuple[str, Span]]:
    """Rules and places, but for entries of the lock that nobody claims any more."""
    return [(finding.rule.value, finding.span) for finding in findings if finding.rule != "stale-lock"]


def test_the_notes_are_clean_without_any_archive() -> None:
    assert checked({text.path: text.content for text in ours().notes}) == ()


def test_every_covered_figure_of_the_notes_has_an_outcome() -> None:
    lock = site().lock

    assert lock
    assert {figure.lock_key for note in notes() for figure in claimed(note)} == set(lock.without([]))


def test_a_changed_digit_is_caught() -> None:
    statement = cited(r"\d\d")
    span, printed = statement.figure.span, statement.figure.text
    other = re.sub(r"\d(?=\D*$)", lambda digit: "3" if digit[0] != "3" else "7", printed)

    (found,) = (finding for finding in spoilt(span, printed, other) if finding.rule != "stale-lock")

    assert (found.rule, found.span) == ("figure-unverified", span)
    assert found.message == f"`{other}` has not been verified"
    assert found.hint == "run `briefing verify --archive DIR` on the machine that has the sources' texts"


OTHERWISE = {
    "RMB turned into HKD": ("RMB", "HKD"),
    "million for billion": ("billion", "million"),
    "a bound that is left out": ("over ", ""),
    "a range cut short": ("–700", ""),
}


@pytest.mark.parametrize(("there", "instead"), OTHERWISE.values(), ids=OTHERWISE)
def test_another_word_for_a_number_is_caught(there: str, instead: str) -> None:
    span = cited(there).figure.span

    found = wrong(spoilt(span, there, instead))

    assert [(rule, place.path, place.line, place.column) for rule, place in found] == [
        ("figure-unverified", span.path, span.line, span.column)
    ]


def test_a_wrong_paragraph_is_caught() -> None:
    statement = cited("550,000", "evs")
    (citation,) = statement.figure.citations

    found = wrong(spoilt(citation.span, "¶21", "¶22"))

    assert ("figure-unverified", statement.figure.span) in found
    assert {rule for rule, _ in found} == {"figure-unverified"}


def test_a_source_that_nobody_knows_is_caught() -> None:
    (citation,) = cited("550,000", "evs").figure.citations

    ((rule, span), *_) = wrong(spoilt(citation.span, citation.key, "gs-xiaomi-2025"))

    assert (rule, span) == ("unknown-source", structs.replace(citation.span, length=len("@gs-xiaomi-2025")))


def test_a_wrong_source_is_caught() -> None:
    statement = cited("550,000", "evs")
    (citation,) = statement.figure.citations

    found = wrong(spoilt(citation.span, citation.key, "other", "\n  - {id: other, type: report, title: Other}\n"))

    assert ("figure-unverified", statement.figure.span) in found


UNCITED = {
    "a sentence": ("We count 4,711 cars.\n", "4,711", 3),
    "a table cell": ("| Cars |\n|---|\n| 4,711 |\n", "4,711", 5),
    "a list item": ("- some\n- 4,711 cars\n", "4,711", 4),
    "a footnote": ("Some.[^new]\n\n[^new]: 4,711 cars.\n", "4,711", 5),
    "the words of somebody with a handle": ("@somebody counts 4,711 cars.\n", "4,711", 3),
    "Chinese": ("销量为4,711辆。\n", "4,711", 3),
}


@pytest.mark.parametrize(("added", "figure", "line"), UNCITED.values(), ids=UNCITED)
def test_an_uncited_number_is_caught(added: str, figure: str, line: int) -> None:
    path = "notes/evs.md"
    before = next(text.content for text in ours().notes if text.path == path)

    (found,) = checked({**{t.path: t.content for t in ours().notes}, path: f"{before.rstrip()}\n\n{added}"})

    assert (found.rule, found.message) == ("uncited-figure", f"`{figure}` has no citation")
    assert (found.span.path, found.span.line) == (path, before.rstrip().count("\n") + line)
    assert found.span.column == added.split("\n")[line - 3].index(figure) + 1
    assert found.hint == f"cite its source in the same sentence, or exempt it: [{figure}]{{.unsourced}}"


def test_a_number_in_a_heading_that_nothing_bears_out_is_caught() -> None:
    heading = next(h for note in notes() for h in note.body.headings if note.path == "evs.md")

    (found,) = spoilt(heading.span, heading.text, f"{heading.text} of 4,711 cars")

    at = heading.span.column + len(f"{heading.text} of ")
    assert (found.rule, found.span) == ("unsupported-figure", Span(heading.span.path, heading.span.line, at, 5))
    assert found.hint == "state it with its source in the text, or leave it out"


def test_a_span_that_disagrees_with_its_entry_is_caught() -> None:
    statement = spanning("deliveries-growth-2026")
    printed = statement.figure.text
    other = printed.replace("3", "4")

    (found,) = spoilt(statement.figure.span, printed, other)

    assert (found.rule, found.span) == ("figure-differs", statement.figure.span)
    assert found.message.startswith(f"`{other}` is printed, but `deliveries-growth-2026` is ")
    assert "calculated as deliveries-2026 / deliveries-2025 - 1" in found.hint


def spanning(name: str) -> Statement:
    """The first span of the notes that names a figure."""
    return next(s for note in notes() for s in note.body.statements if s.entry == name)


def test_a_derived_figure_whose_input_changed_is_caught() -> None:
    entry = site().ledger.latest()
    target = next(item.entry for item in entry if item.entry.id == "deliveries-2026")
    derived = {
        item.entry.id: item.entry.figure.span
        for item in entry
        if item.entry.kind is FigureKind.DERIVED and "deliveries-2026" in item.entry.formula
    }

    found = spoilt(target.figure.span, target.figure.text, "650,000")

    differing = [d for d in found if d.rule == "figure-differs"]
    assert {d.span for d in differing} >= set(derived.values())
    assert ("figure-unverified", target.figure.span) in wrong(found)
    assert all(d.hint for d in differing)


def test_a_formula_over_two_currencies_is_caught() -> None:
    entry = next(item.entry for item in site().ledger.latest() if item.entry.id == "upside-recomputed")
    assert entry.formula_span

    found = spoilt(entry.formula_span, "share-price", "rd-plan")

    (fault,) = [d for d in found if d.rule == "invalid-formula"]
    assert (fault.message, fault.span.line) == ("one formula has HKD and RMB", entry.formula_span.line)
    assert fault.span.column == entry.formula_span.column
    assert fault.hint == "convert both to one currency first, using a figure with a source"


# --- what loses nothing ----------------------------------------------------------------------------

FENCE = re.compile(r"(---\n.*?\n---\n)(.*)", re.S)
PROSE = re.compile(r"(?![-|#>{`]|Table:|\[\^)")


def with_sections_turned(text: str) -> str:
    """A note whose sections stand in the opposite order, the opening last."""
    front, body = _parted(text)
    return front + "\n\n".join(part.strip() for part in reversed(re.split(r"^(?=## )", body, flags=re.M))) + "\n"


def with_words_put_in(text: str) -> str:
    """A note with words of its own before each citation."""
    front, body = _parted(text)
    return front + body.replace(" [@", ", so it is printed [@")


def with_a_word_a_line(text: str) -> str:
    """A note whose paragraphs are wrapped after each word."""
    front, body = _parted(text)
    paragraphs = body.split("\n\n")
    return front + "\n\n".join("\n".join(p.split()) if PROSE.match(p) else p for p in paragraphs)


def _parted(text: str) -> tuple[str, str]:
    match = FENCE.fullmatch(text)
    assert match
    return match[1], match[2]


@pytest.mark.parametrize("change", [with_sections_turned, with_words_put_in, with_a_word_a_line])
def test_no_claim_is_lost_by(change: Callable[[str], str]) -> None:
    changed = {text.path: change(text.content) for text in ours().notes}

    assert all(changed[text.path] != text.content for text in ours().notes)
    assert checked(changed) == ()


def test_no_claim_is_lost_by_renaming_a_note() -> None:
    names = {text.path: text.path.replace("notes/", "notes/new-") for text in ours().notes if "index" not in text.path}
    texts = {names.get(text.path, text.path): text.content for text in ours().notes}
    for old, new in names.items():
        link, instead = (f"]({path.removeprefix('notes/')}" for path in (old, new))
        texts = {path: content.replace(link, instead) for path, content in texts.items()}

    assert checked(texts) == ()


# --- what only the archive can know ------------------------------------------------------------------

CAUGHT = {
    "a changed digit": (
        Edit("notes/cells.md", "over 12,000 people", "over 13,000 people"),
        "notes/cells.md:41:28 figure-not-found `over 13,000` was not found in `call-2026`, ¶3",
        "the nearest there is `over 12,000`",
    ),
    "HKD turned into RMB": (
        Edit("notes/cells.md", "cost of about HKD 420", "cost of about RMB 420"),
        "notes/cells.md:52:21 unit-differs `call-2026`, ¶7 says `about HKD 420`, not `about RMB 420`: another unit",
        "correct the unit, or say in a caveat of the source how you read it",
    ),
    "million for billion": (
        Edit("notes/index.md", "RMB 45 billion", "RMB 45 million"),
        "notes/index.md:12:28 scale-suspect `call-2026`, ¶5 says `RMB 45 billion`, not `RMB 45 million`: "
        "off by a power of ten",
        "count the zeros, or say in a caveat of the source how you read it",
    ),
    "a qualifier left out": (
        Edit("notes/cells.md", "nearly 40% is", "40% is"),
        "notes/cells.md:52:36 qualifier-differs `call-2026`, ¶7 says `nearly 40%`, not `40%`",
        "use the source's qualifier",
    ),
    "a wrong paragraph": (
        Edit("notes/cells.md", "work today [@filing-2025, ¶8]", "work today [@filing-2025, ¶7]"),
        "notes/cells.md:41:84 figure-not-found `11,480` was not found in `filing-2025`, ¶7",
        "it is in ¶8: is the locator wrong?",
    ),
    "a wrong source": (
        Edit("notes/cells.md", "work today [@filing-2025, ¶8]", "work today [@call-2026, ¶3]"),
        "notes/cells.md:41:84 figure-not-found `11,480` was not found in `call-2026`, ¶3",
        "the nearest there is `over 12,000`",
    ),
    "a wrong period": (
        Edit("notes/cells.md", "rose by 38.3% in 2025", "rose by 38.3% in 2024"),
        "notes/cells.md:43:29 period-not-found `2024` was not found in `daily-2026`, ¶3",
        "check the period, or move the citation after what it supports",
    ),
    "a cell of a table": (
        Edit("notes/cells.md", "| Harbour plant | 9 |", "| Harbour plant | 8 |"),
        "notes/cells.md:48:19 figure-not-found `8` was not found in `call-2026`, ¶5",
        "the nearest there is `RMB 9 billion`",
    ),
    "the ledger": (
        Edit("notes/cells.md", "value: 41.5 GWh", "value: 41.6 GWh"),
        "notes/cells.md:18:12 figure-not-found `41.6 GWh` was not found in `call-2026`, ¶2",
        "the nearest there is `41.5 GWh`",
    ),
}


@pytest.mark.parametrize(("edit", "fault", "hint"), CAUGHT.values(), ids=CAUGHT)
def test_verify_says_what_stands_there_instead(edit: Edit, fault: str, hint: str) -> None:
    found = example_project.faults(edit)

    assert example_project.as_lines(found) == [fault]
    assert found[0].hint == hint


@pytest.mark.parametrize("edit", [edit for edit, _, _ in CAUGHT.values() if "in 2024" not in edit.instead])
def test_check_refuses_the_same_without_the_archive(edit: Edit) -> None:
    assert "figure-unverified" in {finding.rule for finding in example_project.checked(edit)}


# --- when the archive changes ---------------------------------------------------------------------------


def lines_changed(verified: VerificationRun) -> tuple[list[str], list[str]]:
    """What a verification takes from the lock and adds to it: claims by value and place, sources by key."""
    before, after = (TERN / PATH).read_text(encoding="utf-8"), format_lock(verified.lock)
    changes = [line for line in difflib.ndiff(before.splitlines(), after.splitlines()) if line[0] in "+-"]
    taken, added = ([_named(line[2:]) for line in changes if line[0] == sign] for sign in "-+")
    return taken, added


def _named(line: str) -> str:
    read = json.loads(line)
    return str(read["source"]) if read["is"] == "source" else f"{read['value']} at {read['at']}"


def test_a_digit_that_changes_in_the_archive_is_caught() -> None:
    edit = Edit("archive/call-2026.txt", "60 GWh", "61 GWh")

    assert example_project.as_lines(example_project.faults(edit)) == [
        "notes/cells.md:10:12 figure-not-found `60 GWh` was not found in `call-2026`, ¶3",
        "notes/cells.md:41:15 figure-not-found `60 GWh` was not found in `call-2026`, ¶3",
        "notes/index.md:7:45 figure-not-found `60 GWh` was not found in `call-2026`, ¶2, 3",
    ]
    assert {finding.hint for finding in example_project.faults(edit)} == {"the nearest there is `61 GWh`"}


def test_the_lock_then_remembers_that_the_claims_concerned_failed_and_changes_one_hash() -> None:
    verified = example_project.verified(Edit("archive/call-2026.txt", "60 GWh", "61 GWh"))
    taken, added = lines_changed(verified)

    assert taken == [
        "call-2026",
        "60 GWh for 2026 at call-2026 paragraph 2, 3",
        "60 GWh for 2026 at call-2026 paragraph 3",
        "60 GWh at call-2026 paragraph 3",
    ]
    assert added == taken
    assert "not-found" in {found.outcome for found in verified.lock.claims.values()}


MOVED = Edit(
    "archive/call-2026.txt",
    "A cell of ours now costs about HKD 420 per unit, and nearly 40% of that is nickel.\n",
    "\n",
)
THERE = Edit(
    "archive/call-2026.txt",
    "Last year alone",
    "A cell of ours now costs about HKD 420 per unit, and nearly 40% of that is nickel.\nLast year alone",
)


def test_a_paragraph_that_moves_in_the_archive_is_found_where_it_is_now() -> None:
    found = example_project.faults(MOVED, THERE)

    assert example_project.as_lines(found) == [
        "notes/cells.md:38:12 figure-not-found `about HKD 420` was not found in `call-2026`, ¶7",
        "notes/cells.md:52:21 figure-not-found `about HKD 420` was not found in `call-2026`, ¶7",
        "notes/cells.md:52:36 figure-not-found `nearly 40%` was not found in `call-2026`, ¶7",
    ]
    assert {finding.hint for finding in found} == {"it is in ¶6: is the locator wrong?"}


def test_the_lock_then_remembers_that_the_claims_of_that_paragraph_failed() -> None:
    taken, added = lines_changed(example_project.verified(MOVED, THERE))

    assert sorted(taken) == [
        "about 420 HKD at call-2026 paragraph 7",
        "call-2026",
        "nearly 40 % at call-2026 paragraph 7",
    ]
    assert sorted(added) == sorted(taken)


def test_another_word_in_the_archive_changes_the_hash_and_no_claim() -> None:
    verified = example_project.verified(Edit("archive/call-2026.txt", "We delivered", "Tern delivered"))

    assert verified.problems == ()
    assert lines_changed(verified) == (["call-2026"], ["call-2026"])


# --- what the lock holds -----------------------------------------------------------------------------------

CANONICAL = re.compile(
    r"(?:(?:about|nearly|over|at least|up to|under) )?"  # bound
    r"-?\d+(?:\.\d+)?(?:–-?\d+(?:\.\d+)?)?"  # one value, or two ends
    r"(?: [^\s\d]\S{0,9})?"  # unit
    r"(?: for [\d/, -]+)?"  # periods
)
PLACES = re.compile(r"\S+(?: [a-z]+ [\w–, ]+(?:; [a-z]+ [\w–, ]+)*)?(?: \| \S+(?: [a-z]+ [\w–, ;]+)?)*")


@pytest.mark.parametrize("root", [ROOT, TERN], ids=["this repository", "Tern"])
def test_the_lock_holds_claims_places_outcomes_and_hashes_of_whole_texts_and_no_more(root: Path) -> None:
    keys = {line["id"] for line in _sources(root)}
    for line in map(json.loads, (root / PATH).read_text(encoding="utf-8").splitlines()):
        if line["is"] == "source":
            assert line.keys() == {"is", "source", "sha256"}
            assert line["source"] in keys
            assert re.fullmatch("[0-9a-f]{64}", line["sha256"])
        else:
            assert line.keys() == {"is", "claim", "value", "at", "outcome", "date"}
            assert re.fullmatch("[0-9a-f]{16}", line["claim"])
            assert CANONICAL.fullmatch(line["value"])
            assert PLACES.fullmatch(line["at"])
            assert {place.split()[0] for place in line["at"].split(" | ")} <= keys
            assert line["outcome"] in set(Outcome)
            assert date.fromisoformat(line["date"])


def _sources(root: Path) -> list[dict[str, str]]:
    return [{"id": key} for key in compose(disk.load(root)).site.bibliography.sources]


def test_no_three_words_of_a_source_stand_in_the_lock() -> None:
    lock = (TERN / PATH).read_text(encoding="utf-8")
    values = [value for line in map(json.loads, lock.splitlines()) for value in line.values()]

    for file in sorted((TERN / "archive").iterdir()):
        theirs = file.read_text(encoding="utf-8")
        assert len(runs(theirs)) > 3
        assert runs(theirs).isdisjoint(run for value in values for run in runs(value))


def runs(text: str) -> set[tuple[str, ...]]:
    """Three words, wherever they stand together."""
    words = re.sub("<[^>]*>", " ", text).split()
    return set(zip(words, words[1:], words[2:], strict=False))


def test_the_hashes_of_the_lock_are_those_of_whole_texts() -> None:
    lock, _ = parse_lock(Text(PATH, (TERN / PATH).read_text(encoding="utf-8")))
    texts = {file.stem: hashlib.sha256(file.read_bytes()).hexdigest() for file in (TERN / "archive").iterdir()}

    assert lock.sources == texts


# --- two branches ---------------------------------------------------------------------------------------------


class Repository:
    """Tern in a git repository of its own."""

    def __init__(self, root: Path, attributes: str) -> None:
        self.root = root
        shutil.copytree(TERN, root)
        (root / ".gitattributes").write_text(attributes, encoding="utf-8")
        self.git("init", "--quiet", "--initial-branch=main")
        self.commit()

    def git(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        who = ("-c", "user.name=Tern", "-c", "user.email=tern@example.org", "-c", "commit.gpgsign=false")
        command = ["git", "-C", str(self.root), *who, *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    def commit(self) -> None:
        self.git("add", "--all")
        assert self.git("commit", "--quiet", "--message=Change").returncode == 0

    def branch(self, name: str, *edits: Edit) -> None:
        """A branch from main with these edits, verified."""
        self.git("checkout", "--quiet", "-b", name, "main")
        for edit in edits:
            file = self.root / edit.path
            content = file.read_text(encoding="utf-8")
            assert content.count(edit.there) == 1
            file.write_text(content.replace(edit.there, edit.instead), encoding="utf-8", newline="\n")
        assert self.run("verify").exit_code == 0
        self.commit()

    def run(self, command: str) -> Result:
        """What `briefing` makes of what is checked out."""
        archive = ["--archive", str(self.root / "archive")] if command == "verify" else []
        return CliRunner().invoke(main, [command, "--project", str(self.root), *archive])

    @property
    def lock(self) -> list[str]:
        return (self.root / PATH).read_text(encoding="utf-8").splitlines()


ATTRIBUTES = (ROOT / ".gitattributes").read_text(encoding="utf-8")
DIVIDEND = Edit(
    "notes/index.md", "## What to watch", "It paid RMB 1.25 a share [@filing-2025, ¶9].\n\n## What to watch"
)
STAFF = Edit("notes/cells.md", "The gross margin", "Its staff is 11,480 [@filing-2025, ¶8, ¶9].\nThe gross margin")


def test_two_verified_locks_merge_though_their_new_lines_are_neighbours(tmp_path: Path) -> None:
    tern = Repository(tmp_path / "tern", ATTRIBUTES)
    tern.branch("one", DIVIDEND)
    tern.branch("two", STAFF)

    merged = tern.git("merge", "--no-edit", "one")

    assert merged.returncode == 0, merged.stdout
    assert tern.run("check").exit_code == 0
    before = sorted(tern.lock)
    assert tern.run("verify").exit_code == 0
    assert sorted(tern.lock) == before


def test_without_the_attribute_they_would_be_a_conflict(tmp_path: Path) -> None:
    tern = Repository(tmp_path / "tern", ATTRIBUTES.replace("merge=union", ""))
    tern.branch("one", DIVIDEND)
    tern.branch("two", STAFF)

    assert "CONFLICT (content): Merge conflict in notes/figures.lock" in tern.git("merge", "--no-edit", "one").stdout


def test_the_same_figure_verified_on_both_branches_is_one_claim(tmp_path: Path) -> None:
    tern = Repository(tmp_path / "tern", ATTRIBUTES)
    tern.branch("one", DIVIDEND)
    tern.branch(
        "two",
        Edit("notes/cells.md", "Deliveries rose", "RMB 1.25 per share was paid [@filing-2025, ¶9].\nDeliveries rose"),
    )

    assert tern.git("merge", "--no-edit", "one").returncode == 0
    assert tern.run("check").exit_code == 0
    assert len([line for line in tern.lock if '"1.25 CNY"' in line]) == 1


def test_when_neighbouring_claims_were_changed_verify_clears_what_the_merge_left(tmp_path: Path) -> None:
    tern = Repository(tmp_path / "tern", ATTRIBUTES)
    tern.branch("one", Edit("notes/cells.md", "of 18.3% may", "of 18.26% may"))
    tern.branch(
        "two", Edit("notes/cells.md", "Of a cell's cost of about HKD 420, nearly 40%", "Of a cell's cost, nearly 40%")
    )

    assert tern.git("merge", "--no-edit", "one").returncode == 0
    assert "figure-unverified" not in tern.run("check").output
    assert tern.run("verify").exit_code == 0
    assert tern.run("check").exit_code == 0
