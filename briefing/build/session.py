"""The stages of a build, in order: load, relate, check and render, collect the findings.

A session owns the database of one project. A command uses it for one build; a
resident program (`serve`, `lsp`) keeps it, and passes it the current inputs after
each change. Nothing here touches the disk.
"""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from typing import Final

import msgspec
from msgspec import Struct
from msgspec.msgpack import Decoder

from briefing.build import prefetch
from briefing.build.progress import SILENT, Progress
from briefing.build.targets import PROJECT, TargetResult, Targets
from briefing.check import apply_rules, stale_claims
from briefing.evidence.lock import parse_lock
from briefing.exports import can_draw
from briefing.incremental import Database, NodeRow, Pool, Store, query_of
from briefing.model import Copy, File, Inputs, Note, Readable, Site, Text
from briefing.model.diagnostics import Diagnostic, in_order
from briefing.pages import Job
from briefing.site import View

Put = Callable[[File], None]
Outcomes = Mapping[str, TargetResult]
"""Results of targets, by name."""

_SINGLE_PROCESS: Final = Pool()
_NOTE: Final = query_of(Targets.note)
_MAKE: Final = query_of(Targets.make)
_MAX_READS: Final = 4
"""How often a note that changes during a build is read again."""
_OUTCOMES: Final = Decoder(dict[str, TargetResult])
_OUTCOME: Final = Decoder(TargetResult)
_RESULT: Final[Decoder[tuple[list[NodeRow], bytes]]] = Decoder(tuple[list[NodeRow], bytes])


class Plan(Struct, frozen=True):
    """Targets to run, and targets that are up to date."""

    todo: tuple[str, ...]
    reusable: Outcomes


class Session:
    """A project, its database, and the pool of processes that work on it."""

    def __init__(self, inputs: Inputs, store: Store, pool: Pool = _SINGLE_PROCESS, progress: Progress = SILENT) -> None:
        self.pool = pool
        self.progress = progress
        self.targets = Targets(inputs, has_cards=can_draw())
        self.database = Database(self.targets, store)
        stored = store.get("records", "outcomes")
        self.outcomes: dict[str, TargetResult] = _OUTCOMES.decode(stored) if stored else {}

    @property
    def view(self) -> View:
        """The queries that relate notes and sources to each other."""
        return self.targets

    @property
    def site(self) -> Site:
        """All notes and sources as one value."""
        return self.targets.site

    @property
    def notes(self) -> Iterator[Note]:
        """All notes with their texts, parsed one at a time."""
        return self.targets.notes

    @property
    def read(self) -> Mapping[str, bytes]:
        """The fingerprint of each note's text as it was parsed, by path."""
        return {path: self.database.inputs[f"text {path}"] for path in self.targets.texts}

    # --- loading ------------------------------------------------------------------------------

    def load(self, inputs: Inputs, prefetched: Callable[[], bytes] | None = None) -> None:
        """Set all inputs, and parse the notes that changed.

        `prefetched` returns notes that another process parsed, for `prefetch.accept`.
        """
        self.targets.take(inputs, has_cards=can_draw())
        self._follow(self.database.update(self.targets.fingerprints()), prefetched)

    def revise(self, texts: Mapping[str, Readable]) -> None:
        """Set the texts of some notes, by path; all other inputs are unchanged, and not examined."""
        self.targets.replace_texts(texts)
        self._follow(self.database.update_some({f"text {path}": text.key.encode() for path, text in texts.items()}))

    def _follow(self, changed: Container[str], prefetched: Callable[[], bytes] | None = None) -> None:
        """Bring all queries up to date after inputs changed."""
        for _ in range(_MAX_READS):
            others = self._changed_meanwhile(self._parse(changed, prefetched))
            if not others:
                break
            changed = self.database.update_some(others)
        self.progress.begin("relate notes", len(self.targets.texts))
        self.database.propagate()

    def _parse(self, changed: Container[str], prefetched: Callable[[], bytes] | None) -> list[str]:
        """Parse the notes that have no current result; returns their paths."""
        # First of all: if the names changed, every note has to be parsed again.
        self.targets.names()
        # While little else is in memory: the text of a large lock takes more than everything else.
        self.targets.has_lock()
        dirty = self.database.dirty_calls(_NOTE)
        stale = [path for path in self.targets.texts if path in dirty or f"text {path}" in changed]
        self.progress.begin("parse notes", len(stale))
        if prefetched and stale:
            prefetch.accept(self.database, self.targets.names(), prefetched())
        left = [path for path in stale if not self._is_parsed(path)]
        prefetch.parse(self.database, left, self.pool, self.progress.step)
        return stale

    def _is_parsed(self, path: str) -> bool:
        return self.database.is_current(_NOTE, path)

    def _changed_meanwhile(self, paths: Iterable[str]) -> dict[str, bytes]:
        """The fingerprints of notes that changed while they were parsed, by path; their new content is used."""
        found = {}
        for path in paths:
            key = self.targets.note_summary(path).key.encode()
            if self.database.inputs[f"text {path}"] != key:
                text = self.targets.texts[path]
                self.targets.texts[path] = held = Text(text.path, text.content)
                found[f"text {path}"] = held.key.encode()
        return found

    def check(self, paths: Iterable[str]) -> tuple[Diagnostic, ...]:
        """The findings in some notes and in the project as a whole."""
        jobs = (PROJECT, *(Job("note", path) for path in paths if self.targets.is_published(path)))
        found = (problem for job in jobs for problem in self.targets.checked(job).problems)
        return in_order(apply_rules(found, self.targets.settings))

    # --- making -------------------------------------------------------------------------------

    def plan(self, is_there: Callable[[Mapping[str, bytes]], bool] | None = None) -> Plan:
        """Which targets to run: those that are dirty, or whose files are missing or changed according to `is_there`."""
        wanted, dirty = self.targets.jobs(), self.database.dirty_calls(_MAKE)
        reusable = {
            name: outcome
            for name in wanted
            if name not in dirty
            and (outcome := self.outcomes.get(name)) is not None
            and (is_there is None or is_there(outcome.files))
        }
        return Plan(tuple(name for name in wanted if name not in reusable), reusable)

    def work(self, todo: Sequence[str], put: Put) -> Iterator[tuple[str, TargetResult]]:
        """Run targets, in several processes if that pays; `put` is called for each file, where it is made."""
        self.progress.begin("check and render", len(todo))
        if self.pool.is_shared(todo):
            # Done once here, rather than in each process.
            if renderer := self.targets.renderer():
                renderer.compile()
            self.database.commit()
            self.database.trim()
            results = self.pool.map(_WorkerSetup(put), self.database, todo)
            yield from zip(todo, map(self._accepted, results), strict=True)
        else:
            self.targets.put = put
            yield from ((name, self._made(name)) for name in todo)

    def _made(self, name: str) -> TargetResult:
        made = self.database.evaluate(f"make {name}")
        self.database.write_some()
        self.progress.step()
        return _OUTCOME.decode(made or b"")

    def _accepted(self, result: bytes) -> TargetResult:
        rows, made = _RESULT.decode(result)
        self.database.accept(rows)
        self.progress.step()
        return _OUTCOME.decode(made)

    def adopt(self, outcomes: Outcomes) -> None:
        """Set the results of all targets, and forget targets that no longer exist."""
        for name in self.outcomes.keys() - outcomes.keys():
            self.database.forget(f"make {name}")
        self.outcomes = dict(outcomes)

    def remember(self, outcomes: Outcomes) -> None:
        """Store the results of all targets."""
        self.adopt(outcomes)
        self.commit()

    def commit(self) -> None:
        """Store all results."""
        self.database.store.put("records", [("outcomes", msgspec.msgpack.encode(self.outcomes))])
        self.database.commit()

    def findings(self, outcomes: Outcomes) -> tuple[Diagnostic, ...]:
        """All findings, with the severities that the project sets, sorted by place."""
        stale = self._stale_claims() if all(each.is_sound for each in outcomes.values()) else ()
        own = apply_rules(stale, self.targets.settings)
        return in_order((*own, *(found for each in outcomes.values() for found in each.problems)))

    def _stale_claims(self) -> Iterator[Diagnostic]:
        """Claims in the lock that no note makes; the lock is parsed again to describe them."""
        lock = self.targets.inputs.lock
        if lock and (names := self.targets.unclaimed()):
            yield from stale_claims(parse_lock(Text(lock.path, lock.content))[0], names)

    def copies(self) -> Iterator[Copy]:
        """The files to copy: those of the templates, and those that notes link to, but no others."""
        inputs = self.targets.inputs
        yield from (Copy(f"static/{path}", origin) for path, origin in inputs.static.items())
        yield from (Copy(path, inputs.files[path]) for path in self.targets.linked_files())


class _WorkerSetup(Struct, frozen=True):
    """Sets up a worker process; an object rather than a closure, since it has to be pickled."""

    put: Put

    def __call__(self, database: Database) -> Callable[[str], bytes]:
        database.host.put = self.put

        def do(name: str) -> bytes:
            made = database.evaluate(f"make {name}")
            return msgspec.msgpack.encode((database.drain(), made))

        return do


def compose(
    inputs: Inputs,
    store: Store | None = None,
    pool: Pool = _SINGLE_PROCESS,
    progress: Progress = SILENT,
    prefetched: Callable[[], bytes] | None = None,
) -> Session:
    """Load a project into a session, with a store in memory by default."""
    session = Session(inputs, store or Store(), pool, progress)
    session.load(inputs, prefetched)
    return session


def files(session: Session) -> Iterator[File | Copy | Diagnostic]:
    """Make every file of the site in this process; yields the files, then all findings."""
    made: list[File] = []
    planned = session.plan()
    done = dict(session.work(planned.todo, made.append))
    yield from made
    yield from session.copies()
    yield from session.findings({**planned.reusable, **done})
