"""Output for people: progress, findings, and a last line with the result."""

import sys
from collections.abc import Sequence
from pathlib import Path
from time import monotonic
from typing import Final

from briefing import disk
from briefing.build import report
from briefing.build.progress import Progress
from briefing.cli.console import say
from briefing.cli.options import Request
from briefing.model.diagnostics import Diagnostic

PROGRESS_DELAY: Final = 1.0
"""Seconds after which progress is shown."""


class ProgressLine(Progress):
    """A progress line, shown after a delay, and the table of stages at the end, if requested."""

    def __init__(self, request: Request, timings: bool = False) -> None:
        self.began = monotonic()
        self.is_watched = not request.quiet and sys.stderr.isatty()
        self.is_asked = timings
        self.stages: list[tuple[str, int, float]] = []
        self.done = 0
        self.line = ""

    def begin(self, stage: str, count: int = 0) -> None:
        self.stages.append((stage, count, monotonic()))
        self.done = 0

    def step(self) -> None:
        self.done += 1
        stage, count, _ = self.stages[-1]
        if self.is_watched and monotonic() - self.began > PROGRESS_DELAY:
            self.show(f"{stage}: {self.done} of {count}")

    def show(self, line: str) -> None:
        """Replace the progress line."""
        say(f"\r{line.ljust(len(self.line))}", nl=False, err=True)
        self.line = line

    def end(self) -> None:
        """Clear the progress line, and print the table of stages if requested."""
        if self.line:
            self.show("")
            say("\r", nl=False, err=True)
        if self.is_asked:
            say(self.table(), err=True, nl=False)

    def table(self) -> str:
        """A table of the seconds and the number of steps of each stage."""
        ends = [start for _, _, start in self.stages[1:]] + [monotonic()]
        rows = [(stage, count, end - start) for (stage, count, start), end in zip(self.stages, ends, strict=True)]
        rows.append(("in all", 0, ends[-1] - self.began))
        return "".join(
            f"{seconds:9.3f} s  {stage}{f' ({count:,})' if count else ''}\n" for stage, count, seconds in rows
        )


def end(
    request: Request,
    findings: Sequence[Diagnostic],
    last_line: str,
    shown: ProgressLine | None = None,
    failed: bool = False,
) -> None:
    """Print the findings and a last line, and exit; `failed` means that there was another error.

    Output that cannot be written, for example to a full disk, is an error as well.
    """
    if shown:
        shown.end()
    written = report.FORMATS[request.form](findings, disk.Texts(request.root), _base(request.root))
    say(written, nl=False, is_data=request.form != "text")
    if failed or not request.quiet:
        say(report.tally(findings) + last_line, err=failed or request.form != "text")
    sys.exit(int(failed) or report.exit_code(findings, request.strict))


def _base(root: Path) -> str:
    """The path from the current folder, which in CI is the repository's root, to a project below it."""
    return "" if root.is_absolute() or ".." in root.parts or root == Path() else f"{root.as_posix()}/"


# --- the last line ------------------------------------------------------------------------------


NO_CARDS: Final = "link previews have no cards: install the extra `cards` to have them drawn"


def unwritten_line(findings: Sequence[Diagnostic], output: Path) -> str:
    """The last line of a build that did not write the site."""
    return f"{counts(findings)}; nothing was written, {output} is unchanged"


def written_line(findings: Sequence[Diagnostic], output: Path, made_of: str, written: disk.WriteResult) -> str:
    """The last line of a build that wrote files."""
    changes = f"{written.changed} changed, {written.removed} removed"
    return f"{counts(findings)}; wrote {folder(output)}: {plural(written.files, 'file')} from {made_of}, {changes}"


def unchanged_line(findings: Sequence[Diagnostic], output: Path, made_of: str) -> str:
    """The last line of a build that had nothing to do."""
    return f"{counts(findings)}; {folder(output)} is up to date: {made_of}"


def folder(path: Path) -> str:
    """A folder as it is shown to people."""
    return f"{path}{'/' if path.name else ''}"


def shell_path(path: Path) -> str:
    """A path quoted for a shell, also on Windows."""
    return f'"{path}"' if " " in str(path) else str(path)


def counts(findings: Sequence[Diagnostic]) -> str:
    """The number of findings of each severity, in words."""
    counted = [plural(count, level.value) for level, count in report.levels(findings).items() if count]
    return ", ".join(counted) or "nothing is wrong"


def plural(count: int, noun: str) -> str:
    """`1 note`, `2 notes`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
