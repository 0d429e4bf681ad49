"""The stages of a build, in order: load, relate, check and render, find.

A session holds the database of one project. A command has it for one build;
a program that stays has it for many, and passes it the current inputs.
Nothing here touches the disk.
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

_ALONE: Final = Pool()
_NOTE: Final = query_of(Targets.note)
_MAKE: Final = query_of(Targets.make)
_MAX_READS: Final = 4
"""How often a note is read that changes while it is."""
_OUTCOMES: Final = Decoder(dict[str, TargetResult])
_OUTCOME: Final = Decoder(TargetResult)
_RESULT: Final[Decoder[tuple[list[NodeRow], bytes]]] = Decoder(tuple[list[NodeRow], bytes])


class Plan(Struct, frozen=True):
    """Targets to run, and targets that are up to date."""

    todo: tuple[str, ...]
    reusable: Outcomes


class Session:
    """A project in a database."""

    def __init__(self, inputs: Inputs, store: Store, pool: Pool = _ALONE, progress: Progress = SILENT) -> None:
        self.pool = pool
        self.progress = progress
        self.targets = Targets(inputs, has_cards=can_draw())
        self.database = Database(self.targets, store)
        stored = store.get("records", "outcomes")
        self.outcomes: dict[str, TargetResult] = _OUTCOMES.decode(stored) if stored else {}

    @property
    def view(self) -> View:
        """The notes and sources among each other."""
        return self.targets

    @property
    def site(self) -> Site:
        """The same as one value."""
        return self.targets.site

    @property
    def notes(self) -> Iterator[Note]:
        """Every note with its text, one after the other."""
        return self.targets.notes

    @property
    def read(self) -> Mapping[str, bytes]:
        """The fingerprint of each note as it was read, by path."""
        return {path: self.database.inputs[f"text {path}"] for path in self.targets.texts}

    # --- loading ------------------------------------------------------------------------------

    def load(self, inputs: Inputs, prefetched: Callable[[], bytes] | None = None) -> None:
        """Take over what is on the disk now; of the notes, only those are parsed that changed.

        `prefetched` gives what another process parsed meanwhile.
        """
        self.targets.take(inputs, has_cards=can_draw())
        self._follow(self.database.update(self.targets.fingerprints()), prefetched)

    def revise(self, texts: Mapping[str, Readable]) -> None:
        """Take over notes whose texts changed, by path; all else is as it was, and is not looked at."""
        self.targets.take_texts(texts)
        self._follow(self.database.update_some({f"text {path}": text.key.encode() for path, text in texts.items()}))

    def _follow(self, changed: Container[str], prefetched: Callable[[], bytes] | None = None) -> None:
        """Bring all up to inputs that changed."""
        for _ in range(_MAX_READS):
            others = self._changed_meanwhile(self._parse(changed, prefetched))
            if not others:
                break
            changed = self.database.update_some(others)
        self.progress.begin("relate notes", len(self.targets.texts))
        self.database.propagate()

    def _parse(self, changed: Container[str], prefetched: Callable[[], bytes] | None) -> list[str]:
        """Parse the notes that are not known as they are now."""
        # First of all: where they are others, every note has to be parsed again.
        self.targets.names()
        # While little else is in memory: the text of a large lock takes more than all else.
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
        """The fingerprints of notes that changed between two scans; the new content is used."""
        found = {}
        for path in paths:
            key = self.targets.note_summary(path).key.encode()
            if self.database.inputs[f"text {path}"] != key:
                text = self.targets.texts[path]
                self.targets.texts[path] = held = Text(text.path, text.content)
                found[f"text {path}"] = held.key.encode()
        return found

    def check(self, paths: Iterable[str]) -> tuple[Diagnostic, ...]:
        """The findings in some notes, and in the project as a whole; nothing is written."""
        jobs = (PROJECT, *(Job("note", path) for path in paths if self.targets.is_published(path)))
        found = (problem for job in jobs for problem in self.targets.checked(job).problems)
        return in_order(apply_rules(found, self.targets.settings))

    # --- making -------------------------------------------------------------------------------

    def plan(self, is_there: Callable[[Mapping[str, bytes]], bool] | None = None) -> Plan:
        """The targets to run: all but those that are up to date and whose files are still there, by `is_there`."""
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
        """Make targets, in several processes where that pays; `put` is given each file where it is made."""
        self.progress.begin("check and render", len(todo))
        if self.pool.is_shared(todo):
            # Once, before several processes would.
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
        """Take over what all targets came to; what is none any more is forgotten."""
        for name in self.outcomes.keys() - outcomes.keys():
            self.database.forget(f"make {name}")
        self.outcomes = dict(outcomes)

    def remember(self, outcomes: Outcomes) -> None:
        """Store what all targets came to."""
        self.adopt(outcomes)
        self.commit()

    def commit(self) -> None:
        """Store all that is known by now."""
        self.database.store.put("records", [("outcomes", msgspec.msgpack.encode(self.outcomes))])
        self.database.commit()

    def findings(self, outcomes: Outcomes) -> tuple[Diagnostic, ...]:
        """All findings with the weight that the project gives them, by place."""
        stale = self._stale() if all(each.is_sound for each in outcomes.values()) else ()
        own = apply_rules(stale, self.targets.settings)
        return in_order((*own, *(found for each in outcomes.values() for found in each.problems)))

    def _stale(self) -> Iterator[Diagnostic]:
        """Claims in the lock that no note makes, with their descriptions, for which the lock is parsed again."""
        lock = self.targets.inputs.lock
        if lock and (names := self.targets.unclaimed()):
            yield from stale_claims(parse_lock(Text(lock.path, lock.content))[0], names)

    def copies(self) -> Iterator[Copy]:
        """The designer's own files, and files that notes link to; nothing else beside the notes."""
        inputs = self.targets.inputs
        yield from (Copy(f"static/{path}", origin) for path, origin in inputs.static.items())
        yield from (Copy(path, inputs.files[path]) for path in self.targets.linked_files())


class _WorkerSetup(Struct, frozen=True):
    """Begins the work of a process, which has to be sent there."""

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
    pool: Pool = _ALONE,
    progress: Progress = SILENT,
    prefetched: Callable[[], bytes] | None = None,
) -> Session:
    """Relate all that a project holds."""
    session = Session(inputs, store or Store(), pool, progress)
    session.load(inputs, prefetched)
    return session


def files(session: Session) -> Iterator[File | Copy | Diagnostic]:
    """Every file of the site as it is made in this process, and all findings after them."""
    made: list[File] = []
    planned = session.plan()
    done = dict(session.work(planned.todo, made.append))
    yield from made
    yield from session.copies()
    yield from session.findings({**planned.reusable, **done})
