"""Text into `Note`, `Bibliography`, `Project` and `Words`.

Never raises on an author's mistake: what cannot be read is reported and
replaced by a stand-in, so that the rest of the file is still checked.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import PurePosixPath
from typing import Any, Final

from msgspec import Struct, structs

from briefing.citations import Unreadable, read_locators
from briefing.csl import TYPES, VARIABLES
from briefing.diagnostics import NEGOTIABLE, Diagnostic, Rule, Severity, Span
from briefing.ledger import read_ledger, repeated
from briefing.markdown import read_body
from briefing.model import (
    Bibliography,
    Body,
    Caveat,
    Custom,
    FigureFields,
    FrontMatter,
    Locator,
    Name,
    Note,
    OutcomeFields,
    PartialDate,
    Printed,
    Project,
    Readable,
    Segment,
    Settings,
    Source,
    SourceType,
    Text,
    Use,
    Words,
)
from briefing.quantities import read_value
from briefing.records import (
    Fields,
    Grammar,
    Items,
    Leaf,
    Mistake,
    Reading,
    Tree,
    did_you_mean,
    read_date,
    read_record,
    read_tree,
)

MONTHS: Final = 12

FENCE: Final = re.compile(r"\A---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S | re.M)


# --- notes -------------------------------------------------------------------------


def parse_note(text: Text, names: Sequence[str] = ()) -> Note:
    """Read a note: its front matter, its body and all that is wrong with either.

    `names` hold digits that are no numbers.
    """
    cleaned, encoding = clean(text)
    # Not of the cleaned text: a file that is mended until it is the same must be read again.
    return structs.replace(_parsed(cleaned, names, encoding), key=text.key)


def _parsed(text: Text, names: Sequence[str], encoding: tuple[Diagnostic, ...]) -> Note:
    path = text.path.removeprefix("notes/")
    match = FENCE.match(text.content)
    if not match:
        stand_in = Reading({}, {}, (_no_front_matter(text),))
        return _note(text, names, stand_in, 0, encoding)
    tree, faults = read_tree(match.group(1), text.path, first_line=2)
    # Where YAML itself is broken, keys that cannot be seen are not missing.
    reading = Reading({}, {}, ()) if faults and tree is None else _front_matter(tree, text.path, path)
    return _note(text, names, reading, match.end(), (*encoding, *faults))


def _front_matter(tree: Tree | None, file: str, path: str) -> Reading:
    reading = read_record(tree, FrontMatter, GRAMMAR, Span(file, 1, 1, 3))
    if path == "index.md" or "segment" in reading.places:
        return reading
    hint = "give the id of a segment of site.yaml"
    needed = Diagnostic(Rule.MISSING_KEY, "a note needs `segment`", Span(file, 1, 1, 3), hint)
    return Reading(reading.values, reading.places, (*reading.problems, needed))


def _note(text: Text, names: Sequence[str], reading: Reading, body_at: int, problems: tuple[Diagnostic, ...]) -> Note:
    path = text.path.removeprefix("notes/")
    front = reading.record(FrontMatter, {"title": PurePosixPath(path).stem, "date": date.min, "summary": ""})
    first_line = text.content.count("\n", 0, body_at) + 1
    body, faults = read_body(text.content[body_at:], path, first_line, names)
    start = Span(text.path)
    ledger = read_ledger(front, reading.places, start)
    everything = (*problems, *reading.problems, *ledger.problems, *faults)
    return Note(
        path=path,
        front=front,
        ledger=ledger.entries,
        files=tuple(link for link in body.links if not link.target.endswith(".md")),
        aliased=tuple(reading.places.get(f"aliases[{i}]", start) for i in range(len(front.aliases))),
        is_whole=not any(problem.severity is Severity.ERROR for problem in everything),
        size=len(text.content.encode("utf-8", "surrogatepass")),
        body=body,
        uses=_uses(body),
        markdown=text.content,
        repeats=repeated(front, reading.places, names, start),
        places=reading.places,
        problems=everything,
    )


def _uses(body: Body) -> dict[str, tuple[Use, ...]]:
    """The places of a note that may rest on a source, by its key, as first named."""
    found: dict[str, tuple[Use, ...]] = {}
    for cite in body.cites:
        for index, item in enumerate(cite.items):
            use = Use(cite.anchor(index), cite.section, item.locators)
            found[item.key] = (*found.get(item.key, ()), use)
    return found


def _no_front_matter(text: Text) -> Diagnostic:
    span = Span(text.path)
    if text.content.startswith("---"):
        hint = "close it with a line `---`"
        return Diagnostic(Rule.NO_FRONT_MATTER, "the front matter is never closed", span, hint)
    hint = "begin with a line `---`, then title, segment, date and summary, then a line `---`"
    return Diagnostic(Rule.NO_FRONT_MATTER, "the note has no front matter", span, hint)


# --- site.yaml, sources.yaml, words --------------------------------------------------


def parse_settings(text: Text | None) -> Project:
    """Read `site.yaml`."""
    if text is None:
        return Project(Settings(title="Briefing"), {}, (_missing("notes/site.yaml", "title, language and segments"),))
    tree, reading = _read(text, Settings)
    problems = (*reading.problems, *_fixed_rules(reading), *_twice(_ids(tree, "segments"), "segments"))
    return Project(reading.record(Settings, {"title": "Briefing"}), reading.places, problems)


def _fixed_rules(reading: Reading) -> Iterator[Diagnostic]:
    """Findings without which a page would be false or could not be made cannot be turned down."""
    rules: Any = reading.values.get("rules", {})
    for rule, said in rules.items():
        levels = said.values() if isinstance(said, dict) else (said,)
        if rule not in NEGOTIABLE and any(level is not Severity.ERROR for level in levels):
            span = reading.places.get(f"rules.{rule.value}", Span("notes/site.yaml"))
            hint = f"`briefing explain {rule.value}` says why"
            yield Diagnostic(Rule.WRONG_VALUE, f"`{rule.value}` is always an error", span, hint)


class Library(Struct, frozen=True):
    """The file `sources.yaml`, as CSL-YAML has it."""

    references: tuple[Source, ...] = ()


def parse_bibliography(text: Text | None) -> Bibliography:
    """Read `sources.yaml`; of two sources with one id, the first counts."""
    if text is None:
        return Bibliography(problems=(_missing("notes/sources.yaml", "`references:` and a list of sources"),))
    tree, reading = _read(text, Library)
    listed: Any = reading.values.get("references", ())
    spans = _ids(tree, "references")
    sources = {source.id: source for source in reversed(listed)}
    return Bibliography(
        sources={key: sources[key] for key in spans if key in sources},
        places={key: found[0] for key, found in spans.items()},
        problems=(*reading.problems, *_twice(spans, "sources")),
    )


def _ids(tree: Tree | None, name: str) -> dict[str, list[Span]]:
    """Where each `id` of a list of records stands."""
    entry = tree.entries.get(name) if isinstance(tree, Fields) else None
    items = entry.value.items if entry and isinstance(entry.value, Items) else ()
    found: dict[str, list[Span]] = {}
    for item in items:
        value = item.entries["id"].value if isinstance(item, Fields) and "id" in item.entries else None
        if isinstance(value, Leaf) and value.text:
            found.setdefault(value.text, []).append(value.span)
    return found


def _twice(spans: Mapping[str, list[Span]], noun: str) -> Iterator[Diagnostic]:
    for name, (first, *others) in spans.items():
        for span in others:
            hint = f"the other stands in line {first.line}; rename one of the two"
            yield Diagnostic(Rule.DUPLICATE_ID, f"two {noun} are called `{name}`", span, hint)


def parse_words(text: Text) -> tuple[Words | None, tuple[Diagnostic, ...]]:
    """Read the site's own words in one language, a designer's file."""
    _, reading = _read(text, Words)
    problems = list(reading.problems)
    months: Any = reading.values.get("months", ())
    if len(months) != MONTHS:
        span = reading.places.get("months", Span(text.path))
        problems.append(Diagnostic(Rule.WRONG_VALUE, f"`months` has {len(months)} names, not {MONTHS}", span))
    return (None if problems else reading.record(Words, {})), tuple(problems)


def _read(text: Text, kind: type[Struct]) -> tuple[Tree | None, Reading]:
    text, encoding = clean(text)
    tree, faults = read_tree(text.content, text.path)
    if faults and tree is None:
        return tree, Reading({}, {}, (*encoding, *faults))
    reading = read_record(tree, kind, GRAMMAR, Span(text.path))
    return tree, Reading(reading.values, reading.places, (*encoding, *faults, *reading.problems))


def _missing(path: str, contents: str) -> Diagnostic:
    hint = f"it holds {contents}; `briefing explain missing-file` shows one"
    return Diagnostic(Rule.MISSING_FILE, f"there is no `{path}`", Span(path), hint)


def clean(text: Readable) -> tuple[Text, tuple[Diagnostic, ...]]:
    """A text without bytes that are no UTF-8, and where the first of them stood.

    `disk` keeps such bytes as lone surrogates (PEP 383).
    """
    bad = re.search("[\ud800-\udfff]", text.content)
    if not bad:
        return Text(text.path, text.content), ()
    line = text.content.count("\n", 0, bad.start()) + 1
    column = bad.start() - text.content.rfind("\n", 0, bad.start())
    problem = Diagnostic(
        Rule.BAD_ENCODING,
        "the file is not UTF-8",
        Span(text.path, line, column),
        "save it as UTF-8 in your editor",
    )
    return Text(text.path, re.sub("[\ud800-\udfff]", "\ufffd", text.content)), (problem,)


# --- values with a grammar of their own ------------------------------------------------


def _partial_date(tree: Tree) -> PartialDate:
    """A CSL date: an ISO 8601 or EDTF text, or a mapping with `date-parts`, `literal` or `raw`."""
    if isinstance(tree, Leaf) and tree.text:
        return _edtf(tree.text)
    if isinstance(tree, Fields):
        return _csl_date(tree)
    raise Mistake("a date is written as one value", "write it as 2026-02-03, 2026-02 or 2026", Rule.NOT_A_DATE)


def _edtf(text: str) -> PartialDate:
    written = text.partition("/")[0]
    circa = written.endswith(("~", "?", "%"))
    written = written.rstrip("~?%")
    match = re.fullmatch(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", written)
    if not match:
        hint = "write it as 2026-02-03, 2026-02 or 2026; words go under `literal:`"
        raise Mistake(f"`{text}` is not a date", hint, Rule.NOT_A_DATE)
    return _checked([int(part) if part else None for part in match.groups()], circa, written)


def _csl_date(tree: Fields) -> PartialDate:
    known = {name: entry.value for name, entry in tree.entries.items()}
    if unknown := set(known) - {"date-parts", "literal", "raw", "season", "circa"}:
        name = min(unknown)
        raise Mistake(f"`{name}` is not a key of a date", "its keys are `date-parts`, `literal`, `raw`, `circa`")
    words = next((known[name] for name in ("literal", "raw") if name in known), None)
    if isinstance(words, Leaf) and words.text:
        return PartialDate(text=words.text)
    circa = known.get("circa")
    approximate = isinstance(circa, Leaf) and circa.text not in (None, "false", "0")
    parts = _date_parts(known.get("date-parts"))
    return _checked(parts, approximate, ", ".join(str(part) for part in parts if part is not None))


def _date_parts(tree: Tree | None) -> list[int | None]:
    outer = tree.items if isinstance(tree, Items) else ()
    inner = outer[0].items if outer and isinstance(outer[0], Items) else ()
    texts = [item.text or "" for item in inner if isinstance(item, Leaf)]
    if not texts or len(texts) > 3 or not all(re.fullmatch(r"-?[0-9]{1,4}", text) for text in texts):
        hint = "write `date-parts: [[2026, 2, 3]]`, or simply 2026-02-03"
        raise Mistake("the `date-parts` are not year, month and day", hint, Rule.NOT_A_DATE)
    return [int(text) for text in texts] + [None] * (3 - len(texts))


def _checked(parts: Sequence[int | None], circa: bool, written: str) -> PartialDate:
    year, month, day = parts
    try:
        read_date(f"{year:04}-{1 if month is None else month:02}-{1 if day is None else day:02}")
    except Mistake as mistake:
        raise Mistake(f"`{written}` is not a date", mistake.hint, mistake.rule) from None
    return PartialDate(year, month, day, circa)


def _source_type(tree: Tree) -> SourceType:
    """A CSL type."""
    text = (tree.text or "") if isinstance(tree, Leaf) else ""
    if text not in TYPES:
        hint = (
            did_you_mean(text, TYPES) or "write report, article-newspaper, webpage, book, dataset or another CSL type"
        )
        raise Mistake(f"`type` cannot be `{text}`", hint)
    return SourceType(text)


def _printed(tree: Tree) -> Printed:
    """A figure; what is none would narrow a caveat until no figure shows it."""
    text = (tree.text or "") if isinstance(tree, Leaf) else ""
    if read_value(text) is None:
        hint = "write it as it is printed: RMB 200 billion, 500–700, over 1,000, 91.26%"
        raise Mistake(f"`{text}` is not a figure", hint, Rule.BAD_FIGURE)
    return Printed(text)


def _places(tree: Tree) -> tuple[Locator, ...]:
    """The places of a caveat: `¶2, ¶28`."""
    if not isinstance(tree, Leaf) or not tree.text:
        raise Mistake("the places of a caveat are one text", "write them as `¶2, ¶28`")
    try:
        locators, rest = read_locators(tree.text)
    except Unreadable as fault:
        raise Mistake(fault.message, fault.hint, Rule.UNREADABLE_LOCATOR) from None
    if rest or not locators:
        hint = "write them as `¶2, ¶28`"
        raise Mistake(f"`{rest or tree.text}` is not a place in a source", hint, Rule.UNREADABLE_LOCATOR)
    return locators


GRAMMAR: Final = Grammar(
    readers={PartialDate: _partial_date, SourceType: _source_type, Printed: _printed, tuple[Locator, ...]: _places},
    ignored={Source: VARIABLES, Name: frozenset({"comma-suffix", "static-ordering", "parse-names"})},
    nouns={
        Caveat: "a caveat",
        Custom: "`custom`",
        FigureFields: "a figure",
        FrontMatter: "a note",
        Library: "sources.yaml",
        OutcomeFields: "an outcome",
        Segment: "a segment",
        Settings: "site.yaml",
        Source: "a source",
        Words: "a file of words",
    },
)
