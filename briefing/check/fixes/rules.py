"""The table of fixes by rule."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from briefing.check.fixes import citations, figures, foreign, front, links
from briefing.check.fixes.edits import Fix
from briefing.check.fixes.faults import Fault
from briefing.model.diagnostics import Diagnostic, Rule
from briefing.site import View


def fixes(finding: Diagnostic, lines: Sequence[str], view: View) -> Iterator[Fix]:
    """The fixes for a finding in a text with these lines, the best first."""
    writer = _WRITERS.get(finding.rule)
    if writer and finding.span.line <= len(lines):
        yield from writer(Fault(finding, lines, view))


_WRITERS: Final[Mapping[Rule, Callable[[Fault], Iterator[Fix]]]] = {
    Rule.BIDI_CONTROL: front.without,
    Rule.BROKEN_LINK: links.broken_link,
    Rule.BROKEN_TABLE: foreign.broken_table,
    Rule.CONTROL_CHARACTER: front.without,
    Rule.FOREIGN_SYNTAX: foreign.foreign_syntax,
    Rule.HEADING_LEVEL: foreign.heading_level,
    Rule.INVALID_VALUE: front.invalid_value,
    Rule.MISSING_KEY: front.missing_key,
    Rule.NOT_A_DATE: front.not_a_date,
    Rule.UNCITED_FIGURE: figures.uncited_figure,
    Rule.UNKNOWN_FIGURE: figures.unknown_figure,
    Rule.UNKNOWN_KEY: front.unknown_key,
    Rule.UNKNOWN_SEGMENT: front.unknown_segment,
    Rule.UNKNOWN_SOURCE: citations.unknown_source,
    Rule.UNREADABLE_CITATION: citations.unreadable,
    Rule.UNREADABLE_LOCATOR: citations.stray_place,
}
