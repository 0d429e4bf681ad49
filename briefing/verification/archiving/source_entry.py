"""A source's entry in sources.yaml: composed from the metadata of its file, and appended to the text.

The existing text of sources.yaml, including comments, is kept unchanged. If its list is not in block style, with an
item per line, nothing is appended, and the author has to copy the entry.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec
from msgspec import Struct

from briefing import lazy_re
from briefing.model import Name, PartialDate

_PLAIN: Final = lazy_re.compile(r"[A-Za-z][\w .,()/&’–-]*[\w.)]|[A-Za-z]")
_WORDS: Final = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n"})
_LIST: Final = lazy_re.compile(r"references:\s*(?:\[\s*\]\s*)?(?:#.*)?")
_ITEM: Final = lazy_re.compile(r"(?P<indent>\s*)-(?P<gap>\s+)\S")
_TYPES: Final = {".html": "webpage", ".csv": "dataset", ".xlsx": "dataset", ".ods": "dataset", ".pdf": "report"}
_DATE: Final = lazy_re.compile(r"(\d{4})(?:-?(\d{2})(?:-?(\d{2}))?)?")


class BibliographyEntry(Struct, frozen=True):
    """An entry of the bibliography, with the field names of CSL."""

    id: str
    type: str
    title: str
    authors: tuple[Name, ...] = ()
    container: str = ""
    issued: str = ""
    doi: str = ""
    url: str = ""
    accessed: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """Its lines in YAML."""
        fields: dict[str, str | tuple[Name, ...]] = {
            "id": self.id,
            "type": self.type,
            "title": self.title,
            "author": self.authors,
            "container-title": self.container,
            "issued": self.issued,
            "DOI": self.doi,
            "URL": self.url,
            "accessed": self.accessed,
        }
        return tuple(f"{name}: {written(value)}" for name, value in fields.items() if value)


def written(value: str | tuple[Name, ...]) -> str:
    """A value in YAML; a name is written as its parts, or as a literal."""
    if isinstance(value, tuple):
        return f"[{', '.join(map(_name, value))}]"
    is_plain = _PLAIN.fullmatch(value) and value.lower() not in _WORDS
    is_certain = re.fullmatch(r"\d{4}-\d{2}(?:-\d{2})?|https?://[\w./?=&%~+-]+", value)
    return value if is_plain or is_certain else json.dumps(value, ensure_ascii=False)


def _name(name: Name) -> str:
    parts = msgspec.to_builtins(name)
    return f"{{{', '.join(f'{part}: {json.dumps(text, ensure_ascii=False)}' for part, text in parts.items())}}}"


def entry_of(
    key: str,
    suffix: str,
    metadata: Mapping[str, str | Sequence[Name]],
    given: Mapping[str, str | Sequence[Name]],
    today: PartialDate,
) -> BibliographyEntry:
    """An entry from the metadata of a file, and from the author's options, which take precedence."""
    known = {**{name: value for name, value in metadata.items() if value}, **{n: v for n, v in given.items() if v}}
    url = str(known.get("url", ""))
    return BibliographyEntry(
        id=key,
        type=str(known.get("type", "")) or _TYPES.get(suffix, "document"),
        title=" ".join(str(known.get("title", "")).split()) or key,
        authors=tuple(name for name in known.get("authors", ()) if isinstance(name, Name)),
        container=str(known.get("container", "")),
        issued=str(given.get("issued", "")) or _day(str(known.get("issued", ""))),
        url=url,
        accessed=today.iso if url else "",
    )


def _day(text: str) -> str:
    match = _DATE.match(text.strip())
    return "-".join(filter(None, match.groups())) if match else ""


def with_entry(content: str, entry: BibliographyEntry) -> str | None:
    """The text of sources.yaml with one more entry after the others; None if its list is not in block style."""
    return with_item(content, entry.lines)


def with_item(content: str, item: Sequence[str]) -> str | None:
    """The same for an entry given as lines of YAML, the first of which has the id."""
    lines = content.split("\n") if content.strip() else ["references:", ""]
    start = next((at for at, line in enumerate(lines) if _LIST.fullmatch(line) or line.startswith("- ")), None)
    if start is None:
        return None
    if _LIST.fullmatch(lines[start]):
        lines[start] = re.sub(r"\[\s*\]\s*", "", lines[start]).rstrip()
        start += 1
    end = _end(lines, start)
    items = [match for line in lines[start:end] if (match := _ITEM.match(line))]
    if not items and any(line.strip() and not line.lstrip().startswith("#") for line in lines[start:end]):
        return None
    indent, gap = (items[0]["indent"], items[0]["gap"]) if items else ("  ", " ")
    first, *others = item
    added = [f"{indent}-{gap}{first}", *(f"{indent} {' ' * len(gap)}{line}" for line in others)]
    return "\n".join((*lines[:end], *added, *(lines[end:] or [""])))


def _end(lines: Sequence[str], start: int) -> int:
    """The end of the list that begins at a line, before empty lines and comments that follow its last item."""
    end = start
    for at in range(start, len(lines)):
        line = lines[at]
        if line.startswith(("---", "...")) or (line.strip() and not line.startswith((" ", "-", "#"))):
            break
        if line.strip() and not line.lstrip().startswith("#"):
            end = at + 1
    return end
