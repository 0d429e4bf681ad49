"""One edit through the library, with the parsed notes in memory: what `serve` will do.

`python -m tests.bench.library FOLDER NOTE RUNS` prints what each edit took, from before
the note is saved until every page that it changes is made, as a JSON list of seconds.
"""

import json
import sys
from pathlib import Path
from time import perf_counter, time_ns

from briefing import disk
from briefing.build.file_states import load, load_text_index, save_text_index
from briefing.build.session import Session, compose
from briefing.cli import clean_up_late
from briefing.incremental import Pool, processors
from briefing.model import File
from briefing.model.diagnostics import Severity


class Program:
    """A project whose database is held in memory, with its site on disk, brought up to what is on disk."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.output = root / "site"
        self.store = disk.opened(self.output)
        self.snapshot = disk.take_snapshot(root)
        self.known = load_text_index(self.store)
        self.session: Session | None = None
        self.refresh()

    def save(self, note: Path, text: str) -> None:
        """Write a note, and make what depends on it; of the files, only this one is looked at.

        Which one changed, a server is told by the system.
        """
        note.write_text(text, encoding="utf-8", newline="\n")
        stamps = {**self.snapshot.notes, note.relative_to(self.root / "notes").as_posix(): disk.stamp_of(str(note))}
        self.snapshot = self.snapshot._replace(notes=stamps)
        self.refresh()

    def refresh(self) -> None:
        """Read what looks otherwise than it did, and make what depends on it."""
        now = time_ns()
        inputs = load(self.root, self.store, {}, self.snapshot)
        if self.session is None:
            self.session = compose(inputs, self.store, Pool(processors()))
        else:
            self.session.load(inputs)
        save_text_index(self.store, inputs, self.session.read, now)
        planned = self.session.plan()
        done = dict(self.session.work(planned.todo, self.write))
        everything = {**planned.reusable, **done}
        found = self.session.findings(everything)
        self.session.remember(everything)
        if faults := [fault for fault in found if fault.severity is not Severity.NOTICE]:
            raise RuntimeError(faults)

    def write(self, file: File) -> None:
        """Write a page that was made."""
        place = self.output / file.path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(file.content)


def edit(program: Program, note: Path, turn: int) -> float:
    """Append a sentence to a note, and wait until the pages have it."""
    words = f"The board met again in room {chr(ord('a') + turn)} and left all as it was."
    text = note.read_text(encoding="utf-8") + f"\n{words}\n"
    started = perf_counter()
    program.save(note, text)
    seconds = perf_counter() - started
    page = (program.output / f"{note.stem}.html").read_bytes()
    if words.encode() not in page:
        raise RuntimeError(f"{note.stem}.html does not hold the sentence that was added")
    return seconds


def main() -> None:
    """Begin a program and time some edits."""
    clean_up_late()
    root, note, runs = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    program = Program(root)
    sys.stdout.write(json.dumps([edit(program, note, turn) for turn in range(runs)]))


if __name__ == "__main__":
    main()
