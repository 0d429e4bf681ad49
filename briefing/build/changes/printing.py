"""Changes in words for a terminal, as JSON, and as Markdown for a pull request."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta, Struct

from briefing.build.changes.comparing import EXEMPT, Changed, ChangeRecord, Facts, Kind
from briefing.build.report import printable, printed
from briefing.evidence.states import label
from briefing.model import State, Words

VERSION: Final = 1
MAX_ROWS: Final = 200
"""Changes that Markdown shows: GitHub takes a megabyte of a summary."""
_MAX_CHARS: Final = 90


class Since(Struct, frozen=True):
    """The edition that is compared with."""

    revision: Annotated[str, Meta(description="as asked for: v1.2, HEAD, origin/main")]
    commit: Annotated[str, Meta(description="its full hash")]
    date: Annotated[str, Meta(description="the day of the commit, ISO 8601")]


class Document(Struct, frozen=True):
    """The changes since a revision; within a version fields are only ever added."""

    version: Annotated[int, Meta(description="of this format")]
    since: Since
    summary: Annotated[dict[str, int], Meta(description="how many figures of each kind of change")]
    changes: tuple[ChangeRecord, ...]


def _counts(found: Sequence[Changed]) -> dict[str, int]:
    counted = Counter(kind for each in found for kind in each.kinds)
    return {kind.value: counted[kind] for kind in Kind if counted[kind]}


def _summary(found: Sequence[Changed], since: Since) -> str:
    counted_kinds = ", ".join(f"{count:,} {kind}" for kind, count in _counts(found).items()) or "no figure changed"
    return f"since {since.revision} ({since.commit[:7]}, {since.date}): {counted_kinds}"


# --- words ----------------------------------------------------------------------------------------


def as_text(found: Sequence[Changed], since: Since, words: Words) -> str:
    """A line for each figure, the most serious changes first, and a summary."""
    ordered = sorted(found, key=lambda each: list(Kind).index(each.kinds[0]))
    lines = [printable(f"{each.facts.note}:{each.facts.line}: {_line(each, words)}") for each in ordered]
    return "".join(f"{line}\n" for line in (*lines, _summary(found, since)))


def _line(each: Changed, words: Words) -> str:
    about = f" {each.id}" if each.id else ""
    return f"{' and '.join(each.kinds)}:{about} {'; '.join(_differences(each, words))} ({_short(each.label)})"


def _differences(each: Changed, words: Words) -> Iterator[str]:
    old, new = each.before, each.after
    if not (old and new):
        facts = each.facts
        yield f"{facts.text}, {facts.source}" if facts.source else facts.text
        return
    shown = _changed(old.text, new.text) if {Kind.CORRECTED, Kind.RESTATED} & set(each.kinds) else new.text
    yield shown
    if Kind.RESOURCED in each.kinds:
        yield _changed(old.source or "no source", new.source or "no source")
    if Kind.REGRADED in each.kinds:
        yield _changed(_graded(old, new, words), _graded(new, old, words))


def _changed(old: str, new: str) -> str:
    return f"{old} → {new}"


def _graded(facts: Facts, other: Facts, words: Words) -> str:
    """The grading of a figure that differs from the other edition: state, kind, caveats."""
    state = facts.state if facts.state == EXEMPT else label(State(facts.state), words)
    own = [_short(each) for each in facts.grade if each not in other.grade]
    return ", ".join([*([state] if facts.state != other.state else []), *own]) or "–"


def _short(text: str) -> str:
    return text if len(text) <= _MAX_CHARS else f"{text[: _MAX_CHARS - 1]}…"


# --- JSON -----------------------------------------------------------------------------------------


def as_json(found: Sequence[Changed], since: Since, _: Words) -> str:
    """A JSON document with a version, the counts of each kind, and every change; ASCII only."""
    return printed(Document(VERSION, since, _counts(found), tuple(map(_record, found))))


def _record(each: Changed) -> ChangeRecord:
    return ChangeRecord(each.kinds, each.where, each.id, each.label, each.before, each.after)


def changes_schema() -> dict[str, Any]:
    """The JSON Schema of that document."""
    schema = msgspec.json.schema(Document)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


# --- Markdown -------------------------------------------------------------------------------------


def as_markdown(found: Sequence[Changed], since: Since, words: Words) -> str:
    """A heading, a sentence and a table, which GitHub and GitLab show."""
    ordered = sorted(found, key=lambda each: list(Kind).index(each.kinds[0]))
    lines = ["## Figures that changed", "", f"{_escaped(_summary(found, since))}."]
    if ordered:
        lines += [
            "",
            "| | Figure | Before | After | Where |",
            "|---|---|---|---|---|",
            *(_row(each, words) for each in ordered[:MAX_ROWS]),
        ]
    if len(ordered) > MAX_ROWS:
        lines += ["", f"And {len(ordered) - MAX_ROWS:,} more: `briefing changes --since {since.revision}` lists all."]
    return "\n".join(lines) + "\n"


def _row(each: Changed, words: Words) -> str:
    facts = each.facts
    name = f"`{each.id}`: {_escaped(_short(each.label))}" if each.id else _escaped(_short(each.label))
    cells = (
        ", ".join(each.kinds),
        name,
        _cell(each.before, each.after, each, words),
        _cell(each.after, each.before, each, words),
    )
    return f"| {' | '.join(cells)} | {_escaped(facts.note)}:{facts.line} |"


def _cell(facts: Facts | None, other: Facts | None, each: Changed, words: Words) -> str:
    if facts is None:
        return ""
    parts = [f"**{_escaped(facts.text)}**", _escaped(facts.source)]
    parts += [_escaped(_graded(facts, other, words))] if other and Kind.REGRADED in each.kinds else []
    return "<br>".join(filter(None, parts))


_SPECIAL: Final = {ord(sign): f"\\{sign}" for sign in "\\`*_[]<>|#~$"}


def _escaped(text: str) -> str:
    """A text escaped for Markdown, so that nothing in it is markup, a link or a mention."""
    return printable(" ".join(text.split())).translate(_SPECIAL).replace("@", "@\u200b")


FORMATS: Final[Mapping[str, Callable[[Sequence[Changed], Since, Words], str]]] = {
    "text": as_text,
    "json": as_json,
    "markdown": as_markdown,
}
