"""JSON Schemas of the structures, as the components of an OpenAPI document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from .product_structures import SupportedProductPlatform
from .products import Product
from .structures import Conflict, Failure, InvalidParameter, MissingItem, adapter

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .structures import Structure

# Which structure an error's body is.
ERRORS: dict[int, type[Structure]] = {
    400: InvalidParameter,
    401: Failure,
    403: Failure,
    404: MissingItem,
    409: Conflict,
    413: Failure,
    415: Failure,
}
_PLACE = "#/components/schemas/"
_SEED = "Seed."


class _Untitled(GenerateJsonSchema):
    """Leaves out titles, which would only repeat the properties' names."""

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002 - pydantic's
        return False


def reference(kind: type[Structure]) -> dict[str, str]:
    """Where the schema of a structure is."""
    return {"$ref": f"{_PLACE}{kind.__name__}"}


def structure_schemas(kinds: Iterable[type[Structure]]) -> dict[str, Any]:
    """The schemas of structures and of all within them, in the reference's camelCase, by name."""
    wanted = {*kinds, *ERRORS.values(), SupportedProductPlatform}
    inputs = [(kind, "serialization", adapter(kind)) for kind in wanted]
    _, document = TypeAdapter.json_schemas(
        inputs,  # type: ignore[arg-type]
        by_alias=True,
        ref_template=f"{_PLACE}{{model}}",
        schema_generator=_Untitled,
    )
    return dict(sorted(document["$defs"].items()))


def seed_schemas() -> dict[str, Any]:
    """The schemas of a seed's `product`, by name: properties with underscores, none required."""
    document = adapter(Product).json_schema(
        mode="serialization",
        by_alias=False,
        ref_template=f"{_PLACE}{_SEED}{{model}}",
        schema_generator=_Untitled,
    )
    schemas = {**document.pop("$defs"), Product.__name__: document}
    for schema in schemas.values():
        schema.pop("required", None)
        # A product's key is its entry's.
        schema["properties"].pop("product_key", None)
    del schemas["ProductKey"]
    return {f"{_SEED}{name}": schema for name, schema in sorted(schemas.items())}


SEED_PRODUCT = {"$ref": f"{_PLACE}{_SEED}{Product.__name__}"}
