"""Published figures whose value changed without an entry in the history of their note."""

from collections.abc import Iterable, Iterator
from typing import Final

from briefing.build.changes.comparing import Changed, Kind
from briefing.build.changes.editions import Edition
from briefing.model import ChangeKind
from briefing.model.diagnostics import Diagnostic, Rule
from briefing.site.statements import StatedIn

_CALLED: Final = {Kind.CORRECTED: ChangeKind.CORRECTION, Kind.RESTATED: ChangeKind.UPDATE}


def unexplained(found: Iterable[Changed], before: Edition, after: Edition) -> Iterator[Diagnostic]:
    """Report each such ledger figure, at its value; any new entry in its note's history explains it."""
    for each in found:
        pair, kind = each.pair, each.kinds[0]
        if each.where != StatedIn.LEDGER or kind not in _CALLED or not pair or pair.is_revision:
            continue
        if pair.before and pair.after and not _is_explained(pair.before.note, pair.after.note, before, after):
            old, figure = pair.before.figure.text, pair.after.figure
            message = f"`{each.id}` was published as `{old}` and is now `{figure.text}`, which `history` does not say"
            hint = (
                f"add it under `history:` of the note: {{date: …, kind: {_CALLED[kind]}, text: what changed and why}}"
            )
            yield Diagnostic(Rule.UNEXPLAINED_CHANGE, message, figure.span, hint).about(each.id, figure.text)


def _is_explained(old: str, new: str, before: Edition, after: Edition) -> bool:
    return bool(after.histories.get(new, frozenset()) - before.histories.get(old, frozenset()))
