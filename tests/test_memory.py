"""What is remembered between builds: it may be lost at any time, and is never wrong."""

import gc
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import msgspec
import pytest
from conftest import INDEX, SITE, SOURCES

from briefing import disk
from briefing.disk import memory as disk_memory
from briefing.disk import remembered
from briefing.disk.looking import stamp
from briefing.looks import load, remember_texts
from briefing.memory import Broken, Memory, Remembered
from briefing.pipeline import compose
from briefing.settled import Settled, is_settled, look_before, recall, settle

FILE = ".briefing/site.sqlite"


def told(memory: Memory) -> dict[str, Remembered]:
    """Everything on one shelf."""
    return dict(memory.all("things"))


# --- shelves --------------------------------------------------------------------------------------


@pytest.fixture(params=["in memory", "on disk"])
def memory(request: pytest.FixtureRequest, tmp_path: Path) -> Memory:
    """Either of the two kinds, which are used alike."""
    return Memory() if request.param == "in memory" else remembered(tmp_path / "site")


def test_a_thing_is_had_by_its_shelf_and_name(memory: Memory) -> None:
    memory.put("notes", [("a.md", b"1", b"A"), ("b.md", b"2", b"B")])

    assert memory.get("notes", "a.md") == Remembered(b"1", b"A")
    assert memory.get("heads", "a.md") is None
    assert memory.get("notes", "c.md") is None
    assert memory.all("notes") == {"a.md": (b"1", b"A"), "b.md": (b"2", b"B")}


def test_a_name_is_remembered_with_what_was_put_last(memory: Memory) -> None:
    memory.put("notes", [("a.md", b"1", b"A")])
    memory.put("notes", [("a.md", b"2", b"Z")])

    assert memory.all("notes") == {"a.md": (b"2", b"Z")}


def test_what_is_dropped_is_forgotten_be_it_there_or_not(memory: Memory) -> None:
    memory.put("notes", [("a.md", b"1", b"A"), ("b.md", b"2", b"B")])
    memory.drop("notes", ["a.md", "never.md"])

    assert memory.all("notes") == {"b.md": (b"2", b"B")}


def test_what_was_given_out_does_not_change_when_more_is_put(memory: Memory) -> None:
    before = memory.all("notes")
    memory.put("notes", [("a.md", b"1", b"A")])

    assert before == {}


def test_a_thing_is_read_as_what_was_put_last_and_only_by_its_key(memory: Memory) -> None:
    decoder = msgspec.msgpack.Decoder(int)
    for said in (1, 2):
        memory.put("notes", [("a.md", b"key", msgspec.msgpack.encode(said))])
        assert memory.read("notes", "a.md", decoder) == said
        assert memory.read("notes", "a.md", decoder, b"key") == said
    memory.put("notes", [("b.md", b"", msgspec.msgpack.encode(0))])

    assert memory.read_all("notes", decoder) == {"a.md": 2, "b.md": 0}
    assert memory.read("notes", "a.md", decoder, b"other") is None
    assert memory.read("notes", "gone.md", decoder) is None
    memory.drop("notes", ["a.md"])
    assert memory.read("notes", "a.md", decoder) is None


@pytest.mark.parametrize("name", ["", "储能.md", "a'b.md", "a\0b", "x" * 5000])
def test_any_name_can_be_remembered(memory: Memory, name: str) -> None:
    memory.put("notes", [(name, b"", b"")])

    assert memory.get("notes", name) == (b"", b"")


def test_what_is_held_is_made_anew_for_another_key_only(memory: Memory) -> None:
    made = [memory.hold("days", key, lambda: [key]) for key in (b"1", b"1", b"2", b"1")]  # noqa: B023 - made at once

    assert made == [[b"1"], [b"1"], [b"2"], [b"1"]]
    assert made[0] is made[1]
    assert made[0] is not made[3]


# --- in a file ----------------------------------------------------------------------------------------


def test_what_is_settled_is_there_for_the_next(tmp_path: Path) -> None:
    first = remembered(tmp_path / "site")
    first.put("notes", [("a.md", b"1", b"A")])
    first.settle()
    first.put("notes", [("b.md", b"2", b"B")])
    del first
    gc.collect()

    assert remembered(tmp_path / "site").all("notes") == {"a.md": (b"1", b"A")}


def test_two_sites_beside_each_other_remember_apart(tmp_path: Path) -> None:
    one, other = remembered(tmp_path / "one"), remembered(tmp_path / "other")
    one.put("notes", [("a.md", b"1", b"A")])
    one.settle()

    assert other.all("notes") == {}


def test_git_leaves_the_folder_alone(tmp_path: Path) -> None:
    remembered(tmp_path / "site")

    assert (tmp_path / ".briefing" / ".gitignore").read_text(encoding="utf-8") == "*\n"


def spoilt_with(content: bytes) -> Callable[[Path], object]:
    return lambda file: file.write_bytes(content)


def made_by_another_program(file: Path) -> None:
    file.unlink()
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE photos (name TEXT)")


def written_by_another_version(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE things SET key = 'older', value = 'there' WHERE name = 'program'")


def cut_off(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:5000])


@pytest.mark.parametrize(
    "spoil",
    [spoilt_with(b""), spoilt_with(b"\0" * 9999), spoilt_with(b"notes"), made_by_another_program,
     written_by_another_version, cut_off, Path.unlink],
    ids=["empty", "zeros", "text", "foreign", "older", "cut off", "gone"],
)  # fmt: skip
def test_a_file_that_is_none_of_ours_is_begun_anew(tmp_path: Path, spoil: Callable[[Path], object]) -> None:
    first = remembered(tmp_path / "site")
    first.put("notes", [("a.md", b"1", b"A" * 100_000)])
    first.settle()
    del first
    gc.collect()
    spoil(tmp_path / FILE)

    again = remembered(tmp_path / "site")
    assert again.all("notes") == {}
    again.put("notes", [("b.md", b"2", b"B")])
    again.settle()
    del again
    gc.collect()
    assert remembered(tmp_path / "site").all("notes") == {"b.md": (b"2", b"B")}


def test_what_the_same_program_remembers_is_kept_wherever_that_is_installed(tmp_path: Path) -> None:
    first = remembered(tmp_path / "site")
    first.put("notes", [("a.md", b"1", b"A")])
    first.settle()
    first.close()
    with sqlite3.connect(tmp_path / FILE) as connection:
        connection.execute("UPDATE things SET value = 'how its files look elsewhere' WHERE name = 'program'")

    assert remembered(tmp_path / "site").all("notes") == {"a.md": (b"1", b"A")}


def test_another_text_of_the_program_or_another_version_of_a_library_is_another_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cli.py").write_text("said = 1\n", encoding="utf-8")
    monkeypatch.setattr(disk_memory, "_HERE", tmp_path)
    first = disk_memory.versions()
    (tmp_path / "cli.py").touch()
    touched = disk_memory.versions()
    (tmp_path / "cli.py").write_text("said = 2\n", encoding="utf-8")
    said = disk_memory.versions()
    monkeypatch.setattr(disk_memory, "_version", {"click": "99"}.get)

    assert first == touched
    assert len({first, said, disk_memory.versions()}) == 3


def test_a_file_that_turns_out_to_be_broken_is_gone_for_the_next(tmp_path: Path) -> None:
    first = remembered(tmp_path / "site")
    first.put("notes", ((f"{i}.md", b"1", os.urandom(2000)) for i in range(200)))
    first.settle()
    del first
    gc.collect()
    file = tmp_path / FILE
    content = bytearray(file.read_bytes())
    for page in range(4096 * 50, len(content), 4096):
        content[page : page + 64] = b"\xa5" * 64
    file.write_bytes(content)
    broken = remembered(tmp_path / "site")

    with pytest.raises(OSError, match="was broken and is gone; run the command again, which begins anew"):
        broken.all("notes")
    assert remembered(tmp_path / "site").all("notes") == {}


CHANGES = ["value = CAST('B' AS BLOB)", "key = CAST('9' AS BLOB)", "name = 'b.md'", "value = 1"]


@pytest.mark.parametrize("change", CHANGES)
def test_a_row_that_is_not_as_it_was_written_is_never_believed(tmp_path: Path, change: str) -> None:
    first = remembered(tmp_path / "site")
    first.put("notes", [("a.md", b"1", b"A")])
    first.settle()
    first.close()
    with sqlite3.connect(tmp_path / FILE) as connection:
        connection.execute(f"UPDATE notes SET {change}")
    memory = remembered(tmp_path / "site")

    with pytest.raises(Broken):
        memory.all("notes")
    assert remembered(tmp_path / "site").all("notes") == {}


def test_what_was_put_and_is_lost_is_broken_and_not_a_key_error(memory: Memory) -> None:
    with pytest.raises(Broken, match="notes of a"):
        memory.demand("notes", "a.md")


def test_work_with_what_is_broken_is_done_once_more_without_it(tmp_path: Path) -> None:
    tries = list[int]()

    def work() -> str:
        tries.append(1)
        if len(tries) == 1:
            raise Broken("broken")
        return "done"

    (tmp_path / ".briefing").mkdir()
    (tmp_path / FILE).write_bytes(b"broken")

    assert disk.retry_if_broken(tmp_path / "site", work) == "done"
    assert not (tmp_path / FILE).exists()


@pytest.mark.parametrize(("said", "hint"), [("database is locked", "another briefing"), ("disk is full", "make room")])
def test_what_cannot_be_settled_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, hint: str
) -> None:
    memory = remembered(tmp_path / "site")

    def fail() -> None:
        raise sqlite3.OperationalError(said)

    monkeypatch.setattr(disk_memory.Memory, "connection", SimpleNamespace(commit=fail))
    with pytest.raises(OSError, match=hint):
        memory.settle()


@pytest.mark.parametrize("there", ["file", "folder"])
def test_where_no_file_can_be_kept_things_are_remembered_as_long_as_the_program_runs(
    tmp_path: Path, there: str
) -> None:
    if there == "file":
        (tmp_path / ".briefing").write_text("in the way", encoding="utf-8")
    else:
        (tmp_path / FILE).mkdir(parents=True)
    memory = remembered(tmp_path / "site")
    memory.put("notes", [("a.md", b"1", b"A")])
    memory.settle()

    assert memory.get("notes", "a.md") == (b"1", b"A")
    assert remembered(tmp_path / "site").all("notes") == {}


def test_a_file_that_another_process_holds_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *place, **more: connect(*place, **{**more, "timeout": 0.01}))
    memory, other = remembered(tmp_path / "site"), remembered(tmp_path / "site")
    memory.put("notes", [("a.md", b"1", b"A")])

    with pytest.raises(OSError, match="wait until another briefing has finished"):
        other.put("notes", [("b.md", b"2", b"B")])
    memory.settle()
    assert other.all("notes") == {"a.md": (b"1", b"A")}


def test_another_process_reads_what_is_settled_and_what_it_puts_is_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = remembered(tmp_path / "site")
    memory.put("notes", [("a.md", b"1", b"A")])
    memory.settle()
    memory.put("notes", [("b.md", b"2", b"B")])
    with monkeypatch.context() as patch:
        patch.setattr(os, "getpid", lambda: 0)
        seen = memory.all("notes")
        memory.put("notes", [("c.md", b"3", b"C")])
        memory.drop("notes", ["a.md"])

    assert seen == {"a.md": (b"1", b"A")}
    assert memory.all("notes").keys() == {"a.md", "b.md"}


# --- texts, by their stamps ------------------------------------------------------------------------------

TICK = 5 * 10**7
DAY = 1_800_000_000 * 10**9 + 1
"""A moment; the last digit says that the clock counts in nanoseconds."""


@pytest.mark.parametrize(
    ("changed", "looked", "settled"),
    [
        (DAY, DAY, False),
        (DAY, DAY + TICK, False),
        (DAY, DAY + TICK + 1, True),
        (DAY, DAY - 1, False),
        (DAY - 1, DAY + 10**9, False),  # a clock that counts in hundredths, or in two seconds
        (DAY - 1, DAY + 3 * 10**9, True),
    ],
)
def test_a_stamp_counts_once_the_clock_has_moved_on(changed: int, looked: int, settled: bool) -> None:
    assert disk.is_settled(stamp(seen(changed, changed)), looked) == settled


def test_a_file_whose_node_changed_later_is_as_young_as_its_node() -> None:
    assert not disk.is_settled(stamp(seen(DAY - 10**12, DAY)), DAY)


@pytest.mark.parametrize("other", [(1, 2, 3, 5), (1, 2, 4, 4), (1, 3, 3, 4), (2, 2, 3, 4), (1, 2, 3, 2**63 + 4)])
def test_a_stamp_tells_times_size_and_file_apart(other: tuple[int, int, int, int]) -> None:
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
        "briefing.disk.looking.stamp", lambda found: stamp(seen(found.st_mtime_ns, 0, found.st_size, 0))
    )


@pytest.mark.usefixtures("coarse")
@pytest.mark.parametrize(("passed", "title"), [(1, "Other"), (TICK - 1, "Other"), (10 * TICK, "Power")])
def test_a_file_that_changed_within_a_tick_of_the_clock_is_read_again(tmp_path: Path, passed: int, title: str) -> None:
    # That it is not once more time has passed, which no file system does, shows that it is the tick that counts.
    memory = Memory()
    for said in ("Power", "Other"):
        write(tmp_path / "notes/index.md", INDEX.replace("Power in brief", said))
        inputs = load(tmp_path, memory, {})
        built = compose(inputs, memory)
        remember_texts(memory, inputs, built.heads, DAY + passed)

    assert built.site.notes[0].front.title == title


def write(file: Path, content: str) -> None:
    """Write a file as if it was a certain moment."""
    file.parent.mkdir(exist_ok=True)
    file.write_text(content, encoding="utf-8")
    os.utime(file, ns=(DAY, DAY))


# --- whether anything has to be done ----------------------------------------------------------------------

ASKED = {"base_url": "", "drafts": False, "as_of": None, "strict": False}
WENT_WELL = Settled((), "1 note and 1 source")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project, and its site."""
    files = {"notes/site.yaml": SITE, "notes/sources.yaml": SOURCES, "notes/index.md": INDEX, "templates/own.html": ""}
    for path, content in {**files, "site/index.html": "<p>", "site/.briefing-files": "index.html\n"}.items():
        write(tmp_path / path, content)
    return tmp_path


def look(root: Path, asked: dict[str, object] | None = None) -> bytes:
    return look_before(disk.looked(root), asked or ASKED)


def site(root: Path) -> disk.Sight:
    return disk.Sight(root / "site", disk.MANIFEST, many=False)


@pytest.fixture
def memory_of_it(project: Path) -> Memory:
    """What is remembered of a build that went well."""
    memory = Memory()
    settle(memory, look(project), site(project), WENT_WELL)
    return memory


def test_while_all_looks_the_same_there_is_nothing_to_do(project: Path, memory_of_it: Memory) -> None:
    assert recall(memory_of_it, look(project), site(project)) == WENT_WELL


THERE = ("notes/site.yaml", "notes/index.md", "templates/own.html", "site/index.html", "site/.briefing-files")
NEW = ("notes/new.md", "notes/new.png", "templates/static/x.js", "site/theirs.txt")


@pytest.mark.parametrize("path", [*THERE, *NEW])
def test_a_file_that_was_written_has_to_be_looked_at(project: Path, memory_of_it: Memory, path: str) -> None:
    file = project / path
    file.parent.mkdir(exist_ok=True)
    file.write_text("changed", encoding="utf-8")

    assert recall(memory_of_it, look(project), site(project)) is None


@pytest.mark.parametrize("path", THERE)
def test_a_file_that_was_removed_has_to_be_looked_at(project: Path, memory_of_it: Memory, path: str) -> None:
    (project / path).unlink()

    assert recall(memory_of_it, look(project), site(project)) is None


@pytest.mark.parametrize(
    "more", [{"base_url": "https://example.org/"}, {"drafts": True}, {"as_of": "2026-01-01"}, {"strict": True}]
)
def test_who_asks_for_something_else_gets_something_else(
    project: Path, memory_of_it: Memory, more: dict[str, object]
) -> None:
    assert recall(memory_of_it, look(project, {**ASKED, **more}), site(project)) is None


@pytest.mark.parametrize(("now", "settled"), [(DAY, False), (2**63, True)])
def test_what_has_just_been_written_might_change_without_a_trace(project: Path, now: int, settled: bool) -> None:
    assert is_settled(disk.looked(project), now) == settled


def test_where_the_project_changed_nobody_waits_for_how_the_site_looks(project: Path, memory_of_it: Memory) -> None:
    write(project / "notes/new.md", "new")
    unseen = site(project)

    assert recall(memory_of_it, look(project), unseen) is None
    assert "table" not in unseen.__dict__


@pytest.mark.usefixtures("coarse")
def test_a_file_is_not_the_same_in_another_folder(project: Path) -> None:
    write(project / "notes/z.csv", "a,b")
    write(project / "templates/zz.csv", "a,b")
    (project / "templates/own.html").unlink()
    before = look(project)
    os.rename(project / "notes/z.csv", project / "templates/z.csv")

    assert look(project) != before
