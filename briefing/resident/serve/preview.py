"""A project in memory that follows the files on the disk, and the pages of its site, rendered on request.

Only the findings and a hash of each file of the site are in memory: a page is
rendered when it is requested, so that ten thousand notes take no more memory
than their records. The pages that were served last are cached. If a note gets an
error, its page is held: the cached version from before the error is shown.
"""

import posixpath
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from msgspec import Struct

from briefing import disk
from briefing.build.file_states import load, load_text_index, store_texts, texts_now
from briefing.build.progress import SILENT, Progress
from briefing.build.session import Outcomes, Session, compose
from briefing.build.targets import job_of, lazy_files
from briefing.incremental import Pool, Store
from briefing.model import File
from briefing.model.diagnostics import NEGOTIABLE, Diagnostic, Severity
from briefing.notes import with_lines
from briefing.resident.serve.page_cache import CachedFile, PageCache

NOT_FOUND: Final = "404.html"
ALONE: Final = Pool()
MAX_CACHED_AT_ONCE: Final = 32
"""The maximal number of targets in a change whose pages are cached when they are made."""
_NOTE: Final = "note"
_SHARED: Final = ("notes/site.yaml", "notes/figures.lock", "templates/")
"""Paths, or prefixes of paths, of the files that every page depends on."""


class SiteChange(Struct, frozen=True):
    """The effect of changed files on the site."""

    made: int
    """The number of targets that ran again."""
    findings: tuple[Diagnostic, ...]
    new: tuple[Diagnostic, ...]
    """Findings that did not exist before; one that only moved to another line is not new."""
    resolved: tuple[Diagnostic, ...]
    """Findings that no longer exist."""


class Shown(Struct, frozen=True):
    """How a page is currently shown."""

    version: str
    """An identifier that changes whenever a browser has to reload the page."""
    note: str
    """The path of its note in the project, or empty."""
    is_held: bool
    """Whether the version from before an error is shown."""
    then: str
    """The text of its note in the version that is shown."""
    now: str
    """The current text of its note."""


class Held(Struct, frozen=True):
    """A file of which the version from before an error is shown."""

    key: bytes
    """The hash of that version."""
    note: str
    """The path of its note in the project, or empty."""


class Preview:
    """A project, and its site."""

    def __init__(
        self,
        root: Path,
        store: Store,
        options: Mapping[str, Any],
        pool: Pool = ALONE,
        progress: Progress = SILENT,
    ) -> None:
        self.root = root
        self.store = store
        self.options = options
        self.pool = pool
        self.progress = progress
        self.known = dict(load_text_index(store))
        self.snapshot: disk.ProjectSnapshot | None = None
        self.session: Session | None = None
        self.findings: tuple[Diagnostic, ...] = ()
        self.index: dict[str, str] = {}
        """The name of the target that makes each file."""
        self.copies: dict[str, str] = {}
        """The origin of each file that is published as it is."""
        self.held: dict[str, Held] = {}
        """The held files, by path."""
        self.cache = PageCache()
        self.assets = 0
        """A counter of changes of files that are published as they are."""

    # --- following the disk -------------------------------------------------------------------

    def refresh(self, now: int, changed: Collection[str] = ()) -> SiteChange | None:
        """Update the project to the files at the time `now`, in nanoseconds; None if none changed.

        Files that are known to have `changed` are read regardless of their stamps. Raises `OSError` if a file cannot be
        read, for example because it has just been deleted: then `reset` must be called.
        """
        if texts := self._only_notes(changed):
            return self._revise(texts)
        snapshot = disk.take_snapshot(self.root)
        if snapshot == self.snapshot and not changed:
            return None
        known = {path: found for path, found in self.known.items() if path not in changed} if changed else self.known
        inputs = load(self.root, self.store, self.options, snapshot, known)
        is_first = self.session is None
        if self.session is None:
            self.session = compose(inputs, self.store, self.pool, self.progress)
        else:
            self.session.load(inputs)
        self.known = texts_now(inputs, self.session.read, now)
        self.assets += self._are_assets_changed(snapshot)
        self.snapshot = snapshot
        return self._make(self.session, is_first)

    def _only_notes(self, changed: Collection[str]) -> dict[str, disk.LazyText]:
        """The notes that changed, if they are few and nothing else changed; else empty."""
        if self.session is None or not 0 < len(changed) <= MAX_CACHED_AT_ONCE:
            return {}
        names = {path.removeprefix("notes/") for path in changed} & self.session.targets.texts.keys()
        texts = {name: text for name in names if (text := disk.note_now(self.root, name))}
        return texts if len(texts) == len(changed) else {}

    def _revise(self, texts: Mapping[str, disk.LazyText]) -> SiteChange:
        """Update some notes without scanning all files."""
        session = self._session
        session.revise(texts)
        if self.snapshot:
            stamps = {name: text.stamp for name, text in texts.items()}
            self.snapshot = self.snapshot._replace(notes={**self.snapshot.notes, **stamps})
        # These stamps are racy: the file may change again without a new stamp.
        for name in texts:
            self.known.pop(f"notes/{name}", None)
        return self._make(session, is_first=False)

    def _with_lines(self, note: Any) -> Any:
        return with_lines(note, self._session.targets.names())

    @property
    def _session(self) -> Session:
        if self.session is None:
            raise RuntimeError("nothing was loaded")
        return self.session

    def _are_assets_changed(self, snapshot: disk.ProjectSnapshot) -> bool:
        """Whether any file that is published as it is was changed, added or removed."""
        if self.snapshot is None:
            return False
        names = {
            name for old, new in zip(self.snapshot, snapshot, strict=True) for name, _ in old.items() ^ new.items()
        }
        return any(not name.endswith((".md", ".html", ".xml", ".yaml", ".lock")) for name in names)

    def _make(self, session: Session, is_first: bool) -> SiteChange:
        planned = session.plan()
        todo = [name for name in planned.todo if not lazy_files(name)]
        # If a change affects only a few pages, somebody will probably look at one of them next.
        is_few = not is_first and len(todo) <= MAX_CACHED_AT_ONCE and not session.pool.is_shared(todo)
        done = self._work(session, todo, is_few)
        outcomes = {**planned.reusable, **done}
        found = session.findings(outcomes)
        changed = (session.outcomes.keys() - outcomes.keys()) | done.keys()
        old = dict(_files(session.outcomes, changed))
        if is_first:
            self.index.clear()
        for path in old:
            self.index.pop(path, None)
        self.index.update(_index(outcomes if is_first else done))
        session.adopt(outcomes)
        self.copies = {copy.path: copy.origin for copy in session.copies()}
        new, resolved = _difference(self.findings, found)
        self.findings = found
        if not is_first:
            self._hold_faulty({path: file for path, file in old.items() if self._key(path) != file.key})
        return SiteChange(len(done), found, new, resolved)

    def _work(self, session: Session, todo: Sequence[str], is_few: bool) -> Outcomes:
        """Run targets; if they are few, their pages get line numbers and are cached."""
        session.targets.shown = self._with_lines if is_few else _as_it_is
        done = dict(session.work(todo, self._cache_page if is_few else _discard))
        session.targets.shown = self._with_lines
        return done

    def reset(self) -> None:
        """Forget everything that is not stored, for example after a file could not be read."""
        self.session = self.snapshot = None
        self.known = {}
        self.store.close()
        if not isinstance(self.store, disk.Store):
            self.store.clear()

    def commit(self) -> None:
        """Store all results, so that the next preview starts with them."""
        if self.session:
            store_texts(self.store, self.known)
            self.session.commit()

    # --- pages that are held ------------------------------------------------------------------

    def _hold_faulty(self, old: Mapping[str, Held]) -> None:
        """Hold the previous versions of files that have an error now, and release those that no longer have one."""
        grave = (found for found in self.findings if found.severity is Severity.ERROR)
        places = {found.span.path for found in grave if found.rule not in NEGOTIABLE}
        before = {**old, **self.held}
        self.held = {path: file for path, file in before.items() if self._is_faulty(file.note, places)}
        for key in {file.key for file in (*old.values(), *before.values())} - {file.key for file in self.held.values()}:
            self.cache.drop(key)

    def _is_faulty(self, note: str, places: Collection[str]) -> bool:
        """Whether a page has an error: one in its note or in a shared file; for a page of no single note, any error."""
        shared = (*_SHARED, *(text.path for text in self._session.targets.inputs.sources))
        return any(not note or place == note or place.startswith(shared) for place in places)

    def _note(self, path: str) -> str:
        """The path of the note that a file is made from; empty for any other file."""
        if path in self.held:
            return self.held[path].note
        return _note_of(self.index[path]) if path in self.index else ""

    # --- serving ------------------------------------------------------------------------------

    def _key(self, path: str) -> bytes | None:
        """The hash of a file of the site, in its current version."""
        name = self.index.get(path)
        return self._session.outcomes[name].files.get(path) if name is not None else None

    def shown(self, path: str) -> Shown:
        """How a page is shown."""
        held, now = self.held.get(path), self._key(path)
        cached = self.cache.get(held.key) if held else None
        note = self._note(path)
        text = self._text(note)
        version = f"{(held.key if held and cached else now or b'').hex()}.{self.assets}"
        return Shown(version, note, cached is not None, cached.text if cached else text, text)

    def _text(self, note: str) -> str:
        found = self._session.targets.texts.get(note.removeprefix("notes/")) if note else None
        try:
            return found.content if found else ""
        except OSError:  # it has just been deleted
            return ""

    def content(self, path: str) -> bytes | None:
        """The content of a file of the site, in the version to show; None if there is no such file."""
        if (held := self.held.get(path)) and (cached := self.cache.get(held.key)):
            return cached.content
        if origin := self.copies.get(path):
            return disk.published_file(origin, self.root)
        key = self._key(path)
        if key and (cached := self.cache.get(key)):
            return cached.content
        content = self._made(path)
        if key and content is not None:
            self.cache.put(key, CachedFile(content, self._text(self._note(path))))
        return content

    def _cache_page(self, file: File) -> None:
        """Cache a page that was just rendered."""
        if file.path.endswith(".html"):
            self.cache.put(file.key, CachedFile(file.content, self._text(self._note(file.path))))

    def _made(self, path: str) -> bytes | None:
        """Make the current version of a file."""
        session, made = self._session, dict[str, bytes]()
        if name := self.index.get(path) or self._lazy(path):
            session.targets.put = partial(_collect, made)
            session.database.evaluate(f"make {name}")
        return made.get(path)

    def _lazy(self, path: str) -> str:
        """The target of a file that is only made on request; empty for any other file."""
        return next((name for name in self._session.targets.jobs() if path in lazy_files(name)), "")

    def find(self, url: str) -> str | None:
        """The file of the site for the path of a URL without its first slash, if there is one.

        The site is also served below the path of its base URL, which the links of its 404 page contain.
        """
        for path in self._candidates(url):
            if path in self.index or path in self.copies or path in self.held or self._lazy(path):
                return path
        return None

    def _candidates(self, url: str) -> Iterator[str]:
        base = urlsplit(self._session.targets.settings.base_url).path.strip("/")
        for path in (url, url.removeprefix(f"{base}/")) if base and url.startswith(f"{base}/") else (url,):
            yield posixpath.join(path, "index.html") if not path or path.endswith("/") else path

    def plain(self) -> Iterator[tuple[str, bytes]]:
        """Every file of the site as a build would write it; for tests."""
        targets = self._session.targets
        targets.shown = _as_it_is
        paths = {*self.index, *(path for name in targets.jobs() for path in lazy_files(name))}
        yield from ((path, content) for path in sorted(paths) if (content := self._made(path)) is not None)
        targets.shown = self._with_lines


def _as_it_is(note: Any) -> Any:
    return note


def _index(outcomes: Outcomes) -> dict[str, str]:
    return {path: name for name, outcome in outcomes.items() for path in outcome.files}


def _files(outcomes: Outcomes, names: Iterable[str]) -> Iterator[tuple[str, Held]]:
    """The files of some targets."""
    for name in names:
        if outcome := outcomes.get(name):
            yield from ((path, Held(key, _note_of(name))) for path, key in outcome.files.items())


def _note_of(name: str) -> str:
    """The path of the note that a target is about; empty for any other target."""
    job = job_of(name)
    return f"notes/{job.name}" if job.kind == _NOTE else ""


def _difference(
    before: Iterable[Diagnostic], now: Iterable[Diagnostic]
) -> tuple[tuple[Diagnostic, ...], tuple[Diagnostic, ...]]:
    """The findings that are new, and those that are gone; one that only moved to another line is neither."""
    return _missing_from(now, before), _missing_from(before, now)


def _missing_from(some: Iterable[Diagnostic], others: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    known = Counter(map(_identity, others))
    found = []
    for each in some:
        if known[_identity(each)]:
            known[_identity(each)] -= 1
        else:
            found.append(each)
    return tuple(found)


def _identity(finding: Diagnostic) -> tuple[str, ...]:
    return finding.span.path, finding.rule, finding.message, finding.severity


def _collect(made: dict[str, bytes], file: File) -> None:
    made[file.path] = file.content


def _discard(_: File) -> None:
    """Ignore a page that no browser has requested yet."""
