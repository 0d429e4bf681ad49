"""The private archive with the texts of sources, and `notes/sources.yaml`, which refers to them."""

import os
from collections.abc import Sequence
from pathlib import Path

from briefing.disk.atomic_write import write_synced
from briefing.disk.project_files import ALSO_ARCHIVED, ARCHIVED, decode
from briefing.disk.snapshot import leads_out
from briefing.model import UTF_16


class Archive:
    """A folder with the texts of sources; its files are replaced atomically."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def text(self, name: str) -> str:
        """The content of a text file of the archive; empty if there is none."""
        file = self.folder / name
        return file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""

    def texts_of(self, names: Sequence[str]) -> list[str]:
        """The names of the files with the text of a source; `names` are those that it may have, without a suffix."""
        suffixes = [each for suffix in (*ARCHIVED, *ALSO_ARCHIVED) for each in (suffix, suffix.upper())]
        found = (self.folder / f"{name}{suffix}" for name in names for suffix in suffixes)
        there = [file for file in found if file.is_file()]
        # On a case-insensitive file system, `.txt` and `.TXT` are the same file.
        return [file.name for at, file in enumerate(there) if not any(map(file.samefile, there[:at]))]

    def names(self) -> list[str]:
        """The names of all files that are not hidden, sorted."""
        return sorted(file.name for file in self.folder.iterdir() if file.is_file() and file.name[0] != ".")

    def read(self, name: str) -> bytes:
        """The content of a file."""
        return (self.folder / name).read_bytes()

    def put(self, name: str, content: bytes) -> None:
        """Write a file, replacing any of that name."""
        self.folder.mkdir(parents=True, exist_ok=True)
        write_synced(self.folder / name, content)

    def remove(self, name: str) -> None:
        """Delete a file, if there is one."""
        (self.folder / name).unlink(missing_ok=True)


def sources(root: Path) -> str:
    """The text of sources.yaml; empty if there is none. Raises `OSError` if it is a link that leads out of notes/."""
    file = root / "notes" / "sources.yaml"
    if leads_out(str(file), os.path.realpath(file.parent)):
        raise OSError(f"{file} is a symbolic link that leads out of notes/, and is not followed")
    return decode(file, "notes/sources.yaml").content.removeprefix(UTF_16) if file.is_file() else ""


def save_sources(root: Path, content: str) -> None:
    """Write sources.yaml with the line ends that the file has now."""
    file = Path(os.path.realpath(root / "notes" / "sources.yaml"))
    end = "\r\n" if file.is_file() and b"\r\n" in file.read_bytes() else "\n"
    write_synced(file, content.replace("\n", end).encode("utf-8", "surrogateescape"))


def save_private(file: Path, content: str) -> None:
    """Write a text outside the site and the project, such as a page with quotations from private sources."""
    write_synced(file, content.encode("utf-8", "replace"))


def read_file(file: Path, max_bytes: int) -> bytes | None:
    """The content of a file; None if it is larger than `max_bytes`."""
    return file.read_bytes() if file.stat().st_size <= max_bytes else None
