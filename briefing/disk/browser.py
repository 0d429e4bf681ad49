"""A page printed by a browser that is on the machine: Chromium, Chrome or Edge, none of which comes with the program.

It runs for one page, with a profile of its own, which is thrown away, and reaches no other machine. Whatever it
began ends with it. What it says, which is mostly noise, goes into a file.
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

_NAMES: Final = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge",
    "microsoft-edge-stable", "msedge",
)  # fmt: skip
"""What browsers are called that can print so."""

_APPLICATIONS: Final = ("Google Chrome", "Chromium", "Microsoft Edge")
"""The same on macOS."""

_ON_WINDOWS: Final = (
    "Google/Chrome/Application/chrome.exe",
    "Microsoft/Edge/Application/msedge.exe",
    "Chromium/Application/chrome.exe",
)
"""The same on Windows, below one of its folders of programs."""

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
"""Of these a browser ignores what it does not know."""

_NOISE: Final = ("dbus", "gpu", "vaapi", "gcm", "fontconfig", "bytes written to file")
"""Words in what a browser says though all is well."""


class NotPrinted(Exception):
    """A browser made no PDF; says what became of it."""


def find_browser(given: str = "") -> str:
    """The browser of a name or path; without one the first that is found on the machine. Empty for none."""
    if given:
        return given if Path(given).is_file() else _on_path((given,))
    places = map(str, filter(Path.is_file, _usual_places()))
    return _on_path(_NAMES) or next(places, "")


def _on_path(names: Iterable[str]) -> str:
    # Not by `shutil.which`, which on Windows finds what lies in the folder where the command runs, a stranger's.
    ending = ".exe" if IS_WINDOWS else ""
    folders = [folder for folder in os.get_exec_path() if os.path.isabs(folder)]
    found = (Path(folder) / f"{name.removesuffix(ending)}{ending}" for name in names for folder in folders)
    return next((str(file) for file in found if file.is_file() and os.access(file, os.X_OK)), "")


def _usual_places() -> Iterator[Path]:
    """Where installers put browsers."""
    for folder in (Path("/Applications"), Path.home() / "Applications"):
        yield from (folder / f"{name}.app" / "Contents" / "MacOS" / name for name in _APPLICATIONS)
    for variable in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"):
        if programs := os.environ.get(variable):
            yield from (Path(programs) / place for place in _ON_WINDOWS)


# --- printing -------------------------------------------------------------------------------


class PrintFolder:
    """A folder for what is printed, and for the browser's profile."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = folder / "site"

    def add(self, file: File | Copy) -> None:
        """Put a file where the page may load it."""
        stage(self.files, file)

    def content(self, path: str) -> str:
        """The content of a page that was put there."""
        return (self.files / path).read_text(encoding="utf-8")

    def pdf(self, browser: str, page: str, seconds: float) -> bytes:
        """A page as a PDF; raises `NotPrinted`."""
        made, log_file = self.folder / "printed.pdf", self.folder / "browser.log"
        made.unlink(missing_ok=True)
        url = (self.files / page).absolute().as_uri()
        command = [browser, *_flags(), f"--user-data-dir={self.folder / 'profile'}", f"--print-to-pdf={made}", url]
        with open(log_file, "wb") as log:
            code = _run(command, log.fileno(), seconds)
        content = made.read_bytes() if made.is_file() else b""
        if code or not content.startswith(b"%PDF"):
            raise NotPrinted(f"it ended with exit code {code} and without a PDF{_last_words(log_file)}")
        return content


@contextmanager
def print_folder(output: Path) -> Iterator[PrintFolder]:
    """A folder beside a site, which is gone in the end."""
    home = cache_folder(output)
    make_cache_folder(home)
    folder = Path(tempfile.mkdtemp(prefix="print-", dir=home))
    try:
        yield PrintFolder(folder)
    finally:
        # Of a browser that was ended, some process may write for a moment more.
        shutil.rmtree(folder, ignore_errors=True)


def save_document(file: Path, content: bytes) -> None:
    """Write a document that a person asked for, at once."""
    write_synced(file, content)


def _flags() -> tuple[str, ...]:
    # Chromium's sandbox is not to be had by root, as in most containers.
    is_root = not IS_WINDOWS and os.geteuid() == 0
    return (*_FLAGS, "--no-sandbox") if is_root else _FLAGS


def _run(command: list[str], log: int, seconds: float) -> int:
    """Run a browser to its end, and end all that it began; its exit code. Raises `NotPrinted`."""
    try:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
    except OSError as error:
        raise NotPrinted(f"it could not be started: {error.strerror or error}") from error
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired as error:
        raise NotPrinted(f"it was not done after {seconds:g} seconds, and was ended") from error
    finally:
        _end(process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End a process and those that it began."""
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


def _last_words(file: Path) -> str:
    """What a browser said last that is no noise."""
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    telling = [line.strip() for line in lines if line.strip() and not any(word in line.lower() for word in _NOISE)]
    return f": {telling[-1][:300]}" if telling else ""
