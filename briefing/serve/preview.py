"""A project in memory that follows the files on the disk, and the pages of its site, rendered on request.

Of the site only the findings and a hash of each file are held: a page is
rendered when it is requested, so that ten thousand notes take no more memory
than their records. The pages that were served last are cached, since one with
an error is shown as it was before.
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
from briefing.serve.page_cache import CachedFile, PageCache

NOT_FOUND: Final = "404.html"
ALONE: Final = Pool()
MAX_CACHED_AT_ONCE: Final = 32
"""Targets of a change whose pages are cached as they are made."""
_NOTE: Final = "note"
_SHARED: Final = ("notes/site.yaml", "notes/figures.lock", "templates/")
"""Paths, or prefixes of paths, of the files that every page depends on."""


class Change(Struct, frozen=True):
    """The changes of the site after files changed."""

    made: int
    """Targets that were made anew."""
    findings: tuple[Diagnostic, ...]
    new: tuple[Diagnostic, ...]
    """Those that were not found before, wherever in their files."""
    mended: tuple[Diagnostic, ...]
    """Those that were found before and no longer are."""


class Shown(Struct, frozen=True):
    """A page as it is shown."""

    version: str
    """Changes whenever a browser has to load the page again."""
    note: str
    """The path of its note in the project, or empty."""
    is_held: bool
    """Whether it is shown as it was before an error, and not as it is now."""
    then: str
    """The text of its note at that time."""
    now: str
    """The text of its note now."""


class Held(Struct, frozen=True):
    """A file that is shown as it was before an error."""

    key: bytes
    """A hash of it."""
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
        """The target that makes each file."""
        self.copies: dict[str, str] = {}
        """The origin of each file that is published as it is."""
        self.held: dict[str, Held] = {}
        """Files as they were before an error."""
        self.cache = PageCache()
        self.assets = 0
        """How often a file changed that is published as it is."""

    # --- following the disk -------------------------------------------------------------------

    def refresh(self, now: int, changed: Collection[str] = ()) -> Change | None:
        """Follow the files as they are at a time, in nanoseconds; gives nothing where none changed.

        Files that are known to have `changed` are read whatever their stamps. Raises `OSError` where a file can't be
        read, as one that vanishes meanwhile: then `reset` has to be called.
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
        """The notes that changed, if these are few and nothing else did."""
        if self.session is None or not 0 < len(changed) <= MAX_CACHED_AT_ONCE:
            return {}
        names = {path.removeprefix("notes/") for path in changed} & self.session.targets.texts.keys()
        texts = {name: text for name in names if (text := disk.note_now(self.root, name))}
        return texts if len(texts) == len(changed) else {}

    def _revise(self, texts: Mapping[str, disk.LazyText]) -> Change:
        """Follow some notes, without scanning all files."""
        session = self._session
        session.revise(texts)
        if self.snapshot:
            stamps = {name: text.stamp for name, text in texts.items()}
            self.snapshot = self.snapshot._replace(notes={**self.snapshot.notes, **stamps})
        # What changed just now may change again without another stamp.
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
        """Whether any file changed that is published as it is, or no longer is."""
        if self.snapshot is None:
            return False
        names = {
            name for old, new in zip(self.snapshot, snapshot, strict=True) for name, _ in old.items() ^ new.items()
        }
        return any(not name.endswith((".md", ".html", ".xml", ".yaml", ".lock")) for name in names)

    def _make(self, session: Session, is_first: bool) -> Change:
        planned = session.plan()
        todo = [name for name in planned.todo if not lazy_files(name)]
        # Of a few pages, those that a browser has open are most likely to be looked at next.
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
        new, mended = _difference(self.findings, found)
        self.findings = found
        if not is_first:
            self._retire({path: file for path, file in old.items() if self._key(path) != file.key})
        return Change(len(done), found, new, mended)

    def _work(self, session: Session, todo: Sequence[str], is_few: bool) -> Outcomes:
        """Make targets; of a few, the pages get the numbers of their lines and are cached."""
        session.targets.shown = self._with_lines if is_few else _as_it_is
        done = dict(session.work(todo, self._cache_page if is_few else _discard))
        session.targets.shown = self._with_lines
        return done

    def reset(self) -> None:
        """Forget everything that is not stored, as after a file could not be read."""
        self.session = self.snapshot = None
        self.known = {}
        self.store.close()
        if not isinstance(self.store, disk.Store):
            self.store.clear()

    def commit(self) -> None:
        """Store all results, so that the next preview begins with them."""
        if self.session:
            store_texts(self.store, self.known)
            self.session.commit()

    # --- pages that are held ------------------------------------------------------------------

    def _retire(self, old: Mapping[str, Held]) -> None:
        """Hold files as they were before an error that is about them, for as long as there is one."""
        grave = (found for found in self.findings if found.severity is Severity.ERROR)
        places = {found.span.path for found in grave if found.rule not in NEGOTIABLE}
        before = {**old, **self.held}
        self.held = {path: file for path, file in before.items() if self._is_faulty(file.note, places)}
        for key in {file.key for file in (*old.values(), *before.values())} - {file.key for file in self.held.values()}:
            self.cache.drop(key)

    def _is_faulty(self, note: str, places: Collection[str]) -> bool:
        """Whether an error is about a page: one in its note or in what all pages share; for a list, any error."""
        shared = (*_SHARED, *(text.path for text in self._session.targets.inputs.sources))
        return any(not note or place == note or place.startswith(shared) for place in places)

    def _note(self, path: str) -> str:
        """The note that a file is made of, as its path in the project; empty for any other file."""
        if path in self.held:
            return self.held[path].note
        return _note_of(self.index[path]) if path in self.index else ""

    # --- what is served -----------------------------------------------------------------------

    def _key(self, path: str) -> bytes | None:
        """The hash of a file as it is now."""
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
        """A file of the site, as it is shown; nothing if there is none."""
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
        """Cache a page that was just made."""
        if file.path.endswith(".html"):
            self.cache.put(file.key, CachedFile(file.content, self._text(self._note(file.path))))

    def _made(self, path: str) -> bytes | None:
        """A file as it is made now."""
        session, made = self._session, dict[str, bytes]()
        if name := self.index.get(path) or self._lazy(path):
            session.targets.put = partial(_collect, made)
            session.database.evaluate(f"make {name}")
        return made.get(path)

    def _lazy(self, path: str) -> str:
        """The target of a file that is only made on request, or nothing."""
        return next((name for name in self._session.targets.jobs() if path in lazy_files(name)), "")

    def find(self, url: str) -> str | None:
        """The file of the site that a URL's path leads to, without its first slash; nothing for none.

        The site is also found below the path of its own address, as links of its 404 page say.
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
        """Every file of the site as a build writes it; for tests."""
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
    """The note that a target is about, as its path in the project, or nothing."""
    job = job_of(name)
    return f"notes/{job.name}" if job.kind == _NOTE else ""


def _difference(
    before: Iterable[Diagnostic], now: Iterable[Diagnostic]
) -> tuple[tuple[Diagnostic, ...], tuple[Diagnostic, ...]]:
    """Findings that are new, and those that are gone; one that only moved to another line is neither."""
    return _beyond(now, before), _beyond(before, now)


def _beyond(some: Iterable[Diagnostic], others: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
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
