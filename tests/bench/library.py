"""One edit through the library, with the parsed notes in memory: what `serve` will do.

`python -m tests.bench.library FOLDER NOTE RUNS` prints what each edit took, from before
the note is saved until every page that it changes is made, as a JSON list of seconds.
"""

import json
import sys
from pathlib import Path
from time import perf_counter, time_ns

from briefing import disk
from briefing.cli import clean_up_late
from briefing.diagnostics import Severity
from briefing.looks import load, remember_texts
from briefing.memory import Memory
from briefing.model import File
from briefing.pipeline import compose, findings, plan, remember, work


class Session:
    """A project whose notes and pages are held in memory, and brought up to what is on disk."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.memory = Memory()
        self.pages: dict[str, bytes] = {}
        self.look = disk.looked(root)
        self.refresh()

    def save(self, note: Path, text: str) -> None:
        """Write a note, and make what depends on it; of the files, only this one is looked at.

        Which one changed, a server is told by the system.
        """
        note.write_text(text, encoding="utf-8", newline="\n")
        stamps = {**self.look.notes, note.relative_to(self.root / "notes").as_posix(): disk.stamp_of(str(note))}
        self.look = self.look._replace(notes=stamps)
        self.refresh()

    def refresh(self) -> None:
        """Read what looks otherwise than it did, and make what depends on it."""
        now = time_ns()
        inputs = load(self.root, self.memory, {}, self.look)
        built = compose(inputs, self.memory)
        remember_texts(self.memory, inputs, built.heads, now)
        planned = plan(built)
        done = tuple(work(built, planned.jobs, self.keep))
        remember(built, done, planned.standing)
        found = findings(built, (*planned.standing, *done))
        if faults := [fault for fault in found if fault.severity is not Severity.NOTICE]:
            raise RuntimeError(faults)

    def keep(self, file: File) -> None:
        """Hold a page that was made."""
        self.pages[file.path] = file.content


def edit(session: Session, note: Path, turn: int) -> float:
    """Append a sentence to a note, and wait until the pages have it."""
    words = f"The board met again in room {chr(ord('a') + turn)} and left all as it was."
    text = note.read_text(encoding="utf-8") + f"\n{words}\n"
    started = perf_counter()
    session.save(note, text)
    seconds = perf_counter() - started
    page = session.pages[f"{note.stem}.html"]
    if words.encode() not in page:
        raise RuntimeError(f"{note.stem}.html does not hold the sentence that was added")
    return seconds


def main() -> None:
    """Open a session and time some edits."""
    clean_up_late()
    root, note, runs = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    session = Session(root)
    sys.stdout.write(json.dumps([edit(session, note, turn) for turn in range(runs)]))


if __name__ == "__main__":
    main()
