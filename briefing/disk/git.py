"""A project as it was at a revision of git; the only module that runs git.

Nothing is checked out and nothing is written: git lists the files of a commit
and prints their contents (`ls-tree`, `cat-file --batch`), without filters,
hooks or a pager.
"""

import os
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from briefing.disk.atomic_write import IS_WINDOWS
from briefing.disk.project_files import bibliographies, is_text, max_bytes_of, shown, text_of
from briefing.model import Inputs

_ENVIRONMENT: Final = {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
_HOOK_VARIABLES: Final = frozenset(("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR"))
"""Variables by which git tells a hook its repository; here the folder of the project determines it."""

_FILE_MODES: Final = frozenset(("100644", "100755"))
"""Modes of regular files, as opposed to links (120000) and submodules (160000)."""


class NoRevision(Exception):
    """There is no such revision, no repository, or no git; the message says which, and what to do."""


class Revision(NamedTuple):
    """A commit."""

    name: str
    """The name by which it was found, such as `HEAD` or a tag."""
    commit: str
    """Its full hash."""
    date: str
    """The date of the commit, ISO 8601."""


class _Answer(NamedTuple):
    ok: bool
    out: bytes
    err: bytes


def revision(root: Path, name: str = "") -> Revision:
    """The commit with this name; without a name that of the newest tag, or HEAD if there is no tag.

    Raises `NoRevision`.
    """
    git_dir = _git(root, "rev-parse", "--git-dir")
    if not git_dir.ok:
        raise NoRevision(_no_repository(root, git_dir))
    wanted = name or _newest_tag(root) or "HEAD"
    found = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{wanted}^{{commit}}")
    if not found.ok and wanted == "HEAD" and not name:
        raise NoRevision("the git repository has no commit yet, so there is nothing to compare with")
    if not found.ok:
        is_shallow = _git(root, "rev-parse", "--is-shallow-repository").out.strip() == b"true"
        hint = ". The clone is shallow: fetch more of its history (actions/checkout: `fetch-depth: 0`)"
        raise NoRevision(f"there is no revision {wanted!r}{hint if is_shallow else ''}")
    commit = found.out.decode().strip()
    return Revision(wanted, commit, _git(root, "show", "--no-patch", "--format=%cs", commit).out.decode().strip())


def _newest_tag(root: Path) -> str:
    return _git(root, "describe", "--tags", "--abbrev=0").out.decode("utf-8", "replace").strip()


def _no_repository(root: Path, answer: _Answer) -> str:
    lines = answer.err.decode("utf-8", "replace").strip().splitlines()
    if lines and "not a git repository" not in lines[0]:
        return f"git says: {lines[0]}"
    return f"{root.resolve()} is not in a git repository, so there is nothing to compare with"


def load_revision(root: Path, commit: str, now: Inputs) -> Inputs:
    """The notes, bibliography, settings and lock of a commit, together with the templates and options of `now`."""
    names = {path.removeprefix("notes/"): entry for path, entry in _list_files(root, commit).items()}
    wanted = [name for name, (_, size) in names.items() if is_text("notes", name) and size <= max_bytes_of(name)]
    contents = _read_files(root, {name: names[name][0] for name in wanted})
    texts = {name: text_of(contents[name], f"notes/{name}") for name in wanted}
    return Inputs(
        settings=texts.get("site.yaml"),
        sources=tuple(texts[name] for name in bibliographies(texts)),
        styles={name: text for name, text in texts.items() if name.endswith(".csl")},
        lock=texts.get("figures.lock"),
        notes=tuple(texts[name] for name in sorted(texts) if name.endswith(".md")),
        files={name: "" for name in names if name not in texts},
        templates=now.templates,
        static=now.static,
        base_url=now.base_url,
        restricted=now.restricted,
        as_of=now.as_of,
    )


def _list_files(root: Path, commit: str) -> Mapping[str, tuple[str, int]]:
    """The hash and size in bytes of each file of a commit under `notes/`, by path."""
    found = {}
    for line in _git(root, "ls-tree", "-r", "-z", "-l", commit, "--", "notes").out.split(b"\0"):
        about, tab, path = line.partition(b"\t")
        mode, kind, name, size = about.decode("ascii").split() if tab else ("", "", "", "")
        if mode in _FILE_MODES and kind == "blob":
            found[shown(path.decode("utf-8", "surrogateescape"))] = (name, int(size))
    return found


def _read_files(root: Path, names: Mapping[str, str]) -> dict[str, bytes]:
    """The contents of files by path; `names` has the hash of each."""
    asked = "".join(f"{name}\n" for name in names.values()).encode()
    answer, at = _git(root, "cat-file", "--batch", stdin=asked).out, 0
    found: dict[str, bytes] = {}
    for path in names:
        end = answer.index(b"\n", at)
        size = int(answer[at:end].split()[2])
        found[path] = answer[end + 1 : end + 1 + size]
        at = end + size + 2
    return found


def _git(root: Path, *arguments: str, stdin: bytes = b"") -> _Answer:
    """Run git in a folder. Raises `NoRevision` if git is not installed."""
    command: Iterable[str] = (_program(), "-c", "core.fsmonitor=false", "-C", str(root), "--no-pager", *arguments)
    environment = {name: value for name, value in os.environ.items() if name not in _HOOK_VARIABLES} | _ENVIRONMENT
    try:
        done = subprocess.run(list(command), input=stdin, capture_output=True, check=False, env=environment)
    except FileNotFoundError as error:
        raise NoRevision("git is not installed, so there is nothing to compare with") from error
    return _Answer(done.returncode == 0, done.stdout, done.stderr)


def _program() -> str:
    """The path of git: Windows would also search the current folder, whose content may be a stranger's."""
    if not IS_WINDOWS:
        return "git"
    folders = (Path(folder) for folder in os.get_exec_path() if os.path.isabs(folder))
    return str(next(filter(Path.is_file, (folder / "git.exe" for folder in folders)), "git-not-found.exe"))
