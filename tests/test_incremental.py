"""What is remembered between builds changes nothing but how long they take."""

import os
import pickle
import shutil
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

import hypothesis
import pytest
from built_project import ACTIONS, Program, Studio, carry_everything_elsewhere, clean, differing, findings_of, later
from conftest import examples
from edited_project import BODIES, EDITS, ENTRIES, OTHERS, SITE, Draft, Sketch, begun
from hypothesis import given
from hypothesis import strategies as st

from briefing import disk
from briefing.build import prefetch, publish
from briefing.build.file_states import load, load_changed_notes, load_text_index, save_text_index
from briefing.build.session import Session, compose
from briefing.build.targets import job_of
from briefing.incremental import FORKS, Database, Key, Pool, Store
from briefing.model import File, Inputs, Note, Text
from briefing.model.diagnostics import Diagnostic
from briefing.notes import parse_note
from briefing.site import input_queries as site_inputs

# --- any sequence of edits ------------------------------------------------------------------------


class Step(NamedTuple):
    """Something that is done to a project."""

    name: str
    do: Callable[[Studio, int, int], None]

    def __repr__(self) -> str:
        return self.name


def edited(edit: Callable[[Sketch, int, int], None]) -> Step:
    """An edit of what the project says."""
    return Step(edit.__name__, lambda studio, a, b: edit(studio.sketch, a, b))


STEPS = st.tuples(
    st.sampled_from([*map(edited, EDITS), *(Step(action.__name__, action) for action in ACTIONS)]),
    st.integers(0, 20),
    st.integers(0, 20),
)
SEQUENCES = st.lists(STEPS, min_size=5, max_size=9)


def published(sequence: list[tuple[Step, int, int]], kind: Callable[[Path, Sketch], Studio] = Studio) -> None:
    """Publish a project after each step; what is wrong with it is mended every other time."""
    with TemporaryDirectory() as folder:
        studio = kind(Path(folder), begun())
        studio.publish()
        for step, a, b in sequence:
            step.do(studio, a, b)
            if studio.publish().exit_code and (a + b) % 2:
                studio.mend()
                studio.publish()


@hypothesis.settings(max_examples=examples(16))
@given(SEQUENCES)
def test_any_sequence_of_edits_comes_to_what_a_clean_build_comes_to(sequence: list[tuple[Step, int, int]]) -> None:
    published(sequence)


@hypothesis.settings(max_examples=examples(12))
@given(SEQUENCES)
def test_any_sequence_of_edits_in_a_resident_program_comes_to_the_same(sequence: list[tuple[Step, int, int]]) -> None:
    published(sequence, partial(Program, stays=True))


EVERY_TARGET_PAYS: Final = Pool(2, parallel_threshold=1, chunk=2)
"""Two processes share even the smallest work."""


@hypothesis.settings(max_examples=examples(2))
@given(SEQUENCES)
def test_any_sequence_of_edits_in_several_processes_comes_to_the_same(sequence: list[tuple[Step, int, int]]) -> None:
    published(sequence, partial(Program, pool=EVERY_TARGET_PAYS))


# --- what once went wrong, or might ---------------------------------------------------------------


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    """A project that was published once."""
    found = Studio(tmp_path, begun())
    found.publish()
    return found


def test_the_order_of_paths_in_a_rule_counts(studio: Studio) -> None:
    studio.sketch.notes[1].body.append("So they say [@nobody].")
    for rules in SITE["rules"][1:3]:
        studio.sketch.site["rules"] = rules
        studio.publish()


def test_a_wrong_byte_that_is_corrected_to_its_placeholder_is_a_change(studio: Studio) -> None:
    for body in ("A \udcff stands here.", "A \ufffd stands here."):
        studio.sketch.notes[1].body[-1] = body
        result = studio.publish()

    assert result.exit_code == 0


def test_a_path_may_contain_separators_of_urls(studio: Studio) -> None:
    studio.sketch.notes.append(Draft("a#b.md", "B", "power", "2026-02-01", ["## Costs"]))
    studio.sketch.notes[0].body.append("See [it](a%23b.md#costs) and [more](a%23b.md#costs%23more).")

    assert {finding["rule"] for finding in findings_of(studio.publish())} >= {"invalid-url", "broken-link"}


def test_a_file_whose_name_is_no_text_is_refused_as_a_note_and_else_left_alone(studio: Studio) -> None:
    (studio.root / "notes" / "\udcff.md").write_text(studio.sketch.notes[3].text, encoding="utf-8")
    (studio.root / "notes" / "\udcff.png").write_text("PNG", encoding="utf-8")
    (studio.site / "\udcff.png").write_text("theirs", encoding="utf-8")
    result = studio.run("build", "--format", "json")

    assert [(found["rule"], found["path"]) for found in findings_of(result) if found["severity"] == "error"] == [
        ("invalid-url", "notes/\ufffd.md")
    ]
    (studio.root / "notes" / "\udcff.md").unlink()
    assert studio.run("build").exit_code == 0


def test_a_list_of_what_was_written_is_written_again(studio: Studio) -> None:
    (studio.site / disk.MANIFEST).unlink()
    studio.run("build")

    assert (studio.site / disk.MANIFEST).is_file()


def test_a_file_that_was_moved_to_another_folder_is_gone_from_the_first(studio: Studio) -> None:
    (studio.root / "templates").mkdir()
    os.rename(studio.root / "notes/map.png", studio.root / "templates/map.png")
    studio.sketch.others["templates/map.png"] = studio.sketch.others.pop("notes/map.png")

    assert "broken-link" in {finding["rule"] for finding in findings_of(studio.publish())}


def test_an_address_that_is_taken_is_found_where_it_stands_now_and_forgotten_when_it_is_free(studio: Studio) -> None:
    first, second = studio.sketch.notes[1:3]
    places = []
    for own, other, tags in (
        ("[mine]", "[mine]", {}),
        ("[mine]", "[mine]", {"tags": "[moved]"}),
        ("[this]", "[that]", {}),
    ):
        first.more, second.more = {**tags, "aliases": own}, {**tags, "aliases": other}
        places.append([found["line"] for found in findings_of(studio.publish()) if found["rule"] == "address-taken"])

    assert [len(found) for found in places] == [1, 1, 0]
    assert places[0] != places[1]


def test_a_template_may_include_what_is_no_page(studio: Studio) -> None:
    studio.sketch.others["templates/note.html"] = OTHERS["templates/note.html"][3]
    shared = Program(studio.root, studio.sketch, EVERY_TARGET_PAYS)
    for words in OTHERS["templates/own.txt"][1:]:
        studio.sketch.others["templates/own.txt"] = words
        shared.publish()
        assert words.encode() in studio.site_files["a.html"]


def test_a_check_with_other_options_leaves_a_build_what_it_was(studio: Studio) -> None:
    studio.sketch.notes[1].more["aliases"] = "[older]"
    studio.lay()
    studio.run("check", "--drafts", "--base-url", "https://example.org/other/")
    studio.publish()

    assert {"older.html"} <= studio.site_files.keys()
    assert "old.html" not in studio.site_files


# --- exactly what depends on it -----------------------------------------------------------------------


class Seen(NamedTuple):
    """What a build did."""

    parsed: list[str]
    """The notes that were read as Markdown."""
    done: list[str]
    """The jobs, as `kind name`."""
    written: list[str]
    """The files of the site that were replaced, added or removed."""


def seen(studio: Studio) -> Seen:
    """Publish, and look on."""
    parsed: list[str] = []
    done: list[str] = []
    work = Session.work

    def parsing(text: Text, names: tuple[str, ...]) -> Note:
        parsed.append(text.path)
        return parse_note(text, names)

    def working(session: Session, todo: Sequence[str], put: Callable[[File], None]) -> object:
        done.extend(f"{job.kind} {job.name}".strip() for job in map(job_of, todo))
        return work(session, todo, put)

    before = identities(studio.site)
    studio.lay()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(site_inputs, "parse_note", parsing)
        patch.setattr(Session, "work", working)
        # In this process, where it can be seen.
        result = studio.run("build", "--jobs", "1")
    after = identities(studio.site)

    assert result.exit_code == 0, result.output
    with later():
        assert differing(studio.site_files, clean(studio.inputs)[1]) == {}
    written = sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))
    return Seen(sorted(parsed), sorted(done), written)


def identities(site: Path) -> dict[str, tuple[int, int]]:
    """Which file stands where, and since when."""
    files = {path.relative_to(site).as_posix(): path.stat() for path in site.rglob("*") if path.is_file()}
    return {path: (found.st_ino, found.st_mtime_ns) for path, found in files.items() if path != disk.MANIFEST}


def test_a_build_without_changes_does_nothing(studio: Studio) -> None:
    assert seen(studio) == Seen([], [], [])


def test_a_file_that_was_only_touched_is_read_and_nothing_more(studio: Studio) -> None:
    studio.touch(studio.root / "notes" / "a.md")

    assert seen(studio) == Seen([], [], [])


def test_the_build_after_an_edit_knows_what_the_edit_made(studio: Studio) -> None:
    studio.sketch.notes[1].title = "Other cells"
    seen(studio)
    studio.touch(studio.root / "notes" / "a.md")

    assert seen(studio) == Seen([], [], [])


def test_an_edited_text_is_read_and_shown_again_and_no_other(studio: Studio) -> None:
    studio.sketch.notes[2].body.append("More words.")
    found = seen(studio)

    assert found.parsed == ["notes/b.md"]
    assert {"b.html", "b.md"} <= set(found.written)
    assert [job for job in found.done if job.startswith("note ")] == ["note b.md"]
    assert [path for path in found.written if path.endswith(".html")] == ["b.html"]


def test_a_changed_heading_concerns_the_notes_that_link_to_it(studio: Studio) -> None:
    studio.sketch.notes[1].body[1] = "## Prices"
    found = seen(studio)

    assert found.parsed == ["notes/a.md"]
    assert [job for job in found.done if job.startswith("note ")] == ["note a.md", "note index.md"]


def test_a_sources_title_concerns_the_pages_that_cite_or_list_it(studio: Studio) -> None:
    studio.sketch.sources["lund-2024"]["title"] = "Another almanac"
    found = seen(studio)
    pages = [path for path in found.written if path.endswith(".html")]

    assert found.parsed == []
    assert pages == sorted(["b.html", "sub/c.html", "sources/index.html", "sources/lund-2024.html"])
    assert all(b"Another almanac" in studio.site_files[page] for page in pages)


def test_a_source_that_shares_its_author_and_year_gives_others_a_letter(studio: Studio) -> None:
    del studio.sketch.sources["lund-2024"]
    found = seen(studio)

    # The other work of this author in this year loses its letter wherever it is cited.
    assert {"index.html", "a.html", "b.html", "sources/iea-2024.html"} <= set(found.written)


def test_a_changed_figure_concerns_those_who_name_it_or_are_worked_out_from_it(studio: Studio) -> None:
    studio.sketch.notes[3].figures["growth"] = ENTRIES[7][1].replace("Growth", "Growth a year")
    found = seen(studio)

    assert found.parsed == ["notes/sub/c.md"]
    assert [job for job in found.done if job.startswith("note ")] == ["note b.md", "note index.md", "note sub/c.md"]
    assert "figures/index.html" in found.written
    assert "a.html" not in found.written


def test_what_is_verified_concerns_the_pages_that_claim_it(studio: Studio) -> None:
    studio.sketch.notes[2].body.append("It came to 5.1 GW [@bnef].")
    studio.lay()
    studio.verify()
    seen(studio)
    lines = studio.sketch.others["notes/figures.lock"].splitlines(keepends=True)
    studio.sketch.others["notes/figures.lock"] = "".join(line for line in lines if "5.1" not in line)
    found = seen(studio)

    assert [path for path in found.written if path.endswith(".html")] == ["b.html", "sources/bnef.html"]


def test_a_changed_template_renders_everything_and_reads_nothing(studio: Studio) -> None:
    studio.sketch.others["templates/base.html"] = OTHERS["templates/base.html"][1]
    found = seen(studio)
    pages = {path for path in studio.site_files if path.endswith(".html")}

    assert found.parsed == []
    assert {path for path in found.written if path.endswith(".html")} == pages - {"old.html"}


def test_a_changed_name_reads_everything(studio: Studio) -> None:
    studio.sketch.site["names"] = SITE["names"][1]

    assert len(seen(studio).parsed) == len(studio.sketch.notes)


def test_a_draft_that_nobody_sees_changes_nothing(studio: Studio) -> None:
    studio.sketch.notes.append(Draft("d.md", "D", "power", "2025-02-01", [BODIES[0]], more={"status": "draft"}))

    assert seen(studio) == Seen(["notes/d.md"], [], [])


def test_a_page_that_somebody_spoilt_is_made_again_and_no_other(studio: Studio) -> None:
    (studio.site / "b.html").write_text("spoilt", encoding="utf-8")
    found = seen(studio)

    assert (found.done, found.written) == (["note b.md"], ["b.html"])


def test_a_site_that_was_copied_elsewhere_with_its_store_is_not_made_again(studio: Studio) -> None:
    carry_everything_elsewhere(studio, 0, 0)

    assert seen(studio) == Seen([], [], [])


def test_of_a_site_that_was_copied_elsewhere_only_changed_files_are_made_again(studio: Studio) -> None:
    carry_everything_elsewhere(studio, 0, 0)
    (studio.site / "b.html").write_text("spoilt", encoding="utf-8")
    (studio.site / "a.md").unlink()
    found = seen(studio)

    assert (found.parsed, found.done, found.written) == ([], ["note a.md", "note b.md"], ["a.md", "b.html"])


def test_a_date_that_cannot_be_read_costs_its_note_and_what_lists_it(tmp_path: Path) -> None:
    studio = Studio(tmp_path, archive())
    studio.lay()
    session = compose(studio.inputs)
    session.remember(dict(session.work(session.plan().todo, lambda _: None)))
    studio.sketch.notes[40].date = "yesterday"
    studio.lay()
    session.load(studio.inputs)
    jobs = list(map(job_of, session.plan().todo))

    notes = [job.name for job in jobs if job.kind == "note"]
    assert len(session.targets.jobs()) > MANY
    assert studio.sketch.notes[40].path in notes
    # Its neighbours before and after, where it was and where it is now.
    assert len(notes) <= 6
    assert len(jobs) < 20


def test_a_changed_picture_is_copied_and_nothing_else_is_done(studio: Studio) -> None:
    studio.sketch.others["notes/map.png"] = "JPG"

    assert seen(studio) == Seen([], [], ["map.png"])


def test_without_a_store_everything_is_made_and_nothing_is_replaced(studio: Studio) -> None:
    shutil.rmtree(studio.root / ".briefing")
    found = seen(studio)

    assert len(found.parsed) == len(studio.sketch.notes)
    assert len(found.done) > 10
    assert found.written == []


# --- several processes ------------------------------------------------------------------------------------

MANY = 70
assert Pool().parallel_threshold <= MANY


def archive() -> Sketch:
    """A project with so many notes that a second process pays."""
    sketch = begun()
    # Without it no card is drawn; how, could not be said to another process.
    sketch.site["base_url"] = ""
    for i in range(MANY):
        body = [BODIES[i % 3], f"See [the one before](n{i - 1}.md#costs).", "## Costs", BODIES[5]]
        sketch.notes.append(Draft(f"n{i}.md", f"Note {i}", "wind", f"2025-{i % 12 + 1:02}-01", body))
    return sketch


def contributors(root: Path, pool: Pool) -> tuple[dict[str, bytes], tuple[Diagnostic, ...]]:
    """The site and the findings of that project, made by so many processes."""
    studio = Studio(root, archive())
    studio.lay()
    with later(), disk.Staging(studio.site) as staging:
        done = publish.publish(studio.inputs, staging, disk.opened(studio.site), publish.BuildOptions(0, False, pool))
    assert done.written
    return studio.site_files, done.findings


def test_any_number_of_processes_makes_the_same(tmp_path: Path) -> None:
    alone = contributors(tmp_path / "1", Pool())
    shared = [contributors(tmp_path / str(processes), Pool(processes)) for processes in (2, 3)]
    sent = contributors(tmp_path / "sent", Pool(2, forks=False))

    assert len(alone[0]) > MANY
    assert any(finding.rule == "broken-link" for finding in alone[1])
    assert all(differing(alone[0], each[0]) == {} and each[1] == alone[1] for each in (*shared, sent))


AHEAD = Draft("ahead.md", "Read ahead", "wind", "2025-03-01", ["Words of [@iea-2024, p. 4]."])


def ahead_of(studio: Studio, store: Store) -> tuple[Inputs, bytes]:
    """A project with one more note, and what comes of parsing it ahead."""
    studio.sketch.notes.append(AHEAD)
    studio.lay()
    changed = load_changed_notes(studio.root, disk.take_snapshot(studio.root), load_text_index(store), {})
    return load(studio.root, store, {}), prefetch.prefetch(changed, store)


def stored_before(studio: Studio) -> Store:
    """What is stored of the notes as they are."""
    store = Store()
    session = compose(load(studio.root, store, {}), store)
    save_text_index(store, session.targets.inputs, session.read, 2**63 - 1)
    session.database.commit()
    return store


@given(names=st.sets(st.sampled_from(["a.md", "b/c.md", "é.md", "d.csv", "site.yaml"])))
def test_what_changed_is_known_without_the_rest(names: set[str]) -> None:
    with TemporaryDirectory() as folder:
        studio = Studio(Path(folder), begun())
        studio.lay()
        store = stored_before(studio)
        for name in names:
            file = studio.root / "notes" / name
            file.parent.mkdir(exist_ok=True)
            file.write_text("Another text.\n", encoding="utf-8")
        whole = load(studio.root, store, {})
        changed = load_changed_notes(studio.root, disk.take_snapshot(studio.root), load_text_index(store), {})

    assert {note.path for note in changed.notes} == {n.path for n in whole.notes if not getattr(n, "is_known", False)}
    assert (changed.settings and changed.settings.path) == (whole.settings and whole.settings.path)


def unreadable(_: Text, __: Sequence[str]) -> Note:
    raise AssertionError("parsed twice")


def test_a_prefetched_note_is_not_parsed_again(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    store = stored_before(studio)
    inputs, found = ahead_of(studio, store)
    with monkeypatch.context() as patch:
        patch.setattr(site_inputs, "parse_note", unreadable)
        session = compose(inputs, store, prefetched=lambda: found)
    session.database.commit()

    assert session.view.card("ahead.md").title == "Read ahead"
    assert rows_of(store) == rows_of(stored_before(studio))


def rows_of(store: Store) -> dict[tuple[str, Key], bytes]:
    """All that is stored of notes."""
    return {(table, key): value for table in ("memos", "results") for key, value in store.all(table).items()}


def test_a_note_that_changed_while_it_was_prefetched_is_parsed_again(studio: Studio) -> None:
    store = stored_before(studio)
    inputs, found = ahead_of(studio, store)
    (studio.root / "notes/ahead.md").write_text("---\ntitle: Later\n---\n", encoding="utf-8")
    session = compose(inputs, store, prefetched=lambda: found)

    assert session.view.card("ahead.md").title == "Later"


def test_a_note_that_changes_between_two_scans_is_that_of_the_second(studio: Studio) -> None:
    (studio.root / "notes/a.md").write_text("---\ntitle: Once\n---\n", encoding="utf-8")
    inputs, store = studio.inputs, Store()
    assert all(note.key for note in inputs.notes)
    (studio.root / "notes/a.md").write_text("---\ntitle: Later\n---\n", encoding="utf-8")
    session = compose(inputs, store)
    session.database.commit()
    (studio.root / "notes/a.md").write_text("---\ntitle: Once\n---\n", encoding="utf-8")

    assert session.view.card("a.md").title == "Later"
    assert compose(studio.inputs, store).view.card("a.md").title == "Once"


def test_a_note_that_was_parsed_with_other_names_is_parsed_again(studio: Studio) -> None:
    store = stored_before(studio)
    _, found = ahead_of(studio, store)
    studio.sketch.site["names"] = "[Model 5000]"
    studio.lay()
    session = compose(load(studio.root, store, {}), store, prefetched=lambda: found)
    anew = compose(studio.inputs)

    assert list(session.notes) == list(anew.notes)


@pytest.mark.skipif(not FORKS, reason="where a process is dear, none is begun")
@pytest.mark.parametrize(("edit", "begun"), [(True, 2), (False, 1)], ids=["a note was edited", "a file was"])
def test_a_build_begins_a_process_for_few_notes_that_changed(
    studio: Studio, monkeypatch: pytest.MonkeyPatch, edit: bool, begun: int
) -> None:
    works = list[object]()

    def in_background(work: Callable[[], bytes]) -> Callable[[], bytes]:
        works.append(work)
        return work

    monkeypatch.setattr("briefing.cli.build.processors", lambda: 2)
    monkeypatch.setattr(disk.staging, "PARALLEL_SCAN_BYTES", 0)
    monkeypatch.setattr("briefing.cli.build.in_background", in_background)
    monkeypatch.setattr("briefing.disk.snapshot.in_background", in_background)
    if edit:
        studio.sketch.notes[1].body.append("More words.")
    else:
        studio.sketch.others["notes/map.png"] = "JPG"
    studio.publish()

    assert len(works) == begun


def test_a_database_can_be_sent_to_another_process(studio: Studio) -> None:
    session = compose(studio.inputs, Store())
    session.database.commit()
    sent = pickle.loads(pickle.dumps(session.database))

    one, other = everything_made(session.database), everything_made(sent)
    assert one == other
    assert len(one) > 10


def everything_made(database: Database) -> list[File | bytes | None]:
    """The files of all targets, and what these came to."""
    found: list[File | bytes | None] = []
    database.host.put = found.append
    return [*(database.evaluate(f"make {name}") for name in database.host.jobs()), *found]
