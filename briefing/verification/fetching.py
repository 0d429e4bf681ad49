"""The only module that uses the network: it fetches one file by its URL, for `briefing archive add`.

Redirects are followed to http and https only. A file that is too large, too slow, missing or broken is a `FetchError`.
"""

import http.client
import re
import string
import time
import urllib.error
import urllib.parse
import urllib.request
import zlib
from typing import IO, Any, Final

from msgspec import Struct

AGENT: Final = "briefing (archive add)"
_CHUNK: Final = 2**16
_MAX_CHARS: Final = 2000
_ENCODINGS: Final = {"gzip": 31, "x-gzip": 31, "deflate": 15}
_REASONS: Final = {
    404: "nothing is there",
    410: "it is gone",
    401: "it asks for a login",
    403: "it is not open to programs",
}


class FetchError(Exception):
    """The reason why a URL gave no file."""


class Fetched(Struct, frozen=True):
    """The response of a server."""

    content: bytes
    media_type: str
    """`text/html`, without parameters; empty if the server gives none."""
    charset: str
    url: str
    """The final URL, after redirects."""


def _opener() -> urllib.request.OpenerDirector:
    """An opener for http and https only, so that a redirect cannot lead to a file or FTP."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler,
        urllib.request.HTTPHandler,
        urllib.request.HTTPSHandler,
        urllib.request.HTTPRedirectHandler,
        urllib.request.HTTPErrorProcessor,
        urllib.request.HTTPDefaultErrorHandler,
        urllib.request.UnknownHandler,
    ):
        opener.add_handler(handler())
    return opener


def fetch(url: str, max_bytes: int, seconds: float) -> Fetched:
    """Fetch the file at a URL, of at most `max_bytes` bytes, within `seconds`.

    Raises `FetchError` if that fails.
    """
    if len(url) > _MAX_CHARS or not re.fullmatch(r"https?://[^\s/]+(?:/\S*)?", url, re.I):
        raise FetchError("it is not a web address")
    ends = time.monotonic() + seconds
    request = urllib.request.Request(_escaped(url), headers={"User-Agent": AGENT, "Accept-Encoding": "identity"})
    try:
        with _opener().open(request, timeout=seconds) as answer:
            content = _read(answer, max_bytes, ends, seconds)
            return _fetched(answer, content, max_bytes)
    except urllib.error.HTTPError as error:
        with error:
            raise FetchError(_answered(error)) from error
    except TimeoutError as error:
        raise FetchError(_slow(seconds)) from error
    except urllib.error.URLError as error:
        raise FetchError(_failed(error, seconds)) from error
    except (http.client.HTTPException, OSError, ValueError, zlib.error) as error:
        raise FetchError(f"the connection broke: {error or type(error).__name__}") from error


def _fetched(answer: Any, content: bytes, max_bytes: int) -> Fetched:
    """A response with decompressed content."""
    headers = answer.headers
    plain = _decompressed(content, headers.get("Content-Encoding", ""), max_bytes)
    media_type = headers.get_content_type() if headers.get("Content-Type") else ""
    return Fetched(plain, media_type, headers.get_content_charset() or "", answer.geturl())


def _escaped(url: str) -> str:
    """A URL with its non-ASCII characters escaped, and without its fragment."""
    parts = urllib.parse.urlsplit(url)
    host = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode()
    path, query = (urllib.parse.quote(part, safe=string.punctuation) for part in (parts.path, parts.query))
    return urllib.parse.urlunsplit((parts.scheme, host, path, query, ""))


def _read(answer: IO[bytes], max_bytes: int, ends: float, seconds: float) -> bytes:
    """The whole body of a response; raises `FetchError` if it is too large, too slow or incomplete."""
    parts: list[bytes] = []
    left = max_bytes
    while part := answer.read1(_CHUNK):  # type: ignore[attr-defined]
        left -= len(part)
        if left < 0:
            raise FetchError(_large(max_bytes))
        if time.monotonic() > ends:
            raise FetchError(_slow(seconds))
        parts.append(part)
    if missing := getattr(answer, "length", 0):
        raise FetchError(f"it ended {missing:,} bytes early")
    return b"".join(parts)


def _decompressed(content: bytes, encoding: str, max_bytes: int) -> bytes:
    """The decompressed content of a response; some servers compress it although that was not requested."""
    if encoding.lower() in ("", "identity"):
        return content
    if encoding.lower() not in _ENCODINGS:
        raise FetchError(f"it comes compressed as `{encoding}`, which is not read; save the file by hand, and add that")
    unpacker = zlib.decompressobj(_ENCODINGS[encoding.lower()])
    found = unpacker.decompress(content, max_bytes + 1)
    if len(found) > max_bytes:
        raise FetchError(_large(max_bytes))
    if not unpacker.eof:
        raise FetchError("it ended early")
    return found


def _answered(error: urllib.error.HTTPError) -> str:
    if error.code in (301, 302, 303, 307, 308):
        is_refused = "not allowed" in str(error.msg)
        return "it redirects to something that is not a web address" if is_refused else "it redirects in a circle"
    reason = _REASONS.get(error.code) or str(error.reason)
    return f"the server answers {error.code}: {reason}"


def _reason_text(reason: object) -> str:
    """A reason as words, without the system's number."""
    return reason.strerror.lower() if isinstance(reason, OSError) and reason.strerror else str(reason)


def _failed(error: urllib.error.URLError, seconds: float) -> str:
    if isinstance(error.reason, TimeoutError):
        return _slow(seconds)
    is_other = str(error.reason).startswith("unknown url type")
    return "it redirects to something that is not a web address" if is_other else _reason_text(error.reason)


def _slow(seconds: float) -> str:
    return f"it did not arrive within {seconds:g} seconds"


def _large(max_bytes: int) -> str:
    return f"it is larger than {max_bytes / 1_000_000:g} MB"
