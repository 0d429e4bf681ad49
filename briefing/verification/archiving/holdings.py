"""The state of the archive by source: whether its text is missing, changed or as verified, and who depends on it."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from msgspec import Struct


class TextStatus(StrEnum):
    """The status of the text of a source."""

    MISSING = "no text"
    UNREADABLE = "unreadable"
    CHANGED = "changed"
    UNVERIFIED = "not verified yet"
    VERIFIED = "as verified"


class Holding(Struct, frozen=True):
    """A source in the archive."""

    key: str
    text: TextStatus
    file: str = ""
    why: str = ""
    notes: tuple[str, ...] = ()
    """The path of the note of each figure that depends on it."""


def holdings(
    keys: Iterable[str],
    found: Mapping[str, tuple[str, str] | str],
    verified: Mapping[str, str],
    claims: Mapping[str, Sequence[str]],
) -> tuple[Holding, ...]:
    """The state of each source, in the order of `keys`; the mappings are by key.

    `found` gives the file and the hash of the text, or the reason why it cannot be read; `verified` the hash against
    which the lock was written; `claims` the notes of the figures that cite the source.
    """
    return tuple(_holding(key, found.get(key), verified.get(key, ""), tuple(claims.get(key, ()))) for key in keys)


def _holding(key: str, found: tuple[str, str] | str | None, verified: str, notes: tuple[str, ...]) -> Holding:
    if found is None:
        return Holding(key, TextStatus.MISSING, notes=notes)
    if isinstance(found, str):
        return Holding(key, TextStatus.UNREADABLE, why=found, notes=notes)
    file, sha256 = found
    text = TextStatus.UNVERIFIED if not verified else TextStatus.VERIFIED if verified == sha256 else TextStatus.CHANGED
    return Holding(key, text, file, notes=notes)
