"""A site out: staged, promised in a journal, then put in place.

A site is written in three steps, so that neither a fault nor a power cut
leaves half of one: every file that may differ is staged in a hidden folder; a
journal of what will be replaced and removed is synced; then each file that
differs is replaced. A journal that is found is finished first. Only files
that an earlier build wrote are ever replaced or removed.
"""

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final

from msgspec import Struct

from briefing.disk.hidden import hidden, make_hidden
from briefing.disk.looking import Sight
from briefing.disk.reading import decoded
from briefing.model import Copy, File

MANIFEST: Final = ".briefing-files"
"""In the site: the paths that the last build wrote, one a line."""

MANY: Final = 64
"""Files after which it is quicker to sync the machine than each of them."""


LONG: Final = 2**17
"""Bytes of the manifest of a few thousand files."""


class NotOurs(OSError):
    """A file stands where the site would be written, and no build wrote it."""


class Busy(OSError):
    """Another build is writing the same site."""


def save_lock(root: Path, content: str) -> bool:
    """Write the lock, if it differs; whether it did."""
    file = root / "notes" / "figures.lock"
    if file.is_file() and decoded(file, "notes/figures.lock").content == content:
        return False
    _write_synced(file, content)
    return True


class Written(Struct, frozen=True):
    """What a build did to the site."""

    files: int
    changed: int
    removed: int


class Staging:
    """A hidden folder beside the site, where a site is put together before any of it is replaced.

    Use as a context: what was not committed is thrown away. `there` is how the files of the site look; of many,
    another process begins to look at them at once, since that takes longest of all.
    """

    def __init__(self, output: Path) -> None:
        self.output = output
        self.folder = hidden(output) / f"staging-{output.name}"
        self.journal = self.folder / "journal.json"
        self.staged: dict[str, None] = {}
        self.kept: dict[str, None] = {}

    def __enter__(self) -> "Staging":
        make_hidden(self.folder.parent)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.lock = open(self.folder / "lock", "w", encoding="utf-8")
        try:
            _hold(self.lock.fileno(), self.output)
            self.finish()
            self.clear()
            self.there = Sight(self.output, MANIFEST, many=_is_long(self.output / MANIFEST))
        except BaseException:
            self.let_go()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.clear()
        self.let_go()

    def let_go(self) -> None:
        """Give the lock back: also where another process that was begun meanwhile still has its file open."""
        _unlock(self.lock.fileno())
        self.lock.close()

    def clear(self) -> None:
        """Throw away what was staged, unless a replacement that broke off still needs it."""
        if not self.journal.is_file():
            shutil.rmtree(self.folder / "files", ignore_errors=True)

    def add(self, file: File | Copy) -> None:
        """Stage one file."""
        stage(self.folder, file)
        self.expect([file.path])

    def expect(self, paths: Iterable[str]) -> None:
        """Count on files that another process staged."""
        self.staged.update(dict.fromkeys(paths))

    def keep(self, paths: Iterable[str]) -> None:
        """Leave files of the last build as they are."""
        self.kept.update(dict.fromkeys(paths))

    def commit(self) -> Written:
        """Replace what differs, remove what is no longer made."""
        before = _manifest(self.output)
        changed = [path for path in self.staged if not self.stands(path)]
        self.refuse_strangers(changed, before)
        made = self.staged.keys() | self.kept.keys()
        removed = sorted(filter(_stays_within, before - made))
        if changed or removed or made != before:
            # Before the journal promises them: after a power cut, what it names must be there whole.
            _sync([self.folder / "files" / path for path in changed])
            plan = {"replace": changed, "remove": removed, "manifest": sorted(made) if made != before else None}
            _write_synced(self.journal, json.dumps(plan))
            self.finish()
            self.there.again([*changed, *removed, MANIFEST])
        return Written(len(made), len(changed), len(removed))

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
        if plan["manifest"] is not None:
            _write_synced(self.output / MANIFEST, "".join(f"{path}\n" for path in plan["manifest"]))
        self.journal.unlink()

    def replace(self, path: str) -> None:
        staged, there = self.folder / "files" / path, self.output / path
        if staged.is_file():  # else it was replaced before the interruption
            there.parent.mkdir(parents=True, exist_ok=True)
            os.replace(staged, there)


def stage(folder: Path, file: File | Copy) -> None:
    """Put one file into a staging folder."""
    staged = folder / "files" / file.path
    try:
        _put(staged, file)
    except FileNotFoundError:
        staged.parent.mkdir(parents=True, exist_ok=True)
        _put(staged, file)


def _put(staged: Path, file: File | Copy) -> None:
    if isinstance(file, File):
        with open(staged, "wb") as opened:
            opened.write(file.content)
    else:
        shutil.copyfile(file.origin, staged)


def _is_long(manifest: Path) -> bool:
    """Whether a manifest lists so many files that to look at them takes longer than to begin a process."""
    return manifest.is_file() and manifest.stat().st_size > LONG


def _manifest(output: Path) -> set[str]:
    """The paths that an earlier build wrote; whoever changed the list may have put any other there."""
    file = output / MANIFEST
    return set(file.read_text(encoding="utf-8", errors="replace").splitlines()) if file.is_file() else set()


def _stays_within(path: str) -> bool:
    """Whether a path leads nowhere but into its folder, on any system."""
    return (
        bool(path)
        and ".." not in path.replace("\\", "/").split("/")
        and not (path.startswith(("/", "\\")) or path[1:2] == ":")
    )


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


def _sync(files: Sequence[Path]) -> None:
    """Wait until these files are on the disk itself."""
    if len(files) > MANY and hasattr(os, "sync"):
        # One wait for the whole machine is shorter than thousands, each for one file.
        os.sync()
        return
    for file in files:
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

    def _unlock(descriptor: int) -> None:
        """Here a lock ends with the file."""
else:

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _unlock(descriptor: int) -> None:
        # A fork shares the lock, which a close alone would leave to it.
        fcntl.flock(descriptor, fcntl.LOCK_UN)
