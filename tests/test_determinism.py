"""The same inputs give the same bytes, wherever, whenever and in whatever order they are read."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from conftest import ROOT

from briefing import disk
from briefing.build.session import compose, files
from briefing.model import Copy, File
from briefing.model.diagnostics import Diagnostic

PLAIN = {"TZ": "UTC", "LC_ALL": "C", "PYTHONHASHSEED": "0", "PYTHONUTF8": "0"}


def built(root: Path, **environment: str) -> dict[str, bytes]:
    """The site of this repository's notes, built by a process of its own in a folder of its own."""
    shutil.copytree(ROOT / "notes", root / "notes")
    subprocess.run(
        [sys.executable, "-c", "from briefing.cli import main; main()", "build", "--base-url", "https://example.org/"],
        cwd=root,
        env={**os.environ, **PLAIN, **environment},
        check=True,
        capture_output=True,
    )
    found = sorted(path for path in (root / "site").rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


@pytest.fixture(scope="module")
def plainly(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return built(tmp_path_factory.mktemp("plain"))


@pytest.mark.parametrize(
    "environment",
    [
        {"TZ": "Asia/Shanghai", "LC_ALL": "zh_CN.GB18030", "LANG": "zh_CN.GB18030", "PYTHONHASHSEED": "1"},
        {"TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8", "LANGUAGE": "tr"},
        {"PYTHONHASHSEED": "4294967295", "PYTHONUTF8": "1"},
    ],
    ids=lambda environment: " ".join(f"{name}={value}" for name, value in environment.items()),
)
def test_two_builds_in_two_places_are_the_same(
    tmp_path: Path, plainly: dict[str, bytes], environment: dict[str, str]
) -> None:
    elsewhere = built(tmp_path / "a longer way" / "储能", **environment)

    assert elsewhere == plainly
    assert len(plainly) > 10


def test_the_order_in_which_a_disk_lists_its_files_does_not_matter(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shutil.copytree(ROOT / "notes", tmp_path / "notes")
    forward = made(tmp_path)
    listed = os.scandir
    looked: list[str] = []

    @contextmanager
    def backward(folder: str) -> Iterator[Iterator[os.DirEntry[str]]]:
        looked.append(folder)
        with listed(folder) as entries:
            yield iter(sorted(entries, key=lambda entry: entry.name, reverse=True))

    monkeypatch.setattr(os, "scandir", backward)

    assert made(tmp_path) == forward
    assert str(tmp_path / "notes") in looked


def made(root: Path) -> list[File | Copy | Diagnostic]:
    """Every file of a site, in the order in which they are made."""
    inputs = disk.load(root)
    return list(files(compose(inputs)))


def test_building_again_changes_nothing(tmp_path: Path) -> None:
    first = built(tmp_path)
    times = {path: path.stat().st_mtime_ns for path in (tmp_path / "site").rglob("*.html")}
    shutil.rmtree(tmp_path / "notes")

    assert built(tmp_path, TZ="Asia/Shanghai") == first
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "site").rglob("*.html")} == times
