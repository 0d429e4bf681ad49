"""The files of a project: texts to parse, and paths of other files.

Texts are read lazily; cached results are keyed by their stat data, so that of
ten thousand notes only those that changed are opened.
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
"""Other spellings of them."""

MAX_TEXT_BYTES: Final = 32 * 2**20
"""Bytes of a text that is read: a book has one or two million. Each takes some forty bytes of memory."""

MAX_LOCK_BYTES: Final = 256 * 2**20
"""Bytes of the lock that are read: of a million claims."""
_UNDECODED: Final = (
    ".xls", ".doc", ".odt", ".rtf", ".ppt", ".pptx", ".epub", ".json", ".xml", ".parquet",
)  # fmt: skip
"""Suffixes of texts that are not read, which are named where they lie in the archive."""

MAX_ARCHIVED_BYTES: Final = 256 * 2**20
"""Bytes of an archived text that are read; each takes some twenty of memory."""

MAX_PDF_BYTES: Final = 2**30
"""Bytes of an archived PDF, which is mostly pictures."""

_HERE: Final = Path(__file__).resolve().parent.parent


class TooLarge(OSError):
    """An archived file has more bytes than are read."""


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
    """The texts of a project by their path, each read lazily; and the pages of rules, `rules/…`."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def __getitem__(self, path: str) -> Readable:
        if path.startswith("rules/"):
            return LazyText(str(_HERE / path), path)
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


_UNKNOWN: Final = (b"", "")


def is_project(root: Path) -> bool:
    """Whether a folder holds notes."""
    return (root / "notes").is_dir()


class ProjectSnapshot(NamedTuple):
    """A snapshot of all files of a project."""

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
    """All that a build may know of a project, of which a `snapshot` may have been taken before.

    `known` has the stamp that a text had by its path, and the hash of what it said then, where that is remembered.
    """
    stamps, own_folder, packaged = snapshot or take_snapshot(root)
    own = {name: stamp for name, stamp in own_folder.items() if not is_refused(stamp)}
    oversized = _oversized(stamps, "notes") | _oversized(own, "templates")
    names = sorted(stamps.keys() - _refused(stamps) - {path.removeprefix("notes/") for path in oversized})
    text, others = _reader(root / "notes", stamps, known), _copied(names)
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
        templates=_templates(root / "templates", _within(own, oversized), packaged),
        static=_static(root / "templates", own, packaged),
        base_url=base_url,
        drafts=drafts,
        restricted=restricted,
        as_of=as_of,
    )


def _reader(folder: Path, stamps: FileStats, known: Mapping[str, tuple[bytes, str]]) -> Callable[[str], LazyText]:
    """The texts of the folder of notes by their name, with the hash of those that have not changed."""

    def text(name: str) -> LazyText:
        path, stamp = f"notes/{name if name.isascii() else shown(name)}", stamps[name]
        before = known.get(path, _UNKNOWN)
        return LazyText(f"{folder}{os.sep}{name}", path, stamp, before[1] if before[0] == stamp else "")

    return text


def _copied(names: Sequence[str]) -> list[str]:
    """The files among the notes that are published as they are."""
    special = {"site.yaml", *bibliographies(names)}
    return [name for name in names if not name.endswith((".md", ".lock", ".csl")) and name not in special]


def _within(own: FileStats, oversized: Container[str]) -> FileStats:
    """The project's own templates but those that are too large."""
    return {name: stamp for name, stamp in own.items() if f"templates/{name}" not in oversized}


def _all_refused(notes: FileStats, templates: FileStats) -> tuple[str, ...]:
    """The paths of all links that are not followed."""
    paths = (
        f"{folder}/{name}"
        for folder, stamps in (("notes", notes), ("templates", templates))
        for name in _refused(stamps)
    )
    return tuple(sorted(map(shown, paths)))


def _refused(stamps: FileStats) -> set[str]:
    """The links that are not followed."""
    return {name for name, stamp in stamps.items() if is_refused(stamp)}


def max_bytes_of(path: str) -> int:
    """How many bytes of a text of the project are read."""
    return MAX_LOCK_BYTES if path.endswith(".lock") else MAX_TEXT_BYTES


def _oversized(stamps: FileStats, folder: str) -> dict[str, tuple[int, int]]:
    """The texts that are too large: bytes that they have, and bytes that they may have."""
    texts = (name for name in stamps if is_text(folder, name))
    found = {f"{folder}/{name}": (size(stamps[name]), max_bytes_of(name)) for name in texts}
    return {path: sizes for path, sizes in sorted(found.items()) if sizes[0] > sizes[1]}


def is_text(folder: str, name: str) -> bool:
    """Whether a file is read, and not only copied."""
    if folder == "templates":
        return not name.startswith("static/")
    return (
        name.endswith((".md", ".csl")) or name in ("site.yaml", "figures.lock") or bool(_BIBLIOGRAPHY.fullmatch(name))
    )


_BIBLIOGRAPHY: Final = lazy_re.compile(r"(?:sources|references|bibliography)(?:[-_.][\w.-]+)?\.(?:ya?ml|json|bib)")
_FORMATS: Final = (".yaml", ".yml", ".json", ".bib")


def bibliographies(names: Iterable[str]) -> list[str]:
    """Which of the files under `notes/` are the bibliography's: ours by hand first, then those that tools write."""
    found = [name for name in names if _BIBLIOGRAPHY.fullmatch(name)]
    return sorted(found, key=lambda name: (name != "sources.yaml", _FORMATS.index(Path(name).suffix), name))


def packaged_templates() -> Path:
    """The templates that came with the program: in a wheel beside the code, in a checkout above it."""
    beside, above = _HERE / "templates", _HERE.parent / "templates"
    found = next((folder for folder in (beside, above) if (folder / "note.html").is_file()), None)
    if found is None:
        raise FileNotFoundError("briefing was installed without its templates; install it again")
    return found


def rule_page(rule: str) -> str:
    """The documentation of a rule for `briefing explain`."""
    return (_HERE / "rules" / f"{rule}.md").read_text(encoding="utf-8")


def archive_files(folder: Path) -> Callable[[str], tuple[bytes, str] | None]:
    """The files of an archive by name without suffix: content and suffix."""

    def read(name: str) -> tuple[bytes, str] | None:
        suffixes = (*ARCHIVED, *ALSO_ARCHIVED, *_UNDECODED)
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
    """UTF-8 with or without a mark, any line ends; invalid bytes become lone surrogates."""
    with naming(file):
        return text_of(file.read_bytes(), path)


def text_of(content: bytes, path: str) -> Text:
    """The same of the bytes of a file; what is UTF-16 is read too, and says so."""
    wide = _wide(content)
    text = content.decode(wide or "utf-8", "replace" if wide else "surrogateescape")
    text = UTF_16 + text if wide else text.removeprefix("\ufeff")
    return Text(path, text.replace("\r\n", "\n").replace("\r", "\n"))


_MIN_WIDE: Final = 4
_SAMPLE: Final = 200
"""Bytes by which UTF-16 is told without a mark."""


def _wide(content: bytes) -> str:
    """Which UTF-16 a text is in: by its mark, or by the zeros in half of its bytes; else nothing."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    sample = content[:_SAMPLE]
    if b"\0" not in sample:
        return ""
    odd, even = sample[1::2].count(0), sample[::2].count(0)
    is_wide = max(odd, even) > max(len(sample) // 4, _MIN_WIDE)
    return ("utf-16-le" if odd > even else "utf-16-be") if is_wide else ""


# --- what is where --------------------------------------------------------------------------


def shown(name: str) -> str:
    """A name that can be written down; one that is no UTF-8 cannot be a URL, and is refused as what is shown."""
    return name if name.isascii() else name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _templates(own: Path, own_folder: FileStats, packaged: FileStats) -> dict[str, Text]:
    """By name; a project's own go before the packaged ones, which are also `default/…`."""
    shipped = packaged_templates()
    default = {name: decode(shipped / name, f"templates/{name}") for name in _named(packaged)}
    texts = {name: decode(own / name, f"templates/{name}") for name in _named(own_folder)}
    # Packaged templates that the project overrides have another name in messages.
    hidden = {f"default/{name}": Text(f"default/{name}", text.content) for name, text in default.items()}
    return {**hidden, **default, **texts}


def _named(stamps: FileStats) -> list[str]:
    names = sorted(name for name in stamps if name == shown(name))
    return [name for name in names if not name.startswith("static/") and not name.endswith(".md")]


def _static(own: Path, own_folder: FileStats, packaged: FileStats) -> dict[str, str]:
    """The files below `static/` by name, and where they are."""
    found = ((packaged_templates(), packaged), (own, own_folder))
    below = ((folder, name) for folder, stamps in found for name in sorted(stamps) if name.startswith("static/"))
    return {shown(name.removeprefix("static/")): str(folder / name) for folder, name in below}
