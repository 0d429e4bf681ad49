"""Fingerprints: short hashes of values, which differ if the values do."""

import hashlib
from typing import Final

from msgspec.msgpack import Encoder

SIZE: Final = 16
"""The size of a fingerprint in bytes; a shorter encoded value is its own fingerprint."""

NOTHING: Final = b""
"""The fingerprint of an input that is not there."""

_DETERMINISTIC: Final = Encoder(enc_hook=str, order="deterministic")
_AS_IT_IS: Final = Encoder(enc_hook=str)


def fingerprint(value: object, *, is_ordered: bool = False) -> bytes:
    """The fingerprint of a value; its first byte is its length, so that a sequence of them is unambiguous.

    Where the order of mappings matters, sets in the value are compared in the order of iteration.
    """
    encoded = (_AS_IT_IS if is_ordered else _DETERMINISTIC).encode(value)
    if len(encoded) > SIZE:
        return b"\xfe" + hashlib.blake2b(encoded, digest_size=SIZE).digest()
    return bytes((len(encoded),)) + encoded


_ARGUMENT_BYTES: Final = 2
"""Of the eight of an id: enough to part ten thousand notes, and few, since the rest alone parts the queries of each."""


def node_id(name: str) -> int:
    """A number for the name of a node, the same in every process; those of one argument are neighbours.

    So the rows of a note lie together in the store: scattered, each of them had a page of the file written anew. Two of
    ten million names have one number with a probability of some 3 in a million.
    """
    _, _, argument = name.partition(" ")
    digest = _digest(argument, _ARGUMENT_BYTES) + _digest(name, 8 - _ARGUMENT_BYTES)
    return int.from_bytes(digest, signed=True)


def _digest(text: str, size: int) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=size).digest()
