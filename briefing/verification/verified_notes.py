"""A cache of the results of notes, each valid until anything changes that it depends on.

A result depends on the text of its note, on the configured names with digits, and on
the entry, file and text of each source that the note cites. A fingerprint of all these
is stored with the result, as in a verifying trace (*Build Systems à la Carte*). Results
contain sentences of sources, and are therefore stored with the parsed texts in the
cache, never in the site.
"""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Final

from msgspec.msgpack import Decoder, Encoder

from briefing.incremental import Store
from briefing.model import Note
from briefing.site import View
from briefing.verification.passages import Passages
from briefing.verification.results import VerifiedNote
from briefing.verification.verify import Verify

_VERIFIED: Final = Decoder(VerifiedNote, dec_hook=lambda own, value: own(value))
_encode: Final = Encoder(enc_hook=str).encode


class VerifiedNotes:
    """A cache of the results of a site's notes, to be passed to `verify` as `reuse`."""

    def __init__(self, view: View, store: Store, files: Mapping[str, str]) -> None:
        self.view = view
        self.store = store
        self.files = files
        """The file names of the sources whose texts have been read, by key; filled while `verify` runs."""

    def __call__(self, note: Note, passages: Passages, verify: Verify) -> VerifiedNote:
        """The stored result of a note if it is still valid, else a new one."""
        row, fingerprint = f"verified/{note.path}", self.fingerprint(note, passages)
        stored = self.store.get("records", row)
        if stored and stored.startswith(fingerprint):
            return _VERIFIED.decode(stored[len(fingerprint) :])
        found = verify(note)
        if not passages.failed:
            # Not stored, since a passage that could not be parsed has to be reported each time.
            self.store.put("records", [(row, fingerprint + _encode(found))])
        return found

    def fingerprint(self, note: Note, passages: Passages) -> bytes:
        """The hash of everything that a note's result depends on."""
        text = self.view.text(note.path)
        parts = [text.key if text else "", list(self.view.names()), *self.sources(note, passages)]
        return sha256(_encode(parts)).digest()

    def sources(self, note: Note, passages: Passages) -> Iterator[object]:
        """The entry, file name and text hash of each source that a note cites."""
        cited = [figure.citations for figure in note.sourced] + [period.citations for period in note.period_mentions]
        for key in sorted({citation.key for citations in cited for citation in citations}):
            if source := self.view.source(key):
                found = passages.text(key)
                yield source, self.files.get(key, ""), found.sha256 if found else ""
