"""The options that all commands share."""

import importlib
import re
from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import Any, Final, TypeVar

import click
from msgspec import Struct

from briefing import disk
from briefing.build import report
from briefing.cli.console import say
from briefing.incremental.store import Store
from briefing.model import BASE_URL

Result = TypeVar("Result")
Command = TypeVar("Command", bound=Callable[..., Any])

EXITS: Final = """\b
Exit codes: 0 no findings at error, 1 findings at error (with --strict,
warnings too), 2 usage error."""


class Request(Struct, frozen=True):
    """A command's shared options, as given."""

    root: Path
    drafts: bool
    base_url: str
    as_of: date | None
    form: str
    strict: bool
    quiet: bool
    restricted: bool

    @property
    def options(self) -> dict[str, Any]:
        """The options for loading a project."""
        return {"base_url": self.base_url, "drafts": self.drafts, "as_of": self.as_of, "restricted": self.restricted}


class IsoDate(click.DateTime):
    """A day as ISO 8601 writes it; the error of another names the day that it may mean."""

    def __init__(self) -> None:
        super().__init__(["%Y-%m-%d"])

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            # Loaded only now: what reads front matter takes longer to load than a command should.
            hint = importlib.import_module("briefing.notes.records.dates").date_hint(value)
            self.fail(f"`{value}` is not a date; {hint}", param, ctx)


project_option: Final = click.option(
    "--project", "root", type=click.Path(path_type=Path), default=Path("."), help="Folder that holds notes/ [here]."
)


def _archive(otherwise: str) -> Callable[[Command], Command]:
    texts = "Folder with the sources' texts, KEY.txt, .md, .html, .pdf, .csv, .xlsx, .ods or .docx"
    kind = click.Path(path_type=Path, file_okay=False)
    default = f"[BRIEFING_ARCHIVE{otherwise}]."
    return click.option("--archive", type=kind, envvar="BRIEFING_ARCHIVE", help=f"{texts} {default}")


archive_option: Final = _archive(", else archive/ beside notes/")
given_archive_option: Final = _archive("")
"""For a command that documents another default itself."""
_OPTIONS: Final = (
    project_option,
    click.option("--drafts", is_flag=True, help="Include notes whose status is draft."),
    click.option("--base-url", default="", metavar="URL", help="URL of the site, instead of site.yaml's."),
    click.option(
        "--as-of",
        type=IsoDate(),
        metavar="DATE",
        help="Date for what is overdue or held back [the newest note's], or of this verification [today].",
    ),
    click.option(
        "--format",
        "form",
        type=click.Choice(list(report.FORMATS)),
        default="text",
        help="Output format of findings [text].",
    ),
    click.option("--strict", is_flag=True, help="Treat warnings as errors."),
    click.option("--quiet", is_flag=True, help="Print only findings."),
    click.option("--restricted", is_flag=True, help="Untrusted project: run its templates in a sandbox, use no cache."),
)


def shared_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the shared options to a command, which gets them as one `Request`."""

    @wraps(command)
    def collected(*, as_of: datetime | None, **options: Any) -> None:
        shared = {name: options.pop(name) for name in Request.__struct_fields__ if name != "as_of"}
        command(Request(**shared, as_of=as_of.date() if as_of else None), **options)

    for option in reversed(_OPTIONS):
        collected = option(collected)
    return collected


# --- validation of options --------------------------------------------------------------------


def require_project(root: Path, base_url: str = "") -> None:
    """Raise `UsageError` for a folder without notes, or an invalid base URL."""
    if not disk.is_project(root):
        raise click.UsageError(f"{root.resolve()} has no folder notes/. {_project_hint(root)}")
    if base_url and not re.fullmatch(BASE_URL, base_url):
        raise click.UsageError(f"--base-url {base_url} is not a URL. Write it as https://example.org/briefing/.")


def _project_hint(root: Path) -> str:
    """A hint for a folder that is not a project."""
    if above := next(filter(disk.is_project, root.resolve().parents), None):
        return f"{above} does: run this there, or give --project."
    return "Run this where notes/ is, or give --project; 'briefing init DIR' starts a project."


def with_store(request: Request, output: Path, work: Callable[[Store], Result]) -> Result:
    """Run a function with the store of a site; with `--restricted`, with an empty one."""
    return work(Store()) if request.restricted else disk.with_store(output, work)


def begin(root: Path, output: Path, restricted: bool = False) -> None:
    """Finish an interrupted build and report it, or with `restricted` discard it; before other work."""
    if restricted:
        disk.reset_staging(root, output)
    elif message := disk.finish_interrupted(output):
        say(message, err=True)


def target(root: Path, output: Path | None) -> Path:
    """The output folder. Raises `UsageError` if it is in the notes or the archive, or contains them.

    The next build would read files in the notes again, and notes or an archive within the site would be published.
    """
    folder = output or root / "site"
    site = folder.resolve()
    for name in ("notes", "archive"):
        private = (root / name).resolve()
        if site.is_relative_to(private):
            raise click.UsageError(f"{folder} lies in {name}/. Give --output a folder of its own.")
        if private.is_relative_to(site) and private.is_dir():
            message = f"{folder} holds {name}/, which would be published with the site"
            raise click.UsageError(f"{message}. Give --output a folder of its own.")
    return folder
