"""Decorators that turn the methods of a class, the host, into inputs, queries and targets of a `Database`.

A query takes at most one argument, a string. Its result may depend on nothing but
the inputs and queries that it calls on the same host, and callers must not mutate it.
"""

from collections.abc import Callable
from typing import Any, Concatenate, Final, ParamSpec, Protocol, TypeVar

import msgspec
from msgspec import Struct

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

TARGET_HEIGHT: Final = 2**31
"""Higher than every query, since nothing reads a target."""


class Query(Struct, frozen=True):
    """The declaration of a query: its function, and how its results are stored and compared."""

    name: str
    function: Callable[..., Any]
    takes_argument: bool
    is_input: bool = False
    is_target: bool = False
    decoder: msgspec.msgpack.Decoder[Any] | None = None
    """Decodes stored results; without one, they are not stored, but computed again in each process."""
    is_opaque: bool = False
    """Whether a result counts as changed whenever anything that it read has changed: its fingerprint is theirs."""
    is_held: bool = True
    """Whether results stay in memory after their first use."""
    is_ordered: bool = False
    """Whether the order of the keys of mappings in a result matters."""

    def call(self, host: Any, argument: str) -> Any:
        """Run the function."""
        return self.function(host, argument) if self.takes_argument else self.function(host)


class Host(Protocol):
    """The class whose methods are queries."""

    database: Any


H = TypeVar("H", bound=Host)
Method = Callable[Concatenate[H, Arguments], Result]


def query(**options: Any) -> Callable[[Method[H, Arguments, Result]], Method[H, Arguments, Result]]:
    """Turn a method into a query; `options` are fields of `Query`."""

    def wrap(function: Method[H, Arguments, Result]) -> Method[H, Arguments, Result]:
        code: Any = function.__code__
        declared = Query(function.__name__, function, code.co_argcount == 2, **options)

        def call(host: H, /, *argument: Arguments.args, **_: Arguments.kwargs) -> Result:
            found: Result = host.database.get(declared, argument[0] if argument else "")
            return found

        call.__name__, call.__doc__, call.query = function.__name__, function.__doc__, declared  # type: ignore[attr-defined]
        return call

    return wrap


def source(function: Method[H, Arguments, Result]) -> Method[H, Arguments, Result]:
    """Turn a method into an input, whose fingerprint is set by `Database.update`."""
    return query(is_input=True)(function)


def target(function: Method[H, Arguments, Result]) -> Method[H, Arguments, Result]:
    """Turn a method into a target: it may have effects, and runs only in `Database.evaluate`."""
    return query(is_target=True, is_opaque=True, is_held=False)(function)


def query_of(method: Any) -> Query:
    """The declaration of a method that is a query."""
    found: Query = method.query
    return found


def queries_of(host: object) -> dict[str, Query]:
    """The inputs, queries and targets of a host, by name."""
    methods = (getattr(type(host), name) for name in dir(type(host)))
    declared: list[Query] = [method.query for method in methods if hasattr(method, "query")]
    return {each.name: each for each in declared}
