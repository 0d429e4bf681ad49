"""What is remembered between two builds, in one file that may be deleted at any time.

SQLite keeps it whole when a build is interrupted. A file that cannot be read,
or that another version of the program wrote, is begun anew.
"""

import hashlib
import importlib.util
import os
import sqlite3
from collections.abc import Iterable, Mapping, Set
from pathlib import Path
from typing import Any, Final, TypeVar

from msgspec.msgpack import Decoder

from briefing.disk.hidden import hidden, make_hidden
from briefing.disk.looking import stamp
from briefing.memory import Memory as InMemory
from briefing.memory import Remembered

Thing = TypeVar("Thing")

SHELVES: Final = ("heads", "details", "told", "notes", "jobs", "claims", "questions", "things")
_PROGRAM: Final = "program"
"""Under this name it is remembered which program wrote it."""
_PACKAGES: Final = ("click", "jinja2", "markdown_it", "markupsafe", "mdit_py_plugins", "msgspec", "vl_convert", "yaml")

_DISTRIBUTIONS: Final = (
    "click", "jinja2", "markdown-it-py", "markupsafe", "mdit-py-plugins", "msgspec", "pyyaml", "vl-convert-python",
)  # fmt: skip
"""The same, as they are called where they come from."""

_HERE: Final = Path(__file__).resolve().parent.parent


def remembered(output: Path) -> InMemory:
    """What is remembered of a site; where no file can be kept, only as long as the program runs."""
    memory = Memory(hidden(output) / f"{output.name}.sqlite")
    try:
        memory.get("things", _PROGRAM)
    except (OSError, sqlite3.OperationalError):
        return InMemory()
    return memory


class Memory(InMemory):
    """Remembers in a file: one process writes, the others only read."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.file = file
        self.writer = os.getpid()
        self.opened: dict[int, sqlite3.Connection] = {}

    def __getstate__(self) -> dict[str, object]:
        return {**super().__getstate__(), "opened": {}}

    @property
    def connection(self) -> sqlite3.Connection:
        """A connection of this process: none may be carried over into another."""
        process = os.getpid()
        if process not in self.opened:
            self.opened[process] = _open(self.file) if process == self.writer else _to_read(self.file)
        return self.opened[process]

    def all(self, shelf: str) -> Mapping[str, Remembered]:
        rows = self.ask(f"SELECT name, key, value FROM {shelf}")
        return {name: Remembered(key, value) for name, key, value in rows}

    def names(self, shelf: str) -> Set[str]:
        return {name for (name,) in self.ask(f"SELECT name FROM {shelf}")}

    def get(self, shelf: str, name: str) -> Remembered | None:
        rows = self.ask(f"SELECT key, value FROM {shelf} WHERE name = ?", name)
        return Remembered(*rows[0]) if rows else None

    def decode(self, _: str, __: str, value: bytes, decoder: Decoder[Thing]) -> Thing:
        # A command asks for a thing once.
        return decoder.decode(value)

    def put(self, shelf: str, things: Iterable[tuple[str, bytes, bytes]]) -> None:
        self.write(f"INSERT OR REPLACE INTO {shelf} VALUES (?, ?, ?)", things)

    def drop(self, shelf: str, names: Iterable[str]) -> None:
        self.write(f"DELETE FROM {shelf} WHERE name = ?", ((name,) for name in names))

    def write(self, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Change rows, once nobody else is changing any; what a process finds that only reads is forgotten."""
        if os.getpid() != self.writer:
            return
        try:
            self.connection.executemany(statement, rows)
        except sqlite3.OperationalError as error:
            raise OSError(f"{self.file}: {error}; wait until another briefing has finished") from error
        except sqlite3.DatabaseError as error:
            raise self.given_up() from error

    def ask(self, statement: str, *values: str) -> list[Any]:
        """Rows, all of them."""
        try:
            return self.connection.execute(statement, values).fetchall()
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError as error:
            raise self.given_up() from error

    def given_up(self) -> OSError:
        """Take a file away that turns out to be broken: too late to begin anew, but not for the next command."""
        if os.getpid() == self.writer:
            if self.writer in self.opened:
                self.opened.pop(self.writer).close()
            _take_away(self.file)
        return OSError(f"{self.file} was broken and is gone; run the command again, which begins anew")

    def settle(self) -> None:
        self.connection.commit()

    def close(self) -> None:
        if connection := self.opened.pop(os.getpid(), None):
            connection.close()


def _to_read(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True, timeout=60)


def _open(file: Path) -> sqlite3.Connection:
    try:
        return _opened(file)
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        # Not ours, of another version, or broken: what is remembered can be made again.
        _take_away(file)
        return _opened(file)


def _take_away(file: Path) -> None:
    for part in ("", "-wal", "-shm"):
        file.with_name(file.name + part).unlink(missing_ok=True)


def _opened(file: Path) -> sqlite3.Connection:
    make_hidden(file.parent)
    connection = sqlite3.connect(file, timeout=60)
    # A crash of the machine may cost what was remembered, never what was published.
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = OFF")
    for shelf in SHELVES:
        connection.execute(f"CREATE TABLE IF NOT EXISTS {shelf} (name TEXT PRIMARY KEY, key BLOB, value BLOB)")
    found = connection.execute("SELECT key, value FROM things WHERE name = ?", (_PROGRAM,)).fetchone()
    here = programs()
    if not found or found[1] != here:
        version = versions()
        if found and found[0] != version:
            connection.close()
            raise sqlite3.DatabaseError("written by another version")
        connection.execute("INSERT OR REPLACE INTO things VALUES (?, ?, ?)", (_PROGRAM, version, here))
        connection.commit()
    return connection


def programs() -> bytes:
    """How the files look of this program and of what it is built on: quick to find, but of this machine only."""
    specs = filter(None, map(importlib.util.find_spec, _PACKAGES))
    # The standard library's own place and stamp tell one Python from another.
    beside = [os.__file__, *(str(spec.origin) for spec in specs)]
    files = [*map(Path, beside), *sorted(_HERE.rglob("*.py"))]
    return "\n".join(f"{file}:{stamp(file.stat()).hex()}" for file in files).encode()


def versions() -> bytes:
    """What this program says, and the versions of what it is built on: the same wherever they are installed."""
    built_on = list(map(_version, _DISTRIBUTIONS))
    said = [file.relative_to(_HERE).as_posix().encode() + file.read_bytes() for file in sorted(_HERE.rglob("*.py"))]
    # The number tells one Python from another, as far as what templates were compiled to goes.
    everything = [importlib.util.MAGIC_NUMBER, repr(built_on).encode(), *said]
    return hashlib.blake2b(b"\0".join(everything), digest_size=16).digest()


def _version(distribution: str) -> str:
    # Loaded only where files look otherwise than they did, or for the first time.
    metadata = importlib.import_module("importlib.metadata")
    try:
        return str(metadata.version(distribution))
    except metadata.PackageNotFoundError:
        return ""
