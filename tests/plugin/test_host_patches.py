"""What is patched of the SDK's plugin host, and the day on which it need not be any more."""

from __future__ import annotations

import ast
import importlib.util
from pathlib import Path

import pytest
from pulumi.dynamic import ResourceProvider


@pytest.fixture(scope="module")
def host() -> ast.Module:
    """The host's source; importing it would start it."""
    spec = importlib.util.find_spec("pulumi.dynamic")
    assert spec is not None
    assert spec.origin is not None
    source = Path(spec.origin).with_name("__main__.py").read_text(encoding="utf-8")
    return ast.parse(source)


def test_the_host_still_answers_errors_with_the_traceback_of_a_module(host: ast.Module) -> None:
    """Looked up as `traceback.format_exc()`, which can be replaced from outside."""
    calls = {ast.unparse(node) for node in ast.walk(host) if isinstance(node, ast.Call)}
    assert "traceback.format_exc()" in calls


def test_the_host_still_answers_cancel_with_a_method_of_three_arguments(host: ast.Module) -> None:
    """Its code can be replaced by another that closes over nothing."""
    (servicer,) = [
        node
        for node in ast.walk(host)
        if isinstance(node, ast.ClassDef) and node.name == "DynamicResourceProviderServicer"
    ]
    (cancel,) = [
        node
        for node in servicer.body
        if isinstance(node, ast.FunctionDef) and node.name == "Cancel"
    ]
    assert len(cancel.args.args) == 3
    assert cancel.decorator_list == []


def test_the_host_still_reads_in_the_method_that_has_the_request(host: ast.Module) -> None:
    """What state has among the inputs is looked up there."""
    (read,) = [n for n in ast.walk(host) if isinstance(n, ast.FunctionDef) and n.name == "Read"]
    assert [argument.arg for argument in read.args.args] == ["self", "request", "context"]
    assert "provider.read(id_, props)" in ast.unparse(read)


def test_the_sdk_offers_no_other_way() -> None:
    """A provider with a `cancel`, or errors of the SDK's own that are shown as they are said."""
    assert not hasattr(ResourceProvider, "cancel")
    import pulumi.dynamic  # noqa: PLC0415 - looked into, not used

    raised = {name for name in dir(pulumi.dynamic) if name.endswith(("Error", "Exception"))}
    assert raised == set()
