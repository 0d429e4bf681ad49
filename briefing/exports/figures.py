"""Exports of the ledger: CSV, JSON, and the package that describes them.

The package follows Frictionless Data Package 2.0.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from briefing.evidence.calculator import inputs
from briefing.evidence.states import Assessment, label, sentence
from briefing.exports import tabular
from briefing.model import STATE_SYMBOLS, Definition, State, Words, place
from briefing.notes.records.json_schema import Schema
from briefing.site import View
from briefing.site.resolver import Resolver

FIELDS: Final = (
    ("id", "string", "the figure's id"),
    ("label", "string", "what it is"),
    ("kind", "string", "actual, guidance, estimate, forecast, price, opinion or derived"),
    ("text", "string", "the value as printed"),
    ("low", "number", "the value, or the lower end of a range"),
    ("high", "number", "the value, or the upper end of a range"),
    ("unit", "string", "ISO 4217 for money, %, pp, a physical unit; empty for a count"),
    ("bound", "string", "exact, about, nearly, over, at least, up to or under"),
    ("period", "string", "the time it is about"),
    ("source", "string", "keys of the sources it stands in"),
    ("place", "string", "where in the source"),
    ("state", "string", "how it is supported: found, ours, otherwise or unchecked"),
    ("state_label", "string", "the same as readers see it: a word and a sign"),
    ("reading", "string", "the value that we read, where the source prints another"),
    ("caveat", "string", "what is doubtful about it or read otherwise, and why"),
    ("outcome", "string", "what the look-up in the source found; empty where there was none"),
    ("verified", "date", "when it was looked up"),
    ("formula", "string", "how a derived figure is worked out"),
    ("basis", "string", "what an opinion rests on"),
    ("due", "string", "when guidance falls due"),
    ("status", "string", "what became of guidance"),
    ("result", "string", "what guidance came to, as printed"),
    ("result_state", "string", "how that is supported, as in `state`"),
    ("note", "string", "the note that defines it"),
    ("as_of", "date", "the as-of date of that note"),
)
"""Name, Frictionless type and meaning of each column."""


def records(view: View, words: Words) -> Iterator[dict[str, Any]]:
    """The ledger, a record a figure, by id."""
    resolver = Resolver(view)
    for definition in sorted(view.latest(), key=lambda item: item.entry.id):
        values = (
            *_figure(definition),
            *_evidence(definition, resolver, words),
            definition.note,
            definition.as_of.isoformat(),
        )
        yield dict(zip((name for name, _, _ in FIELDS), values, strict=True))


def _figure(definition: Definition) -> tuple[str, ...]:
    entry, quantity = definition.entry, definition.entry.figure.quantity
    return (
        entry.id,
        entry.label,
        entry.kind.value,
        entry.figure.text,
        *quantity.ends,
        quantity.unit,
        quantity.bound.value,
        entry.period,
    )


def _evidence(definition: Definition, resolver: Resolver, words: Words) -> tuple[str, ...]:
    entry = definition.entry
    places = [place(citation) for citation in entry.figure.citations]
    known = resolver.assess(entry.figure, entry.kind)
    found = known.verification
    return (
        "; ".join(item.source for item in places),
        "; ".join(item.at for item in places),
        known.state.value,
        state_label(known.state, words),
        known.reading,
        " ".join((*_of_places(known), *_of_inputs(definition, resolver, words))),
        found.outcome.value if found else "",
        found.date.isoformat() if found else "",
        entry.formula,
        entry.basis,
        entry.due,
        entry.status.value if entry.status else "",
        entry.outcome.text if entry.outcome else "",
        resolver.assess(entry.outcome).state.value if entry.outcome else "",
    )


def _of_places(known: Assessment) -> Iterator[str]:
    """The caveats about a figure at its places, and our reading."""
    return (f"{caveat.says} {caveat.reading}" for caveat in known.caveats)


def _of_inputs(definition: Definition, resolver: Resolver, words: Words) -> Iterator[str]:
    """What is in doubt of the figures from which one is derived."""
    for found in inputs(resolver.queries.ledger, definition):
        known = resolver.assess_defined(found.entry.figure, found)
        if known.doubt or known.state in (State.OTHERWISE, State.UNCHECKED):
            yield f"{found.entry.label}{words.colon}{sentence(known, words)}."


def state_label(state: State, words: Words) -> str:
    """The label of a state before its symbol: a cell that begins with `=` would be a formula."""
    return f"{words.states[state]} {STATE_SYMBOLS[state]}"


def as_csv(view: View, words: Words) -> str:
    """RFC 4180, UTF-8, with a header."""
    return tabular.as_csv([name for name, _, _ in FIELDS], records(view, words))


def as_spreadsheet(view: View, words: Words) -> str:
    """The same as a file, with the byte order mark that some spreadsheets need to recognise UTF-8."""
    return f"\ufeff{as_csv(view, words)}"


def as_json(view: View, words: Words) -> str:
    """A JSON array of objects; numbers are texts, since JSON readers round them."""
    return tabular.as_json(records(view, words))


def figures_schema() -> Schema:
    """The JSON Schema of that array."""
    return tabular.array_schema({name: meaning for name, _, meaning in FIELDS})


def as_package(view: View, words: Words) -> str:
    """The Frictionless description of the table."""
    more = _more(words)
    fields = [
        {"name": name, "type": kind, "description": meaning, **more.get(name, more.get(kind, {}))}
        for name, kind, meaning in FIELDS
    ]
    schema = {"fields": fields, "primaryKey": ["id"], "missingValues": [""]}
    resource = {
        "name": "figures",
        "title": f"{view.settings.title}: figures",
        "path": "figures.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "figures",
        "title": view.settings.title,
        "resources": [resource],
    }
    return tabular.json_text(package)


def _more(words: Words) -> Mapping[str, Mapping[str, Any]]:
    """The descriptions of some columns in the package, by name or by type."""
    categories = [{"value": state.value, "label": label(state, words)} for state in State]
    return {
        "date": {"format": "default"},
        "state": {"categories": categories},
        "result_state": {"categories": categories},
    }


def as_table(view: View, words: Words) -> str:
    """Columns for a terminal: what, value, period, kind, source, state."""
    rows = []
    for record in records(view, words):
        where = f"{record['source']} {record['place']}".strip() or record["formula"] or record["basis"]
        state = label(State(record["state"]), words) + (
            f"{words.colon}{record['reading']}" if record["reading"] else ""
        )
        rows.append((record["id"], record["text"], record["period"], record["kind"], where, state))
    return tabular.as_table(("figure", "value", "period", "kind", "source", "state"), rows)


TABLES: Final[Mapping[str, Callable[[View, Words], str]]] = {"table": as_table, "csv": as_csv, "json": as_json}
