"""The files of a project: texts to parse, and paths of other files.

Texts are read lazily. If the stat data of a file are those of an earlier run, the
hash of its content is taken from that run: so of ten thousand notes only those
that changed are opened. Symbolic links that lead out of the project, and files that
are too large, are not read but listed in `Inputs`, to be reported.
"""

import os
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

from briefing import lazy_re
from briefing.disk.atomic_write import naming
from briefing.disk.snapshot import FileStats, is_refused, leads_out, scan, size
from briefing.model import UTF_16, Inputs, Readable, Text, text_key

ARCHIVED: Final = (".txt", ".md", ".html", ".pdf", ".csv", ".xlsx", ".ods", ".docx")
"""Suffixes of an archived text, in the order of precedence."""

ALSO_ARCHIVED: Final = (".htm", ".xhtml", ".tsv", ".xlsm")
"""Other suffixes of the same formats."""

MAX_TEXT_BYTES: Final = 32 * 2**20
"""The maximal size of a text: a book has one or two million bytes. Parsing takes some 40 bytes of memory for each."""

MAX_LOCK_BYTES: Final = 256 * 2**20
"""The maximal size of the lock, enough for a million claims."""

_UNREADABLE: Final = (
    ".xls", ".doc", ".odt", ".rtf", ".ppt", ".pptx", ".epub", ".json", ".xml", ".parquet",
)  # fmt: skip
"""Suffixes of formats that cannot be read; the archive returns such files, so that they can be reported."""

MAX_ARCHIVED_BYTES: Final = 256 * 2**20
"""The maximal size of an archived text; reading takes some twenty bytes of memory for each byte."""

MAX_PDF_BYTES: Final = 2**30
"""The maximal size of an archived PDF: most of it may be pictures."""

_PACKAGE: Final = Path(__file__).resolve().parent.parent


class TooLarge(OSError):
    """An archived file is too large to be read."""


class LazyText:
    """A text file that is read on first use."""

    __slots__ = ("_key", "file", "is_known", "path", "stamp")

    def __init__(self, file: str, path: str, stamp: bytes = b"", key: str = "") -> None:
        self.file = file
        self.path = path
        self.stamp = stamp
        self.is_known = bool(key)
        self._key = key

    @property
    def content(self) -> str:
        """The content."""
        return decode(Path(self.file), self.path).content

    @property
    def key(self) -> str:
        """A hash of the content."""
        if not self._key:
            self._key = text_key(self.content)
        return self._key


class Texts(Mapping[str, Readable]):
    """The texts of a project and the documentation of rules (`rules/…`), by path, read lazily."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def __getitem__(self, path: str) -> Readable:
        if path.startswith("rules/"):
            return LazyText(str(_PACKAGE / path), path)
        own, name = self.root / path, path.removeprefix("default/").removeprefix("templates/")
        places = [own] if path.startswith("notes/") else [own, packaged_templates() / name]
        file = next((place for place in places if place.is_file()), None)
        if file is None or file.stat().st_size > max_bytes_of(path):
            raise KeyError(path)
        if file == own and leads_out(str(file), os.path.realpath(self.root / path.partition("/")[0])):
            raise KeyError(path)
        return LazyText(str(file), path)

    def __iter__(self) -> Iterator[str]:
        yield from (f"{folder}/{name}" for folder in ("notes", "templates") for name in scan(self.root / folder))

    def __len__(self) -> int:
        return sum(1 for _ in self)


_NO_STAMP: Final = (b"", "")


def is_project(root: Path) -> bool:
    """Whether a folder is a project: it has a folder `notes`."""
    return (root / "notes").is_dir()


class ProjectSnapshot(NamedTuple):
    """The stat data of all files of a project."""

    notes: FileStats
    templates: FileStats
    """The project's own."""
    packaged: FileStats


def take_snapshot(root: Path) -> ProjectSnapshot:
    """Scan all files of a project."""
    notes = scan(root / "notes", confined=True)
    return ProjectSnapshot(notes, scan(root / "templates", confined=True), scan(packaged_templates()))


def load(
    root: Path,
    base_url: str = "",
    drafts: bool = False,
    as_of: date | None = None,
    restricted: bool = False,
    *,
    known: Mapping[str, tuple[bytes, str]] = MappingProxyType({}),
    snapshot: ProjectSnapshot | None = None,
) -> Inputs:
    """Everything that a build may know of a project; a `snapshot` that was taken before saves a scan.

    `known` has the stamp and content hash of texts in an earlier run, by path; a text with the same stamp is not read.
    """
    stamps, own_folder, packaged = snapshot or take_snapshot(root)
    own = {name: stamp for name, stamp in own_folder.items() if not is_refused(stamp)}
    oversized = _oversized(stamps, "notes") | _oversized(own, "templates")
    names = sorted(stamps.keys() - _refused(stamps) - {path.removeprefix("notes/") for path in oversized})
    text, others = _reader(root / "notes", stamps, known), _published_as_is(names)
    return Inputs(
        settings=text("site.yaml") if "site.yaml" in names else None,
        sources=tuple(map(text, bibliographies(names))),
        styles={shown(name): text(name) for name in names if name.endswith(".csl")},
        lock=text("figures.lock") if "figures.lock" in names else None,
        notes=tuple(text(name) for name in names if name.endswith(".md")),
        files={shown(name): str(root / "notes" / name) for name in others},
        refused=_all_refused(stamps, own_folder),
        oversized={shown(path): sizes for path, sizes in oversized.items()},
        drawings={shown(name): text(name) for name in others if name.lower().endswith(".svg")},
        templates=_templates(root / "templates", _without_oversized(own, oversized), packaged),
        static=_static(root / "templates", own, packaged),
        base_url=base_url,
        drafts=drafts,
        restricted=restricted,
        as_of=as_of,
    )


def _reader(folder: Path, stamps: FileStats, known: Mapping[str, tuple[bytes, str]]) -> Callable[[str], LazyText]:
    """A function from the name of a text under `notes/` to the text, with its hash if it has not changed."""

    def text(name: str) -> LazyText:
        path, stamp = f"notes/{name if name.isascii() else shown(name)}", stamps[name]
        before = known.get(path, _NO_STAMP)
        return LazyText(f"{folder}{os.sep}{name}", path, stamp, before[1] if before[0] == stamp else "")

    return text


def _published_as_is(names: Sequence[str]) -> list[str]:
    """The files under `notes/` that are copied to the site."""
    special = {"site.yaml", *bibliographies(names)}
    return [name for name in names if not name.endswith((".md", ".lock", ".csl")) and name not in special]


def _without_oversized(own: FileStats, oversized: Container[str]) -> FileStats:
    """The project's own templates, without those that are too large."""
    return {name: stamp for name, stamp in own.items() if f"templates/{name}" not in oversized}


def _all_refused(notes: FileStats, templates: FileStats) -> tuple[str, ...]:
    """The paths of all links of the project that are not followed."""
    paths = (
        f"{folder}/{name}"
        for folder, stamps in (("notes", notes), ("templates", templates))
        for name in _refused(stamps)
    )
    return tuple(sorted(map(shown, paths)))


def _refused(stamps: FileStats) -> set[str]:
    """The names of links that are not followed."""
    return {name for name, stamp in stamps.items() if is_refused(stamp)}


def max_bytes_of(path: str) -> int:
    """The maximal size of a text of the project in bytes."""
    return MAX_LOCK_BYTES if path.endswith(".lock") else MAX_TEXT_BYTES


def _oversized(stamps: FileStats, folder: str) -> dict[str, tuple[int, int]]:
    """The texts that are too large, by path: the size of each and its maximum, in bytes."""
    texts = (name for name in stamps if is_text(folder, name))
    found = {f"{folder}/{name}": (size(stamps[name]), max_bytes_of(name)) for name in texts}
    return {path: sizes for path, sizes in sorted(found.items()) if sizes[0] > sizes[1]}


def is_text(folder: str, name: str) -> bool:
    """Whether a file is read as a text, rather than only copied."""
    if folder == "templates":
        return not name.startswith("static/")
    return (
        name.endswith((".md", ".csl")) or name in ("site.yaml", "figures.lock") or bool(_BIBLIOGRAPHY.fullmatch(name))
    )


_BIBLIOGRAPHY: Final = lazy_re.compile(r"(?:sources|references|bibliography)(?:[-_.][\w.-]+)?\.(?:ya?ml|json|bib)")
_FORMATS: Final = (".yaml", ".yml", ".json", ".bib")


def bibliographies(names: Iterable[str]) -> list[str]:
    """The files under `notes/` with bibliographies: `sources.yaml`, edited by hand, before those that tools export."""
    found = [name for name in names if _BIBLIOGRAPHY.fullmatch(name)]
    return sorted(found, key=lambda name: (name != "sources.yaml", _FORMATS.index(Path(name).suffix), name))


def packaged_templates() -> Path:
    """The folder of the packaged templates: in a wheel next to the code, in a checkout above it."""
    beside, above = _PACKAGE / "templates", _PACKAGE.parent / "templates"
    found = next((folder for folder in (beside, above) if (folder / "note.html").is_file()), None)
    if found is None:
        raise FileNotFoundError("briefing was installed without its templates; reinstall it")
    return found


def rule_page(rule: str) -> str:
    """The documentation of a rule for `briefing explain`."""
    return (_PACKAGE / "rules" / f"{rule}.md").read_text(encoding="utf-8")


def archive_files(folder: Path) -> Callable[[str], tuple[bytes, str] | None]:
    """A function from a name without suffix to the content and suffix of the archived file, or None.

    It raises `TooLarge` and other kinds of `OSError`.
    """

    def read(name: str) -> tuple[bytes, str] | None:
        suffixes = (*ARCHIVED, *ALSO_ARCHIVED, *_UNREADABLE)
        names = (f"{name}{each}" for suffix in suffixes for each in (suffix, suffix.upper()))
        found = next((file for each in names if (file := folder / each).is_file()), None)
        if found is None:
            return None
        max_bytes = MAX_PDF_BYTES if found.suffix.lower() == ".pdf" else MAX_ARCHIVED_BYTES
        if (bytes_ := found.stat().st_size) > max_bytes:
            raise TooLarge(
                f"{found.name} has {bytes_ / 2**20:,.0f} MB; no more than {max_bytes // 2**20:,} MB are read"
            )
        with naming(found):
            return found.read_bytes(), found.suffix

    return read


def decode(file: Path, path: str) -> Text:
    """Read a text; see `text_of`."""
    with naming(file):
        return text_of(file.read_bytes(), path)


def text_of(content: bytes, path: str) -> Text:
    """Decode UTF-8, with `\\n` for any line end and lone surrogates for invalid bytes.

    A text in UTF-16 is decoded too, and marked by the prefix `UTF_16`, so that it can be reported.
    """
    utf_16 = _utf_16_codec(content)
    text = content.decode(utf_16 or "utf-8", "replace" if utf_16 else "surrogateescape")
    text = UTF_16 + text if utf_16 else text.removeprefix("\ufeff")
    return Text(path, text.replace("\r\n", "\n").replace("\r", "\n"))


_MIN_ZEROS: Final = 4
_SAMPLE: Final = 200
"""How many bytes of a text without a byte order mark are examined."""


def _utf_16_codec(content: bytes) -> str:
    """The codec of a text in UTF-16, by its byte order mark or by zeros in every other byte; empty for any other."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    sample = content[:_SAMPLE]
    if b"\0" not in sample:
        return ""
    odd, even = sample[1::2].count(0), sample[::2].count(0)
    is_utf_16 = max(odd, even) > max(len(sample) // 4, _MIN_ZEROS)
    return ("utf-16-le" if odd > even else "utf-16-be") if is_utf_16 else ""


# --- names and templates --------------------------------------------------------------------


def shown(name: str) -> str:
    """A file name with `\\ufffd` for bytes that are not UTF-8; such a name cannot be a URL, and is refused later."""
    return name if name.isascii() else name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _templates(own: Path, own_folder: FileStats, packaged: FileStats) -> dict[str, Text]:
    """The templates by name; the project's own override the packaged ones, which remain available as `default/…`."""
    shipped = packaged_templates()
    default = {name: decode(shipped / name, f"templates/{name}") for name in _template_names(packaged)}
    texts = {name: decode(own / name, f"templates/{name}") for name in _template_names(own_folder)}
    # In messages, `default/…` distinguishes a packaged template from the project's own of the same name.
    hidden = {f"default/{name}": Text(f"default/{name}", text.content) for name, text in default.items()}
    return {**hidden, **default, **texts}


def _template_names(stamps: FileStats) -> list[str]:
    names = sorted(name for name in stamps if name == shown(name))
    return [name for name in names if not name.startswith("static/") and not name.endswith(".md")]


def _static(own: Path, own_folder: FileStats, packaged: FileStats) -> dict[str, str]:
    """The paths of the files below `static/`, by name; the project's own override the packaged ones."""
    found = ((packaged_templates(), packaged), (own, own_folder))
    below = ((folder, name) for folder, stamps in found for name in sorted(stamps) if name.startswith("static/"))
    return {shown(name.removeprefix("static/")): str(folder / name) for folder, name in below}
