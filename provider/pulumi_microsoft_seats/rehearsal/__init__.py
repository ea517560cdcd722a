"""Running an unchanged Pulumi program of Python dynamic resources without the Pulumi CLI.

The program meets the SDK's own stand-in for the engine, and its resources the SDK's own plugin
process, so serialisation, checks, diffs and previews are real. It is meant for a test, a first try
or a place where the CLI cannot be had:

    rehearsal = Rehearsal("path/to/project", config={"name": "value"})
    result = rehearsal.up()
    assert result.ok, result.text

Where it differs from the engine: it knows Python dynamic resources and components only (no other
provider, no provider functions, no imports, transforms, hooks and the like, and says so where a
program uses them); it saves no plan and is held to none; a resource that is deleted before it is
replaced does not take its dependents along; a protected resource stops a removal before anything is
removed; secrets are marked in the state, and not encrypted, and those of the configuration are not
stored: where the engine configures the provider as the last program did, to refresh, to destroy, or
when the program declares nothing more, they are the current ones; and two operations on one state
file at a time are not kept apart.
"""

from .change import Diagnostic, ResourceChange
from .property_values import Secret, Unknown
from .rehearsal import Rehearsal
from .rehearsal_error import RehearsalError
from .result import RehearsalResult

__all__ = [
    "Diagnostic",
    "Rehearsal",
    "RehearsalError",
    "RehearsalResult",
    "ResourceChange",
    "Secret",
    "Unknown",
]
