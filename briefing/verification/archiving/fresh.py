"""The bibliography entry of a source without a file: from its title, DOI or URL, or from another bibliography.

The network is not used. Keys are made as a careful author would: from the author's name,
else the title, and the year.
"""

import json
import re
import unicodedata
from collections.abc import Container, Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from briefing import lazy_re
from briefing.model import Name
from briefing.verification.archiving.source_entry import BibliographyEntry, written

_DOI: Final = lazy_re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.\d{4,9}/\S+)", re.I)
_URL: Final = lazy_re.compile(r"https?://\S+", re.I)
_MAX_WORDS: Final = 4
_MAX_CHARS: Final = 40
_MAX_NUMBER: Final = 10_000
"""The highest number that is appended to make a key unique."""
_STOP_WORDS: Final = frozenset(
    ["a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"]
)


def fresh_entry(what: str, given: Mapping[str, Any], today: str) -> BibliographyEntry:
    """An entry from a title, DOI or URL; the fields in `given` take precedence, and the key is left empty."""
    doi = match[1] if (match := _DOI.fullmatch(what.strip())) else ""
    url = what.strip() if not doi and _URL.fullmatch(what.strip()) else ""
    return BibliographyEntry(
        id="",
        type=given.get("type") or ("article-journal" if doi else "webpage" if url else "document"),
        title=" ".join((given.get("title") or _stand_in(doi, url) or what).split()),
        authors=tuple(Name(literal=name) for name in given.get("authors", ())),
        issued=given.get("issued", ""),
        doi=doi,
        url=url,
        accessed=today if url else "",
    )


def _stand_in(doi: str, url: str) -> str:
    """A placeholder for the title of a source: its DOI, or its URL without the scheme."""
    parts = urlsplit(url)
    return doi or f"{parts.netloc.removeprefix('www.')}{parts.path}".rstrip("/")


def suggest_key(authors: Sequence[Name], title: str, issued: str, taken: Container[str]) -> str:
    """An unused key, such as `lund-2026` or `annual-report-2025`, with a number appended if that is taken."""
    named = [words[-1] for name in authors[:1] if (words := _words(name.family or name.literal))]
    words = named or [word for word in _words(title) if word not in _STOP_WORDS][:_MAX_WORDS] or ["source"]
    year = found[0] if (found := re.search(r"\d{4}", issued)) else ""
    base = "-".join([*words, *([year] if year and year not in words else [])])[:_MAX_CHARS].strip("-")
    return next(key for key in (base, *(f"{base}-{number}" for number in range(2, _MAX_NUMBER))) if key not in taken)


def _words(text: str) -> list[str]:
    """The words of a text in lower case and without accents; digits count as letters."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFC", plain).lower())


# --- from another bibliography ----------------------------------------------------------------


def csl_lines(key: str, item: Mapping[str, Any]) -> tuple[str, ...]:
    """An item of CSL-JSON as lines of sources.yaml, under the given key."""
    return tuple(f"{name}: {_line(value)}" for name, value in {**item, "id": key}.items())


def _line(value: Any) -> str:
    if isinstance(value, str):
        return written(value)
    parts = value.get("date-parts") if isinstance(value, dict) and value.keys() == {"date-parts"} else None
    return "-".join(f"{part:02}" for part in parts[0]) if parts and len(parts) == 1 else _flow(value)


def _flow(value: Any) -> str:
    """A list or mapping in YAML's flow style, on one line with all strings quoted."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{name}: {_flow(each)}' for name, each in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_flow, value))}]"
    return json.dumps(value, ensure_ascii=False)
