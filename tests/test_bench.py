"""The benchmark: its corpus is a sound project and the same each time, and its table says what was measured."""

import re
import sys
from pathlib import Path

import pytest
from bench.corpus import write_corpus
from bench.measure import Failed, Taken
from bench.measure import run as run_command
from bench.notes import Corpus
from bench.styles import STYLES, settings
from bench.table import Row, table
from click.testing import CliRunner

from briefing.cli import main
from briefing.model.diagnostics import Rule


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
    summaries = {tuple((note.name, note.summary) for note in corpus.notes(style)) for style in STYLES.values()}

    assert len(summaries) == 1


def test_every_figure_of_the_corpus_is_verified_and_no_rule_has_anything_to_say(tmp_path: Path) -> None:
    write_corpus(tmp_path, Corpus(6, sources=8), "briefing")
    (tmp_path / "notes" / "site.yaml").write_text(settings(Rule), encoding="utf-8")
    place = ("--project", str(tmp_path), "--strict")
    address = ("--base-url", "https://example.org/")

    verified = run("verify", *place, "--archive", str(tmp_path / "archive"))
    built = run("build", *place, *address)

    assert verified[0] == 0
    assert re.fullmatch(r"(1\d\d) figures: \1 verified; the lock was written", verified[1])
    assert built[0] == 0
    assert built[1].startswith("nothing is wrong; wrote ")


def test_the_table_sets_medians_the_ratio_of_pairs_and_the_goal_beside_each_other() -> None:
    ours = [Taken(2.0, 200), Taken(9.0, 240.6), Taken(3.0, 210)]
    hugo = [Taken(40.0, 2_640), Taken(90.0, 2_600), Taken(120.4, 2_610)]

    (line,) = written(Row("one note edited", 1_000, {"briefing": ours, "hugo": hugo}))

    # 2/40, 9/90 and 3/120.4, whose median is the first.
    assert line == "| one note edited | 1,000 | 3.00 s, 241 MB | 90.0 s, 2,640 MB | 1/20 × hugo | ≤ 0.25 s | no |  |"


def test_the_time_of_the_processors_is_shown_when_asked_for() -> None:
    hugo = [Taken(4.82, 385, 9.1), Taken(4.82, 385, 9.3), Taken(4.82, 385, 9.2)]
    row = Row("cold build", 500, {"briefing": [Taken(9.64, 200, 36.4)], "hugo": hugo})

    shown = table([row], ["briefing", "hugo"], busy=True)

    assert "| 4.82 s (9.20), 385 MB |" in shown
    assert "| 2.00 (4.00) × hugo |" in shown


@pytest.mark.parametrize(
    ("work", "notes", "ours", "hugo", "verdict"),
    [
        ("cold build", 1_000, Taken(9.0, 900, 7.0), Taken(1.0, 385, 2.0), "yes"),
        ("cold build", 1_000, Taken(1.0, 100, 7.1), Taken(1.0, 385, 2.0), "no"),
        ("cold build", 1_000, Taken(1.0, 100), Taken(1.0, 385), "no"),
        ("cold build", 10_000, Taken(40, 200, 70), Taken(49, 2_640, 20), "yes"),
        ("cold build", 10_000, Taken(40, 201, 70), Taken(49, 2_640, 20), "no"),
        ("one note edited", 10_000, Taken(0.7, 100), Taken(59, 2_640), "no"),
        ("nothing changed", 10_000, Taken(0.4, 100), Taken(48, 2_640), "yes"),
        ("nothing changed", 1_000, Taken(9, 100), Taken(5, 385), ""),
    ],
)
def test_a_goal_is_met_by_ratio_seconds_and_memory_together(
    work: str, notes: int, ours: Taken, hugo: Taken, verdict: str
) -> None:
    assert Row(work, notes, {"briefing": [ours], "hugo": [hugo]}).verdict == verdict


def test_a_ratio_that_was_not_measured_meets_no_goal() -> None:
    assert Row("cold build", 1_000, {"briefing": [Taken(1, 1)]}).verdict == "no"


def test_a_goal_that_is_no_number_is_met_or_not() -> None:
    taken = {"briefing": [Taken(1, 1)]}

    assert [Row("one source's title edited", 10_000, taken, held=held).verdict for held in (True, False)] == [
        "yes",
        "no",
    ]


def test_a_run_is_timed_and_a_failing_one_says_what_it_said(tmp_path: Path) -> None:
    taken = run_command(
        [sys.executable, "-c", "import time; x = bytearray(250_000_000); time.sleep(0.2)"], tmp_path, {}
    )

    assert 0.2 <= taken.seconds < 30
    assert taken.megabytes > 250
    with pytest.raises(Failed, match="out of paper"):
        run_command([sys.executable, "-c", "raise SystemExit('out of paper')"], tmp_path, {})


def written(*rows: Row) -> list[str]:
    """The lines of a table beneath its head."""
    return table(rows, ["briefing", "hugo"]).splitlines()[2:]
