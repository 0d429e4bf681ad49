"""The Jinja environment for pages: templates by name, compiled once, with all text escaped.

There are two environments: the usual one, and a sandbox for untrusted templates, which can access only their
variables.
"""

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

import markupsafe
from jinja2 import (
    BaseLoader,
    BytecodeCache,
    Environment,
    StrictUndefined,
    TemplateNotFound,
    TemplateRuntimeError,
    Undefined,
)
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup
from msgspec import Struct

from briefing.incremental import Store
from briefing.model import Text


def environment(texts: Mapping[str, Text], store: Store) -> Environment:
    """An environment in which undefined names are errors."""
    return _configured(_Environment, texts, _Compiled(store, "template"))


def sandboxed_environment(texts: Mapping[str, Text], store: Store) -> Environment:
    """An environment in which templates can neither access Python's internals nor modify their variables."""
    return _configured(_SandboxedEnvironment, texts, _Compiled(store, "sandboxed template"))


def _configured(kind: type[Environment], texts: Mapping[str, Text], compiled: BytecodeCache) -> Environment:
    return kind(
        loader=_Templates(texts),
        bytecode_cache=compiled,
        autoescape=True,
        # To evaluate constants in advance takes a sixth of the time of compiling, and saves nothing: there are none.
        optimized=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def shown(value: object) -> str:
    """A value as HTML. Does what `markupsafe.escape` does, without a new `Markup` for each text.

    A page shows a thousand values, and nothing checks afterwards whether the output is marked as safe.
    """
    if type(value) is str:
        # Few texts contain a special character, and searching for one is faster than replacing each.
        is_special = "&" in value or "<" in value or ">" in value or '"' in value or "'" in value
        return escape(value) if is_special else value
    if type(value) is Markup:
        return value
    return str(value) if type(value) is int else markupsafe.escape(_printable(value))


def _printable(value: object) -> object:
    """A value that is no text. Raises `TemplateRuntimeError` for a function or a record: `{{ super }}`."""
    if callable(value) and not isinstance(value, Undefined):
        raise TemplateRuntimeError("a function cannot be printed: call it, as in `super()`")
    if isinstance(value, Struct | tuple | list | Mapping):
        raise TemplateRuntimeError(f"a `{type(value).__name__}` cannot be printed: name a field of it, or loop over it")
    return value


class _Generator(CodeGenerator):
    """Compiles templates to code that escapes by `shown`.

    The only private interface of Jinja in use (`_output_child_pre`): it saves 3 % of the CPU time of a cold
    build, 5.8 instead of 6.0 s for 101 notes in one process. A public hook for the escape function would replace it.
    """

    def visit_Template(self, node: Any, frame: Any = None) -> None:  # noqa: N802 - Jinja names it so
        self.writeline("from briefing.pages.environment import shown")
        super().visit_Template(node, frame)

    def _output_child_pre(self, node: Any, frame: Any, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write(f"shown({finalize.src or ''}")


class _Environment(Environment):
    code_generator_class: type[CodeGenerator] = _Generator


class _SandboxedEnvironment(ImmutableSandboxedEnvironment):
    code_generator_class: type[CodeGenerator] = _Generator


class _Templates(BaseLoader):
    """Loads templates by name, with their real file names, so that faults have a place."""

    def __init__(self, texts: Mapping[str, Text]) -> None:
        self.texts = texts

    def get_source(self, _: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        if template not in self.texts:
            raise TemplateNotFound(template)
        text = self.texts[template]
        return text.content, text.path, lambda: True


class _Compiled(BytecodeCache):
    """The bytecode of templates, cached between builds."""

    def __init__(self, store: Store, kind: str) -> None:
        """`kind` separates the bytecode of the two environments."""
        self.store = store
        self.kind = kind

    def load_bytecode(self, bucket: Bucket) -> None:
        checksum, found = bucket.checksum.encode(), self.store.get("templates", f"{self.kind} {bucket.key}")
        if found and found.startswith(checksum):
            bucket.bytecode_from_string(found[len(checksum) :])

    def dump_bytecode(self, bucket: Bucket) -> None:
        compiled = bucket.checksum.encode() + bucket.bytecode_to_string()
        self.store.put("templates", [(f"{self.kind} {bucket.key}", compiled)])
