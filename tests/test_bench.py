"""The corpus of the benchmark is a sound project, and the same each time."""

import re
from pathlib import Path

import pytest
from bench.corpus import write_corpus
from bench.notes import Corpus
from bench.styles import STYLES, settings
from click.testing import CliRunner

from briefing.cli import main
from briefing.diagnostics import Rule


def standing(folder: Path) -> dict[str, bytes]:
    """The files of a folder."""
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def run(*arguments: str) -> tuple[int, str]:
    """What a command answers, and the last line it says."""
    result = CliRunner().invoke(main, arguments)
    return result.exit_code, result.output.splitlines()[-1]


@pytest.mark.parametrize("style", STYLES)
def test_a_corpus_is_the_same_each_time(style: str, tmp_path: Path) -> None:
    for name in ("first", "second"):
        write_corpus(tmp_path / name, Corpus(6), style)

    assert standing(tmp_path / "first") == standing(tmp_path / "second")
    assert len(standing(tmp_path / "first")) > 6


def test_another_seed_gives_another_corpus() -> None:
    assert Corpus(6, "a").note(0, STYLES["briefing"]) != Corpus(6, "b").note(0, STYLES["briefing"])


def test_every_style_writes_the_same_notes() -> None:
    corpus = Corpus(6)
    said = {tuple((note.name, note.summary) for note in corpus.notes(style)) for style in STYLES.values()}

    assert len(said) == 1


def test_every_figure_of_the_corpus_is_verified_and_no_rule_has_anything_to_say(tmp_path: Path) -> None:
    write_corpus(tmp_path, Corpus(6, sources=8), "briefing")
    (tmp_path / "notes" / "site.yaml").write_text(settings(Rule), encoding="utf-8")
    place = ("--project", str(tmp_path), "--strict")

    verified = run("verify", *place, "--archive", str(tmp_path / "archive"))
    built = run("build", *place)

    assert verified[0] == 0
    assert re.fullmatch(r"(1\d\d) figures: \1 verified; the lock was written", verified[1])
    assert built[0] == 0
    assert built[1].startswith("nothing is wrong; wrote ")
