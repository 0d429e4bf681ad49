"""Loads one or several files in CSL-YAML, CSL-JSON, BibTeX or Hayagriva into a `Bibliography`.

The entries of each file are normalized to CSL-JSON and decoded into records; every error
has its span in the file. An entry with only `id` and `custom` supplements a source in
another file.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any, Final

from msgspec import Struct, structs

from briefing import lazy_re
from briefing.model import (
    Bibliography,
    Caveat,
    CurrencySymbols,
    Custom,
    Locator,
    Pages,
    PartialDate,
    Printed,
    Source,
    SourceType,
    Text,
)
from briefing.model.diagnostics import Diagnostic, Rule, Severity, Span
from briefing.model.suggestions import did_you_mean
from briefing.notes.bibliography.bibtex_files import read_bibtex
from briefing.notes.bibliography.caveats import graded, read_currency_symbols, read_pages, read_places, read_printed
from briefing.notes.bibliography.csl import TYPES, source_type
from briefing.notes.bibliography.csl_entries import Entries, is_supplement, listed, normalized
from briefing.notes.bibliography.file_formats import BIBTEX, LIBRARIES, export_hint, misnamed
from briefing.notes.bibliography.hayagriva import is_hayagriva, read_hayagriva
from briefing.notes.bibliography.json_tree import read_json
from briefing.notes.bibliography.partial_dates import read_partial_date
from briefing.notes.cleaning import clean
from briefing.notes.records import DecodeError, Entry, Fields, Grammar, Items, Leaf, Tree, read_record, read_tree
from briefing.notes.settings_parser import missing


class Library(Struct, frozen=True):
    """The entries of a file, in the shape of CSL-YAML."""

    references: tuple[Source, ...] = ()


class _Supplement(Struct, frozen=True):
    """What a file adds to a source in another file."""

    id: str
    custom: Custom


class _Supplements(Struct, frozen=True):
    references: tuple[_Supplement, ...] = ()


class _ParsedFile(Struct, frozen=True):
    """The content of a file: sources and supplements, each with the span of its id, and problems."""

    sources: tuple[tuple[Source, Span], ...] = ()
    supplements: tuple[tuple[_Supplement, Span], ...] = ()
    spans: tuple[tuple[str, Span], ...] = ()
    """The span of every id, including those of entries that cannot be decoded."""
    caveats: tuple[tuple[str, tuple[Span, ...]], ...] = ()
    """The spans of the caveats of each source, by its id."""
    problems: tuple[Diagnostic, ...] = ()


def parse_bibliography(*texts: Text, beside: Iterable[str] = ()) -> Bibliography:
    """Parse the files of the bibliography; if two sources have the same id, the first one counts.

    If there is no such file, the diagnostic suggests one of the files in `beside` that may be meant.
    """
    if not texts:
        return Bibliography(problems=(_no_bibliography(beside),))
    files = [_file(text) for text in texts]
    sources: dict[str, Source] = {}
    spans: dict[str, Span] = {}
    problems = [problem for file in files for problem in file.problems]
    for name, span in (place for file in files for place in file.spans):
        if name in spans:
            problems.append(_duplicate_id(name, span, spans[name]))
        spans.setdefault(name, span)
    for source, _ in (found for file in files for found in file.sources):
        sources.setdefault(source.id, source)
    for addition, span in (found for file in files for found in file.supplements):
        problems += _apply_supplement(sources, spans, addition, span)
    caveats = {key: spans for file in files for key, spans in file.caveats}
    return Bibliography({key: sources[key] for key in spans if key in sources}, spans, caveats, tuple(problems))


def _no_bibliography(beside: Iterable[str]) -> Diagnostic:
    needed = missing("notes/sources.yaml", "`references:` and a list of sources")
    other = next((path for path in beside if path.endswith(LIBRARIES)), "")
    if not other:
        return needed
    if other.endswith(BIBTEX):
        return structs.replace(needed, hint=f"rename notes/{other} as notes/sources.bib")
    return structs.replace(needed, hint=export_hint(f"notes/{other}", "notes/sources"))


def _apply_supplement(
    sources: dict[str, Source], spans: dict[str, Span], addition: _Supplement, span: Span
) -> Iterator[Diagnostic]:
    if addition.id in sources:
        sources[addition.id] = structs.replace(sources[addition.id], custom=addition.custom)
    elif addition.id not in spans:
        hint = did_you_mean(addition.id, sources) or "give its `type` and `title`, or the file that has them"
        yield Diagnostic(Rule.UNKNOWN_SOURCE, f"no source is called `{addition.id}`", span, hint)


def _duplicate_id(name: str, span: Span, first: Span) -> Diagnostic:
    hint = f"the other is on line {first.line}; rename one of the two"
    if first.path != span.path:
        hint = f"the other is at {first.path}:{first.line}; delete one, or leave only `id` and `custom` here"
    return Diagnostic(Rule.DUPLICATE_ID, f"two sources are called `{name}`", span, hint)


# --- one file ---------------------------------------------------------------------------------


def _file(text: Text) -> _ParsedFile:
    cleaned, encoding = clean(text)
    trees, problems = _entries(cleaned)
    if trees is None:
        return _ParsedFile(problems=(*encoding, *problems))
    by_hand = text.path.endswith((".yaml", ".yml"))
    entries = normalized(trees, lenient=not by_hand)
    citable = entries if by_hand else _citable(entries)
    problems = (*encoding, *problems, *entries.problems(), *_uncitable(entries, citable))
    citable_entries = [tree for tree in citable.entries if not is_supplement(tree)]
    added = [tree for tree in citable.entries if is_supplement(tree)]
    sources, faults = _records(citable_entries, Library, text.path)
    additions, more = _records(added, _Supplements, text.path)
    return _ParsedFile(
        tuple((_with_composed_id(source), span) for source, span in sources),
        tuple((_with_composed_id(addition), span) for addition, span in additions),
        tuple((_composed(name), span) for name, span in _ids(citable_entries)),
        tuple((_composed(name), spans) for tree in citable.entries for name, spans in _caveats(tree)),
        (*problems, *faults, *more),
    )


def _entries(text: Text) -> tuple[tuple[Tree, ...] | None, tuple[Diagnostic, ...]]:
    """The entries of a file in its format, and the problems; None if it cannot be parsed."""
    if fault := misnamed(text):
        return None, (fault,)
    if text.path.endswith(".bib"):
        return _bibtex(text)
    if text.path.endswith(".json"):
        tree, problems = read_json(text.content, text.path)
    else:
        tree, problems = read_tree(_one_document(text.content.translate(_LINE_ENDS)), text.path)
    if tree is None:
        return (None if problems else ()), problems
    if is_hayagriva(tree):
        return read_hayagriva(tree), problems
    entries = listed(tree)
    if entries is None:
        return None, (*problems, _not_a_list(tree, text.path))
    return entries, problems


def _bibtex(text: Text) -> tuple[tuple[Tree, ...] | None, tuple[Diagnostic, ...]]:
    try:
        return read_bibtex(text.content, text.path)
    except ImportError:
        hint = "install it: pip install 'briefing-notes[bibtex]'"
        return None, (Diagnostic(Rule.MISSING_FILE, "BibTeX needs the extra `bibtex`", Span(text.path), hint),)


_LINE_ENDS: Final = {ord(char): " " for char in "\u0085\u2028\u2029"}
"""Unusual line ends, which Pandoc writes within texts, and which YAML's loaders count differently."""

_MARKS: Final = lazy_re.compile(
    r"\A(?:\s*\n)?---[ \t]*\n(?P<yaml>.*?)^(?:---|\.\.\.)[ \t]*$(?P<rest>\s*)\Z", re.S | re.M
)


def _one_document(content: str) -> str:
    """YAML without the document markers that Pandoc writes at the end."""
    match = _MARKS.match(content)
    return content[: match.end("yaml")] if match else re.sub(r"(?m)^(?:---|\.\.\.)\s*\Z", "", content)


def _not_a_list(tree: Tree, path: str) -> Diagnostic:
    if isinstance(tree, Fields) and (entry := tree.entries.get("references")):
        if isinstance(entry.value, Leaf) and entry.value.text is None:
            return Diagnostic(Rule.MISSING_KEY, "`references` is empty", entry.key, "write the sources under it")
        hint = "write it as `references:` and a list, each source with a dash"
        return Diagnostic(Rule.INVALID_VALUE, "`references` takes a list", entry.value.span, hint)
    if isinstance(tree, Fields) and tree.entries:
        name, entry = next(iter(tree.entries.items()))
        hint = did_you_mean(name, ("references",)) or "put the sources in a list under `references:`"
        return Diagnostic(Rule.UNKNOWN_KEY, f"`{name}` is not a key of a bibliography", entry.key, hint)
    hint = "put the sources in a list under `references:`"
    return Diagnostic(Rule.INVALID_VALUE, "a bibliography is a list of sources", Span(path), hint)


def _records(
    entries: list[Tree], kind: type[Struct], path: str
) -> tuple[list[tuple[Any, Span]], tuple[Diagnostic, ...]]:
    """Decode entries into records, each with the span of its id; also returns the problems."""
    start = Span(path)
    tree = Fields({"references": Entry(start, Items(tuple(entries), start))}, start)
    reading = read_record(tree, kind, _GRAMMAR, start)
    listed: Any = reading.values.get("references", ())
    spans = dict(reversed(list(_ids(entries))))
    return [(record, spans.get(record.id, start)) for record in listed], reading.problems


def _ids(entries: list[Tree]) -> Iterator[tuple[str, Span]]:
    """The ids of entries and their spans."""
    for item in entries:
        value = item.entries["id"].value if isinstance(item, Fields) and "id" in item.entries else None
        if isinstance(value, Leaf) and value.text:
            yield value.text, value.span


def _caveats(tree: Tree) -> Iterator[tuple[str, tuple[Span, ...]]]:
    """The id of a source, and the spans of its caveats' subjects, if it has any."""
    items = _child(_child(tree, "custom"), "caveats")
    if isinstance(items, Items):
        spans = tuple((_child(item, "figures") or _child(item, "at") or item).span for item in items.items)
        yield from ((name, spans) for name, _ in _ids([tree]))


def _child(tree: Tree | None, name: str) -> Tree | None:
    entry = tree.entries.get(name) if isinstance(tree, Fields) else None
    return entry.value if entry else None


def _citable(entries: Entries) -> Entries:
    """The entries whose keys can be written in a citation."""
    return structs.replace(entries, entries=tuple(tree for tree in entries.entries if not _is_uncitable(tree)))


def _is_uncitable(tree: Tree) -> bool:
    return any(re.search(r"[\s{}@]", name) for name, _ in _ids([tree]))


def _uncitable(entries: Entries, citable: Entries) -> Iterator[Diagnostic]:
    if len(entries.entries) == len(citable.entries):
        return
    found = [place for tree in entries.entries if _is_uncitable(tree) for place in _ids([tree])]
    name, span = found[0]
    others = f", nor can {len(found) - 1} others" if len(found) > 1 else ""
    hint = "a key has no spaces, braces or @: rename it where the file was made"
    yield Diagnostic(Rule.INVALID_ID, f"`{name}` cannot be cited{others}", span, hint, Severity.WARNING)


def _composed(key: str) -> str:
    """A key in Unicode's composed form (NFC), like the keys of citations."""
    return key if key.isascii() else unicodedata.normalize("NFC", key)


def _with_composed_id(record: Any) -> Any:
    return record if record.id.isascii() else structs.replace(record, id=_composed(record.id))


# --- values with their own grammar -----------------------------------------------------------


def _source_type(tree: Tree) -> SourceType:
    """A CSL type."""
    text = (tree.text or "") if isinstance(tree, Leaf) else ""
    known = source_type(text)
    if not known:
        hint = (
            did_you_mean(text, TYPES) or "write report, article-newspaper, webpage, book, dataset or another CSL type"
        )
        raise DecodeError(f"`type` cannot be `{text}`", hint)
    return SourceType(known)


_GRAMMAR: Final = Grammar(
    readers={
        PartialDate: read_partial_date,
        SourceType: _source_type,
        CurrencySymbols: read_currency_symbols,
        Pages: read_pages,
        Printed: read_printed,
        tuple[Locator, ...]: read_places,
    },
    ignored={},
    nouns={
        Caveat: "a caveat",
        Custom: "`custom`",
        Library: "a bibliography",
        Source: "a source",
        _Supplement: "a source",
    },
    finishers={Caveat: graded},
)
