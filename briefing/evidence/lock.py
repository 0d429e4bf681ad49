"""The lock file: the result of every look-up, as sorted JSON Lines, with one claim or source per line.

It contains no sentence of a source, and no hash from which one could be
guessed, only the hash of each source's whole text. Failed look-ups are
recorded too, so that a build without the archive rejects them. Lines are
independent of each other, so that git can merge two locks by keeping the lines
of both (`merge=union`); of two lines about the same claim the later date wins,
and on the same date the worse outcome.
"""

import datetime
from collections.abc import Iterator
from functools import cache
from typing import Annotated, Final

import msgspec
from msgspec import Meta, Struct

from briefing import lazy_re
from briefing.model import RECORDED_OUTCOMES, Lock, LockIndex, Outcome, Text, Verification
from briefing.model.diagnostics import Diagnostic, Rule, Span
from briefing.model.figures import CLAIM_DIGITS

PATH: Final = "notes/figures.lock"


class ClaimLine(Struct, frozen=True, tag_field="is", tag="claim"):
    """A claim and the result of its last look-up."""

    claim: Annotated[str, Meta(pattern=f"^[0-9a-f]{{{CLAIM_DIGITS}}}$")]
    value: str
    at: str
    outcome: Outcome
    date: datetime.date


class SourceLine(Struct, frozen=True, tag_field="is", tag="source"):
    """The text against which claims were verified."""

    source: str
    sha256: str


_LINE: Final = lazy_re.compile("[^\n]*\n|[^\n]+")
_CONFLICT: Final = lazy_re.compile(r"(?:<{7}|\|{7}|={7}|>{7})(?:\s|$)")
"""Git's conflict markers."""
_NO_LINE: Final = "this line is not a lock entry"
_AGAIN: Final = "run `briefing verify` again; nobody edits this file by hand"
_BOTH_SIDES: Final = "git left two versions of the lock here"
_UNION: Final = (
    "keep the lines of both sides and delete git's marks; "
    "a line `/notes/figures.lock merge=union` in .gitattributes does this from then on"
)
_DECODER: Final = msgspec.json.Decoder(ClaimLine | SourceLine)


# Most claims of a lock have the same outcome and date, and can share one record.
_verification: Final = cache(Verification)


def parse_lock(text: Text | None) -> tuple[Lock, tuple[Diagnostic, ...]]:
    """Parse a lock, with a diagnostic for each unreadable line; duplicate claims are resolved as the module says."""
    lock, problems = Lock(), list[Diagnostic]()
    for number, line in _lines_of(text, problems):
        if isinstance(line, ClaimLine):
            lock.lines[line.claim] = number
            if _is_latest(lock, line):
                lock.descriptions[line.claim] = (line.value, line.at)
        _add(lock, line)
    return lock, tuple(problems)


def parse_claims(text: Text | None) -> tuple[LockIndex, tuple[Diagnostic, ...]]:
    """Parse a lock without the descriptions for people, which take more memory than all the rest."""
    lock, problems = Lock(), list[Diagnostic]()
    for _, line in _lines_of(text, problems):
        _add(lock, line)
    return LockIndex.of(lock), tuple(problems)


def _add(lock: Lock, line: ClaimLine | SourceLine) -> None:
    """Add a line; a claim only if no line about it so far is later or worse."""
    if isinstance(line, SourceLine):
        lock.sources[line.source] = line.sha256
    elif _is_latest(lock, line):
        lock.claims[line.claim] = _verification(line.outcome, line.date)


def _is_latest(lock: Lock, line: ClaimLine) -> bool:
    """Whether no earlier line about the same claim has a later date, or the same date and a worse outcome."""
    existing = lock.claims.get(line.claim)
    return not existing or (existing.date, existing.outcome.rank) <= (line.date, line.outcome.rank)


def _lines_of(text: Text | None, problems: list[Diagnostic]) -> Iterator[tuple[int, ClaimLine | SourceLine]]:
    """The lines of a lock with their numbers; unreadable ones, and git's conflict markers (once), go to `problems`."""
    in_conflict = False
    # Lazily: a list of all lines of a large lock would take several times its memory.
    for number, found in enumerate(_LINE.finditer(text.content) if text else (), 1):
        try:
            if found[0].strip():
                yield number, _read(found[0])
        except (msgspec.MsgspecError, UnicodeEncodeError, RecursionError):
            if not _CONFLICT.match(found[0]):
                problems.append(Diagnostic(Rule.INVALID_LOCK, _NO_LINE, Span(PATH, number), _AGAIN))
            elif not in_conflict:
                in_conflict = True
                problems.append(Diagnostic(Rule.INVALID_LOCK, _BOTH_SIDES, Span(PATH, number), _UNION))


def _read(line: str) -> ClaimLine | SourceLine:
    read: ClaimLine | SourceLine = _DECODER.decode(line)
    if isinstance(read, ClaimLine) and read.outcome not in RECORDED_OUTCOMES:
        raise msgspec.ValidationError(f"{read.outcome} is never recorded")
    return read


def format_lock(lock: Lock) -> str:
    """The text of a lock: sources first, then claims, each sorted."""
    return "".join(f"{line}\n" for line in _lines(lock))


def _lines(lock: Lock) -> Iterator[str]:
    for key in sorted(lock.sources):
        yield msgspec.json.encode(SourceLine(key, lock.sources[key])).decode()
    ordered = sorted(lock.claims, key=lambda claim: (lock.descriptions[claim][1], claim))
    for claim in ordered:
        value, at = lock.descriptions[claim]
        found = lock.claims[claim]
        yield msgspec.json.encode(ClaimLine(claim, value, at, found.outcome, found.date)).decode()
