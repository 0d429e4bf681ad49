"""The targets of a site: each checks its subject and makes its files.

A target is a job of `pages`, of the search or of `exports`, or the check of the project
as a whole. The queries that it reads are recorded, so that it runs again only if one of
them has a new result. A note is checked and rendered by a single target, so that its
text need be in memory only once.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from typing import Any, Final

from msgspec import Struct, structs
from msgspec.msgpack import Decoder

from briefing.check import Findings, apply_rules, check_ledgers, check_note, check_site, is_sound
from briefing.citations.references import Style
from briefing.evidence.states import sentence
from briefing.exports import EXPORTS, can_write, draw
from briefing.exports.styles import BadStyle, styled
from briefing.incremental import query, target
from briefing.model import INDEX, STATE_SYMBOLS, Bibliography, Definition, File, Inputs, Note, Words
from briefing.model.diagnostics import Diagnostic, Rule
from briefing.model.figures import packed
from briefing.pages import Job, PageMetadata, SiteContext, first_parts, make, plan, site_context
from briefing.pages.render import Renderer, template_faults
from briefing.site import View
from briefing.site.resolver import Resolver
from briefing.site.search import FOLDER, SearchEntry, as_script, of_note, of_source
from briefing.site.urls import card_path, source_path

_CARD: Final = "card"
_EXPORT: Final = "export"
_EXPORTS: Final = {export.path: export for export in EXPORTS}
_NOTES_TO_SEARCH: Final = "notes to search"
_SOURCES_TO_SEARCH: Final = "sources to search"
PROJECT: Final = Job("project")
"""The check of everything that does not belong to a single note."""
_NO_PANDOC: Final = "pandoc"
_NO_STYLE: Final = "none"


class TargetResult(Struct, frozen=True, array_like=True):
    """The result of a target."""

    files: Mapping[str, bytes]
    """The hash of each file that it made, by path."""
    problems: tuple[Diagnostic, ...] = ()
    """The findings, with the severities that the project sets."""
    exempt: int = 0
    """How many figures the author explicitly exempted from having a source."""
    is_sound: bool = True
    """Whether no finding casts doubt on the note's claims."""


class Targets(View):
    """The queries of a site, and the targets that make its files."""

    put: Callable[[File], None]
    """Receives each file that is made."""
    shown: Callable[[Note], Note]
    """Transforms a note before its page is rendered; a preview adds line numbers."""
    _style: tuple[Any, Style] | None = None

    def __init__(self, inputs: Inputs, *, has_cards: bool = False) -> None:
        super().__init__(inputs, has_cards=has_cards)
        self.put = _discard
        self.shown = _as_it_is

    def __getstate__(self) -> dict[str, object]:
        return {**self.__dict__, "_style": None, "put": None, "shown": _as_it_is}

    # --- references in the project's own style ------------------------------------------------

    @query(decoder=Decoder(tuple[dict[str, str], str]))
    def styled(self) -> tuple[dict[str, str], str]:
        """The references of all sources, by key, in the CSL style of the settings; and an error message, or empty.

        Without a style, or without sources, there are no such references.
        """
        name, sources = self.settings.csl, self.bibliography_parsed().sources
        if not name or not sources:
            return {}, ""
        style = self.csl_style(name)
        if not style:
            return {}, _NO_STYLE
        try:
            return dict(styled(tuple(sources.values()), style.content, self.settings.language)), ""
        except ImportError:
            return {}, _NO_PANDOC
        except BadStyle as bad:
            return {}, str(bad) or "no reason given"

    @query(is_opaque=True)
    def bibliography_read(self) -> Bibliography:
        """The bibliography with references in the project's own style, if it has one."""
        read, (formatted, _) = self.bibliography_parsed(), self.styled()
        if not formatted:
            return read
        mine = {key: structs.replace(each, formatted=formatted.get(key, "")) for key, each in read.sources.items()}
        return structs.replace(read, sources=mine)

    def _unstyled(self) -> Iterator[Diagnostic]:
        """The findings about the CSL style."""
        name, place, (_, fault) = self.settings.csl, self.project().place("csl"), self.styled()
        if fault == _NO_STYLE:
            hint = "put the style beside site.yaml, or delete the line"
            yield Diagnostic(Rule.MISSING_FILE, f"there is no `notes/{name}`", place, hint)
        elif fault == _NO_PANDOC:
            hint = "install it: pip install 'briefing-notes[csl]'"
            yield Diagnostic(Rule.MISSING_FILE, f"`{name}` needs the extra `csl`", place, hint)
        elif fault:
            hint = "take the style from its source again, or delete the line"
            yield Diagnostic(Rule.MISSING_FILE, f"`{name}` cannot be used: {fault}", place, hint)

    # --- the list of targets ------------------------------------------------------------------

    @query(decoder=Decoder(tuple[str, ...]))
    def jobs(self) -> tuple[str, ...]:
        """The names of all targets; without a translation for the site's language, notes are only checked."""
        return tuple(map(name, self._jobs()))

    def _jobs(self) -> Iterator[Job]:
        yield PROJECT
        extent = self.extent()
        if not self.words():
            yield from (job for job in plan(extent) if job.kind == "note")
            return
        yield from plan(extent)
        yield from self._cards() if self.has_cards() else ()
        yield from (Job(_NOTES_TO_SEARCH, file) for file in self.note_files())
        yield from (Job(_SOURCES_TO_SEARCH, file) for file in self.source_files())
        yield from (Job(_EXPORT, export.path) for export in EXPORTS if export.is_needed(extent))

    def _cards(self) -> Iterator[Job]:
        """A card for the overview, and one for each note if the font has all characters of its title."""
        if not self.is_published(INDEX) and can_write(self.settings.title):
            yield Job(_CARD)
        yield from (Job(_CARD, path) for path in self.order() if self.has_card(path))

    @query()
    def has_card(self, path: str) -> bool:
        """Whether the font has all characters of a note's title."""
        return can_write(self.card(path).title)

    # --- what they share ----------------------------------------------------------------------

    @query()
    def shared(self) -> SiteContext | None:
        """The context that all templates share; None if there are no words in the site's language."""
        words = self.words()
        return site_context(self, words) if words else None

    @query(is_opaque=True)
    def renderer(self) -> Renderer | None:
        """The renderer of the site's pages; None without a shared context."""
        shared = self.shared()
        restricted = self.option("restricted")
        return Renderer(shared, self.templates(), self.database.store, restricted) if shared else None

    def style(self, words: Words) -> Style:
        """The formatter of references, with its cache, which is valid as long as the sources are the same."""
        key = (words, _sources_key(self.inputs))
        if self._style is None or self._style[0] != key:
            self._style = key, Style(words)
        return self._style[1]

    # --- claims -------------------------------------------------------------------------------

    @query(decoder=Decoder(bytes), is_held=False)
    def claims_of(self, path: str) -> bytes:
        """The claims of a note, as concatenated bytes."""
        return packed({figure.lock_key for figure in self.claims(self.note(path))})

    @query(decoder=Decoder(tuple[str, ...]))
    def unclaimed(self) -> tuple[str, ...]:
        """The claims in the lock that no note makes."""
        lock = self.lock_read()[0]
        return lock.without(map(self.claims_of, self.order())) if lock and lock.names else ()

    # --- making -------------------------------------------------------------------------------

    @target
    def make(self, job_name: str) -> TargetResult:
        """Run a target: check its subject, and make its files."""
        job = job_of(job_name)
        findings = self.checked(job)
        files, faults = dict[str, bytes](), []
        for made in self._made(job):
            if isinstance(made, Diagnostic):
                faults.append(made)
            else:
                self.put(made)
                files[made.path] = made.key
        problems = (*findings.problems, *faults)
        shown = tuple(apply_rules(problems, self.settings))
        return TargetResult(files, shown, findings.exempt, is_sound(problems))

    def checked(self, job: Job) -> Findings:
        """The findings about the subject of a job."""
        if job == PROJECT:
            broken = (*self.lock_read()[1], *self.words_read()[1], *template_faults(self.templates()))
            return Findings((*check_ledgers(self), *check_site(self), *self._unstyled(), *broken))
        if job.kind != "note":
            return Findings(())
        if self.has_lock():
            # `unclaimed` needs this later; here the note is in memory.
            self.claims_of(job.name)
        return check_note(self.note(job.name), self, _RESERVED)

    def _made(self, job: Job) -> Iterator[File | Diagnostic]:
        words = self.words()
        if not words or job == PROJECT:
            return
        style = self.style(words)
        if job.kind == _EXPORT:
            yield File(job.name, _EXPORTS[job.name].text(self, words).encode())
        elif job.kind == _CARD:
            # An installed library may fail to load on this machine: an empty file must not be published.
            if drawn := draw(PageMetadata(self, style).card(job.name)):
                yield File(card_path(job.name or INDEX), drawn)
        elif job.kind in _SEARCH_TEXTS:
            found = _SEARCH_TEXTS[job.kind](self, job.name, style)
            yield File(f"{FOLDER}{job.name}.js", as_script(job.name, found))
        elif renderer := self.renderer():
            # The note is read once for all of its files.
            read = cache(lambda path: self.shown(self.note(path))) if job.kind == "note" else self.note
            for page in make(job, self, style, read):
                yield page if isinstance(page, File) else renderer.render(page)

    def notes_to_search(self, file: str, style: Style) -> Iterator[SearchEntry]:
        """The search entries of some notes, newest first, one at a time."""
        state = partial(_state, resolver=Resolver(self), style=style)
        for path in reversed(self.searched(file)):
            yield of_note(self.search_note(path), self.settings.segments, style, self.ledger, state)

    def sources_to_search(self, file: str, style: Style) -> Iterator[SearchEntry]:
        """The search entries of some sources."""
        for key in self.searched_sources(file):
            source, suffix = self.source_with_suffix(key)
            if source:
                yield of_source(source, source_path(key), suffix, style)


_SEARCH_TEXTS: Final[Mapping[str, Callable[[Targets, str, Style], Iterator[SearchEntry]]]] = {
    _NOTES_TO_SEARCH: Targets.notes_to_search,
    _SOURCES_TO_SEARCH: Targets.sources_to_search,
}


def name(job: Job) -> str:
    """The name of a job's target."""
    return f"{job.kind}\0{job.number}\0{job.name}"


def job_of(name: str) -> Job:
    """The job of a target."""
    kind, number, about = name.split("\0", 2)
    return Job(kind, about, int(number))


def lazy_files(name: str) -> tuple[str, ...]:
    """The files of a target that has no findings, so that a preview can make them on request."""
    job = job_of(name)
    if job.kind == _CARD:
        return (card_path(job.name or INDEX),)
    if job.kind in _SEARCH_TEXTS:
        return (f"{FOLDER}{job.name}.js",)
    return (job.name,) if job.kind == _EXPORT else ()


def _sources_key(inputs: Inputs) -> tuple[str, ...]:
    """The cache key of the bibliography and of the style of references."""
    return tuple(text.key for text in (*inputs.sources, *inputs.styles.values()))


def _as_it_is(note: Note) -> Note:
    return note


def _discard(_: File) -> None:
    """Ignore a file."""


def reserved() -> frozenset[str]:
    """The first parts of URLs that the site itself uses: folders, and files in its root."""
    exports = (export.path.partition("/")[0] for export in EXPORTS)
    return frozenset((*first_parts(), *exports, "cards", "search", "static"))


_RESERVED: Final = reserved()


def _state(definition: Definition, resolver: Resolver, style: Style) -> str:
    """A ledger figure's state as shown by the search."""
    known = resolver.assess_defined(definition.entry.figure, definition)
    return f"{STATE_SYMBOLS[known.state]} {sentence(known, style.words)}"
