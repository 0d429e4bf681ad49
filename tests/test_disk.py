"""The only room that touches files: it reads all of a project, and writes a whole site or none."""

import errno
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import pytest
from conftest import ROOT

from briefing import disk
from briefing.disk import MANIFEST, Busy, ForeignFile, Staging, WriteResult, load
from briefing.model import Copy, File, Readable, Text

Tree = dict[str, bytes]


def grow(root: Path, files: Mapping[str, bytes]) -> Path:
    """Write files below a folder."""
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    return root


def standing(folder: Path) -> Tree:
    """Every file below a folder but the manifest."""
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in sorted(found.items()) if name != MANIFEST}


def texts(*readable: Readable | None) -> list[Text]:
    """Texts as they are read from the disk."""
    return [Text(each.path, each.content) for each in readable if each]


def write(output: Path, files: Mapping[str, bytes]) -> WriteResult:
    with Staging(output) as staging:
        for path, content in files.items():
            staging.add(File(path, content))
        return staging.commit()


# --- how a folder looks ---------------------------------------------------------------------------

LOOKED = {"index.html": b"<p>", "sources/a.html": b"<p>", ".hidden": b"", MANIFEST: b"index.html\n"}


@pytest.mark.parametrize("many", [False, True])
def test_two_scans_of_an_unchanged_folder_are_equal(tmp_path: Path, many: bool) -> None:
    snapshot = disk.Snapshot(grow(tmp_path, LOOKED), MANIFEST, many=many)

    assert snapshot.stamps.keys() == {"index.html", "sources/a.html", MANIFEST}
    assert snapshot.serialized == disk.serialize(disk.scan(tmp_path, MANIFEST))


def test_a_folder_that_does_not_exist_has_no_files(tmp_path: Path) -> None:
    assert disk.Snapshot(tmp_path / "site", MANIFEST, many=False).stamps == {}


def test_an_updated_snapshot_equals_a_new_scan(tmp_path: Path) -> None:
    snapshot = disk.Snapshot(grow(tmp_path, LOOKED), MANIFEST, many=False)
    before = snapshot.serialized
    grow(tmp_path, {"index.html": b"<p>other", "new.html": b"<p>"})
    (tmp_path / "sources/a.html").unlink()
    snapshot.update(["new.html", "index.html", "sources/a.html"])

    assert before != snapshot.serialized == disk.Snapshot(tmp_path, MANIFEST, many=False).serialized


def test_the_order_in_which_a_system_lists_files_makes_no_difference() -> None:
    assert disk.serialize({"a": b"1", "b": b"2"}) == disk.serialize({"b": b"2", "a": b"1"})


def test_files_whose_names_are_not_utf8_are_distinguished() -> None:
    one, other = (os.fsdecode(name) for name in (b"\xff.md", b"\xfe.md"))

    assert disk.serialize({one: b"1"}) != disk.serialize({other: b"1"})
    assert disk.serialize({one: b"1"}) == disk.serialize({one: b"1"})


# --- reading a project ----------------------------------------------------------------------------


def test_a_project_is_a_folder_that_holds_notes(tmp_path: Path) -> None:
    assert not disk.is_project(tmp_path)
    assert disk.is_project(grow(tmp_path, {"notes/index.md": b""}))


def test_everything_below_notes_is_read_by_kind_and_in_order(tmp_path: Path) -> None:
    inputs = load(
        grow(
            tmp_path,
            {
                "notes/site.yaml": b"title: x\n",
                "notes/sources.yaml": b"references:\n",
                "notes/b.md": b"b",
                "notes/a.md": b"a",
                "notes/2026/c.md": b"c",
                "notes/2026/site.yaml": b"data",
                "notes/map.png": b"png",
                "notes/figures.lock": b"{}",
            },
        )
    )

    assert [text.path for text in inputs.notes] == ["notes/2026/c.md", "notes/a.md", "notes/b.md"]
    assert texts(inputs.settings, *inputs.sources, inputs.lock) == [
        Text("notes/site.yaml", "title: x\n"),
        Text("notes/sources.yaml", "references:\n"),
        Text("notes/figures.lock", "{}"),
    ]
    assert dict(inputs.files) == {
        "2026/site.yaml": str(tmp_path / "notes/2026/site.yaml"),
        "map.png": str(tmp_path / "notes/map.png"),
    }


def test_hidden_files_and_folders_are_ignored(tmp_path: Path) -> None:
    inputs = load(
        grow(tmp_path, {"notes/.a.md": b"", "notes/.git/b.md": b"", "notes/.DS_Store": b"", "notes/c.md": b""})
    )

    assert [text.path for text in inputs.notes] == ["notes/c.md"]
    assert inputs.files == {}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (b"a\r\nb\rc\n", "a\nb\nc\n"),
        (b"\xef\xbb\xbftitle", "title"),
        (b"\xef\xbb\xbf\xef\xbb\xbftitle", "\ufefftitle"),
        ("储能😀".encode(), "储能😀"),
        (b"5 \xff", "5 \udcff"),
        (b"a\x00b", "a\x00b"),
        (b"", ""),
    ],
)
def test_a_text_is_utf8_with_or_without_a_mark_and_with_any_line_ends(
    tmp_path: Path, written: bytes, read: str
) -> None:
    inputs = load(grow(tmp_path, {"notes/a.md": written}))

    assert texts(*inputs.notes) == [Text("notes/a.md", read)]
    assert [each.key for each in inputs.notes] == [Text("notes/a.md", read).key]


def test_a_projects_own_templates_cover_the_packaged_ones_which_stay_reachable(tmp_path: Path) -> None:
    own = {"templates/note.html": b"mine", "templates/static/own.css": b"", "templates/README.md": b""}
    inputs = load(grow(tmp_path, {"notes/a.md": b"", **own}))

    assert inputs.templates["note.html"] == Text("templates/note.html", "mine")
    assert inputs.templates["default/note.html"].path == "default/note.html"
    assert inputs.templates["404.html"].content == inputs.templates["default/404.html"].content
    assert "README.md" not in inputs.templates
    assert inputs.static["own.css"] == str(tmp_path / "templates/static/own.css")
    assert inputs.static["style.css"] == str(ROOT / "templates/static/style.css")


def test_the_options_of_the_command_are_part_of_what_a_build_knows(tmp_path: Path) -> None:
    inputs = load(grow(tmp_path, {"notes/a.md": b""}), "https://example.org/", drafts=True)

    assert (inputs.base_url, inputs.drafts) == ("https://example.org/", True)


def test_every_rule_has_its_page() -> None:
    assert disk.rule_page("unknown-source").startswith("# unknown-source\n")


def test_a_program_without_its_templates_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("briefing.disk.project_files._PACKAGE", tmp_path / "briefing")

    with pytest.raises(FileNotFoundError, match="installed without its templates"):
        disk.packaged_templates()


# --- writing a site ---------------------------------------------------------------------------------

OLD = {"index.html": b"old", "evs.html": b"evs", "gone/deep/page.html": b"gone", "same.css": b"same"}
NEW = {"index.html": b"new!", "evs.html": b"evs", "more/deep/page.html": b"more", "same.css": b"same", "z.html": b"z"}


def test_a_site_is_written_into_a_new_folder(tmp_path: Path) -> None:
    assert write(tmp_path / "site", OLD) == WriteResult(4, 4, 0)
    assert standing(tmp_path / "site") == OLD


def test_only_what_differs_is_replaced_and_only_what_is_no_longer_made_is_removed(tmp_path: Path) -> None:
    write(tmp_path / "site", OLD)
    untouched = (tmp_path / "site/evs.html").stat().st_mtime_ns

    assert write(tmp_path / "site", NEW) == WriteResult(5, 3, 1)
    assert standing(tmp_path / "site") == NEW
    assert (tmp_path / "site/evs.html").stat().st_mtime_ns == untouched
    assert write(tmp_path / "site", NEW) == WriteResult(5, 0, 0)


def test_a_change_that_keeps_size_and_time_is_still_a_change(tmp_path: Path) -> None:
    for content in (b"one", b"one", b"two"):
        with Staging(tmp_path / "site") as staging:
            staging.add(File("index.html", content))
            os.utime(staging.folder / "files/index.html", ns=(10**18, 10**18))
            staging.commit()

    assert standing(tmp_path / "site") == {"index.html": b"two"}


def test_a_file_is_copied_byte_for_byte(tmp_path: Path) -> None:
    origin = grow(tmp_path, {"notes/map.png": bytes(range(256))}) / "notes/map.png"
    with Staging(tmp_path / "site") as staging:
        staging.add(Copy("img/map.png", str(origin)))
        staging.commit()

    assert standing(tmp_path / "site") == {"img/map.png": bytes(range(256))}


def test_nothing_is_written_without_a_commit(tmp_path: Path) -> None:
    write(tmp_path / "site", OLD)
    with Staging(tmp_path / "site") as staging:
        staging.add(File("index.html", b"new"))

    assert standing(tmp_path / "site") == OLD
    assert left_behind(tmp_path) == ["lock"]


def test_nothing_is_written_when_something_fails_before_the_commit(tmp_path: Path) -> None:
    write(tmp_path / "site", OLD)
    with Staging(tmp_path / "site") as staging:
        staging.add(File("index.html", b"new"))
        with pytest.raises(FileNotFoundError):
            staging.add(Copy("map.png", str(tmp_path / "nowhere.png")))

    assert standing(tmp_path / "site") == OLD
    assert left_behind(tmp_path) == ["lock"]


def left_behind(root: Path) -> list[str]:
    """What lies in the staging folder of `site`."""
    folder = root / ".briefing" / "staging-site"
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def test_folders_that_became_empty_are_removed_and_others_stay(tmp_path: Path) -> None:
    write(tmp_path / "site", {"a/b/c/one.html": b"1", "a/d/two.html": b"2", "index.html": b"0"})
    grow(tmp_path / "site", {"a/d/own.txt": b"theirs"})
    write(tmp_path / "site", {"index.html": b"0"})

    assert standing(tmp_path / "site") == {"a/d/own.txt": b"theirs", "index.html": b"0"}
    assert not (tmp_path / "site/a/b").exists()


def test_a_placeholder_and_other_files_that_no_build_wrote_are_left_alone(tmp_path: Path) -> None:
    theirs = {".gitkeep": b"", "CNAME": b"example.org"}
    grow(tmp_path / "site", theirs)
    write(tmp_path / "site", OLD)
    write(tmp_path / "site", {"index.html": b"new"})

    assert standing(tmp_path / "site") == {**theirs, "index.html": b"new"}


def test_a_file_may_become_a_folder_and_a_folder_a_file(tmp_path: Path) -> None:
    write(tmp_path / "site", {"a": b"1", "b/c": b"2"})
    write(tmp_path / "site", {"a/d": b"3", "b": b"4"})

    assert standing(tmp_path / "site") == {"a/d": b"3", "b": b"4"}


@pytest.mark.parametrize(
    ("theirs", "named"),
    [
        ("index.html", "site/index.html"),
        ("evs.html/own.txt", "site/evs.html/own.txt"),
        ("gone", "site/gone"),
        ("gone/deep", "site/gone/deep"),
    ],
)
def test_a_foreign_file_in_the_way_stops_the_build_before_anything_is_written(
    tmp_path: Path, theirs: str, named: str
) -> None:
    grow(tmp_path / "site", {theirs: b"theirs"})

    with pytest.raises(ForeignFile, match="was not written by briefing; move it away first") as refused:
        write(tmp_path / "site", OLD)

    assert str(refused.value).startswith(str(tmp_path / named))
    assert standing(tmp_path / "site") == {theirs: b"theirs"}
    assert left_behind(tmp_path) == ["lock"]


def test_a_site_that_is_itself_a_file_stops_the_build(tmp_path: Path) -> None:
    grow(tmp_path, {"site": b"theirs"})

    with pytest.raises(ForeignFile):
        write(tmp_path / "site", OLD)


def test_an_identical_foreign_file_is_no_obstacle(tmp_path: Path) -> None:
    grow(tmp_path / "site", {"index.html": b"old"})

    assert write(tmp_path / "site", OLD) == WriteResult(4, 3, 0)


@pytest.mark.parametrize("listed", ["../outside.txt", "/etc/briefing-test", "a/../../outside.txt", "", ".", "a"])
def test_paths_that_leave_the_site_are_not_removed(tmp_path: Path, listed: str) -> None:
    grow(tmp_path, {"outside.txt": b"theirs", "site/a/b": b"theirs", f"site/{MANIFEST}": f"{listed}\n".encode()})
    write(tmp_path / "site", {"index.html": b"new"})

    assert (tmp_path / "outside.txt").read_bytes() == b"theirs"
    assert standing(tmp_path / "site") == {"a/b": b"theirs", "index.html": b"new"}


def test_a_damaged_manifest_stops_no_build(tmp_path: Path) -> None:
    grow(tmp_path, {f"site/{MANIFEST}": b"<<<<<<< HEAD\r\n\xff\x00\nindex.html\r\n"})

    assert write(tmp_path / "site", {"index.html": b"new"}).changed == 1


# --- two at once -----------------------------------------------------------------------------------


def test_a_second_build_of_the_same_site_is_told_to_wait(tmp_path: Path) -> None:
    with Staging(tmp_path / "site") as first:
        with pytest.raises(Busy, match=r"another briefing is writing .*site; wait until it has finished"):
            write(tmp_path / "site", NEW)
        first.add(File("index.html", b"first"))
        first.commit()

    assert standing(tmp_path / "site") == {"index.html": b"first"}


def test_two_sites_in_one_folder_do_not_wait_for_each_other(tmp_path: Path) -> None:
    with Staging(tmp_path / "one") as first:
        write(tmp_path / "two", NEW)
        first.add(File("index.html", b"first"))
        first.commit()

    assert standing(tmp_path / "two") == NEW


# --- interruption ------------------------------------------------------------------------------------


class Cut(BaseException):
    """The power went."""


STEPS = [(os, "replace"), (os, "fsync"), (Path, "unlink"), (Path, "rmdir"), (Path, "mkdir")]
"""Everything by which a site or its journal is changed."""


def cut_at(monkeypatch: pytest.MonkeyPatch, step: int, error: type[BaseException]) -> Callable[[], int]:
    """Make the n-th of all steps fail, and say how many there were."""
    taken = 0

    def counted(real: Callable[..., object]) -> Callable[..., object]:
        def act(*args: object, **more: object) -> object:
            nonlocal taken
            taken += 1
            if taken == step:
                raise error
            return real(*args, **more)

        return act

    for owner, name in STEPS:
        monkeypatch.setattr(owner, name, counted(getattr(owner, name)))
    return lambda: taken


def commit_and_be_cut(root: Path, step: int, error: type[BaseException], killed: bool) -> bool:
    """Replace `OLD` by `NEW` and fail at a step; whether there was such a step.

    `killed`: nothing of the program runs on behind the failure, as when the process is killed.
    """
    write(root / "site", OLD)
    staging = Staging(root / "site")
    staging.__enter__()
    for path, content in NEW.items():
        staging.add(File(path, content))
    try:
        with pytest.MonkeyPatch.context() as patch:
            steps = cut_at(patch, step, error)
            with suppress(error):
                staging.commit()
            return steps() >= step
    finally:
        if killed:
            staging.lock.close()
        else:
            staging.__exit__(None, None, None)


MOST_STEPS = 40


def cuts(root: Path, error: type[BaseException], killed: bool) -> Iterator[Path]:
    """A site for each step at which its replacement can break off."""
    for step in range(1, MOST_STEPS):
        home = root / str(step)
        if not commit_and_be_cut(home, step, error, killed):
            assert step > 10, "there are that many steps at least"
            return
        yield home
    raise AssertionError("the replacement has more steps than were cut")


@pytest.mark.parametrize("killed", [True, False], ids=["killed", "failed"])
@pytest.mark.parametrize("error", [Cut, OSError, KeyboardInterrupt])
def test_a_replacement_that_broke_off_is_finished_or_never_begun_by_the_next_command(
    tmp_path: Path, error: type[BaseException], killed: bool
) -> None:
    outcomes = []
    for home in cuts(tmp_path, error, killed):
        with Staging(home / "site"):
            pass
        found = standing(home / "site")
        assert found in (OLD, NEW)
        assert set(left_behind(home)) <= {"lock", ".journal.json.new"}
        assert write(home / "site", NEW).changed == (0 if found == NEW else 3)
        assert standing(home / "site") == NEW
        outcomes.append(found == NEW)

    assert outcomes == sorted(outcomes), "once the journal stands, the new site comes"
    assert set(outcomes) == {False, True}


def test_a_replacement_that_is_cut_again_and_again_is_finished_at_last(tmp_path: Path) -> None:
    commit_and_be_cut(tmp_path, 7, Cut, killed=True)
    assert "journal.json" in left_behind(tmp_path)
    for _ in range(MOST_STEPS):
        with pytest.MonkeyPatch.context() as patch:
            cut_at(patch, 4, Cut)
            with suppress(Cut), Staging(tmp_path / "site"):
                pass
    with Staging(tmp_path / "site"):
        pass

    assert standing(tmp_path / "site") == NEW


def test_a_build_that_is_killed_while_it_stages_leaves_nothing_to_the_next(tmp_path: Path) -> None:
    write(tmp_path / "site", OLD)
    staging = Staging(tmp_path / "site")
    staging.__enter__()
    staging.add(File("half.html", b"half"))
    staging.lock.close()

    assert write(tmp_path / "site", NEW).files == 5
    assert standing(tmp_path / "site") == NEW


def test_the_staging_folder_may_be_deleted_at_any_time(tmp_path: Path) -> None:
    write(tmp_path / "site", OLD)
    shutil.rmtree(tmp_path / ".briefing")

    assert write(tmp_path / "site", NEW) == WriteResult(5, 3, 1)


# --- symbolic links --------------------------------------------------------------------------------

LINKED = {
    "archive/report.txt": b"A licensed text.",
    "archive/folder/deep.txt": b"Another.",
    "notes/index.md": b"---\n",
    "notes/real/map.png": b"a map",
}


@pytest.mark.parametrize(
    ("link", "to"),
    [
        ("notes/table.csv", "../archive/report.txt"),
        ("notes/table.csv", "real/../../archive/report.txt"),
        ("notes/real/table.csv", "../../archive/folder/deep.txt"),
        ("notes/table.csv", "/etc/hosts"),
        ("notes/note.md", "../archive/report.txt"),
        ("notes/figures.lock", "../archive/report.txt"),
        ("notes/site.yaml", "../archive/report.txt"),
        ("notes/table.csv", "../archive/not-there.txt"),
        ("notes/folder", "../archive/folder"),
        ("notes/again", "real"),
        ("notes/loop", "."),
        ("notes/round.png", "round.png"),
    ],
)
def test_a_symbolic_link_out_of_the_notes_is_reported_and_not_followed(tmp_path: Path, link: str, to: str) -> None:
    root = grow(tmp_path, LINKED)
    (root / link).symlink_to(to)
    inputs = load(root)
    path = link.removeprefix("notes/")

    assert inputs.refused == (link,)
    assert path not in inputs.files
    assert link not in inputs.texts
    assert not any(name.startswith(f"{path}/") for name in inputs.files)
    assert disk.Texts(root).get(link) is None


def test_a_link_that_leads_on_out_of_the_notes_is_refused(tmp_path: Path) -> None:
    root = grow(tmp_path, LINKED)
    (root / "notes/one.csv").symlink_to("two.csv")
    (root / "notes/two.csv").symlink_to("../archive/report.txt")

    assert load(root).refused == ("notes/one.csv", "notes/two.csv")


def test_a_symbolic_link_from_one_file_of_the_notes_to_another_is_followed(tmp_path: Path) -> None:
    root = grow(tmp_path, LINKED)
    (root / "notes/map.png").symlink_to("real/map.png")
    inputs = load(root)

    assert inputs.refused == ()
    assert inputs.files.keys() == {"map.png", "real/map.png"}


def test_notes_may_themselves_be_a_link_to_a_folder(tmp_path: Path) -> None:
    root = grow(tmp_path, {"elsewhere/index.md": b"---\n"})
    (root / "notes").symlink_to("elsewhere")

    assert load(root).refused == ()
    assert [text.path for text in load(root).notes] == ["notes/index.md"]


@pytest.mark.parametrize("to", [".git/config", ".hidden/deep.txt", "real/.secret"])
def test_a_link_to_what_is_hidden_among_the_notes_is_refused(tmp_path: Path, to: str) -> None:
    root = grow(tmp_path, {**LINKED, f"notes/{to}": b"a password"})
    (root / "notes/table.csv").symlink_to(to)

    assert load(root).refused == ("notes/table.csv",)


@pytest.mark.parametrize("name", ["static/logo.svg", "note.html", "words"])
def test_a_link_out_of_the_templates_is_refused(tmp_path: Path, name: str) -> None:
    root = grow(tmp_path, {**LINKED, "templates/static/own.css": b""})
    (root / "templates" / name).symlink_to(root / "archive" / ("folder" if name == "words" else "report.txt"))
    inputs = load(root)

    assert inputs.refused == (f"templates/{name}",)
    assert "logo.svg" not in inputs.static
    assert inputs.templates["note.html"] == inputs.templates["default/note.html"].__class__(
        "templates/note.html", inputs.templates["default/note.html"].content
    )


@pytest.mark.parametrize("name", ["notes/a.md", "notes/site.yaml", "notes/sources.yaml", "templates/own.html"])
def test_a_text_that_is_too_large_is_reported_and_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    root = grow(tmp_path, {"notes/index.md": b"small", name: b"x" * 200, "notes/map.png": b"x" * 200})
    monkeypatch.setattr("briefing.disk.project_files.MAX_TEXT_BYTES", 100)
    monkeypatch.setattr("briefing.disk.project_files.decode", _only_packaged(root, name))
    inputs = load(root)

    assert inputs.oversized == {name: (200, 100)}
    assert inputs.files.keys() == {"map.png"}
    assert name not in inputs.texts
    assert disk.Texts(root).get(name) is None


def _only_packaged(root: Path, name: str) -> Callable[[Path, str], Text]:
    """Reads any file but one."""

    def read(file: Path, path: str) -> Text:
        assert file != root / name
        return Text(path, "")

    return read


# --- links, pipes and other disks in the way of a site ---------------------------------------------


def another_disk(monkeypatch: pytest.MonkeyPatch, *folders: Path) -> None:
    """Let no file be renamed into these folders from without, as into a mount."""
    real = os.replace

    def replace(one: Path, other: Path) -> None:
        for folder in folders:
            if Path(one).is_relative_to(folder) != Path(other).is_relative_to(folder):
                raise OSError(18, "Invalid cross-device link", str(one), None, str(other))
        real(one, other)

    monkeypatch.setattr(os, "replace", replace)


def test_a_site_on_another_disk_is_staged_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    grow(tmp_path / "site", {"CNAME": b"theirs"})
    another_disk(monkeypatch, tmp_path / "site")

    assert write(tmp_path / "site", OLD) == WriteResult(4, 4, 0)
    assert write(tmp_path / "site", NEW) == WriteResult(5, 3, 1)
    assert standing(tmp_path / "site") == {**NEW, "CNAME": b"theirs"}
    assert not (tmp_path / "site/.briefing-staging").exists()


def test_a_folder_of_the_site_on_another_disk_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "site/gone").mkdir(parents=True)
    another_disk(monkeypatch, tmp_path / "site/gone")
    write(tmp_path / "site", OLD)

    assert standing(tmp_path / "site") == OLD


def test_a_site_that_is_a_link_to_a_folder_is_written_there(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "site").symlink_to("elsewhere")
    write(tmp_path / "site", OLD)

    assert standing(tmp_path / "elsewhere") == OLD


@pytest.mark.parametrize("files", [NEW, {**NEW, "gone/deep/page.html": b"gone again"}], ids=["removed", "replaced"])
@pytest.mark.parametrize("folder", ["gone", "gone/deep"])
def test_a_link_in_place_of_a_folder_of_the_site_goes_and_what_it_leads_to_stays(
    tmp_path: Path, files: Tree, folder: str
) -> None:
    write(tmp_path / "site", OLD)
    shutil.move(tmp_path / "site" / folder, tmp_path / "theirs")
    (tmp_path / "site" / folder).symlink_to(tmp_path / "theirs")
    theirs = standing(tmp_path / "theirs")
    write(tmp_path / "site", files)

    assert standing(tmp_path / "site") == files
    assert not (tmp_path / "site" / folder).is_symlink()
    assert standing(tmp_path / "theirs") == theirs


def test_nothing_is_written_through_a_link_that_no_build_knows(tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    (tmp_path / "site").mkdir()
    (tmp_path / "site/gone").symlink_to(tmp_path / "theirs")

    with pytest.raises(ForeignFile, match=r"site/gone was not written by briefing"):
        write(tmp_path / "site", OLD)
    assert standing(tmp_path / "theirs") == {}


JOURNALS = {
    "empty": "",
    "half": '{"replace": ["index',
    "other": "[1, 2]",
    "leads out": '{"replace": [], "remove": ["../outside.txt"], "manifest": null}',
    "leads out by a drive": '{"replace": ["C:/outside.txt"], "remove": [], "manifest": null}',
}


@pytest.mark.parametrize("journal", JOURNALS.values(), ids=JOURNALS)
def test_a_journal_that_is_broken_or_forged_is_not_followed(tmp_path: Path, journal: str) -> None:
    write(tmp_path / "site", OLD)
    grow(tmp_path, {"outside.txt": b"theirs", ".briefing/staging-site/journal.json": journal.encode()})
    message = disk.finish_interrupted(tmp_path / "site")

    assert message == f"an interrupted build left {tmp_path / 'site'} half replaced; run briefing build"
    assert (tmp_path / "outside.txt").read_bytes() == b"theirs"
    assert write(tmp_path / "site", NEW) == WriteResult(5, 3, 1)


def test_any_command_finishes_a_replacement_that_broke_off(tmp_path: Path) -> None:
    assert disk.finish_interrupted(tmp_path / "site") == ""
    commit_and_be_cut(tmp_path, 7, Cut, killed=True)

    assert disk.finish_interrupted(tmp_path / "site").endswith("half replaced; it is complete now")
    assert standing(tmp_path / "site") == NEW
    assert disk.finish_interrupted(tmp_path / "site") == ""


def test_a_replacement_that_cannot_be_finished_says_what_to_delete(tmp_path: Path) -> None:
    commit_and_be_cut(tmp_path, 7, Cut, killed=True)
    shutil.rmtree(tmp_path / "site/more", ignore_errors=True)
    grow(tmp_path, {"site/more": b"in the way"})
    message = disk.finish_interrupted(tmp_path / "site")

    assert message.startswith(f"{tmp_path / 'site/more'}")
    assert f"or delete {tmp_path / '.briefing/staging-site'} and rebuild" in message
    shutil.rmtree(tmp_path / ".briefing/staging-site")
    (tmp_path / "site/more").unlink()
    assert write(tmp_path / "site", NEW).files == 5
    assert standing(tmp_path / "site") == NEW


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a system without named pipes")
@pytest.mark.parametrize("name", ["lock", "files", "trial", "journal.json", ".journal.json.new", "../.gitignore"])
def test_a_pipe_in_place_of_a_file_of_the_build_does_not_block_it(tmp_path: Path, name: str) -> None:
    (tmp_path / ".briefing/staging-site").mkdir(parents=True)
    os.mkfifo(tmp_path / ".briefing/staging-site" / name)
    if name == "lock":
        with pytest.raises(OSError, match="lock is a link, a pipe or a device; delete it"):
            write(tmp_path / "site", OLD)
    else:
        write(tmp_path / "site", OLD)
        assert standing(tmp_path / "site") == OLD


def test_a_lock_that_is_a_link_leaves_what_it_leads_to_alone(tmp_path: Path) -> None:
    grow(tmp_path, {"theirs": b"precious", ".briefing/staging-site/own": b""})
    (tmp_path / ".briefing/staging-site/lock").symlink_to(tmp_path / "theirs")

    with pytest.raises(OSError, match="is a link, a pipe or a device; delete it"):
        write(tmp_path / "site", OLD)
    assert (tmp_path / "theirs").read_bytes() == b"precious"


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP])
def test_a_file_system_without_locks_stops_no_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    monkeypatch.setattr("briefing.disk.locking._lock", failing(number))
    with Staging(tmp_path / "site") as staging:
        assert not staging.is_locked


@pytest.mark.parametrize(
    ("number", "kind", "message"),
    [
        (errno.EAGAIN, Busy, "another briefing is writing"),
        (errno.EACCES, Busy, "another briefing is writing"),
        (errno.EIO, OSError, "lock"),
        (errno.ENOSPC, OSError, "lock"),
    ],
)
def test_only_a_lock_that_is_held_means_that_another_build_is_at_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, kind: type[OSError], message: str
) -> None:
    monkeypatch.setattr("briefing.disk.locking._lock", failing(number))
    with pytest.raises(OSError, match=message) as raised, Staging(tmp_path / "site"):
        pass
    assert type(raised.value) is kind


def failing(number: int) -> Callable[[int], None]:
    """A lock that cannot be had."""

    def lock(_: int) -> None:
        raise OSError(number, os.strerror(number))

    return lock


@pytest.mark.parametrize("name", ["lantern.txt", "lantern.html", "lantern.pdf"])
def test_an_archived_file_that_is_too_large_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr("briefing.disk.project_files.MAX_ARCHIVED_BYTES", 2**20)
    monkeypatch.setattr("briefing.disk.project_files.MAX_PDF_BYTES", 2**20)
    grow(tmp_path, {name: b"x" * 2**21})

    with pytest.raises(disk.TooLarge, match=rf"^{name} has 2 MB; no more than 1 MB are read$"):
        disk.archive_files(tmp_path)("lantern")
