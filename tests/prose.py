"""How well the reader of quantities, and `uncited-figure`, do on prose labelled by hand.

Run as a program, it prints each mistake and the rates:

    .venv/bin/python tests/prose.py tests/cases/prose/tune.md
"""

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from briefing.model import NotePart, Statement
from briefing.notes.markdown import read_body

CASES = Path(__file__).parent / "cases" / "prose"
_LABEL = re.compile(r"^(names|covered|uncited|none):(.*)$", re.M)


class Item(NamedTuple):
    """A labelled piece of prose."""

    title: str
    markdown: str
    names: tuple[str, ...]
    labels: tuple[tuple[str, bool], ...]
    """Each quantity as printed, and whether it is covered; covered ones first."""


class Mistake(NamedTuple):
    """What the reader and the labels disagree on."""

    item: str
    kind: str
    text: str


class Counts(NamedTuple):
    """Counts over a file of items."""

    labelled: int
    found: int
    missed: int
    invented: int
    uncited: int
    covered: int
    unflagged: int
    flagged_wrongly: int


class Score(NamedTuple):
    """How well a file of items is read."""

    counts: Counts
    mistakes: tuple[Mistake, ...]

    @property
    def rates(self) -> dict[str, float]:
        """Misses and false alarms, of the reader and of `uncited-figure`."""
        counts = self.counts
        return {
            "reader, misses": counts.missed / counts.labelled,
            "reader, false alarms": counts.invented / counts.found,
            "uncited-figure, misses": counts.unflagged / counts.uncited,
            "uncited-figure, false alarms": counts.flagged_wrongly / counts.covered,
        }


def items(file: Path) -> Iterator[Item]:
    """The items of a file."""
    for part in re.split(r"^## ", file.read_text(encoding="utf-8"), flags=re.M)[1:]:
        title, _, rest = part.partition("\n")
        first = _LABEL.search(rest)
        assert first, title
        fields = dict(_LABEL.findall(rest))
        names = _listed(fields.get("names", ""), r"[,，、]")
        covered, uncited = (_listed(fields.get(key, ""), r" \| ") for key in ("covered", "uncited"))
        labels = (*((text, True) for text in covered), *((text, False) for text in uncited))
        yield Item(title, rest[: first.start()].strip(), names, labels)


def _listed(text: str, sign: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in re.split(sign, text) if part.strip())


def score(file: Path) -> Score:
    """Read every item and compare."""
    totals = Counts(*(0,) * 8)
    mistakes: list[Mistake] = []
    for item in items(file):
        counts, wrong = _compared(item)
        totals = Counts(*(total + count for total, count in zip(totals, counts, strict=True)))
        mistakes += wrong
    return Score(totals, tuple(mistakes))


def _compared(item: Item) -> tuple[Counts, list[Mistake]]:
    body, _ = read_body(item.markdown, "item.md", names=item.names)
    found = [(_number(statement), _is_covered(statement)) for statement in body.statements]
    pairs, missed, invented = _matched(item.labels, found)
    unflagged = [label for (label, covered), (_, ours) in pairs if ours and not covered]
    wrongly = [label for (label, covered), (_, ours) in pairs if covered and not ours]
    counts = Counts(
        labelled=len(item.labels),
        found=len(found),
        missed=len(missed),
        invented=len(invented),
        uncited=sum(not covered for _, covered in item.labels),
        covered=sum(covered for _, covered in item.labels),
        unflagged=len(unflagged) + sum(not covered for text, covered in item.labels if text in missed),
        flagged_wrongly=len(wrongly) + sum(not ours for text, ours in found if text in invented),
    )
    kinds = {"missed": missed, "invented": invented, "unflagged": unflagged, "flagged wrongly": wrongly}
    return counts, [Mistake(item.title, kind, text) for kind, texts in kinds.items() for text in texts]


def _number(statement: Statement) -> str:
    quantity = statement.figure.quantity
    return statement.figure.text[quantity.start - quantity.bound_start :]


def _is_covered(statement: Statement) -> bool:
    exempt = statement.where is NotePart.HEADING or statement.exempt or bool(statement.entry)
    return exempt or bool(statement.figure.citations)


def _core(text: str) -> str:
    """A number without its unit, which may be cut in more than one way."""
    digits = re.findall(r"[0-9０-９]+", text)
    return "".join(digits) or re.sub(r"\s", "", text.casefold())


def _matched(
    labels: Iterable[tuple[str, bool]], found: list[tuple[str, bool]]
) -> tuple[list[tuple[tuple[str, bool], tuple[str, bool]]], list[str], list[str]]:
    """Labels and findings with the same number, what was missed, and what was invented."""
    left = list(found)
    pairs, missed = [], []
    for label in labels:
        same = [item for item in left if _core(item[0]) == _core(label[0])]
        agreeing = [item for item in same if item[1] == label[1]]
        if match := next(iter(agreeing or same), None):
            left.remove(match)
            pairs.append((label, match))
        else:
            missed.append(label[0])
    return pairs, missed, [text for text, _ in left]


def main() -> None:
    """Print the mistakes and the rates of a file."""
    for name in sys.argv[1:]:
        result = score(Path(name))
        for mistake in result.mistakes:
            print(f"{mistake.item}: {mistake.kind}: {mistake.text}")  # noqa: T201 - a program
        for what, rate in result.rates.items():
            print(f"{what}: {rate:.1%}")  # noqa: T201
        print(result.counts)  # noqa: T201


if __name__ == "__main__":
    main()
