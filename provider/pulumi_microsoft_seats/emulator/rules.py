"""What every fault rule has: the fault, and which requests it is injected into."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from .documents import STRICT, Text, Whole

Positive = Annotated[int, Field(strict=True, gt=0)]


class Model(BaseModel):
    """What stands in the faults document."""

    model_config = ConfigDict(frozen=True, **STRICT)


class Match(Model):
    """Globs of method and path, without regard to case; a `*` matches slashes too."""

    method: Text = "*"
    # Every service, which are /V1 and its like, and not sign-in.
    path: Text = "/v1*/*"


class Rule(Model):
    """What every rule has besides its fault.

    Attributes:
        match: Which requests it is injected into.
        rate: The share of these, 0 to 1.
        count: How many requests at most; None for no limit.
    """

    fault: str
    match: Match = Match()
    rate: Annotated[float, Field(strict=True, ge=0, le=1)] = 1.0
    count: Whole | None = None


class Switch(Rule):
    """A rule that a service asks for within its work; the others are the server's."""
