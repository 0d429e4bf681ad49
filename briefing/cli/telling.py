"""What a person is told at the end: counts, in one line."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from briefing.check import levels
from briefing.diagnostics import Diagnostic
from briefing.disk import Written
from briefing.model import Outcome, Site
from briefing.pipeline import Built
from briefing.verify import Looked, Verified


def summary(findings: Sequence[Diagnostic], written: Written | None, built: Built, output: Path) -> str:
    """What a build did."""
    if written is None:
        return f"{counts(findings)}; nothing was written, {output} is as it was"
    site = built.site
    made_from = f"{some(len(site.notes), 'note')} and {some(len(site.bibliography.sources), 'source')}"
    wrote = f"wrote {output}{'/' if output.name else ''}: {some(written.files, 'file')} from {made_from}"
    return f"{counts(findings)}; {wrote}, {written.changed} changed, {written.removed} removed"


def counts(findings: Sequence[Diagnostic]) -> str:
    """How many findings there are of each weight."""
    said = [some(count, level.value) for level, count in levels(findings).items() if count]
    return ", ".join(said) or "nothing is wrong"


def checked(findings: Sequence[Diagnostic], site: Site) -> str:
    """What a check found, and how many figures are exempt on purpose."""
    exempt = sum(statement.exempt for note in site.notes for statement in note.body.statements)
    said = f"; {some(exempt, 'figure')} exempt from a source" if exempt else ""
    return counts(findings) + said


def outcomes(verified: Verified, changed: bool) -> str:
    """What a verification came to."""
    counted: Mapping[Outcome, int] = verified.counts
    said = [f"{counted[outcome]:,} {outcome.value}" for outcome in Outcome if counted.get(outcome)]
    lock = "the lock was written" if changed else "the lock is unchanged"
    return f"{some(len(verified.looked), 'figure')}: {', '.join(said) or 'none rests on a source'}; {lock}"


def passage(looked: Looked) -> str:
    """A figure, and the paragraph in which it was found."""
    span, sight = looked.figure.span, looked.sight
    lines = [f"{span.path}:{span.line}:{span.column}: {looked.figure.text}: {sight.outcome.value}"]
    lines += [f"  {sight.where}: {sight.passage}"] if sight.passage else []
    return "\n".join(lines) + "\n"


def some(count: int, noun: str) -> str:
    """`1 note`, `2 notes`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
