"""The preview's web server: the built files and nothing else, and a stream of events for each open page.

By default it listens on this machine only. It refuses requests whose `Host` is neither
an address nor its own name: otherwise a page of another site could read the preview by
making its own name resolve to this address (DNS rebinding). A URL's path is looked up
among the files of the site, and never used as a path on the disk. The events are
server-sent events (HTML standard, §9.2).
"""

import errno
import socket
import threading
from collections.abc import Mapping
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from ipaddress import ip_address
from queue import Empty, SimpleQueue
from socketserver import TCPServer, ThreadingMixIn
from typing import Any, Final, Protocol
from urllib.parse import parse_qs, quote, unquote, urlsplit

from msgspec import Struct

OWN: Final = ".briefing/"
"""The prefix of the URLs of the preview's own files, which no site uses, since its files are never hidden."""

MAX_PORTS: Final = 100
"""How many ports are tried, one after the other."""

HEARTBEAT: Final = 15.0
"""Seconds without a message after which an open page is sent a comment, which fails if the page was closed."""

MAX_REQUEST_SECONDS: Final = 10.0
"""Seconds that a client may take to send a request."""

_POLL_SECONDS: Final = 0.1
"""Seconds within which the server notices that it should stop."""

TYPES: Final[Mapping[str, str]] = {
    "avif": "image/avif",
    "bib": "application/x-bibtex; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "gif": "image/gif",
    "html": "text/html; charset=utf-8",
    "ico": "image/x-icon",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "md": "text/markdown; charset=utf-8",
    "mp4": "video/mp4",
    "pdf": "application/pdf",
    "png": "image/png",
    "svg": "image/svg+xml",
    "txt": "text/plain; charset=utf-8",
    "webm": "video/webm",
    "webp": "image/webp",
    "woff2": "font/woff2",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xml": "application/xml",
    "zip": "application/zip",
}
"""The media types by suffix; those of the operating system differ between machines."""


class Response(Struct, frozen=True):
    """The answer to a request."""

    status: int
    content: bytes
    type: str
    location: str = ""


class Closing(Exception):
    """The program is ending, and no longer answers."""


class Responder(Protocol):
    """The interface of the program, called from the server's threads; both methods raise `Closing` at the end."""

    def answer(self, path: str) -> Response:
        """Answer the path of a URL, without its first slash."""

    def message(self, path: str) -> bytes:
        """The message to an open page, by the same path."""


def media_type(path: str) -> str:
    """The media type of a file."""
    return TYPES.get(path.rpartition(".")[2].lower(), "application/octet-stream")


def is_own_name(host: str, name: str) -> bool:
    """Whether a `Host` refers to this server: an address, `localhost`, or the name on which it listens."""
    try:
        hostname = urlsplit(f"//{host}").hostname or ""
        if hostname == name.lower() or hostname == "localhost" or hostname.endswith(".localhost"):
            return True
        ip_address(hostname)
    except ValueError:
        return False
    return True


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens on the first free port, from `port` on. Raises `OSError` if there is none."""
    family = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)[0][0]
    last = min(port + MAX_PORTS, 65536) - 1
    for each in range(port, last):
        try:
            return socket.create_server((host, each), family=family)
        except OSError as error:
            if error.errno not in _PORT_IN_USE:
                raise
    return socket.create_server((host, last), family=family)


_PORT_IN_USE: Final = (errno.EADDRINUSE, errno.EACCES)
"""The errors if another program uses a port, or it is reserved."""


class Server(ThreadingMixIn, TCPServer):
    """An HTTP server with a thread per request; `serve_forever` runs in a separate thread until `stop`."""

    daemon_threads = False

    def __init__(self, host: str, port: int, pages: Responder) -> None:
        listening = listen(host, port)
        super().__init__((host, port), _Handler, bind_and_activate=False)
        self.socket.close()
        self.socket = listening
        self.name = host
        self.pages = pages
        self.port: int = listening.getsockname()[1]
        self.guard = threading.Lock()
        self.connections: set[socket.socket] = set()
        self.streams: dict[SimpleQueue[bytes | None], str] = {}
        self.thread = threading.Thread(target=self.serve_forever, args=(_POLL_SECONDS,), name="briefing-serve")

    @property
    def url(self) -> str:
        """The URL of the site for a browser."""
        # A server that listens on all addresses can be reached on the loopback address too.
        host = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(self.name, self.name)
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}/"

    def start(self) -> None:
        """Start the thread that serves."""
        self.thread.start()

    def stop(self) -> None:
        """End every connection and thread; whatever they wait for, the program has refused already."""
        self.shutdown()
        self.thread.join()
        with self.guard:
            for stream in self.streams:
                stream.put(None)
            for connection in self.connections:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        self.server_close()

    # --- open pages ---------------------------------------------------------------------------

    def open_pages(self) -> frozenset[str]:
        """The pages that a browser has open."""
        with self.guard:
            return frozenset(self.streams.values())

    def send(self, path: str, message: bytes) -> None:
        """Send a message to each browser that has a page open."""
        with self.guard:
            for stream in (stream for stream, page in self.streams.items() if page == path):
                stream.put(message)

    # --- connections --------------------------------------------------------------------------

    def get_request(self) -> tuple[socket.socket, Any]:
        """Accept a connection, and remember it, so that `stop` can end it."""
        connection, address = super().get_request()
        with self.guard:
            self.connections.add(connection)
        return connection, address

    def shutdown_request(self, request: Any) -> None:
        """End a connection."""
        with self.guard:
            self.connections.discard(request)
        super().shutdown_request(request)


class _Handler(BaseHTTPRequestHandler):
    """The handler of one request."""

    server: Server
    server_version = "briefing"
    sys_version = ""
    timeout = MAX_REQUEST_SECONDS

    def handle(self) -> None:
        """Handle requests; ignores clients that disconnect, and the end of the program."""
        with suppress(ConnectionError, TimeoutError, Closing):
            super().handle()

    def do_GET(self) -> None:
        try:
            url = urlsplit(self.path)
        except ValueError:
            self._answer(BAD_REQUEST)
            return
        path = unquote(url.path, errors="replace").removeprefix("/")
        if not is_own_name(self.headers.get("Host", ""), self.server.name):
            self._answer(REFUSED)
        elif path == f"{OWN}events":
            self._stream(parse_qs(url.query).get("page", [""])[0].removeprefix("/"))
        else:
            self._answer(self.server.pages.answer(path))

    do_HEAD = do_GET  # noqa: N815 - as above

    def _answer(self, answer: Response) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.type)
        self.send_header("Content-Length", str(len(answer.content)))
        if answer.location:
            self.send_header("Location", quote(answer.location))
        self._end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.content)

    def _end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.end_headers()

    def _stream(self, page: str) -> None:
        """Send an open page its messages, until it is closed."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self._end_headers()
        if self.command == "HEAD":
            return
        stream: SimpleQueue[bytes | None] = SimpleQueue()
        with self.server.guard:
            self.server.streams[stream] = page
        try:
            # Only after the page was registered, so that no change is missed in between.
            message: bytes | None = self.server.pages.message(page)
            while message is not None:
                self.wfile.write(b"data: %s\n\n" % message if message else b":\n\n")
                message = _next(stream)
        finally:
            with self.server.guard:
                self.server.streams.pop(stream, None)

    def log_message(self, *_: object) -> None:
        """Log nothing: nobody would read a line for each request."""


BAD_REQUEST: Final = Response(400, b"This is not a valid address.\n", TYPES["txt"])
REFUSED: Final = Response(
    403,
    b"This address is not one of the preview's own. Open it as http://127.0.0.1 or http://localhost, with its port; "
    b"or give the name to briefing serve --host.\n",
    TYPES["txt"],
)


def _next(stream: "SimpleQueue[bytes | None]") -> bytes | None:
    """The next message; empty if it is time for a heartbeat, None at the end."""
    try:
        return stream.get(timeout=HEARTBEAT)
    except Empty:
        return b""
