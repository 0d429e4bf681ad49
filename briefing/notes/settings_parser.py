"""Parses the project's settings and the site's own words into `Project` and `Words`."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from msgspec import Struct, structs

from briefing.model import Project, Segment, Settings, Text, Words
from briefing.model.diagnostics import NEGOTIABLE, RENAMED, RETIRED, Diagnostic, Rule, Severity, Span
from briefing.notes.cleaning import clean
from briefing.notes.records import DecodedRecord, Entry, Fields, Grammar, Items, Leaf, Tree, read_record, read_tree

MONTHS: Final = 12
_FORMER: Final = RENAMED.keys() | RETIRED.keys()


def parse_settings(text: Text | None) -> Project:
    """Read `site.yaml`."""
    if text is None:
        return Project(Settings(title="Briefing"), {}, (missing("notes/site.yaml", "title, language and segments"),))
    tree, reading = _read(text, Settings, _with_present_rules)
    problems = (
        *reading.problems,
        *_renamed_rules(tree),
        *_retired_rules(tree),
        *_fixed_rules(reading),
        *_duplicate_ids(_ids(tree, "segments")),
    )
    return Project(reading.record(Settings, {"title": "Briefing"}), reading.spans, problems)


def _rules(tree: Tree | None) -> Mapping[str, Entry]:
    """The entries under `rules:`, by their names as they were written."""
    entry = tree.entries.get("rules") if isinstance(tree, Fields) else None
    return entry.value.entries if entry and isinstance(entry.value, Fields) else {}


def _with_present_rules(tree: Tree | None) -> Tree | None:
    """The settings with present names for former ones of rules, unless both are given, and without retired rules."""
    rules = _rules(tree)
    if not isinstance(tree, Fields) or rules.keys().isdisjoint(_FORMER):
        return tree
    former = {RENAMED[name].value: entry for name, entry in rules.items() if name in RENAMED}
    present = {name: entry for name, entry in rules.items() if name not in _FORMER}
    written = tree.entries["rules"]
    renamed = structs.replace(written.value, entries={**former, **present})
    return structs.replace(tree, entries={**tree.entries, "rules": structs.replace(written, value=renamed)})


def _renamed_rules(tree: Tree | None) -> Iterator[Diagnostic]:
    """Diagnostics for former names of rules, which still work."""
    for name, entry in _rules(tree).items():
        if name in RENAMED:
            message, hint = f"the rule `{name}` is now called `{RENAMED[name]}`", f"write `{RENAMED[name]}`"
            yield Diagnostic(Rule.UNKNOWN_KEY, message, entry.key, hint, Severity.NOTICE)


def _retired_rules(tree: Tree | None) -> Iterator[Diagnostic]:
    """Diagnostics for retired rules, which have no effect."""
    for name, entry in _rules(tree).items():
        if name in RETIRED:
            message = f"the rule `{name}` is gone: {RETIRED[name]}"
            yield Diagnostic(Rule.UNKNOWN_KEY, message, entry.key, "leave the line out", Severity.NOTICE)


def _fixed_rules(reading: DecodedRecord) -> Iterator[Diagnostic]:
    """Diagnostics for rules whose severity cannot be lowered, since a page would be wrong or could not be built."""
    rules: Any = reading.values.get("rules", {})
    for rule, levels_of in rules.items():
        levels = levels_of.values() if isinstance(levels_of, dict) else (levels_of,)
        if rule not in NEGOTIABLE and any(level is not Severity.ERROR for level in levels):
            span = reading.spans.get(f"rules.{rule.value}", Span("notes/site.yaml"))
            hint = f"`briefing explain {rule.value}` says why"
            yield Diagnostic(Rule.INVALID_VALUE, f"`{rule.value}` is always an error", span, hint)


def _ids(tree: Tree | None, name: str) -> dict[str, list[Span]]:
    """The spans of the `id`s of a list of records."""
    entry = tree.entries.get(name) if isinstance(tree, Fields) else None
    items = entry.value.items if entry and isinstance(entry.value, Items) else ()
    found: dict[str, list[Span]] = {}
    for item in items:
        value = item.entries["id"].value if isinstance(item, Fields) and "id" in item.entries else None
        if isinstance(value, Leaf) and value.text:
            found.setdefault(value.text, []).append(value.span)
    return found


def _duplicate_ids(spans: Mapping[str, list[Span]]) -> Iterator[Diagnostic]:
    for name, (first, *others) in spans.items():
        for span in others:
            hint = f"the other is on line {first.line}; rename one of the two"
            yield Diagnostic(Rule.DUPLICATE_ID, f"two segments are called `{name}`", span, hint)


def parse_words(text: Text) -> tuple[Words | None, tuple[Diagnostic, ...]]:
    """Parse the site's own words in one language."""
    _, reading = _read(text, Words)
    problems = list(reading.problems)
    months: Any = reading.values.get("months", ())
    if len(months) != MONTHS:
        span = reading.spans.get("months", Span(text.path))
        problems.append(Diagnostic(Rule.INVALID_VALUE, f"`months` has {len(months)} names, not {MONTHS}", span))
    return (None if problems else reading.record(Words, {})), tuple(problems)


def parse_words_in(
    language: str, texts: Mapping[str, Text], place: Span
) -> tuple[Words | None, tuple[Diagnostic, ...]]:
    """Parse the site's own words in a language, `zh-Hant` or else `zh`; `texts` are the files of words by language."""
    names = (language, language.partition("-")[0])
    if text := next((texts[name] for name in names if name in texts), None):
        return parse_words(text)
    shipped = ", ".join(f"`{name}`" for name in sorted(texts))
    hint = f"there are {shipped}; add templates/words/{language}.yaml for another"
    return None, (Diagnostic(Rule.UNKNOWN_LANGUAGE, f"the site has no words in `{language}`", place, hint),)


def _read(
    text: Text, kind: type[Struct], prepare: Callable[[Tree | None], Tree | None] = lambda tree: tree
) -> tuple[Tree | None, DecodedRecord]:
    """The tree of a file, and the record decoded from it after `prepare` has changed the tree."""
    text, encoding = clean(text)
    tree, faults = read_tree(text.content, text.path)
    if faults and tree is None:
        return tree, DecodedRecord({}, {}, (*encoding, *faults))
    reading = read_record(prepare(tree), kind, _GRAMMAR, Span(text.path))
    return tree, DecodedRecord(reading.values, reading.spans, (*encoding, *faults, *reading.problems))


def missing(path: str, contents: str) -> Diagnostic:
    """The diagnostic for a required file that is missing."""
    hint = f"it holds {contents}; `briefing explain missing-file` shows one"
    return Diagnostic(Rule.MISSING_FILE, f"there is no `{path}`", Span(path), hint)


_GRAMMAR: Final = Grammar(
    readers={},
    ignored={},
    nouns={Segment: "a segment", Settings: "site.yaml", Words: "a file of words"},
)
