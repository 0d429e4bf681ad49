"""How well quantities are read in real prose: filings, encyclopaedias and government reports, labelled by hand.

Each paragraph lists the quantities that a careful reader would check, as printed and as a value in its unit
(`$(3.4) million = -3.4e6 USD`). What is read is matched with them by place, then compared by value and unit. A number
that is refused as ambiguous counts as missed. Run as a program, it prints each mistake and the rates of the files; with
`--rates` the rates alone, so that the held-out half stays unseen:

    .venv/bin/python tests/accuracy/prose_accuracy.py tests/accuracy/prose-*-tune.md
    .venv/bin/python tests/accuracy/prose_accuracy.py --rates tests/accuracy/prose-*-held-out.md
"""

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from briefing.evidence.quantities import read
from briefing.model import Quantity

FOLDER = Path(__file__).parent
_LABEL = re.compile(r"^- (?P<printed>.+) = (?P<low>[-0-9.e]+?)(?:\.\.(?P<high>[-0-9.e]+))?(?: (?P<unit>\S+))?$", re.M)


class Label(NamedTuple):
    """A quantity that a careful reader would check."""

    printed: str
    start: int
    end: int
    low: Decimal
    high: Decimal
    unit: str

    @property
    def meaning(self) -> str:
        """The value in its unit."""
        return _meaning(self)


class Paragraph(NamedTuple):
    """A paragraph with its quantities."""

    title: str
    text: str
    labels: tuple[Label, ...]


class Mistake(NamedTuple):
    """A difference between what is labelled and what is read."""

    paragraph: str
    kind: str
    """`missed`, `refused`, `value`, `scale`, `sign`, `unit` or `false alarm`."""
    printed: str
    expected: str = ""
    actual: str | None = None


class Score(NamedTuple):
    """How well some paragraphs are read."""

    paragraphs: int
    labelled: int
    found: int
    """Numbers read as quantities or refused as ambiguous."""
    mistakes: tuple[Mistake, ...]

    @property
    def kinds(self) -> Counter[str]:
        """The number of mistakes of each kind."""
        return Counter(mistake.kind for mistake in self.mistakes)

    @property
    def missed_or_misread(self) -> float:
        """The share of the labelled quantities that are not read, or not as labelled."""
        return (len(self.mistakes) - self.kinds["false alarm"]) / self.labelled

    @property
    def false_alarms(self) -> float:
        """The share of what is found that no careful reader would check."""
        return self.kinds["false alarm"] / self.found


def paragraphs(file: Path) -> Iterator[Paragraph]:
    """The labelled paragraphs of a file."""
    for part in re.split(r"^## ", file.read_text(encoding="utf-8"), flags=re.M)[1:]:
        title, text, _, labels = part.split("\n", 3)
        yield Paragraph(title, text, tuple(_labels(title, text, labels)))


def _labels(title: str, text: str, lines: str) -> Iterator[Label]:
    """The labels of a paragraph, which stand in the order of its text."""
    end = 0
    found = list(_LABEL.finditer(lines))
    written = [line for line in lines.splitlines() if line and line != "none"]
    assert len(found) == len(written), f"{title}: a label can't be read"
    for label in found:
        start = text.find(label["printed"], end)
        assert start >= 0, f"{title}: `{label['printed']}` is not in the text, or not in this order"
        end = start + len(label["printed"])
        low = Decimal(label["low"])
        yield Label(label["printed"], start, end, low, Decimal(label["high"] or low), label["unit"] or "")


def score(files: Iterable[Path]) -> Score:
    """Read every paragraph of some files, and compare."""
    totals = [_scored(paragraph) for file in files for paragraph in paragraphs(file)]
    return Score(
        sum(one.paragraphs for one in totals),
        sum(one.labelled for one in totals),
        sum(one.found for one in totals),
        tuple(mistake for one in totals for mistake in one.mistakes),
    )


def _scored(paragraph: Paragraph) -> Score:
    reading = read(paragraph.text)
    read_at = {(q.start, q.end): q for q in reading.quantities}
    places = sorted([*read_at, *reading.ambiguous])
    mistakes = []
    for label in paragraph.labels:
        place = next((place for place in places if place[0] < label.end and label.start < place[1]), None)
        if place:
            places.remove(place)
        found = read_at.get(place) if place else None
        kind = _difference(label, found) if found else "refused" if place else "missed"
        if kind:
            actual = _meaning(found) if found else None
            mistakes.append(Mistake(paragraph.title, kind, label.printed, label.meaning, actual))
    mistakes += [Mistake(paragraph.title, "false alarm", paragraph.text[start:end]) for start, end in places]
    return Score(1, len(paragraph.labels), len(reading.quantities) + len(reading.ambiguous), tuple(mistakes))


def _difference(label: Label, found: Quantity) -> str:
    """What is wrong with a value read, or nothing."""
    expected, actual = (label.low, label.high), (found.low, found.high)
    if expected != actual:
        if tuple(map(abs, expected)) == tuple(map(abs, actual)):
            return "sign"
        digits = [tuple(end.normalize().as_tuple().digits for end in ends) for ends in (expected, actual)]
        return "scale" if digits[0] == digits[1] else "value"
    return "" if label.unit == found.unit else "unit"


def _meaning(value: Label | Quantity) -> str:
    low, high = (format(end.normalize(), "f") for end in (value.low, value.high))
    return f"{low if low == high else f'{low}..{high}'} {value.unit}".rstrip()


def main() -> None:
    """Print the mistakes and the rates of the files."""
    result = score(Path(name) for name in sys.argv[1:] if name != "--rates")
    for title, kind, printed, expected, actual in () if "--rates" in sys.argv else result.mistakes:
        meaning = f": {expected}, not {actual or 'read'}" if expected else ""
        print(f"{title}: {kind}: {printed}{meaning}")  # noqa: T201 - a program
    alarms = result.kinds["false alarm"]
    print(f"paragraphs: {result.paragraphs}")  # noqa: T201
    print(f"missed or misread: {len(result.mistakes) - alarms}/{result.labelled} {result.missed_or_misread:.2%}")  # noqa: T201
    print(f"false alarms: {alarms}/{result.found} {result.false_alarms:.2%}")  # noqa: T201
    print(f"by kind: {dict(result.kinds)}")  # noqa: T201


if __name__ == "__main__":
    main()
