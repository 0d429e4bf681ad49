"""The release: what is tagged is the version, actions are pinned, and the walk on each system is one that ends well."""

import re
import subprocess
from pathlib import Path
from typing import Any

import guide_examples
import pytest
import yaml
from conftest import ROOT

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
RELEASE: dict[str, Any] = yaml.safe_load((ROOT / ".github/workflows/release.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_each_action_is_pinned_by_commit_with_its_version_beside(path: Path) -> None:
    used = re.findall(r"uses: (.+)", path.read_text(encoding="utf-8"))

    assert [each for each in used if not re.fullmatch(r"\.?[\w./-]+(@[0-9a-f]{40} # v[\d.]+)?", each)] == []
    assert [each for each in used if "@" not in each and not each.startswith("./")] == []


def test_only_the_job_that_publishes_may_and_only_for_a_tag() -> None:
    job = RELEASE["jobs"]["publish"]

    assert job["permissions"] == {"id-token": "write"}
    assert job["if"] == "github.event_name == 'push'"
    assert job["environment"] == "release"
    assert "password" not in str(RELEASE)
    assert "secrets." not in str(RELEASE)


@pytest.mark.posix
def test_the_walk_of_a_release_ends_well(tmp_path: Path) -> None:
    (script,) = (step["run"] for step in RELEASE["jobs"]["walk"]["steps"] if "run" in step)
    story = guide_examples.Story(tmp_path)
    (story.stand_ins / "python").write_text('#!/bin/sh\n[ "$2" = pip ] || exec python3 "$@"\n', encoding="utf-8")
    (story.stand_ins / "python").chmod(0o755)
    story.run(script)

    assert "12 figures: 12 verified" in story.printed
    assert "# A first project" in story.printed


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A repository with a version of its own and a main branch."""
    for name in (".ci/release", "pyproject.toml", ".github/CHANGELOG.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    set_text(tmp_path / "pyproject.toml", 'version = "1.2.3"\n')
    set_text(tmp_path / ".github/CHANGELOG.md", "## 1.2.3 (2026-12-01)\n")
    git = ("git", "-c", "user.name=A", "-c", "user.email=a@example.org", "-C", str(tmp_path))
    for command in ("init -q -b main", "add .", "commit -qm one", "update-ref refs/remotes/origin/main HEAD"):
        subprocess.run([*git, *command.split()], check=True)
    return tmp_path


def set_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def release(clone: Path, ref: str) -> tuple[int, str]:
    done = subprocess.run(
        ["bash", clone / ".ci/release", ref], capture_output=True, text=True, encoding="utf-8", check=False
    )
    return done.returncode, done.stdout.strip()


@pytest.mark.posix
def test_a_version_that_is_tagged_dated_and_on_main_is_released(clone: Path) -> None:
    assert release(clone, "refs/tags/v1.2.3") == (0, "")
    assert release(clone, "refs/heads/main") == (0, "a dry run of version 1.2.3: nothing is published")


@pytest.mark.posix
def test_another_tag_an_undated_version_and_a_commit_off_main_are_refused(clone: Path) -> None:
    assert release(clone, "refs/tags/v1.2.4") == (1, "the tag is v1.2.4, the version 1.2.3")
    set_text(clone / ".github/CHANGELOG.md", "## 1.2.3 (not released yet)\n")
    assert release(clone, "refs/tags/v1.2.3") == (1, "the change log has no heading '## 1.2.3 (the day)'")
    set_text(clone / ".github/CHANGELOG.md", "## 1.2.3 (2026-12-01)\n")
    commit = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-qam", "two", "--allow-empty"]
    subprocess.run(commit, cwd=clone, check=True)
    assert release(clone, "refs/tags/v1.2.3") == (1, "the commit is not on main")
