"""What machines read of the ledger: CSV, JSON, and the package that describes them.

The package follows Frictionless Data Package 2.0. Cells that a spreadsheet
would take for a formula are led by an apostrophe (OWASP, CSV injection).
"""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import msgspec

from briefing.model import Definition, place
from briefing.view import View

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
    ("outcome", "string", "how it was verified; empty where it was not"),
    ("verified", "date", "when it was verified"),
    ("formula", "string", "how a derived figure is worked out"),
    ("basis", "string", "what an opinion rests on"),
    ("due", "string", "when guidance falls due"),
    ("status", "string", "what became of guidance"),
    ("result", "string", "what guidance came to, as printed"),
    ("note", "string", "the note that defines it"),
    ("as_of", "date", "the as-of date of that note"),
)
"""Name, Frictionless type and meaning of each column."""


def records(view: View) -> Iterator[dict[str, Any]]:
    """The ledger, a record a figure, by id."""
    for definition in sorted(view.latest(), key=lambda item: item.entry.id):
        values = (*_figure(definition), *_evidence(definition, view), definition.note, definition.day.isoformat())
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


def _evidence(definition: Definition, view: View) -> tuple[str, ...]:
    entry = definition.entry
    places = [place(citation) for citation in entry.figure.grounds]
    found = view.verification(entry.figure)
    return (
        "; ".join(item.source for item in places),
        "; ".join(item.at for item in places),
        found.outcome.value if found else "",
        found.date.isoformat() if found else "",
        entry.formula,
        entry.basis,
        entry.due,
        entry.status.value if entry.status else "",
        entry.outcome.text if entry.outcome else "",
    )


def as_csv(view: View) -> str:
    """RFC 4180, UTF-8, with a header."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(name for name, _, _ in FIELDS)
    writer.writerows([_safe(cell, name) for name, cell in record.items()] for record in records(view))
    return text.getvalue()


def _safe(cell: str, name: str) -> str:
    numeric = name in ("low", "high")
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) and not numeric else cell


def as_json(view: View) -> str:
    """A JSON array of objects; numbers are texts, since JSON readers round them."""
    return msgspec.json.format(msgspec.json.encode(list(records(view))), indent=2).decode() + "\n"


def as_package(view: View) -> str:
    """The Frictionless description of the table."""
    fields = [
        {"name": name, "type": kind, "description": meaning} | ({"format": "default"} if kind == "date" else {})
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
    return msgspec.json.format(msgspec.json.encode(package), indent=2).decode() + "\n"


def as_table(view: View) -> str:
    """Columns for a terminal: what, value, period, kind, where, how it stands."""
    rows = [("FIGURE", "VALUE", "PERIOD", "KIND", "WHERE", "OUTCOME")]
    for record in records(view):
        where = f"{record['source']} {record['place']}".strip() or record["formula"] or record["basis"]
        rows.append((record["id"], record["text"], record["period"], record["kind"], where, record["outcome"]))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)
    return "".join(f"{line}\n" for line in lines)


TABLES: Final[Mapping[str, Callable[[View], str]]] = {"table": as_table, "csv": as_csv, "json": as_json}
