"""Atomic writing of a site: staged, recorded in a journal, then moved into place.

A site is written in three steps, so that neither an error nor a power cut leaves
it half replaced. First, every file that may differ is staged in a hidden folder.
Then a journal of the files to replace and remove is written and synced: this is
the commit. Then each file is moved into place. If a build finds a journal, it first
finishes that replacement (a redo log). Only files that an earlier build wrote are
ever replaced or removed, and nothing is written or removed through a symbolic link
within the site.
"""

import os
import shutil
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Final

import msgspec
from msgspec import Struct

from briefing.disk.atomic_write import (
    delete_tree,
    is_link,
    is_movable,
    is_same,
    move,
    naming,
    open_regular,
    sync,
    write_synced,
)
from briefing.disk.cache_folder import cache_folder, make_cache_folder
from briefing.disk.locking import Busy, hold, release
from briefing.disk.project_files import decode
from briefing.disk.snapshot import Snapshot
from briefing.model import Copy, File

MANIFEST: Final = ".briefing-files"
"""The file in the site that lists the paths that the last build wrote, one per line."""

INSIDE: Final = ".briefing-staging"
"""The folder in the site for staged files, used if the site is on another device than the cache folder."""

PARALLEL_SCAN_BYTES: Final = 2**17
"""The size of a manifest, some thousands of files, from which on a background process scans the site."""


class ForeignFile(OSError):
    """The output folder has a file that no build wrote where one would be written."""


class UnfinishedReplacement(OSError):
    """An interrupted replacement cannot be finished now."""


def save_lock(root: Path, content: str) -> bool:
    """Write the lock if it differs; returns whether it did."""
    file = root / "notes" / "figures.lock"
    if file.is_file() and decode(file, "notes/figures.lock").content == content:
        return False
    write_synced(file, content.encode())
    return True


def reset_staging(root: Path, output: Path) -> None:
    """Discard what is staged, for `--restricted`: a journal in an untrusted project may be forged.

    Raises `OSError` if a folder of the project is a symbolic link.
    """
    for folder in (root / "notes", root / "templates", output, cache_folder(output)):
        if is_link(folder):
            raise OSError(f"{folder} is a symbolic link, which --restricted does not follow")
    delete_tree(_staging_folder(output))


def _staging_folder(output: Path) -> Path:
    return cache_folder(output) / f"staging-{output.name}"


def finish_interrupted(output: Path) -> str:
    """Finish an interrupted replacement, if there is one; returns a sentence about the result, else nothing."""
    if not (_staging_folder(output) / JOURNAL).is_file():
        return ""
    try:
        with Staging(output) as staging:
            if staging.is_whole:
                return f"an interrupted build had left {output} half replaced; it is complete now"
            return f"an interrupted build left {output} half replaced; run briefing build"
    except Busy:  # which finishes it
        return ""
    except OSError as error:
        return str(error)


class WriteResult(Struct, frozen=True):
    """The changes of a build to the site."""

    files: int
    changed: int
    removed: int


JOURNAL: Final = "journal.json"


class _ReplacePlan(Struct, frozen=True):
    """The content of the journal: the paths to replace and to remove, and the new manifest, if it changes."""

    replace: tuple[str, ...]
    remove: tuple[str, ...]
    manifest: tuple[str, ...] | None


class Staging:
    """A hidden folder next to the site, in which a new state of the site is assembled before anything is replaced.

    Use as a context manager: without a commit everything is discarded. `there` is a snapshot of the site's files. If
    `is_locked` is false, the file system has no locks, and another build could write the same site at the same time.
    """

    def __init__(self, output: Path) -> None:
        self.output = output
        self.folder = _staging_folder(output)
        self.journal = self.folder / JOURNAL
        self.staged_in = (self.folder / "files", output / INSIDE)
        """The folders that may have staged files."""
        self.staged: dict[str, None] = {}
        self.kept: dict[str, None] = {}
        self.is_whole = True
        """Whether all files of the site come from one build: false if a journal could not be read."""

    def __enter__(self) -> "Staging":
        make_cache_folder(self.folder.parent)
        self.folder.mkdir(parents=True, exist_ok=True)
        lock = self.folder / "lock"
        self.lock = os.fdopen(open_regular(lock), "r+", encoding="utf-8")
        try:
            self.is_locked = hold(self.lock.fileno(), lock, self.output)
            self.finish()
            self.clear()
            self.snapshot = Snapshot(self.output, MANIFEST, many=_is_scanned_in_parallel(self.output / MANIFEST))
        except BaseException:
            self.release()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.clear()
        self.release()

    def release(self) -> None:
        """Release the lock explicitly, since a process forked meanwhile may still have its file open."""
        if getattr(self, "is_locked", False):
            release(self.lock.fileno())
        self.lock.close()

    @cached_property
    def files(self) -> Path:
        """The folder of the staged files: within the site if that is on another device."""
        is_elsewhere = self.output.is_dir() and not is_movable(self.folder, self.output)
        return self.staged_in[is_elsewhere]

    def clear(self) -> None:
        """Discard what is staged, unless an interrupted replacement still needs it."""
        if not self.journal.is_file():
            for folder in self.staged_in:
                delete_tree(folder)

    def add(self, file: File | Copy) -> None:
        """Stage one file."""
        stage(self.files, file)
        self.expect([file.path])

    def expect(self, paths: Iterable[str]) -> None:
        """Register files that another process stages."""
        self.staged.update(dict.fromkeys(paths))

    def keep(self, paths: Iterable[str]) -> None:
        """Keep files of the last build as they are."""
        self.kept.update(dict.fromkeys(paths))

    def commit(self) -> WriteResult:
        """Replace the files that differ, and remove those that are neither staged nor kept."""
        before = _manifest(self.output)
        changed = [path for path in self.staged if not self.is_identical(path)]
        self.refuse_foreign_files(changed, before)
        made = self.staged.keys() | self.kept.keys()
        removed = sorted(filter(_stays_within, before - made))
        if changed or removed or made != before:
            # Synced before the journal is: after a power cut, every file that it names must be complete.
            sync(self.files, changed)
            plan = _ReplacePlan(tuple(changed), tuple(removed), tuple(sorted(made)) if made != before else None)
            write_synced(self.journal, msgspec.json.encode(plan))
            self.finish()
            self.snapshot.update([*changed, *removed, MANIFEST])
        return WriteResult(len(made), len(changed), len(removed))

    def is_identical(self, path: str) -> bool:
        """Whether the site already has this file with the staged content."""
        there = os.path.join(self.output, path)
        is_there = os.path.isfile(there) and not _link_in_path(self.output, path)
        return is_there and is_same(os.path.join(self.files, path), there)

    def refuse_foreign_files(self, changed: Iterable[str], before: set[str]) -> None:
        """Raise `ForeignFile`, before anything is replaced, if a file that no build wrote is in the way."""
        if stranger := next(_obstacles(self.output, changed, before), None):
            raise ForeignFile(f"{stranger} was not written by briefing; move it away first")

    def finish(self) -> None:
        """Carry out the journal, if there is one. Raises `UnfinishedReplacement`."""
        if not self.journal.is_file():
            return
        try:
            if plan := self.plan():
                self.follow(plan)
            self.is_whole = plan is not None
            self.journal.unlink()
        except OSError as error:
            path = error.filename2 or error.filename
            raise UnfinishedReplacement(
                f"{f'{path}: ' if path else ''}{error.strerror or error}; {self.output} is half replaced until that is "
                f"fixed and the command is run again; or delete {self.folder} and rebuild"
            ) from error

    def plan(self) -> _ReplacePlan | None:
        """The plan in the journal; None if it is damaged, which is harmless, since a build compares every file."""
        try:
            plan = msgspec.json.decode(self.journal.read_bytes(), type=_ReplacePlan)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return None
        return plan if all(map(_stays_within, (*plan.replace, *plan.remove))) else None

    def follow(self, plan: _ReplacePlan) -> None:
        """Carry out a plan; doing so again after an interruption is harmless."""
        self.output.mkdir(parents=True, exist_ok=True)
        if plan.manifest is not None and (made := {*plan.manifest}) - (before := _manifest(self.output)):
            # Listed before they are written, so that after an interruption no new file counts as foreign.
            self.write_manifest(made | before)
        # Removed first, since a file may have become a folder, or a folder a file.
        for path in plan.remove:
            _remove(self.output, path)
        for path in plan.replace:
            self.replace(path)
        if plan.manifest is not None:
            self.write_manifest(plan.manifest)

    def write_manifest(self, paths: Iterable[str]) -> None:
        """Record which files of the site belong to the build."""
        write_synced(self.output / MANIFEST, "".join(f"{path}\n" for path in sorted(paths)).encode())

    def replace(self, path: str) -> None:
        """Move a staged file into place; if it is gone, that was done before an interruption."""
        there = os.path.join(self.output, path)
        for folder in self.staged_in:
            staged = os.path.join(folder, path)
            if os.path.isfile(staged):
                _remove_link(self.output, path)
                try:
                    move(staged, there)
                except FileNotFoundError:
                    os.makedirs(os.path.dirname(there), exist_ok=True)
                    move(staged, there)


def stage(folder: Path, file: File | Copy) -> None:
    """Stage one file."""
    staged = os.path.join(folder, file.path)
    try:
        _stage_file(staged, file)
    except FileNotFoundError:
        os.makedirs(os.path.dirname(staged), exist_ok=True)
        _stage_file(staged, file)


def _stage_file(staged: str, file: File | Copy) -> None:
    with naming(staged):
        if isinstance(file, File):
            with open(staged, "wb") as opened:
                opened.write(file.content)
        else:
            shutil.copyfile(file.origin, staged)


def _is_scanned_in_parallel(manifest: Path) -> bool:
    """Whether a manifest lists so many files that scanning them takes longer than starting a process."""
    return manifest.is_file() and manifest.stat().st_size > PARALLEL_SCAN_BYTES


def _manifest(output: Path) -> set[str]:
    """The paths in the manifest; not to be trusted, since people may have edited it."""
    file = output / MANIFEST
    with naming(file):
        return set(file.read_text(encoding="utf-8", errors="replace").splitlines()) if file.is_file() else set()


def _is_part_of(name: str, paths: set[str]) -> bool:
    """Whether a file or folder is one of these paths, or a parent of one."""
    return name in paths or any(path.startswith(f"{name}/") for path in paths)


def _stays_within(path: str) -> bool:
    """Whether a path is relative and without `..`, by the rules of any system."""
    return (
        bool(path)
        and ".." not in path.replace("\\", "/").split("/")
        and not (path.startswith(("/", "\\")) or path[1:2] == ":")
    )


def _obstacles(output: Path, paths: Iterable[str], before: set[str]) -> Iterator[Path]:
    """Foreign files in the place of files, of their parents, or below them where they are folders now.

    A link in place of one of the site's own folders is no obstacle: it is unlinked when the file is written.
    """
    # Each place once: a thousand files are in few folders.
    for name in dict.fromkeys(chain([""], *map(_way_to, paths))):
        place = os.path.join(output, name) if name else os.fspath(output)
        if name and is_link(place):
            if not _is_part_of(name, before):
                yield output / name
        elif os.path.lexists(place) and not os.path.isdir(place) and name not in before:
            yield output / name
    for path in paths:
        # A folder in the place of a file is an obstacle unless the build wrote all of it, and so will remove it.
        if os.path.isdir(os.path.join(output, path)) and not _link_in_path(output, path):
            found = (output / path).rglob("*")
            inside = [place.relative_to(output).as_posix() for place in found if not place.is_dir()]
            yield from (output / name for name in inside or [path] if name not in before)


def _way_to(path: str) -> tuple[str, ...]:
    """The paths of the folders that lead to a file, the outermost first, and its own."""
    parts = path.split("/")
    return tuple("/".join(parts[:count]) for count in range(1, len(parts) + 1))


def _link_in_path(output: Path, path: str) -> Path | None:
    """The first symbolic link among the parents of a file of the site and the file itself."""
    places = (os.path.join(output, name) for name in _way_to(path))
    return next((Path(place) for place in places if is_link(place)), None)


def _remove_link(output: Path, path: str) -> None:
    """Unlink the first link in the path of a file; its target stays as it is."""
    if link := _link_in_path(output, path):
        link.unlink()


def _remove(output: Path, path: str) -> None:
    _remove_link(output, path)
    there = output / path
    if there.is_file():
        there.unlink()
    for folder in there.parents:
        if folder == output or (folder.is_dir() and any(folder.iterdir())):
            return
        if folder.is_dir():
            folder.rmdir()
