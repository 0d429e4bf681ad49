"""A sample of `tests.reliability`: hostile inputs, growth, faults and chance, by count and not by time."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

from briefing import limits
from tests.reliability import faults, fuzz, growth, hostile
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
    for unit in units:
        read(unit * (2_000 // len(unit)))
        read(unit * 60 + "\0\ud800")

    assert fuzz.run(name, read, seconds=1_000, seed=1, most=40)[1] == 0


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

    assert four_times <= growth.MOST * twice + 1_000


def test_the_patterns_of_the_program_are_found() -> None:
    assert len(list(growth.patterns())) > 200


def test_what_takes_the_square_of_a_text_is_noticed() -> None:
    def slow(text: str) -> int:
        return sum(1 for one in text for other in text if one == other)

    assert steps(slow, "a" * 100) > growth.MOST * steps(slow, "a" * 50)


@pytest.mark.skipif(not faults.can_be_run(), reason="this needs Linux and a C compiler")
def test_a_sample_of_the_fault_matrix_holds() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.reliability", "faults", "16"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stdout.splitlines()[-1].startswith("faults: 16 of "), done.stdout + done.stderr
    assert (done.returncode, done.stdout.splitlines()[-1].endswith(" 0 failures")) == (0, True), done.stdout
