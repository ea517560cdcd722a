"""`microsoft-seats export`: a Pulumi program that declares what is held already."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated

import typer

from ..domain.errors import InputError, SeatsError, SettingsError
from ..domain.wording import counted, listing
from .command_session import command_session, license_session
from .existing_licenses import existing_licenses
from .existing_seats import Existing, ProductFilter
from .existing_store_seats import existing_store_seats
from .exit_codes import ExitCode, fail, plain_errors, say
from .exported_project import project_files
from .project_folder import check_folder, others_like, write_files
from .resource_names import resource_names
from .service_names import CALLED, Service
from .tables import Answer, AsCsv, AsJson, Output, format_of, show

_COLUMNS = ("product", "seats", "name", "resource", "left_out")


def export(  # noqa: PLR0913 - each is an option of its own
    *,
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="Folder to write, empty or new.")],
    service: Annotated[
        Service | None, typer.Option(help="Only what this service has; both without it.")
    ] = None,
    product: Annotated[
        list[str] | None, typer.Option(help="Only this product id of the Store; may be repeated.")
    ] = None,
    sku: Annotated[
        list[str] | None,
        typer.Option(help="Only this SKU, a licence by its part number or id; may be repeated."),
    ] = None,
    project: Annotated[str, typer.Option(help="Name of the Pulumi project.")] = "seats",
    language: Annotated[
        str, typer.Option(help="Language of the names of the Store's products.")
    ] = "en-us",
    force: Annotated[
        bool,
        typer.Option(
            "--force", help="Write into a folder that is not empty, too; files of other names stay."
        ),
    ] = False,
    output: Output = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Write a Pulumi project that declares who holds what now."""
    form = format_of(output, as_json=as_json, as_csv=as_csv)
    wanted = ProductFilter.of(product or (), sku or ())
    with plain_errors():
        check_folder(out, force=force)
        existing, problems = _read(_services(service, wanted), wanted, language)
        files = project_files(project, existing.seats)
        write_files(out, files)
    show(_answer(existing), form)
    _say_what_was_written(out, existing, files)
    for unread, problem in problems.items():
        fail(
            f"What {CALLED[unread]} has is not declared, and --service "
            f"{next(it.value for it in Service if it is not unread)} exports without it: {problem}",
            ExitCode.PARTLY_DONE,
        )


def _services(asked: Service | None, wanted: ProductFilter) -> list[Service]:
    """The services that may have what is wanted: product ids are the Store's alone."""
    if asked is not None:
        return [asked]
    return [Service.STORE] if wanted.product_ids else [*Service]


def _read(
    services: list[Service], wanted: ProductFilter, language: str
) -> tuple[Existing, Mapping[Service, SeatsError]]:
    """What there is at each service, and why one of them could not be read.

    Raises:
        SettingsError: the settings are incomplete or wrong.
        InputError: there is nothing to declare.
        SignInError, ServiceError: none of them can be read.
    """
    answers = {service: _answer_of(service, wanted, language) for service in services}
    problems = {it: said for it, said in answers.items() if isinstance(said, SeatsError)}
    if len(problems) == len(services):
        first, *others = problems.values()
        for other in others:
            say(f"error: {other}")
        raise first
    found = (said for said in answers.values() if isinstance(said, Existing))
    existing = sum(found, start=Existing())
    if not existing.seats:
        raise _nothing(existing)
    return existing, problems


def _answer_of(service: Service, wanted: ProductFilter, language: str) -> Existing | SeatsError:
    try:
        return _READ[service](wanted, language)
    except SettingsError:
        raise
    except SeatsError as problem:
        return problem


def _read_licenses(wanted: ProductFilter, _language: str) -> Existing:
    with license_session() as session:
        return existing_licenses(session, wanted)


def _read_store(wanted: ProductFilter, language: str) -> Existing:
    with command_session() as session:
        return existing_store_seats(session, wanted, language)


_READ: Mapping[Service, Callable[[ProductFilter, str], Existing]] = {
    Service.LICENSES: _read_licenses,
    Service.STORE: _read_store,
}


def _nothing(existing: Existing) -> InputError:
    """Why there is nothing to declare."""
    if not existing.left_out:
        return InputError(
            f"None of the {counted(existing.there, 'product')} that are there is wanted; check "
            "--product, --sku and --service."
        )
    _say_left_out(existing)
    return InputError("All that is wanted was left out, so nothing was written; see above.")


def _say_what_was_written(out: Path, existing: Existing, files: Mapping[str, str]) -> None:
    products = counted(len(existing.seats), "product")
    seats = counted(sum(len(each.users) for each in existing.seats), "seat")
    say(f"{products} with {seats} declared in {out}.")
    for each in existing.seats:
        for remark in each.remarks:
            say(f"{each.product}: {remark}.")
    _say_left_out(existing)
    others = others_like(out, files)
    if others:
        say(
            f"{out} also has lists of users that this program does not read, which an earlier "
            f"export may have left: {listing(others)}; delete what is not needed."
        )
    folder = shlex.quote(str(out))
    say(f"Next: cd {folder} && pulumi stack init dev && pulumi preview, which changes no seat.")


def _say_left_out(existing: Existing) -> None:
    for entry in existing.left_out:
        say(f"left out: {entry.product}: {entry.reason}.")


def _answer(existing: Existing) -> Answer:
    resources = resource_names(existing.seats)
    declared = [
        (str(it.product), len(it.users), it.name, resources[it.product], None)
        for it in existing.seats
    ]
    others = [(str(it.product), None, None, None, it.reason) for it in existing.left_out]
    products = [it.product for it in existing.seats] + [it.product for it in existing.left_out]
    rows = [*declared, *others]
    document = [
        {
            **dict(zip(("sku_id", "product_id"), reversed(product.parts), strict=False)),
            **dict(zip(_COLUMNS, row, strict=True)),
        }
        for product, row in zip(products, rows, strict=True)
    ]
    return Answer(_COLUMNS, rows, {"products": document})
