"""Rules of a company for seats and licences, run with `pulumi preview --policy-pack`.

A policy pack sees a resource's inputs as the program sent them: the limit, and the declared users
as one text, a user name a line.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from pulumi_policy import (
    EnforcementLevel,
    PolicyConfigSchema,
    PolicyPack,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
)

ASSIGNMENTS = tuple(
    f"pulumi-python:dynamic/microsoft-seats:{name}"
    for name in ("SeatAssignment", "LicenseAssignment")
)
SHOWN = 10


def users_of(properties: Mapping[str, Any]) -> set[str]:
    """The declared users, folded; none while they are not known."""
    seats = properties.get("seats")
    return set(seats.split()) if isinstance(seats, str) else set()


def folded(name: str) -> str:
    """A name of the settings in the form in which the declared ones are."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).lower())


def product_of(properties: Mapping[str, Any]) -> str:
    """`productId/skuId`, or a licence's part number, as the settings of a rule name a product."""
    if "sku" in properties:
        return str(properties["sku"]).strip().upper()
    return f"{properties.get('product_id')}/{properties.get('sku_id')}"


def named(users: Iterable[str]) -> str:
    """The first few users, and how many more there are."""
    listed = sorted(users)
    rest = f" and {len(listed) - SHOWN} more" if len(listed) > SHOWN else ""
    return ", ".join(listed[:SHOWN]) + rest


def validate_limit(args: ResourceValidationArgs, report: ReportViolation) -> None:
    """A program may be stricter than the company about reclaims, not looser."""
    if args.resource_type not in ASSIGNMENTS:
        return
    allowed = args.get_config().get("largest", 0.3)
    limit = args.props.get("reclaim_limit")
    if isinstance(limit, (int, float)) and limit > allowed:
        report(f"reclaim_limit is {limit:.0%}, looser than the company's {allowed:.0%}.", None)


def validate_domains(args: ResourceValidationArgs, report: ReportViolation) -> None:
    """Seats are paid for by the company, so its own people hold them."""
    if args.resource_type not in ASSIGNMENTS:
        return
    domains = tuple(f"@{folded(domain)}" for domain in args.get_config().get("domains", []))
    strangers = {user for user in users_of(args.props) if not user.endswith(domains)}
    if domains and strangers:
        report(f"Not of the company's domains: {named(strangers)}.", None)


def validate_protected(args: ResourceValidationArgs, report: ReportViolation) -> None:
    """Who is protected is declared, since an exclusive assignment reclaims everybody else."""
    if args.resource_type not in ASSIGNMENTS or "seats" not in args.props:
        return
    protected = args.get_config().get("users", {}).get(product_of(args.props), [])
    missing = set(map(folded, protected)) - users_of(args.props)
    if missing:
        report(f"Protected users would lose their seat: {named(missing)}.", None)


def validate_plans(args: ResourceValidationArgs, report: ReportViolation) -> None:
    """What the company's security rests on is never switched off."""
    if args.resource_type not in ASSIGNMENTS:
        return
    required = {plan.upper() for plan in args.get_config().get("plans", [])}
    off: set[str] = set()
    if args.props.get("disabled_plans"):
        off = required & {plan.strip().upper() for plan in args.props["disabled_plans"]}
    elif args.props.get("enabled_plans") is not None:
        off = required - {plan.strip().upper() for plan in args.props["enabled_plans"]}
    if off:
        report(f"Service plans that stay on would be switched off: {named(off)}.", None)


strict_reclaim_limit = ResourceValidationPolicy(
    name="strict-reclaim-limit",
    description="No reclaim_limit is looser than the company's.",
    enforcement_level=EnforcementLevel.MANDATORY,
    validate=validate_limit,
    config_schema=PolicyConfigSchema(
        properties={"largest": {"type": "number", "minimum": 0, "maximum": 1, "default": 0.3}}
    ),
)

only_company_domains = ResourceValidationPolicy(
    name="only-company-domains",
    description="Only users of the company's domains hold seats.",
    enforcement_level=EnforcementLevel.MANDATORY,
    validate=validate_domains,
    config_schema=PolicyConfigSchema(
        properties={"domains": {"type": "array", "items": {"type": "string"}, "default": []}}
    ),
)

declares_protected_users = ResourceValidationPolicy(
    name="declares-protected-users",
    description="Protected users are never reclaimed.",
    enforcement_level=EnforcementLevel.MANDATORY,
    validate=validate_protected,
    config_schema=PolicyConfigSchema(
        properties={
            "users": {
                "type": "object",
                "additionalProperties": {"type": "array", "items": {"type": "string"}},
                "default": {},
            }
        }
    ),
)

keeps_service_plans = ResourceValidationPolicy(
    name="keeps-service-plans",
    description="Service plans of a licence that nobody switches off.",
    enforcement_level=EnforcementLevel.MANDATORY,
    validate=validate_plans,
    config_schema=PolicyConfigSchema(
        properties={"plans": {"type": "array", "items": {"type": "string"}, "default": []}}
    ),
)

PolicyPack(
    "seat-assignments",
    policies=[
        strict_reclaim_limit,
        only_company_domains,
        declares_protected_users,
        keeps_service_plans,
    ],
)
