"""Fixes for figures without a source: the same ledger figure, or an exemption. No number is ever changed."""

import re
from collections.abc import Iterator

from briefing.check.fixes.edits import Fix
from briefing.check.fixes.faults import Fault
from briefing.evidence.quantities import Policy, supports
from briefing.model import Statement


def uncited_figure(fault: Fault) -> Iterator[Fix]:
    """The ledger figures that support it, then the exemption."""
    words = fault.written
    statement = next((each for each in _statements(fault) if each.figure.span == fault.finding.span), None)
    if not words or "[" in words or "]" in words:
        return
    for definition in fault.view.latest() if statement else ():
        known = definition.entry
        if statement and supports(statement.figure.quantity, known.figure.quantity, Policy.REPEAT).is_support:
            title = f"it is `{known.id}`: {known.label}"
            yield fault.at(fault.start, fault.end, f"[{words}]{{#{known.id}}}", title=title)
    yield fault.at(fault.start, fault.end, f"[{words}]{{.unsourced}}", title=f"mark `{words}` as unsourced")


def _statements(fault: Fault) -> tuple[Statement, ...]:
    return fault.view.note(fault.path).body.statements


def unknown_figure(fault: Fault) -> Iterator[Fix]:
    """The intended id: certain if only capitals differ."""
    name, meant = fault.named, fault.meant
    is_span = fault.written != name
    found = re.compile(rf"#{re.escape(name)}(?![\w-])").search(fault.line, fault.end) if is_span else None
    if not meant or (is_span and not found):
        return
    others = [each for each in fault.view.ids() if each.casefold() == name.casefold()]
    start = found.start() + 1 if found else fault.start
    yield fault.at(start, start + len(name), meant, certain=others == [meant])
