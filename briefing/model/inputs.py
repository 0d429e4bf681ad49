"""What a build is given, and what it makes."""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct, field


class Text(Struct, frozen=True):
    """A text file: where it is (relative to the project, `/` between folders) and what it says."""

    path: str
    content: str


class Inputs(Struct, frozen=True):
    """All that a build may know: texts, the names of other files, and how it was asked."""

    settings: Text | None = None
    sources: Text | None = None
    notes: tuple[Text, ...] = ()
    lock: Text | None = None
    files: Mapping[str, str] = field(default_factory=dict)
    """Every other file under `notes/`: its path there, and where to copy it from."""
    templates: Mapping[str, Text] = field(default_factory=dict)
    """Template name to text; the packaged ones also under `default/`."""
    static: Mapping[str, str] = field(default_factory=dict)
    """Path under `templates/static/`, and where to copy it from."""
    base_url: str = ""
    """The address of the site, where the command line gives one."""
    drafts: bool = False
    as_of: date | None = None
    """The day for what depends on one, where the command line gives it."""

    @property
    def texts(self) -> Mapping[str, Text]:
        """Each text by its path, for showing the line that a finding is about."""
        own = [text for text in (self.settings, self.sources, self.lock) if text]
        return {text.path: text for text in (*own, *self.notes, *self.templates.values())}


class File(Struct, frozen=True):
    """A file of the site whose bytes were made here."""

    path: str
    content: bytes


class Copy(Struct, frozen=True):
    """A file of the site that is copied as it is."""

    path: str
    origin: str
