"""Jinja as pages need it: templates by name, compiled once, every text escaped.

Twice: as designers know it, and in a quick way that gives the same or fails. And a third time for the templates of a
stranger, which reach nothing but what they are given.
"""

from collections.abc import Callable, Mapping
from html import escape
from keyword import iskeyword
from typing import Any

import markupsafe
from jinja2 import BaseLoader, BytecodeCache, Environment, StrictUndefined, TemplateNotFound
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator
from jinja2.runtime import Context, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from briefing.incremental import Store
from briefing.model import Text


def environment(texts: Mapping[str, Text], store: Store) -> Environment:
    """An environment in which a name that is not there is an error."""
    return _made(_Environment, texts, _Compiled(store, "template"))


def quick_environment(texts: Mapping[str, Text], store: Store) -> Environment:
    """One in which only a field can stand behind a dot, so that each is looked up in one way instead of several.

    What it renders is what `environment` renders. Where it fails, that proves nothing: to Jinja,
    an item of a dictionary may stand there as well, and what is missing may be asked for.
    """
    return _made(_QuickEnvironment, texts, _Compiled(store, "quick template"))


def sandboxed_environment(texts: Mapping[str, Text], store: Store) -> Environment:
    """One in which a template can neither reach Python's own names nor change what it is given."""
    return _made(_SandboxedEnvironment, texts, _Compiled(store, "sandboxed template"))


def _made(kind: type[Environment], texts: Mapping[str, Text], compiled: BytecodeCache) -> Environment:
    return kind(
        loader=_Templates(texts),
        bytecode_cache=compiled,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def shown(value: object) -> str:
    """A value as HTML. Does what `markupsafe.escape` does, without a new `Markup` for each text.

    A page shows a thousand values, and nothing asks whether what is written out is safe.
    """
    if type(value) is str:
        # Hardly a text holds one of the signs, and to look for them takes less than to replace them.
        has_sign = "&" in value or "<" in value or ">" in value or '"' in value or "'" in value
        return escape(value) if has_sign else value
    if type(value) is Markup:
        return value
    return str(value) if type(value) is int else markupsafe.escape(value)


class _Generator(CodeGenerator):
    """Compiles templates to code that escapes by `shown`."""

    def visit_Template(self, node: Any, frame: Any = None) -> None:  # noqa: N802 - Jinja names it so
        self.writeline("from briefing.pages.environment import shown")
        super().visit_Template(node, frame)

    def _output_child_pre(self, node: Any, frame: Any, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write(f"shown({finalize.src or ''}")


class _QuickGenerator(_Generator):
    """Compiles what stands behind a dot to what Python has there."""

    def visit_Getattr(self, node: Any, frame: Any) -> None:  # noqa: N802 - as above
        # Python reads other letters than these as their nearest plain ones.
        if iskeyword(node.attr) or not node.attr.isascii():
            super().visit_Getattr(node, frame)
        else:
            self.write("(")
            self.visit(node.node, frame)
            self.write(f").{node.attr}")


class _QuickContext(Context):
    """Calls a macro straight if it is given what it names, in order; Jinja's own way is for all that may be called."""

    def call(self, called: Any, /, *given: Any, **more: Any) -> Any:
        if type(called) is not Macro or len(given) != len(called.arguments) or not _is_plain(called, more):
            return super().call(called, *given, **more)
        written = called._func(*given)
        return Markup(written) if self.eval_ctx.autoescape else written


def _is_plain(macro: Macro, more: Mapping[str, Any]) -> bool:
    """Whether a macro takes nothing but what it names, and is given nothing else by name."""
    takes_more = macro.caller or macro.catch_kwargs or macro.catch_varargs
    return not takes_more and more.keys() <= {"_loop_vars", "_block_vars"}


class _Environment(Environment):
    code_generator_class: type[CodeGenerator] = _Generator


class _SandboxedEnvironment(ImmutableSandboxedEnvironment):
    code_generator_class: type[CodeGenerator] = _Generator


class _QuickEnvironment(Environment):
    code_generator_class: type[CodeGenerator] = _QuickGenerator
    context_class: type[Context] = _QuickContext


class _Templates(BaseLoader):
    """Templates by name, under their real file names, so that faults have a place."""

    def __init__(self, texts: Mapping[str, Text]) -> None:
        self.texts = texts

    def get_source(self, _: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        if template not in self.texts:
            raise TemplateNotFound(template)
        text = self.texts[template]
        return text.content, text.path, lambda: True


class _Compiled(BytecodeCache):
    """What templates were compiled to, remembered between builds."""

    def __init__(self, store: Store, kind: str) -> None:
        """`kind` tells what one environment compiles from what another does."""
        self.store = store
        self.kind = kind

    def load_bytecode(self, bucket: Bucket) -> None:
        checksum, found = bucket.checksum.encode(), self.store.get("templates", f"{self.kind} {bucket.key}")
        if found and found.startswith(checksum):
            bucket.bytecode_from_string(found[len(checksum) :])

    def dump_bytecode(self, bucket: Bucket) -> None:
        compiled = bucket.checksum.encode() + bucket.bytecode_to_string()
        self.store.put("templates", [(f"{self.kind} {bucket.key}", compiled)])
