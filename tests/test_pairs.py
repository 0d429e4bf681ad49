"""Wrong numbers that verification lets through, and honest ones that it refuses, by labelled pairs."""

import json
import subprocess
import sys
from pathlib import Path

PROGRAM = Path(__file__).parent / "accuracy" / "pairs.py"

# Suite: how many pairs it has at least, and how many of them may be refused or pass in silence, as it must not be.
# The goal is none that passes; 2 % of the restatements, 10 % of the hard ones and of the tables, and 1 % of the
# brackets refused. Lower the second number, never raise it.
PAIRS = {
    "adversarial": (776, 0),
    "mutations": (2100, 0),
    "restatements": (600, 1),
    "hard": (680, 1),
    "tables": (320, 6),
    "tables-wrong": (640, 0),
    "brackets": (1000, 0),
}
HONEST = ("restatements", "hard", "tables", "brackets")


def test_pairs_get_the_verdict_that_they_deserve() -> None:
    only = [word for suite in PAIRS for word in ("--only", suite)]
    run = subprocess.run([sys.executable, PROGRAM, "--json", *only], check=True, capture_output=True, text=True)
    counted = {suite: (row["pairs"], _mistakes(suite, row)) for suite, row in json.loads(run.stdout).items()}

    assert set(counted) == set(PAIRS)
    assert {suite: row for suite, row in counted.items() if row[0] < PAIRS[suite][0] or row[1] > PAIRS[suite][1]} == {}


def _mistakes(suite: str, row: dict[str, int]) -> int:
    """Honest pairs that are not found, wrong ones that pass in silence."""
    wrong = ("refused", "unread", "crashed") if suite in HONEST else ("found", "unread")
    return sum(row[verdict] for verdict in wrong)
