"""Decodes a tree of plain values into a typed record, and reports each error at its span.

The types of the record's fields determine how each text is parsed. A wrong value is
reported and left out, and decoding continues, so that one run finds all errors.
"""

import re
import types
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from enum import Enum
from functools import cache
from typing import Annotated, Any, Final, NamedTuple, TypeVar, Union, get_args, get_origin

import msgspec
from msgspec import Struct

from briefing.model.diagnostics import Diagnostic, Rule, Span
from briefing.model.suggestions import did_you_mean, nearest
from briefing.notes.records.dates import date_hint
from briefing.notes.records.tree import Entry, Fields, Items, Leaf, Tree

T = TypeVar("T", bound=Struct)


class DecodeError(Exception):
    """The error of a value that cannot be decoded."""

    def __init__(self, message: str, hint: str = "", rule: Rule = Rule.INVALID_VALUE, span: Span | None = None) -> None:
        super().__init__(message)
        self.message, self.hint, self.rule, self.span = message, hint, rule, span


class Grammar(Struct, frozen=True):
    """The part of a record's grammar that its types do not express.

    `readers` are functions that decode a tree to a certain type, and `finishers` such
    that complete a decoded record from several of its keys; both may raise
    `DecodeError`. `ignored` are keys that a record accepts without using them.
    `nouns` are the names of records in messages. `synonyms` are keys that other
    tools use, each with a hint that names ours.
    """

    readers: Mapping[Any, Callable[[Tree], object]]
    ignored: Mapping[type, frozenset[str]]
    nouns: Mapping[type, str]
    finishers: Mapping[type, Callable[[Any, Fields], Struct]] = {}
    synonyms: Mapping[type, Mapping[str, str]] = {}


class DecodedRecord(Struct, frozen=True):
    """The values of a record by field, their spans by path, and the problems."""

    values: Mapping[str, object]
    spans: Mapping[str, Span]
    problems: tuple[Diagnostic, ...]

    def record(self, kind: type[T], stand_in: Mapping[str, object]) -> T:
        """Create the record; `stand_in` has a placeholder for each required key, in case it is missing."""
        return kind(**{**stand_in, **self.values})


class _Undecodable(Enum):
    UNDECODABLE = "unread"


UNDECODABLE: Final = _Undecodable.UNDECODABLE


def read_record(tree: Tree | None, kind: type[Struct], grammar: Grammar, start: Span) -> DecodedRecord:
    """Decode a record of `kind`; missing keys are reported at `start`."""
    reader = _Decoder(grammar)
    if tree is None:
        tree = Fields({}, start)
    if isinstance(tree, Fields):
        values = reader.values(Fields(tree.entries, start), kind, "")
    else:
        values = {}
        reader.report(DecodeError(f"{reader.noun(kind)} is written as `key: value` lines"), tree.span)
    return DecodedRecord(values, reader.spans, tuple(reader.problems))


class _Decoder:
    def __init__(self, grammar: Grammar) -> None:
        self.grammar = grammar
        self.problems: list[Diagnostic] = []
        self.spans: dict[str, Span] = {}

    def noun(self, kind: type) -> str:
        return self.grammar.nouns.get(kind, f"a {kind.__name__.lower()}")

    def report(self, mistake: DecodeError, span: Span) -> None:
        self.problems.append(Diagnostic(mistake.rule, mistake.message, mistake.span or span, mistake.hint))

    def values(self, tree: Fields, kind: type[Struct], path: str) -> dict[str, object]:
        """The fields of a record that could be decoded, by their names in the record."""
        known = _fields(kind)
        found: dict[str, object] = {}
        for name, entry in tree.entries.items():
            if name in known:
                value = self.field(entry, known[name].type, f"{path}{name}", name)
                if value is not UNDECODABLE:
                    found[known[name].name] = value
            elif name not in self.grammar.ignored.get(kind, ()):
                synonyms = self.grammar.synonyms.get(kind, {})
                self.report(_misread_key(name, entry, known, self.noun(kind), synonyms), entry.key)
        self.report_missing(tree, known, kind)
        return found

    def report_missing(self, tree: Fields, known: Mapping[str, Any], kind: type[Struct]) -> None:
        """Report missing required keys, except if a misspelt one was reported already."""
        needed = ((name, tree.entries.get(name)) for name in _required_keys(kind))
        missing = {name: entry for name, entry in needed if entry is None or _is_nothing(entry.value)}
        misspelt = {nearest(name.partition(":")[0], known) for name in tree.entries if missing and name not in known}
        for name, entry in missing.items():
            if name not in misspelt:
                self.report(_missing_key(name, known[name].type, self.noun(kind)), entry.key if entry else tree.span)

    def field(self, entry: Entry, kind: Any, path: str, name: str) -> object:
        if _is_nothing(entry.value):
            return UNDECODABLE
        return self.read(entry.value, kind, path, name)

    def read(self, tree: Tree, kind: Any, path: str, name: str) -> object:
        self.spans[path] = tree.span
        shape = _shape(kind)
        try:
            if shape.bare in self.grammar.readers:
                return self.grammar.readers[shape.bare](tree)
            return self._read(tree, shape, path, name)
        except DecodeError as mistake:
            self.report(mistake, tree.span)
            return UNDECODABLE

    def _read(self, tree: Tree, shape: "_Shape", path: str, name: str) -> object:
        kind = shape.bare
        if shape.origin in _UNIONS:
            return self.read(tree, _member(tree, shape.inner), path, name)
        if shape.origin is tuple:
            return self.sequence(tree, shape.inner[0], path, name)
        if shape.origin is dict:
            return self.mapping(tree, shape.inner, path, name)
        if isinstance(kind, type) and issubclass(kind, Struct):
            return self.struct(tree, kind, path)
        if _is_nothing(tree):
            raise DecodeError(f"an item of `{name}` is empty", "write it, or delete its dash")
        if not isinstance(tree, Leaf) or tree.text is None:
            raise DecodeError(
                f"`{name}` takes {_scalar_noun(kind)}, not a list or a group of keys", _describe(shape.metas)
            )
        return _scalar(tree.text, kind, shape.metas, name)

    def sequence(self, tree: Tree, kind: Any, path: str, name: str) -> tuple[object, ...]:
        if not isinstance(tree, Items):
            raise DecodeError(f"`{name}` takes a list", f"write it as `{name}: [{_as_items(tree, kind)}]`")
        values = [self.read(item, kind, f"{path}[{i}]", name) for i, item in enumerate(tree.items)]
        return tuple(value for value in values if value is not UNDECODABLE)

    def mapping(self, tree: Tree, kinds: tuple[Any, ...], path: str, name: str) -> dict[object, object]:
        if not isinstance(tree, Fields):
            raise DecodeError(
                f"`{name}` takes `key: value` lines", "write each on its own line, without a `-` before it"
            )
        found: dict[object, object] = {}
        for key, entry in tree.entries.items():
            try:
                known = _scalar(key, kinds[0], (), name)
            except DecodeError as mistake:
                self.report(mistake, entry.key)
                continue
            value = self.read(entry.value, kinds[1], f"{path}.{key}", key)
            if value is not UNDECODABLE:
                found[known] = value
        return found

    def struct(self, tree: Tree, kind: type[Struct], path: str) -> object:
        if not isinstance(tree, Fields):
            raise DecodeError(f"{self.noun(kind)} is written with its keys", f"write it as `{_outline(kind)}`")
        values = self.values(tree, kind, f"{path}.")
        known = _fields(kind)
        if not all(known[key].name in values for key in _required_keys(kind)):
            return UNDECODABLE
        record = kind(**values)
        finish = self.grammar.finishers.get(kind)
        return finish(record, tree) if finish else record


# --- types: resolving one takes longer than decoding a value, so the results are cached ----


@cache
def _fields(kind: type[Struct]) -> Mapping[str, msgspec.structs.FieldInfo]:
    """The fields of a record, by the keys that authors write."""
    return {item.encode_name: item for item in msgspec.structs.fields(kind)}


@cache
def _required_keys(kind: type[Struct]) -> tuple[str, ...]:
    """The required keys of a record."""
    return tuple(name for name, item in _fields(kind).items() if item.required)


class _Shape(NamedTuple):
    """A type without `Annotated` and `None`, its origin and arguments, and its metadata."""

    bare: Any
    metas: tuple[Any, ...]
    origin: Any
    inner: tuple[Any, ...]


_UNIONS: Final = (Union, types.UnionType)


@cache
def _shape(kind: Any) -> _Shape:
    metas: tuple[Any, ...] = ()
    if get_origin(kind) is Annotated:
        kind, *notes = get_args(kind)
        metas = tuple(notes)
    if get_origin(kind) in _UNIONS:
        members = [member for member in get_args(kind) if member is not type(None)]
        kind = members[0] if len(members) == 1 else kind
    return _Shape(kind, metas, get_origin(kind), get_args(kind))


def _member(tree: Tree, members: tuple[Any, ...]) -> Any:
    """The member of a union that matches the shape of the tree: scalar, list or mapping."""
    shapes = {Items: tuple, Fields: dict}
    wanted = shapes.get(type(tree))
    fits = [member for member in members if (get_origin(member) is wanted)]
    return fits[0] if fits else members[0]


def _scalar(text: str, kind: Any, metas: tuple[Any, ...], name: str) -> object:
    if kind is date:
        return read_date(text)
    if issubclass(kind, Enum):
        return _choice(text, kind, name)
    if kind is bool:
        return _choice(text, bool, name)
    if kind is str and not text.strip():
        raise DecodeError(f"`{name}` is empty", _describe(metas), Rule.MISSING_KEY)
    for meta in metas:
        # `fullmatch`, although the patterns are anchored: `$` would allow a line break at the end.
        if meta.pattern and not re.fullmatch(meta.pattern, text):
            raise DecodeError(f"`{name}` cannot be `{text}`", _describe(metas))
    return text


def _choice(text: str, kind: Any, name: str) -> object:
    choices: dict[str, object] = {"true": True, "false": False} if kind is bool else {str(c.value): c for c in kind}
    if text in choices:
        return choices[text]
    raise DecodeError(f"`{name}` cannot be `{text}`", did_you_mean(text, choices) or f"it is one of {_listed(choices)}")


def read_date(text: str) -> date:
    """Parse a calendar date of ISO 8601. Raises `DecodeError`."""
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise DecodeError(f"`{text}` is not a date", date_hint(text), Rule.NOT_A_DATE)


def _as_items(tree: Tree, kind: Any) -> str:
    """A value in the notation of list items, or an example of it, for a hint."""
    if isinstance(_shape(kind).bare, type) and issubclass(_shape(kind).bare, Struct):
        return _outline(_shape(kind).bare)
    text = tree.text if isinstance(tree, Leaf) and tree.text else ""
    return re.sub(r"\s*[;,]\s*", ", ", text) if re.fullmatch(r"\w[\w .,;&/+'’-]*", text) else "first, second"


def _outline(kind: type[Struct]) -> str:
    """The outline of a record in one line, with its required keys, for a hint."""
    return "{" + ", ".join(f"{key}: …" for key in _required_keys(kind) or list(_fields(kind))[:3]) + "}"


def _misread_key(name: str, entry: Entry, known: Iterable[str], noun: str, synonyms: Mapping[str, str]) -> DecodeError:
    """The error for a key that a record does not have."""
    if _is_cut(name, entry):
        return _cut_value(name)
    if _is_nothing(entry.value) and (glued := re.fullmatch(r"([\w-]+):(\S.*)", name)):
        message = f"`{name}` has no space after its `:`"
        return DecodeError(message, f"write `{glued[1]}: {glued[2]}`", Rule.UNKNOWN_KEY)
    if meant := synonyms.get(name.casefold()):
        return DecodeError(f"`{name}` is not a key of {noun}", meant, Rule.UNKNOWN_KEY)
    return _unknown_key(name, known, noun)


def _is_cut(name: str, entry: Entry) -> bool:
    """Whether a key is the rest of a value that YAML split at a comma: `{value: 550,000}`."""
    return _is_nothing(entry.value) and not name[:1].isalpha()


def _cut_value(name: str) -> DecodeError:
    hint = "put the whole value in quotes"
    return DecodeError(f"`{name}` is cut off: inside `{{ }}` a comma ends a value", hint, Rule.UNKNOWN_KEY)


def _unknown_key(name: str, known: Iterable[str], noun: str) -> DecodeError:
    hint = did_you_mean(name, known) or f"its keys are {_listed(known)}"
    return DecodeError(f"`{name}` is not a key of {noun}", hint, Rule.UNKNOWN_KEY)


def _missing_key(name: str, kind: Any, noun: str) -> DecodeError:
    return DecodeError(f"{noun} needs `{name}`", _describe(_shape(kind).metas), Rule.MISSING_KEY)


def _describe(metas: tuple[Any, ...]) -> str:
    return next((meta.description for meta in metas if meta.description), "")


def _scalar_noun(kind: Any) -> str:
    return {date: "a date", bool: "true or false"}.get(kind, "one value")


def _is_nothing(tree: Tree) -> bool:
    return isinstance(tree, Leaf) and tree.text is None


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
