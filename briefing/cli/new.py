"""`briefing new`: a note; a source is in `new_source`."""

import json
import re
import unicodedata
from datetime import date, datetime
from pathlib import Path
from typing import Final

import click

from briefing import disk
from briefing.build.targets import reserved
from briefing.cli.console import say
from briefing.cli.new_source import command as source
from briefing.cli.options import IsoDate, project_option, require_project
from briefing.disk.starter import create_file
from briefing.model import Segment, Text
from briefing.model.suggestions import suggestion
from briefing.notes import parse_settings
from briefing.site.urls import is_url_path

_EXAMPLE = """\b
Example:
  briefing new note "Storage: the plan outruns the grid" --segment power"""

_NOTE = """\
---
title: {title}
segment: {segment}
date: {day}
summary: The call of this note, in a sentence or two.
status: draft
---

Write the note here, and delete `status: draft` when readers may have it.
"""


@click.group(epilog=_EXAMPLE)
def command() -> None:
    """Create a note, or add a source to the bibliography."""


command.add_command(source, "source")


@command.command(epilog=_EXAMPLE)
@click.argument("title")
@click.option("--segment", default="", help="Id of its segment [the only one in site.yaml].")
@click.option("--name", default="", help="Name of its file, which becomes its URL [made from TITLE].")
@click.option("--date", "day", type=IsoDate(), help="Its as-of date [today].")
@project_option
def note(title: str, segment: str, name: str, day: datetime | None, root: Path) -> None:
    """Begin a note called TITLE: a draft with its front matter filled in."""
    require_project(root)
    _require_names(title, name.removesuffix(".md"))
    settings = disk.load(root).settings
    segments = parse_settings(Text(settings.path, settings.content)).settings.segments if settings else ()
    chosen, as_of = _segment_id(segment, segments), day.date() if day else date.today()
    path = root / "notes" / f"{name.removesuffix('.md') or _file_name(title, f'{chosen}-{as_of}')}.md"
    text = _NOTE.format(title=json.dumps(title, ensure_ascii=False), segment=chosen, day=as_of)
    if not create_file(path, text):
        raise click.UsageError(f"{path} exists already. Give another --name.")
    say(f"wrote {path}, a draft: `briefing build --drafts` shows it")


def _require_names(title: str, name: str) -> None:
    """Raise `UsageError` for an empty title, or for a file name that cannot be a URL or leads out of the folder."""
    if not title.strip():
        raise click.UsageError("Give a title.")
    if name and not is_url_path(f"{name}.html"):
        raise click.UsageError(f"--name {name}: a name has letters, digits, `-`, `_` and `.`, and folders `/`.")


def _segment_id(segment: str, segments: tuple[Segment, ...]) -> str:
    """The id of a note's segment, the only one by default. Raises `UsageError` if there is none, or it is ambiguous."""
    known = [each.id for each in segments]
    if segment in known:
        return segment
    if not segment and len(known) == 1:
        return known[0]
    problem = f"No segment is called {segment}." if segment else "Give --segment."
    hint = suggestion(segment, known) if segment else ""
    raise click.UsageError(f"{problem}{hint} notes/site.yaml has {', '.join(known) or 'no segments'}.")


_TRANSLITERATED: Final = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "Æ": "Ae",
        "œ": "oe",
        "Œ": "Oe",
        "ø": "o",
        "Ø": "O",
        "ł": "l",
        "Ł": "L",
        "đ": "d",
        "Đ": "D",
        "ð": "d",
        "Ð": "D",
        "þ": "th",
        "Þ": "Th",
        "ı": "i",
    }
)
"""Letters that Unicode does not decompose into an ASCII letter and a mark."""
_MAX_NAME_CHARS: Final = 80


def _file_name(title: str, otherwise: str) -> str:
    """A title as a file name of ASCII letters, digits and hyphens; `otherwise` if it has none of these."""
    spelled = title.translate(_TRANSLITERATED)
    plain = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode().lower()
    name = "-".join(re.findall(r"[a-z0-9]+", plain)[:8])[:_MAX_NAME_CHARS] or otherwise
    is_taken = name == "index" or f"{name}.html" in reserved() or not is_url_path(f"{name}.html")
    return f"{name}-note" if is_taken else name
