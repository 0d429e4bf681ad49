"""Completes the package's metadata as it is built: its addresses, and a readme whose links lead there.

Where the repository lives is known to GitHub's runners (`GITHUB_SERVER_URL`, `GITHUB_REPOSITORY`) and to nobody else,
so it stands in no file; a package that is built elsewhere names no address, and has the README as it is. Hatchling
calls this by `[tool.hatch.metadata.hooks.custom]`.
"""

import os
import re
from pathlib import Path
from typing import Any, Final

from hatchling.metadata.plugin.interface import MetadataHookInterface

_PICTURES: Final = (".png", ".svg")
_LINK: Final = re.compile(r"(\]\()(?!https?:|#)([^)]+)(\))")
_UNSEEN: Final = re.compile(r"^<!-- .*? -->\n\n?", re.M | re.S)
_PAGES: Final = {
    "Documentation": "/blob/{tag}/briefing/guide/index.md",
    "Changelog": "/blob/{tag}/.github/CHANGELOG.md",
    "Issues": "/issues",
    "Source": "/tree/{tag}",
}


class Metadata(MetadataHookInterface):
    """What hatchling asks for metadata that `pyproject.toml` leaves open."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Give the package its readme, and where the repository is known its addresses."""
        text = (Path(self.root) / "README.md").read_text(encoding="utf-8")
        address, tag = repository(), f"v{metadata['version']}"
        metadata["readme"] = {"content-type": "text/markdown", "text": readme(text, address, tag)}
        metadata["urls"] = {name: address + page.format(tag=tag) for name, page in _PAGES.items() if address}


def repository() -> str:
    """The address of the repository, where a runner says it."""
    server, name = os.environ.get("GITHUB_SERVER_URL"), os.environ.get("GITHUB_REPOSITORY")
    return f"{server}/{name}" if server and name else ""


def readme(text: str, address: str, tag: str) -> str:
    """The README with links that lead into the repository, and without what only its tests read."""

    def absolute(link: re.Match[str]) -> str:
        kind = "raw" if link[2].endswith(_PICTURES) else "blob"
        return f"{link[1]}{address}/{kind}/{tag}/{link[2]}{link[3]}"

    shown = _UNSEEN.sub("", text)
    return _LINK.sub(absolute, shown) if address else shown
