"""What the doctor finds: checks, each with what is wrong and how it is mended."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from ..domain.errors import (
    AccessDenied,
    NotFound,
    SeatsError,
    ServiceError,
    ServiceUnavailable,
    SignInError,
    UnreadableAnswer,
)
from ..entra.credentials import Application, ClientSecret
from ..entra.token_source import UNKNOWN_TENANT
from ..settings.configured_values import in_variables
from . import remedies

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..settings.stack_settings import Settings
    from .remedies import Remedy


# Entra's numbers, which only choose what is advised: it may change them.
_WRONG_SECRET = frozenset({"7000215", "7000222"})
_OTHER_CLOUD = frozenset({"90038", "900382", "900432", "900439"})
_UNAUTHORIZED = 401


class Status(Enum):
    """How a check ended."""

    WELL = "well"
    FAILED = "failed"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"


class Problem(Enum):
    """What is wrong, in a word that a script can tell apart."""

    NO_SETTINGS = "no-settings"
    SETTINGS = "settings"
    SECRET = "secret"  # noqa: S105 - a word
    SIGN_IN = "sign-in"
    CLOUD = "cloud"
    PERMISSION = "permission"
    ACTIVATION = "activation"
    ADDRESS = "address"
    UNREACHABLE = "unreachable"
    SERVICE = "service"

    @property
    def may_pass(self) -> bool:
        """Whether it may pass by itself, and so may say nothing about what is set."""
        return self in {Problem.UNREACHABLE, Problem.SERVICE}


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at.

    Attributes:
        of: `settings`, `sign-in`, `licenses` or `store`.
        says: a sentence.
        problem: of one that failed.
        remedies: any one of them mends it.
    """

    of: str
    status: Status
    says: str
    problem: Problem | None = None
    remedies: Sequence[Remedy] = ()

    @property
    def document(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "check": self.of,
            "status": self.status.value,
            "says": self.says,
            "problem": self.problem.value if self.problem else None,
            "remedies": [{"by": each.by, "text": each.text} for each in self.remedies],
        }


def well(of: str, says: str) -> Check:
    """A check that found nothing wrong."""
    return Check(of, Status.WELL, says)


def failed(of: str, error: SeatsError, problem: Problem, mended: Sequence[Remedy] = ()) -> Check:
    """A check that met an error."""
    return Check(of, Status.FAILED, in_variables(str(error)), problem, mended)


def sign_in_failed(error: SeatsError, settings: Settings) -> Check:
    """Why there is no token."""
    identity = settings.identity
    if not isinstance(error, SignInError):
        return failed("sign-in", error, Problem.SETTINGS)
    if error.unreachable:
        return failed("sign-in", error, Problem.UNREACHABLE)
    if error.code in _OTHER_CLOUD | {UNKNOWN_TENANT}:
        cloud = SignInError(f"{str(error).rstrip('.')}, {_OR_CLOUD}.")
        return failed("sign-in", cloud, Problem.CLOUD)
    is_secret = isinstance(identity, Application) and isinstance(identity.credential, ClientSecret)
    if error.code in _WRONG_SECRET and is_secret and isinstance(identity, Application):
        mended = remedies.new_secret(settings, identity.client_id)
        return failed("sign-in", error, Problem.SECRET, mended)
    return failed("sign-in", error, Problem.SIGN_IN, remedies.look_at_application(identity))


_OR_CLOUD = "or set cloud, where the tenant is in another one (usgov, usgov-dod, china)"


def service_failed(of: str, error: SeatsError, denied: Check) -> Check:
    """Why a service does not answer as it should.

    Args:
        of: the service.
        error: what was met.
        denied: the check that says so where it refuses the application.
    """
    if isinstance(error, AccessDenied):
        return denied
    if isinstance(error, ServiceUnavailable) and error.status is None:
        return failed(of, error, Problem.UNREACHABLE)
    if isinstance(error, (NotFound, UnreadableAnswer)):
        return failed(of, error, Problem.ADDRESS)
    return failed(of, error, Problem.SERVICE)


def is_unauthorized(error: SeatsError) -> bool:
    """Whether a service takes the token for none of its own."""
    return isinstance(error, ServiceError) and error.status == _UNAUTHORIZED
