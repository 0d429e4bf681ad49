"""What was measured, as a table in Markdown, beside the goals."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from .measure import Taken, busy_ratio, middle, ratio


class Goal(NamedTuple):
    """What `briefing` is to reach."""

    ratio: float | None = None
    busy_ratio: float | None = None
    """Of the processors' seconds."""
    seconds: float | None = None
    megabytes: float | None = None

    def __str__(self) -> str:
        parts = [
            f"≤ {_share(self.ratio)}" if self.ratio is not None else "",
            f"≤ ({_share(self.busy_ratio)})" if self.busy_ratio is not None else "",
            f"≤ {self.seconds:g} s" if self.seconds is not None else "",
            f"≤ {self.megabytes:g} MB" if self.megabytes is not None else "",
        ]
        return ", ".join(part for part in parts if part)

    def met(self, ours: Taken, times: float | None, busy_times: float | None) -> bool:
        """Whether it is reached; a ratio that was not measured reaches nothing."""
        return (
            (self.ratio is None or (times is not None and times <= self.ratio))
            and (self.busy_ratio is None or (busy_times is not None and busy_times <= self.busy_ratio))
            and (self.seconds is None or ours.seconds <= self.seconds)
            and (self.megabytes is None or ours.megabytes <= self.megabytes)
        )


NONE: Final = Goal()
GOALS: Final[Mapping[tuple[str, int], Goal]] = {
    ("cold build", 1_000): Goal(busy_ratio=3.5),
    ("cold build", 10_000): Goal(busy_ratio=3.5, megabytes=200),
    ("one note edited", 1_000): Goal(seconds=0.25),
    ("one note edited", 10_000): Goal(seconds=0.6),
    ("nothing changed", 10_000): Goal(1 / 100),
    ("one edit in memory", 1_000): Goal(seconds=0.04),
    ("one edit in memory", 10_000): Goal(seconds=0.1),
    ("nothing changed, this repository", 0): Goal(1.5),
    ("verify", 1_000): Goal(1.0),
    ("save to page, in a browser", 1_000): Goal(seconds=0.15),
}
"""By what is done and the number of notes."""


class Row(NamedTuple):
    """One line: what was done, and what each tool took in each run."""

    work: str
    notes: int
    taken: Mapping[str, Sequence[Taken]]
    against: str = "hugo"
    """The tool that the ratio is to."""
    remark: str = ""
    held: bool | None = None
    """Whether a goal that is no number is reached."""

    @property
    def times(self) -> float | None:
        """How many times what it is compared with `briefing` takes."""
        known = self.taken.get("briefing") and self.taken.get(self.against)
        return ratio(self.taken["briefing"], self.taken[self.against]) if known else None

    @property
    def busy_times(self) -> float | None:
        """The same of the processors' seconds."""
        ours, theirs = self.taken.get("briefing"), self.taken.get(self.against)
        return busy_ratio(ours, theirs) if ours and theirs else None

    @property
    def verdict(self) -> str:
        """`yes`, `no`, or nothing where no goal was set."""
        goal = GOALS.get((self.work, self.notes), NONE)
        if self.held is None and goal == NONE:
            return ""
        ours = self.taken.get("briefing")
        met = ours and self.held is not False and goal.met(middle(ours), self.times, self.busy_times)
        return "yes" if met else "no"

    def cells(self, tools: Sequence[str], busy: bool) -> Iterator[str]:
        """What stands in the table."""
        goal = str(GOALS.get((self.work, self.notes), NONE))
        yield self.work
        yield f"{self.notes:,}" if self.notes else ""
        for tool in tools:
            yield _taken(self.taken.get(tool), busy)
        yield self._ratios(busy)
        yield goal
        yield self.verdict
        yield self.remark

    def _ratios(self, shows_busy: bool) -> str:
        """`5.62 × hugo`, or with the time of the processors `5.62 (6.91) × hugo`."""
        if self.times is None:
            return ""
        processors = f" ({_share(self.busy_times)})" if shows_busy and self.busy_times else ""
        return f"{_share(self.times)}{processors} × {self.against}"


def table(rows: Sequence[Row], tools: Sequence[str], busy: bool = False) -> str:
    """The rows as a table: seconds, if asked those of the processors, and megabytes of the largest process."""
    head = ["work", "notes", *tools, "ratio", "goal", "met", "remark"]
    marks = ["---", "---:", *("---:" for _ in tools), "---:", "---:", "---", "---"]
    return "".join(
        f"| {' | '.join(cells)} |\n" for cells in (head, marks, *(list(row.cells(tools, busy)) for row in rows))
    )


def _taken(taken: Sequence[Taken] | None, shows_busy: bool) -> str:
    """`4.82 s, 385 MB`, or with the time of the processors `4.82 s (9.10), 385 MB`."""
    if not taken:
        return ""
    seconds, megabytes, busy = middle(taken)
    processors = f" ({_seconds(busy)})" if shows_busy and busy else ""
    memory = f", {megabytes:,.0f} MB" if megabytes else ""
    return f"{_seconds(seconds)} s{processors}{memory}"


def _seconds(seconds: float) -> str:
    """Three digits that count."""
    return f"{seconds:,.0f}" if seconds >= 100 else f"{seconds:.1f}" if seconds >= 10 else f"{seconds:.2f}"


def _share(number: float) -> str:
    """`1.25`, or `1/40` of what is small."""
    return f"1/{1 / number:.0f}" if 0 < number <= 0.2 else f"{number:.2f}"
