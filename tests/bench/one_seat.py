"""Reference (b): a Pulumi resource for each user. This file is put beside its program.

It is written in its favour: the provider is a module that the plugin process imports once, so all
its resources share one token and one session, whose connections are kept alive; a create is one
request (operation 9); nothing is read, checked or compared; the provider is stored as plain text,
which spares the engine an encryption for each resource. Pulumi runs creates side by side on the
four threads that its plugin process has. Both programs run with the CLI's defaults.
"""

from __future__ import annotations

import os
import threading
from functools import lru_cache
from typing import Any

import requests
from pulumi.dynamic import CreateResult, Resource, ResourceProvider

_LOCK = threading.Lock()


class _Provider(ResourceProvider):
    serialize_as_secret_always = False

    def create(self, props: dict[str, Any]) -> CreateResult:
        base, user = os.environ["MICROSOFT_SEATS_BASE_URL"], props["user"]
        with _LOCK:
            session = _session()
        answer = session.post(f"{base}/Inventory/{props['product']}/Seats/{user}", timeout=60)
        answer.raise_for_status()
        return CreateResult(user, {"user": user, "product": props["product"]})


class Seat(Resource, module="bench", name="Seat"):
    """One user's seat of one product, written `productId/skuId`."""

    def __init__(self, user: str, product: str) -> None:
        super().__init__(_Provider(), user, {"user": user, "product": product})


@lru_cache
def _session() -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    session.verify = os.environ["MICROSOFT_SEATS_CA_BUNDLE"]
    answer = session.post(
        f"{os.environ['AZURE_AUTHORITY_HOST']}/{os.environ['AZURE_TENANT_ID']}/oauth2/v2.0/token",
        data={
            "grant_type": "client_credentials",
            "client_id": os.environ["AZURE_CLIENT_ID"],
            "client_secret": os.environ["AZURE_CLIENT_SECRET"],
            "scope": "https://onestore.microsoft.com/.default",
        },
        timeout=60,
    )
    answer.raise_for_status()
    session.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
    return session
