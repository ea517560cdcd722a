"""The emulator's description of itself (OpenAPI 3.1), made of the tables that serve requests."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from .authority import AUDIENCE, DEFAULT_TENANT, DISCOVERY_PATH, TOKEN_PATH
from .operations import EVERY_STATUS, OPERATIONS, Operation
from .schemas import ERRORS, reference, seed_schemas, structure_schemas
from .world import TEXT_PATTERN

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .control import Endpoint
    from .request_parsing import Parameter

_TEXT = {"type": "string"}
_EXAMPLES = {
    "productId": "9NBLGGH4R2R6",
    "skuId": "0016",
    "username": "ada@contoso.com",
    "language": "en-us",
    "contentId": "5ea75ea7-0000-4000-8000-00000000000c",
    "packageId": "office",
    "tenant": DEFAULT_TENANT,
}
_JSON = "application/json"
_ABOUT = (
    "A stand-in for Microsoft's retired Store for Business seat service, with the part of Entra "
    "that signs in to it and an interface that sets its world and its faults. Names of parameters "
    "and properties are read in any capitals. A fault rule may answer any request to the service "
    "with 429, 500, 502, 503 or 504, or not at all."
)


def describe(base_path: str, control_path: str, endpoints: Iterable[Endpoint]) -> dict[str, Any]:
    """The OpenAPI document.

    Args:
        base_path: The path of the service.
        control_path: The path of the control interface.
        endpoints: What is below it.
    """
    paths: dict[str, Any] = {}
    for operation in OPERATIONS:
        item = paths.setdefault(f"{base_path}/{operation.path}", {})
        item[operation.method.lower()] = _operation(operation)
    paths.update(_authority())
    for endpoint in endpoints:
        item = paths.setdefault(f"{control_path}{endpoint.path}", {})
        item[endpoint.method.lower()] = _endpoint(endpoint)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Store for Business seats", "version": "1", "description": _ABOUT},
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": {
                **structure_schemas(operation.answers for operation in OPERATIONS),
                **seed_schemas(),
            },
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(operation: Operation) -> dict[str, Any]:
    names = re.findall(r"{(\w+)}", operation.path)
    return {
        "operationId": operation.run.__name__,
        "summary": operation.name,
        "tags": ["service"],
        "security": [{"token": []}],
        "parameters": [
            *(_path_parameter(name) for name in names),
            *map(_query_parameter, operation.query),
        ],
        **_body(operation.body, _JSON),
        "responses": {
            "200": _answer(HTTPStatus.OK, reference(operation.answers)),
            **_errors(sorted({*operation.statuses, *EVERY_STATUS})),
        },
    }


def _authority() -> dict[str, Any]:
    refusal = _object({"error": _TEXT, "error_description": _TEXT})
    refusals = {
        str(status.value): _answer(status, refusal)
        for status in (HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED)
    }
    form = _object(
        {
            "grant_type": {"const": "client_credentials"},
            "client_id": _TEXT,
            "scope": {"const": f"{AUDIENCE}/.default"},
        },
        client_secret=_TEXT,
        client_assertion_type=_TEXT,
        client_assertion=_TEXT,
    )
    seconds = {"type": "integer"}
    token = _object(
        {
            "token_type": {"const": "Bearer"},
            "expires_in": seconds,
            "ext_expires_in": seconds,
            "access_token": _TEXT,
        }
    )
    place = _object({"issuer": _TEXT, "token_endpoint": _TEXT})
    common = {"tags": ["authority"], "parameters": [_path_parameter("tenant")]}
    return {
        f"/{{tenant}}/{DISCOVERY_PATH}": {
            "get": {
                "operationId": "discover",
                "summary": "Where the token endpoint is",
                **common,
                "responses": {
                    "200": _answer(HTTPStatus.OK, place),
                    **refusals,
                    **_errors([HTTPStatus.REQUEST_ENTITY_TOO_LARGE]),
                },
            },
        },
        f"/{{tenant}}/{TOKEN_PATH}": {
            "post": {
                "operationId": "sign_in",
                "summary": "A token for the service",
                **common,
                **_body(form, "application/x-www-form-urlencoded"),
                "responses": {
                    "200": _answer(HTTPStatus.OK, token),
                    **refusals,
                    **_errors([HTTPStatus.REQUEST_ENTITY_TOO_LARGE]),
                },
            },
        },
    }


def _endpoint(endpoint: Endpoint) -> dict[str, Any]:
    if endpoint.answers is None:
        answer: Mapping[str, Any] = {"204": {"description": HTTPStatus.NO_CONTENT.phrase}}
    else:
        answer = {"200": _answer(HTTPStatus.OK, endpoint.answers)}
    errors = {"403": _answer(HTTPStatus.FORBIDDEN, reference(ERRORS[403]))}
    if endpoint.query:
        errors |= _errors([HTTPStatus.BAD_REQUEST])
    if endpoint.body is not None:
        errors["400"] = _answer(HTTPStatus.BAD_REQUEST, reference(ERRORS[403]))
        errors |= _errors([HTTPStatus.REQUEST_ENTITY_TOO_LARGE])
    return {
        "operationId": endpoint.name,
        "summary": endpoint.meaning,
        "tags": ["control"],
        "parameters": list(map(_query_parameter, endpoint.query)),
        **_body(endpoint.body, _JSON),
        "responses": {**answer, **errors},
    }


def _path_parameter(name: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "path",
        "required": True,
        "schema": {"type": "string", "minLength": 1, "pattern": TEXT_PATTERN},
        "example": _EXAMPLES[name],
    }


def _query_parameter(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "in": "query",
        "description": parameter.meaning,
        "schema": parameter.schema,
        # As the assumption has it: an empty parameter counts as absent.
        "allowEmptyValue": True,
    }


def _body(schema: Mapping[str, Any] | None, media_type: str) -> dict[str, Any]:
    if schema is None:
        return {}
    return {"requestBody": {"required": True, "content": {media_type: {"schema": schema}}}}


def _errors(statuses: Iterable[int]) -> dict[str, Any]:
    return {
        str(int(status)): _answer(HTTPStatus(status), reference(ERRORS[status]))
        for status in statuses
    }


def _answer(status: HTTPStatus, schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"description": status.phrase, "content": {_JSON: {"schema": schema}}}


def _object(required: Mapping[str, Any], **optional: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {**required, **optional},
        "required": list(required),
    }
