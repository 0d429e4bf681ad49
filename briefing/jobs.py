"""What is made in one go: a note is checked and its pages are rendered, while its text is at hand.

A job depends on what all pages share and on the questions that it asked of
the site, so that it need not be done again until one of them is answered
otherwise.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, partial
from typing import Final

import msgspec
from msgspec import Struct, structs

from briefing.check import Findings, apply_rules, check_note, is_sound
from briefing.diagnostics import Diagnostic
from briefing.drawers import Drawers
from briefing.exports import EXPORTS, can_write, draw
from briefing.memory import Broken, Memory
from briefing.model import INDEX, SIGNS, Entry, File, Note, Project, Readable, Site, Words
from briefing.pages import Job, PageMetadata, SiteContext, first_parts, make, plan, site_context
from briefing.references import Style
from briefing.render import Renderer
from briefing.resolve import card_address, source_address
from briefing.resolve import extent as extent_of
from briefing.search import FOLDER, Found, as_script, of_note, of_source, read_told
from briefing.states import assess, sentence
from briefing.view import Answers, Asked, Part, Trace, View, answers, digest

_CARD: Final = "card"
_EXPORT: Final = "export"
_EXPORTS: Final = {export.path: export for export in EXPORTS}
_NOTES_TO_SEARCH: Final = "notes to search"
_SOURCES_TO_SEARCH: Final = "sources to search"


class Common(Struct, frozen=True, dict=True):
    """What all jobs of a build share."""

    site: Site
    project: Project
    words: Words | None
    """Nothing where the site's language has none: then notes are checked, and no page is made."""
    templates: Mapping[str, Readable]
    memory: Memory
    names: Mapping[Part, bytes]
    """For what the parts of the site are like."""
    restricted: bool = False
    """Whether the project is a stranger's."""

    @cached_property
    def answers(self) -> Answers:
        """What the site has to say; each process finds its own."""
        return answers(self.site, self.memory, self.names)

    @cached_property
    def shared(self) -> SiteContext | None:
        """What every template gets, if there are words for it."""
        return site_context(self.site, self.words) if self.words else None

    @cached_property
    def renderer(self) -> Renderer | None:
        """What renders its pages."""
        shared = self.shared
        if not shared:
            return None
        return self.memory.hold(
            "renderer", self.key, lambda: Renderer(shared, self.templates, self.memory, self.restricted)
        )

    @cached_property
    def style(self) -> Style | None:
        """How references are written, with those that were written so far."""
        words = self.words
        return self.memory.hold("style", self.key + self.names[Part.SOURCES], lambda: Style(words)) if words else None

    @cached_property
    def key(self) -> bytes:
        """A name for all this but the notes and sources, of which a page asks what it needs."""
        texts = sorted((name, text.key) for name, text in self.templates.items())
        # As it is, since the last of its rules that fits a path counts, and a digest knows no order of names.
        settings = msgspec.msgpack.encode(self.site.settings)
        return digest([settings, bool(self.project.problems), self.shared, texts, self.restricted])


class Done(Struct, frozen=True, array_like=True):
    """What a job came to."""

    name: str
    asked: bytes
    """The numbers of the questions on which it depends."""
    files: Mapping[str, bytes]
    """The files that it made, and a hash of each."""
    problems: tuple[Diagnostic, ...]
    """What is wrong, with the weight that the project gives it."""
    exempt: int
    """How many figures are exempt from a source on purpose."""
    is_sound: bool
    """Whether nothing casts doubt on what the note claims."""
    claimed: bytes
    """A name for all that the note claims."""


class Made(Struct, frozen=True, array_like=True):
    """What a job came to, what was asked for it, and what is wanted of it only if a lock has to be gone through."""

    done: Done
    asked: Asked
    claims: str
    """What the note claims of its sources, with spaces between."""


def jobs(common: Common) -> Iterator[Job]:
    """All that is to be done for a site; without words in its language, its notes are only checked."""
    extent = extent_of(common.site)
    if not common.words:
        yield from (job for job in plan(extent) if job.kind == "note")
        return
    yield from plan(extent)
    yield from cards(common.site) if common.site.has_cards else ()
    yield from (Job(_NOTES_TO_SEARCH, file) for file in common.answers.facts.searched)
    yield from (Job(_SOURCES_TO_SEARCH, file) for file in common.answers.facts.searched_sources)
    yield from (Job(_EXPORT, export.path) for export in EXPORTS if export.is_needed(extent))


def cards(site: Site) -> Iterator[Job]:
    """A card for the site, which is the overview's, and one for each note whose title the font can write."""
    if INDEX not in site.by_path:
        yield Job(_CARD)
    yield from (Job(_CARD, note.path) for note in site.notes if note.is_index or can_write(note.front.title))


def reserved() -> frozenset[str]:
    """What the URLs of the site's own files begin with: a folder, or a file in the site's root."""
    exports = (export.path.partition("/")[0] for export in EXPORTS)
    return frozenset((*first_parts(), *exports, "cards", "search", "static"))


def name(job: Job) -> str:
    """What a job is remembered by."""
    return f"{job.kind} {job.number} {job.name}"


def worker(common: Common, put: Callable[[File], None]) -> Callable[[Job], bytes]:
    """Does jobs one after the other; `put` is given each file; what was `Made` is encoded."""
    work = _Worker(common)

    def do(job: Job) -> bytes:
        return msgspec.msgpack.encode(work.do(job, put))

    return do


def compile_templates(common: Common) -> None:
    """Compile every template once, before several processes would."""
    if common.renderer:
        common.renderer.compile()
        common.memory.settle()


class _Worker:
    """Does the jobs of one process."""

    def __init__(self, common: Common) -> None:
        self.common = common
        self.style = common.style

    def do(self, job: Job, put: Callable[[File], None]) -> Made:
        view = View(self.common.answers)
        note = self.note(job, view)
        findings = check_note(note, view, self.common.project, _RESERVED) if note else Findings(())
        files, faults = dict[str, bytes](), []
        for made in self.made(job, view, note):
            if isinstance(made, Diagnostic):
                faults.append(made)
            else:
                put(made)
                files[made.path] = made.key
        problems = (*findings.problems, *faults)
        shown = tuple(apply_rules(problems, view.settings))
        asked = Asked(tuple(view.asked), tuple(map(self.common.answers.digests.__getitem__, view.asked)))
        claimed = digest(findings.claims)
        done = Done(name(job), b"", files, shown, findings.exempt, is_sound(problems), claimed)
        return Made(done, asked, findings.claims)

    def note(self, job: Job, view: View) -> Note | None:
        """The note of a job, whose text the job depends on."""
        if job.kind != "note":
            return None
        return self.read(job.name, view)

    def read(self, path: str, view: View, known: Note | None = None) -> Note:
        """A note, on whose text the job now depends; `known` is one that it has read."""
        view.text(path)
        return known if known and known.path == path else load(self.common.memory, path)

    def made(self, job: Job, view: View, note: Note | None) -> Iterator[File | Diagnostic]:
        words, style, renderer = self.common.words, self.style, self.common.renderer
        if not (words and style and renderer):
            return
        if job.kind == _EXPORT:
            yield File(job.name, _EXPORTS[job.name].text(view, words).encode())
        elif job.kind == _CARD:
            yield File(card_address(job.name or INDEX), draw(PageMetadata(view, style).card(job.name)))
        elif job.kind in _TO_SEARCH:
            found = _TO_SEARCH[job.kind](self, job.name, view, style)
            yield File(f"{FOLDER}{job.name}.js", as_script(job.name, found))
        else:
            read = partial(self.read, view=view, known=note)
            for page in make(job, view, style, read):
                yield page if isinstance(page, File) else renderer.render(page)

    def notes_to_search(self, file: str, view: View, style: Style) -> Iterator[Found]:
        """The texts of some notes, newest first; one is held at a time."""
        for path in reversed(view.searched(file)):
            view.text(path)
            told = read_told(self.common.memory.demand("told", path))
            yield of_note(told, view.settings.segments, style, view.books, partial(_state, view=view, style=style))

    def sources_to_search(self, file: str, view: View, style: Style) -> Iterator[Found]:
        """What is said of some sources."""
        for key in view.searched_sources(file):
            source, suffix = view.known_source(key)
            if source:
                yield of_source(source, source_address(key), suffix, style)


_RESERVED: Final = reserved()

_TO_SEARCH: Final[Mapping[str, Callable[[_Worker, str, View, Style], Iterator[Found]]]] = {
    _NOTES_TO_SEARCH: _Worker.notes_to_search,
    _SOURCES_TO_SEARCH: _Worker.sources_to_search,
}


def _state(entry: Entry, view: View, style: Style) -> str:
    """A ledger figure's state as the search shows it."""
    known = assess(entry.figure, entry.kind, view.verification(entry.figure), view.source)
    return f"{SIGNS[known.state]} {sentence(known, style.words)}"


# --- notes as they are remembered -------------------------------------------------------------

_NOTES: Final = msgspec.msgpack.Decoder(Note)


def load(memory: Memory, path: str) -> Note:
    """A note that was read before."""
    return _NOTES.decode(memory.demand("notes", path))


# --- what was done before ---------------------------------------------------------------------


class Past:
    """What was done in earlier builds, and what was claimed."""

    def __init__(self, memory: Memory) -> None:
        self.done = Drawers[Done](memory, "jobs", Done)
        # Every build goes through all of it.
        self.done.all()
        self.claims = Drawers[str](memory, "claims", str)

    def learn(self, trace: Trace, made: Made) -> Done:
        """Take note of what was asked for a job, and of what its note claims."""
        done = structs.replace(made.done, asked=trace.learn(made.asked))
        self.claims.put(done.name, made.claims)
        return done

    def claimed(self, done: Iterable[Done]) -> Iterator[str]:
        """What the notes of jobs claim, each with spaces between."""
        kept = self.claims.all()
        names = [each.name for each in done]
        if lost := next((name for name in names if name not in kept), None):
            raise Broken(f"of what was remembered, the claims of {lost} are lost")
        yield from map(kept.__getitem__, names)

    def remember(self, done: Iterable[Done], standing: Iterable[Done]) -> None:
        """Keep what jobs came to, and forget those that neither were done nor stand."""
        now = {each.name: each for each in done}
        for name in self.done.all().keys() - now.keys() - {each.name for each in standing}:
            self.done.drop(name)
            self.claims.drop(name)
        for name, each in now.items():
            self.done.put(name, each)
        self.done.settle()
        self.claims.settle()
