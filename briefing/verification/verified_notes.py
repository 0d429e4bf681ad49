"""Notes that were verified before: their results are stored until anything changes that they depend on.

A result depends on the text of its note, on the names that are no numbers, and on
the entry, the file and the text of each source that the note cites. All of it is
in a fingerprint beside the result, as in a verifying trace. Results hold sentences
of sources, and are stored where the parsed texts are: in the cache, never in the site.
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
    """The results of a site's notes in a store."""

    def __init__(self, view: View, store: Store, files: Mapping[str, str]) -> None:
        self.view = view
        self.store = store
        self.files = files
        """The name of the file of each source whose text was read, by its key."""

    def __call__(self, note: Note, passages: Passages, verify: Verify) -> VerifiedNote:
        """The stored result of a note, or else a new one."""
        row, fingerprint = f"verified/{note.path}", self.fingerprint(note, passages)
        stored = self.store.get("records", row)
        if stored and stored.startswith(fingerprint):
            return _VERIFIED.decode(stored[len(fingerprint) :])
        found = verify(note)
        if not passages.failed:
            # A passage that could not be read is reported each time.
            self.store.put("records", [(row, fingerprint + _encode(found))])
        return found

    def fingerprint(self, note: Note, passages: Passages) -> bytes:
        """The hash of all that a result depends on."""
        text = self.view.text(note.path)
        parts = [text.key if text else "", list(self.view.names()), *self.sources(note, passages)]
        return sha256(_encode(parts)).digest()

    def sources(self, note: Note, passages: Passages) -> Iterator[object]:
        """Each source that a note cites, as far as a result depends on it."""
        cited = [figure.citations for figure in note.sourced] + [period.citations for period in note.period_mentions]
        for key in sorted({citation.key for citations in cited for citation in citations}):
            if source := self.view.source(key):
                found = passages.text(key)
                yield source, self.files.get(key, ""), found.sha256 if found else ""
