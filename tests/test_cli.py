"""The commands: exit codes, what is printed where, and that a fault leaves the last good site as it was."""

import builtins
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import IO

import click
import pytest
from click.testing import CliRunner, Result
from conftest import INDEX, NOTE, ROOT, SITE, SOURCES, commands

from briefing import disk, limits
from briefing.cli import COMMANDS, main
from briefing.cli.output import NO_CARDS
from briefing.limits import page_time
from briefing.model.diagnostics import Rule

CLEAN = {
    "notes/site.yaml": SITE,
    "notes/sources.yaml": SOURCES,
    "notes/index.md": INDEX,
    "notes/note.md": NOTE + "Said [@iea-2024].\n",
}
WARNED = {**CLEAN, "notes/note.md": NOTE + "### Skipped\n"}
FAULTY = {**CLEAN, "notes/note.md": NOTE + "储能领先 [@iea-2042].\n"}


def lay(root: Path, texts: dict[str, str]) -> Path:
    """Write a project."""
    for path, content in texts.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(content, encoding="utf-8")
    return root


def run(root: Path, *arguments: str) -> Result:
    """Run a command on a project."""
    command, *options = arguments
    return CliRunner().invoke(main, [command, "--project", str(root), *options])


def standing(folder: Path) -> dict[str, tuple[bytes, int]]:
    """The bytes and the time of every file of a folder."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


# --- exit codes -------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["build", "check"])
@pytest.mark.parametrize(
    ("texts", "options", "code"),
    [
        (CLEAN, [], 0),
        (CLEAN, ["--strict"], 0),
        (WARNED, [], 0),
        (WARNED, ["--strict"], 1),
        (FAULTY, [], 1),
        (FAULTY, ["--strict"], 1),
        (CLEAN, ["--nonsense"], 2),
        (CLEAN, ["--format", "pdf"], 2),
        (CLEAN, ["--base-url", "example.org"], 2),
    ],
)
def test_the_exit_code_says_how_it_went_quiet_or_not(
    tmp_path: Path, command: str, texts: dict[str, str], options: list[str], code: int
) -> None:
    lay(tmp_path, texts)

    assert run(tmp_path, command, *options).exit_code == code
    assert run(tmp_path, command, *options, "--quiet").exit_code == code


@pytest.mark.parametrize("options", [[], ["--strict"]])
def test_strict_keeps_a_site_with_warnings_from_being_written(tmp_path: Path, options: list[str]) -> None:
    run(lay(tmp_path, WARNED), "build", *options)

    assert (tmp_path / "site").exists() == (options == [])


@pytest.mark.parametrize("command", ["build", "check"])
def test_a_folder_without_notes_is_refused(tmp_path: Path, command: str) -> None:
    result = run(tmp_path, command)

    assert result.exit_code == 2
    assert f"{tmp_path} has no folder notes/." in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_within_a_project_its_folder_is_named(tmp_path: Path) -> None:
    result = run(lay(tmp_path, WARNED) / "notes", "check")

    assert f"has no folder notes/. {tmp_path} does: run this there, or give --project." in result.stderr


def test_for_a_misspelt_command_the_nearest_one_is_suggested() -> None:
    result = CliRunner().invoke(main, ["biuld"])

    assert result.exit_code == 2
    assert "build" in result.stderr


# --- what is printed where -----------------------------------------------------------------------------


def test_a_build_says_in_a_line_what_it_did(tmp_path: Path) -> None:
    lay(tmp_path, CLEAN)

    first = run(tmp_path, "build").stdout
    (tmp_path / "notes/note.md").unlink()
    second = run(tmp_path, "build").stdout

    assert first == f"{NO_CARDS}\n" + (
        f"nothing is wrong; wrote {tmp_path / 'site'}/: 22 files from 2 notes and 1 source, 22 changed, 0 removed\n"
    )
    assert second == f"{NO_CARDS}\n" + (
        f"nothing is wrong; wrote {tmp_path / 'site'}/: 20 files from 1 note and 1 source, 9 changed, 2 removed\n"
    )


def test_a_failed_build_says_that_nothing_was_written(tmp_path: Path) -> None:
    result = run(lay(tmp_path, FAULTY), "build")

    assert result.stdout.splitlines()[-1] == f"1 error; nothing was written, {tmp_path / 'site'} is unchanged"
    assert not (tmp_path / "site").exists()


def test_a_check_counts_what_it_found_and_writes_nothing(tmp_path: Path) -> None:
    result = run(lay(tmp_path, {**FAULTY, "notes/more.md": NOTE + "### Skipped\n\n##### Again\n"}), "check")

    assert result.stdout.splitlines()[-1] == "1 error, 2 warnings"
    assert sorted(path.name for path in tmp_path.iterdir() if path.name != ".briefing") == ["notes"]


@pytest.mark.parametrize("command", ["build", "check"])
def test_quiet_says_nothing_but_findings(tmp_path: Path, command: str) -> None:
    lay(tmp_path, CLEAN)
    clean = run(tmp_path, command, "--quiet")
    faulty = run(lay(tmp_path, FAULTY), command, "--quiet")

    assert clean.output == ""
    assert faulty.stdout.splitlines()[-1] == "  hint: did you mean `iea-2024`?"


def test_a_log_in_sarif_has_the_page_of_each_rule(tmp_path: Path) -> None:
    run_of = json.loads(run(lay(tmp_path, FAULTY), "check", "--format", "sarif").stdout)["runs"][0]
    (rule,) = run_of["tool"]["driver"]["rules"]

    assert rule["help"]["markdown"] == (ROOT / "briefing/rules/unknown-source.md").read_text(encoding="utf-8")
    assert [result["ruleId"] for result in run_of["results"]] == ["unknown-source"]


@pytest.mark.parametrize("command", ["build", "check"])
def test_the_summary_does_not_get_into_what_programs_read(tmp_path: Path, command: str) -> None:
    result = run(lay(tmp_path, FAULTY), command, "--format", "json")

    assert [finding["rule"] for finding in json.loads(result.stdout)["findings"]] == ["unknown-source"]
    assert result.stderr.startswith("1 error")


def test_github_gets_commands_on_standard_output_alone(tmp_path: Path) -> None:
    result = run(lay(tmp_path, FAULTY), "check", "--format", "github")

    assert result.stdout == (
        "::error file=notes/note.md,line=7,endLine=7,col=7,endColumn=16,title=unknown-source"
        "::no source is called `iea-2042`%0Adid you mean `iea-2024`?\n"
    )


def test_progress_is_shown_to_people_when_it_takes_longer_than_a_moment(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr("briefing.cli.output.PROGRESS_DELAY", -1.0)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with pytest.raises(SystemExit):
        main.main(["check", "--project", str(lay(tmp_path, CLEAN))])

    assert "\rparse notes: 2 of 2" in capsys.readouterr().err


DAYS = [
    ("31/12/2026", "did you mean `2026-12-31`?"),
    ("03/04/2026", "write year, month and day: `2026-04-03` or `2026-03-04`"),
    ("tomorrow", "write year, month and day, as 2026-02-03"),
    ("2026-02-30", "February 2026 has 28 days"),
]


@pytest.mark.parametrize(("written", "hint"), DAYS)
def test_a_day_that_is_none_is_told_how_it_is_written(tmp_path: Path, written: str, hint: str) -> None:
    result = run(lay(tmp_path, CLEAN), "build", "--as-of", written)

    assert result.exit_code == 2
    assert f"Invalid value for '--as-of': `{written}` is not a date; {hint}" in result.stderr


ONE_NOTE = [
    ("check", "works on all notes; --project DIR names another folder."),
    ("verify", "The archive is named as --archive DIR."),
]


@pytest.mark.parametrize(("command", "advice"), ONE_NOTE)
def test_a_command_that_is_given_a_note_says_what_it_takes(tmp_path: Path, command: str, advice: str) -> None:
    result = run(lay(tmp_path, CLEAN), command, "notes/index.md")

    assert result.exit_code == 2
    assert advice in result.stderr


def test_h_is_help() -> None:
    assert CliRunner().invoke(main, ["check", "-h"]).output.startswith("Usage:")


# --- options ------------------------------------------------------------------------------------------


def test_the_site_may_be_written_elsewhere(tmp_path: Path) -> None:
    result = run(lay(tmp_path / "project", CLEAN), "build", "--output", str(tmp_path / "public"))

    assert result.exit_code == 0
    assert (tmp_path / "public/index.html").is_file()
    assert not (tmp_path / "project/site").exists()


APART = [
    ("notes", "lies in notes/"),
    ("notes/site", "lies in notes/"),
    ("site/../notes/public", "lies in notes/"),
    ("archive", "lies in archive/"),
    ("archive/2026", "lies in archive/"),
    (".", "holds notes/, which would be published with the site"),
    ("..", "holds notes/, which would be published with the site"),
]


@pytest.mark.parametrize(("place", "reason"), APART)
def test_the_site_is_written_apart_from_the_notes_and_the_archive(tmp_path: Path, place: str, reason: str) -> None:
    root = lay(tmp_path / "project", {**CLEAN, "archive/iea-2024.txt": "Power\n"})
    before = standing(root)
    result = run(root, "build", "--output", str(root / place))

    assert result.exit_code == 2
    assert f"{reason}. Give --output a folder of its own." in result.stderr
    assert standing(root) == before


def test_drafts_are_built_when_asked_for(tmp_path: Path) -> None:
    lay(tmp_path, {**CLEAN, "notes/draft.md": NOTE.replace("segment:", "status: draft\nsegment:")})
    run(tmp_path, "build")
    without = (tmp_path / "site/draft.html").exists()
    run(tmp_path, "build", "--drafts")

    assert (without, (tmp_path / "site/draft.html").exists()) == (False, True)


def test_the_address_of_the_command_goes_before_that_of_the_settings(tmp_path: Path) -> None:
    run(lay(tmp_path, CLEAN), "build", "--base-url", "https://other.example/x")

    assert "https://other.example/x/" in (tmp_path / "site/feed.xml").read_text(encoding="utf-8")
    assert "example.org" not in (tmp_path / "site/feed.xml").read_text(encoding="utf-8")


# --- help and explain ------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [[], *([name] for name in sorted(COMMANDS))])
def test_every_command_has_help(command: list[str]) -> None:
    result = CliRunner().invoke(main, [*command, "--help"])

    assert result.exit_code == 0
    assert result.stdout.startswith("Usage: ")
    assert result.stdout.isascii(), "shown on every console"


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_option_says_what_it_does(name: str) -> None:
    options = [option for option in commands()[name].params if isinstance(option, click.Option)]

    assert [option.name for option in options if not option.help] == []


def test_explain_lists_every_rule_with_a_sentence() -> None:
    lines = CliRunner().invoke(main, ["explain"]).stdout.splitlines()

    assert [line.split()[0] for line in lines] == sorted(Rule)
    assert all(line.endswith(".") and len(line.split()) > 3 for line in lines)


@pytest.mark.parametrize("rule", sorted(Rule))
def test_explain_shows_the_page_of_a_rule(rule: str) -> None:
    result = CliRunner().invoke(main, ["explain", rule])

    assert result.exit_code == 0
    assert result.stdout == (ROOT / "briefing/rules" / f"{rule}.md").read_text(encoding="utf-8")


def test_for_a_misspelt_rule_explain_suggests_the_nearest_one() -> None:
    result = CliRunner().invoke(main, ["explain", "figure-contradicte"])

    assert "No rule is called 'figure-contradicte'. Did you mean `figure-contradicted`?" in result.stderr


def test_explain_does_not_know_every_word() -> None:
    result = CliRunner().invoke(main, ["explain", "unknown"])

    assert result.exit_code == 2
    assert "'briefing explain' lists them." in result.stderr


# --- the world failing --------------------------------------------------------------------------------------


def test_an_output_that_cannot_be_written_is_a_message(tmp_path: Path) -> None:
    lay(tmp_path, {**CLEAN, "file": "a file"})
    result = run(tmp_path, "build", "--output", str(tmp_path / "file/site"))

    assert result.exit_code == 1
    assert re.fullmatch(rf"Error: {re.escape(str(tmp_path))}/file\S*: Not a directory\n", result.stderr)


@pytest.mark.parametrize(
    ("owner", "name"),
    [(os, "replace"), (Path, "read_bytes"), (builtins, "open"), (Path, "mkdir"), (shutil, "copyfile")],
)
def test_a_disk_that_fails_is_a_message(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, owner: object, name: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", "some/file")

    lay(tmp_path, CLEAN)
    monkeypatch.setattr(owner, name, fail)
    result = run(tmp_path, "build")

    assert (result.exit_code, result.stderr) == (1, "Error: some/file: Permission denied\n")


def test_a_foreign_file_is_a_message(tmp_path: Path) -> None:
    lay(tmp_path, {**CLEAN, "site/index.html": "theirs"})
    result = run(tmp_path, "build")

    assert result.exit_code == 1
    assert result.stderr == (f"Error: {tmp_path / 'site/index.html'} was not written by briefing; move it away first\n")


def test_a_second_build_is_a_message(tmp_path: Path) -> None:
    with disk.Staging(lay(tmp_path, CLEAN) / "site"):
        result = run(tmp_path, "build")

    assert result.exit_code == 1
    assert "another briefing is writing" in result.stderr


PROGRAM = (sys.executable, "-m", "briefing")


def started(
    root: Path, *arguments: str, stdout: int | IO[bytes] = subprocess.PIPE, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """The program in a process of its own."""
    return subprocess.run(
        [*PROGRAM, *arguments],
        cwd=root,
        env={**os.environ, **environment},
        stdout=stdout,
        stderr=subprocess.PIPE,
        check=False,
    )


def break_off(root: Path) -> None:
    """Build a site, and leave it as a build does that is killed while it replaces another."""
    run(lay(root, CLEAN), "build")
    folder = root / ".briefing/staging-site"
    lay(folder, {"files/index.html": "new", "journal.json": '{"replace":["index.html"],"remove":[],"manifest":null}'})


@pytest.mark.parametrize("command", [["check"], ["figures"], ["verify", "--archive", "."]])
def test_any_command_finishes_what_an_interrupted_build_began(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    break_off(tmp_path)
    monkeypatch.chdir(tmp_path)
    first, second = run(tmp_path, *command), run(tmp_path, *command)

    assert "an interrupted build had left site half replaced; it is complete now" in first.stderr.replace(
        f"{tmp_path}/", ""
    )
    assert (tmp_path / "site/index.html").read_text() == "new"
    assert "interrupted" not in second.stderr
    assert first.exit_code == second.exit_code


@pytest.mark.parametrize("command", [["check"], ["figures"], ["verify", "--archive", "."]])
def test_a_site_that_cannot_be_finished_is_reported_and_stops_no_other_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    break_off(tmp_path)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "site/index.html").unlink()
    (tmp_path / "site/index.html").mkdir()
    done = run(tmp_path, *command)

    assert "half replaced until that is fixed" in done.stderr
    assert f"or delete {tmp_path / '.briefing/staging-site'} and rebuild" in done.stderr
    assert done.exit_code == 0


def test_a_report_is_not_lost_with_a_lock_that_cannot_be_written(tmp_path: Path) -> None:
    lay(tmp_path, {**CLEAN, "notes/.figures.lock.new/in/the/way": "", "archive/iea-2024.txt": "It was 42 GW."})
    lay(tmp_path, {"notes/note.md": NOTE + "It was 42 GW [@iea-2024].\n"})
    done = run(tmp_path, "verify", "--show", "--archive", str(tmp_path / "archive"))

    assert done.exit_code == 1
    assert "42 GW: verified" in done.stdout
    assert "1 verified; the lock could not be written: " in done.stderr
    assert "figures.lock.new: Is a directory" in done.stderr


def test_a_file_system_without_locks_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("briefing.disk.staging.hold", lambda *_: False)
    done = run(lay(tmp_path, CLEAN), "build")

    assert done.exit_code == 0
    assert "keeps no locks: let no other briefing write" in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a system without a disk that is always full")
@pytest.mark.parametrize("arguments", [["check"], ["build"], ["figures"], ["explain"], ["explain", "broken-link"]])
def test_output_that_cannot_be_printed_is_a_message_and_a_failure(tmp_path: Path, arguments: list[str]) -> None:
    with open("/dev/full", "wb") as full:
        done = started(lay(tmp_path, CLEAN), *arguments, stdout=full)

    assert (done.returncode, done.stderr) == (1, b"Error: standard output: No space left on device\n")


@pytest.mark.skipif(sys.platform == "win32", reason="a system without signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_ends_the_program_by_that_signal(tmp_path: Path, number: signal.Signals) -> None:
    # It waits there for a reader of what it prints, which is more than a pipe holds.
    read, write = os.pipe()
    lay(tmp_path, {**CLEAN, "notes/note.md": NOTE + f"[a]({'no' * 700}.md)\n\n" * 200})
    with subprocess.Popen([*PROGRAM, "check"], cwd=tmp_path, stdout=write, stderr=subprocess.PIPE) as process:
        os.read(read, 1)
        process.send_signal(number)
        stderr = process.communicate()[1]
    os.close(read)
    os.close(write)

    assert process.returncode == -number
    assert stderr == b""


def a_template(text: str) -> dict[str, str]:
    """A project with a template of a stranger's."""
    return {**CLEAN, "templates/404.html": text}


REACHING = (
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ lipsum.__globals__['os']._exit(0) }}",
    "{{ page.root.__class__.__mro__ }}",
    "{{ '{0.__class__}'.format(page) }}",
    "{{ [].__class__ }}{{ ().__class__.__base__.__subclasses__() }}",
    "{{ [].append(1) }}",
    "{{ {}.update({1: 2}) }}",
    "{% for i in range(10000000) %}{% endfor %}",
    "{{ page|attr('__class__') }}",
)


@pytest.mark.parametrize("template", REACHING)
def test_a_restricted_template_reaches_nothing_but_what_it_is_given(tmp_path: Path, template: str) -> None:
    done = run(lay(tmp_path, a_template(template)), "check", "--restricted")

    assert done.exit_code == 1
    assert "templates/404.html:1:1: error[invalid-template]" in done.stdout


def test_a_restricted_template_ends_after_its_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("briefing.pages.render.page_time", partial(page_time, 0.2))
    for_ever = "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}"
    done = run(lay(tmp_path, a_template(for_ever)), "build", "--restricted", "--jobs", "1")

    assert done.exit_code == 1
    assert "templates/404.html:1:1: error[invalid-template] the page takes more than" in done.stdout
    assert not (tmp_path / "site").exists()


DEEP = (
    "{{ " + "(" * 3_000 + "1" + ")" * 3_000 + " }}",
    "{{ " + "1 + " * 5_000 + "1 }}",
    "{% if 1 %}" * 400 + "{% endif %}" * 400,
    '{% include "404.html" %}',
)


@pytest.mark.parametrize("template", DEEP, ids=["brackets", "a sum", "blocks", "itself"])
def test_a_template_that_is_too_deep_is_a_finding(tmp_path: Path, template: str) -> None:
    done = run(lay(tmp_path, a_template(template)), "check")

    assert done.exit_code == 1
    assert "templates/404.html:1:1: error[invalid-template] the template is nested too deeply" in done.stdout


def test_a_restricted_build_makes_the_same_site_and_believes_no_cache(tmp_path: Path) -> None:
    run(lay(tmp_path, CLEAN), "build")
    before = {name: content for name, (content, _) in standing(tmp_path / "site").items()}
    run(tmp_path, "build", "--output", str(tmp_path / "other"))
    lay(tmp_path, {".briefing/staging-other/files/index.html": "theirs"})
    lay(tmp_path, {".briefing/staging-other/journal.json": '{"replace":["index.html"],"remove":[],"manifest":null}'})
    lay(tmp_path, {".briefing/other.sqlite": "theirs"})
    done = run(tmp_path, "build", "--restricted", "--output", str(tmp_path / "other"))

    assert done.exit_code == 0
    assert {name: content for name, (content, _) in standing(tmp_path / "other").items()} == before
    assert (tmp_path / ".briefing/other.sqlite").read_text() == "theirs"


@pytest.mark.parametrize("folder", ["notes", "templates", "site", ".briefing"])
def test_a_restricted_project_has_no_link_in_place_of_its_folders(tmp_path: Path, folder: str) -> None:
    lay(tmp_path, {**CLEAN, "templates/own.html": "", "site/own.txt": "", ".briefing/own.txt": ""})
    shutil.move(tmp_path / folder, tmp_path / "elsewhere")
    (tmp_path / folder).symlink_to("elsewhere")
    done = run(tmp_path, "build", "--restricted")

    assert done.exit_code == 1
    assert f"{tmp_path / folder} is a symbolic link, which --restricted does not follow" in done.stderr


@pytest.mark.skipif(not limits.CAN_BOUND, reason="a system whose processes cannot be bounded")
def test_a_restricted_command_goes_on_in_a_process_that_is_bounded_and_gives_its_exit_code(tmp_path: Path) -> None:
    lay(tmp_path, FAULTY)

    assert started(tmp_path, "check", "--restricted").returncode == 1
    assert started(lay(tmp_path, CLEAN), "check", "--restricted").returncode == 0
    assert started(tmp_path, "check", "--restricted", "--oops").returncode == 2


@pytest.mark.parametrize("command", ["build", "check", "figures"])
def test_no_wal_file_is_left_next_to_the_store(tmp_path: Path, command: str) -> None:
    run(lay(tmp_path, CLEAN), "build")

    started(tmp_path, command)

    assert [file.name for file in (tmp_path / ".briefing").iterdir() if file.name.endswith(("-wal", "-shm"))] == []


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with an error, of which nothing is built."""
    root = lay(tmp_path_factory.mktemp("faulty"), FAULTY)
    assert run(root, "build").exit_code == 1
    return root


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp936", "utf-8"])
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["check"], 1),
        (["build", "--format", "github"], 1),
        (["explain", "unreadable-citation"], 0),
    ],
)
def test_no_console_stops_a_command(faulty: Path, encoding: str, arguments: list[str], code: int) -> None:
    done = started(faulty, *arguments, PYTHONIOENCODING=encoding, PYTHONUTF8="0")

    assert done.returncode == code
    assert b"Traceback" not in done.stderr
    # Click takes a console that claims to be ASCII for one that says nothing, and writes UTF-8.
    assert done.stdout.decode("utf-8" if encoding == "ascii" else encoding)


def test_json_is_the_same_on_every_console(faulty: Path) -> None:
    outputs = {
        started(faulty, "check", "--quiet", "--format", "json", PYTHONIOENCODING=e).stdout for e in ("ascii", "utf-8")
    }

    assert len(outputs) == 1


# --- a fault leaves the last good site as it was (on a copy of this repository's own notes) -----------------


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This repository's notes, and the site that was built of them."""
    root = tmp_path_factory.mktemp("published")
    shutil.copytree(ROOT / "notes", root / "notes")
    assert run(root, "build").exit_code == 0
    return root


def before_end_of_front_matter(line: str) -> Callable[[str], str]:
    return lambda text: text.replace("\n---\n", f"\n{line}\n---\n", 1)


def at_the_end(line: str) -> Callable[[str], str]:
    return lambda text: f"{text.rstrip()}\n\n{line}\n"


def by(pattern: str, replacement: str) -> Callable[[str], str]:
    return lambda text: re.sub(pattern, replacement, text, count=1, flags=re.M)


FAULTS = {
    "a misspelt source key": (
        "notes/evs.md", by(r"@gs-xiaomi-2026", "«@gs-xiaomi-2062»"),
        "unknown-source", "did you mean `gs-xiaomi-2026`?",
    ),
    "a missing title": (
        "notes/evs.md", by(r"\A---\ntitle: .*\n", "«---»\n"),
        "missing-key", "what the note finds, in a line",
    ),
    "an unknown key": (
        "notes/evs.md", by(r"^summary:", "«sumary»:"),
        "unknown-key", "did you mean `summary`?",
    ),
    "31 February": (
        "notes/evs.md", by(r"^date: .*", "date: «2026-02-31»"),
        "not-a-date", "February 2026 has 28 days",
    ),
    "a tab": (
        "notes/evs.md", by(r"^authors:", "«\t»authors:"),
        "invalid-yaml", "replace the tab with spaces",
    ),
    "a tab in the sources": (
        "notes/sources.yaml", by(r"^    type:", "«\t»type:"),
        "invalid-yaml", "replace the tab with spaces",
    ),
    "a duplicate key": (
        "notes/evs.md", before_end_of_front_matter("«title»: Again"),
        "duplicate-key", "it is already on line 2; keep one of the two",
    ),
    "a link to a note that is not there": (
        "notes/evs.md", at_the_end("储能：see «[the call](idnex.md)»."),
        "broken-link", "did you mean `index.md`?",
    ),
    "a link to an anchor that is not there": (
        "notes/evs.md", at_the_end("> See «[the call](index.md#what-maters)»."),
        "broken-link", "did you mean `what-matters`?",
    ),
    "two notes with one address": (
        "notes/evs.md", before_end_of_front_matter("aliases: [old, «phones»]"),
        "address-taken", "rename the file, or the alias",
    ),
    "a broken template": (
        "templates/note.html", by(r"^(    )<h1>.*", r"«\1»<h1>{{ page.titel }}</h1>"),
        "invalid-template", "did you mean `title`?",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_shown_where_it_is_and_leaves_the_last_good_site(
    published: Path, tmp_path: Path, fault: str
) -> None:
    path, spoil, rule, hint = FAULTS[fault]
    project = tmp_path / "project"
    shutil.copytree(published, project)
    shutil.copytree(ROOT / "templates", project / "templates")
    before = standing(project / "site")
    marked = spoil((project / path).read_text(encoding="utf-8"))
    place = (marked[: marked.index("«")].count("\n") + 1, marked.index("«") - marked.rfind("\n", 0, marked.index("«")))
    (project / path).write_text(marked.replace("«", "").replace("»", ""), encoding="utf-8")

    result = run(project, "build", "--format", "json")
    errors = [finding for finding in json.loads(result.stdout)["findings"] if finding["severity"] == "error"]
    output = run(project, "build").stdout

    assert [(e["path"], e["line"], e["column"], e["rule"], e["hint"]) for e in errors] == [(path, *place, rule, hint)]
    assert f"{path}:{place[0]}:{place[1]}: error[{rule}] " in output
    assert f"\n  hint: {hint}\n" in output
    assert result.exit_code == 1
    assert standing(project / "site") == before


@pytest.mark.posix
@pytest.mark.parametrize(("arguments", "into", "code"), [("explain", "&-", 0), ("--help", "/dev/full", 1)])
def test_an_output_that_is_closed_or_full_brings_no_traceback(arguments: str, into: str, code: int) -> None:
    command = f"exec {sys.executable} -m briefing {arguments} >{into}"
    ended = subprocess.run(["sh", "-c", command], capture_output=True, text=True, cwd=ROOT, check=False)

    assert (ended.returncode, "Traceback" in ended.stderr) == (code, False)
