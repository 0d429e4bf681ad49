"""Detects that nothing has changed since the last build or check.

A successful build stores a fingerprint of the stat data of all files of the project
and of the site. While they are the same, there is nothing to do, and the modules that
would do it are not even imported.
"""

import hashlib
from collections.abc import Mapping
from typing import Final

import msgspec
from msgspec import Struct

from briefing import disk
from briefing.incremental.store import Store
from briefing.model.diagnostics import Diagnostic

_LAST_BUILD: Final = "last build"
_LAST_CHECK: Final = "checked"


class LastBuild(Struct, frozen=True, array_like=True):
    """The result of the last successful build."""

    findings: tuple[Diagnostic, ...]
    made_of: str
    """The numbers of notes and sources, in words."""


def load_build(store: Store, fingerprint: bytes, site: disk.Snapshot) -> LastBuild | None:
    """The last build, if nothing changed since; the project is compared first, since scanning the site takes longer."""
    stored = store.get("records", _LAST_BUILD)
    if stored is None or not stored.startswith(fingerprint):
        return None
    key = fingerprint + site_fingerprint(site)
    return msgspec.msgpack.decode(stored[len(key) :], type=LastBuild) if stored.startswith(key) else None


def save_build(store: Store, fingerprint: bytes, site: disk.Snapshot, last_build: LastBuild) -> None:
    """Store the result of a successful build under the fingerprints of project and site."""
    store.put("records", [(_LAST_BUILD, fingerprint + site_fingerprint(site) + msgspec.msgpack.encode(last_build))])


class LastCheck(Struct, frozen=True, array_like=True):
    """The result of the last check of a project."""

    findings: tuple[Diagnostic, ...]
    exempt: int
    """How many figures the author explicitly exempted from having a source."""


def load_check(store: Store, fingerprint: bytes) -> LastCheck | None:
    """The last check, if the project is unchanged."""
    stored = store.get("records", _LAST_CHECK)
    if stored is None or not stored.startswith(fingerprint):
        return None
    return msgspec.msgpack.decode(stored[len(fingerprint) :], type=LastCheck)


def save_check(store: Store, fingerprint: bytes, checked: LastCheck) -> None:
    """Store the result of a check under the fingerprint of the project."""
    store.put("records", [(_LAST_CHECK, fingerprint + msgspec.msgpack.encode(checked))])


def is_racy(snapshot: disk.ProjectSnapshot, now: int) -> bool:
    """Whether a file of a project changed so recently that a further change could go unnoticed."""
    return any(disk.is_racy(stamp, now) for found in snapshot for stamp in found.values())


def project_fingerprint(snapshot: disk.ProjectSnapshot, options: Mapping[str, object]) -> bytes:
    """The fingerprint of a project's stat data, and of the options of a build."""
    text = "\n".join(f"{name}={value}" for name, value in sorted(options.items()))
    return _hash(text.encode("utf-8", "surrogateescape"), *map(disk.serialize, snapshot))


def site_fingerprint(site: disk.Snapshot) -> bytes:
    """The fingerprint of a site's stat data."""
    return _hash(site.serialized)


def _hash(*text: bytes) -> bytes:
    return hashlib.blake2b(b"\0".join(text), digest_size=16).digest()
