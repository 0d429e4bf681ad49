"""Short names for values: two values that differ have different ones."""

import hashlib
from typing import Final

from msgspec.msgpack import Encoder

SIZE: Final = 16
"""Bytes of a hash, and how long an encoded value may be to stand for itself."""

NOTHING: Final = b""
"""The fingerprint of an input that is not there."""

_DETERMINISTIC: Final = Encoder(enc_hook=str, order="deterministic")
_AS_IT_IS: Final = Encoder(enc_hook=str)


def fingerprint(value: object, *, is_ordered: bool = False) -> bytes:
    """The fingerprint of a value; its first byte tells its length, so that several in a row stay apart.

    Where the order of mappings matters, sets in the value are not told apart from other orders of themselves.
    """
    encoded = (_AS_IT_IS if is_ordered else _DETERMINISTIC).encode(value)
    if len(encoded) > SIZE:
        return b"\xfe" + hashlib.blake2b(encoded, digest_size=SIZE).digest()
    return bytes((len(encoded),)) + encoded


def node_id(name: str) -> int:
    """A number for the name of a node, the same in every process."""
    return int.from_bytes(hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest(), signed=True)
