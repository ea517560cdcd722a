"""The data file: which stacks there are, and what each is about.

Everything that is wrong in it is said at once, before anything runs.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Mapping
from itertools import combinations
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from pulumi_microsoft_seats.domain.errors import RosterError
from pulumi_microsoft_seats.domain.model import Ownership, ProductKey
from pulumi_microsoft_seats.domain.roster_csv import users_in_csv

from .errors import FleetError

_NAME = re.compile(r"[A-Za-z0-9_.-]{1,100}")
_PRODUCT = re.compile(r"[^/\s]+/[^/\s]+")


def _product(text: str) -> str:
    if not _PRODUCT.fullmatch(text):
        raise ValueError(f"{text!r} is not PRODUCT/SKU, such as 9NBLGGH4R2R6/0016")
    return text


def _stack_name(text: str) -> str:
    if not _NAME.fullmatch(text):
        raise ValueError(f"{text!r} is no stack's name: letters, digits, '_', '.' and '-' make one")
    return text


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Assignment(_Strict):
    """Who holds a seat of one product.

    Attributes:
        product: `PRODUCT/SKU`.
        users: a CSV, relative to the data file.
        column: the heading of its user column, where it is not a usual one.
        ownership: as of a `SeatAssignment`; so is `reclaim_limit`, a share from 0 to 1.
    """

    product: Annotated[str, AfterValidator(_product)]
    users: str
    column: str | None = None
    ownership: Ownership = "exclusive"
    reclaim_limit: Annotated[float, Field(ge=0, le=1, strict=False)] = 0.3

    @property
    def key(self) -> ProductKey:
        """The product, for comparing."""
        return ProductKey(*self.product.split("/"))


class StackEntry(_Strict):
    """What one stack is about.

    Attributes:
        tenant: the Entra tenant, a GUID or a domain.
        client: the application to sign in as.
        client_secret_variable: the environment variable that holds the application's secret;
            None where the environment or the stack's configuration signs in.
        assignments: by the name of their resource.
    """

    tenant: Annotated[str, Field(min_length=1)]
    client: Annotated[str, Field(min_length=1)]
    client_secret_variable: str | None = None
    assignments: Annotated[dict[str, Assignment], Field(min_length=1)]

    @property
    def products(self) -> tuple[str, ...]:
        """`PRODUCT/SKU` of each assignment."""
        return tuple(each.product for each in self.assignments.values())


class Fleet(_Strict):
    """The data file.

    Attributes:
        secrets_provider: what encrypts the secrets of new stacks, such as `azurekeyvault://…`;
            None for the backend's own, which is a passphrase where there is no Pulumi Cloud.
        stacks: by name, in the file's order.
    """

    secrets_provider: str | None = None
    stacks: Annotated[
        dict[Annotated[str, AfterValidator(_stack_name)], StackEntry], Field(min_length=1)
    ]


def read(path: Path) -> Fleet:
    """The fleet that a data file describes.

    Raises:
        FleetError: it cannot be read, or names every fault: values that cannot be, unknown fields,
            stacks named twice, and products that two assignments would take from each other.
    """
    try:
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=_UniqueKeys)  # noqa: S506 - a SafeLoader
    except OSError as error:
        raise FleetError(f"{path} cannot be read: {error.strerror}.") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise FleetError(f"{path} is no YAML: {' '.join(str(error).split())}.") from error
    try:
        fleet = Fleet.model_validate(document)
    except ValidationError as error:
        raise FleetError(*(_sentence(path, dict(fault)) for fault in error.errors())) from error
    conflicts = tuple(_conflicts(fleet))
    if conflicts:
        raise FleetError(*conflicts)
    return fleet


def faults_of_rosters(stacks: Mapping[str, StackEntry], folder: Path) -> Iterator[str]:
    """What is wrong with the CSVs of these stacks, a sentence each.

    Args:
        stacks: by name.
        folder: of the data file.
    """
    for name, stack in stacks.items():
        for resource, each in stack.assignments.items():
            fault = _fault_of_roster(folder / each.users, each.column)
            if fault:
                yield f"{name}, {resource}: {fault}"


def _fault_of_roster(path: Path, column: str | None) -> str:
    try:
        users_in_csv(path.read_text(encoding="utf-8"), path.name, column, "column: …")
    except OSError as error:
        return f"{path} cannot be read: {error.strerror}; check the path."
    except UnicodeDecodeError:
        return f"{path} is not UTF-8 text; save it as CSV UTF-8."
    except RosterError as error:
        return str(error)
    return ""


def _conflicts(fleet: Fleet) -> Iterator[str]:
    """Pairs of assignments that would reclaim each other's seats, in one stack or in two."""
    everything = [
        (name, resource, stack.tenant, each)
        for name, stack in fleet.stacks.items()
        for resource, each in stack.assignments.items()
    ]
    for (stack, resource, tenant, one), (other, second, another, two) in combinations(
        everything, 2
    ):
        same = one.key == two.key and tenant.lower() == another.lower()
        if same and "exclusive" in (one.ownership, two.ownership):
            yield (
                f"{stack}, {resource} and {other}, {second} both declare seats of {one.product} in "
                f"{tenant}, and an exclusive one would reclaim the other's: declare all users in "
                "one of them, or give both ownership: shared."
            )


def _sentence(path: Path, fault: Mapping[str, Any]) -> str:
    """A fault of pydantic's in our words: where it is, and what is wrong."""
    where = ", ".join(str(part) for part in fault["loc"] if part not in {"stacks", "[key]"})
    said = str(fault["msg"]).removeprefix("Value error, ")
    return f"{where or path}: {said[:1].lower()}{said[1:]}."


class _UniqueKeys(yaml.SafeLoader):
    """YAML where a key that stands twice is an error: the first stack of a name would be lost."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002 - the base's signature
        seen: set[object] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node)
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"{key!r} stands twice", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)
