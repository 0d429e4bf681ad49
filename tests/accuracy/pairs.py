"""Wrong numbers that pass, and honest ones that are refused: the rates, and each failure.

.venv/bin/python tests/accuracy/pairs.py
.venv/bin/python tests/accuracy/pairs.py --only adversarial --show
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

import pairs_cases
import pairs_restate
import pairs_tables
from pairs_cases import Pair
from pairs_project import Judged, Verdict, judge


class Suite(NamedTuple):
    """A set of pairs, and whether they are honest."""

    make: Callable[[], Sequence[Pair]]
    honest: bool


SUITES = {
    "adversarial": Suite(lambda: pairs_cases.pairs("adversarial.md"), False),
    "mutations": Suite(pairs_restate.mutations, False),
    "restatements": Suite(pairs_restate.restatements, True),
    "hard": Suite(lambda: pairs_cases.pairs("hard.md"), True),
    "tables": Suite(pairs_tables.answers, True),
    "tables-wrong": Suite(pairs_tables.wrong_answers, False),
    "brackets": Suite(pairs_tables.bracketed, True),
    "brackets-wrong": Suite(pairs_tables.bracketed_as_positive, False),
}


def right(item: Judged, honest: bool) -> bool:
    """Whether a pair got the verdict that it deserves; a warning only where its case says so."""
    soft = item.verdict is Verdict.WARNED and item.pair.soft
    return soft or item.verdict is (Verdict.FOUND if honest else Verdict.REFUSED)


def counts(judged: Sequence[Judged], honest: bool) -> dict[str, int]:
    """How many pairs there are, how many got which verdict, and how many the right one."""
    verdicts = Counter(item.verdict for item in judged)
    return {
        "pairs": len(judged),
        **{v.value: verdicts[v] for v in Verdict},
        "right": sum(right(i, honest) for i in judged),
    }


def failures(judged: Sequence[Judged], honest: bool) -> str:
    """Each pair that got another verdict than it deserves, by kind."""
    wrong = sorted((item for item in judged if not right(item, honest)), key=lambda item: item.pair.kind)
    return "".join(
        f"  [{kind}] {verdict}: {sources!r:.300} ⇒ {note!r:.200}\n      {why:.300}\n"
        for (kind, sources, note, _), verdict, why in wrong
    )


def main() -> None:
    """Run the suites that the command line names."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--only", choices=SUITES, action="append", help="only this suite; may be given again")
    parser.add_argument("--show", action="store_true", help="list each failure")
    parser.add_argument("--json", action="store_true", help="print the counts as JSON")
    options = parser.parse_args()
    judged = {name: (judge(SUITES[name].make()), SUITES[name].honest) for name in options.only or SUITES}
    table = {name: counts(*found) for name, found in judged.items()}
    if options.json:
        sys.stdout.write(json.dumps(table) + "\n")
        return
    for name, row in table.items():
        sys.stdout.write(f"{name:15}" + "".join(f"{label} {count:<6,}" for label, count in row.items()).rstrip() + "\n")
        if options.show:
            sys.stdout.write(failures(*judged[name]) + "\n")


if __name__ == "__main__":
    main()
