"""The wheel: exactly what it holds, and that it builds a site where there is nothing but it and notes."""

import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from itertools import chain
from pathlib import Path

import pytest
import yaml
from conftest import ROOT
from packaging.metadata import Metadata
from trove_classifiers import classifiers as all_classifiers


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
    for name in ("pyproject.toml", "README.md", ".ci/metadata.py", ".github/CHANGELOG.md"):
        (clone / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, clone / name)
    return packed("wheel", clone)


def packed(target: str, clone: Path, **environment: str) -> Path:
    """The wheel or sdist of a folder; nobody says where its repository lives, unless `environment` does."""
    known = {"GITHUB_SERVER_URL": "", "GITHUB_REPOSITORY": "", **environment}
    folder = clone / "dist" / str(len([*clone.glob("dist/*")]))
    run(sys.executable, "-m", "hatchling", "build", "-t", target, "-d", folder, cwd=clone, **known)
    (made,) = folder.iterdir()
    return made


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
    others = ["click", "jinja2", "markdown-it-py", "mdit-py-plugins", "msgspec", "pyyaml", "selectolax", "watchfiles"]
    assert sorted(always) == others
    assert "briefing = briefing.__main__:run" in described["entry_points.txt"]


# --- what an index asks of a package -----------------------------------------------------------------


def metadata(wheel: Path) -> Metadata:
    """The metadata of a wheel, read as strictly as an index reads it."""
    archive = zipfile.ZipFile(wheel)
    (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
    return Metadata.from_email(archive.read(name), validate=True)


def test_its_metadata_is_complete_and_valid(wheel: Path) -> None:
    record = metadata(wheel)

    assert record.name == "briefing-notes"
    assert record.summary
    assert record.keywords
    assert set(record.classifiers or ()) <= all_classifiers
    assert record.description_content_type == "text/markdown"


def test_its_classifiers_name_the_versions_of_python_that_a_release_is_tried_on(wheel: Path) -> None:
    named = re.findall(
        r"^Programming Language :: Python :: (3\.\d+)$", "\n".join(metadata(wheel).classifiers or ()), re.M
    )
    workflow = yaml.safe_load((ROOT / ".github/workflows/release.yml").read_text(encoding="utf-8"))
    tried = workflow["jobs"]["walk"]["strategy"]["matrix"]["python"]

    assert (named[0], named[-1]) == (tried[0], tried[-1])


def test_its_description_is_the_readme_without_what_only_tests_read(wheel: Path) -> None:
    description = metadata(wheel).description or ""

    assert description.startswith("# briefing\n")
    assert "<!--" not in description
    assert description.splitlines()[-1] == (ROOT / "README.md").read_text(encoding="utf-8").splitlines()[-1]


def test_where_the_repository_is_known_its_links_lead_there(wheel: Path) -> None:
    place = {"GITHUB_SERVER_URL": "https://git.example", "GITHUB_REPOSITORY": "desk/notes"}
    record = metadata(packed("wheel", wheel.parents[2], **place))
    tag = f"v{record.version}"
    links = re.findall(r"\]\(([^)]*)\)", record.description or "")

    assert (record.project_urls or {})["Source"] == f"https://git.example/desk/notes/tree/{tag}"
    assert f"https://git.example/desk/notes/raw/{tag}/.github/evidence.png" in links
    assert [link for link in links if not link.startswith("https://")] == []


def test_from_the_sdist_the_same_wheel_is_built(wheel: Path, tmp_path: Path) -> None:
    before = wheel.read_bytes()
    with tarfile.open(packed("sdist", wheel.parents[2])) as sdist:
        sdist.extractall(tmp_path, filter="data")
    (unpacked,) = tmp_path.iterdir()

    assert packed("wheel", unpacked).read_bytes() == before
    assert not (unpacked / "tests").exists(), "tests have data under licences of their own"


def test_the_version_stands_in_one_place_and_heads_the_change_log() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    code = [path for path in (ROOT / "briefing").rglob("*.py") if f'"{version}"' in path.read_text("utf-8")]

    assert code == []
    assert re.findall(r"^## (\S+)", (ROOT / ".github/CHANGELOG.md").read_text("utf-8"), re.M)[0] == version


# --- installed ------------------------------------------------------------------------------------------


PROGRAM = (
    "import sys; sys.path.insert(0, {folder!r}); import briefing.cli; print(briefing.cli.__file__); briefing.cli.main()"
)


def briefing(installed: Path, cwd: Path, *arguments: str) -> str:
    """Run the installed program, and see that it is that one."""
    output = run(sys.executable, "-c", PROGRAM.format(folder=str(installed)), *arguments, cwd=cwd)
    place, _, rest = output.partition("\n")
    assert Path(place).is_relative_to(installed)
    return rest


def test_it_builds_a_site_from_a_folder_that_holds_only_notes(installed: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "notes", tmp_path / "notes")
    output = briefing(installed, tmp_path, "build")

    assert "wrote site/" in output
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
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = (project["optional-dependencies"][name] for name in ("cards", "sources", "dev", "browser"))
    names = {
        re.split(r"[^\w.-]", each)[0].lower().replace("_", "-") for each in chain(project["dependencies"], *extras)
    }
    installed = re.findall(
        r"^([\w.-]+)==\S+.*\\\n    --hash=", (ROOT / ".ci/requirements.txt").read_text("utf-8"), re.M
    )

    assert names - {name.lower().replace("_", "-") for name in installed} == set()
