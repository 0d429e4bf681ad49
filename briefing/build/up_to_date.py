"""Whether anything has to be done at all.

Of a build that went well it is remembered what every file looked like, before
and after. While all of them still look the same, there is nothing to do, and
none of the rooms that would do it is even loaded.
"""

import hashlib
from collections.abc import Mapping
from typing import Final

import msgspec
from msgspec import Struct

from briefing import disk
from briefing.incremental.store import Store
from briefing.model.diagnostics import Diagnostic

_NAME: Final = "settled"
_CHECKED: Final = "checked"


class Settled(Struct, frozen=True, array_like=True):
    """What the last build that went well came to."""

    findings: tuple[Diagnostic, ...]
    made_of: str
    """Notes and sources, counted."""


def recall(store: Store, before: bytes, site: disk.Sight) -> Settled | None:
    """The last build, if everything still looks as it did: first the project, then the site, which takes longer."""
    stored = store.get("records", _NAME)
    if stored is None or not stored.startswith(before):
        return None
    key = before + look_after(site)
    return msgspec.msgpack.decode(stored[len(key) :], type=Settled) if stored.startswith(key) else None


def settle(store: Store, before: bytes, site: disk.Sight, settled: Settled) -> None:
    """Remember a build that went well, and how the project looked before it and the site after it."""
    store.put("records", [(_NAME, before + look_after(site) + msgspec.msgpack.encode(settled))])


class Checked(Struct, frozen=True, array_like=True):
    """What the last check of a project came to."""

    findings: tuple[Diagnostic, ...]
    exempt: int
    """How many figures are exempt from a source on purpose."""


def recall_check(store: Store, before: bytes) -> Checked | None:
    """The last check, if the project still looks as it did."""
    stored = store.get("records", _CHECKED)
    if stored is None or not stored.startswith(before):
        return None
    return msgspec.msgpack.decode(stored[len(before) :], type=Checked)


def remember_check(store: Store, before: bytes, checked: Checked) -> None:
    """Remember a check, and how the project looked before it."""
    store.put("records", [(_CHECKED, before + msgspec.msgpack.encode(checked))])


def is_settled(look: disk.Look, now: int) -> bool:
    """Whether no file of a project changed so lately that a further change might not show."""
    return all(disk.is_settled(stamp, now) for found in look for stamp in found.values())


def look_before(look: disk.Look, asked: Mapping[str, object]) -> bytes:
    """A name for how the files of a project look, and for how a build was asked."""
    said = "\n".join(f"{name}={value}" for name, value in sorted(asked.items()))
    return _name(said.encode("utf-8", "surrogateescape"), *map(disk.table, look))


def look_after(site: disk.Sight) -> bytes:
    """A name for how the files of a site look."""
    return _name(site.table)


def _name(*said: bytes) -> bytes:
    return hashlib.blake2b(b"\0".join(said), digest_size=16).digest()
