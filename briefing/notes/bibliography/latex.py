r"""Converts LaTeX in BibTeX values into text with CSL's markup: `{\"o}` becomes ö, `\emph{x}` becomes `<i>x</i>`.

Braces that protect capitals are dropped, since the case of titles is never changed here. Of an unknown command, only
the arguments are kept.
"""

import re
import unicodedata
from typing import Final

from briefing import lazy_re

_ACCENTS: Final = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", '"': "\u0308", "=": "\u0304", ".": "\u0307",
    "u": "\u0306", "v": "\u030c", "H": "\u030b", "c": "\u0327", "k": "\u0328", "r": "\u030a", "b": "\u0331",
    "d": "\u0323", "G": "\u030f", "U": "\u030e", "f": "\u0311",
}  # fmt: skip
_LETTERS: Final = {
    "ss": "ß", "SS": "ẞ", "o": "ø", "O": "Ø", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å", "AA": "Å",
    "l": "ł", "L": "Ł", "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ", "dj": "đ", "DJ": "Đ",
    "ng": "ŋ", "NG": "Ŋ", "IJ": "Ĳ", "ij": "ĳ",
}  # fmt: skip
_GREEK: Final = dict(
    zip(
        [
            "alpha",
            "beta",
            "gamma",
            "delta",
            "epsilon",
            "zeta",
            "eta",
            "theta",
            "iota",
            "kappa",
            "lambda",
            "mu",
            "nu",
            "xi",
            "omicron",
            "pi",
            "rho",
            "varsigma",
            "sigma",
            "tau",
            "upsilon",
            "phi",
            "chi",
            "psi",
            "omega",
        ],
        "αβγδεζηθικλμνξοπρςστυφχψω",
        strict=True,
    )
)
_SYMBOLS: Final = {
    **_LETTERS, **_GREEK, **{name.title(): char.upper() for name, char in _GREEK.items()},
    "&": "&", "%": "%", "$": "$", "#": "#", "_": "_", "{": "{", "}": "}", " ": " ", "\n": " ", ",": "\u2009",
    ";": " ", ":": " ", "!": "", "-": "", "/": "", "\\": " ", "@": "", "*": "", "quad": " ", "newline": " ",
    "textbackslash": "\\", "textasciitilde": "~", "textasciicircum": "^", "textbraceleft": "{",
    "textbraceright": "}", "textunderscore": "_", "textdollar": "$", "textless": "<", "textgreater": ">",
    "textbar": "|", "textendash": "–", "textemdash": "—", "textquoteleft": "‘", "textquoteright": "’",
    "textquotedblleft": "“", "textquotedblright": "”", "textquotesingle": "'", "textregistered": "®",
    "texttrademark": "™", "textcopyright": "©", "copyright": "©", "pounds": "£", "textsterling": "£", "euro": "€",
    "texteuro": "€", "EUR": "€", "textyen": "¥", "yen": "¥", "S": "§", "textsection": "§", "P": "¶",
    "textparagraph": "¶", "dag": "†", "ddag": "‡", "dots": "…", "ldots": "…", "textellipsis": "…",
    "textdegree": "°", "degree": "°", "textpm": "±", "pm": "±", "times": "×", "texttimes": "×", "div": "÷",
    "cdot": "·", "textperiodcentered": "·", "textbullet": "•", "bullet": "•", "textmu": "µ", "infty": "∞",
    "approx": "≈", "sim": "∼", "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "neq": "≠", "rightarrow": "→",
    "to": "→", "leftarrow": "←", "TeX": "TeX", "LaTeX": "LaTeX", "BibTeX": "BibTeX", "guillemotleft": "«",
    "guillemotright": "»", "glqq": "„", "grqq": "“", "flqq": "«", "frqq": "»", "quotedblbase": "„",
    "quotesinglbase": "‚", "textexclamdown": "¡", "textquestiondown": "¿", "bibrangedash": "–", "bibrangessep": ", ",
    "adddot": ".", "addspace": " ", "addcomma": ",", "addcolon": ":", "slash": "/", "nobreakspace": "\u00a0",
    "hyphen": "-", "textonehalf": "½", "textonequarter": "¼", "textthreequarters": "¾", "textordmasculine": "º",
    "textordfeminine": "ª", "guilsinglleft": "‹", "guilsinglright": "›", "textquotedbl": '"', "textcelsius": "°C",
    "celsius": "°C", "degreeCelsius": "°C", "percent": "%", "Rightarrow": "⇒", "ell": "ℓ", "partial": "∂", "ne": "≠",
    "lt": "<", "gt": ">", "mp": "∓", "equiv": "≡",
    "varepsilon": "ε", "vartheta": "ϑ", "varphi": "ϕ", "circ": "°", "prime": "′",
}  # fmt: skip
_SMALL_CAPS: Final = ('<span style="font-variant:small-caps;">', "</span>")
_WRAPPED: Final = {
    **dict.fromkeys(("emph", "textit", "textsl", "mkbibemph", "mathit"), ("<i>", "</i>")),
    **dict.fromkeys(("textbf", "mkbibbold", "mathbf"), ("<b>", "</b>")),
    **dict.fromkeys(("textsubscript", "mkbibsubscript"), ("<sub>", "</sub>")),
    **dict.fromkeys(("textsuperscript", "mkbibsuperscript"), ("<sup>", "</sup>")),
    "textsc": _SMALL_CAPS,
    **dict.fromkeys(("enquote", "mkbibquote"), ("“", "”")),
    "mkbibparens": ("(", ")"),
    "mkbibbrackets": ("[", "]"),
}
_SWITCHES: Final = {"em": "emph", "it": "emph", "itshape": "emph", "bf": "textbf", "bfseries": "textbf", "sc": "textsc"}
_TWO_ARGUMENTS: Final = {"href", "textcolor", "foreignlanguage", "texorpdfstring", "hyperlink"}
"""Commands whose text is their second argument; for `\\texorpdfstring` that is the plain version."""

_SILENT: Final = {"noopsort", "sortas", "hspace", "vspace", "label", "ref", "phantom"}
"""Commands whose argument is not printed."""

_DOTTED: Final = str.maketrans("ıȷ", "ij")
_LIGATURES: Final = (
    ("---", "—"), ("--", "–"), ("``", "“"), ("''", "”"), ("!`", "¡"), ("?`", "¿"), ("~", "\u00a0"), ("`", "‘"),
    ("'", "’"),
)  # fmt: skip
_COMMAND: Final = lazy_re.compile(r"\\([A-Za-z]+)\*?\s*|\\(.)", re.S)
_MAX_DEPTH: Final = 40


def to_text(latex: str) -> str:
    """A BibTeX value as text with CSL's markup."""
    if not any(char in latex for char in "\\{}$~`'-"):
        return " ".join(latex.split(" "))
    return unicodedata.normalize("NFC", _LatexReader(latex).text())


def verbatim(latex: str) -> str:
    r"""A URL in BibTeX, in which `%` and `~` have no special meaning, but `\_` is still `_`."""
    plain = re.sub(r"\\(?:url|path|href)\s*\{([^{}]*)\}", r"\1", latex)
    plain = re.sub(r"\\(?:textunderscore|_)(?:\{\}|\s)?", "_", plain)
    plain = plain.replace(r"\textasciitilde{}", "~").replace(r"\textasciitilde", "~").replace(r"\string", "")
    return re.sub(r"\\([&%$#{}~])", r"\1", plain).replace("{", "").replace("}", "").strip()


class _LatexReader:
    """Reads LaTeX from left to right; an argument is a group, a command or one character."""

    def __init__(self, latex: str, depth: int = 0) -> None:
        self.latex = latex
        self.at = 0
        self.depth = self.outermost = depth

    def text(self, *, in_math: bool = False) -> str:
        """The text up to the end of the group; moves past its closing brace."""
        found = ""
        while self.at < len(self.latex):
            char = self.latex[self.at]
            if char == "}":
                self.at += 1
                if self.depth > self.outermost:
                    break
                continue
            found += self.switched(in_math) if char == "\\" else self.plain(char, in_math)
        return found

    def switched(self, in_math: bool) -> str:
        r"""The text of a command; switches such as `\em` apply up to the end of the group."""
        match = _COMMAND.match(self.latex, self.at)
        if not match:
            self.at += 1
            return ""
        self.at = match.end()
        name = match.group(1) or match.group(2)
        if name in _SWITCHES:
            opened, closed = _WRAPPED[_SWITCHES[name]]
            inner = self.text(in_math=in_math)
            self.at -= self.latex[self.at - 1 : self.at] == "}"
            return f"{opened}{inner}{closed}"
        return self.command(name, in_math)

    def command(self, name: str, in_math: bool) -> str:
        if name in _ACCENTS and (len(name) > 1 or not name.isalpha() or self.at < len(self.latex)):
            return self.accented(_ACCENTS[name])
        if name in _SYMBOLS:
            self.skip_empty_group()
            return _SYMBOLS[name]
        if name in _WRAPPED:
            opened, closed = _WRAPPED[name]
            return f"{opened}{self.argument(in_math)}{closed}"
        if name in _TWO_ARGUMENTS or name.lower() in _SILENT:
            self.argument(in_math)
        if name.lower() in _SILENT:
            return ""
        return self.argument(in_math) if self.latex[self.at : self.at + 1] == "{" else ""

    def accented(self, accent: str) -> str:
        base = self.argument(in_math=False)
        return base[:1].translate(_DOTTED) + accent + base[1:] if base else ""

    def argument(self, in_math: bool) -> str:
        while self.latex[self.at : self.at + 1] == " ":
            self.at += 1
        char = self.latex[self.at : self.at + 1]
        if char == "\\":
            return self.switched(in_math)
        if char == "{":
            return self.group(in_math)
        self.at += 1
        return "" if char == "}" else char

    def group(self, in_math: bool) -> str:
        self.at += 1
        if self.depth > _MAX_DEPTH:
            return ""
        self.depth += 1
        found = self.text(in_math=in_math)
        self.depth -= 1
        return found

    def skip_empty_group(self) -> None:
        if self.latex.startswith("{}", self.at):
            self.at += 2

    def plain(self, char: str, in_math: bool) -> str:
        if char == "{":
            return self.group(in_math)
        if char == "$":
            return self.math()
        if in_math and char in "_^":
            self.at += 1
            tag = "sub" if char == "_" else "sup"
            return f"<{tag}>{self.argument(in_math=True)}</{tag}>"
        for written, shown in () if in_math else _LIGATURES:
            if self.latex.startswith(written, self.at):
                self.at += len(written)
                return shown
        self.at += 1
        return char

    def math(self) -> str:
        r"""The text of a formula, `$H_2O$`; a single `$` is text."""
        end = re.compile(r"(?<!\\)\$").search(self.latex, self.at + 1)
        if not end:
            self.at += 1
            return "$"
        inside = self.latex[self.at + 1 : end.start()]
        self.at = end.end()
        return _LatexReader(inside, self.depth + 1).text(in_math=True) if self.depth < _MAX_DEPTH else ""
