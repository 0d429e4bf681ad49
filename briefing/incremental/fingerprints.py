"""Fingerprints: short hashes that stand for values, so that a change is detected without keeping the old value.

A value is encoded as MessagePack and hashed by BLAKE2b to 128 bits, so that a collision can be neglected.
"""

import hashlib
import zlib
from typing import Final

from msgspec.msgpack import Encoder

SIZE: Final = 16
"""The size of a hash in bytes; an encoded value that is no longer than that is its own fingerprint."""

NOTHING: Final = b""
"""The fingerprint of an input that does not exist."""

_SORTED: Final = Encoder(enc_hook=str, order="deterministic")
_ORDERED: Final = Encoder(enc_hook=str)


def fingerprint(value: object, *, is_ordered: bool = False) -> bytes:
    """The fingerprint of a value."""
    return fingerprint_of(encoded(value, is_ordered=is_ordered))


def encoded(value: object, *, is_ordered: bool = False) -> bytes:
    """A value as bytes, which are the same for equal values.

    With `is_ordered`, mappings that differ only in their order are not equal; sets are then encoded in the order of
    iteration, and should be avoided.
    """
    return (_ORDERED if is_ordered else _SORTED).encode(value)


def fingerprint_of(encoded: bytes) -> bytes:
    """The fingerprint of an encoded value; its first byte gives its length, so that joined ones are unambiguous."""
    if len(encoded) > SIZE:
        return b"\xfe" + hashlib.blake2b(encoded, digest_size=SIZE).digest()
    return bytes((len(encoded),)) + encoded


_ARGUMENT_BYTES: Final = 2
"""How many of the eight bytes of an id come from the argument.

Two are enough to spread ten thousand notes; the other six must distinguish the nodes that share them.
"""


def node_id(name: str) -> int:
    """The id of a node: a 64-bit hash of its name, equal in every process, whose first bytes hash its argument alone.

    So the rows of one note are neighbours in the store, and a changed note rewrites few pages of the file. Among ten
    million names, the probability that any two share an id is about 3 in a million.
    """
    _, _, argument = name.partition(" ")
    digest = hashlib.blake2b(_utf8(name), digest_size=8 - _ARGUMENT_BYTES).digest()
    place = zlib.crc32(_utf8(argument)) % 256**_ARGUMENT_BYTES
    return int.from_bytes(place.to_bytes(_ARGUMENT_BYTES) + digest, signed=True)


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
