"""Prints a page as a PDF by a browser that is installed on the machine: Chromium, Chrome or Edge.

The browser is started headless for one page, with a temporary profile and without network
access. When it ends or times out, all processes that it started are killed. Its output,
which is mostly noise, goes into a log, whose last relevant line is quoted if it fails.
"""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from briefing.disk.atomic_write import IS_WINDOWS, write_synced
from briefing.disk.cache_folder import cache_folder, make_cache_folder
from briefing.disk.staging import stage
from briefing.model import Copy, File

_COMMANDS: Final = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge",
    "microsoft-edge-stable", "msedge",
)  # fmt: skip
"""The commands of browsers based on Chromium, which all accept the flags below."""

_APPLICATIONS: Final = ("Google Chrome", "Chromium", "Microsoft Edge")
"""Their applications on macOS."""

_WINDOWS_PATHS: Final = (
    "Google/Chrome/Application/chrome.exe",
    "Microsoft/Edge/Application/msedge.exe",
    "Chromium/Application/chrome.exe",
)
"""Their paths on Windows, below one of its program folders."""

_FLAGS: Final = (
    "--headless",
    "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
    "--export-tagged-pdf",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-extensions",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-breakpad",
    "--password-store=basic",
    "--use-mock-keychain",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=127.0.0.1:9",
)
"""Flags that a version of the browser does not know are ignored by it."""

_NOISE: Final = ("dbus", "gpu", "vaapi", "gcm", "fontconfig", "bytes written to file")
"""Words of log messages that a browser writes even if all is well."""


class NotPrinted(Exception):
    """The browser made no PDF; the message says why."""


def find_browser(given: str = "") -> str:
    """The path of a browser, given by name or path, or of the first one installed; empty if there is none."""
    if given:
        return given if Path(given).is_file() else _on_path((given,))
    places = map(str, filter(Path.is_file, _install_locations()))
    return _on_path(_COMMANDS) or next(places, "")


def _on_path(names: Iterable[str]) -> str:
    # Not `shutil.which`: on Windows it also searches the current folder, whose content may be a stranger's.
    ending = ".exe" if IS_WINDOWS else ""
    folders = [folder for folder in os.get_exec_path() if os.path.isabs(folder)]
    found = (Path(folder) / f"{name.removesuffix(ending)}{ending}" for name in names for folder in folders)
    return next((str(file) for file in found if file.is_file() and os.access(file, os.X_OK)), "")


def _install_locations() -> Iterator[Path]:
    """The paths where installers put browsers on macOS and Windows."""
    for folder in (Path("/Applications"), Path.home() / "Applications"):
        yield from (folder / f"{name}.app" / "Contents" / "MacOS" / name for name in _APPLICATIONS)
    for variable in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"):
        if programs := os.environ.get(variable):
            yield from (Path(programs) / place for place in _WINDOWS_PATHS)


# --- printing -------------------------------------------------------------------------------


class PrintFolder:
    """A temporary folder with the files to print and the browser's profile."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = folder / "site"

    def add(self, file: File | Copy) -> None:
        """Add a file that the page to print may load."""
        stage(self.files, file)

    def content(self, path: str) -> str:
        """The content of a page that was added."""
        return (self.files / path).read_text(encoding="utf-8")

    def pdf(self, browser: str, page: str, seconds: float) -> bytes:
        """Print a page that was added; returns the PDF. Raises `NotPrinted`, also after `seconds`."""
        pdf_file, log_file = self.folder / "printed.pdf", self.folder / "browser.log"
        pdf_file.unlink(missing_ok=True)
        url = (self.files / page).absolute().as_uri()
        command = [browser, *_flags(), f"--user-data-dir={self.folder / 'profile'}", f"--print-to-pdf={pdf_file}", url]
        with open(log_file, "wb") as log:
            code = _run(command, log.fileno(), seconds)
        content = pdf_file.read_bytes() if pdf_file.is_file() else b""
        if code or not content.startswith(b"%PDF"):
            raise NotPrinted(f"it ended with exit code {code} and without a PDF{_last_message(log_file)}")
        return content


@contextmanager
def print_folder(output: Path) -> Iterator[PrintFolder]:
    """A temporary folder next to a site, deleted afterwards."""
    home = cache_folder(output)
    make_cache_folder(home)
    folder = Path(tempfile.mkdtemp(prefix="print-", dir=home))
    try:
        yield PrintFolder(folder)
    finally:
        # Some process of a killed browser may still write for a moment: errors are ignored.
        shutil.rmtree(folder, ignore_errors=True)


def save_document(file: Path, content: bytes) -> None:
    """Write a printed document atomically."""
    write_synced(file, content)


def _flags() -> tuple[str, ...]:
    # Chromium's sandbox does not work for root, which is the user in most containers.
    is_root = not IS_WINDOWS and os.geteuid() == 0
    return (*_FLAGS, "--no-sandbox") if is_root else _FLAGS


def _run(command: list[str], log: int, seconds: float) -> int:
    """Run a browser, and kill whatever it leaves behind; returns its exit code. Raises `NotPrinted`."""
    try:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
    except OSError as error:
        raise NotPrinted(f"it could not be started: {error.strerror or error}") from error
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired as error:
        raise NotPrinted(f"it did not finish within {seconds:g} seconds, and was stopped") from error
    finally:
        _kill(process)


def _kill(process: "subprocess.Popen[bytes]") -> None:
    """Kill a process and all processes that it started."""
    if IS_WINDOWS:
        killer = Path(os.environ.get("SYSTEMROOT", "C:/Windows"), "System32", "taskkill.exe")
        if process.poll() is None:
            subprocess.run([str(killer), "/T", "/F", "/PID", str(process.pid)], capture_output=True, check=False)
    else:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    with suppress(OSError):
        process.kill()
    process.wait()


def _last_message(file: Path) -> str:
    """The last message in a browser's log that is not noise, after a colon; empty if there is none."""
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    messages = [line.strip() for line in lines if line.strip() and not any(word in line.lower() for word in _NOISE)]
    return f": {messages[-1][:300]}" if messages else ""
