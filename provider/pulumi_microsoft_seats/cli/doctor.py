"""`microsoft-seats doctor`: whether all is there that a run needs, and what mends what is not."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..domain.errors import SettingsError
from ..domain.harmless import json_harmless, sayable
from ..domain.wording import counted
from ..entra.credentials import Application
from ..settings.configured_values import VARIABLES
from ..settings.stack_settings import Settings, load_settings
from ..transport.waiting import hear_of_waits
from . import remedies
from .diagnosis import Check, Problem, Status, failed
from .exit_codes import ExitCode, fail, say
from .service_names import LICENSES, STORE, Service

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .remedies import Remedy

_LONGEST_WAIT = 10.0
"""Seconds for a connection and an answer: somebody stands before it, or a pipeline waits."""

DOCTOR_CODES = """\b
Examples:
  microsoft-seats doctor
  microsoft-seats doctor --service licenses --json
\b
Exit codes:
  0  all is well
  1  something has to be set or granted: what, and how, is said
  2  the command line is wrong
  5  a service did not answer, or is in trouble: it may pass by itself
"""


def doctor(
    *,
    service: Annotated[
        list[Service] | None,
        typer.Option(
            help="Look at this alone; may be repeated. Without it: licences, and the Store for "
            "Business where MICROSOFT_SEATS_BASE_URL is set."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer with JSON.")] = False,
) -> None:
    """Say what a run needs and has not.

    Signs in and tries what each service needs. Nothing is changed.
    """
    hear_of_waits(say)
    try:
        settings = load_settings(None, os.environ)
    except SettingsError as error:
        identity, checks = None, [_no_settings(error)]
    else:
        connection = settings.connection
        hasty = replace(connection, timeout=min(connection.timeout, _LONGEST_WAIT))
        identity = _identity(settings)
        checks = list(_checks(replace(settings, connection=hasty), wanted(service)))
    _show(identity, checks, as_json=as_json)
    _end(checks)


def wanted(service: list[Service] | None) -> frozenset[str]:
    """The services that are meant: those that are named, or else those that are set up."""
    if service:
        return frozenset(each.value for each in service)
    has_store = any(os.environ.get(name, "").strip() for name in VARIABLES["baseUrl"])
    return frozenset({LICENSES, STORE} if has_store else {LICENSES})


def _checks(settings: Settings, wanted: frozenset[str]) -> Iterator[Check]:
    # Imported here so that every other command does without both services.
    from .examination import licenses, store  # noqa: PLC0415

    signed_in = True
    if LICENSES in wanted:
        for check in licenses(settings):
            signed_in = signed_in and not (check.of == "sign-in" and check.problem)
            yield check
    if STORE in wanted and signed_in:
        yield _with_its_end(store(settings))
        return
    why = f"it ended in 2023; --service {STORE} looks at it" if signed_in else "nobody is signed in"
    yield Check(STORE, Status.SKIPPED, f"the Store for Business was not looked at: {why}.")


def _with_its_end(check: Check) -> Check:
    if check.of != STORE or check.problem in {None, Problem.ACTIVATION}:
        return check
    return replace(
        check,
        says=f"{check.says} The Store for Business ended in the first quarter of 2023: whoever has "
        f"licences alone leaves {VARIABLES['baseUrl'][0]} unset.",
    )


def _no_settings(error: SettingsError) -> Check:
    names = (*VARIABLES["tenantId"], *VARIABLES["clientId"])
    if any(os.environ.get(name, "").strip() for name in names):
        return failed("settings", error, Problem.SETTINGS)
    return failed("settings", error, Problem.NO_SETTINGS, remedies.emulator())


def _identity(settings: Settings) -> dict[str, Any]:
    identity = settings.identity
    if not isinstance(identity, Application):
        return {"application": identity.client_id, "credential": "a managed identity"}
    return {
        "tenant": identity.tenant_id,
        "application": identity.client_id,
        "credential": identity.credential.way.removeprefix("with "),
        "authority": identity.authority,
    }


def _show(identity: dict[str, Any] | None, checks: list[Check], *, as_json: bool) -> None:
    if not as_json:
        for check in checks:
            typer.echo("\n".join(_lines(check)))
        return
    document = {
        "well": not any(check.problem for check in checks),
        "identity": identity,
        "checks": [check.document for check in checks],
    }
    text = json_harmless(json.dumps(document, indent=2, ensure_ascii=False)) + "\n"
    typer.echo(text.encode("utf-8", "replace"), nl=False)


def _lines(check: Check) -> Iterator[str]:
    status = check.status.value.upper() if check.problem else check.status.value
    yield f"{status:<8} {check.of:<9} {sayable(check.says)}"
    for remedy in check.remedies:
        yield from _remedy_lines(remedy)


def _remedy_lines(remedy: Remedy) -> Iterator[str]:
    yield f"         {remedy.by}:"
    yield from (f"             {sayable(line)}" for line in remedy.text.splitlines())


def _end(checks: list[Check]) -> None:
    problems = [check.problem for check in checks if check.problem]
    if not problems:
        say("All that was looked at is well.")
        return
    passing = all(problem.may_pass for problem in problems)
    fail(
        f"{counted(len(problems), 'check')} failed, see above.",
        ExitCode.NO_ANSWER if passing else ExitCode.ERROR,
    )
