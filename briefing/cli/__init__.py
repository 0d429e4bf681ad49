"""Arguments in, exit code out; the only room that prints and exits."""

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from io import TextIOWrapper
from pathlib import Path
from time import monotonic
from typing import Final

import click

from briefing import disk, exports, report
from briefing.archive import Unreadable
from briefing.check import apply_rules
from briefing.cli import telling
from briefing.cli.asking import EXITS, Request, asked
from briefing.diagnostics import Diagnostic, Rule, in_order
from briefing.lock import format_lock
from briefing.model import BASE_URL, Inputs, Note, Text
from briefing.parse import parse_note
from briefing.pipeline import Built, compose, files, look_up

A_MOMENT: Final = 1.0
"""Seconds after which a person wants to see that something goes on."""


@click.group(epilog="First steps and the whole syntax: README.md. What a finding means: briefing explain RULE.")
@click.version_option(package_name="briefing")
def main() -> None:
    """Publish notes as a site whose figures can be traced to their sources."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A console that lacks a character shows a stand-in; it never stops a build.
            stream.reconfigure(errors="replace")


@main.command(epilog=EXITS)
@asked
@click.option("--output", type=click.Path(path_type=Path), help="Folder to write to [site/ in the project].")
def build(request: Request, output: Path | None) -> None:
    """Check the notes, then write the site.

    Nothing is written when there is an error: the last good site stays as it
    was. Files that differ are replaced, files that are no longer made are
    removed, and files that briefing did not write are never touched.
    """
    with _world():
        inputs, built = _composed(request)
        folder = _target(request.root, output)
        findings, written = _publish(built, inputs, folder, request.strict)
    _end(request, findings, inputs, telling.summary(findings, written, built, folder))


@main.command(epilog=EXITS)
@asked
def check(request: Request) -> None:
    """Report every fault of the notes, and write nothing."""
    with _world():
        inputs, built = _composed(request)
        faults = tuple(made for made in files(built, inputs) if isinstance(made, Diagnostic))
    findings = built.findings(faults)
    _end(request, findings, inputs, telling.checked(findings, built.site))


@main.command(epilog=EXITS)
@asked
@click.option(
    "--archive",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="BRIEFING_ARCHIVE",
    help="Folder with the sources' texts, KEY.txt, .md, .html or .pdf [BRIEFING_ARCHIVE].",
)
@click.option("--dry-run", is_flag=True, help="Look up and report, but leave the lock as it is.")
@click.option("--show", is_flag=True, help="Print the passage beside each figure.")
def verify(request: Request, archive: Path | None, dry_run: bool, show: bool) -> None:
    """Look every figure up in the archived text of its source, and remember what stands there.

    What was found is written to notes/figures.lock, which lets a build without
    the archive refuse a figure that is not the one that was verified. The lock
    holds no sentence of a source.
    """
    if archive is None or not archive.is_dir():
        raise click.UsageError("verify needs the sources' texts: give --archive DIR, or set BRIEFING_ARCHIVE.")
    today = request.as_of or date.today()
    with _world():
        inputs, built = _composed(request)
        verified = look_up(built, disk.archived(archive), today)
        changed = not dry_run and disk.save_lock(request.root, format_lock(verified.lock))
    if show:
        click.echo("".join(map(telling.passage, verified.looked)), nl=False)
    findings = in_order(apply_rules(verified.problems, built.site.settings))
    _end(request, findings, inputs, telling.outcomes(verified, changed))


@main.command()
@click.option("--project", "root", type=click.Path(path_type=Path), default=Path("."), help="Folder that holds notes/.")
@click.option(
    "--as", "form", type=click.Choice(list(exports.TABLES)), default="table", help="How to print them [table]."
)
def figures(root: Path, form: str) -> None:
    """Print the ledger: every figure with its source and how it stands."""
    with _world():
        site = compose(_load(root, "", False, None)).site
    click.echo(exports.TABLES[form](site), nl=False)


@main.command()
@click.argument("rule", required=False)
def explain(rule: str | None) -> None:
    """Say what a RULE means, with a wrong and a right example; without RULE, list them."""
    if rule is None:
        for each in Rule:
            click.echo(f"{each:22} {_first_sentence(disk.rule_page(each))}")
    elif rule in set(Rule):
        click.echo(disk.rule_page(rule), nl=False)
    else:
        raise click.UsageError(f"no rule is called {rule!r}. 'briefing explain' lists them.")


# --- what the commands share ------------------------------------------------------------


def _composed(request: Request) -> tuple[Inputs, Built]:
    inputs = _load(request.root, request.base_url, request.drafts, request.as_of)
    return inputs, compose(inputs, _counted(len(inputs.notes), request.quiet))


def _load(root: Path, base_url: str, drafts: bool, as_of: date | None) -> Inputs:
    if not disk.is_project(root):
        raise click.UsageError(f"{root.resolve()} holds no folder notes/. Run this where notes/ is, or give --project.")
    if base_url and not re.fullmatch(BASE_URL, base_url):
        raise click.UsageError(f"--base-url {base_url} is no address. Write it as https://example.org/briefing/.")
    return disk.load(root, base_url, drafts, as_of)


def _target(root: Path, output: Path | None) -> Path:
    """Where the site is written: never among the notes, which the next build would read again."""
    target = output or root / "site"
    if target.resolve().is_relative_to((root / "notes").resolve()):
        raise click.UsageError(f"{target} lies in notes/. Give --output a folder of its own.")
    return target


def _publish(
    built: Built, inputs: Inputs, output: Path, strict: bool
) -> tuple[tuple[Diagnostic, ...], disk.Written | None]:
    """Stage the site, and replace the old one if nothing is wrong."""
    with disk.Staging(output) as staging:
        faults = []
        for made in files(built, inputs):
            if isinstance(made, Diagnostic):
                faults.append(made)
            else:
                staging.add(made)
        findings = built.findings(tuple(faults))
        return findings, None if report.exit_code(findings, strict) else staging.commit()


def _end(request: Request, findings: Sequence[Diagnostic], inputs: Inputs, last_line: str) -> None:
    """Print the findings and a last line, and exit."""
    click.echo(report.FORMATS[request.form](findings, inputs.texts), nl=False)
    if not request.quiet:
        click.echo(last_line, err=request.form != "text")
    sys.exit(report.exit_code(findings, request.strict))


@contextmanager
def _world() -> Iterator[None]:
    """The world failing is a sentence, not a traceback."""
    try:
        yield
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        raise click.ClickException(f"{place}{error.strerror or error}") from error
    except Unreadable as error:
        raise click.ClickException(str(error)) from error


def _counted(total: int, quiet: bool) -> Callable[[Text, Sequence[str]], Note]:
    """A reader of notes that shows how far it is, once it takes longer than a moment."""
    began, done = monotonic(), 0
    shown = not quiet and sys.stderr.isatty()

    def read(text: Text, names: Sequence[str]) -> Note:
        nonlocal done
        done += 1
        if shown and monotonic() - began > A_MOMENT:
            click.echo(f"\rreading notes: {done} of {total} ", nl=done == total, err=True)
        return parse_note(text, names)

    return read


def _first_sentence(page: str) -> str:
    lines = [line for line in page.splitlines() if line and not line.startswith("#")]
    return lines[0] if lines else ""
