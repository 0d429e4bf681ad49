"""`briefing pdf`."""

from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Final, NoReturn

import click

from briefing import disk
from briefing.build import report
from briefing.build.file_states import load
from briefing.build.publish import examine
from briefing.build.session import Session, compose
from briefing.build.targets import name
from briefing.cli.options import EXITS, Request, begin, require_project, shared_options, target, with_store
from briefing.cli.output import ProgressLine, counts, end, plural
from briefing.disk.browser import NotPrinted, PrintFolder, find_browser, print_folder, save_document
from briefing.incremental import Pool, Store, processors
from briefing.model import Copy, File
from briefing.model.diagnostics import Diagnostic, in_order
from briefing.model.suggestions import suggestion
from briefing.pages import Job, url_of
from briefing.pages.printing.document import Made, framed, jobs, whole
from briefing.pages.printing.sheets import count, sheets
from briefing.site import View
from briefing.site.urls import base_url

NO_BROWSER: Final = (
    "printing a PDF needs Chromium, Chrome or Edge, and none was found. Install one (Debian: "
    "apt install chromium; macOS: brew install --cask chromium; Windows has Edge), or give --browser PATH."
)
_PICTURES: Final = (".avif", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp")
_PRINTED: Final = "printed.html"

_EXAMPLE: Final = """\b
Example, of the whole briefing, and of one note:
  briefing pdf
  briefing pdf fleet.md -o fleet-january.pdf"""


@click.command(epilog=f"{EXITS}\n\n{_EXAMPLE}")
@click.argument("note", default="")
@shared_options
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="File to write [NOTE.pdf, or briefing.pdf, here].",
)
@click.option(
    "--browser",
    default="",
    envvar="BRIEFING_BROWSER",
    metavar="PATH",
    help="Chromium, Chrome or Edge [BRIEFING_BROWSER, else the first that is found].",
)
@click.option(
    "--timeout",
    type=click.FloatRange(1),
    metavar="SECONDS",
    help="Time for the browser [two minutes, and two for each megabyte of HTML].",
)
def command(request: Request, note: str, output: Path | None, browser: str, timeout: float | None) -> None:
    """Print NOTE, or the whole briefing, as a PDF: tagged, with an outline, checks and references.

    The whole briefing has a cover with the contents, the notes in reading
    order, the figures, the guidance and the sources; links between them lead
    within it. As with `build`, nothing is written when there is an error.

    The PDF is yours: it is not written into site/, unless you name a file there.
    """
    shown = ProgressLine(request)
    require_project(request.root, request.base_url)
    folder = target(request.root, None)
    path = _note_path(note, request.root)
    file = _output(output, path, request.root)
    program = _browser(browser)
    begin(request.root, folder, request.restricted)
    with print_folder(folder) as printing:
        printer = Printer(request, printing, program, timeout, shown)
        findings, pdf, made_of = with_store(request, folder, lambda store: printer.printed(store, path))
        if pdf:
            _save(file, pdf)
    line = f"wrote {file}: {plural(count(pdf), 'page')} from {made_of}" if pdf else "no PDF was written"
    end(request, findings, f"{counts(findings)}; {line}", shown)


# --- arguments ------------------------------------------------------------------------------


def _note_path(note: str, root: Path) -> str:
    """The path of a note below notes/, given as `fleet`, `fleet.md` or `notes/fleet.md`."""
    if not note:
        return ""
    home = (root / "notes").resolve()
    given = Path(note)
    path = next((p.resolve() for p in (given, root / given) if p.resolve().is_relative_to(home)), home / given)
    below = path.relative_to(home).as_posix() if path.is_relative_to(home) else note
    return below if below.endswith(".md") else f"{below}.md"


def _output(output: Path | None, path: str, root: Path) -> Path:
    """The file to write. Raises `UsageError` for an implausible one."""
    file = output or Path(f"{Path(path).stem or 'briefing'}.pdf")
    if file.suffix.lower() != ".pdf":
        raise click.UsageError(f"{file} does not end in .pdf. Give --output a name such as {file.stem}.pdf.")
    if not file.absolute().parent.is_dir():
        raise click.UsageError(f"There is no folder {file.parent}. Create it first, or give another --output.")
    if file.resolve().is_relative_to((root / "notes").resolve()):
        raise click.UsageError(f"{file} lies in notes/, whose files are published. Give --output another folder.")
    return file


def _browser(given: str) -> str:
    found = find_browser(given)
    if given and not found:
        raise click.UsageError(f"There is no browser {given}. Give --browser the path of Chromium, Chrome or Edge.")
    if not found:
        raise click.ClickException(NO_BROWSER)
    return found


def _save(file: Path, pdf: bytes) -> None:
    try:
        save_document(file, pdf)
    except PermissionError as error:
        hint = "Close it where it is open, or give --output another name."
        raise click.ClickException(f"{file} cannot be written: {error.strerror or error}. {hint}") from error


# --- printing -------------------------------------------------------------------------------


class Printer:
    """Makes the pages of a document, checks its notes, and lets a browser print them."""

    def __init__(
        self, request: Request, folder: PrintFolder, browser: str, seconds: float | None, shown: ProgressLine
    ) -> None:
        self.request = request
        self.folder = folder
        self.browser = browser
        self.seconds = seconds
        self.shown = shown

    def printed(self, store: Store, path: str) -> tuple[tuple[Diagnostic, ...], bytes, str]:
        """The findings, the PDF (empty if there is an error), and a description of its content."""
        inputs = load(self.request.root, store, self.request.options)
        session = compose(inputs, store, Pool(processors()), self.shown)
        if path:
            _require_note(session.view, path)
        wanted = jobs(session.view, path)
        found = examine(session, {name(job) for job in wanted}, partial(disk.stage, self.folder.files)).findings
        if report.exit_code(found, self.request.strict):
            return found, b"", ""
        for copy in filter(_is_shown, session.copies()):
            self.folder.add(copy)
        problems, pdf = self._note(session, wanted[0]) if path else self._whole(session, wanted)
        return in_order((*found, *problems)), pdf, _made_of(wanted)

    def _note(self, session: Session, job: Job) -> tuple[tuple[Diagnostic, ...], bytes]:
        return (), self._print(self.folder.content(url_of(job)), session.view, url_of(job))

    def _whole(self, session: Session, wanted: tuple[Job, ...]) -> tuple[tuple[Diagnostic, ...], bytes]:
        """The whole briefing, printed twice, since the page numbers in the contents are known only afterwards."""
        numbers: Mapping[str, int] = {}
        pdf = b""
        for _ in range(2):
            document = whole(self._made(session), wanted, numbers)
            renderer = session.targets.renderer()
            page = renderer.render(document.page) if renderer else None
            if not isinstance(page, File):
                return (page,) if page else (), b""
            pdf = self._print(page.content.decode(), session.view, page.path, document.style)
            numbers = sheets(pdf)
        return (), pdf

    def _made(self, session: Session) -> Made:
        words = session.view.words()
        if words is None:
            raise click.ClickException("the words of the site cannot be read: `briefing check` says why")
        return Made(session.view, words, session.targets.style(words).day, self.folder.content)

    def _print(self, html: str, view: View, page: str, style: str = "") -> bytes:
        file = File(_PRINTED, framed(html, page, base_url(view.settings), style).encode())
        self.folder.add(file)
        self.shown.begin("print")
        if self.shown.is_watched:
            self.shown.show("the browser prints")
        try:
            return self.folder.pdf(self.browser, _PRINTED, self.seconds or _seconds(len(file.content)))
        except NotPrinted as failed:
            _fail(self.browser, str(failed))


def _seconds(count: int) -> float:
    """The timeout for a page of `count` bytes; a browser prints a megabyte, some 120 sheets, in 15 s of CPU time."""
    return 120 * (1 + count / 2**20)


def _fail(browser: str, reason: str) -> NoReturn:
    raise click.ClickException(f"{browser} printed nothing: {reason}. Try another --browser, or a longer --timeout.")


def _require_note(view: View, path: str) -> None:
    """Raise `UsageError` for a note that does not exist or is not published."""
    if view.is_published(path):
        return
    if path in view.note_paths():
        why = "is held back: give --as-of or --drafts" if path in view.held_back() else "is a draft: give --drafts"
        raise click.UsageError(f"notes/{path} {why}.")
    hint = suggestion(path, view.note_paths())
    raise click.UsageError(f"There is no note {path} in notes/.{hint}")


def _is_shown(copy: Copy) -> bool:
    """Whether a file that is published as it is appears in print, unlike scripts and downloads."""
    return copy.path.startswith("static/") or copy.path.lower().endswith(_PICTURES)


def _made_of(wanted: Iterable[Job]) -> str:
    return plural(sum(job.kind == "note" for job in wanted), "note")
