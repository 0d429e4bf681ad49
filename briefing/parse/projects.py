"""The project's own files into `Project`, `Bibliography` and `Words`."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct, structs

from briefing.citations import Unreadable, read_locators
from briefing.csl import TYPES, VARIABLES
from briefing.diagnostics import NEGOTIABLE, RENAMED, RETIRED, Diagnostic, Rule, Severity, Span
from briefing.model import (
    Bibliography,
    Caveat,
    Custom,
    Grade,
    Locator,
    Name,
    Pages,
    PartialDate,
    Printed,
    Project,
    Segment,
    Settings,
    Signs,
    Source,
    SourceType,
    Text,
    Words,
)
from briefing.parse.cleaning import clean
from briefing.quantities import Verdict, read_value, supports
from briefing.quantities.spellings import MONEY
from briefing.records import (
    Entry,
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
from briefing.states import values_read

MONTHS: Final = 12
_FORMER: Final = RENAMED.keys() | RETIRED.keys()


def parse_settings(text: Text | None) -> Project:
    """Read `site.yaml`."""
    if text is None:
        return Project(Settings(title="Briefing"), {}, (_missing("notes/site.yaml", "title, language and segments"),))
    tree, reading = _read(text, Settings, _with_present_rules)
    problems = (
        *reading.problems,
        *_renamed_rules(tree),
        *_retired_rules(tree),
        *_fixed_rules(reading),
        *_twice(_ids(tree, "segments"), "segments"),
    )
    return Project(reading.record(Settings, {"title": "Briefing"}), reading.places, problems)


def _rules(tree: Tree | None) -> Mapping[str, Entry]:
    """What stands under `rules:`, by the names as written."""
    entry = tree.entries.get("rules") if isinstance(tree, Fields) else None
    return entry.value.entries if entry and isinstance(entry.value, Fields) else {}


def _with_present_rules(tree: Tree | None) -> Tree | None:
    """The settings with each rule by its present name, which counts where both are given; without retired ones."""
    rules = _rules(tree)
    if not isinstance(tree, Fields) or rules.keys().isdisjoint(_FORMER):
        return tree
    former = {RENAMED[name].value: entry for name, entry in rules.items() if name in RENAMED}
    present = {name: entry for name, entry in rules.items() if name not in _FORMER}
    written = tree.entries["rules"]
    renamed = structs.replace(written.value, entries={**former, **present})
    return structs.replace(tree, entries={**tree.entries, "rules": structs.replace(written, value=renamed)})


def _renamed_rules(tree: Tree | None) -> Iterator[Diagnostic]:
    """Rules by a former name, which still works."""
    for name, entry in _rules(tree).items():
        if name in RENAMED:
            message, hint = f"the rule `{name}` is now called `{RENAMED[name]}`", f"write `{RENAMED[name]}`"
            yield Diagnostic(Rule.UNKNOWN_KEY, message, entry.key, hint, Severity.NOTICE)


def _retired_rules(tree: Tree | None) -> Iterator[Diagnostic]:
    """Rules that are gone, which changes nothing."""
    for name, entry in _rules(tree).items():
        if name in RETIRED:
            message = f"the rule `{name}` is gone: {RETIRED[name]}"
            yield Diagnostic(Rule.UNKNOWN_KEY, message, entry.key, "leave the line out", Severity.NOTICE)


def _fixed_rules(reading: Reading) -> Iterator[Diagnostic]:
    """Findings without which a page would be false or could not be made cannot be turned down."""
    rules: Any = reading.values.get("rules", {})
    for rule, said in rules.items():
        levels = said.values() if isinstance(said, dict) else (said,)
        if rule not in NEGOTIABLE and any(level is not Severity.ERROR for level in levels):
            span = reading.places.get(f"rules.{rule.value}", Span("notes/site.yaml"))
            hint = f"`briefing explain {rule.value}` says why"
            yield Diagnostic(Rule.INVALID_VALUE, f"`{rule.value}` is always an error", span, hint)


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
    sources = {_composed(source.id): _named(source) for source in reversed(listed)}
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
            found.setdefault(_composed(value.text), []).append(value.span)
    return found


def _composed(key: str) -> str:
    """A key as citations have it: in Unicode's composed form, however it was typed."""
    return key if key.isascii() else unicodedata.normalize("NFC", key)


def _named(source: Source) -> Source:
    return source if source.id.isascii() else structs.replace(source, id=_composed(source.id))


def _twice(spans: Mapping[str, list[Span]], noun: str) -> Iterator[Diagnostic]:
    for name, (first, *others) in spans.items():
        for span in others:
            hint = f"the other is in line {first.line}; rename one of the two"
            yield Diagnostic(Rule.DUPLICATE_ID, f"two {noun} are called `{name}`", span, hint)


def parse_words(text: Text) -> tuple[Words | None, tuple[Diagnostic, ...]]:
    """Read the site's own words in one language, a designer's file."""
    _, reading = _read(text, Words)
    problems = list(reading.problems)
    months: Any = reading.values.get("months", ())
    if len(months) != MONTHS:
        span = reading.places.get("months", Span(text.path))
        problems.append(Diagnostic(Rule.INVALID_VALUE, f"`months` has {len(months)} names, not {MONTHS}", span))
    return (None if problems else reading.record(Words, {})), tuple(problems)


def _read(
    text: Text, kind: type[Struct], prepare: Callable[[Tree | None], Tree | None] = lambda tree: tree
) -> tuple[Tree | None, Reading]:
    """The tree of a file as it is written, and what is read of it once it is prepared."""
    text, encoding = clean(text)
    tree, faults = read_tree(text.content, text.path)
    if faults and tree is None:
        return tree, Reading({}, {}, (*encoding, *faults))
    reading = read_record(prepare(tree), kind, GRAMMAR, Span(text.path))
    return tree, Reading(reading.values, reading.places, (*encoding, *faults, *reading.problems))


def _missing(path: str, contents: str) -> Diagnostic:
    hint = f"it holds {contents}; `briefing explain missing-file` shows one"
    return Diagnostic(Rule.MISSING_FILE, f"there is no `{path}`", Span(path), hint)


# --- values with a grammar of their own ------------------------------------------------


def _partial_date(tree: Tree) -> PartialDate:
    """A CSL date: an ISO 8601 or EDTF text, or a mapping with `date-parts`, `literal` or `raw`."""
    if isinstance(tree, Leaf) and tree.text:
        return _edtf(tree.text)
    if isinstance(tree, Fields):
        return _csl_date(tree)
    raise Mistake("a date is written as one value", "write it as 2026-02-03, 2026-02 or 2026", Rule.NOT_A_DATE)


_SLASHED: Final = re.compile(r"[0-9]{4}(?:/[0-9]{1,2}){1,2}")
"""A day or month as some write it; in EDTF a slash parts two dates, each with a year of four digits."""


def _edtf(text: str) -> PartialDate:
    if _SLASHED.fullmatch(text):
        text = "-".join(part.zfill(2) for part in text.split("/"))
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


def _signs(tree: Tree) -> Signs:
    """What signs of money mean in a source: `{"$": HKD}`."""
    if not isinstance(tree, Fields):
        raise Mistake("`currency` takes `sign: currency` lines", 'write it as `currency: {"$": HKD}`')
    return Signs(tuple((sign, _currency(entry.value)) for sign, entry in tree.entries.items()))


def _currency(tree: Tree) -> str:
    """A currency of ISO 4217."""
    text = (tree.text or "") if isinstance(tree, Leaf) else ""
    if text not in MONEY or not text.isupper():
        hint = did_you_mean(text, MONEY) or "write its code of ISO 4217: HKD, AUD, SGD …"
        raise Mistake(f"`{text}` is not a currency", hint)
    return text


def _pages(tree: Tree) -> Pages:
    """How pages are numbered: `{offset: 2}`."""
    entry = tree.entries.get("offset") if isinstance(tree, Fields) and len(tree.entries) == 1 else None
    text = _text(entry.value) if entry else ""
    if not re.fullmatch(r"-?[0-9]{1,4}", text):
        raise Mistake("`pages` takes an `offset`, a whole number", "write it as `pages: {offset: 2}`")
    return Pages(int(text))


def _printed(tree: Tree) -> Printed:
    """A figure; what is none would narrow a caveat until no figure shows it."""
    text = (tree.text or "") if isinstance(tree, Leaf) else ""
    if read_value(text) is None:
        hint = "write it as it is printed: RMB 200 billion, 500–700, over 1,000, 91.26%"
        raise Mistake(f"`{text}` is not a figure", hint, Rule.INVALID_FIGURE)
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


def _graded(caveat: Caveat, tree: Fields) -> Caveat:
    """A caveat whose grade and value agree; one that only gives a value has the grade `differs`."""
    is_graded, is_valued = _is_given(tree, "grade"), _is_given(tree, "value")
    if not is_graded and not is_valued:
        return _grade_by_reading(caveat, tree)
    if not is_graded:
        caveat = structs.replace(caveat, grade=Grade.DIFFERS)
    if caveat.grade is Grade.DIFFERS and not is_valued:
        hint = "write the value that you read as it would be printed: `value: RMB 32–33 billion`"
        raise Mistake("a caveat of grade `differs` needs `value`", hint, Rule.MISSING_KEY, tree.entries["grade"].key)
    if caveat.value and (not is_graded or _text(tree.entries["grade"].value) == caveat.grade):
        _check_value(caveat, tree.entries["value"])
    return caveat


def _is_given(tree: Fields, name: str) -> bool:
    return name in tree.entries and _text(tree.entries[name].value) != ""


def _text(tree: Tree) -> str:
    """What a key says; the text of a list is not asked for."""
    return (tree.text or "") if isinstance(tree, Leaf) else "…"


def _check_value(caveat: Caveat, entry: Entry) -> None:
    if caveat.grade is not Grade.DIFFERS:
        hint = "write `grade: differs` if the figure is to be read so, or leave `value` out"
        raise Mistake(f"a caveat of grade `{caveat.grade}` takes no `value`", hint, span=entry.key)
    if caveat.figures and all(_is_same(figure, caveat.value) for figure in caveat.figures):
        hint = "give the value that you read instead, or write `grade: doubtful` without a `value`"
        raise Mistake(f"`{caveat.value}` is what the source prints, so nothing differs", hint, span=entry.value.span)


def _grade_by_reading(caveat: Caveat, tree: Fields) -> Caveat:
    found = values_read(caveat)
    if not (caveat.figures and found and found[0].bound_start == 0):
        return caveat
    values = tuple(Printed(caveat.reading[item.bound_start : item.end]) for item in found)
    if any(_is_same(figure, value) for figure in caveat.figures for value in values):
        return caveat
    if len(values) > 1:
        hint = "write `grade: differs` and a `value`, in one caveat for each figure, or `grade: doubtful`"
        message = f"the caveat reads `{values[0]}`, which it does not name, and has no `grade`"
        raise Mistake(message, hint, Rule.MISSING_KEY, tree.entries["reading"].key)
    return structs.replace(caveat, grade=Grade.DIFFERS, value=values[0])


def _is_same(one: str, other: str) -> bool:
    first, second = read_value(one), read_value(other)
    return first is not None and second is not None and supports(first, second) is Verdict.SAME


GRAMMAR: Final = Grammar(
    readers={
        PartialDate: _partial_date,
        SourceType: _source_type,
        Signs: _signs,
        Pages: _pages,
        Printed: _printed,
        tuple[Locator, ...]: _places,
    },
    ignored={Source: VARIABLES, Name: frozenset({"comma-suffix", "static-ordering", "parse-names"})},
    nouns={
        Caveat: "a caveat",
        Custom: "`custom`",
        Library: "sources.yaml",
        Segment: "a segment",
        Settings: "site.yaml",
        Source: "a source",
        Words: "a file of words",
    },
    finishers={Caveat: _graded},
)
