"""A collection into a project: where each file goes, what each note says, and the project's own files."""

import re
from collections.abc import Collection as Container
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from briefing import lazy_re
from briefing.importing.blocks import comment, convert_blocks
from briefing.importing.collection import Collection, Imported, Line, Remark, Tool, is_note, tool_of, unique
from briefing.importing.fences import Fence, Node
from briefing.importing.front import Front, read_day, read_front, written
from briefing.importing.inline import HEADING, Context, convert_line
from briefing.importing.names import Names, bibliography_name, is_bibliography, named, plain
from briefing.notes.records import Fields, Items, Leaf, Tree, read_tree

_LABEL: Final = lazy_re.compile(r"^(?P<mark>\s*(?:[-*+]\s+)?)\((?P<label>[A-Za-z][\w:-]*)\)=\s*$")
_ID: Final = lazy_re.compile(r"#(?P<id>[A-Za-z][\w-]*)")
_TABLE_CAPTION: Final = lazy_re.compile(r"^:\s++(?P<text>|.*?\S)\s*+(?P<attributes>\{[^{}]*\})?\s*$")
_ADDRESS: Final = r"\((?:[^()]|\([^()]*\))*\)"
"""The address of a link, with brackets of its own."""
_MAX_SUMMARY_CHARS: Final = 300
_OUTPUT: Final = lazy_re.compile(r"^(?:_site|_book|_build|_freeze|docs/_build|node_modules|venv)/")
"""Folders that tools write."""


def convert(collection: Collection, reserved: Container[str], today: date) -> Imported:
    """The project of a collection; `reserved` begin paths of the site's own."""
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
        self.fronts = {path: read_front(collection.texts[path], path) for path in self.notes}
        files = [path for path in collection.others if not self.is_made(path)]
        self.base = _base(collection)
        new = named([*self.notes, *files], reserved, self.tool, _root(collection, self.base))
        self.titles = {path: self.title(path) for path in self.notes}
        self.names = Names(new, self.titles, collection.folders)
        for path in self.notes:
            for name in self.fronts[path].names:
                self.names.call(name, path)
            for address in self.fronts[path].values.get("aliases", ()):
                self.names.address(address, path)
            for label, words in _labels(self.fronts[path].body):
                self.names.labels.setdefault(label, (path, words))

    def is_made(self, path: str) -> bool:
        """Whether a tool wrote a file, or needs it only to write others."""
        return bool(_OUTPUT.match(path)) or bool(self.output and path.startswith(self.output))

    def imported(self) -> Imported:
        files = {f"notes/{self.names.new[path]}": self.note(path) for path in self.notes}
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
        heading = next((found["text"] for line in front.body if (found := HEADING.match(line.text))), "")
        first = re.sub(r"[*_`]|\{[^{}]*\}|\[\[|\]\]", "", heading).strip()
        stem = re.sub(r"^\d{4}-\d\d-\d\d-", "", path.rpartition("/")[2].rpartition(".")[0])
        return str(title or first or stem.replace("_", " "))

    def note(self, path: str) -> str:
        front = self.fronts[path]
        context = Context(path, self.names, self.tool, self.remarks)
        nodes = convert_blocks(self.without_title(front, path), context.remark)
        body = "\n".join(_lines(nodes, context)).strip("\n")
        kept = "\n".join(line.text for line in comment([Line(1, line) for line in front.kept], 1)) if front.kept else ""
        text = re.sub(r"\n{3,}", "\n\n", f"{kept}\n{body}\n" if kept else f"{body}\n").lstrip("\n")
        return f"{written(self.values(path, text))}\n\n{text}"

    def without_title(self, front: Front, path: str) -> list[Line]:
        """The body without a heading that says the title; where others are as high, each is a level lower."""
        body = list(front.body)
        tops = [at for at, line in enumerate(body) if re.match(r"#\s", line.text)] if "# " in _text(body) else []
        if tops and self.titles[path] == _plain(body[tops[0]].text):
            del body[tops[0]]
            tops = [at - 1 for at in tops[1:]]
        return list(_lowered(body)) if tops else body

    def values(self, path: str, text: str) -> dict[str, str | tuple[str, ...]]:
        values = dict(self.fronts[path].values)
        values["title"] = self.titles[path]
        if self.names.new[path] != "index.md":
            values["segment"] = self.segment(path)
        if not values.get("date"):
            values["date"] = self.day(path)
        if not values.get("summary"):
            values["summary"] = _summary(text) or self.titles[path]
            self.remarks.append(Remark(path, 1, "it says no summary: its first sentence is taken"))
        if not values.get("authors") and self.settings.get("author"):
            values["authors"] = tuple(re.split(r"(?<!\s)(?:\s*+,\s*|\s++and\s+)", self.settings["author"]))
        return values

    def segment(self, path: str) -> str:
        """The folder of a note below that of the tool's settings, which is often the only one."""
        inside = path.removeprefix(self.base)
        return re.sub(r"[^a-z0-9]+", "-", plain(inside.partition("/")[0]).lower()) if "/" in inside else "notes"

    def day(self, path: str) -> str:
        """The day of a note that says none: of its name, of the collection, else today."""
        in_name = re.search(r"(?:^|/)(\d{4}-\d\d-\d\d)", path)
        day = read_day(in_name[1] if in_name else self.settings.get("date", ""))
        if not day:
            self.remarks.append(Remark(path, 1, "it says no date: today's is taken"))
        return (day or self.today).isoformat()

    def overview(self) -> str:
        """A first page for a collection that has none."""
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
        """The files of references under names that are read here; an empty one where there is none."""
        found = [path for path in sorted(self.collection.texts) if is_bibliography(path) and not self.is_made(path)]
        files = {f"notes/{bibliography_name(path, i)}": self.collection.texts[path] for i, path in enumerate(found)}
        return files or {"notes/sources.yaml": "references: []\n"}

    def copies(self, files: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        """The files that notes link to."""
        text = "\n".join(files.values())
        for path in self.collection.others:
            new = self.names.new.get(path)
            if new and new.rpartition("/")[2] in text:
                yield f"notes/{new}", path

    def left(self, copies: Mapping[str, str]) -> Iterator[Remark]:
        """What is not carried over at all: files that no note links to, and what a tool wrote."""
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


# --- lines ----------------------------------------------------------------------------------------


def _lines(nodes: Sequence[Node], note: Context) -> Iterator[str]:
    """The lines of a body, each in our forms."""
    label, formula = "", False
    table_above = False
    for node in nodes:
        if isinstance(node, Fence):
            yield from _fenced(node)
            continue
        if formula or node.text.strip().startswith("$$"):
            is_edge = node.text.strip().startswith("$$") or node.text.strip().endswith("$$")
            line, formula = _formula(node, note, formula, is_edge)
            yield line
            continue
        if found := _LABEL.match(node.text):
            if found["mark"].strip():
                yield f"{found['mark']}{{#{found['label']}}}"
            else:
                label = found["label"]
            continue
        if table_above and (caption := _TABLE_CAPTION.match(node.text)):
            yield f"Table: {convert_line(caption['text'], node.number, note)}"
            continue
        if node.text.strip():
            table_above = node.text.lstrip().startswith("|")
        yield from _line(node, label, note)
        label = label if not node.text.strip() else ""


def _formula(node: Line, note: Context, is_inside: bool, is_edge: bool) -> tuple[str, bool]:
    """A line of a formula on lines of its own, which is shown as code."""
    text = node.text.strip()
    if not is_inside and text.count("$$") == 2:
        return convert_line(node.text, node.number, note), False
    if not is_edge:
        return node.text, is_inside
    if not is_inside:
        note.remark(node.number, "a formula is shown as code")
    rest = re.sub(r"\{[^{}]*\}\s*$", "", text).replace("$$", "").strip()
    if is_inside:
        return (f"{rest}\n```" if rest else "```"), False
    return (f"```tex\n{rest}" if rest else "```tex"), True


def _fenced(fence: Fence) -> Iterator[str]:
    longest = max(
        (len(found) for line in fence.inner if isinstance(line, Line) for found in re.findall(r"`+", line.text)),
        default=0,
    )
    ticks = "`" * max(3, longest + 1)
    yield f"{fence.indent}{ticks}{fence.name}"
    prefix = fence.indent if fence.indent.startswith(">") else ""
    for line in fence.inner:
        if isinstance(line, Line):
            yield f"{prefix}{line.text}" if not line.text.startswith(fence.indent.rstrip()) or not prefix else line.text
    yield f"{fence.indent}{ticks}"


def _line(node: Line, label: str, note: Context) -> Iterator[str]:
    heading = HEADING.match(node.text)
    if not heading:
        if label and node.text.strip():
            yield f"{{#{label}}}"
        yield convert_line(node.text, node.number, note)
        return
    found = _ID.search(heading["attributes"] or "")
    name = found["id"] if found else label
    if heading["attributes"] and not found:
        note.remark(node.number, f"`{heading['attributes']}` of a heading is dropped")
    if name:
        yield f"{{#{name}}}"
    yield f"{heading['signs']} {convert_line(heading['text'], node.number, note)}"


def _lowered(body: Sequence[Line]) -> Iterator[Line]:
    """Each heading a level lower; what stands in code is none."""
    fence = ""
    for line in body:
        if found := re.match(r"\s*(`{3,}|~{3,})", line.text):
            fence = found[1] if not fence else "" if found[1].startswith(fence) else fence
        is_heading = not fence and re.match(r"#{1,5}\s", line.text)
        yield Line(line.number, f"#{line.text}") if is_heading else line


def _labels(body: Sequence[Line]) -> Iterator[tuple[str, str]]:
    """The labels that cross-references name, each with the heading or caption that has it."""
    waiting = ""
    for line in body:
        heading = HEADING.match(line.text)
        if waiting and line.text.strip():
            yield waiting, _plain(line.text) if heading else ""
            waiting = ""
        if found := _LABEL.match(line.text):
            waiting = found["label"]
        elif option := re.match(
            r"\s*:(?:name|label):\s*([A-Za-z][\w:-]*)\s*$|\s*name:\s*([A-Za-z][\w-]*)\s*$", line.text
        ):
            yield option[1] or option[2], ""
        for found in re.finditer(r"\{(?=[^{}]*+\})[^{}]*#([A-Za-z][\w-]*+)", line.text):
            yield found[1], _plain(heading["text"]) if heading else ""
        for found in re.finditer(r"#\|\s*label:\s*([\w-]+)", line.text):
            yield found[1], ""


def _plain(text: str) -> str:
    return re.sub(r"^#+\s+|[*_`]|\{[^{}]*\}\s*$", "", text).strip()


def _text(lines: Sequence[Line]) -> str:
    return "\n".join(line.text for line in lines)


def _summary(text: str) -> str:
    """The first sentence of the first paragraph that is prose, without what is no plain text."""
    bare = re.sub(rf"(?s)```.*?```|<!--.*?-->|!\[[^\[\]]*\]{_ADDRESS}(?:\{{[^{{}}]*\}})?", "", text)
    for paragraph in re.split(r"\n\s*\n|\n(?=\s*(?:[-*>|+#]|\d+\.)\s)", bare):
        plain_text = " ".join(
            re.sub(rf"\[@[^\[\]]*\]|\{{[^{{}}]*\}}|[*_`]|\[([^\[\]]*)\]{_ADDRESS}", r"\1", paragraph).split()
        )
        if re.match(r"(?!- )[A-Za-z\u00c0-\uffff“\"(]", plain_text) and len(plain_text) > 20:
            sentence = re.match(r".+?[.!?。](?=\s|$)", plain_text)
            return (sentence[0] if sentence else plain_text)[:_MAX_SUMMARY_CHARS].strip()
    return ""


# --- settings -------------------------------------------------------------------------------------


SETTINGS: Final = ("_quarto.yml", "_config.yml", "myst.yml")


def _settings(collection: Collection) -> dict[str, str]:
    """What the settings of a tool say of the whole: title, author, date, language, address, where it writes."""
    found: dict[str, str] = {}
    for path in sorted(collection.texts, key=lambda path: (path.count("/"), path)):
        if path.rpartition("/")[2] in SETTINGS:
            tree = read_tree(collection.texts[path].replace("\t", "  "), path)[0]
            for name, value in _leaves(tree) if tree else ():
                found.setdefault(name, value)
    return found


def _base(collection: Collection) -> str:
    """The folder of the tool's settings, with a slash behind it."""
    known = (*SETTINGS, "_toc.yml")
    found = [path for path in collection.texts if path.rpartition("/")[2] in known]
    folders = sorted({path[: path.rfind("/") + 1] for path in found}, key=lambda folder: (folder.count("/"), folder))
    return folders[0] if folders else ""


def _root(collection: Collection, base: str) -> str:
    """The first page that a table of contents names, or that has the first address."""
    found = re.search(r"(?m)^root:\s*[\"']?([\w./-]+)", collection.texts.get(f"{base}_toc.yml", ""))
    names = [f"{base}{found[1]}{suffix}" for suffix in ("", ".md")] if found else []
    first = re.compile(r"\A---\n(?:.*\n)*?permalink:\s*[\"']?/[\"']?\s*\n")
    names += [path for path in sorted(collection.texts) if is_note(path) and first.match(collection.texts[path])]
    return next((name for name in names if name in collection.texts), "")


def _leaves(tree: Tree) -> Iterator[tuple[str, str]]:
    """The texts of the names that are asked for, outer ones first."""
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
