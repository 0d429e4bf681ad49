"""A sample of `tests.reliability`: hostile inputs, growth, faults and chance, by count and not by time."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

from briefing import limits
from tests.reliability import faults, fuzz, growth, hostile, patterns
from tests.reliability.__main__ import PARTS
from tests.reliability.readers import READERS

CASES = list(hostile.cases())


def test_there_are_a_hundred_and_fifty_hostile_inputs_at_least() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 150


@pytest.mark.skipif(not limits.CAN_BOUND, reason="a system without named pipes")
@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_hostile_input_gets_what_it_should(case: hostile.Case, tmp_path: Path) -> None:
    assert hostile.fault(case, tmp_path / "project") == ""


@pytest.mark.parametrize(("name", "read", "units"), READERS, ids=[name for name, _, _ in READERS])
def test_a_reader_takes_whatever_is_repeated_and_whatever_is_broken(
    name: str, read: growth.Reader, units: tuple[str, ...]
) -> None:
    del name
    for unit in units:
        read(unit * (2_000 // len(unit)))
        read(unit * 60 + "\0\ud800")


@pytest.mark.parametrize("target", fuzz.TARGETS, ids=[target.name for target in fuzz.TARGETS])
def test_a_target_takes_what_chance_makes_of_texts(target: fuzz.Target) -> None:
    assert fuzz.run(target, seconds=1_000, seed=1, most=40)[1] == 0


@pytest.mark.parametrize("text", ["9" * 5_000, "-" + "9" * 5_000 + ".5", "p. " + "9" * 5_000, "1e" + "9" * 5_000])
@pytest.mark.parametrize(("name", "read", "units"), READERS, ids=[name for name, _, _ in READERS])
def test_no_reader_stumbles_over_a_number_that_is_longer_than_python_reads(
    name: str, read: growth.Reader, units: tuple[str, ...], text: str
) -> None:
    del name, units
    read(text)


class Steps:
    """How many calls and lines a reader takes, which is the same on every machine."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, *_: object) -> "Steps":
        self.count += 1
        return self


def steps(read: growth.Reader, text: str) -> int:
    """The lines of Python that a reader runs through."""
    counted, before = Steps(), sys.gettrace()
    sys.settrace(counted)
    try:
        read(text)
    finally:
        sys.settrace(before)
    return counted.count


# Brackets in YAML beyond 1,000 are refused; below, its parser takes the square of them.
LINEAR = [(name, read, unit) for name, read, units in READERS for unit in units[:6] if unit not in ("[", "{a: ")]


@pytest.mark.parametrize(("name", "read", "unit"), LINEAR, ids=[f"{name}: {unit!r}" for name, _, unit in LINEAR])
def test_a_reader_takes_steps_in_proportion_to_its_text(name: str, read: growth.Reader, unit: str) -> None:
    del name
    read(unit * 8)
    twice, four_times = steps(read, unit * 200), steps(read, unit * 400)

    assert four_times <= growth.MAX_RATIO * twice + 1_000


def ended(*command: str) -> subprocess.CompletedProcess[str]:
    """A command of Python in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_no_pattern_of_the_program_is_left_out_or_takes_for_ever() -> None:
    done = ended("tests.reliability.patterns")

    assert done.stdout.endswith(" found, 0 calls of `re` not reached, 0 that take for ever\n"), (
        done.stdout + done.stderr
    )
    assert int(done.stdout.split()[1]) > 700


@pytest.mark.parametrize("text", [b"", "é"], ids=["bytes", "text"])
def test_a_pattern_that_takes_for_ever_is_noticed(text: bytes | str, monkeypatch: pytest.MonkeyPatch) -> None:
    bad = patterns.Found("here", rb"(?:a+)+$" if isinstance(text, bytes) else r"(?:a+)+$", 0)
    monkeypatch.setattr(patterns, "MAX_SECONDS", 0.2)

    assert next(patterns.endless(bad)) == "'' 'a' '\\x00'"


def test_a_repetition_is_tried_before_what_the_pattern_forbids() -> None:
    assert set('#"') <= set(patterns.tails(re.compile('url *(?![#"])')))


@pytest.mark.parametrize(
    ("text", "at_start"),
    [
        pytest.param("mailto:)", True, id="in a condition"),
        pytest.param("?passim", True, id="compiled on first use"),
        pytest.param("[.!?…]++", False, id="looked for in a text"),
    ],
)
def test_a_pattern_is_tried_as_it_is_used(text: str, at_start: bool) -> None:
    assert any(text in str(pattern) for pattern, _ in patterns.only_at_start()) == at_start


def test_the_command_says_how_it_is_called() -> None:
    usage, wrong, unreadable = (ended("tests.reliability", *more) for more in (["--help"], ["all"], ["faults", "x"]))

    assert (usage.returncode, usage.stderr) == (0, "")
    assert all(part in usage.stdout for part in PARTS)
    assert (wrong.returncode, unreadable.returncode) == (2, 2)
    assert wrong.stderr == usage.stdout
    assert unreadable.stderr.startswith("faults: `x` is no number\n")


def test_what_takes_the_square_of_a_text_is_noticed() -> None:
    def slow(text: str) -> int:
        return sum(1 for one in text for other in text if one == other)

    assert steps(slow, "a" * 100) > growth.MAX_RATIO * steps(slow, "a" * 50)


@pytest.mark.skipif(not faults.can_be_run(), reason="this needs Linux and a C compiler")
def test_a_sample_of_the_fault_matrix_holds() -> None:
    done = ended("tests.reliability", "faults", "16")

    assert done.stdout.splitlines()[-1].startswith("faults: 16 of "), done.stdout + done.stderr
    assert (done.returncode, done.stdout.splitlines()[-1].endswith(" 0 failures")) == (0, True), done.stdout
