"""Converts links: to notes and files, by label, to wiki pages, and to other sites; broken ones become text."""

import re
from typing import Final

from msgspec import Struct

from briefing import lazy_re
from briefing.model import PASSIVE_SUFFIXES
from briefing.notes.importing.collection import Remark, Tool, is_note
from briefing.notes.importing.names import Names, id_of
from briefing.notes.markdown.links import is_allowed, leads_out

WIKI: Final = lazy_re.compile(
    r"(?P<embed>!?)\[\[(?P<name>[^\[\]|#\n\\]*)(?:#(?P<heading>[^\[\]|\n\\]*))?(?:\\?\|(?P<text>[^\[\]\n]*))?\]\]"
)
LINK: Final = lazy_re.compile(
    r"(?P<open>!?\[(?:[^\[\]]|\[[^\[\]]*\])*\]\()\s*+(?P<address><[^<>]+>|[^()\s]+(?:\([^()\s]*\)[^()\s]*)*"
    r"|[^()\"<>\s]++(?:[^\S\n]++[^()\"<>\s]++)*?)(?P<title>\s++[\"'][^\"'\n]*[\"'])?\s*+\)(?P<attributes>\{[^{}\n]*\})?"
)
IMAGE: Final = lazy_re.compile(LINK.pattern.replace(r"!?\[", r"!\[", 1))
AUTOLINK: Final = lazy_re.compile(r"<(?P<address>[a-zA-Z][\w+.-]+:[^<>\s]+)>")


class Context(Struct, frozen=True):
    """The note that contains the line, and what links can refer to."""

    path: str
    names: Names
    tool: Tool
    remarks: list[Remark]

    def remark(self, number: int, text: str) -> None:
        """Record a remark about a line."""
        self.remarks.append(Remark(self.path, number, text))


def link(found: re.Match[str], number: int, note: Context) -> str:
    """Convert a link or an image to the new address of its target."""
    address = found["address"].strip("<>").strip()
    attributes = _attributes(found["attributes"] or "", number, note)
    title = found["title"] or ""
    label = address.removeprefix("#")
    if (label != address or leads_out(address)) and (known := note.names.labels.get(label)):
        # In MyST, labels are global to the collection.
        opening = found["open"] if found["open"] != "[](" else f"[{known[1] or label}]("
        return f"{opening}{note.names.link(note.path, known[0], label)}{title}){attributes}"
    if leads_out(address) or "\ue000" in address or address.startswith(("#", "!--")):
        return _external_link(found, address, f"{title}){attributes}", number, note)
    path, _, fragment = _unquoted(address).partition("#")
    target = note.names.target(note.path, path)
    if not target and note.tool is Tool.JEKYLL and path.startswith("/"):
        target = note.names.wiki(note.path, path.rpartition("/")[2])  # addresses of its collections have no folders
    if not target:
        return _broken_link(found, address, f"{title}){attributes}", number, note)
    if lost := _unpublished(target):
        note.remark(number, f"{lost}: its words stay")
        return _words(found) or target
    sized = _SIZED.fullmatch(found["open"]) if note.tool is Tool.OBSIDIAN and not attributes else None
    opening, width = (f"![{sized['alt']}](", f"{{width={sized['width']}}}") if sized else (found["open"], attributes)
    return f"{opening}{note.names.link(note.path, target, fragment)}{title}){width}"


def _broken_link(found: re.Match[str], address: str, end: str, number: int, note: Context) -> str:
    """Convert a link that does not lead to a file: it refers to a label, or is broken."""
    if known := note.names.labels.get(address):
        return f"{found['open']}{note.names.link(note.path, known[0], address)}{end}"
    note.remark(number, f"`{address}` leads to nothing in the folder")
    return f"{found['open']}{f'<{address}>' if ' ' in address else address}{end}"


_SIZED: Final = lazy_re.compile(r"!\[(?P<alt>[^\[\]|]*)\|(?P<width>\d+)(?:x\d+)?\]\(")


def _external_link(found: re.Match[str], address: str, end: str, number: int, note: Context) -> str:
    """Convert a link to another site, to an anchor, or with a forbidden scheme; a remote image becomes a link."""
    if address.startswith("#"):
        return f"{found['open']}{address}{end}"
    address = _known_scheme(address).replace(" ", "%20")
    if not address.startswith("//") and not is_allowed(address):
        if not address.startswith("!--"):
            note.remark(number, f"`{uncommented(address[:60])}` is not an allowed address: its words stay")
        return _words(found) or (f"`{address}`" if len(address) < _MAX_SHOWN and "\ue000" not in address else "")
    if not found["open"].startswith("!"):
        words = found["address"].partition(":")[2].replace("_", " ") if found["address"] != address else address
        return f"{found['open'] if found['open'] != '[](' else f'[{words}]('}{address}{end}"
    note.remark(number, f"the image `{address}` is on another site and is now a link")
    in_link = found.string[: found.start()].endswith("[")
    words = _words(found) or address.rpartition("/")[2] or address
    return words if in_link else f"[{words}]({address})"


_MAX_SHOWN: Final = 80


def _words(found: re.Match[str]) -> str:
    """The text of a link."""
    return found["open"].removeprefix("!")[1:-2]


def _known_scheme(address: str) -> str:
    """The URL for `wiki:Tern` or `doi:10.5555/a`, the short forms of MyST and Pandoc."""
    scheme, _, rest = address.partition(":")
    full = {"wiki": "https://en.wikipedia.org/wiki/", "doi": "https://doi.org/"}.get(scheme.lower(), "")
    return f"{full}{rest}" if full else address


def _unpublished(path: str) -> str:
    """Why a file cannot be published; empty if it can."""
    suffix = path.rpartition(".")[2].lower()
    return "" if is_note(path) or suffix in ("svg", *PASSIVE_SUFFIXES) else f"`{path}` could run in a browser"


def autolink(found: re.Match[str], number: int, note: Context) -> str:
    """Convert `<wiki:Tern>`; an address that is not allowed becomes code."""
    address = _known_scheme(found["address"])
    if address != found["address"]:
        return f"[{found['address'].partition(':')[2].replace('_', ' ')}]({address})"
    if is_allowed(address):
        return found[0]
    note.remark(number, f"`{address}` is not an allowed address, and is shown as code")
    return f"`{address}`"


def _unquoted(address: str) -> str:
    plain = address.partition("?")[0]
    return re.sub(
        r"(?:%[0-9A-Fa-f]{2})+",
        lambda found: bytes.fromhex(found[0].replace("%", "")).decode("utf-8", "replace"),
        plain,
    )


def _attributes(text: str, number: int, note: Context) -> str:
    """The supported attributes: an id, classes, integral widths and heights."""
    if not text:
        return ""
    words = re.findall(r"[#.][\w:-]+|(?<![\w-])[\w-]+=(?:\"[^\"]*\"|'[^']*'|[^\s}]+)", text)
    kept = [f"#{id_of(word)}" for word in words if word[0] == "#" and id_of(word)]
    kept += [f"{name}={value}" for name, value in re.findall(r"\b(width|height)=\"?(\d+)(?:px)?\"?(?=[\s}])", text)]
    if len(kept) < len(words):
        note.remark(number, f"of `{text}` only `{' '.join(kept)}` is kept" if kept else f"`{text}` is dropped")
    return f"{{{' '.join(kept)}}}" if kept else ""


def wiki(found: re.Match[str], number: int, note: Context) -> str:
    """Convert `[[note#heading|words]]` into a link to the note, or into its words if there is no such note."""
    name, heading, text = found["name"].strip(), (found["heading"] or "").strip(), (found["text"] or "").strip()
    target = note.names.wiki(note.path, name) if name else note.path
    words = text or (f"{name} › {heading}" if name and heading else name or heading)
    if not target:
        note.remark(number, f"`{found[0]}` leads to no note or file: its words stay")
        return words
    if heading.startswith("^"):
        note.remark(number, f"`#{heading}` names a paragraph, which cannot be linked to here: the link is to the note")
        heading, words = "", text or name
    if lost := _unpublished(target):
        note.remark(number, f"{lost}: its words stay")
        return words
    is_image = bool(re.search(r"\.(?:png|jpe?g|gif|svg|webp|avif)\Z", target, re.I))
    if found["embed"] and is_image:
        size = re.fullmatch(r"(\d+)(?:x\d+)?", text)
        alt = "" if size or not text else text
        return f"![{alt}]({note.names.link(note.path, target)})" + (f"{{width={size[1]}}}" if size else "")
    if found["embed"]:
        note.remark(number, f"`{found[0]}` was shown here as a whole and is now a link")
    return f"[{words}]({note.names.link(note.path, target, heading)})"


def link_of(sign: str, words: str, address: str, number: int, note: Context) -> str:
    """A link from its parts, as they are given in HTML."""
    found = LINK.match(f"{sign}[{words.replace('[', '(').replace(']', ')')}](<{address}>)")
    return link(found, number, note) if found else words


def uncommented(text: str) -> str:
    """A text for use in a comment, without `--`, which could end it."""
    return text.replace("--", "- -")
