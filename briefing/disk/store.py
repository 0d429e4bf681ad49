"""The store of a site, in one file that may be deleted at any time.

It is an SQLite database, which survives an interrupted build. A file that cannot be
read, or that another version of the program wrote, is recreated. Each row has a
checksum of its key and value: otherwise a page made from a flipped bit would be
published, and cached, as if it were right. It is a CRC-32, which detects every burst
error of up to 32 bits and takes a quarter of the time of a cryptographic hash.
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
"""The key of the record of the program's version that wrote the file."""
_PACKAGES: Final = (
    "bibtexparser", "click", "font_source_sans_pro", "jinja2", "markdown_it", "markupsafe", "mdit_py_plugins",
    "msgspec", "pypandoc", "pypdfium2", "resvg_py", "selectolax", "yaml",
)  # fmt: skip

_DISTRIBUTIONS: Final = (
    "bibtexparser", "click", "font-source-sans-pro", "jinja2", "markdown-it-py", "markupsafe", "mdit-py-plugins",
    "msgspec", "pypandoc-binary", "pypdfium2", "resvg-py", "selectolax", "pyyaml",
)  # fmt: skip
"""The distributions of these packages on the package index, in the same order."""

_PACKAGE: Final = Path(__file__).resolve().parent.parent
_CHECKSUM_BYTES: Final = 4
"""The size of a checksum, which precedes the value."""
_PAGE_BYTES: Final = 16_384
"""The page size of the file: a changed note rewrites two such pages, or seven of SQLite's default of 4,096."""


def with_store(output: Path, work: Callable[[InMemory], Result]) -> Result:
    """Do some work with the store of a site; if that is broken, delete it and start over.

    If no file can be written, or the new one is broken too, the store is in memory.
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
    """The store of a site, open; one in memory if no file can be written."""
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
    """The path of the store of a site."""
    return cache_folder(output) / f"{output.name}.sqlite"


_SEEDS: Final = {table: zlib.crc32(table.encode()) for table in TABLES}
"""Where the checksums of each table begin, so that a row of another table has a wrong one."""


def _checksum(table: str, key: Key, value: bytes) -> bytes:
    name = key.to_bytes(8, signed=True) if isinstance(key, int) else key.encode("utf-8", "surrogatepass") + b"\0"
    return zlib.crc32(value, zlib.crc32(name, _SEEDS[table])).to_bytes(_CHECKSUM_BYTES)


class Store(InMemory):
    """Rows in a file. The process that made this object writes; others, such as forks, read what is committed."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.writer = os.getpid()
        self.connections: dict[int, sqlite3.Connection] = {}

    def __getstate__(self) -> dict[str, object]:
        return {**self.__dict__, "connections": {}}

    @property
    def connection(self) -> sqlite3.Connection:
        """The connection of this process; SQLite forbids using one across a fork."""
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
        """The value of a stored row. Raises `Broken` if its checksum is wrong."""
        # Other types were not written by this program.
        if isinstance(stored, bytes) and isinstance(key, int | str):
            value = stored[_CHECKSUM_BYTES:]
            if stored[:_CHECKSUM_BYTES] == _checksum(table, key, value):
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
        """Change rows; in a process that only reads, this does nothing."""
        if os.getpid() == self.writer:
            self.retrying(lambda connection: connection.executemany(statement, rows))

    def select(self, statement: str, *values: Key) -> list[Any]:
        """All rows of a query."""
        return self.retrying(lambda connection: connection.execute(statement, values).fetchall())

    def retrying(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        """Do some work with the connection, which waits for other processes.

        Raises `Broken` if the file cannot be read or written, and `OSError` if it stays locked.
        """
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
        return _connect(file)
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        # Of another program or version, or broken: everything in it can be computed again.
        _remove_file(file)
        return _connect(file)


def _remove_file(file: Path) -> None:
    for part in ("", "-wal", "-shm"):
        try:
            file.with_name(file.name + part).unlink(missing_ok=True)
        except OSError:
            return


def _connect(file: Path) -> sqlite3.Connection:
    make_cache_folder(file.parent)
    connection = sqlite3.connect(file, timeout=60)
    connection.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
    # A crash of the machine may lose what is stored, but nothing that is published.
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = OFF")
    for table in TABLES:
        kind = "TEXT" if table in ("records", "templates") else "INTEGER"
        connection.execute(f"CREATE TABLE IF NOT EXISTS {table} (key {kind} PRIMARY KEY, value BLOB)")
    found = connection.execute("SELECT value FROM records WHERE key = ?", (_PROGRAM,)).fetchone()
    stats, version = program_stats(), b""
    if not found or bytes(found[0])[_CHECKSUM_BYTES + _VERSION_BYTES :] != stats:
        version = versions()
        if found and bytes(found[0])[_CHECKSUM_BYTES : _CHECKSUM_BYTES + _VERSION_BYTES] != version:
            connection.close()
            raise sqlite3.DatabaseError("written by another version")
        value = version + stats
        row = (_PROGRAM, _checksum("records", _PROGRAM, value) + value)
        connection.execute("INSERT OR REPLACE INTO records VALUES (?, ?)", row)
        connection.commit()
    return connection


_VERSION_BYTES: Final = 16


def program_stats() -> bytes:
    """The stat data of this program and its dependencies: fast to get, but valid on this machine only."""
    specs = filter(None, map(importlib.util.find_spec, _PACKAGES))
    # The path and stamp of the standard library identify the Python installation.
    files = [os.__file__, *(str(spec.origin) for spec in specs), *_modules()]
    return "\n".join(f"{file}:{stamp_of(file).hex()}" for file in files).encode()


def _modules() -> list[str]:
    """The paths of this program's modules, sorted."""
    # With strings: `pathlib` would make every command two milliseconds slower.
    found = (os.path.join(folder, name) for folder, _, names in os.walk(_PACKAGE) for name in names)
    return sorted(file for file in found if file.endswith(".py"))


def versions() -> bytes:
    """A hash of this program's code and its dependencies' versions, the same wherever they are installed."""
    dependencies = list(map(_version, _DISTRIBUTIONS))
    modules = [file.relative_to(_PACKAGE).as_posix().encode() + file.read_bytes() for file in map(Path, _modules())]
    # Compiled templates are stored as bytecode, whose format this magic number identifies.
    everything = [importlib.util.MAGIC_NUMBER, repr(dependencies).encode(), *modules]
    return hashlib.blake2b(b"\0".join(everything), digest_size=_VERSION_BYTES).digest()


def _version(distribution: str) -> str:
    # Called only the first time, or if the stat data changed; few commands need this import.
    metadata = importlib.import_module("importlib.metadata")
    try:
        return str(metadata.version(distribution))
    except metadata.PackageNotFoundError:
        return ""
