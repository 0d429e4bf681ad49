"""What Windows does otherwise, as far as that can be tried elsewhere.

Modules and functions that are missing, names, locks, files that are open, line ends, consoles that know few
characters. The workflow runs the tests on Windows itself.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import guide_examples
import pytest
from click.testing import CliRunner
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from briefing.cli import main
from briefing.disk import atomic_write, git, snapshot
from briefing.site.urls import file_name, is_url_path

PRELUDE = """
import os, signal, subprocess, sys, types  # the library's own modules look for what is taken away below
import http.server, multiprocessing.connection, socketserver, webbrowser
import fcntl as real  # what stands in for msvcrt's lock

def locking(descriptor, mode, count):
    assert (mode, count) == (2, 1)
    real.lockf(descriptor, real.LOCK_EX | real.LOCK_NB)

sys.modules["msvcrt"] = types.SimpleNamespace(locking=locking, LK_NBLCK=2)
for name in ("fcntl", "resource", "pwd", "grp", "termios", "readline"):
    sys.modules[name] = None
for name in ("fork", "sched_getaffinity", "sync", "mkfifo", "geteuid", "getuid", "O_NOFOLLOW", "O_NONBLOCK"):
    if hasattr(os, name):
        delattr(os, name)
for name in ("setitimer", "SIGPROF", "ITIMER_PROF", "SIGKILL"):
    delattr(signal, name)
import briefing.disk.atomic_write
briefing.disk.atomic_write.IS_WINDOWS = True
from briefing.__main__ import run
sys.argv[0] = "briefing"
run()
"""


def elsewhere(project: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run the program where there is nothing that Windows lacks."""
    given = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    return subprocess.run(
        [sys.executable, "-c", PRELUDE, *arguments], cwd=project, env=given, capture_output=True, check=False
    )


def here(project: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    given = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-m", "briefing", *arguments], cwd=project, env=given, capture_output=True, check=False
    )


@pytest.fixture
def ferries(tmp_path: Path) -> Path:
    assert CliRunner().invoke(main, ["init", str(tmp_path / "ferries")]).exit_code == 0
    return tmp_path / "ferries"


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# --- what is not there ------------------------------------------------------------------------------


@pytest.mark.posix
def test_without_what_only_posix_has_a_project_is_built_and_verified_to_the_same_bytes(tmp_path: Path) -> None:
    steps = [
        ("init", "."),
        ("build",),
        ("verify", "--archive", "archive"),
        ("archive", "status", "--archive", "archive"),
        ("new", "note", "Ports", "--segment", "ports", "--date", "2026-03-04"),
        ("check", "--drafts"),
        ("build", "--drafts", "--restricted", "--output", "other"),
    ]
    folders = {run: tmp_path / run.__name__ for run in (elsewhere, here)}
    for run, folder in folders.items():
        folder.mkdir()
        done = [run(folder, *step) for step in steps]
        assert [one.stderr for one in done if b"Traceback" in one.stderr] == []
    one, other = (bytes_of(folder / name) for folder, name in ((folders[elsewhere], "site"), (folders[here], "site")))

    assert one == other
    assert one
    assert bytes_of(folders[elsewhere] / "notes") == bytes_of(folders[here] / "notes")


@pytest.mark.posix
def test_the_second_build_finds_all_as_the_first_left_it(ferries: Path) -> None:
    elsewhere(ferries, "build")
    again = elsewhere(ferries, "build")
    note = ferries / "notes/index.md"
    note.write_text(note.read_text(encoding="utf-8").replace("The board", "A board"), encoding="utf-8")

    assert b"is up to date" in again.stdout
    assert b"wrote site" in elsewhere(ferries, "build").stdout
    assert "A board" in (ferries / "site/index.html").read_text(encoding="utf-8")


@pytest.mark.posix
def test_two_builds_at_once_are_kept_apart_by_the_other_lock(ferries: Path) -> None:
    elsewhere(ferries, "build")
    hold = f"import fcntl, time; f = open({str(ferries / '.briefing/staging-site/lock')!r}, 'r+'); "
    hold += "fcntl.lockf(f, fcntl.LOCK_EX); print('held', flush=True); time.sleep(60)"
    (ferries / "notes/ports.md").write_text(
        (ferries / "notes/fleet.md").read_text("utf-8").partition("figures:")[0] + "---\nText.\n", encoding="utf-8"
    )
    with subprocess.Popen([sys.executable, "-c", hold], stdout=subprocess.PIPE) as holder:
        assert holder.stdout
        holder.stdout.readline()
        refused = elsewhere(ferries, "build", "--drafts")
        holder.kill()

    assert (refused.returncode, b"another briefing is writing" in refused.stderr) == (1, True)


# --- files ------------------------------------------------------------------------------------------------


class InUse(PermissionError):
    """What Windows says of a file that another program has open."""

    winerror = 32


def test_a_file_that_is_read_this_moment_is_replaced_when_it_is_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "new").write_text("new", encoding="utf-8")
    (tmp_path / "old").write_text("old", encoding="utf-8")
    tries, waits, real = iter([InUse(), InUse(), None]), list[float](), os.replace

    def replace(file: Path, to: Path) -> None:
        if refused := next(tries):
            raise refused
        real(file, to)

    monkeypatch.setattr("os.replace", replace)
    monkeypatch.setattr(atomic_write, "sleep", waits.append)
    atomic_write.move(tmp_path / "new", tmp_path / "old")

    assert (tmp_path / "old").read_text(encoding="utf-8") == "new"
    assert waits == [*atomic_write.RETRY_DELAYS[:2]]


def test_one_that_stays_open_is_named_and_what_is_forbidden_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits = list[float]()
    monkeypatch.setattr(atomic_write, "sleep", waits.append)
    for refusal, waited in ((InUse(), len(atomic_write.RETRY_DELAYS)), (PermissionError(), 0)):

        def replace(*_: object, refusal: OSError = refusal) -> None:
            raise refusal

        monkeypatch.setattr("os.replace", replace)
        waits.clear()
        with pytest.raises(PermissionError):
            atomic_write.replace(tmp_path / "a", tmp_path / "b")
        assert len(waits) == waited


def test_a_list_of_a_folder_and_the_file_itself_give_one_stamp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On Windows the list has no number of the file."""
    (tmp_path / "note.md").write_text("Text.", encoding="utf-8")
    found = os.stat(tmp_path / "note.md")
    names = ("st_mtime_ns", "st_ctime_ns", "st_size")
    listed: Any = SimpleNamespace(st_ino=0, **{name: getattr(found, name) for name in names})
    assert snapshot.stamp(listed) != snapshot.stamp(found)
    monkeypatch.setattr(snapshot, "IS_WINDOWS", True)

    assert snapshot.stamp(listed) == snapshot.stamp(found)


@pytest.mark.posix
def test_a_junction_is_a_link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(atomic_write, "IS_WINDOWS", True)
    monkeypatch.setattr("os.lstat", lambda _: type("Found", (), {"st_mode": 0, "st_reparse_tag": 0xA0000003})())

    assert atomic_write.is_link(tmp_path)


def test_notes_with_line_ends_of_windows_give_the_same_site(ferries: Path) -> None:
    assert CliRunner().invoke(main, ["build", "--project", str(ferries)]).exit_code == 0
    before = {path: text for path, text in bytes_of(ferries / "site").items() if path.endswith(".html")}
    for path in ferries.glob("notes/*"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert CliRunner().invoke(main, ["build", "--project", str(ferries)]).exit_code == 0

    assert {path: text for path, text in bytes_of(ferries / "site").items() if path.endswith(".html")} == before


def test_no_text_is_written_with_the_line_ends_of_the_system() -> None:
    """`write_text` and `open` turn every `\\n` into two characters on Windows unless they are told otherwise."""
    called = re.compile(r"\.write_text\([^)]*\)|\bopen\([^)]*[\"'][wxa]\+?[\"'][^)]*\)|\bTextIOWrapper\([^)]*\)")
    found = [
        (path.name, call)
        for path in (ROOT / "briefing").rglob("*.py")
        for call in called.findall(path.read_text(encoding="utf-8"))
    ]

    assert [each for each in found if "newline" not in each[1]] == []


@pytest.mark.posix
def test_the_git_of_the_machine_is_run_and_none_that_lies_in_a_strangers_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(git, "IS_WINDOWS", True)
    (tmp_path / "git.exe").touch()
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", os.pathsep.join(("", ".", "bin", str(tmp_path / "bin"))))
    with pytest.raises(git.NoRevision, match="git is not installed"):
        git.revision(tmp_path)

    (tmp_path / "bin/git.exe").write_text("#!/bin/sh\necho of the machine >&2\nexit 1\n", encoding="utf-8")
    (tmp_path / "bin/git.exe").chmod(0o755)
    with pytest.raises(git.NoRevision, match="of the machine"):
        git.revision(tmp_path)


@pytest.mark.posix
def test_the_preview_is_shown_without_what_only_posix_has(ferries: Path) -> None:
    command = [sys.executable, "-u", "-c", PRELUDE, "serve"]
    with subprocess.Popen(
        command, cwd=ferries, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout
        address = server.stdout.readline().strip()
        page = next(filter(None, (guide_examples.first_page(address) for _ in range(600))), b"")
        server.terminate()

    assert b"<h1>" in page


# --- names ------------------------------------------------------------------------------------------------

DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\..*)?")
KEYS = st.one_of(
    st.text(min_size=1, max_size=12),
    st.sampled_from(["CON", "con.2024", "aux", "NUL", "com1", "LPT9.x", "prn", "a.", "a ", "conin$", "com¹"]),
)


def is_a_name_on_windows(name: str) -> bool:
    return not re.search(r'[<>:"/\\|?*\x00-\x1f]|[. ]$', name) and not DEVICES.fullmatch(name)


@given(KEYS)
def test_the_file_of_a_key_is_a_name_on_windows(key: str) -> None:
    assert is_a_name_on_windows(f"{file_name(key)}.html")
    assert is_a_name_on_windows(file_name(key)), "as a folder"


@given(KEYS, KEYS)
def test_two_keys_have_two_files_also_where_capitals_do_not_count(one: str, other: str) -> None:
    """But for those that differ in capitals alone, which `source-clash` refuses."""
    if one.lower() != other.lower():
        assert file_name(one).lower() != file_name(other).lower()


@given(KEYS)
def test_what_can_be_an_address_is_a_name_on_windows(name: str) -> None:
    assert not is_url_path(f"{name}.html") or all(map(is_a_name_on_windows, f"{name}.html".split("/")))


@pytest.mark.parametrize("title", ["Con", "AUX", "nul", "COM1", "LPT9"])
def test_a_new_note_is_never_called_as_a_device_is(ferries: Path, title: str) -> None:
    made = CliRunner().invoke(main, ["new", "note", title, "--segment", "fleet", "--project", str(ferries)])
    checked = CliRunner().invoke(main, ["check", "--drafts", "--project", str(ferries)])

    assert (made.exit_code, checked.exit_code) == (0, 0)


# --- consoles ---------------------------------------------------------------------------------------------

CONSOLES = (
    {"PYTHONIOENCODING": "cp1252"},
    {"PYTHONIOENCODING": "cp437"},
    {"PYTHONIOENCODING": "ascii"},
    {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
)
DATA = (
    ("figures", "--as", "csv"),
    ("figures", "--all", "--as", "json"),
    ("sources", "--as", "csv"),
    ("impact", "northlight-2025", "--as", "json"),
    ("changes", "--format", "json"),
    ("schema", "note"),
    ("check", "--format", "json", "--quiet"),
    ("check", "--format", "sarif", "--quiet"),
    ("check", "--format", "github", "--quiet"),
    ("completion", "bash"),
)
WORDS = (
    ("check",),
    ("build",),
    ("verify", "--archive", "archive", "--show", "--dry-run"),
    ("archive", "status", "--archive", "archive"),
    ("figures",),
    ("explain", "unreadable-locator"),
    ("guide", "verification"),
    ("sources",),
    ("impact", "northlight-2025"),
    ("changes",),
    ("changes", "--format", "markdown"),
    ("--help",),
)


def chinese(ferries: Path) -> Path:
    """The project with a label and a title that few consoles can show, which git has without them."""
    for command in ("init -q", "add .", "-c user.name=A -c user.email=a@example.org commit -qm one"):
        subprocess.run(["git", *command.split()], cwd=ferries, check=True)
    note = ferries / "notes/fleet.md"
    text = (
        note.read_text(encoding="utf-8").replace("label: Ferries", "label: 渡轮 ✓").replace("title: Two", "title: 二")
    )
    note.write_text(f"{text}\nA number without a source: 4,711 渡轮.\n", encoding="utf-8")
    return ferries


@pytest.mark.parametrize("console", CONSOLES, ids=lambda console: next(iter(console.values())))
def test_no_console_stops_any_command(ferries: Path, console: dict[str, str]) -> None:
    chinese(ferries)
    done = [started(ferries, console, *arguments) for arguments in (*WORDS, *DATA)]

    assert [one.args for one in done if b"Traceback" in one.stderr or b"UnicodeEncodeError" in one.stderr] == []
    assert [one.args for one in done if one.returncode not in (0, 1)] == []


@pytest.mark.parametrize("arguments", DATA, ids=" ".join)
def test_data_is_utf_8_whatever_the_console(ferries: Path, arguments: tuple[str, ...]) -> None:
    chinese(ferries)
    printed = {started(ferries, console, *arguments).stdout for console in (*CONSOLES, {"PYTHONUTF8": "1"})}

    assert len(printed) == 1
    assert printed.pop().decode("utf-8")


def test_a_label_is_the_same_in_a_file_that_a_shell_writes(ferries: Path) -> None:
    printed = started(chinese(ferries), CONSOLES[0], "figures", "--as", "json").stdout

    assert "渡轮 ✓" in json.dumps(json.loads(printed), ensure_ascii=False)


def started(project: Path, console: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[bytes]:
    environment: dict[str, Any] = {**os.environ, "PYTHONPATH": str(ROOT), **console}
    return subprocess.run(
        [sys.executable, "-m", "briefing", *arguments], cwd=project, env=environment, capture_output=True, check=False
    )
