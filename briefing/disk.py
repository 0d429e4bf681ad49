"""The only room that touches files: a project in, a site out.

A site is written in three steps, so that neither a fault nor a power cut
leaves half of one: every file is staged in a hidden folder; a journal of what
will be replaced and removed is synced; then each file that differs is
replaced. A journal that is found is finished first. Only files that an
earlier build wrote are ever replaced or removed.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Final

from msgspec import Struct

from briefing.model import Copy, File, Inputs, Text

MANIFEST: Final = ".briefing-files"
"""In the site: the paths that the last build wrote, one a line."""

ARCHIVED: Final = (".txt", ".md", ".html", ".pdf")
"""Suffixes of an archived text, in the order in which they are looked for."""

_HERE: Final = Path(__file__).resolve().parent


class NotOurs(OSError):
    """A file stands where the site would be written, and no build wrote it."""


class Busy(OSError):
    """Another build is writing the same site."""


# --- reading a project -----------------------------------------------------------------


def is_project(root: Path) -> bool:
    """Whether a folder holds notes."""
    return (root / "notes").is_dir()


def load(root: Path, base_url: str = "", drafts: bool = False, as_of: date | None = None) -> Inputs:
    """Read all that a build may know of a project."""
    names = sorted(_files(root / "notes"))
    special = {"site.yaml", "sources.yaml"}
    notes = [name for name in names if name.endswith(".md")]
    others = [name for name in names if not name.endswith((".md", ".lock")) and name not in special]
    return Inputs(
        settings=_text(root, "notes/site.yaml") if "site.yaml" in names else None,
        sources=_text(root, "notes/sources.yaml") if "sources.yaml" in names else None,
        lock=_text(root, "notes/figures.lock") if "figures.lock" in names else None,
        notes=tuple(_text(root, f"notes/{name}") for name in notes),
        files={name: str(root / "notes" / name) for name in others},
        templates=_templates(root / "templates"),
        static=_static(root / "templates"),
        base_url=base_url,
        drafts=drafts,
        as_of=as_of,
    )


def packaged_templates() -> Path:
    """The templates that came with the program: in a wheel beside the code, in a checkout above it."""
    beside, above = _HERE / "templates", _HERE.parent / "templates"
    found = next((folder for folder in (beside, above) if (folder / "note.html").is_file()), None)
    if found is None:
        raise FileNotFoundError("briefing was installed without its templates; install it again")
    return found


def rule_page(rule: str) -> str:
    """What `briefing explain` shows of a rule."""
    return (_HERE / "rules" / f"{rule}.md").read_text(encoding="utf-8")


def archived(folder: Path) -> Callable[[str], tuple[bytes, str] | None]:
    """The files of an archive by name without suffix: content and suffix."""

    def read(name: str) -> tuple[bytes, str] | None:
        found = next((file for suffix in ARCHIVED if (file := folder / f"{name}{suffix}").is_file()), None)
        return (found.read_bytes(), found.suffix) if found else None

    return read


def save_lock(root: Path, content: str) -> bool:
    """Write the lock, if it differs; whether it did."""
    file = root / "notes" / "figures.lock"
    if file.is_file() and _decoded(file, "notes/figures.lock").content == content:
        return False
    _write_synced(file, content)
    return True


def _templates(own: Path) -> dict[str, Text]:
    """By name; a project's own go before the packaged ones, which are also `default/…`."""
    packaged = {
        name: _decoded(packaged_templates() / name, f"templates/{name}") for name in _named(packaged_templates())
    }
    mine = {name: _decoded(own / name, f"templates/{name}") for name in _named(own)}
    # Packaged templates that the project covers are told apart in messages.
    hidden = {f"default/{name}": Text(f"default/{name}", text.content) for name, text in packaged.items()}
    return {**hidden, **packaged, **mine}


def _named(folder: Path) -> list[str]:
    return sorted(name for name in _files(folder) if not name.startswith("static/") and not name.endswith(".md"))


def _static(own: Path) -> dict[str, str]:
    folders = (packaged_templates() / "static", own / "static")
    return {name: str(folder / name) for folder in folders for name in sorted(_files(folder))}


def _files(folder: Path) -> Iterator[str]:
    """The files below a folder with `/` between names; hidden ones are nobody's business."""
    for path in folder.rglob("*") if folder.is_dir() else ():
        name = path.relative_to(folder)
        if path.is_file() and not any(part.startswith(".") for part in name.parts):
            yield name.as_posix()


def _text(root: Path, path: str) -> Text:
    return _decoded(root / path, path)


def _decoded(file: Path, path: str) -> Text:
    """UTF-8 with or without a mark, any line ends; bytes that are none are kept as lone surrogates."""
    content = file.read_bytes().decode("utf-8", "surrogateescape").removeprefix("\ufeff")
    return Text(path, content.replace("\r\n", "\n").replace("\r", "\n"))


# --- writing a site --------------------------------------------------------------------------


class Written(Struct, frozen=True):
    """What a build did to the site."""

    files: int
    changed: int
    removed: int


class Staging:
    """A hidden folder beside the site, where a site is put together before any of it is replaced.

    Use as a context: what was not committed is thrown away.
    """

    def __init__(self, output: Path) -> None:
        self.output = output
        self.folder = output.parent / ".briefing" / f"staging-{output.name}"
        self.journal = self.folder / "journal.json"
        self.paths: list[str] = []

    def __enter__(self) -> "Staging":
        self.folder.mkdir(parents=True, exist_ok=True)
        self.lock = open(self.folder / "lock", "w", encoding="utf-8")
        try:
            _hold(self.lock.fileno(), self.output)
            self.finish()
            self.clear()
        except BaseException:
            self.lock.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.clear()
        self.lock.close()

    def clear(self) -> None:
        """Throw away what was staged, unless a replacement that broke off still needs it."""
        if not self.journal.is_file():
            shutil.rmtree(self.folder / "files", ignore_errors=True)

    def add(self, file: File | Copy) -> None:
        """Stage one file."""
        staged = self.folder / "files" / file.path
        staged.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(file, File):
            staged.write_bytes(file.content)
        else:
            shutil.copyfile(file.origin, staged)
        self.paths.append(file.path)

    def commit(self) -> Written:
        """Replace what differs, remove what is no longer made."""
        before = _manifest(self.output)
        changed = [path for path in self.paths if not self.stands(path)]
        self.refuse_strangers(changed, before)
        removed = sorted(before - set(self.paths))
        # Before the journal promises them: after a power cut, what it names must be there whole.
        for path in changed:
            _sync(self.folder / "files" / path)
        plan = {"replace": changed, "remove": removed, "manifest": sorted(self.paths)}
        _write_synced(self.journal, json.dumps(plan))
        self.finish()
        return Written(len(self.paths), len(changed), len(removed))

    def stands(self, path: str) -> bool:
        """Whether the site has this very file already."""
        staged, there = self.folder / "files" / path, self.output / path
        return there.is_file() and there.read_bytes() == staged.read_bytes()

    def refuse_strangers(self, changed: Iterable[str], before: set[str]) -> None:
        """Stop before anything is replaced if something that no build wrote stands in the way."""
        for path in changed:
            if stranger := next(_in_the_way(self.output, path, before), None):
                raise NotOurs(f"{stranger} was not written by briefing; move it away first")

    def finish(self) -> None:
        """Do what the journal says, if there is one, however far it came before."""
        if not self.journal.is_file():
            return
        plan = json.loads(self.journal.read_text(encoding="utf-8"))
        # Removed first, since a file may have become a folder, or a folder a file.
        for path in plan["remove"]:
            _remove(self.output, path)
        for path in plan["replace"]:
            self.replace(path)
        self.output.mkdir(parents=True, exist_ok=True)
        _write_synced(self.output / MANIFEST, "".join(f"{path}\n" for path in plan["manifest"]))
        self.journal.unlink()

    def replace(self, path: str) -> None:
        staged, there = self.folder / "files" / path, self.output / path
        if staged.is_file():  # else it was replaced before the interruption
            there.parent.mkdir(parents=True, exist_ok=True)
            os.replace(staged, there)


def _manifest(output: Path) -> set[str]:
    """The paths that an earlier build wrote; none that would leave the site."""
    file = output / MANIFEST
    listed = file.read_text(encoding="utf-8", errors="replace").splitlines() if file.is_file() else []
    return {path for path in listed if path and not Path(path).is_absolute() and ".." not in Path(path).parts}


def _in_the_way(output: Path, path: str, before: set[str]) -> Iterator[Path]:
    """What stands where a file or its folders will, and no build wrote."""
    there = output / path
    for place in (there, *there.parents[: len(Path(path).parts)]):
        if os.path.lexists(place) and not place.is_dir() and place.relative_to(output).as_posix() not in before:
            yield place
    if there.is_dir():
        # Where a file will be, a folder is in the way unless all that it holds will be removed.
        inside = [place.relative_to(output).as_posix() for place in there.rglob("*") if not place.is_dir()]
        yield from (output / name for name in inside or [path] if name not in before)


def _remove(output: Path, path: str) -> None:
    there = output / path
    if there.is_file() or there.is_symlink():
        there.unlink()
    for folder in there.parents:
        if folder == output or (folder.is_dir() and any(folder.iterdir())):
            return
        if folder.is_dir():
            folder.rmdir()


def _sync(file: Path) -> None:
    with open(file, "rb+") as opened:
        os.fsync(opened.fileno())


def _write_synced(file: Path, content: str) -> None:
    """Write a small file so that it is there whole, or not at all."""
    beside = file.with_name(f"{file.name}.new")
    with open(beside, "w", encoding="utf-8", newline="\n") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())
    os.replace(beside, file)


def _hold(descriptor: int, output: Path) -> None:
    """Keep other builds of the same site out until the file is closed."""
    try:
        _lock(descriptor)
    except OSError as error:
        raise Busy(f"another briefing is writing {output}; wait until it has finished") from error


try:
    import fcntl
except ModuleNotFoundError:  # Windows
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
else:

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
