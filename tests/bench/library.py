"""One edit in the resident program, as `briefing serve` does it: from before a note is saved until its page is made.

`python -m tests.bench.library FOLDER NOTE RUNS` prints what each edit took, as a JSON list of seconds.
"""

import json
import sys
from pathlib import Path
from time import perf_counter, time_ns

from briefing import disk
from briefing.cli import clean_up_late
from briefing.incremental import Pool, processors
from briefing.model.diagnostics import Severity
from briefing.resident.serve.preview import Preview


def edit(preview: Preview, note: Path, turn: int) -> float:
    """Append a sentence to a note, and wait until its page has it; which file changed, a server is told."""
    words = f"The board met again in room {chr(ord('a') + turn)} and left all as it was."
    text = note.read_text(encoding="utf-8") + f"\n{words}\n"
    started = perf_counter()
    note.write_text(text, encoding="utf-8", newline="\n")
    preview.refresh(time_ns(), {note.relative_to(preview.root).as_posix()})
    page = preview.content(f"{note.stem}.html") or b""
    seconds = perf_counter() - started
    if words.encode() not in page:
        raise RuntimeError(f"{note.stem}.html does not hold the sentence that was added")
    if faults := [found for found in preview.findings if found.severity is not Severity.NOTICE]:
        raise RuntimeError(faults)
    return seconds


def main() -> None:
    """Begin a preview and time some edits."""
    clean_up_late()
    root, note, runs = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    with disk.preview_store(root, root / "site") as store:
        preview = Preview(root, store, {}, Pool(processors()))
        preview.refresh(time_ns())
        sys.stdout.write(json.dumps([edit(preview, note, turn) for turn in range(runs)]))
        preview.commit()


if __name__ == "__main__":
    main()
