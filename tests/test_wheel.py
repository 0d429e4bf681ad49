"""The wheel: exactly what it holds, and that it builds a site where there is nothing but it and notes."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from itertools import chain
from pathlib import Path

import pytest
from conftest import ROOT


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    done = subprocess.run(
        list(map(str, command)), cwd=cwd, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy, as from a fresh clone: without what lies about in a working folder."""
    return built(tmp_path_factory.mktemp("clone"))


def built(clone: Path) -> Path:
    """The wheel of a copy of this repository."""
    for name in ("briefing", "templates", "notes", "tests"):
        shutil.copytree(ROOT / name, clone / name, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, clone / name)
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", cwd=clone)
    (wheel,) = (clone / "dist").iterdir()
    return wheel


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the wheel and nothing else."""
    folder = tmp_path_factory.mktemp("installed")
    pip = ("-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--disable-pip-version-check")
    run(sys.executable, *pip, "--target", folder, wheel, cwd=folder)
    return folder


def shipped(folder: str) -> set[str]:
    """The files below a folder of the repository that belong to the program."""
    found = (path for path in (ROOT / folder).rglob("*") if path.is_file())
    names = {path.relative_to(ROOT).as_posix() for path in found}
    return {name for name in names if not re.search(r"__pycache__|/\.", name)}


def test_it_holds_the_program_its_rules_and_its_templates_and_nothing_else(wheel: Path) -> None:
    named = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}

    assert named == shipped("briefing") | {f"briefing/{name}" for name in shipped("templates")}


def test_it_says_what_it_is_and_needs(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    described = {
        name.rpartition("/")[2]: archive.read(name).decode() for name in archive.namelist() if ".dist-info/" in name
    }
    needed = [line for line in described["METADATA"].splitlines() if line.startswith("Requires-Dist:")]
    always = [re.split(r"[^A-Za-z0-9-]", line.split()[1])[0] for line in needed if "extra ==" not in line]

    assert re.fullmatch(r"briefing_notes-[\d.]+-py3-none-any\.whl", wheel.name)
    assert sorted(always) == ["click", "jinja2", "markdown-it-py", "mdit-py-plugins", "msgspec", "pyyaml", "selectolax"]
    assert "briefing = briefing.__main__:run" in described["entry_points.txt"]


PROGRAM = (
    "import sys; sys.path.insert(0, {folder!r}); import briefing.cli; print(briefing.cli.__file__); briefing.cli.main()"
)


def briefing(installed: Path, cwd: Path, *arguments: str) -> str:
    """Run the installed program, and see that it is that one."""
    said = run(sys.executable, "-c", PROGRAM.format(folder=str(installed)), *arguments, cwd=cwd)
    place, _, rest = said.partition("\n")
    assert Path(place).is_relative_to(installed)
    return rest


def test_it_builds_a_site_from_a_folder_that_holds_only_notes(installed: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "notes", tmp_path / "notes")
    said = briefing(installed, tmp_path, "build")

    assert "wrote site/" in said
    assert (tmp_path / "site/index.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert (tmp_path / "site/static/style.css").read_bytes() == (ROOT / "templates/static/style.css").read_bytes()


def test_it_explains_its_rules(installed: Path, tmp_path: Path) -> None:
    page = (ROOT / "briefing/rules/unknown-source.md").read_text(encoding="utf-8")

    assert briefing(installed, tmp_path, "explain", "unknown-source") == page


def test_its_templates_may_be_extended(installed: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "notes", tmp_path / "notes")
    (tmp_path / "templates").mkdir()
    own = '{% extends "default/404.html" %}{% block footer %}Ours.{% endblock %}'
    (tmp_path / "templates/404.html").write_text(own, encoding="utf-8")
    briefing(installed, tmp_path, "build")

    assert "Ours." in (tmp_path / "site/404.html").read_text(encoding="utf-8")


def test_two_wheels_of_the_same_files_are_the_same(wheel: Path, tmp_path: Path) -> None:
    assert built(tmp_path / "elsewhere").read_bytes() == wheel.read_bytes()


def test_what_ci_installs_by_hash_is_all_that_the_package_asks_for() -> None:
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = (asked["optional-dependencies"][name] for name in ("cards", "sources", "dev", "browser"))
    names = {re.split(r"[^\w.-]", each)[0].lower().replace("_", "-") for each in chain(asked["dependencies"], *extras)}
    installed = re.findall(
        r"^([\w.-]+)==\S+.*\\\n    --hash=", (ROOT / ".ci/requirements.txt").read_text("utf-8"), re.M
    )

    assert names - {name.lower().replace("_", "-") for name in installed} == set()
