"""What the emulator says of itself, against the reference's own tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml

from pulumi_microsoft_seats.emulator.fault_rules import COMMON_FIELDS, FAULT_FIELDS
from pulumi_microsoft_seats.emulator.seed import parse_world

if TYPE_CHECKING:
    from .client import Client

OPERATIONS = """
- [Get inventory, get, /V1/Inventory, InventoryResultSet,
   [continuationToken, licenseTypes, maxResults, modifiedSince], [200, 400, 401, 413]]
- [Get product details, get, "/V1/Products/{productId}/{skuId}", ProductDetails,
   [productId, skuId], [200, 400, 401, 404, 413]]
- [Get localized product details, get,
   "/V1/Products/{productId}/{skuId}/LocalizedDetails/{language}", LocalizedProductDetail,
   [language, productId, skuId], [200, 400, 401, 404, 413]]
- [Get offline license, post, "/V1/Products/{productId}/{skuId}/OfflineLicense/{contentId}",
   OfflineLicense, [contentId, productId, skuId], [200, 400, 401, 404, 409, 413]]
- [Get product packages, get, "/V1/Products/{productId}/{skuId}/Packages", ProductPackageSet,
   [productId, skuId], [200, 400, 401, 404, 413]]
- [Get product package, get, "/V1/Products/{productId}/{skuId}/Packages/{packageId}",
   ProductPackageDetails, [packageId, productId, skuId], [200, 400, 401, 404, 413]]
- [Get seats, get, "/V1/Inventory/{productId}/{skuId}/Seats", SeatDetailsResultSet,
   [continuationToken, maxResults, productId, skuId], [200, 400, 401, 404, 409, 413]]
- [Get seat, get, "/V1/Inventory/{productId}/{skuId}/Seats/{username}", SeatDetails,
   [productId, skuId, username], [200, 400, 401, 404, 409, 413]]
- [Assign seat, post, "/V1/Inventory/{productId}/{skuId}/Seats/{username}", SeatDetails,
   [productId, skuId, username], [200, 400, 401, 404, 409, 413]]
- [Reclaim seat from user, delete, "/V1/Inventory/{productId}/{skuId}/Seats/{username}",
   SeatDetails, [productId, skuId, username], [200, 400, 401, 404, 409, 413]]
- [Bulk assign and reclaim seats, post, "/V1/Inventory/{productId}/{skuId}/Seats",
   BulkSeatOperationResultSet, [productId, skuId], [200, 400, 401, 404, 409, 413, 415]]
- [Get seats assigned to a user, get, "/V1/Users/{username}/Seats", SeatDetailsResultSet,
   [continuationToken, maxResults, username], [200, 400, 401, 404, 413]]
"""
STRUCTURES = """
BulkSeatOperationResultSet: [failedSeatOperations, seatDetails]
FailedSeatRequest: [failureReason, productKey, userName]
SeatDetails: [assignedTo, dateAssigned, productKey, state]
SeatDetailsResultSet: [continuationToken, seats]
ProductKey: [productId, skuId]
InventoryResultSet: [continuationToken, inventoryEntries]
InventoryEntryDetails: [availableSeats, distributionPolicy, lastModified, licenseType, productKey,
                        seatCapacity, status]
ProductDetails: [alternateIds, category, packageFamilyName, productKey, productType, publisherId,
                 supportedLanguages, supportedPlatforms]
AlternateIdentifier: [type, value]
LocalizedProductDetail: [description, displayName, images, language, publisher]
ProductImage: [backgroundColor, caption, fileSize, foregroundColor, height, location, purpose,
               width]
PublisherDetails: [publisherName, publisherWebsite]
OfflineLicense: [contentId, licenseBlob, licenseInstanceId, productKey, requestorId]
ProductPackageSet: [packageSetId, productPackages]
ProductPackageDetails: [architectures, contentId, fileSize, frameworkDependencyPackages, location,
                        packageFormat, packageFullName, packageId, packageIdentityName,
                        packageRank, platforms]
FrameworkPackageDetails: [architectures, contentId, fileSize, location, packageFormat,
                          packageFullName, packageId, packageIdentityName, packageRank, platforms]
PackageLocation: [url]
ProductPlatform: [maxTestedVersion, minVersion, platformName]
SupportedProductPlatform: [architectures, maxTestedVersion, minVersion, platformName]
VersionInfo: [build, major, minor, revision]
"""
ENUMERATIONS = [
    ("SeatDetails", "state", ["active", "revoked"]),
    ("InventoryEntryDetails", "licenseType", ["online", "offline"]),
    ("InventoryEntryDetails", "distributionPolicy", ["open", "restricted"]),
    ("InventoryEntryDetails", "status", ["active", "removed"]),
    (
        "AlternateIdentifier",
        "type",
        [
            "LegacyWindowStoreProductId",
            "LegacyWindowsPhoneProductId",
            "RedirectToThresholdProductId",
        ],
    ),
    ("ProductPackageDetails", "packageFormat", ["appx", "appxBundle", "xap"]),
]
CONTROL = {
    ("get", "/_emulator/health"),
    ("get", "/_emulator/openapi.json"),
    ("get", "/_emulator/overview"),
    ("get", "/_emulator/requests"),
    ("delete", "/_emulator/requests"),
    ("get", "/_emulator/world"),
    ("put", "/_emulator/world"),
    ("get", "/_emulator/faults"),
    ("put", "/_emulator/faults"),
    ("delete", "/_emulator/faults"),
}
AUTHORITY = {
    ("get", "/{tenant}/v2.0/.well-known/openid-configuration"),
    ("post", "/{tenant}/oauth2/v2.0/token"),
}


@pytest.fixture
def document(client: Client) -> dict[str, Any]:
    """The description, asked for without a token."""
    answer = client.send("GET", "/_emulator/openapi.json", headers={"Authorization": None})
    assert answer.status_code == 200
    return dict(answer.json())


def test_every_operation_of_the_reference_is_described(document: dict[str, Any]) -> None:
    """Its parameters, its structure and its statuses, with those of every request."""
    described = [
        [
            operation["summary"],
            method,
            path,
            _structure(operation),
            sorted(parameter["name"] for parameter in operation["parameters"]),
            sorted(map(int, operation["responses"])),
        ]
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if operation["tags"] == ["service"]
    ]
    expected = sorted(yaml.safe_load(OPERATIONS))
    assert sorted(described) == expected
    assert len(expected) == 12


def test_nothing_else_is_described_but_sign_in_and_the_control_interface(
    document: dict[str, Any],
) -> None:
    others = {
        (method, path)
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if operation["tags"] != ["service"]
    }
    assert others == CONTROL | AUTHORITY


def test_every_structure_of_the_reference_is_described(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    for name, properties in yaml.safe_load(STRUCTURES).items():
        assert sorted(schemas[name]["properties"]) == properties, name
        optional = {"continuationToken"} & set(properties)
        assert sorted(schemas[name]["required"]) == sorted(set(properties) - optional), name
        assert schemas[name]["additionalProperties"] is False


@pytest.mark.parametrize(("structure", "name", "values"), ENUMERATIONS)
def test_every_enumeration_of_the_reference_is_described(
    document: dict[str, Any],
    structure: str,
    name: str,
    values: list[str],
) -> None:
    assert document["components"]["schemas"][structure]["properties"][name]["enum"] == values


def test_the_bulk_call_is_described_with_its_limit(document: dict[str, Any]) -> None:
    operation = document["paths"]["/V1/Inventory/{productId}/{skuId}/Seats"]["post"]
    body = operation["requestBody"]["content"]["application/json"]["schema"]
    assert set(body["properties"]) == set(body["required"]) == {"usernames", "seatAction"}
    assert body["properties"]["usernames"]["maxItems"] == 25
    assert body["properties"]["seatAction"]["enum"] == ["assign", "reclaim"]


def test_paging_is_described_with_its_limits(document: dict[str, Any]) -> None:
    parameters = document["paths"]["/V1/Users/{username}/Seats"]["get"]["parameters"]
    (size,) = [item["schema"] for item in parameters if item["name"] == "maxResults"]
    assert (size["minimum"], size["maximum"], size["default"]) == (1, 100, 25)


def test_only_the_service_wants_a_token(document: dict[str, Any]) -> None:
    for item in document["paths"].values():
        for operation in item.values():
            assert ("security" in operation) == (operation["tags"] == ["service"])


def test_what_is_described_is_there(document: dict[str, Any]) -> None:
    """Every reference leads to a schema, and every operation has a name of its own."""
    names = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert set(_references(document)) <= names
    identifiers = [
        operation["operationId"]
        for item in document["paths"].values()
        for operation in item.values()
    ]
    assert len(identifiers) == len(set(identifiers))


def test_a_seed_may_have_every_field_that_is_described(document: dict[str, Any]) -> None:
    schema = document["paths"]["/_emulator/world"]["put"]["requestBody"]
    world = schema["content"]["application/json"]["schema"]
    entry = world["properties"]["inventory"]["anyOf"][0]["items"]["properties"]
    values = {"product_id": "A", "sku_id": "1", "distribution_policy": "open"}
    values |= {"license_type": "online", "status": "active"}
    others = {"seat_capacity": 1, "seats": [], "product": {}}
    assert set(world["properties"]) == {"users", "inventory"}
    assert set(entry) == values.keys() | others.keys()
    assert parse_world({"users": [], "inventory": [{**values, **others}]}).inventory


def test_every_fault_is_described_with_its_fields(document: dict[str, Any]) -> None:
    schema = document["paths"]["/_emulator/faults"]["put"]["requestBody"]
    rules = schema["content"]["application/json"]["schema"]["properties"]["rules"]["anyOf"][0]
    rules = rules["items"]["oneOf"]
    described = {rule["properties"]["fault"]["const"]: rule["properties"] for rule in rules}
    assert described.keys() == FAULT_FIELDS.keys()
    for fault, fields in FAULT_FIELDS.items():
        assert described[fault].keys() == {*COMMON_FIELDS, *fields, "injected"}


def _structure(operation: dict[str, Any]) -> str:
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    return str(schema["$ref"]).rpartition("/")[2]


def _references(document: object) -> list[str]:
    if isinstance(document, dict):
        own = [str(document["$ref"])] if "$ref" in document else []
        return own + [found for value in document.values() for found in _references(value)]
    if isinstance(document, list):
        return [found for value in document for found in _references(value)]
    return []
