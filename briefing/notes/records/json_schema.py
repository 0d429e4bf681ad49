"""Generates the JSON Schema (draft 2020-12) of a record as authors write it in YAML, for editors.

The types of the record's fields give the schemas of their values, and the descriptions
their documentation. A value with its own grammar is a string, unless `custom` has a schema.
"""

from collections.abc import Mapping
from typing import Any, Final

from msgspec import inspect

Schema = dict[str, Any]

DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
_TEXT: Final[Schema] = {"type": ["string", "number"]}
"""Strings and numbers, since YAML's `31` is a number to editors, although we read it as a text."""


def schema(record: type, custom: Mapping[type, Schema], open_records: frozenset[type] = frozenset()) -> Schema:
    """The schema of a record; `open_records` are those that allow other keys than their fields.

    `custom` has the schemas of types with their own grammar.
    """
    return {"$schema": DRAFT, **_Writer(custom, open_records).of(inspect.type_info(record))}


class _Writer:
    def __init__(self, custom: Mapping[type, Schema], open_records: frozenset[type]) -> None:
        self.custom = custom
        self.open_records = open_records

    def of(self, kind: inspect.Type) -> Schema:
        if isinstance(kind, inspect.Metadata):
            return {**self.of(kind.type), **(kind.extra_json_schema or {})}
        return self.own(kind) or self.compound(kind) or _scalar(kind)

    def own(self, kind: inspect.Type) -> Schema | None:
        """The schema of a type with its own grammar, or of a list of such values, which is written as a single text."""
        if isinstance(kind, inspect.VarTupleType):
            return self.own(kind.item_type) if isinstance(kind.item_type, inspect.StructType) else None
        return self.custom.get(kind.cls) if isinstance(kind, inspect.StructType | inspect.CustomType) else None

    def compound(self, kind: inspect.Type) -> Schema | None:
        match kind:
            case inspect.StructType():
                return self.record(kind)
            case inspect.VarTupleType(item_type=item):
                return {"type": "array", "items": self.of(item)}
            case inspect.DictType(key_type=key, value_type=value):
                return {"type": "object", "propertyNames": self.of(key), "additionalProperties": self.of(value)}
            case inspect.UnionType(types=types):
                kinds = [self.of(each) for each in types if not isinstance(each, inspect.NoneType)]
                return kinds[0] if len(kinds) == 1 else {"anyOf": kinds}
        return None

    def record(self, kind: inspect.StructType) -> Schema:
        return {
            "type": "object",
            "properties": {field.encode_name: self.of(field.type) for field in kind.fields},
            "required": [field.encode_name for field in kind.fields if field.required],
            "additionalProperties": kind.cls in self.open_records,
        }


def _scalar(kind: inspect.Type) -> Schema:
    match kind:
        case inspect.EnumType(cls=members):
            return {"enum": [member.value for member in members]}
        case inspect.DateType():
            return {"type": "string", "format": "date"}
        case inspect.BoolType():
            return {"type": "boolean"}
        case inspect.StrType(pattern=str(pattern)):
            return {**_TEXT, "pattern": pattern}
    return _TEXT
