"""A project in an editor: its files on the disk, with the texts of open files in place of those.

The database stays in memory, so that a keystroke only recomputes what depends on the
edited note. If there is a local archive, figures are looked up in it, and its parsed
texts are cached. If texts are read in the background, one that has not been read yet
is not reported as missing.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Final

from msgspec import Struct

from briefing.build.autofix import with_texts
from briefing.build.session import Session
from briefing.disk import Archive
from briefing.incremental import Store
from briefing.model import Definition, Inputs, Note, Outcome
from briefing.model.diagnostics import Diagnostic, Rule, Span
from briefing.resident.lsp.pages import Page, normalized
from briefing.resident.lsp.reading import LateTexts, Reading, Text
from briefing.site import View
from briefing.verification.archive import ArchivedSource
from briefing.verification.archive_texts import ReadFile, reader
from briefing.verification.passages import Passages
from briefing.verification.results import VerifiedFigure
from briefing.verification.verify import verify

_LOCK_RULES: Final = frozenset({Rule.FIGURE_CONTRADICTED, Rule.FIGURE_UNVERIFIED})
"""Rules that depend on the lock; their findings are dropped for figures that are looked up in the archive."""


class Disk(Struct, frozen=True):
    """The files that a desk can read, as functions."""

    load: Callable[[], Inputs]
    archive: ReadFile | None
    """Reads a file of the archive; None if there is no archive."""
    archive_key: Callable[[], object]
    """Returns a key that changes whenever the archive does."""
    today: date
    archive_folder: Archive | None = None
    """The folder of the archive, whose files are renamed when their source is."""


class Desk:
    """One project."""

    def __init__(self, disk: Disk, store: Store, encoding: str = "utf-16", *, reads_late: bool = False) -> None:
        self.disk = disk
        self.encoding = encoding
        self.buffers: dict[str, str] = {}
        self.saved = disk.load()
        self.store = store
        self.is_loaded = False
        self._session = Session(self.saved, store)
        self._passages: tuple[object, Passages] | None = None
        self.verified: dict[str, tuple[VerifiedFigure, ...]] = {}
        """The results of the last look-up in the archive, by note."""
        self._figures: dict[str, Definition] = {}
        self.late = LateTexts(store) if reads_late else None
        """The texts of the archive, if they are read in the background."""
        self._found: dict[tuple[object, ...], Mapping[str, tuple[Diagnostic, ...]]] = {}

    # --- open files ---------------------------------------------------------------------------

    def put(self, path: str, text: str) -> None:
        """Set the text of an open file."""
        self.buffers[path] = normalized(text)
        self._forget()

    def drop(self, path: str) -> None:
        """Close a file: from now on, its text is the one on the disk."""
        self.buffers.pop(path, None)
        self.refresh()

    def refresh(self) -> None:
        """Read the disk again."""
        self.saved = self.disk.load()
        self._forget()

    def _forget(self) -> None:
        self.is_loaded = False
        self._found.clear()

    @property
    def inputs(self) -> Inputs:
        """The inputs of the project, with the texts of open files in place of those on the disk."""
        return with_texts(self.saved, self.buffers)

    @property
    def session(self) -> Session:
        """The database, up to date."""
        if not self.is_loaded:
            self._session.load(self.inputs)
            self.is_loaded = True
        return self._session

    @property
    def view(self) -> View:
        """The queries that relate notes and sources to each other."""
        return self.session.view

    def page(self, path: str) -> Page | None:
        """A text of the project."""
        text = self.session.targets.inputs.texts.get(path)
        return Page(path, text.content, self.encoding) if text else None

    def note(self, path: str) -> Note | None:
        """The note of a file, if it is one."""
        name = path.removeprefix("notes/")
        return self.view.note(name) if name in self.session.targets.texts else None

    # --- findings -----------------------------------------------------------------------------

    def findings(self, paths: Iterable[str]) -> Mapping[str, tuple[Diagnostic, ...]]:
        """The findings in some files, in the settings, bibliography and lock, by file; including those of look-ups."""
        wanted = tuple(paths)
        if wanted not in self._found:
            self._found[wanted] = self._find(wanted)
        return self._found[wanted]

    def _find(self, wanted: tuple[str, ...]) -> Mapping[str, tuple[Diagnostic, ...]]:
        names = [path.removeprefix("notes/") for path in wanted if path.endswith(".md")]
        self.figures()
        found = {path: list[Diagnostic]() for path in (*wanted, *self._own_files())}
        for finding in (*self.session.check(names), *self._looked_up(names)):
            if finding.span.path in found:
                found[finding.span.path].append(finding)
        return {path: self._without_repeats(path, each) for path, each in found.items()}

    def _own_files(self) -> Iterable[str]:
        inputs = self.session.targets.inputs
        return (text.path for text in (inputs.settings, *inputs.sources, inputs.lock) if text)

    def _looked_up(self, names: Iterable[str]) -> Iterable[Diagnostic]:
        if (passages := self.passages) is None:
            return
        for name in names:
            if self.view.is_published(name):
                found = verify(self.view, [self.view.note(name)], passages.archive, self.disk.today, passages=passages)
                self.verified[name] = tuple(
                    item for item in found.figures if item.result.outcome is not Outcome.NO_TEXT
                )
                yield from (each for each in found.problems if each.rule is not Rule.SOURCE_TEXT_MISSING)

    def _without_repeats(self, path: str, findings: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
        verified = {item.figure.span for item in self._verified_in(path)}
        unique = {(each.span, each.rule, each.message): each for each in findings}
        return tuple(each for each in unique.values() if not (each.rule in _LOCK_RULES and each.span in verified))

    def figures(self) -> tuple[Definition, ...]:
        """The ledger; includes the former figures of a note whose front matter cannot be parsed while it is typed."""
        newest = {item.entry.id: item for item in self.view.latest()}
        if self.view.defines_all_figures():
            self._figures = newest
        return tuple({**newest, **{name: item for name, item in self._figures.items() if name not in newest}}.values())

    # --- the archive --------------------------------------------------------------------------

    @property
    def passages(self) -> Passages | None:
        """The passages of the archive, whose texts are each read once; None if there is no archive."""
        if self.disk.archive is None:
            return None
        inputs, view = self.session.targets.inputs, self.session.view
        key = (self.disk.archive_key(), tuple(text.key for text in inputs.sources), view.names())
        if self._passages is None or self._passages[0] != key:
            if self.late:
                self.late.renew(key)
            self._passages = key, self._opened(self.disk.archive, view)
        return self._passages[1]

    def _opened(self, archive: ReadFile, view: View) -> Passages:
        """The passages of an archive; its texts are read on first use, or in the background."""
        late = self.late
        found = reader(view.bibliography_read(), archive, late.store if late else self.store)

        def read(key: str) -> ArchivedSource | None:
            return text[1] if (text := found(key)) else None

        if late is None:
            return Passages(view.site, read)
        return Passages(view.site, lambda key: late.text(key, read))

    def unread(self) -> Reading | None:
        """The next text to read in the background, if there is one."""
        return next(iter(self.late.waiting.values()), None) if self.late else None

    def pop_missed(self) -> bool:
        """Whether a text that has not been read yet was needed since the last call."""
        has_missed = self.late is not None and self.late.has_missed
        if self.late:
            self.late.has_missed = False
        return has_missed

    def is_unread(self, key: str) -> bool:
        """Whether the text of a source is still to be read."""
        return self.late is not None and key in self.late.waiting

    def take_text(self, done: Reading, found: Text) -> None:
        """Store a text that was read in the background, and look up again the figures that needed it."""
        if self.late and self.late.take(done, found):
            self._passages = None
            self._found.clear()

    def verified_at(self, span: Span) -> VerifiedFigure | None:
        """The result of the last look-up of the figure at a span."""
        return next((item for item in self._verified_in(span.path) if item.figure.span == span), None)

    def _verified_in(self, path: str) -> tuple[VerifiedFigure, ...]:
        return self.verified.get(path.removeprefix("notes/"), ())
