"""The store of a site, in one file that may be deleted at any time.

SQLite survives an interrupted build. A file that cannot be read, or that
another version of the program wrote, is recreated. Each row carries a checksum
of its key and value: a page made from a flipped bit would be published, and
cached, as if it were right. It is a CRC-32, which finds every change of up to
32 bits in a row, in a quarter of the time of a cryptographic hash.
"""

import hashlib
import importlib.util
import os
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final, TypeVar

from briefing.disk.cache_folder import cache_folder, make_cache_folder
from briefing.disk.snapshot import stamp_of
from briefing.incremental.store import TABLES, Broken, Key
from briefing.incremental.store import Store as InMemory

Result = TypeVar("Result")

_PROGRAM: Final = "program"
"""The record of which program wrote it."""
_PACKAGES: Final = (
    "bibtexparser", "click", "font_source_sans_pro", "jinja2", "markdown_it", "markupsafe", "mdit_py_plugins",
    "msgspec", "pypandoc", "pypdfium2", "resvg_py", "selectolax", "yaml",
)  # fmt: skip

_DISTRIBUTIONS: Final = (
    "bibtexparser", "click", "font-source-sans-pro", "jinja2", "markdown-it-py", "markupsafe", "mdit-py-plugins",
    "msgspec", "pypandoc-binary", "pypdfium2", "resvg-py", "selectolax", "pyyaml",
)  # fmt: skip
"""The same, as they are called where they come from."""

_HERE: Final = Path(__file__).resolve().parent.parent
_CHECKSUM: Final = 4
"""Bytes of a checksum, which go before the value."""
_PAGE: Final = 16_384
"""Bytes of a page of the file: a note takes two of these, and seven of SQLite's usual 4,096."""


def with_store(output: Path, work: Callable[[InMemory], Result]) -> Result:
    """Do some work with the store of a site; where that is broken, once more without what it held.

    Where no file can be written, results are held in memory.
    """
    for _ in range(2):
        store = opened(output)
        try:
            return work(store)
        except Broken:
            store.close()
            _remove_file(store_file(output))
        finally:
            store.close()
    return work(InMemory())


def opened(output: Path) -> InMemory:
    """The store of a site; one in memory where no file can be written."""
    for _ in range(2):
        store = Store(store_file(output))
        try:
            store.get("records", _PROGRAM)
        except Broken:
            store.close()
            _remove_file(store_file(output))
        except OSError:
            break
        else:
            return store
    return InMemory()


def store_file(output: Path) -> Path:
    """Where the store of a site is."""
    return cache_folder(output) / f"{output.name}.sqlite"


def _checksum(table: str, key: Key, value: bytes) -> bytes:
    name = key.encode("utf-8", "surrogatepass") if isinstance(key, str) else key.to_bytes(8, signed=True)
    head = b"%s %d %s " % (table.encode(), len(name), name)
    return zlib.crc32(value, zlib.crc32(head)).to_bytes(_CHECKSUM)


class Store(InMemory):
    """Rows in a file: one process writes, the others only read what was committed."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.writer = os.getpid()
        self.connections: dict[int, sqlite3.Connection] = {}

    def __getstate__(self) -> dict[str, object]:
        return {**self.__dict__, "connections": {}}

    @property
    def connection(self) -> sqlite3.Connection:
        """A connection of this process: none may be carried over into another."""
        process = os.getpid()
        if process not in self.connections:
            self.connections[process] = _open(self.file) if process == self.writer else _open_readonly(self.file)
        return self.connections[process]

    def get(self, table: str, key: Key) -> bytes | None:
        rows = self.select(f"SELECT value FROM {table} WHERE key = ?", key)
        return self.verified(table, key, rows[0][0]) if rows else None

    def all(self, table: str) -> Mapping[Key, bytes]:
        return {key: self.verified(table, key, value) for key, value in self.select(f"SELECT key, value FROM {table}")}

    def verified(self, table: str, key: Key, stored: object) -> bytes:
        """The value of a row that is as it was written; raises `Broken` for any other."""
        # What is no bytes was not written here.
        if isinstance(stored, bytes) and isinstance(key, int | str):
            value = stored[_CHECKSUM:]
            if stored[:_CHECKSUM] == _checksum(table, key, value):
                return value
        raise Broken(f"{self.file} is broken")

    def put(self, table: str, rows: Iterable[tuple[Key, bytes]]) -> None:
        checked = ((key, _checksum(table, key, value) + value) for key, value in rows)
        self.write(f"INSERT OR REPLACE INTO {table} VALUES (?, ?)", checked)

    def drop(self, table: str, keys: Iterable[Key]) -> None:
        self.write(f"DELETE FROM {table} WHERE key = ?", ((key,) for key in keys))

    def clear(self) -> None:
        for table in TABLES:
            self.write(f"DELETE FROM {table} WHERE key <> ?", [(_PROGRAM,)])

    def write(self, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Change rows, once nobody else is changing any; what a process writes that only reads is lost."""
        if os.getpid() == self.writer:
            self.retrying(lambda connection: connection.executemany(statement, rows))

    def select(self, statement: str, *values: Key) -> list[Any]:
        """Rows, all of them."""
        return self.retrying(lambda connection: connection.execute(statement, values).fetchall())

    def retrying(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        """Do something with the file; what cannot be read or written is `Broken`, and another process is waited for."""
        try:
            return work(self.connection)
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise OSError(f"{self.file}: {error}; wait until another briefing has finished") from error
            raise Broken(f"{self.file}: {error}") from error
        except (sqlite3.DatabaseError, UnicodeDecodeError, OverflowError) as error:
            raise Broken(f"{self.file}: {error}") from error

    def commit(self) -> None:
        if os.getpid() == self.writer:
            self.retrying(lambda connection: connection.commit())

    def close(self) -> None:
        if connection := self.connections.pop(os.getpid(), None):
            connection.close()


def _open_readonly(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True, timeout=60)


def _open(file: Path) -> sqlite3.Connection:
    try:
        return _opened(file)
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        # Not ours, of another version, or broken: what it held can be made again.
        _remove_file(file)
        return _opened(file)


def _remove_file(file: Path) -> None:
    for part in ("", "-wal", "-shm"):
        try:
            file.with_name(file.name + part).unlink(missing_ok=True)
        except OSError:
            return


def _opened(file: Path) -> sqlite3.Connection:
    make_cache_folder(file.parent)
    connection = sqlite3.connect(file, timeout=60)
    connection.execute(f"PRAGMA page_size = {_PAGE}")
    # A crash of the machine may cost what was stored, never what was published.
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = OFF")
    for table in TABLES:
        kind = "TEXT" if table in ("records", "templates") else "INTEGER"
        connection.execute(f"CREATE TABLE IF NOT EXISTS {table} (key {kind} PRIMARY KEY, value BLOB)")
    found = connection.execute("SELECT value FROM records WHERE key = ?", (_PROGRAM,)).fetchone()
    here, version = program_stats(), b""
    if not found or bytes(found[0])[_CHECKSUM + _VERSION :] != here:
        version = versions()
        if found and bytes(found[0])[_CHECKSUM : _CHECKSUM + _VERSION] != version:
            connection.close()
            raise sqlite3.DatabaseError("written by another version")
        value = version + here
        row = (_PROGRAM, _checksum("records", _PROGRAM, value) + value)
        connection.execute("INSERT OR REPLACE INTO records VALUES (?, ?)", row)
        connection.commit()
    return connection


_VERSION: Final = 16


def program_stats() -> bytes:
    """The stat data of this program and its dependencies: fast, but of this machine only."""
    specs = filter(None, map(importlib.util.find_spec, _PACKAGES))
    # The standard library's path and stamp identify the Python.
    files = [os.__file__, *(str(spec.origin) for spec in specs), *_modules()]
    return "\n".join(f"{file}:{stamp_of(file).hex()}" for file in files).encode()


def _modules() -> list[str]:
    """The files of this program, in order."""
    # By strings: to look for the same with `pathlib` takes every command two milliseconds longer.
    found = (os.path.join(folder, name) for folder, _, names in os.walk(_HERE) for name in names)
    return sorted(file for file in found if file.endswith(".py"))


def versions() -> bytes:
    """Hashes of this program and versions of its dependencies: the same wherever they are installed."""
    built_on = list(map(_version, _DISTRIBUTIONS))
    modules = [file.relative_to(_HERE).as_posix().encode() + file.read_bytes() for file in map(Path, _modules())]
    # The number tells one Python from another, as far as what templates were compiled to goes.
    everything = [importlib.util.MAGIC_NUMBER, repr(built_on).encode(), *modules]
    return hashlib.blake2b(b"\0".join(everything), digest_size=_VERSION).digest()


def _version(distribution: str) -> str:
    # Computed only if the stat data changed, or the first time.
    metadata = importlib.import_module("importlib.metadata")
    try:
        return str(metadata.version(distribution))
    except metadata.PackageNotFoundError:
        return ""
