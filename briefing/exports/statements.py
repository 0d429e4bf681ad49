"""Every figure of the project as data: those of the ledger, and each number in the text with its evidence."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from briefing.evidence.states import label
from briefing.exports import tabular
from briefing.exports.figures import state_label
from briefing.model import State, Words, place
from briefing.notes.records.json_schema import Schema
from briefing.site import View
from briefing.site.statements import Stated, all_stated

FIELDS: Final = (
    ("note", "the note in which it stands"),
    ("line", "the line of its file, from 1"),
    ("column", "the column there, in characters from 1"),
    ("where", "text, ledger, or outcome: what guidance came to"),
    ("id", "its id in the ledger; empty for a number of the text that the ledger does not have"),
    ("text", "the value as printed"),
    ("low", "the value, or the lower end of a range"),
    ("high", "the value, or the upper end of a range"),
    ("unit", "ISO 4217 for money, %, pp, a physical unit; empty for a count"),
    ("bound", "exact, about, nearly, over, at least, up to or under"),
    ("kind", "actual, guidance, estimate, forecast, price, opinion or derived; empty outside the ledger"),
    ("source", "keys of the sources it stands in"),
    ("place", "where in the source"),
    ("state", "how it is supported: found, ours, otherwise, unchecked, or exempt on purpose"),
    ("state_label", "the same as readers see it: a word and a sign"),
    ("outcome", "what the look-up in the source found; empty where there was none"),
    ("verified", "when it was looked up"),
    ("reading", "the value that we read, where the source prints another"),
    ("caveat", "what is doubtful about it or read otherwise, and why"),
    ("claim", "a hash of value, unit, bound, source and place; empty without a source"),
    ("sentence", "the sentence or row around it, in Markdown"),
)
"""Name and meaning of each column."""


def records(view: View, words: Words) -> Iterator[dict[str, Any]]:
    """A record a figure, note by note."""
    for item in all_stated(view):
        yield record(item, words)


def record(item: Stated, words: Words) -> dict[str, Any]:
    """The record of a figure; all values except line and column are texts."""
    figure, entry = item.figure, item.entry
    values = (
        f"notes/{item.note}",
        figure.span.line,
        figure.span.column,
        item.where.value,
        item.id,
        figure.text,
        *figure.quantity.ends,
        figure.quantity.unit,
        figure.quantity.bound.value,
        entry.kind.value if entry else "",
        *(_joined(item, part) for part in ("source", "at")),
        *_knowledge(item, words),
        figure.claim if figure.citations else "",
        item.sentence,
    )
    return dict(zip((name for name, _ in FIELDS), values, strict=True))


def _joined(item: Stated, part: str) -> str:
    return "; ".join(getattr(place(citation), part) for citation in item.citations)


def _knowledge(item: Stated, words: Words) -> tuple[str, ...]:
    known = item.known
    if known is None:
        return ("exempt", "", "", "", "", "")
    found = known.verification
    return (
        known.state.value,
        state_label(known.state, words),
        found.outcome.value if found else "",
        found.date.isoformat() if found else "",
        known.reading,
        " ".join(f"{caveat.says} {caveat.reading}" for caveat in known.caveats),
    )


def as_csv(view: View, words: Words) -> str:
    """RFC 4180, UTF-8, with a header."""
    return tabular.as_csv([name for name, _ in FIELDS], records(view, words))


def as_json(view: View, words: Words) -> str:
    """A JSON array of objects."""
    return tabular.as_json(records(view, words))


def statements_schema() -> Schema:
    """The JSON Schema of that array."""
    return tabular.array_schema(dict(FIELDS), {"line": tabular.COUNT, "column": tabular.COUNT})


def as_table(view: View, words: Words) -> str:
    """Columns for a terminal: where it is, id, value, source, state."""
    return tabular.as_table(("place", "figure", "value", "source", "state"), map(_row(words), records(view, words)))


def _row(words: Words) -> Callable[[Mapping[str, Any]], tuple[str, ...]]:
    def row(known: Mapping[str, Any]) -> tuple[str, ...]:
        state = known["state"] if known["state"] == "exempt" else label(State(known["state"]), words)
        where = f"{known['note']}:{known['line']}:{known['column']}"
        return (where, known["id"], known["text"], f"{known['source']} {known['place']}".strip(), state)

    return row


STATEMENTS: Final[Mapping[str, Callable[[View, Words], str]]] = {"table": as_table, "csv": as_csv, "json": as_json}
