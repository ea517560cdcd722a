"""What Graph can be made to get wrong: fault rules that it asks for within its work.

Each is a model here; docs/emulator.md has a table of them for readers.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StrictBool

from ..documents import Duration, ListOf, Text, Whole
from ..rules import Positive, Switch
from .graph_seed import SeedPlan

DIRECTORY_WRITES = 3000
DIRECTORY_WRITES_PER = 150.0
"""The directory's limit of writes for an application in a tenant."""


class Delay(Switch):
    """What was written within `delay` is not seen."""

    delay: Duration


class Event(Switch):
    """Somebody else does something, before the request is worked on."""


class ReplicaDelay(Delay):
    """A read does not see what was written within `delay`, of `users` or of everybody."""

    fault: Literal["replica_delay"] = "replica_delay"
    users: ListOf[Text] = ()


class IndexDelay(Delay):
    """The same of reads with `ConsistencyLevel: eventual` alone, which an index answers."""

    fault: Literal["index_delay"] = "index_delay"
    users: ListOf[Text] = ()


class LateUsageLocation(Delay):
    """Licensing does not see a usage location that was written within `delay`."""

    fault: Literal["late_usage_location"] = "late_usage_location"


class SlowPool(Delay):
    """A unit that was freed within `delay` cannot be assigned yet, and is counted as consumed."""

    fault: Literal["slow_pool"] = "slow_pool"


class PagesWithoutHeader(Switch):
    """A later page does not need the header ConsistencyLevel."""

    fault: Literal["pages_without_header"] = "pages_without_header"


class ExpiredPages(Switch):
    """A later page is refused with `Directory_ExpiredPageToken`."""

    fault: Literal["expired_pages"] = "expired_pages"


class EmptyPages(Switch):
    """A page is empty and has a next one."""

    fault: Literal["empty_pages"] = "empty_pages"


class RefusedRanges(Switch):
    """A filter of licences and a range of names together is refused."""

    fault: Literal["refused_ranges"] = "refused_ranges"


class WriteLock(Switch):
    """More than `writes` licence writes at a time, each of which takes `takes`, are refused."""

    fault: Literal["write_lock"] = "write_lock"
    writes: Positive = 1
    takes: Duration = 0.0
    status: Literal[400, 409] = 409
    text_only: StrictBool = False


class Throttle(Switch):
    """Writes, and resource units, beyond a token bucket are answered 429."""

    fault: Literal["throttle"] = "throttle"
    writes: Positive = DIRECTORY_WRITES
    per: Annotated[Duration, Field(gt=0)] = DIRECTORY_WRITES_PER
    units: Positive | None = None
    units_per: Annotated[Duration, Field(gt=0)] = 10.0
    retry_after: StrictBool = True


class BatchAnswers(Switch):
    """The answers of a batch come shuffled, with odd capitals, some missing, or with a 424."""

    fault: Literal["batch_answers"] = "batch_answers"
    shuffle: StrictBool = False
    capitals: StrictBool = False
    omit: Whole = 0
    status: Literal[200, 424] = 200


class NullErrors(Switch):
    """No error of a licence state is null, as documented, rather than `None`."""

    fault: Literal["null_errors"] = "null_errors"


class HiddenStates(Switch):
    """`licenseAssignmentStates` lacks licences that `assignedLicenses` has."""

    fault: Literal["hidden_states"] = "hidden_states"
    users: ListOf[Text] = ()
    sku: Text | None = None


class SilentRemovals(Switch):
    """Removing what is only inherited does nothing, rather than being refused."""

    fault: Literal["silent_removals"] = "silent_removals"


class HiddenUsers(Switch):
    """Users are not found, as those who were created a moment ago."""

    fault: Literal["hidden_users"] = "hidden_users"
    users: Annotated[tuple[Text, ...], Field(min_length=1)]


class Permissions(Switch):
    """A token issued while it is in force has these permissions and no others."""

    fault: Literal["permissions"] = "permissions"
    granted: ListOf[Text] = ()


class RenameUser(Event):
    """Somebody gives a user another name."""

    fault: Literal["rename_user"] = "rename_user"
    user: Text
    to: Text


class DeleteUser(Event):
    """Somebody deletes a user."""

    fault: Literal["delete_user"] = "delete_user"
    user: Text


class TakeUnits(Event):
    """Somebody outside the directory takes units of a SKU."""

    fault: Literal["take_units"] = "take_units"
    sku: Text
    units: Positive = 1


class AddPlan(Event):
    """Microsoft adds a service to a SKU."""

    fault: Literal["add_plan"] = "add_plan"
    sku: Text
    plan: SeedPlan


class ChangeMembers(Event):
    """Somebody changes the members of a group."""

    fault: Literal["change_members"] = "change_members"
    group: Text
    add: ListOf[Text] = ()
    remove: ListOf[Text] = ()


class ChangePlans(Event):
    """Somebody gives a user a SKU directly, with these plans off."""

    fault: Literal["change_plans"] = "change_plans"
    user: Text
    sku: Text
    disabled_plans: ListOf[Text] = ()


GraphSwitch = (
    ReplicaDelay
    | IndexDelay
    | LateUsageLocation
    | SlowPool
    | PagesWithoutHeader
    | ExpiredPages
    | EmptyPages
    | RefusedRanges
    | WriteLock
    | Throttle
    | BatchAnswers
    | NullErrors
    | HiddenStates
    | SilentRemovals
    | HiddenUsers
    | Permissions
    | RenameUser
    | DeleteUser
    | TakeUnits
    | AddPlan
    | ChangeMembers
    | ChangePlans
)
