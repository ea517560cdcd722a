"""What the emulator makes up about a product, as documents in the seed's spelling.

The same product has the same details at every start, and no two products share an id.
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from uuid import UUID

from ...spelling import fold

if TYPE_CHECKING:
    from ..structures import ProductKey

# Assumed: every value in this module. The reference says which properties there are, and gives no
# example of what they hold.
_LANGUAGE = "en-us"
_PUBLISHER = "Contoso"


def sample_details(key: ProductKey) -> dict[str, Any]:
    """ProductDetails without its key."""
    return {
        "product_type": "Application",
        "supported_languages": [_LANGUAGE],
        "publisher_id": _digest("publisher")[:13],
        "category": "Productivity",
        "alternate_ids": [],
        "package_family_name": f"{_identity(key)}_{_digest('publisher')[:13]}",
        "supported_platforms": [{}],
    }


def sample_language(key: ProductKey, language: str = "") -> dict[str, Any]:
    """LocalizedProductDetail without its language."""
    return {
        "display_name": f"Product {key.product_id}",
        "description": f"What {key.product_id} is good for, in {language}.",
        "images": [{"location": f"https://images.example.com/{_identity(key)}/logo.png"}],
        "publisher": {},
    }


def sample_license(key: ProductKey, content_id: str = "") -> dict[str, Any]:
    """OfflineLicense without its two ids; its blob decodes to a sentence."""
    sentence = f"A made-up licence of {key.product_id}/{key.sku_id} for {content_id}."
    return {
        "license_blob": b64encode(sentence.encode()).decode("ascii"),
        "license_instance_id": _id(key, "licence", content_id),
        "requestor_id": _id(key, "requestor"),
    }


def sample_packages(key: ProductKey) -> dict[str, Any]:
    """ProductPackageSet of one package."""
    return {"package_set_id": _id(key, "package set"), "product_packages": [{}]}


def sample_package(key: ProductKey, place: int) -> dict[str, Any]:
    """ProductPackageDetails of the package at a place of its set, counted from 0."""
    return {
        **_package(key, _identity(key), f"package {place}", "appxBundle"),
        "package_rank": place,
        "framework_dependency_packages": [],
    }


def sample_framework(key: ProductKey, place: int) -> dict[str, Any]:
    """FrameworkPackageDetails of the package at a place of its list, counted from 0."""
    return {
        **_package(key, f"{_PUBLISHER}.Framework{place}", f"framework {place}", "appx"),
        "package_rank": place,
    }


def _package(key: ProductKey, identity: str, what: str, package_format: str) -> dict[str, Any]:
    package_id = _id(key, what)
    return {
        "package_id": package_id,
        "content_id": _id(key, what, "content"),
        "location": {"url": f"https://packages.example.com/{package_id}.{package_format}"},
        "package_full_name": f"{identity}_1.0.0.0_neutral_~_{_digest('publisher')[:13]}",
        "package_identity_name": identity,
        "architectures": ["neutral"],
        "package_format": package_format,
        "platforms": [{}],
        "file_size": 1_048_576,
    }


def _identity(key: ProductKey) -> str:
    letters = "".join(letter for letter in key.product_id if letter.isascii() and letter.isalnum())
    return f"{_PUBLISHER}.{letters or _digest(key.product_id)[:12]}"


def _id(key: ProductKey, *parts: str) -> str:
    return str(UUID(_digest(fold(f"{key.product_id}/{key.sku_id}"), *parts)[:32], version=4))


def _digest(*parts: str) -> str:
    return sha256("\n".join(parts).encode()).hexdigest()
