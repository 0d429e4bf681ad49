"""How far one value travels through the program: modules entered, climbs back up, and names on the way.

    python -m tests.walk
    python -m tests.walk build:request --list

Problem: a value that passes through many modules under many names is hard to follow. The walk is a small data flow
over the syntax trees, without types and without running anything. It begins at a parameter of a function, and

- follows a name to what is made of it in the same function: an assignment, a loop, a `with`, an attribute or an item
  of it, a call on it or with it as an argument (the result of the call is then on the way too), a text that holds it;
- follows an argument into the called function, if that can be found: by a name of the module, an import from this
  package (by `import_module` too), a method of the same class, or a method whose name only one class has;
- counts each module once, each step of the way to a wing that is higher than the one before as a climb, and each
  spelling of a variable or parameter as a name.

It knows no types and follows no callbacks, so that its figures are for comparing two states of the code: `--root DIR`
walks through another checkout, with the floors of its own `tests/test_architecture.py`.
"""

import ast
import sys
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).parent.parent
STARTS: Final = {
    "build": "briefing.cli.build.command",
    "note": "briefing.notes.note_parser.parse_note",
}
"""Functions by a short name; any other is given as `module.function:parameter`."""


class Function(NamedTuple):
    """A function or method of the package."""

    module: str
    owner: str
    """The class of a method; empty for a function."""
    node: ast.FunctionDef

    @property
    def parameters(self) -> list[str]:
        """Its parameters in order, without `self`."""
        arguments = self.node.args
        named = [each.arg for each in (*arguments.posonlyargs, *arguments.args)]
        return named[1:] if self.owner and named[:1] in (["self"], ["cls"]) else named

    def bound(self, call: ast.Call, carries: "Flow") -> Iterator[str]:
        """The parameters that get a value on the way from a call."""
        keywords = {each.arg for each in (*self.node.args.kwonlyargs, *self.node.args.args)}
        yield from (name for name, given in zip(self.parameters, call.args, strict=False) if carries.holds(given))
        yield from (each.arg for each in call.keywords if each.arg in keywords and carries.holds(each.value))


class Package:
    """The functions of a package, from its syntax trees."""

    def __init__(self, folder: Path) -> None:
        self.trees: dict[str, ast.Module] = {}
        for path in sorted(folder.rglob("*.py")):
            name = path.relative_to(folder.parent).with_suffix("").as_posix().replace("/", ".")
            self.trees[name.removesuffix(".__init__")] = ast.parse(path.read_text(encoding="utf-8"))

    @cached_property
    def functions(self) -> dict[tuple[str, str], Function]:
        """Functions by module and name, methods by module and `Class.name`."""
        found = {}
        for module, tree in self.trees.items():
            for node in tree.body:
                if isinstance(node, ast.FunctionDef):
                    found[module, node.name] = Function(module, "", node)
                elif isinstance(node, ast.ClassDef):
                    for method in (each for each in node.body if isinstance(each, ast.FunctionDef)):
                        found[module, f"{node.name}.{method.name}"] = Function(module, node.name, method)
        return found

    @cached_property
    def methods(self) -> dict[str, list[Function]]:
        """Methods by their name alone."""
        found: dict[str, list[Function]] = {}
        for function in self.functions.values():
            if function.owner:
                found.setdefault(function.node.name, []).append(function)
        return found

    @cached_property
    def imports(self) -> dict[str, dict[str, tuple[str, str]]]:
        """Of each module what its names are imported from: a module of the package, and a name in it or none."""
        return {module: dict(self._imported(tree)) for module, tree in self.trees.items()}

    def _imported(self, tree: ast.Module) -> Iterator[tuple[str, tuple[str, str]]]:
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module:
                for alias in node.names:
                    full = f"{node.module}.{alias.name}"
                    whole = full in self.trees
                    yield alias.asname or alias.name, (full, "") if whole else (node.module, alias.name)
            elif isinstance(node, ast.Assign) and (module := _loaded(node.value)):
                yield from ((target.id, (module, "")) for target in node.targets if isinstance(target, ast.Name))

    def find(self, module: str, name: str) -> Function | None:
        """A function or class of a module by a name in it, wherever it is defined; of a class, its initialiser."""
        for _ in range(4):  # a package's face hands on what its modules define
            function = self.functions.get((module, name)) or self.functions.get((module, f"{name}.__init__"))
            if function or name not in self.imports.get(module, {}):
                return function
            module, name = self.imports[module][name]
        return None

    def called(self, function: Function, call: ast.Call) -> Function | None:
        """The function that a call in another leads to."""
        match call.func:
            case ast.Name(id=name):
                return self.find(function.module, name)
            case ast.Attribute(value=ast.Name(id="self"), attr=name) if function.owner:
                own = self.functions.get((function.module, f"{function.owner}.{name}"))
                return own or self._only_method(name)
            case ast.Attribute(value=ast.Call() as loading, attr=name) if module := _loaded(loading):
                return self.find(module, name)
            case ast.Attribute(value=ast.Name(id=left), attr=name):
                module, inside = self.imports[function.module].get(left, ("", "-"))
                return self.find(module, name) if not inside else self._only_method(name)
            case ast.Attribute(attr=name):
                return self._only_method(name)
        return None

    def _only_method(self, name: str) -> Function | None:
        found = self.methods.get(name, [])
        return found[0] if len(found) == 1 else None


def _loaded(node: ast.expr) -> str:
    """The module of the package that `import_module("…")` loads."""
    match node:
        case ast.Call(
            func=ast.Attribute(attr="import_module") | ast.Name(id="import_module"), args=[ast.Constant(str(name))]
        ):
            return name
    return ""


class Flow:
    """The names of one function that hold something of a value."""

    def __init__(self, names: set[str]) -> None:
        self.names = set(names)
        self.calls: list[ast.Call] = []

    def holds(self, node: ast.AST) -> bool:
        """Whether an expression is made with one of the names."""
        return any(isinstance(each, ast.Name) and each.id in self.names for each in ast.walk(node))

    def follow(self, function: ast.FunctionDef) -> None:
        """Add names until none is added any more, then list the calls that are given one of them."""
        while True:
            before = len(self.names)
            for statement in ast.walk(function):
                self.visit_once(statement)
            if len(self.names) == before:
                break
        calls = (node for node in ast.walk(function) if isinstance(node, ast.Call))
        self.calls = [call for call in calls if any(map(self.holds, (*call.args, *call.keywords)))]

    def visit_once(self, node: ast.AST) -> None:
        """Add the names that a statement gives a value on the way."""
        match node:
            case ast.Assign(targets=targets, value=value) if self.holds(value):
                self.add(*targets)
            case ast.AnnAssign(target=target, value=value) if value and self.holds(value):
                self.add(target)
            case ast.NamedExpr(target=target, value=value) if self.holds(value):
                self.add(target)
            case ast.For(target=target, iter=value) | ast.comprehension(target=target, iter=value) if self.holds(value):
                self.add(target)
            case ast.withitem(context_expr=value, optional_vars=target) if target and self.holds(value):
                self.add(target)

    def add(self, *targets: ast.AST) -> None:
        """Add the variables among some targets; a field of an object is none."""
        for target in targets:
            if isinstance(target, ast.Name):
                self.names.add(target.id)
            elif isinstance(target, ast.Tuple | ast.List | ast.Starred):
                self.add(*ast.iter_child_nodes(target))


class Walk(NamedTuple):
    """What was met on a way."""

    modules: tuple[str, ...]
    climbs: int
    names: tuple[str, ...]


def walk(package: Package, module: str, function: str, parameter: str, floors: dict[str, int]) -> Walk:
    """Follow a parameter through a package, depth first, each function once for each set of its parameters."""
    start = package.functions[module, function]
    seen: set[tuple[str, str, frozenset[str]]] = set()
    modules: dict[str, None] = {}
    names: set[str] = set()
    climbs = 0
    waiting, before = [(start, frozenset({parameter}))], start.module
    while waiting:
        current, given = waiting.pop()
        key = (current.module, f"{current.owner}.{current.node.name}", given)
        if key in seen:
            continue
        seen.add(key)
        climbs += floors.get(_wing(current.module), 0) > floors.get(_wing(before), 0)
        before = current.module
        modules[current.module] = None
        flow = Flow(set(given))
        flow.follow(current.node)
        names |= flow.names
        for call in reversed(flow.calls):
            target = package.called(current, call)
            bound = frozenset(target.bound(call, flow)) if target else frozenset()
            if target and bound:
                waiting.append((target, bound))
    return Walk(tuple(modules), climbs, tuple(sorted(names)))


def _wing(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ""


def floors_of(root: Path) -> dict[str, int]:
    """The floors of a checkout, read from its test and not imported."""
    tree = ast.parse((root / "tests/test_architecture.py").read_text(encoding="utf-8"))
    assigned = (node for node in tree.body if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name))
    found = next(node.value for node in assigned if ast.unparse(node.target) == "FLOORS" and node.value)
    return dict(ast.literal_eval(found))


def main(arguments: list[str]) -> None:
    """Print the walk of a parameter, or of those at the head of this text."""
    if not arguments:
        for start in ("build:request", "note:text"):
            main([start])
        return
    where, _, parameter = arguments[0].partition(":")
    root = Path(arguments[arguments.index("--root") + 1]) if "--root" in arguments else ROOT
    module, _, function = STARTS.get(where, where).rpartition(".")
    found = walk(Package(root / "briefing"), module, function, parameter, floors_of(root))
    sys.stdout.write(f"{arguments[0]}: {len(found.modules)} modules, {found.climbs} climbs, {len(found.names)} names\n")
    if "--list" in arguments:
        sys.stdout.write("\n".join(["", *found.modules, "", " ".join(found.names), ""]))


if __name__ == "__main__":
    main(sys.argv[1:])
