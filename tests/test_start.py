"""How a command begins: it loads what it needs, and no more."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from built_project import Studio, later
from click.testing import CliRunner
from conftest import commands
from edited_project import begun

from briefing.cli import COMMANDS, main

HEAVY = {"jinja2", "markdown_it", "markupsafe", "mdit_py_plugins", "pypdf", "pypdfium2", "resvg_py", "yaml"}
"""What takes long to load."""

PROGRAM = """\
import atexit, sys
atexit.register(lambda: print("loaded:", *sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr))
from briefing.cli import main
main(prog_name="briefing")
"""


def loaded(folder: Path, *arguments: str, **environment: str) -> tuple[str, set[str]]:
    """What a command says, and which packages it loaded."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout, set(done.stderr.rpartition("loaded:")[2].split())


CALLS_AT_EACH_DEPTH = """\
import resource
from briefing.__main__ import on_one_chunk

def inner(a, b, c, d, e, f, g, h):
    return a

def at_depth(depth):
    if depth:
        return at_depth(depth - 1)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(1000):
        inner(1, 2, 3, 4, 5, 6, 7, 8)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

def most_faults():
    print(max(map(at_depth, range(400))))

most_faults()
on_one_chunk(most_faults)()
"""


@pytest.mark.posix
def test_no_depth_of_calls_takes_memory_from_the_system_again_and_again() -> None:
    done = subprocess.run([sys.executable, "-c", CALLS_AT_EACH_DEPTH], capture_output=True, text=True, check=True)
    _, faults = map(int, done.stdout.split())

    assert faults < 100


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["build", "--help"], []], ids=" ".join)
def test_help_loads_nothing_that_takes_long(tmp_path: Path, arguments: list[str]) -> None:
    output, names = loaded(tmp_path, *arguments)

    assert "briefing" in output.casefold() or "briefing" in names
    assert names & HEAVY == set()


@pytest.mark.parametrize(
    ("typed", "offered"),
    [("briefing bu", "build"), ("briefing ", "verify"), ("briefing build --tim", "--timings")],
)
def test_a_word_is_completed_without_loading_what_takes_long(tmp_path: Path, typed: str, offered: str) -> None:
    words = {"COMP_WORDS": typed, "COMP_CWORD": str(typed.count(" ")), "_BRIEFING_COMPLETE": "bash_complete"}
    output, names = loaded(tmp_path, **words)

    assert f"plain,{offered}" in output.split()
    assert names & HEAVY == set()


def test_a_build_of_what_did_not_change_loads_nothing_that_takes_long(tmp_path: Path) -> None:
    studio = Studio(tmp_path, begun())
    studio.publish()
    # By then what was written has settled for every clock.
    time.sleep(0.1)
    output, names = loaded(tmp_path, "build", "--quiet", "--format", "json")

    assert output == studio.run("build", "--quiet", "--format", "json").stdout
    assert names & HEAVY == set()


def test_a_check_of_what_did_not_change_loads_nothing_that_takes_long(tmp_path: Path) -> None:
    studio = Studio(tmp_path, begun())
    studio.lay()
    time.sleep(0.1)
    before = loaded(tmp_path, "check", "--format", "json")
    after = loaded(tmp_path, "check", "--format", "json")

    assert after[0] == before[0] != ""
    assert after[1] & HEAVY == set()


def test_a_build_of_what_did_change_loads_it_all(tmp_path: Path) -> None:
    Studio(tmp_path, begun()).lay()
    _, names = loaded(tmp_path, "check", "--quiet")

    assert {"jinja2", "markdown_it", "yaml"} <= names


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_the_list_of_commands_says_what_each_says_of_itself(name: str) -> None:
    first_paragraph = (commands()[name].help or "").partition("\n\n")[0]

    assert " ".join(first_paragraph.split()) == COMMANDS[name]
    assert COMMANDS[name] in " ".join(CliRunner().invoke(main, ["--help"]).output.split())


# --- how a build works ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("jobs", "code"), [("1", 0), ("3", 0), ("0", 2), ("-1", 2), ("two", 2)])
def test_a_build_works_in_one_process_or_more(tmp_path: Path, jobs: str, code: int) -> None:
    studio = Studio(tmp_path, begun())
    studio.lay()

    assert studio.run("build", "--jobs", jobs).exit_code == code


@pytest.mark.parametrize("command", ["build", "check"])
def test_the_time_of_each_stage_is_printed_on_request(tmp_path: Path, command: str) -> None:
    studio = Studio(tmp_path, begun())
    studio.lay()
    timed, plain = studio.run(command, "--timings"), studio.run(command)
    rows = [line.split(" s  ") for line in timed.stderr.splitlines()]
    seconds = {stage: float(count) for count, stage in rows}

    stages = [stage.partition(" (")[0] for stage in seconds]
    assert "parse notes (4)" in seconds
    assert stages.index("parse notes") < stages.index("relate notes") < stages.index("check and render")
    assert stages[-1] == "in all"
    assert all(count >= 0 for count in seconds.values())
    assert plain.stderr == ""


def test_a_build_that_does_nothing_says_so(tmp_path: Path) -> None:
    studio = Studio(tmp_path, begun())
    with later():
        studio.publish()
    last_line = studio.run("build").stdout.splitlines()[-1]

    assert last_line.endswith(f"{tmp_path / 'site'}/ is up to date: 4 notes and 3 sources")
