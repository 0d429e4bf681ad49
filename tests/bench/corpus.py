"""Write a corpus of so many notes for one tool: `python -m tests.bench.corpus 1000 FOLDER --style briefing`.

The same arguments give the same bytes. Notes are made and written one at a time, so that
100,000 of them need little more memory than their names.
"""

import argparse
from pathlib import Path

from .notes import Corpus
from .styles import STYLES, Written


def write_corpus(folder: Path, corpus: Corpus, style: str) -> None:
    """Write all files of a corpus in a style."""
    for written in STYLES[style].files(corpus):
        write(folder, written)


def write(folder: Path, written: Written) -> None:
    """Write one file."""
    path = folder / written.path
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(written.pieces)


def main() -> None:
    """Write what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.corpus", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("notes", type=int, help="how many notes")
    parser.add_argument("folder", type=Path, help="where to write them")
    parser.add_argument("--style", choices=STYLES, default="briefing", help="for which tool")
    parser.add_argument("--seed", default="bench", help="another word gives another corpus")
    arguments = parser.parse_args()
    write_corpus(arguments.folder, Corpus(arguments.notes, arguments.seed), arguments.style)


if __name__ == "__main__":
    main()
