"""Every known error of the service, its text to the letter, and what becomes of it."""

from __future__ import annotations

from typing import NamedTuple

from pulumi_microsoft_seats.graph import refusals
from tests.support.graph_client import E3, EXCHANGE, TEAMS


class Becomes(NamedTuple):
    """An error of ours, and the reason that it gives."""

    kind: type[refusals.Refused]
    reason: str


BAD = "Request_BadRequest"
BUSY = "Error due to concurrent requests being made to the tenant. Please wait briefly and retry."
NO_QUERY = Becomes(
    refusals.QueryRefused, "the service does not support the query; report this as a bug"
)
CONCURRENT = Becomes(
    refusals.ConcurrencyRefused,
    "other licences of the tenant are being changed at the same time; run again later",
)
THROTTLED = Becomes(
    refusals.Throttled, "the service is asked for too much at present; run again later"
)

KNOWN: dict[tuple[int, str], dict[str, Becomes]] = {
    (400, BAD): {
        "License assignment cannot be done for user with invalid usage location.": Becomes(
            refusals.NoUsageLocation,
            "the user has no usage location, or one that the service does not know yet; have it "
            "set in the directory, and run again some minutes later",
        ),
        f"Subscription with SKU {E3} does not have any available licenses.": Becomes(
            refusals.NoLicensesLeft,
            "no licence of SPE_E3 is left; buy more, or take one from somebody else",
        ),
        f"License assignment failed because service plan {TEAMS} depends on the service plan(s) "
        f"{EXCHANGE}": Becomes(
            refusals.PlanDependency,
            "the service plan TEAMS1 depends on EXCHANGE_S_ENTERPRISE; switch them on and off "
            "together, or change the products that bring them in one update",
        ),
        f"License assignment failed because service plans {EXCHANGE}, {TEAMS} are mutually "
        "exclusive.": Becomes(
            refusals.PlanConflict,
            "the service plans EXCHANGE_S_ENTERPRISE, TEAMS1 exclude one another; switch all but "
            "one of them off",
        ),
        f"License {E3} does not correspond to a valid company License.": Becomes(
            refusals.SkuNotFound, "the tenant has no licences of SPE_E3; check sku and tenantId"
        ),
        "User does not have a corresponding license.": Becomes(
            refusals.NotHeld, "the user does not hold the licence; there is nothing to remove"
        ),
        "User license is inherited from a group membership and it cannot be removed directly from "
        "the user.": Becomes(
            refusals.InheritedOnly,
            "the licence comes through a group; take the user out of the group, or the licence "
            "from it",
        ),
        "A null value was found with the expected type 'Edm.Guid[Nullable=False]'. The expected "
        "type 'Edm.Guid[Nullable=False]' does not allow null values.": Becomes(
            refusals.RequestRefused,
            "a list in the request holds nothing where an id belongs; report this as a bug",
        ),
        "Cannot convert a primitive value to the expected type 'Edm.Guid'. See the inner exception "
        "for more details.": Becomes(
            refusals.RequestRefused,
            "an id in the request is no GUID; check the ids of the SKU and its plans",
        ),
        "Proxy address 'SMTP:ada@contoso.com' is already being used by the proxy "
        "addresses.": Becomes(
            refusals.RequestRefused,
            "a mail address of the user belongs to somebody else as well; have it corrected in the "
            "directory, and run again",
        ),
        "ProhibitedInUsageLocationViolation": Becomes(
            refusals.RequestRefused,
            "a service of the product is not offered at the user's usage location; switch its plan "
            "off or leave the user out",
        ),
        "$count is not currently supported.": NO_QUERY,
        BUSY: CONCURRENT,
    },
    (400, "Request_UnsupportedQuery"): {
        "Complex query on property assignedLicenses is not supported.": NO_QUERY,
        "Too many child clauses specified in search filter expression containing 'OR' operators: "
        "18. Max allowed: 15.": NO_QUERY,
    },
    (400, "Directory_ExpiredPageToken"): {
        "The specified page token value has expired and can no longer be included in your "
        "request.": Becomes(
            refusals.PageExpired, "its list ended before it was read to its end; run again"
        )
    },
    (400, "Directory_ConcurrencyViolation"): {BUSY: CONCURRENT},
    (401, "InvalidAuthenticationToken"): {
        "Access token validation failure. Invalid audience.": Becomes(
            refusals.NotPermitted,
            "the token is for another service or another cloud; check cloud and graphUrl",
        ),
        "Access token has expired or is not yet valid.": Becomes(
            refusals.NotPermitted, "the token is not accepted; check tenantId, clientId and cloud"
        ),
    },
    (403, "Authorization_RequestDenied"): {
        "Insufficient privileges to complete the operation.": Becomes(
            refusals.NotPermitted,
            "the application lacks a permission; have an administrator grant it "
            "LicenseAssignment.ReadWrite.All of Microsoft Graph with consent, and run again with a "
            "new token, an hour later at most",
        )
    },
    (404, "Request_ResourceNotFound"): {
        "Resource 'ada@contoso.com' does not exist or one of its queried reference-property "
        "objects are not present.": Becomes(
            refusals.UserNotFound,
            "there is no such user; check the name, or wait some minutes for a new one",
        )
    },
    (405, BAD): {
        "Specified HTTP method is not allowed for the request target.": Becomes(
            refusals.Refused,
            "Specified HTTP method is not allowed for the request target (405); correct the cause "
            "and run again",
        )
    },
    (409, "Directory_ConcurrencyViolation"): {BUSY: CONCURRENT},
    (424, ""): {
        "": Becomes(refusals.Refused, "another request that it depends on failed; run again")
    },
    (429, "TooManyRequests"): {"Please retry again later.": THROTTLED},
    (429, "activityLimitReached"): {"Please retry again later.": THROTTLED},
    (503, "Directory_ReplicaUnavailable"): {
        "": Becomes(
            refusals.Unavailable, "the service is not available at present; run again later"
        )
    },
    (500, "Service_InternalServerError"): {
        "": Becomes(
            refusals.Refused, "it answered 500; run again later, and contact Microsoft if it stays"
        )
    },
}
"""Status and code, the service's text, the error of ours, and its reason."""
