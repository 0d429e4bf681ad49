"""Which findings people see.

At most `MAX_SHOWN_OF_RULE` findings of one rule and `MAX_SHOWN` in total are shown;
the rest are counted in one line. Some rules tend to fire by the hundred, such as
`figure-unverified` before the first `briefing verify`: their findings are merged into
a single one that gives their number, unless they are errors. Programs get every
finding: see `records` and `sarif`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from msgspec import Struct, structs

from briefing.model.diagnostics import Diagnostic, Rule, Severity

MAX_SHOWN: Final = 1_000
"""The maximal number of findings shown to people; the others are only counted."""

MAX_SHOWN_OF_RULE: Final = 100
"""The maximal number of findings of one rule shown to people."""

_SEVERITIES: Final = list(Severity)

_MERGED: Final[Mapping[Rule, str]] = {
    Rule.FIGURE_UNVERIFIED: "not verified yet: {:,} figures, this one first",
    Rule.STALE_LOCK: "no note makes {:,} claims of the lock, this one first",
    Rule.UNCITED_SOURCE: "no note cites {:,} sources, this one first",
}
"""Rules whose findings are merged into one unless they are errors, with its message."""


class SelectedFinding(Struct, frozen=True):
    """A finding to show, which may represent several of the same rule."""

    finding: Diagnostic
    count: int = 1


class Selection(Struct, frozen=True):
    """The findings that are shown, and a line about the others."""

    items: tuple[SelectedFinding, ...]
    """Errors first, then warnings and notices, each by place."""
    rest: str
    """A line that counts the other findings by rule; empty if there are none."""

    @property
    def errors_last(self) -> Sequence[SelectedFinding]:
        """In the order of a terminal, where the last lines are read first."""
        return sorted(self.items, key=lambda item: -_rank(item.finding))


def select(findings: Iterable[Diagnostic]) -> Selection:
    """Choose which findings are shown; expects them sorted by place."""
    items = sorted(_merge(tuple(findings)), key=lambda item: _rank(item.finding))
    shown, hidden = list[SelectedFinding](), Counter[Rule]()
    seen: Counter[Rule] = Counter()
    for item in items:
        seen[item.finding.rule] += 1
        if seen[item.finding.rule] > MAX_SHOWN_OF_RULE or len(shown) == MAX_SHOWN:
            hidden[item.finding.rule] += item.count
        else:
            shown.append(item)
    return Selection(tuple(shown), _rest(hidden))


def _merge(findings: Sequence[Diagnostic]) -> Iterable[SelectedFinding]:
    """An item per finding, or, for the rules in `_MERGED`, one for all findings that are not errors."""
    grouped: dict[Rule, list[Diagnostic]] = {}
    for finding in findings:
        if finding.rule in _MERGED and finding.severity is not Severity.ERROR:
            grouped.setdefault(finding.rule, []).append(finding)
    firsts = {id(group[0]): len(group) for group in grouped.values()}
    inside = {id(finding) for group in grouped.values() for finding in group[1:]}
    for finding in findings:
        if id(finding) not in inside:
            count = firsts.get(id(finding), 1)
            text = _MERGED[finding.rule].format(count) if count > 1 else finding.message
            yield SelectedFinding(structs.replace(finding, message=text), count)


def _rest(hidden: Counter[Rule]) -> str:
    if not hidden:
        return ""
    counted = ", ".join(f"{count:,} {rule}" for rule, count in hidden.most_common())
    return f"and {hidden.total():,} more findings: {counted}; --format json lists all of them"


def tally(findings: Iterable[Diagnostic]) -> str:
    """A table of the number of findings of each rule; empty if all are of one rule.

    The most severe and most frequent rules are the last rows, next to the cursor of a terminal.
    """
    counts = Counter((finding.severity, finding.rule) for finding in findings)
    if len(counts) < 2:
        return ""
    rows = sorted(counts.items(), key=lambda row: (-_SEVERITIES.index(row[0][0]), row[1], row[0][1]))
    return "".join(f"{count:>7,}  {severity}[{rule}]\n" for (severity, rule), count in rows)


def _rank(finding: Diagnostic) -> int:
    return _SEVERITIES.index(finding.severity)
