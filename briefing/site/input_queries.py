"""Queries on single files: the inputs of a site, and each file as parsed.

Every page depends on `settings`. Small queries select what other pages need from
a parsed note, so that a changed body affects only its own page.
"""

from collections.abc import Mapping
from typing import Any, Final

from msgspec import structs
from msgspec.msgpack import Decoder

from briefing.evidence.lock import parse_claims
from briefing.incremental import Database, fingerprint, query, source
from briefing.model import (
    Bibliography,
    Inputs,
    LockIndex,
    Note,
    NoteIndexEntry,
    NoteSummary,
    Project,
    Readable,
    Settings,
    Text,
    Words,
)
from briefing.model.diagnostics import Diagnostic
from briefing.notes import parse_bibliography, parse_note, parse_settings, parse_words_in
from briefing.site.search import SearchNote, search_note, weight

_Words = tuple[Words | None, tuple[Diagnostic, ...]]
_Claims = tuple[LockIndex | None, tuple[Diagnostic, ...]]


def _decoder(kind: Any) -> Decoder[Any]:
    # A subclass of `str` is made from the decoded text.
    return Decoder(kind, dec_hook=lambda own, value: own(value))


class ProjectQueries:
    """The files of a project, parsed."""

    database: Database

    def __init__(self, inputs: Inputs, *, has_cards: bool = False) -> None:
        self.take(inputs, has_cards=has_cards)

    def take(self, inputs: Inputs, *, has_cards: bool = False) -> None:
        """Replace all inputs."""
        self.inputs = inputs
        self.has_cards_now = has_cards
        self.texts: dict[str, Readable] = {text.path.removeprefix("notes/"): text for text in inputs.notes}

    def replace_texts(self, texts: Mapping[str, Readable]) -> None:
        """Replace the texts of existing notes, by path."""
        self.texts.update(texts)
        notes = tuple(texts.get(path, text) for path, text in self.texts.items())
        self.inputs = structs.replace(self.inputs, notes=notes)

    def fingerprints(self) -> dict[str, bytes]:
        """The fingerprint of each input, by name."""
        given, texts = self.inputs, self.texts
        templates = sorted((name, text.key) for name, text in given.templates.items())
        options = {name: fingerprint(self.option_value(name)) for name in _OPTIONS}
        return {
            **{f"text {path}": text.key.encode() for path, text in texts.items()},
            "note_paths ": fingerprint(list(texts)),
            "file settings": _key(given.settings),
            "source_texts ": fingerprint([[text.path, text.key] for text in given.sources]),
            **{f"csl_style {path}": text.key.encode() for path, text in given.styles.items()},
            "file lock": _key(given.lock),
            "templates ": fingerprint(templates),
            "files ": fingerprint(sorted(given.files)),
            "refused ": fingerprint(given.refused),
            "oversized ": fingerprint(given.oversized),
            **{f"drawing {path}": text.key.encode() for path, text in given.drawings.items()},
            **{f"option {name}": found for name, found in options.items()},
        }

    def option_value(self, name: str) -> object:
        """The value of a command-line option."""
        return self.has_cards_now if name == "has_cards" else getattr(self.inputs, name)

    # --- inputs -------------------------------------------------------------------------------

    @source
    def text(self, path: str) -> Readable | None:
        """The file of a note."""
        return self.texts.get(path)

    @source
    def note_paths(self) -> tuple[str, ...]:
        """The paths of all notes."""
        return tuple(self.texts)

    @source
    def file(self, name: str) -> Readable | None:
        """One of the project's own files: `settings` or `lock`."""
        found: Readable | None = getattr(self.inputs, name)
        return found

    @source
    def source_texts(self) -> tuple[Readable, ...]:
        """The files of the bibliography, in order of precedence."""
        return self.inputs.sources

    @source
    def csl_style(self, path: str) -> Readable | None:
        """A style of CSL, by its path under `notes/`."""
        return self.inputs.styles.get(path)

    @source
    def templates(self) -> Mapping[str, Readable]:
        """The templates by name."""
        return self.inputs.templates

    @source
    def files(self) -> Mapping[str, str]:
        """The other files under `notes/`; only their paths are read."""
        return self.inputs.files

    @source
    def refused(self) -> tuple[str, ...]:
        """Symbolic links that are not followed."""
        return self.inputs.refused

    @source
    def oversized(self) -> Mapping[str, tuple[int, int]]:
        """Texts that are too large to be read: actual and maximum size in bytes."""
        return self.inputs.oversized

    @source
    def drawing(self, path: str) -> Readable | None:
        """An SVG next to the notes, as text."""
        return self.inputs.drawings.get(path)

    @source
    def option(self, name: str) -> Any:
        """The value of a command-line option: one of `_OPTIONS`."""
        return self.option_value(name)

    # --- the project's own files --------------------------------------------------------------

    @query(decoder=_decoder(Project), is_ordered=True)
    def project(self) -> Project:
        """The settings; the command line's URL takes precedence over that of site.yaml."""
        given, url = self.file("settings"), self.option("base_url")
        project = parse_settings(_text(given) if given else None)
        return structs.replace(project, settings=structs.replace(project.settings, base_url=url)) if url else project

    @query(is_ordered=True)
    def project_settings(self) -> Settings:
        """The settings in site.yaml, with the order of its rules."""
        return self.project().settings

    @property
    def settings(self) -> Settings:
        """The settings in site.yaml; every page depends on them."""
        return self.project_settings()

    @query()
    def names(self) -> tuple[str, ...]:
        """Names with digits in them, which are not numbers."""
        return self.project().settings.names

    @query()
    def has_segments(self) -> bool:
        """Whether the segments could be read, even if there are none."""
        return bool(self.settings.segments) or not self.project().problems

    @query(decoder=_decoder(Bibliography), is_opaque=True)
    def bibliography_parsed(self) -> Bibliography:
        """The bibliography as parsed from its files; if there are none, its finding names candidates."""
        return parse_bibliography(*map(_text, self.source_texts()), beside=self.files())

    @query(is_opaque=True)
    def bibliography_read(self) -> Bibliography:
        """The bibliography."""
        return self.bibliography_parsed()

    @query(decoder=_decoder(_Claims), is_opaque=True)
    def lock_read(self) -> _Claims:
        """The lock, None if there is none, and its problems."""
        lock = self.file("lock")
        return parse_claims(_text(lock)) if lock else (None, ())

    def words_read(self) -> _Words:
        """The site's own words, and their problems."""
        return self.words_in(self.settings.language)

    @query(decoder=_decoder(_Words), is_ordered=True)
    def words_in(self, language: str) -> _Words:
        """The site's own words in a language, and their problems."""
        files = {name: _text(text) for name, text in self.templates().items() if name.startswith(_WORDS)}
        texts = {name.removeprefix(_WORDS).removesuffix(".yaml"): text for name, text in files.items()}
        return parse_words_in(language, texts, self.project().place("language"))

    @query(is_ordered=True)
    def words(self) -> Words | None:
        """The site's own words; None if its language has none."""
        return self.words_read()[0]

    # --- notes, one by one --------------------------------------------------------------------

    @query(decoder=Decoder(Note), is_opaque=True, is_held=False)
    def note(self, path: str) -> Note:
        """A parsed note; raises `KeyError` if it was deleted."""
        text = self.text(path)
        if text is None:
            raise KeyError(path)
        return parse_note(_text(text), self.names())

    @query(decoder=Decoder(NoteSummary), is_opaque=True, is_held=False)
    def note_summary(self, path: str) -> NoteSummary:
        """The summary of a note: front matter and ledger."""
        return self.note(path).note_summary

    @query(decoder=Decoder(dict[str, bytes]), is_held=False, is_ordered=True)
    def source_uses(self, path: str) -> Mapping[str, bytes]:
        """The parts of a note that may cite a source, by its key as first named, encoded as `SourceUse`."""
        return self.note(path).source_uses

    @query(decoder=Decoder(tuple[str, ...]), is_held=False)
    def anchors(self, path: str) -> tuple[str, ...]:
        """The targets of links within a note."""
        return tuple(sorted(self.note(path).body.anchors))

    @query(decoder=Decoder(SearchNote), is_opaque=True, is_held=False)
    def search_note(self, path: str) -> SearchNote:
        """The search texts of a note."""
        return search_note(self.note(path))

    @query(decoder=Decoder(NoteIndexEntry))
    def index_entry(self, path: str) -> NoteIndexEntry:
        """The index entry of a note."""
        summary = self.note_summary(path)
        front = summary.front
        return NoteIndexEntry(
            day=front.date,
            changed=summary.changed,
            segment=front.segment,
            status=front.status,
            weight=weight(summary.size),
            has_history=bool(front.history),
            has_ledger=bool(summary.ledger),
            has_claimed_paths=bool(front.aliases or summary.files),
            defines_all_figures=summary.defines_all_figures,
            publish_at=front.publish_at,
        )


_WORDS: Final = "words/"
"""The folder of templates with the site's own words."""
_OPTIONS: Final = ("base_url", "drafts", "as_of", "has_cards", "restricted")


def _key(text: Readable | None) -> bytes:
    return text.key.encode() if text else b""


def _text(text: Readable) -> Text:
    return Text(text.path, text.content)
