"""Runs pairs through the program as its user does: a folder of notes and sources, `briefing check` and `verify`.

Each pair has sources of its own, so that the lock says what became of it, and lines of its own, so that a finding
belongs to one pair. Nothing of the package is imported but its command line: what is measured is what a user meets.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple, TypeVar

from click.testing import CliRunner
from pairs_cases import Pair

from briefing.cli import main

Item = TypeVar("Item")

TEMPLATES = sorted((Path(__file__).parents[2] / "templates").glob("*.*ml"))
PAIRS_A_PROJECT = 400
PAIRS_A_NOTE = 50
IGNORED = {"uncited-source", "figure-unverified", "figure-contradicted", "no-base-url", "stale-lock"}
FOUND = {"verified", "rounded"}
SITE = "title: T\nlanguage: en\nbase_url: https://example.org/\nsegments: [{id: a, title: A}]\n"
HEAD = "---\ntitle: N\nsegment: a\ndate: 2026-01-02\nsummary: S.\n---\n\n"
INDEX = HEAD.replace("segment: a\n", "")


class Verdict(StrEnum):
    """What became of a pair."""

    REFUSED = "refused"
    """An error stands at it."""
    WARNED = "warned"
    FOUND = "found"
    """All its figures were found in the source."""
    UNREAD = "unread"
    """No figure of it was looked up, and nothing was said."""
    CRASHED = "crashed"


class Judged(NamedTuple):
    """A pair, what became of it, and why."""

    pair: Pair
    verdict: Verdict
    why: str


class Finding(NamedTuple):
    """A diagnostic, by where it stands."""

    path: str
    line: int
    severity: str
    text: str


class Laid(NamedTuple):
    """A pair in a project: its keys, and its lines in a note."""

    pair: Pair
    keys: tuple[str, ...]
    path: str
    first: int
    last: int


def judge(given: Sequence[Pair]) -> tuple[Judged, ...]:
    """What becomes of each pair, in their order."""
    return tuple(chain.from_iterable(_judge(batch) for batch in _batches(given, PAIRS_A_PROJECT)))


def _judge(given: Sequence[Pair]) -> Iterator[Judged]:
    """One project of all pairs; where that crashes, two of the halves, so that one crash is one pair's."""
    try:
        with TemporaryDirectory() as folder:
            yield from list(_run(Path(folder), given))
    except _CrashError as crash:
        if len(given) == 1:
            yield Judged(given[0], Verdict.CRASHED, str(crash))
        else:
            yield from _judge(given[: len(given) // 2])
            yield from _judge(given[len(given) // 2 :])


def _batches(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    return (items[start : start + size] for start in range(0, len(items), size))


class _CrashError(Exception):
    """The program ended in a traceback or without a list of findings."""


def _run(root: Path, given: Sequence[Pair]) -> Iterator[Judged]:
    laid = _write(root, given)
    found = [*_findings(root, "check"), *_findings(root, "verify", "--archive", str(root / "archive"))]
    outcomes = _outcomes(root / "notes" / "figures.lock")
    for item in laid:
        own = [each for each in found if each.path == item.path and item.first <= each.line <= item.last]
        yield Judged(item.pair, *_verdict(own, [name for key in item.keys for name in outcomes.get(key, ())]))


def _verdict(found: Iterable[Finding], outcomes: Sequence[str]) -> tuple[Verdict, str]:
    why = "; ".join(item.text for item in found) or ", ".join(outcomes)
    severities = {item.severity for item in found}
    if "error" in severities:
        return Verdict.REFUSED, why
    if severities & {"warning"} or set(outcomes) - FOUND:
        return Verdict.WARNED, why
    return (Verdict.FOUND if outcomes else Verdict.UNREAD), why


# --- the folder ----------------------------------------------------------------------------------


def _write(root: Path, given: Sequence[Pair]) -> list[Laid]:
    (root / "notes").mkdir()
    (root / "archive").mkdir()
    (root / "templates").mkdir()
    for template in TEMPLATES:
        _save(root / "templates" / template.name, "")  # nobody reads the pages, and empty ones are quickly made
    laid = list(_notes(root, given))
    keys = [key for item in laid for key in item.keys]
    sources = "".join(f"  - {{id: {key}, type: report, title: R, issued: 2025}}\n" for key in keys)
    _save(root / "notes" / "site.yaml", SITE)
    _save(root / "notes" / "index.md", f"{INDEX}Nothing.\n")
    _save(root / "notes" / "sources.yaml", f"references:\n{sources}")
    for item in laid:
        for key, text in zip(item.keys, item.pair.sources, strict=True):
            _save(root / "archive" / f"{key}{_suffix(text)}", f"{text}\n")
    return laid


def _notes(root: Path, given: Sequence[Pair]) -> Iterator[Laid]:
    for number, batch in enumerate(_batches(tuple(enumerate(given)), PAIRS_A_NOTE)):
        path, text = f"notes/n{number}.md", HEAD
        for index, pair in batch:
            keys = tuple(f"k{index}{letter}" for letter, _ in zip("ab", pair.sources, strict=False))
            first = text.count("\n") + 1
            text += f"{_cited(pair.note, keys)}\n\n"
            yield Laid(pair, keys, path, first, text.count("\n") - 1)
        _save(root / path, text)


def _cited(note: str, keys: Sequence[str]) -> str:
    """A note with its citations; one that names none cites its source at its end."""
    cited = note if "@k" in note or "@l" in note else f"{note} [@k]."
    return cited.replace("@k", f"@{keys[0]}").replace("@l", f"@{keys[-1]}")


def _suffix(text: str) -> str:
    return ".html" if text.startswith("<") else ".md" if text.startswith(("|", "#")) else ".txt"


def _save(path: Path, text: str) -> None:
    path.write_text(text, "utf-8", newline="\n")


# --- the command line ------------------------------------------------------------------------------


def _findings(root: Path, command: str, *more: str) -> Iterator[Finding]:
    """What a command reports; `_CrashError` where it does not come to that."""
    result = CliRunner().invoke(main, [command, "--project", str(root), "--format", "json", *more])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise _CrashError(repr(result.exception))
    try:
        listed = json.loads(result.stdout)["findings"]
    except ValueError as error:
        raise _CrashError(result.output[-300:]) from error
    for item in listed:
        if item["rule"] not in IGNORED:
            text = f"{item['rule']}: {item['message']} ({item.get('hint', '')})"
            yield Finding(item["path"], item["line"], item["severity"], text)


def _outcomes(lock: Path) -> dict[str, list[str]]:
    """The outcomes that a lock remembers, by source."""
    known: dict[str, list[str]] = {}
    for line in lock.read_text("utf-8").splitlines() if lock.exists() else ():
        entry = json.loads(line)
        for place in entry["at"].split(" | ") if "outcome" in entry else ():
            known.setdefault(place.split()[0], []).append(entry["outcome"])
    return known
