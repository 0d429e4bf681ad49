"""The bibliography as a table of what depends on each source, for analysts; reference managers read `sources.json`."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from briefing.citations.references import to_plain
from briefing.exports import tabular
from briefing.notes.records.json_schema import Schema
from briefing.site import View
from briefing.site.statements import all_stated

FIELDS: Final = (
    ("key", "the key by which notes cite it"),
    ("title", "its title"),
    ("kind", "its type in CSL: report, webpage, dataset …"),
    ("issued", "when it was published"),
    ("figures", "how many figures rest on it, in texts and ledgers, each time they are stated"),
    ("notes", "the notes that cite it"),
    ("text", "archived or missing; without an archive: verified, where the lock knows its text"),
    ("caveats", "where it is doubtful or we read it otherwise"),
)
"""Name and meaning of each column."""

Texts = Callable[[str], bool]
"""Whether the archive has the text of a source, by its key."""


def records(view: View, has_text: Texts | None = None) -> Iterator[dict[str, Any]]:
    """A record a source, in the order of the bibliography."""
    resting = Counter(key for item in all_stated(view) for key in {citation.key for citation in item.citations})
    lock = view.lock_read()[0]
    hashed = lock.sources if lock else {}
    for source in view.bibliography():
        known = {True: "archived", False: "missing"}[has_text(source.id)] if has_text else ""
        yield {
            "key": source.id,
            "title": to_plain(source.title),
            "kind": str(source.type),
            "issued": source.issued.iso if source.issued else "",
            "figures": resting[source.id],
            "notes": [f"notes/{path}" for path in view.citers(source.id)],
            "text": known or ("verified" if source.id in hashed else ""),
            "caveats": [_caveat(caveat) for caveat in source.custom.caveats],
        }


def _caveat(caveat: Any) -> str:
    places = "; ".join(f"{locator.kind} {locator.numbers}" for locator in caveat.at)
    return f"{caveat.grade} at {places}: {caveat.says}"


def as_csv(view: View, has_text: Texts | None) -> str:
    """RFC 4180, UTF-8, with a header."""
    return tabular.as_csv([name for name, _ in FIELDS], records(view, has_text))


def as_json(view: View, has_text: Texts | None) -> str:
    """A JSON array of objects."""
    return tabular.as_json(records(view, has_text))


def sources_schema() -> Schema:
    """The JSON Schema of that array."""
    types = {"figures": tabular.COUNT, "notes": tabular.TEXTS, "caveats": tabular.TEXTS}
    return tabular.array_schema(dict(FIELDS), types)


def as_table(view: View, has_text: Texts | None) -> str:
    """Columns for a terminal."""
    columns = ("key", "kind", "figures", "text", "caveats", "title")
    found = records(view, has_text)
    return tabular.as_table(columns, ([_brief(each[name]) for name in columns] for each in found))


def _brief(value: Any) -> str:
    """A value for a terminal; a list is shown as its length."""
    return str(len(value) or "") if isinstance(value, list) else f"{value:,}" if isinstance(value, int) else value


SOURCES: Final[Mapping[str, Callable[[View, Texts | None], str]]] = {
    "table": as_table,
    "csv": as_csv,
    "json": as_json,
}
