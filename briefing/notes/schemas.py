"""The JSON Schemas of the files that authors write: front matter, `site.yaml`, `sources.yaml`."""

from collections.abc import Callable, Mapping
from typing import Final

from briefing.model import (
    CurrencySymbols,
    FrontMatter,
    Locator,
    Name,
    PartialDate,
    Printed,
    Settings,
    Source,
    SourceType,
)
from briefing.notes.bibliography.csl import TYPES
from briefing.notes.bibliography.loader import Library
from briefing.notes.records.json_schema import Schema, schema

_CUSTOM: Final[Mapping[type, Schema]] = {
    SourceType: {"enum": sorted(TYPES)},
    PartialDate: {"type": ["string", "number", "object", "array"]},
    Locator: {"type": "string"},
    Printed: {"type": ["string", "number"]},
    CurrencySymbols: {"type": "object", "additionalProperties": {"type": "string", "pattern": "^[A-Z]{3}$"}},
}

SCHEMAS: Final[Mapping[str, Callable[[], Schema]]] = {
    "note": lambda: schema(FrontMatter, _CUSTOM),
    "site": lambda: schema(Settings, _CUSTOM),
    "sources": lambda: schema(Library, _CUSTOM, frozenset((Source, Name, Library))),
}
"""The schemas by name, as functions, since few commands need one."""
