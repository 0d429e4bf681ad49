"""What is remembered between two builds, in one file that may be deleted at any time.

SQLite keeps it whole when a build is interrupted. A file that cannot be read,
or that another version of the program wrote, is begun anew. Each row carries a
checksum of its name, key and value, so that no bit that flipped on a disk is
believed: a page made from it would be published, and kept, as if it were right.
"""

import hashlib
import importlib.util
import os
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Set
from pathlib import Path
from typing import Any, Final, TypeVar

from msgspec.msgpack import Decoder

from briefing.disk.hidden import hidden, make_hidden
from briefing.disk.looking import stamp
from briefing.memory import Broken, Remembered
from briefing.memory import Memory as InMemory

Thing = TypeVar("Thing")
Result = TypeVar("Result")

SHELVES: Final = ("heads", "details", "told", "notes", "jobs", "claims", "questions", "things")
_PROGRAM: Final = "program"
"""Under this name it is remembered which program wrote it."""
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


def retry_if_broken(output: Path, work: Callable[[], Result]) -> Result:
    """Do some work with what is remembered of a site, and once more without it where that is broken."""
    try:
        return work()
    except Broken:
        _take_away(_file(output))
        return work()


def _file(output: Path) -> Path:
    return hidden(output) / f"{output.name}.sqlite"


def _checksum(name: str, key: bytes, value: bytes) -> bytes:
    parts = hashlib.blake2b(digest_size=8)
    for part in (name.encode("utf-8", "surrogatepass"), key, value):
        parts.update(len(part).to_bytes(8))
        parts.update(part)
    return parts.digest()


def remembered(output: Path) -> InMemory:
    """What is remembered of a site; where no file can be kept, only as long as the program runs."""
    memory = Memory(_file(output))
    try:
        memory.get("things", _PROGRAM)
    except Broken:
        raise
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
        rows = self.ask(f"SELECT name, key, value, checksum FROM {shelf}")
        return {name: self.sound(name, *row) for name, *row in rows}

    def names(self, shelf: str) -> Set[str]:
        return {name for (name,) in self.ask(f"SELECT name FROM {shelf}")}

    def get(self, shelf: str, name: str) -> Remembered | None:
        rows = self.ask(f"SELECT key, value, checksum FROM {shelf} WHERE name = ?", name)
        return self.sound(name, *rows[0]) if rows else None

    def sound(self, name: str, key: bytes, value: bytes, checksum: bytes) -> Remembered:
        """A row that is as it was written; raises `Broken` for any other."""
        # What is no bytes was not written here.
        if not (isinstance(key, bytes) and isinstance(value, bytes)) or checksum != _checksum(name, key, value):
            raise self.given_up()
        return Remembered(key, value)

    def decode(self, _: str, __: str, value: bytes, decoder: Decoder[Thing]) -> Thing:
        # A command asks for a thing once.
        return decoder.decode(value)

    def put(self, shelf: str, things: Iterable[tuple[str, bytes, bytes]]) -> None:
        rows = ((name, key, value, _checksum(name, key, value)) for name, key, value in things)
        self.write(f"INSERT OR REPLACE INTO {shelf} VALUES (?, ?, ?, ?)", rows)

    def drop(self, shelf: str, names: Iterable[str]) -> None:
        self.write(f"DELETE FROM {shelf} WHERE name = ?", ((name,) for name in names))

    def write(self, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Change rows, once nobody else is changing any; what a process finds that only reads is forgotten."""
        if os.getpid() != self.writer:
            return
        try:
            self.connection.executemany(statement, rows)
        except sqlite3.OperationalError as error:
            raise self.unwritable(error) from error
        except sqlite3.DatabaseError as error:
            raise self.given_up() from error

    def unwritable(self, error: sqlite3.OperationalError) -> OSError:
        """Why a row cannot be written: another process is at it, or the disk is full or broken."""
        busy = "locked" in str(error)
        hint = "wait until another briefing has finished" if busy else "make room there, or delete .briefing/"
        return OSError(f"{self.file}: {error}; {hint}")

    def ask(self, statement: str, *values: str) -> list[Any]:
        """Rows, all of them."""
        try:
            return self.connection.execute(statement, values).fetchall()
        except sqlite3.OperationalError as error:
            raise OSError(f"{self.file}: {error}") from error
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            raise self.given_up() from error

    def given_up(self) -> Broken:
        """Take a file away that turns out to be broken: too late to begin anew here, but not for who tries again."""
        if os.getpid() == self.writer:
            if self.writer in self.opened:
                self.opened.pop(self.writer).close()
            _take_away(self.file)
        return Broken(f"{self.file} was broken and is gone; run the command again, which begins anew")

    def settle(self) -> None:
        try:
            self.connection.commit()
        except sqlite3.OperationalError as error:
            raise self.unwritable(error) from error
        except sqlite3.DatabaseError as error:
            raise self.given_up() from error

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
        connection.execute(
            f"CREATE TABLE IF NOT EXISTS {shelf} (name TEXT PRIMARY KEY, key BLOB, value BLOB, checksum BLOB)"
        )
    found = connection.execute("SELECT key, value FROM things WHERE name = ?", (_PROGRAM,)).fetchone()
    here = programs()
    if not found or found[1] != here:
        version = versions()
        if found and found[0] != version:
            connection.close()
            raise sqlite3.DatabaseError("written by another version")
        row = (_PROGRAM, version, here, _checksum(_PROGRAM, version, here))
        connection.execute("INSERT OR REPLACE INTO things VALUES (?, ?, ?, ?)", row)
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
