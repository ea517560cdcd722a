"""What is wrong in a data file is said before anything runs, all of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from examples.fleet import data_file
from examples.fleet.errors import FleetError
from examples.fleet.sign_in import faults_of_backend, faults_of_sign_in, variables_of

OFFICE = "{product: 9NBLGGH4R2R6/0016, users: office.csv}"


def stack(assignments: str = f"{{office: {OFFICE}}}", tenant: str = "contoso.com") -> str:
    """A stack's entry, as YAML."""
    return f"{{tenant: {tenant}, client: app, assignments: {assignments}}}"


def read(tmp_path: Path, text: str) -> data_file.Fleet:
    """The fleet of a data file with this text."""
    file = tmp_path / "fleet.yaml"
    file.write_text(text, encoding="utf-8")
    return data_file.read(file)


def faults(tmp_path: Path, text: str) -> tuple[str, ...]:
    """What is wrong with a data file."""
    with pytest.raises(FleetError) as raised:
        read(tmp_path, text)
    return raised.value.faults


def test_a_stack_says_what_a_seat_assignment_takes(tmp_path: Path) -> None:
    fleet = read(tmp_path, f"stacks:\n  a: {stack()}\n")
    (office,) = fleet.stacks["a"].assignments.values()
    assert (office.product, office.users) == ("9NBLGGH4R2R6/0016", "office.csv")
    assert (office.ownership, office.reclaim_limit) == ("exclusive", 0.3)


def test_every_fault_is_named_with_its_place(tmp_path: Path) -> None:
    text = """\
stacks:
  a b: {tenant: x, client: y, assignments: {o: {product: X, users: 3, limit: 1}}}
  c: {tenant: x, assignments: {}}
"""
    assert faults(tmp_path, text) == (
        "a b: 'a b' is no stack's name: letters, digits, '_', '.' and '-' make one.",
        "a b, assignments, o, product: 'X' is not PRODUCT/SKU, such as 9NBLGGH4R2R6/0016.",
        "a b, assignments, o, users: input should be a valid string.",
        "a b, assignments, o, limit: extra inputs are not permitted.",
        "c, client: field required.",
        "c, assignments: dictionary should have at least 1 item after validation, not 0.",
    )


def test_a_stack_that_stands_twice_is_not_lost(tmp_path: Path) -> None:
    """YAML alone would take the last one."""
    (fault,) = faults(tmp_path, f"stacks:\n  a: {stack()}\n  a: {stack()}\n")
    assert "'a' stands twice" in fault
    assert "line 3" in fault


@pytest.mark.parametrize("text", ["", "stacks: {}", "- a", "{", "stacks: {a: 1}"])
def test_what_is_no_fleet_is_refused_in_a_sentence(text: str, tmp_path: Path) -> None:
    assert faults(tmp_path, text)[0].endswith(".")


def test_two_stacks_do_not_take_each_others_seats(tmp_path: Path) -> None:
    """The same product in the same tenant, whatever its capitals, where one owns it exclusively."""
    shared = "{o: {product: 9nblggh4r2r6/0016, users: o.csv, ownership: shared}}"
    text = f"stacks:\n  a: {stack()}\n  b: {stack(shared, 'Contoso.com')}\n"
    (fault,) = faults(tmp_path, text)
    assert fault == (
        "a, office and b, o both declare seats of 9NBLGGH4R2R6/0016 in contoso.com, and an "
        "exclusive one would reclaim the other's: declare all users in one of them, or give both "
        "ownership: shared."
    )


def test_two_stacks_share_a_product_or_have_it_in_two_tenants(tmp_path: Path) -> None:
    shared = "{o: {product: 9NBLGGH4R2R6/0016, users: o.csv, ownership: shared}}"
    both = f"stacks:\n  a: {stack(shared)}\n  b: {stack(shared)}\n"
    apart = f"stacks:\n  a: {stack()}\n  b: {stack(tenant='fabrikam.com')}\n"
    assert len(read(tmp_path, both).stacks) == len(read(tmp_path, apart).stacks) == 2


def test_every_csv_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    text = f"stacks:\n  a: {stack()}\n  b: {stack(tenant='x')}\n  c: {stack(tenant='y')}\n"
    fleet = read(tmp_path, text.replace("office.csv", "a.csv", 1).replace("office.csv", "b.csv", 1))
    (tmp_path / "b.csv").write_text("user\nnobody\n", encoding="utf-8")
    (tmp_path / "office.csv").write_text("user\nada@contoso.com\n", encoding="utf-8")
    missing, wrong = data_file.faults_of_rosters(fleet.stacks, tmp_path)
    assert missing.startswith("a, office: ")
    assert "a.csv cannot be read: No such file or directory" in missing
    assert wrong.startswith("b, office: b.csv has 1 line without a user principal name")


def test_a_secret_comes_from_the_variable_that_the_stack_names(tmp_path: Path) -> None:
    """And reaches no other stack."""
    text = f"stacks:\n  a: {stack()}\n  b: {stack(tenant='x')}\n"
    fleet = read(tmp_path, text.replace("tenant: x,", "tenant: x, client_secret_variable: S,"))
    environ = {"S": "secret"}
    assert variables_of(fleet.stacks["a"], environ) == {
        "AZURE_TENANT_ID": "contoso.com",
        "AZURE_CLIENT_ID": "app",
    }
    assert variables_of(fleet.stacks["b"], environ)["AZURE_CLIENT_SECRET"] == "secret"
    assert not list(faults_of_sign_in(fleet.stacks, tmp_path, environ))
    (fault,) = faults_of_sign_in(fleet.stacks, tmp_path, {})
    assert fault == "b: S is not set, which is to hold its application's secret."


def test_a_configuration_that_would_win_over_the_data_file_is_refused(tmp_path: Path) -> None:
    fleet = read(tmp_path, f"stacks:\n  a: {stack()}\n")
    file = tmp_path / "Pulumi.a.yaml"
    file.write_text("config: {'microsoft-seats:tenantId': fabrikam.com}\n", encoding="utf-8")
    (fault,) = faults_of_sign_in(fleet.stacks, tmp_path, {})
    assert "microsoft-seats:tenantId fabrikam.com, which would win over" in fault
    file.write_text("config: {'microsoft-seats:tenantId': Contoso.com}\n", encoding="utf-8")
    assert not list(faults_of_sign_in(fleet.stacks, tmp_path, {}))


@pytest.mark.parametrize(
    ("backend", "environ", "count"),
    [
        ("postgres://host/db", {}, 1),
        ("postgres://host/db", {"PULUMI_CONFIG_PASSPHRASE": ""}, 0),
        ("file:///state", {"PULUMI_CONFIG_PASSPHRASE_FILE": "p"}, 0),
        ("https://api.pulumi.com", {}, 0),
        ("", {}, 0),
    ],
)
def test_a_missing_passphrase_is_said_once_and_not_by_every_stack(
    backend: str, environ: dict[str, str], count: int, tmp_path: Path
) -> None:
    fleet = read(tmp_path, f"stacks:\n  a: {stack()}\n")
    assert len(list(faults_of_backend(fleet, backend, environ))) == count
    provided = fleet.model_copy(update={"secrets_provider": "awskms://key"})
    assert not list(faults_of_backend(provided, backend, environ))
