"""Parses files of BibTeX and BibLaTeX into entries whose values have the spans of their fields.

`bibtexparser` splits a file into entries and fields; it continues after a broken entry,
and gives the line of each field, from which the columns are found by a search.
Abbreviations, `#`, `crossref` and `xdata` are resolved here; fields are mapped in
`bibtex_entries`.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Final

from briefing import lazy_re
from briefing.model.diagnostics import Diagnostic, Rule, Severity, Span
from briefing.notes.bibliography.bibtex_entries import BibtexEntry, RawField, to_csl
from briefing.notes.bibliography.bibtex_fields import CONTAINED, field_name
from briefing.notes.records import Tree

_COMMENTED: Final = lazy_re.compile(r"^[ \t]*%+[ \t]*@\w+[ \t]*[{(].*\n(?:[ \t]*%.*\n)*", re.M)
"""An entry that is commented out, which biber skips."""

_MAX_LINES: Final = 4
"""How many lines from that of a field on are searched for its value."""
_MAX_SHARED_CHARS: Final = 2_000
"""The maximal length of an abbreviation, or of a field that other entries inherit: with longer ones, a few lines could
ask for any amount of memory."""
_MAX_PARENTS: Final = 5
"""The maximal length of a chain of entries that inherit from each other."""
_TOKEN: Final = lazy_re.compile(
    r'\s*+(?:#\s*+)?(?:"(?P<quoted>(?:[^"{]|\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\})*)"|(?P<word>[^\s#"{}]+))'
)


def read_bibtex(text: str, path: str) -> tuple[tuple[Tree, ...], tuple[Diagnostic, ...]]:
    """The entries of a file, and the diagnostics about it. Raises `ImportError` without `bibtexparser`."""
    from bibtexparser import entrypoint, splitter  # noqa: PLC0415 # an extra, and slow to load

    # The parser would log each broken entry, which is reported as a diagnostic here.
    splitter.logger.disabled = True
    text = _COMMENTED.sub(lambda lines: re.sub(r"[^\n]", " ", lines.group()), text)
    library = entrypoint.parse_string(text, parse_stack=[])
    locations = _Locations(text, path)
    strings = _abbreviations(library.strings)
    problems = [_block_error(block, locations) for block in library.failed_blocks if not _is_duplicate(block)]
    problems += [problem for block in library.entries if (problem := _entry_error(block, locations))]
    entries = [block for block in library.entries if block.key]
    blocks = [*entries, *(block for failed in library.failed_blocks if (block := _recovered_entry(failed)))]
    works = [_to_entry(block, strings, locations) for block in sorted(blocks, key=lambda block: block.start_line)]
    by_key = {work.key: work for work in works}
    known: dict[tuple[str, int], BibtexEntry] = {}
    return tuple(to_csl(_inherited(work, by_key, known)) for work in works), tuple(problems)


class _Locations:
    """Finds the spans of values whose lines the parser has given."""

    def __init__(self, text: str, path: str) -> None:
        self.lines, self.path = text.split("\n"), path

    def find(self, pattern: str, line: int, length: int = 1) -> Span:
        """The span of the first match in a line (counted from 0) or in the few lines after it."""
        form = _compiled(pattern)
        for number in range(line, min(line + _MAX_LINES, len(self.lines))):
            if match := form.search(self.lines[number]):
                found = match.start("at")
                return Span(self.path, number + 1, found + 1, max(1, match.end("at") - found))
        return Span(self.path, line + 1, 1, length)


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _block_error(block: Any, locations: _Locations) -> Diagnostic:
    span = locations.find(r"(?P<at>@\s*\w+\s*[{(][^,\n]*)", block.start_line)
    kind = type(block).__name__
    if kind == "DuplicateFieldKeyBlock":
        names = ", ".join(f"`{name}`" for name in sorted(block.duplicate_keys))
        hint = "the last one counts; keep one"
        return Diagnostic(Rule.DUPLICATE_KEY, f"{names} is given twice", span, hint, Severity.WARNING)
    if kind == "DuplicateBlockKeyBlock":
        hint = "rename one of the two"
        return Diagnostic(Rule.DUPLICATE_ID, f"two sources are called `{block.key}`", span, hint)
    hint = "look for a brace or quote that is never closed, and a comma between fields"
    return Diagnostic(Rule.INVALID_VALUE, "this BibTeX entry cannot be read", span, hint)


def _entry_error(block: Any, locations: _Locations) -> Diagnostic | None:
    """The error in an entry that can be parsed: it has no key, or lacks a comma between two fields."""
    at = block.start_line
    if not block.key:
        span = locations.find(r"(?P<at>@\s*\w+\s*[{(])", at)
        return Diagnostic(
            Rule.MISSING_KEY, "a source has no key", span, "write one after the `{`: notes cite it by that"
        )
    for field in block.fields:
        if run_on := _run_on(field.value):
            span = locations.find(rf"(?P<at>\b{re.escape(run_on)})\s*=", field.start_line)
            message = f"`{field.key}` and `{run_on}` have no comma between them"
            return Diagnostic(Rule.INVALID_VALUE, message, span, "put a comma between the two")
    return None


_RUN_ON: Final = lazy_re.compile(r"\s*(?P<name>[A-Za-z][\w-]*)\s*=")


def _run_on(raw: str) -> str:
    """The name of a field that was parsed as part of the value before it, since a comma is missing."""
    raw = raw.strip()
    if raw.startswith("{"):
        end = _closing(raw, 0) + 1
    else:
        quoted = _TOKEN.match(raw)
        end = quoted.end() if quoted else len(raw)
    found = _RUN_ON.match(raw, end)
    return found["name"] if found else ""


def _is_duplicate(failed: Any) -> bool:
    """Whether an entry is an exact duplicate of another."""
    return type(failed).__name__ == "DuplicateBlockKeyBlock" and _words(failed) == _words(failed.previous_block)


def _words(block: Any) -> str:
    return " ".join((block.raw or "").split())


def _recovered_entry(failed: Any) -> Any:
    """The entry in a block with a duplicate field; a second entry with the same key is left out."""
    is_usable = type(failed).__name__ == "DuplicateFieldKeyBlock"
    return failed.ignore_error_block if is_usable else None


def _to_entry(block: Any, strings: Mapping[str, str], locations: _Locations) -> BibtexEntry:
    fields: dict[str, RawField] = {}
    for field in block.fields:
        name = field_name(field.key)
        if name == "location" and "location" in fields:
            # If both are given, `location` is that of the conference, and `address` that of the publisher.
            is_address = field.key.lower() == "address"
            fields.setdefault("venue", fields.pop("location") if is_address else fields["location"])
            if not is_address:
                name = "venue"
        value = _value(field.value, strings)
        span = locations.find(rf"(?<![\w-]){re.escape(field.key)}\s*=\s*(?P<at>[^\s,][^,\n]*)", field.start_line)
        if value.strip():
            fields[name] = RawField(value, span)
    span = locations.find(r"@\s*\w+\s*[{(]\s*(?P<at>[^\s,{}]+)", block.start_line)
    return BibtexEntry(block.entry_type.lower(), block.key, span, fields)


def _abbreviations(strings: Iterable[Any]) -> Mapping[str, str]:
    """The value of each abbreviation, resolved by those before it; one that is too long is left as it is written."""
    found: dict[str, str] = {}
    for string in strings:
        value = _value(string.value, found)
        if len(value) <= _MAX_SHARED_CHARS:
            found[string.key.lower()] = value
    return found


def _value(raw: str, strings: Mapping[str, str]) -> str:
    """A value without its braces or quotes, with `#` and abbreviations resolved."""
    raw = raw.strip()
    if raw.startswith("{") and _closes_at_end(raw):
        return raw[1:-1]
    found, at = "", 0
    while at < len(raw):
        if raw[at] == "{":
            end = _closing(raw, at)
            found, at = found + raw[at + 1 : end], end + 1
        elif match := _TOKEN.match(raw, at):
            quoted, word = match.group("quoted"), match.group("word")
            found += quoted if word is None else strings.get(word.lower(), word)
            at = match.end()
        else:
            at += 1
    return found


def _closes_at_end(raw: str) -> bool:
    return _closing(raw, 0) == len(raw) - 1


def _closing(raw: str, at: int) -> int:
    depth = 0
    for place in range(at, len(raw)):
        depth += {"{": 1, "}": -1}.get(raw[place], 0)
        if not depth:
            return place
    return len(raw)


# --- inherited fields -----------------------------------------------------------------------

_NOT_INHERITED: Final = {"crossref", "xdata", "xref", "label", "shorttitle", "sortkey", "keywords", "ids", "options"}


def _inherited(
    work: BibtexEntry, by_key: Mapping[str, BibtexEntry], known: dict[tuple[str, int], BibtexEntry], depth: int = 0
) -> BibtexEntry:
    """An entry with the fields that it inherits by its `crossref` or `xdata`; `known` has the results so far."""
    if (work.key, depth) in known:
        return known[work.key, depth]
    fields = dict(work.fields)
    for name in ("xdata", "crossref"):
        for key in fields[name].text.split(",") if name in fields else ():
            parent = by_key.get(key.strip())
            if parent and parent.key != work.key and depth < _MAX_PARENTS:
                fields = {**_inheritable_fields(_inherited(parent, by_key, known, depth + 1), work, name), **fields}
    known[work.key, depth] = BibtexEntry(work.kind, work.key, work.span, fields)
    return known[work.key, depth]


def _inheritable_fields(parent: BibtexEntry, child: BibtexEntry, name: str) -> dict[str, RawField]:
    short = ((field, value) for field, value in parent.fields.items() if len(value.text) <= _MAX_SHARED_CHARS)
    lent = {field: value for field, value in short if field not in _NOT_INHERITED}
    if name == "crossref" and child.kind in CONTAINED:
        for field in ("title", "subtitle", "titleaddon"):
            if field in lent:
                lent.setdefault(f"book{field}", lent.pop(field))
        if parent.kind in ("book", "mvbook") and "author" in lent:
            lent.setdefault("bookauthor", lent.pop("author"))
    return lent
