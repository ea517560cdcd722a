"""JSON Schemas of the documents of the control interface."""

from __future__ import annotations

from typing import Any

from .fault_rules import COMMON_FIELDS, FAULT_FIELDS, STATUSES
from .schemas import SEED_PRODUCT
from .world import (
    DEFAULT_CAPACITY,
    DISTRIBUTION_POLICIES,
    LARGEST_CAPACITY,
    LICENSE_TYPES,
    TEXT_PATTERN,
)
from .world import STATUSES as ENTRY_STATUSES

_TEXT = {"type": "string"}
_NAME = {"type": "string", "pattern": TEXT_PATTERN}
_ID_PATTERN = rf"^[^/]*(?!/){TEXT_PATTERN}[^/]*$"
_WHOLE = {"type": "integer", "minimum": 0}
_DURATION = {
    "anyOf": [
        {"type": "number", "minimum": 0},
        {"type": "string", "pattern": r"^[0-9]{1,9}(\.[0-9]{1,9})?(ms|s)?$"},
    ]
}


def _left_out(schema: dict[str, Any]) -> dict[str, Any]:
    """A field that null leaves out."""
    return {"anyOf": [schema, {"type": "null"}]}


HEALTH = {"type": "object", "properties": {"status": {"const": "ready"}}, "required": ["status"]}

_REQUEST = {
    "id": {"type": "integer", "minimum": 1},
    "method": _TEXT,
    "path": _TEXT,
    "query": _TEXT,
    "body": {},
    "status": {"type": ["integer", "null"]},
}
REQUESTS = {
    "type": "object",
    "properties": {
        "requests": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": _REQUEST,
                "required": list(_REQUEST),
                "additionalProperties": False,
            },
        },
    },
    "required": ["requests"],
}

_ENTRY = {
    "product_id": {"type": "string", "pattern": _ID_PATTERN},
    "sku_id": {"type": "string", "pattern": _ID_PATTERN},
    "seat_capacity": {
        "type": "integer",
        "minimum": 0,
        "maximum": LARGEST_CAPACITY,
        "default": DEFAULT_CAPACITY,
    },
    "distribution_policy": {"enum": list(DISTRIBUTION_POLICIES)},
    "license_type": {"enum": list(LICENSE_TYPES)},
    "status": {"enum": list(ENTRY_STATUSES)},
    "seats": _left_out({"type": "array", "items": _NAME}),
    "product": _left_out(SEED_PRODUCT),
}
WORLD = {
    "type": "object",
    "properties": {
        "users": _left_out({"type": "array", "items": _NAME}),
        "inventory": _left_out(
            {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": _ENTRY,
                    "required": ["product_id", "sku_id"],
                    "additionalProperties": False,
                },
            }
        ),
    },
    "additionalProperties": False,
}

# A field that is not here has a rule of its own, which the rules' reader checks.
_RULE_FIELDS: dict[str, dict[str, Any]] = {
    "match": {
        "type": "object",
        "properties": {"method": _NAME, "path": _NAME},
        "additionalProperties": False,
    },
    "rate": {"type": "number", "minimum": 0, "maximum": 1},
    "count": _left_out(_WHOLE),
    "status": {"enum": list(STATUSES)},
    "retry_after": {"type": ["integer", "string", "null"]},
    "after": {"type": "boolean"},
    "users": {"type": "array", "items": _NAME, "minItems": 1},
    "reason": _NAME,
    "latency": _DURATION,
    "requests": {"type": "integer", "minimum": 1},
    "per": _DURATION,
}


def _rule(fault: str) -> dict[str, Any]:
    names = [name for name in (*COMMON_FIELDS, *FAULT_FIELDS[fault]) if name != "fault"]
    return {
        "type": "object",
        "properties": {
            "fault": {"const": fault},
            **{name: _RULE_FIELDS.get(name, {}) for name in names},
            # Only in answers: how often it was injected.
            "injected": {**_WHOLE, "readOnly": True},
        },
        "required": ["fault"],
        "additionalProperties": False,
    }


FAULTS = {
    "type": "object",
    "properties": {
        "seed": _WHOLE,
        "latency": _left_out(_DURATION),
        "rules": _left_out(
            {"type": "array", "items": {"oneOf": [_rule(fault) for fault in FAULT_FIELDS]}}
        ),
    },
    "additionalProperties": False,
}


def _listing(*fields: str) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {
            "all": _WHOLE,
            "found": _WHOLE,
            "listed": {"type": "array", "items": {"type": "object", "required": list(fields)}},
        },
        "required": ["all", "listed"],
        "additionalProperties": False,
    }


OVERVIEW = {
    "type": "object",
    "properties": {
        "inventory": _listing("product_id", "sku_id", "held", "seat_capacity", "available"),
        "seats": _listing("user", "product_id", "sku_id", "assigned"),
        "requests": _listing("id", "arrived", "method", "path", "status", "fault", "users"),
        "faults": FAULTS,
    },
    "required": ["inventory", "seats", "requests", "faults"],
    "additionalProperties": False,
}
