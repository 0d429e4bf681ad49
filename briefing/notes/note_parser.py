"""Parser of notes: the text of a file into a `Note`."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import PurePosixPath
from typing import Final

from msgspec import structs

from briefing import lazy_re
from briefing.evidence.ledger import NoteLedger, read_ledger, repeated
from briefing.model import Body, Change, FigureFields, FrontMatter, Note, OutcomeFields, Text, Use
from briefing.model.diagnostics import Diagnostic, Rule, Severity, Span
from briefing.model.suggestions import nearest
from briefing.notes.cleaning import clean
from briefing.notes.markdown import read_body
from briefing.notes.records import DecodedRecord, Fields, Grammar, Tree, read_record, read_tree

FENCE: Final = lazy_re.compile(r"\A---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S | re.M)


def parse_note(text: Text, names: Sequence[str] = ()) -> Note:
    """Parse a note: its front matter, its body, and the diagnostics about them.

    `names` are names with digits that are not numbers.
    """
    cleaned, encoding = clean(text)
    # The key of the original text: if an author corrects the file to the cleaned text, it must be parsed again.
    return structs.replace(_parsed(cleaned, names, encoding), key=text.key)


def _parsed(text: Text, names: Sequence[str], encoding: tuple[Diagnostic, ...]) -> Note:
    path = text.path.removeprefix("notes/")
    match = FENCE.match(text.content)
    if not match:
        stand_in = DecodedRecord({}, {}, (_no_front_matter(text),))
        return _note(text, names, stand_in, 0, encoding)
    tree, faults = read_tree(match.group(1), text.path, first_line=2)
    # If the YAML cannot be parsed, do not report its keys as missing.
    reading = DecodedRecord({}, {}, ()) if faults and tree is None else _front_matter(tree, text.path, path)
    return _note(text, names, reading, match.end(), (*encoding, *faults))


def with_lines(note: Note, names: Sequence[str] = ()) -> Note:
    """The same note, with the line of the file on which it begins in the HTML of each block, for a preview."""
    match = FENCE.match(note.markdown)
    body_at = match.end() if match else 0
    first_line = note.markdown.count("\n", 0, body_at) + 1
    body, _ = read_body(note.markdown[body_at:], note.path, first_line, names, with_lines=True)
    return structs.replace(note, body=body)


def _front_matter(tree: Tree | None, file: str, path: str) -> DecodedRecord:
    reading = read_record(tree, FrontMatter, GRAMMAR, Span(file, 1, 1, 3))
    if path == "index.md" or "segment" in reading.spans or _is_misspelt("segment", tree):
        return reading
    hint = "give the id of a segment of site.yaml"
    needed = Diagnostic(Rule.MISSING_KEY, "a note needs `segment`", Span(file, 1, 1, 3), hint)
    return DecodedRecord(reading.values, reading.spans, (*reading.problems, needed))


def _is_misspelt(key: str, tree: Tree | None) -> bool:
    """Whether a key is missing because it is misspelt, which has been reported."""
    return isinstance(tree, Fields) and any(nearest(name, (key,)) for name in tree.entries)


def _note(
    text: Text, names: Sequence[str], reading: DecodedRecord, body_at: int, problems: tuple[Diagnostic, ...]
) -> Note:
    path = text.path.removeprefix("notes/")
    front = reading.record(FrontMatter, {"title": PurePosixPath(path).stem, "date": date.min, "summary": ""})
    first_line = text.content.count("\n", 0, body_at) + 1
    body, faults = read_body(text.content[body_at:], path, first_line, names)
    start = Span(text.path)
    ledger = read_ledger(front, reading.spans, start)
    everything = (*problems, *reading.problems, *ledger.problems, *faults)
    front_problems = [problem for problem in problems if problem.span.line < first_line]
    return Note(
        path=path,
        front=front,
        ledger=ledger.entries,
        files=tuple(link for link in body.links if not link.target.endswith(".md")),
        aliased=tuple(reading.spans.get(f"aliases[{i}]", start) for i in range(len(front.aliases))),
        defines_all_figures=_defines_all_figures(reading.spans, (*front_problems, *reading.problems), ledger),
        size=len(text.content.encode("utf-8", "surrogatepass")),
        body=body,
        uses=_uses(body),
        markdown=text.content,
        repeats=repeated(front, reading.spans, names, start),
        spans=reading.spans,
        problems=everything,
    )


def _defines_all_figures(spans: Mapping[str, Span], problems: Iterable[Diagnostic], ledger: NoteLedger) -> bool:
    """Whether all figures in the front matter could be parsed; errors in other keys do not matter."""
    others = {span for key, span in spans.items() if key.partition(".")[0] != "figures"}
    defined = {key.split(".")[1] for key in spans if key.startswith("figures.")}
    grave = (each for each in problems if each.severity is Severity.ERROR and each.rule is not Rule.MISSING_KEY)
    return defined <= {entry.id for entry in ledger.entries} and all(each.span in others for each in grave)


def _uses(body: Body) -> dict[str, tuple[Use, ...]]:
    """The places in a note that refer to a source, by its key, in the order of their first mention."""
    found: dict[str, list[Use]] = {}
    for cite in body.cites:
        for index, item in enumerate(cite.items):
            found.setdefault(item.key, []).append(Use(cite.anchor(index), cite.section, item.locators))
    return {key: tuple(uses) for key, uses in found.items()}


def _no_front_matter(text: Text) -> Diagnostic:
    span = Span(text.path)
    if text.content.startswith("---"):
        hint = "close it with a line `---`"
        return Diagnostic(Rule.NO_FRONT_MATTER, "the front matter is never closed", span, hint)
    hint = "begin with a line `---`, then title, segment, date and summary, then a line `---`"
    return Diagnostic(Rule.NO_FRONT_MATTER, "the note has no front matter", span, hint)


GRAMMAR: Final = Grammar(
    readers={},
    ignored={},
    nouns={Change: "a change", FigureFields: "a figure", FrontMatter: "a note", OutcomeFields: "an outcome"},
    synonyms={
        FrontMatter: {
            "draft": "write `status: draft`",
            "embargo": "did you mean `publish_at`?",
            **dict.fromkeys(("abstract", "description", "excerpt", "lead"), "did you mean `summary`?"),
            **dict.fromkeys(("categories", "category", "keywords"), "did you mean `tags`?"),
            **dict.fromkeys(("lastmod", "modified", "revised"), "did you mean `updated`?"),
        },
        FigureFields: {
            **dict.fromkeys(("citation", "ref", "reference", "source", "sources"), "did you mean `cite`?"),
            **dict.fromkeys(("date", "month", "quarter", "year"), "did you mean `period`?"),
            **dict.fromkeys(("name", "title"), "did you mean `label`?"),
            **dict.fromkeys(("amount", "figure", "number"), "did you mean `value`?"),
            **dict.fromkeys(("currency", "scale", "unit", "units"), "write it in `value`: RMB 200 billion"),
            "type": "did you mean `kind`?",
        },
    },
)
