"""The stages, in order: the program's table of contents.

Nothing between reading and writing touches the disk.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final

from msgspec import Struct, structs
from msgspec.msgpack import Decoder

from briefing import workers
from briefing.check import (
    apply_rules,
    check_ledgers,
    check_site,
    file_findings,
    is_sound,
    stale_claims,
    summarized,
    uncited_sources,
    unclaimed,
)
from briefing.diagnostics import Diagnostic, Rule, Span, in_order
from briefing.exports import rasterizer
from briefing.exports.styles import BadStyle, styled
from briefing.jobs import Common, Done, Made, Past, compile_templates, jobs, load, name, worker
from briefing.kept import bibliography, claims, kept, settings, words
from briefing.known import Ahead, parts_of, read_notes
from briefing.lock import parse_lock
from briefing.memory import Memory
from briefing.model import (
    Bibliography,
    Copy,
    File,
    Head,
    Inputs,
    Note,
    Project,
    Readable,
    Site,
    Text,
)
from briefing.pages import Job
from briefing.progress import SILENT, Progress
from briefing.render import template_faults
from briefing.resolve import resolve
from briefing.view import Answers, Facts, Part, Parts, Trace, View, concerned, digest

_MADE: Final = Decoder(Made)


class Built(Struct, frozen=True, dict=True):
    """A site, what all its pages share, and what is wrong with the project's own files."""

    common: Common
    parts: Parts
    """Names for what the parts of the site are like."""
    heads: tuple[Head, ...]
    """Of all notes, drafts included."""
    problems: tuple[Diagnostic, ...]
    lock: Readable | None
    """The lock's own text."""
    past: Past
    """What was done in earlier builds."""

    @property
    def site(self) -> Site:
        """The notes and sources among each other."""
        return self.common.site

    @property
    def answers(self) -> Answers:
        """What the site has to say."""
        return self.common.answers

    @cached_property
    def trace(self) -> Trace:
        """What was asked in earlier builds, and is in this."""
        return Trace(self.common.memory, self.common.key)

    @property
    def view(self) -> View:
        """The site for those who may ask anything."""
        return View(self.answers)

    @property
    def notes(self) -> Iterator[Note]:
        """Every note with its text, one after the other."""
        return (load(self.common.memory, note.path) for note in self.site.notes)


class Plan(Struct, frozen=True):
    """What is to be done, and what still stands from the last build."""

    jobs: tuple[Job, ...]
    standing: tuple[Done, ...]


def compose(
    inputs: Inputs,
    memory: Memory | None = None,
    processes: int = 1,
    progress: Progress = SILENT,
    *,
    ahead: Ahead | None = None,
    past: Past | None = None,
) -> Built:
    """Relate all that a project holds; of its notes, only those are read that are not remembered."""
    memory = memory or Memory()
    project = settings(inputs, memory)
    # Before the notes, since another process may still be reading them.
    sources, (lock, broken) = bibliography(inputs, memory), claims(inputs, memory)
    said, faults = words(inputs, project, memory)
    sources, unstyled = in_style(inputs, project, sources, memory)
    known = read_notes(inputs.notes, project.settings.names, memory, processes, progress, ahead=ahead)
    notes = tuple(each.head for each in known)
    progress.begin("relate them", len(notes))
    site = resolve(
        project.settings,
        sources,
        notes,
        inputs.files,
        lock=lock,
        drafts=inputs.drafts,
        as_of=inputs.as_of,
        # A card is found by its absolute address only.
        has_cards=bool(project.settings.base_url) and rasterizer() is not None,
    )
    parts = parts_of(inputs, site, known)
    common = Common(site, project, said, inputs.templates, memory, parts.names, inputs.restricted)
    among = (*_ledgers(site, parts, memory), *_uncited(common.answers.facts, parts, memory))
    among += tuple(file_findings(inputs, site.notes))
    as_one = (*_as_one(site, project, parts, memory), *unstyled)
    problems = (*among, *as_one, *broken, *faults, *template_faults(inputs.templates))
    memory.settle()
    return Built(common, parts, notes, problems, inputs.lock, past or Past(memory))


_Styled = tuple[dict[str, str], str]
_STYLED: Final = Decoder(_Styled)


def in_style(
    inputs: Inputs, project: Project, sources: Bibliography, memory: Memory
) -> tuple[Bibliography, tuple[Diagnostic, ...]]:
    """The bibliography with references in the project's own style, if any, made anew when one of the two changed."""
    name = project.settings.csl
    if not name or not sources.sources:
        return sources, ()
    style, place = inputs.styles.get(name), project.place("csl")
    if not style:
        hint = "put the style beside site.yaml, or delete the line"
        return sources, (Diagnostic(Rule.MISSING_FILE, f"there is no `notes/{name}`", place, hint),)
    named = [style.key, project.settings.language, [[text.path, text.key] for text in inputs.sources]]
    formatted, fault = kept(memory, "styled", digest(named), _STYLED, lambda: _formatted(sources, style, project))
    if fault:
        return sources, (Diagnostic(Rule.MISSING_FILE, *_unstyled(name, fault, place)),)
    mine = {key: structs.replace(each, formatted=formatted.get(key, "")) for key, each in sources.sources.items()}
    return structs.replace(sources, sources=mine), ()


def _formatted(sources: Bibliography, style: Readable, project: Project) -> _Styled:
    try:
        return dict(styled(tuple(sources.sources.values()), style.content, project.settings.language)), ""
    except ImportError:
        return {}, _NO_PANDOC
    except BadStyle as bad:
        return {}, str(bad) or "no reason given"


_NO_PANDOC: Final = "pandoc"


def _unstyled(name: str, fault: str, place: Span) -> tuple[str, Span, str]:
    if fault == _NO_PANDOC:
        return f"`{name}` needs the extra `csl`", place, "install it: pip install 'briefing-notes[csl]'"
    return f"`{name}` cannot be used: {fault}", place, "take the style from its source again, or delete the line"


def _ledgers(site: Site, parts: Parts, memory: Memory) -> tuple[Diagnostic, ...]:
    """What is wrong with the ledgers, whose formulas are worked out again only when one of them changed."""
    key = digest([parts.names[Part.LEDGERS], all(note.is_whole for note in site.notes)])
    return kept(memory, "ledgers", key, _FAULTS, lambda: tuple(check_ledgers(site)))


def _as_one(site: Site, project: Project, parts: Parts, memory: Memory) -> tuple[Diagnostic, ...]:
    """What is wrong with the notes as one, whose addresses are gone through again only when one of them changed."""
    key = digest([project, [parts.names[part] for part in (Part.ORDER, Part.ADDRESSES, Part.SOURCES, Part.FILES)]])
    return kept(memory, "as one", key, _FAULTS, lambda: tuple(check_site(site, project)))


def _uncited(facts: Facts, parts: Parts, memory: Memory) -> tuple[Diagnostic, ...]:
    """The sources on which nothing rests, looked for only when notes rest on others, or there are others."""
    key = digest([parts.names[Part.USES], parts.names[Part.LEDGERS], parts.names[Part.SOURCES]])
    return kept(memory, "uncited", key, _FAULTS, lambda: tuple(uncited_sources(facts.site, facts.uses)))


def plan(built: Built, stands: Callable[[Mapping[str, bytes]], bool] | None = None) -> Plan:
    """What has to be done: all but what was done before, would come to the same, and still `stands`."""
    wanted = _wanted(built)
    is_concerned = concerned(built.trace.changed(built.answers, built.parts))
    before = {} if built.trace.is_new else built.past.done.all()
    kept = {
        named: done
        for named, done in before.items()
        if named in wanted and not is_concerned(done.asked) and (stands is None or stands(done.files))
    }
    return Plan(tuple(job for named, job in wanted.items() if named not in kept), tuple(kept.values()))


def _wanted(built: Built) -> Mapping[str, Job]:
    """All that there is to do, by name, found out again only when what it depends on changed."""
    common, names = built.common, built.parts.names
    parts = [names[part] for part in (Part.WEIGHTS, Part.LEDGERS, Part.SOURCES)]
    key = digest([common.key, common.site.has_cards, parts])
    return kept(common.memory, "wanted", key, _JOBS, lambda: {name(job): job for job in jobs(common)})


def work(
    built: Built,
    todo: Sequence[Job],
    put: Callable[[File], None],
    processes: int = 1,
    progress: Progress = SILENT,
) -> Iterator[Done]:
    """Do jobs, in several processes where that pays; `put` is given each file where it is made."""
    progress.begin("check and render", len(todo))
    if len(todo) >= workers.WORTH_IT:
        compile_templates(built.common)
    for encoded in workers.run(_Beginning(put), built.common, todo, processes):
        progress.step()
        yield built.past.learn(built.trace, _MADE.decode(encoded))


class _Beginning(Struct, frozen=True):
    """Begins the work of a process, which has to be sent there."""

    put: Callable[[File], None]

    def __call__(self, common: Common) -> Callable[[Job], bytes]:
        return worker(common, self.put)


def remember(built: Built, done: Iterable[Done], standing: Iterable[Done]) -> None:
    """Remember what was done and what still stands, and the questions on which either depends."""
    built.past.remember(done, standing)
    built.trace.settle(built.parts)


def findings(built: Built, done: Iterable[Done]) -> tuple[Diagnostic, ...]:
    """All findings with the weight that the project gives them, by place."""
    everything = tuple(done)
    problems = built.problems
    if all(each.is_sound for each in everything) and is_sound(problems):
        problems = (*problems, *_stale(built, everything))
    own = apply_rules(problems, built.site.settings)
    return in_order(summarized((*own, *(found for each in everything for found in each.problems))))


def _stale(built: Built, done: Sequence[Done]) -> Iterator[Diagnostic]:
    """What the lock remembers and nobody claims, in the words of the lock, which are read again for that."""
    if built.lock and (names := _unclaimed(built, done)):
        yield from stale_claims(parse_lock(Text(built.lock.path, built.lock.content))[0], names)


def _unclaimed(built: Built, done: Sequence[Done]) -> tuple[str, ...]:
    """What nobody claims of the lock, gone through again only when it or a note's claims changed."""
    key = digest([built.parts.names[Part.LOCK], sorted({each.claimed for each in done})])
    memory = built.common.memory
    return kept(memory, "unclaimed", key, _NAMES, lambda: unclaimed(built.site, built.past.claimed(done)))


def files(built: Built, inputs: Inputs) -> Iterator[File | Copy | Diagnostic]:
    """Every file of the site as it is made in this process, and all findings behind them."""
    made: list[File] = []
    done = tuple(work(built, plan(built).jobs, made.append))
    yield from made
    yield from copies(built.site, inputs.static)
    yield from findings(built, done)


def copies(site: Site, static: Mapping[str, str]) -> Iterator[Copy]:
    """The designer's own files, and what notes link to and nothing else that lies beside them."""
    for path, origin in static.items():
        yield Copy(f"static/{path}", origin)
    wanted = {link.target for note in site.notes for link in note.files}
    for path in sorted(wanted & site.files.keys()):
        yield Copy(path, site.files[path])


_FAULTS: Final = Decoder(tuple[Diagnostic, ...])
_NAMES: Final = Decoder(tuple[str, ...])
_JOBS: Final = Decoder(dict[str, Job])
