"""Converts a collection into a project: the path of each file, the text of each note, and the project's own files."""

import posixpath
import re
from collections.abc import Collection as Container
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from msgspec import structs

from briefing import lazy_re
from briefing.notes.importing.blocks import convert_blocks
from briefing.notes.importing.collection import Collection, Imported, Line, Remark, Tool, is_note, tool_of, unique
from briefing.notes.importing.fences import outside_code
from briefing.notes.importing.front import Front, read_day, read_front, written
from briefing.notes.importing.hidden import comment, with_hidden
from briefing.notes.importing.inline import HEADING, outside_ticks
from briefing.notes.importing.lines import (
    ADDRESS,
    anchors,
    body_lines,
    folded,
    joined,
    labels,
    lowered,
    numbered,
    plain_text,
    text_of,
)
from briefing.notes.importing.links import Context
from briefing.notes.importing.names import Names, bibliography_name, is_bibliography, named, plain
from briefing.notes.records import Fields, Items, Leaf, Tree, read_tree

_TO_ANCHOR: Final = lazy_re.compile(
    r"(?P<open>!?\[(?P<words>(?:[^\[\]]|\[[^\[\]]*\])*)\]\()(?P<path>[^()\s#:]*)#(?P<id>[^()\s]+)(?P<close>[^()]*\))"
)
_MAX_SUMMARY_CHARS: Final = 300
_OUTPUT: Final = lazy_re.compile(r"^(?:_site|_book|_build|_freeze|docs/_build|node_modules|venv)/")
"""Folders that tools generate."""


def convert(collection: Collection, reserved: Container[str], today: date) -> Imported:
    """Convert a collection into a project; `reserved` are the first parts of paths that the site uses itself."""
    return _Importing(collection, reserved, today).imported()


class _Importing:
    def __init__(self, collection: Collection, reserved: Container[str], today: date) -> None:
        self.collection = collection
        self.tool = tool_of(collection)
        self.today = today
        self.remarks: list[Remark] = []
        self.settings = _settings(collection)
        made = self.settings.get("output-dir", "").strip("/")
        self.output = f"{made}/" if made not in ("", ".") else ""
        self.notes = [path for path in sorted(collection.texts) if is_note(path) and not self.is_made(path)]
        self.fronts = {path: self.front(path) for path in self.notes}
        files = [path for path in collection.others if not self.is_made(path)]
        self.base = _base(collection)
        new = named([*self.notes, *files], reserved, self.tool, _root(collection, self.base))
        self.titles = {path: self.title(path) for path in self.notes}
        self.names = Names(new, self.titles, collection.folders)
        self.urls = {self.url(path): path for path in self.notes}
        self.reserved = reserved
        for path in self.notes:
            for name in self.fronts[path].names:
                self.names.call(name, path)
            for address in self.fronts[path].values.get("aliases", ()):
                self.names.address(address, path)
            for label, words in labels(self.fronts[path].body):
                self.names.labels.setdefault(label, (path, words))

    def front(self, path: str) -> Front:
        """The front matter of a note, and its body, in which hidden regions are comments."""
        front = read_front(self.collection.texts[path], path)
        return structs.replace(front, body=tuple(with_hidden(front.body, self.tool)))

    def is_made(self, path: str) -> bool:
        """Whether a tool generated a file, or needs it only for generating others."""
        return bool(_OUTPUT.match(path)) or bool(self.output and path.startswith(self.output))

    def imported(self) -> Imported:
        notes = {path: self.note(path) for path in self.notes}
        known = {path: anchors(text) for path, text in notes.items()}
        files = {f"notes/{self.names.new[path]}": self.with_known_anchors(path, notes[path], known) for path in notes}
        for front in self.fronts.values():
            self.remarks += front.remarks
        if "notes/index.md" not in files:
            files["notes/index.md"] = self.overview()
        files |= self.bibliography()
        files["notes/site.yaml"] = self.site()
        copies = dict(self.copies(files))
        self.remarks += self.left(copies)
        return Imported(files, copies, unique(self.remarks), self.tool)

    # --- notes --------------------------------------------------------------------------------

    def title(self, path: str) -> str:
        front = self.fronts[path]
        title = front.values.get("title")
        if self.tool is Tool.OBSIDIAN and not title:
            return path.rpartition("/")[2].rpartition(".")[0]
        heading = next((found["text"] for line in outside_code(front.body) if (found := HEADING.match(line.text))), "")
        first = re.sub(r"[*_`]|\{[^{}]*\}|\[\[|\]\]", "", heading).strip()
        stem = re.sub(r"^\d{4}-\d\d-\d\d-", "", path.rpartition("/")[2].rpartition(".")[0])
        return str(title or first or stem.replace("_", " "))

    def note(self, path: str) -> str:
        front = self.fronts[path]
        context = Context(path, self.names, self.tool, self.remarks)
        nodes = convert_blocks(self.without_title(front, path), context.remark)
        body = "\n".join(body_lines(nodes, context)).strip("\n")
        kept = "\n".join(line.text for line in comment([Line(1, line) for line in front.kept], 1)) if front.kept else ""
        text = re.sub(r"\n{3,}", "\n\n", f"{kept}\n{body}\n" if kept else f"{body}\n").lstrip("\n")
        return f"{written(self.values(path, text))}\n\n{text}"

    def with_known_anchors(self, path: str, text: str, known_anchors: Mapping[str, Mapping[str, str]]) -> str:
        """A note with its links to anchors corrected; if an anchor does not exist, the link leads to the whole note."""
        if "#" not in text:
            return text
        old = {new: note for note, new in self.names.new.items()}

        def sure(found: re.Match[str]) -> str:
            new = posixpath.normpath(posixpath.join(posixpath.dirname(self.names.new[path]), found["path"]))
            target = old.get(new, "") if found["path"] else path
            if target not in known_anchors:
                return found[0]
            if known := known_anchors[target].get(folded(found["id"])):
                return f"{found['open']}{found['path']}#{known}{found['close']}"
            self.remarks.append(Remark(path, 0, f"`#{found['id']}` is not carried over: links to it are to its note"))
            whole = f"{found['open']}{found['path']}{found['close']}"
            return whole if found["path"] else found["words"] or f"`{found['id']}`"

        prose = {line.number: outside_ticks(_TO_ANCHOR, sure, line.text) for line in outside_code(numbered(text))}
        return "\n".join(prose.get(line.number, line.text) for line in numbered(text))

    def without_title(self, front: Front, path: str) -> list[Line]:
        """The body without a heading that repeats the title; if others have the same level, all are lowered by one."""
        body = list(front.body)
        tops = [line for line in outside_code(body) if re.match(r"#\s", line.text)] if "# " in text_of(body) else []
        if tops and self.titles[path] == plain_text(tops[0].text):
            body.remove(tops.pop(0))
        return list(joined(lowered(body) if tops else body))

    def values(self, path: str, text: str) -> dict[str, str | tuple[str, ...]]:
        values = dict(self.fronts[path].values)
        values["title"] = self.titles[path]
        values["aliases"] = tuple(self.aliases(path))
        if self.names.new[path] != "index.md":
            values["segment"] = self.segment(path)
        if not values.get("date"):
            values["date"] = self.day(path)
        if not values.get("summary"):
            values["summary"] = _summary(text) or self.titles[path]
            self.remarks.append(Remark(path, 1, "it has no summary: its first sentence is used"))
        if not values.get("authors") and self.settings.get("author"):
            values["authors"] = tuple(re.split(r"(?<!\s)(?:\s*+,\s*|\s++and\s+)", self.settings["author"]))
        return values

    def aliases(self, path: str) -> Iterator[str]:
        """The old addresses of a note, for redirects; one that another page has is left out with a remark."""
        for alias in self.fronts[path].values.get("aliases", ()):
            url = _page(alias)
            is_free = self.urls.setdefault(url, path) == path and url.partition("/")[0] not in self.reserved
            if is_free and url != self.url(path):
                yield alias
                self.urls[url] = f"{path} and its alias"
            elif not is_free:
                self.remarks.append(Remark(path, 1, f"another page has the address `{alias}`: it is left out"))

    def url(self, path: str) -> str:
        """The new address of a note, in the form that is used to compare addresses."""
        return _page(self.names.new[path])

    def segment(self, path: str) -> str:
        """The segment of a note: its top folder, relative to the folder of the tool's settings."""
        inside = path.removeprefix(self.base)
        return re.sub(r"[^a-z0-9]+", "-", plain(inside.partition("/")[0]).lower()) if "/" in inside else "notes"

    def day(self, path: str) -> str:
        """The date of a note without one: from its file name, the collection's settings, else today."""
        in_name = re.search(r"(?:^|/)(\d{4}-\d\d-\d\d)", path)
        day = read_day(in_name[1] if in_name else self.settings.get("date", ""))
        if not day:
            self.remarks.append(Remark(path, 1, "it has no date: today's is used"))
        return (day or self.today).isoformat()

    def overview(self) -> str:
        """The text of a home page for a collection that has none."""
        self.remarks.append(Remark("index.md", 0, "there is no first page: one that lists the notes was made"))
        links = "\n".join(f"- [{self.titles[path]}]({self.names.new[path]})" for path in self.notes)
        values = {"title": self.site_title(), "date": self.today.isoformat(), "summary": "All notes."}
        return f"{written(values)}\n\n{links}\n"

    # --- the project's own files --------------------------------------------------------------

    def site_title(self) -> str:
        return self.settings.get("title") or "Notes"

    def site(self) -> str:
        segments = dict.fromkeys(self.segment(path) for path in self.notes if self.names.new[path] != "index.md")
        quoted = self.site_title().replace("\\", "\\\\").replace('"', '\\"')
        language = "zh" if self.settings.get("lang", "en").startswith("zh") else "en"
        lines = [f'title: "{quoted}"', f"language: {language}"]
        if url := self.settings.get("site-url") or self.settings.get("url"):
            lines.append(f"# base_url: {url}")
        listed = [
            f"  - {{id: {segment}, title: {segment.replace('-', ' ').capitalize()}}}"
            for segment in segments or ("notes",)
        ]
        return "\n".join([*lines, "segments:", *listed, ""])

    def bibliography(self) -> dict[str, str]:
        """The bibliographies by new names; an empty one if there is none."""
        found = [path for path in sorted(self.collection.texts) if is_bibliography(path) and not self.is_made(path)]
        files = {f"notes/{bibliography_name(path, i)}": self.collection.texts[path] for i, path in enumerate(found)}
        return files or {"notes/sources.yaml": "references: []\n"}

    def copies(self, files: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        """The files that notes link to, by new and old path."""
        text = "\n".join(files.values())
        for path in self.collection.others:
            new = self.names.new.get(path)
            if new and new.rpartition("/")[2] in text:
                yield f"notes/{new}", path

    def left(self, copies: Mapping[str, str]) -> Iterator[Remark]:
        """Remarks about files that are left out, since no note links to them, or a tool generated them."""
        copied, folders = set(copies.values()), dict[str, int]()
        for path in (*self.collection.others, *self.collection.texts):
            if path in copied or path in self.notes or (is_bibliography(path) and not self.is_made(path)):
                continue
            if path.rpartition("/")[2] in SETTINGS:
                yield Remark(path, 0, "of the tool's settings title, author, date and address are carried over")
                continue
            top = path.partition("/")[0] if self.is_made(path) else path
            folders[top] = folders.get(top, 0) + 1
        for path, count in folders.items():
            many = f"{count} files of a folder that a tool wrote are" if count > 1 else "no note links to it: it is"
            yield Remark(path, 0, f"{many} not copied")


def _page(address: str) -> str:
    """An address for comparing: `a/`, `a/index.html`, `a.md` and `A.html` are equal."""
    stem = re.sub(r"(?:/index)?(?:\.html?|\.md)?$", "", address.strip("/").casefold())
    return f"{stem or 'index'}.html"


# --- summaries ---------------------------------------------------------------------------------


def _summary(text: str) -> str:
    """The first sentence of the first paragraph of prose, as plain text."""
    bare = re.sub(rf"(?s)```.*?```|<!--.*?-->|!\[[^\[\]]*\]{ADDRESS}(?:\{{[^{{}}]*\}})?", "", text)
    for paragraph in re.split(r"\n\s*\n|\n(?=\s*(?:[-*>|+#]|\d+\.)\s)", bare):
        plain_text = " ".join(
            re.sub(rf"\[@[^\[\]]*\]|\{{[^{{}}]*\}}|[*_`]|\[([^\[\]]*)\]{ADDRESS}", r"\1", paragraph).split()
        )
        if re.match(r"(?!- )[A-Za-z\u00c0-\uffff“\"(]", plain_text) and len(plain_text) > 20:
            sentence = re.match(r".+?[.!?。](?=\s|$)", plain_text)
            return (sentence[0] if sentence else plain_text)[:_MAX_SUMMARY_CHARS].strip()
    return ""


# --- settings -------------------------------------------------------------------------------------


SETTINGS: Final = ("_quarto.yml", "_config.yml", "myst.yml")


def _settings(collection: Collection) -> dict[str, str]:
    """The tool's settings for the whole collection: title, author, date, language, address, output folder."""
    found: dict[str, str] = {}
    for path in sorted(collection.texts, key=lambda path: (path.count("/"), path)):
        if path.rpartition("/")[2] in SETTINGS:
            tree = read_tree(collection.texts[path].replace("\t", "  "), path)[0]
            for name, value in _leaves(tree) if tree else ():
                found.setdefault(name, value)
    return found


def _base(collection: Collection) -> str:
    """The folder of the tool's settings, with a slash at the end; empty if it is the root."""
    known = (*SETTINGS, "_toc.yml")
    found = [path for path in collection.texts if path.rpartition("/")[2] in known]
    folders = sorted({path[: path.rfind("/") + 1] for path in found}, key=lambda folder: (folder.count("/"), folder))
    return folders[0] if folders else ""


def _root(collection: Collection, base: str) -> str:
    """The home page: the root of the table of contents, or the note with the permalink `/`; empty if unknown."""
    found = re.search(r"(?m)^root:\s*[\"']?([\w./-]+)", collection.texts.get(f"{base}_toc.yml", ""))
    names = [f"{base}{found[1]}{suffix}" for suffix in ("", ".md")] if found else []
    first = re.compile(r"\A---\n(?:.*\n)*?permalink:\s*[\"']?/[\"']?\s*\n")
    names += [path for path in sorted(collection.texts) if is_note(path) and first.match(collection.texts[path])]
    return next((name for name in names if name in collection.texts), "")


def _leaves(tree: Tree) -> Iterator[tuple[str, str]]:
    """The known settings in a tree, by name, the outer ones first."""
    if not isinstance(tree, Fields):
        return
    for name, entry in tree.entries.items():
        if name in ("title", "author", "date", "lang", "site-url", "url", "output-dir"):
            value = entry.value.items[0] if isinstance(entry.value, Items) and entry.value.items else entry.value
            if isinstance(value, Fields) and "name" in value.entries:
                value = value.entries["name"].value
            if isinstance(value, Leaf) and value.text:
                yield name, value.text
    for name in ("project", "book", "website", "site"):
        if name in tree.entries:
            yield from _leaves(tree.entries[name].value)
