"""The JSON Schema (draft 2020-12) of a record as an author writes it in YAML, for editors.

The record's types give the schema of each value, and their descriptions its documentation. A value that the
author writes in a grammar of its own is a text, unless `custom` has a schema.
"""

from collections.abc import Mapping
from typing import Any, Final

from msgspec import inspect

Schema = dict[str, Any]

DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
_TEXT: Final[Schema] = {"type": ["string", "number"]}
"""YAML takes `31` for a number; what is typed is read as a text all the same."""


def schema(record: type, custom: Mapping[type, Schema], open_records: frozenset[type] = frozenset()) -> Schema:
    """The schema of a record; of `open_records` more keys are allowed than they have fields.

    `custom` has the schemas of types with a grammar of their own.
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
        """The schema of a type with a grammar of its own, or of a list of such, which is written as one text."""
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
