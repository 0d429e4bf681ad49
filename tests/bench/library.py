"""One edit through the library, with the parsed notes in memory: what `serve` will do.

`python -m tests.bench.library FOLDER NOTE RUNS` prints what each edit took, from before
the note is saved until every page that it changes is made, as a JSON list of seconds.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from briefing import disk
from briefing.diagnostics import Diagnostic
from briefing.model import Copy, File, Note, Text
from briefing.parse import parse_note
from briefing.pipeline import compose, files


class Session:
    """A project whose parsed notes and pages are held.

    This is the one place to change when the library has a session of its own: it needs
    a project's folder, and `refresh`, which brings the pages up to what is on disk.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.notes: dict[tuple[Text, tuple[str, ...]], Note] = {}
        self.pages: dict[str, File | Copy] = {}

    def refresh(self) -> None:
        """Read what is on disk, and make the site of it."""
        inputs = disk.load(self.root)
        made = list(files(compose(inputs, self.read), inputs))
        faults = [item for item in made if isinstance(item, Diagnostic)]
        if faults:
            raise RuntimeError(faults)
        self.pages = {item.path: item for item in made if not isinstance(item, Diagnostic)}

    def read(self, text: Text, names: Sequence[str]) -> Note:
        """A note as it was parsed before, if its text is the same."""
        key = (text, tuple(names))
        if key not in self.notes:
            self.notes[key] = parse_note(text, names)
        return self.notes[key]


def edit(session: Session, note: Path, turn: int) -> float:
    """Append a sentence to a note, and wait until the pages have it."""
    words = f"The board met again in room {chr(ord('a') + turn)} and left all as it was."
    text = note.read_text(encoding="utf-8") + f"\n{words}\n"
    started = perf_counter()
    note.write_text(text, encoding="utf-8", newline="\n")
    session.refresh()
    seconds = perf_counter() - started
    page = session.pages[f"{note.stem}.html"]
    if not isinstance(page, File) or words.encode() not in page.content:
        raise RuntimeError(f"{note.stem}.html does not hold the sentence that was added")
    return seconds


def main() -> None:
    """Open a session and time some edits."""
    root, note, runs = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    session = Session(root)
    session.refresh()
    sys.stdout.write(json.dumps([edit(session, note, turn) for turn in range(runs)]))


if __name__ == "__main__":
    main()
