"""What other repositories call: the action, its steps run as a runner would, and the hooks; and locks that merge."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from conftest import ROOT
from test_changes import Repository

from briefing.cli import COMMANDS, main

ACTION: dict[str, Any] = yaml.safe_load((ROOT / ".github/actions/check/action.yml").read_text(encoding="utf-8"))
HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))


@pytest.fixture
def ferries(tmp_path: Path) -> Repository:
    """A project that was just started, verified and committed."""
    root = tmp_path / "ferries"
    assert CliRunner().invoke(main, ["init", str(root)]).exit_code == 0
    made = Repository(root)
    edit(made, "NOK 2.6 billion", "NOK 2.4 billion")
    verify(made)
    made.commit("verified")
    return made


def edit(repository: Repository, old: str, new: str, file: str = "notes/fleet.md") -> None:
    path = repository.root / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def verify(repository: Repository) -> None:
    result = repository.run("verify", "--archive", str(repository.root / "archive"))
    assert result.exit_code == 0, result.output


# --- locks that merge -----------------------------------------------------------------------------


def test_two_branches_that_both_verify_merge_without_conflict_and_without_going_red(ferries: Repository) -> None:
    branch(ferries, "c", "[@northlight-2025, ¶3]", "[@northlight-2025, ¶3–4]")
    branch(ferries, "d", "[@northlight-2025, ¶4]", "[@northlight-2025, ¶4–5]")
    ferries.git("merge", "-q", "c", "-m", "merged")
    result = ferries.run("check", "--strict", "--base-url", "https://example.org/")

    assert result.exit_code == 0, result.output
    assert re.findall(r"(\w+\[.*)", result.output)[0].startswith(
        "notice[stale-lock] no note makes 4 claims of the lock"
    )
    assert set(re.findall(r"(\w+)\[", result.output)) == {"notice"}


def test_a_claim_that_both_branches_drop_does_not_come_back(ferries: Repository) -> None:
    for name in ("c", "d"):
        branch(
            ferries,
            name,
            " They carried 4.6 million\npassengers, 8% more than the year before [@northlight-2025, ¶3].",
            "",
        )
        ferries.git("checkout", "-q", "main")
    ferries.git("checkout", "-q", "c")
    ferries.git("merge", "-q", "d", "-m", "merged")

    assert ferries.run("check", "--strict", "--base-url", "https://example.org/").output == "nothing is wrong\n"


def branch(repository: Repository, name: str, old: str, new: str) -> None:
    """A branch from main on which something changed and was verified."""
    repository.git("checkout", "-q", "main")
    repository.git("checkout", "-q", "-b", name)
    edit(repository, old, new)
    verify(repository)
    repository.commit(name)


# --- the action -------------------------------------------------------------------------------------


def step(repository: Repository, name: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a step of the action as a runner would, its expressions given by `environment`."""
    (found,) = [each for each in ACTION["runs"]["steps"] if each.get("name") == name]
    runner = repository.root.parent / "runner"
    program = runner / "briefing/bin/briefing"
    program.parent.mkdir(parents=True, exist_ok=True)
    program.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m briefing "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    assert found.get("env", {}).keys() <= environment.keys()
    known = {
        **os.environ,
        "RUNNER_TEMP": str(runner),
        "GITHUB_OUTPUT": str(runner / "output"),
        "GITHUB_STEP_SUMMARY": str(runner / "summary"),
        **environment,
    }
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", found["run"]]
    return subprocess.run(command, cwd=repository.root, env=known, capture_output=True, text=True, check=False)


def results(repository: Repository, name: str) -> str:
    """What a step wrote for the runner."""
    file = repository.root.parent / "runner" / name
    return file.read_text(encoding="utf-8") if file.exists() else ""


CHECK = "Check the notes, with annotations at the place"
TELL = "Tell which figures change"
CHOOSE = "Choose what to compare with"


def test_the_action_tells_which_figures_a_pull_request_changes(ferries: Repository) -> None:
    ferries.git("checkout", "-q", "-b", "pull")
    edit(ferries, "[@northlight-2025, ¶3]", "[@northlight-2025, ¶3–4]")
    verify(ferries)
    ferries.commit("pull")
    ferries.git("checkout", "-q", "main")
    ferries.git("merge", "-q", "--no-ff", "pull", "-m", "merge")
    step(ferries, CHOOSE, SINCE="")
    checked = step(ferries, CHECK, PROJECT=".", SINCE="HEAD^1", STRICT="", RESTRICTED="--restricted")
    reported = step(ferries, TELL, PROJECT=".", SINCE="HEAD^1", RESTRICTED="--restricted")

    assert results(ferries, "output") == "since=HEAD^1\n"
    assert (checked.returncode, reported.returncode) == (0, 0), checked.stderr + reported.stderr
    assert checked.stdout.startswith("::notice file=notes/site.yaml")
    assert "2 re-sourced." in results(ferries, "summary")
    assert "| re-sourced |" in results(ferries, "summary")


def test_what_is_unexplained_fails_the_check_and_is_told_all_the_same(ferries: Repository) -> None:
    edit(ferries, 'value: "31"', 'value: "32"')
    ferries.commit("wrong")
    checked = step(ferries, CHECK, PROJECT=".", SINCE="HEAD^1", STRICT="--strict", RESTRICTED="")
    reported = step(ferries, TELL, PROJECT=".", SINCE="HEAD^1", RESTRICTED="")

    assert "::error file=notes/fleet.md,line=11,endLine=11,col=12" in checked.stdout
    assert "title=unexplained-change" in checked.stdout
    assert (checked.returncode, reported.returncode) == (1, 0)
    assert "| corrected | `ferries`: Ferries | **31**<br>" in results(ferries, "summary")


def test_the_first_commit_is_compared_with_nothing_and_a_revision_that_is_given_with_that(ferries: Repository) -> None:
    step(ferries, CHOOSE, SINCE="")
    step(ferries, CHOOSE, SINCE="v1")

    assert results(ferries, "output") == "since=\nsince=v1\n"


def test_a_step_that_cannot_compare_fails(ferries: Repository) -> None:
    assert step(ferries, CHECK, PROJECT=".", SINCE="nowhere", STRICT="", RESTRICTED="").returncode == 1
    assert step(ferries, TELL, PROJECT="elsewhere", SINCE="HEAD", RESTRICTED="").returncode != 0


def test_no_input_of_a_caller_is_part_of_a_script() -> None:
    assert [each["name"] for each in ACTION["runs"]["steps"] if "${{" in each.get("run", "")] == []


def test_what_the_action_uses_is_pinned_by_commit_and_the_same_as_elsewhere() -> None:
    here = {each["uses"] for each in ACTION["runs"]["steps"] if "uses" in each}
    workflows = "".join(file.read_text(encoding="utf-8") for file in (ROOT / ".github/workflows").glob("*.yml"))

    assert all(re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", name) for name in here)
    assert [name for name in here if name not in workflows] == []


def test_the_action_installs_the_program_beside_which_it_lies() -> None:
    (install,) = [each["run"] for each in ACTION["runs"]["steps"] if each.get("name") == "Install"]
    (path,) = re.findall(r'"\$GITHUB_ACTION_PATH/([./]+)"', install)

    assert (ROOT / ".github/actions/check" / path).resolve() == ROOT


# --- hooks ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_a_hook_runs_a_command_that_there_is_where_notes_change(hook: dict[str, Any], ferries: Repository) -> None:
    _, command, *options = hook["entry"].split()
    result = ferries.run(command, *options)

    assert command in COMMANDS
    assert result.exit_code == 0, result.output
    assert re.search(hook["files"], "notes/fleet.md")
    assert re.search(hook["files"], "docs/notes/fleet.md")
    assert not re.search(hook["files"], "footnotes/fleet.md")
