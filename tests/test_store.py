"""What is stored between builds: it may be lost at any time, and is never wrong."""

import os
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from click.testing import CliRunner
from conftest import INDEX, NOTE, SITE, SOURCES, examples

from briefing import disk
from briefing.build.file_states import load, save_text_index
from briefing.build.publish import BuildOptions, check_project
from briefing.build.session import compose
from briefing.build.up_to_date import LastBuild, is_racy, load_build, project_fingerprint, save_build
from briefing.cli import main
from briefing.disk import LazyText, opened
from briefing.disk import store as disk_store
from briefing.disk.snapshot import stamp
from briefing.incremental import Broken, Key, Store

FILE = ".briefing/site.sqlite"


# --- rows -----------------------------------------------------------------------------------------


@pytest.fixture(params=["in memory", "on disk"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Either of the two kinds, which are used alike."""
    found = Store() if request.param == "in memory" else opened(tmp_path / "site")
    yield found
    found.close()


def test_a_row_is_found_by_its_table_and_key(store: Store) -> None:
    store.put("memos", [(1, b"A"), (-(2**63), b"B")])
    store.put("templates", [("a.html", b"C")])

    assert store.get("memos", 1) == b"A"
    assert store.get("results", 1) is None
    assert store.get("memos", 3) is None
    assert store.all("memos") == {1: b"A", -(2**63): b"B"}
    assert store.all("templates") == {"a.html": b"C"}


def test_a_key_has_what_was_put_last(store: Store) -> None:
    store.put("records", [("a", b"A"), ("b", b"B")])
    store.put("records", [("a", b"Z")])

    assert (store.get("records", "a"), store.get("records", "b")) == (b"Z", b"B")


def test_a_dropped_row_is_gone_whether_it_existed_or_not(store: Store) -> None:
    store.put("memos", [(1, b"A"), (2, b"B")])
    store.drop("memos", [1, 7])

    assert store.all("memos") == {2: b"B"}


def test_what_is_cleared_is_empty(store: Store) -> None:
    store.put("memos", [(1, b"A")])
    store.put("templates", [("a.html", b"C")])
    store.clear()

    assert [store.get("memos", 1), store.get("templates", "a.html")] == [None, None]


def test_a_returned_value_does_not_change_when_more_is_put(store: Store) -> None:
    before = store.all("memos")
    store.put("memos", [(1, b"A")])

    assert before == {}


@pytest.mark.parametrize("name", ["", "储能.md", "a'b.md", "a\0b", "x" * 5000])
def test_any_name_can_be_a_key(store: Store, name: str) -> None:
    store.put("records", [(name, b"")])

    assert store.get("records", name) == b""


# --- in a file ----------------------------------------------------------------------------------------


def stored(root: Path, *rows: tuple[Key, bytes], table: str = "memos") -> None:
    """Store and commit rows, as a build does."""
    store = opened(root / "site")
    store.put(table, rows)
    store.commit()
    store.close()


def held(root: Path) -> dict[Key, bytes]:
    """What the next build finds."""
    store = opened(root / "site")
    try:
        return dict(store.all("memos"))
    finally:
        store.close()


def test_what_is_committed_is_there_for_the_next_process(tmp_path: Path) -> None:
    first = opened(tmp_path / "site")
    first.put("memos", [(1, b"A")])
    first.commit()
    first.put("memos", [(2, b"B")])
    first.close()

    assert held(tmp_path) == {1: b"A"}


def test_two_sites_in_one_folder_have_a_store_each(tmp_path: Path) -> None:
    stored(tmp_path, (1, b"A"))

    assert opened(tmp_path / "other").all("memos") == {}


def test_git_leaves_the_folder_alone(tmp_path: Path) -> None:
    stored(tmp_path)

    assert (tmp_path / ".briefing" / ".gitignore").read_text(encoding="utf-8") == "*\n"


def spoilt_with(content: bytes) -> Callable[[Path], object]:
    return lambda file: file.write_bytes(content)


def made_by_another_program(file: Path) -> None:
    file.unlink()
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE photos (name TEXT)")


def written_by_another_version(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE records SET value = CAST('of another program' AS BLOB) WHERE key = 'program'")


def cut_off(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:5000])


@pytest.mark.parametrize(
    "spoil",
    [spoilt_with(b""), spoilt_with(b"\0" * 9999), spoilt_with(b"notes"), made_by_another_program,
     written_by_another_version, cut_off, Path.unlink],
    ids=["empty", "zeros", "text", "foreign", "older", "cut off", "gone"],
)  # fmt: skip
def test_a_store_of_another_program_is_recreated(tmp_path: Path, spoil: Callable[[Path], object]) -> None:
    stored(tmp_path, (1, b"A" * 100_000))
    spoil(tmp_path / FILE)

    assert held(tmp_path) == {}
    stored(tmp_path, (2, b"B"))
    assert held(tmp_path) == {2: b"B"}


def test_what_the_same_program_stored_is_kept_wherever_that_is_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored(tmp_path, (1, b"A"))
    monkeypatch.setattr(disk_store, "program_stats", lambda: b"how its files look elsewhere")

    assert held(tmp_path) == {1: b"A"}


def test_another_text_of_the_program_or_another_version_of_a_library_is_another_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cli.py").write_text("said = 1\n", encoding="utf-8")
    monkeypatch.setattr(disk_store, "_PACKAGE", tmp_path)
    first = disk_store.versions()
    (tmp_path / "cli.py").write_text("said = 2\n", encoding="utf-8")
    second = disk_store.versions()
    monkeypatch.setattr(disk_store, "_version", lambda _: "0.1")

    assert len({first, second, disk_store.versions()}) == 3


CHANGES = ["value = CAST('B' AS BLOB)", "key = 2", "value = 1", "value = substr(value, 1, length(value) - 1)"]


@pytest.mark.parametrize("change", CHANGES)
def test_a_row_with_a_wrong_checksum_is_never_returned(tmp_path: Path, change: str) -> None:
    stored(tmp_path, (1, b"A"))
    with sqlite3.connect(tmp_path / FILE) as connection:
        connection.execute(f"UPDATE memos SET {change}")

    with pytest.raises(Broken):
        opened(tmp_path / "site").all("memos")


def test_work_with_a_broken_store_is_repeated_with_an_empty_one(tmp_path: Path) -> None:
    stored(tmp_path, (1, b"A"))
    found: list[dict[Key, bytes]] = []

    def work(store: Store) -> str:
        found.append(dict(store.all("memos")))
        if len(found) == 1:
            raise Broken("broken")
        return "done"

    assert disk.with_store(tmp_path / "site", work) == "done"
    assert found == [{1: b"A"}, {}]


def test_work_whose_store_cannot_be_written_is_done_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: Store) -> None:
        raise Broken("database or disk is full")

    monkeypatch.setattr(disk.Store, "commit", full)

    def work(store: Store) -> bytes | None:
        store.put("memos", [(1, b"A")])
        store.commit()
        return store.get("memos", 1)

    assert disk.with_store(tmp_path / "site", work) == b"A"


@pytest.mark.parametrize("there", ["file", "folder"])
def test_without_a_file_rows_are_in_memory_as_long_as_the_program_runs(tmp_path: Path, there: str) -> None:
    if there == "file":
        (tmp_path / ".briefing").write_text("in the way", encoding="utf-8")
    else:
        (tmp_path / FILE).mkdir(parents=True)
    store = opened(tmp_path / "site")
    store.put("memos", [(1, b"A")])
    store.commit()

    assert store.get("memos", 1) == b"A"
    assert held(tmp_path) == {}


def test_a_store_that_another_process_has_locked_is_a_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *place, **more: connect(*place, **{**more, "timeout": 0.01}))
    store, other = opened(tmp_path / "site"), opened(tmp_path / "site")
    store.put("memos", [(1, b"A")])

    with pytest.raises(OSError, match="wait until another briefing has finished"):
        other.put("memos", [(2, b"B")])
    store.commit()
    assert other.all("memos") == {1: b"A"}


def test_another_process_reads_what_is_committed_and_what_it_puts_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = opened(tmp_path / "site")
    store.put("memos", [(1, b"A")])
    store.commit()
    store.put("memos", [(2, b"B")])
    with monkeypatch.context() as patch:
        patch.setattr(os, "getpid", lambda: 0)
        seen = store.all("memos")
        store.put("memos", [(3, b"C")])
        store.drop("memos", [1])

    assert seen == {1: b"A"}
    assert store.all("memos").keys() == {1, 2}


# --- bits that flip on a disk ----------------------------------------------------------------------------

FLIPS = examples(16)


def built_project(root: Path) -> Path:
    """A small project that was built."""
    files = {
        "site.yaml": SITE,
        "sources.yaml": SOURCES,
        "index.md": INDEX,
        "a.md": NOTE + "In all 4.2 GW [@iea-2024].\n",
    }
    for path, content in files.items():
        write(root / "notes" / path, content)
    assert CliRunner().invoke(main, ["build", "--project", str(root)]).exit_code == 0
    return root


def site_of(root: Path) -> dict[str, bytes]:
    """All that readers get."""
    return {file.name: file.read_bytes() for file in sorted((root / "site").rglob("*")) if file.is_file()}


def test_a_flipped_bit_publishes_no_other_page_and_ends_in_no_traceback(tmp_path: Path) -> None:
    root = built_project(tmp_path / "project")
    sound, chance = (root / FILE).read_bytes(), random.Random(7)
    shutil.copytree(root / "site", tmp_path / "whole")
    note = (root / "notes/a.md").read_text(encoding="utf-8")
    for at in range(FLIPS):
        spoilt = bytearray(sound)
        spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
        (root / FILE).write_bytes(spoilt)
        # Any of these makes a build ask the store.
        (root / "site" / "a.html").unlink(missing_ok=True)
        (root / "notes/a.md").write_text(note + f"More {'x' * at}.\n", encoding="utf-8")
        result = CliRunner().invoke(main, ["build", "--project", str(root)])
        made = site_of(root)
        shutil.rmtree(root / ".briefing")
        again = CliRunner().invoke(main, ["build", "--project", str(root)])

        assert isinstance(result.exception, SystemExit | None), result.exception
        assert (result.exit_code, made) == (again.exit_code, site_of(root))


# --- texts, by their stamps ------------------------------------------------------------------------------

TICK = 5 * 10**7
DAY = 1_800_000_000 * 10**9 + 1
"""A moment; the last digit says that the clock counts in nanoseconds."""


@pytest.mark.parametrize(
    ("changed", "taken", "is_stable"),
    [
        (DAY, DAY, False),
        (DAY, DAY + TICK, False),
        (DAY, DAY + TICK + 1, True),
        (DAY, DAY - 1, False),
        (DAY - 1, DAY + 10**9, False),  # a clock that counts in hundredths, or in two seconds
        (DAY - 1, DAY + 3 * 10**9, True),
    ],
)
def test_a_stamp_is_trusted_once_the_clock_has_ticked(changed: int, taken: int, is_stable: bool) -> None:
    assert disk.is_racy(stamp(seen(changed, changed)), taken) != is_stable


def test_a_file_whose_inode_changed_later_is_as_young_as_that_change() -> None:
    assert disk.is_racy(stamp(seen(DAY - 10**12, DAY)), DAY)


@pytest.mark.parametrize("other", [(1, 2, 3, 5), (1, 2, 4, 4), (1, 3, 3, 4), (2, 2, 3, 4), (1, 2, 3, 2**63 + 4)])
def test_a_stamp_depends_on_times_size_and_inode(other: tuple[int, int, int, int]) -> None:
    assert stamp(seen(1, 2, 3, 4)) != stamp(seen(*other))
    assert stamp(seen(1, 2, 3, 4)) == stamp(seen(1, 2, 3, 4))


def seen(modified: int, changed: int, size: int = 5, node: int = 7) -> os.stat_result:
    """What a system says of a file."""
    found = SimpleNamespace(st_mtime_ns=modified, st_ctime_ns=changed, st_size=size, st_ino=node)
    return cast("os.stat_result", found)


@pytest.fixture
def coarse(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file system that does not tell when a node was changed, nor which it is."""
    monkeypatch.setattr(
        "briefing.disk.snapshot.stamp", lambda found: stamp(seen(found.st_mtime_ns, 0, found.st_size, 0))
    )


@pytest.mark.usefixtures("coarse")
@pytest.mark.parametrize(("passed", "title"), [(1, "Other"), (TICK - 1, "Other"), (10 * TICK, "Power")])
def test_a_file_that_changed_within_a_tick_of_the_clock_is_read_again(tmp_path: Path, passed: int, title: str) -> None:
    # That it is not once more time has passed, which no file system does, shows that it is the tick that counts.
    store = Store()
    for name in ("Power", "Other"):
        write(tmp_path / "notes/index.md", INDEX.replace("Power in brief", name))
        inputs = load(tmp_path, store, {})
        session = compose(inputs, store)
        save_text_index(store, inputs, session.read, DAY + passed)
        session.database.commit()

    assert session.site.notes[0].front.title == title


def test_what_a_check_read_is_not_opened_by_the_next(tmp_path: Path) -> None:
    store = Store()
    write(tmp_path / "notes/index.md", INDEX)
    check_project(load(tmp_path, store, {}), store, BuildOptions(DAY + 10 * TICK))
    (note,) = load(tmp_path, store, {}).notes

    assert isinstance(note, LazyText)
    assert note.is_known


def write(file: Path, content: str) -> None:
    """Write a file as if it was a certain moment."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content, encoding="utf-8")
    os.utime(file, ns=(DAY, DAY))


# --- whether anything has to be done ----------------------------------------------------------------------

OPTIONS = {"base_url": "", "drafts": False, "as_of": None, "strict": False}
WENT_WELL = LastBuild((), "1 note and 1 source")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project, and its site."""
    files = {"notes/site.yaml": SITE, "notes/sources.yaml": SOURCES, "notes/index.md": INDEX, "templates/own.html": ""}
    for path, content in {**files, "site/index.html": "<p>", "site/.briefing-files": "index.html\n"}.items():
        write(tmp_path / path, content)
    return tmp_path


def look(root: Path, options: dict[str, object] | None = None) -> bytes:
    return project_fingerprint(disk.take_snapshot(root), options or OPTIONS)


def site(root: Path) -> disk.Snapshot:
    return disk.Snapshot(root / "site", disk.MANIFEST, many=False)


@pytest.fixture
def store_of_it(project: Path) -> Store:
    """What is stored of a build that went well."""
    store = Store()
    save_build(store, look(project), site(project), WENT_WELL)
    return store


def test_while_all_stat_data_are_the_same_there_is_nothing_to_do(project: Path, store_of_it: Store) -> None:
    assert load_build(store_of_it, look(project), site(project)) == WENT_WELL


THERE = ("notes/site.yaml", "notes/index.md", "templates/own.html", "site/index.html", "site/.briefing-files")
NEW = ("notes/new.md", "notes/new.png", "templates/static/x.js", "site/theirs.txt")


@pytest.mark.parametrize("path", [*THERE, *NEW])
def test_a_file_that_was_written_has_to_be_looked_at(project: Path, store_of_it: Store, path: str) -> None:
    file = project / path
    file.parent.mkdir(exist_ok=True)
    file.write_text("changed", encoding="utf-8")

    assert load_build(store_of_it, look(project), site(project)) is None


@pytest.mark.parametrize("path", THERE)
def test_a_file_that_was_removed_has_to_be_looked_at(project: Path, store_of_it: Store, path: str) -> None:
    (project / path).unlink()

    assert load_build(store_of_it, look(project), site(project)) is None


@pytest.mark.parametrize(
    "more", [{"base_url": "https://example.org/"}, {"drafts": True}, {"as_of": "2026-01-01"}, {"strict": True}]
)
def test_other_options_have_another_fingerprint(project: Path, store_of_it: Store, more: dict[str, object]) -> None:
    assert load_build(store_of_it, look(project, {**OPTIONS, **more}), site(project)) is None


@pytest.mark.parametrize(("now", "is_stable"), [(DAY, False), (2**63, True)])
def test_a_file_that_was_just_written_is_racy(project: Path, now: int, is_stable: bool) -> None:
    assert is_racy(disk.take_snapshot(project), now) != is_stable


def test_if_the_project_changed_the_site_is_not_scanned(project: Path, store_of_it: Store) -> None:
    write(project / "notes/new.md", "new")
    unseen = site(project)

    assert load_build(store_of_it, look(project), unseen) is None
    assert "table" not in unseen.__dict__


@pytest.mark.usefixtures("coarse")
def test_a_file_is_not_the_same_in_another_folder(project: Path) -> None:
    write(project / "notes/z.csv", "a,b")
    write(project / "templates/zz.csv", "a,b")
    (project / "templates/own.html").unlink()
    before = look(project)
    os.rename(project / "notes/z.csv", project / "templates/z.csv")

    assert look(project) != before
