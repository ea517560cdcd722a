"""The texts with which the package addresses a user, collected from its source.

Every literal of two words or more counts, wherever it stands: a sentence that a helper builds is
found in the helper, one that is put together is found in its parts. What is no message is named in
`NOT_SAID`, with the reason; whatever an error of ours is made with counts even there.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

PACKAGE = Path(__file__).parents[2] / "provider" / "pulumi_microsoft_seats"

GAP = "\0"
"""What stands for a value that a text is filled with."""

_ANSWER = (
    "what the emulator answers to a request: it stands in brackets in a sentence of the store's"
)
_DATABASE = "SQL"
_REPORT = "the report itself, which tells of a preview; what it refuses is raised"
_OUTCOME = "the table of what became of each user"
_PLAN = "lines that tell of a plan, no errors: `microsoft-seats review` reads them"

NOT_SAID: Mapping[str, str] = {
    "cli/check.py:CHECK_CODES": "the end of a help text",
    "cli/doctor.py:DOCTOR_CODES": "the end of a help text",
    "cli/exit_codes.py:EXIT_CODES": "the end of a help text",
    "cli/remedies.py": "commands to run and pages to open",
    "cli/exported_project.py:_PROGRAM": "the program that an export writes",
    "cli/exported_project.py:_PROJECT": "the project that an export writes",
    "cli/exported_project.py:_REQUIREMENTS": "a file that an export writes",
    "cli/exported_project.py:_IGNORED": "the same",
    "cli/product_keys.py:HELP": "the help of an argument",
    "cli/seat_changes.py:_say_plan": _PLAN,
    "cli/seat_commands.py:_figures": "figures",
    "cli/seat_changes.py:_HOLDS_ONE": _OUTCOME,
    "cli/seat_changes.py:_HOLDS_NONE": _OUTCOME,
    "cli/seat_changes.py:_KEEPS": _OUTCOME,
    "cli/seat_changes.py:_NOT_THERE": _OUTCOME,
    "cli/seat_changes.py:_outcomes": _OUTCOME,
    "cli/well_known_names.py": "what Microsoft calls its products",
    "domain/corrections.py": _PLAN,
    "domain/figures.py": _PLAN,
    "domain/summary.py:summary_of": _PLAN,
    "domain/summary.py:every_name": _PLAN,
    "emulator/client_assertions.py": _ANSWER,
    "emulator/authority.py": _ANSWER,
    "emulator/request_bodies.py": _ANSWER,
    "emulator/control.py:_check_peer": _ANSWER,
    "emulator/database.py:_prepare": _DATABASE,
    "emulator/database.py:transaction": _DATABASE,
    "emulator/directory.py": _DATABASE,
    "emulator/emulator_error.py": _ANSWER,
    "emulator/foreground.py:_load": "the command that the emulator's next step is",
    "emulator/gateway.py": _ANSWER,
    "emulator/graph/batch_answers.py": _ANSWER,
    "emulator/graph/graph_call.py": _ANSWER,
    "emulator/graph/graph_errors.py": _ANSWER,
    "emulator/graph/graph_operations.py": _ANSWER,
    "emulator/graph/license_order.py": _ANSWER,
    "emulator/graph/licensing.py": _ANSWER,
    "emulator/graph/skip_tokens.py": _ANSWER,
    "emulator/graph/odata_filter.py": _ANSWER,
    "emulator/graph/query_options.py": _ANSWER,
    "emulator/graph/graph_service.py": _ANSWER,
    "emulator/graph/tenant_table.py": _DATABASE,
    "emulator/overview.py": _ANSWER,
    "emulator/page.py": "a header of the emulator's page",
    "emulator/store/calls.py": _ANSWER,
    "emulator/store/inventory_tables.py": _DATABASE,
    "emulator/store/seat_table.py": _DATABASE,
    "emulator/store/operations.py": "the names of the operations",
    "emulator/store/continuation.py": _ANSWER,
    "emulator/store/products/product_entry.py": "the structure that a sentence names",
    "emulator/store/products/product_operations.py": _ANSWER,
    "emulator/store/products/samples.py": "the texts of a made-up product",
    "emulator/store/store_errors.py": _ANSWER,
    "emulator/store/request_parsing.py": _ANSWER,
    "emulator/store/seat_operations.py": _ANSWER,
    "emulator/store/store_service.py": _ANSWER,
    "graph/queries.py:_filter": "the filter of a query, which goes to the service",
    "graph/queries.py:groups_called_path": "the same",
    "rehearsal/display.py": "the labels of a rehearsal's result",
    "rehearsal/result.py:render": "its titles",
    "review/markdown.py": _REPORT,
    "review/building.py:_BROKE_OFF": _REPORT,
    "review/building.py:_REFUSED": _REPORT,
    "review/building.py:_failed_before": _REPORT,
    "review/removals.py:changes_of_removal": _REPORT,
    "review/removals.py:_IN_STATE": _REPORT,
    "review/removals.py:_retained": _REPORT,
    "review/removals.py:_declared": _REPORT,
    "review/names.py": _REPORT,
    "review/origin.py": _REPORT,
    "review/people.py": _REPORT,
    "review/report.py": _REPORT,
    "review/step_rows.py:sentence_of": "what a line of the engine begins with",
    "review/step_seats.py": _REPORT,
    "review/sentences.py": _REPORT,
    "review/text.py": _REPORT,
    "settings/configured_values.py:_TOLD": "a part of a pattern",
    "testing/pytest_plugin.py:pytest_configure": "what `pytest --markers` says of the marker",
}
"""What is no message to a user: a module or a name in one, and why."""

_SILENT = {
    "AttributeError": "Python's own protocol, in Python's own words",
    "ValueError": "caught where it is called",
}
"""Errors that reach no user by themselves."""

_SAYING = {"fault", "fail", "fail_program", "warn", "error", "RunError"}
"""Calls that say to a user what they are given first."""

_NAMING = {"parse", "check_once"}
"""The emulator's checks of a document: their texts name what is checked."""

_NOT_READ = {"compile", "cast", "counted", "TypeVar", "NewType", "encode"}
"""Calls whose texts are patterns, types, or a noun in one number and the other."""

_HELP = {"help", "epilog", "metavar"}
_TWO_WORDS = re.compile(r"[A-Za-z']{2,}[,;:.)]* \(?[A-Za-z]")


@dataclass(frozen=True)
class Message:
    """A literal in the source.

    Attributes:
        place: its file, below the package, and line.
        text: what it says, `GAP` for each value it is filled with.
        whole: whether it is all that an error or a line says.
    """

    place: str
    text: str
    whole: bool = field(compare=False, default=False)

    @cached_property
    def pieces(self) -> list[str]:
        """What is always the same of it, in order."""
        return [piece for piece in re.split(f"[{GAP}…]+", self.text) if piece]


def messages(package: Path = PACKAGE) -> list[Message]:
    """Every text of the source of two words or more that is said to a user."""
    return [message for message in literals(package) if _TWO_WORDS.search(message.text)]


@cache
def literals(package: Path = PACKAGE) -> list[Message]:
    """Every literal of the source that is said to a user or part of what is."""
    found: list[Message] = []
    errors = _errors_in(_modules(package).values())
    for module, tree in _modules(package).items():
        reader = _Reader(module, errors)
        reader.visit(tree)
        found += reader.found
    return found


@cache
def _modules(package: Path) -> Mapping[str, ast.Module]:
    return {
        path.relative_to(package).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(package.rglob("*.py"))
    }


def _errors_in(trees: Iterable[ast.Module]) -> frozenset[str]:
    """The names of the package's own errors: every class that is an exception by its bases."""
    bases = {
        node.name: {ast.unparse(base).split(".")[-1] for base in node.bases}
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    found = {"Exception", "BadParameter", "RunError"}
    while more := {name for name, above in bases.items() if above & found} - found:
        found |= more
    return frozenset(found)


class _Reader(ast.NodeVisitor):
    """Collects a module's literals, and knows in which name of it each one stands."""

    def __init__(self, module: str, errors: frozenset[str]) -> None:
        self.found: list[Message] = []
        self._module = module
        self._names: list[str] = []
        self._whole: set[ast.AST] = set()
        self._errors = errors
        self._said = 0

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._named(node.name, [*node.decorator_list, *_defaults(node.args), *node.body])

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._named(node.name, node.body)

    def visit_Assign(self, node: ast.Assign) -> None:
        self._named(ast.unparse(node.targets[0]), [node.value])

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self._named(ast.unparse(node.target), [node.value])

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):  # a docstring
            self.generic_visit(node)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        if not _is_type(node):
            self.generic_visit(node)

    def visit_Compare(self, node: ast.Compare) -> None:
        for part in (node.left, *node.comparators):
            if not isinstance(part, ast.Constant):
                self.visit(part)

    def visit_Call(self, node: ast.Call) -> None:
        name = _called(node)
        if name in _SILENT:
            return
        in_emulator = self._module.startswith("emulator/")
        is_answer = in_emulator and name in {"ServiceError", "GraphError"}
        said = name in self._errors | _SAYING and not is_answer
        if said or name in {"say", "log"}:
            self._whole.update(node.args[:1])
        kept = [*node.args]
        if name in _NOT_READ or (in_emulator and name in _NAMING):
            kept = [arg for arg in kept if not isinstance(arg, (ast.Constant, ast.JoinedStr))]
        self._said += said
        for part in (*kept, *(word for word in node.keywords if word.arg not in _HELP), node.func):
            self.visit(part)
        self._said -= said

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str):
            self._take(node, node.value)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        parts = [part.value if isinstance(part, ast.Constant) else GAP for part in node.values]
        self._take(node, "".join(map(str, parts)))
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                self.visit(part.value)

    def _named(self, name: str, nodes: Sequence[ast.AST]) -> None:
        self._names.append(name)
        for node in nodes:
            self.visit(node)
        self._names.pop()

    def _take(self, node: ast.Constant | ast.JoinedStr, text: str) -> None:
        if self._said or not self._is_excluded():
            place = f"{self._module}:{node.lineno}"
            one_line = text.replace("\n", " ")
            self.found.append(Message(place, one_line, whole=node in self._whole))

    def _is_excluded(self) -> bool:
        names = {f"{self._module}:{name}" for name in self._names} | {self._module}
        return not names.isdisjoint(NOT_SAID)


def names_in(package: Path = PACKAGE) -> Iterator[str]:
    """Every module and name that `NOT_SAID` can be about."""
    for module, tree in _modules(package).items():
        yield module
        for node in ast.walk(tree):
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                yield f"{module}:{node.name}"
            elif isinstance(node, ast.Assign):
                yield f"{module}:{ast.unparse(node.targets[0])}"
            elif isinstance(node, ast.AnnAssign):
                yield f"{module}:{ast.unparse(node.target)}"


def _called(call: ast.Call) -> str:
    return ast.unparse(call.func).split(".")[-1]


def _defaults(arguments: ast.arguments) -> list[ast.expr]:
    return [*arguments.defaults, *(each for each in arguments.kw_defaults if each is not None)]


def _is_type(node: ast.Subscript) -> bool:
    return ast.unparse(node.value).split(".")[-1] in {"Annotated", "Literal", "Callable", "Mapping"}
