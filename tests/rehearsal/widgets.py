"""A tiny dynamic provider whose world is a JSON file, for the programs the tests rehearse."""

from __future__ import annotations

import json
import os
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import grpc
import pulumi
from pulumi.dynamic import (
    CheckFailure,
    CheckResult,
    ConfigureRequest,
    CreateResult,
    DiffResult,
    ReadResult,
    Resource,
    ResourceProvider,
    UpdateResult,
)
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc

if TYPE_CHECKING:
    from collections.abc import Callable

Props = dict[str, Any]

_LOCK = threading.Lock()
_OWN = ("__provider", "__urn")
_settings: dict[str, Any] = {}


def _with_world(change: Callable[[dict[str, Any]], Any]) -> Any:  # noqa: ANN401 - whatever it returns
    path = Path(os.environ["WIDGET_WORLD"])
    with _LOCK:
        world = json.loads(path.read_text(encoding="utf-8"))
        result = change(world)
        path.write_text(json.dumps(world), encoding="utf-8")
    return result


def _called(method: str, props: Props, olds: Props | None = None) -> None:
    text = props.get("text")
    shown = text if isinstance(text, str) else type(text).__name__
    call = {"method": method, "pid": os.getpid(), "text": shown, "olds": bool(olds), **_settings}
    _with_world(lambda world: world["calls"].append(call))


def _content(props: Props) -> Props:
    return {key: value for key, value in props.items() if key not in _OWN}


def _outs(props: Props) -> Props:
    return {**_content(props), "size": len(props["text"])}


def _say(message: str, urn: str, *, ephemeral: bool = False) -> None:
    with grpc.insecure_channel(sys.argv[1]) as channel:
        engine_pb2_grpc.EngineStub(channel).Log(
            engine_pb2.LogRequest(
                severity=engine_pb2.WARNING, message=message, urn=urn, ephemeral=ephemeral
            )
        )


class WidgetProvider(ResourceProvider):
    """Behaves by the text of a widget: some texts are refused, some fail, one ends the process."""

    serialize_as_secret_always = False

    def configure(self, req: ConfigureRequest) -> None:
        """Keep two values, to show that they arrive."""
        _settings["greeting"] = req.config.get("greeting")
        _settings["other"] = req.config.get("other:thing")

    def check(self, olds: Props, news: Props) -> CheckResult:
        """Refuse one text."""
        _called("check", news, olds)
        failures = [CheckFailure("", "This text is refused.")] if news["text"] == "bad" else []
        return CheckResult(news, failures)

    def diff(self, _id: str, olds: Props, news: Props) -> DiffResult:
        """Compare by value; another kind is another widget."""
        _called("diff", news)
        changed = [key for key in _content(news) if olds.get(key) != news[key]]
        return DiffResult(
            changes=bool(changed),
            replaces=["kind"] if "kind" in changed else [],
            delete_before_replace=news.get("kind") == "unique",
        )

    def create(self, props: Props) -> CreateResult:
        """Put a widget into the world."""
        _called("create", props)
        if props["text"] == "uncreatable":
            raise ValueError("there is no room for it")
        if props.get("__urn"):
            _say("half way", props["__urn"], ephemeral=True)
            _say("made with care", props["__urn"])
            print("printed by the provider")  # noqa: T201 - the point of it

        def put(world: dict[str, Any]) -> str:
            world["made"] += 1
            world["widgets"][f"w{world['made']}"] = _content(props)
            return f"w{world['made']}"

        return CreateResult(_with_world(put), _outs(props))

    def update(self, id_: str, _olds: Props, news: Props) -> UpdateResult:
        """Change a widget in the world."""
        _called("update", news)
        if news["text"] == "crash":
            os._exit(9)
        _with_world(lambda world: world["widgets"].update({id_: _content(news)}))
        return UpdateResult(_outs(news))

    def delete(self, id_: str, props: Props) -> None:
        """Take a widget out of the world."""
        _called("delete", props)
        _with_world(lambda world: world["widgets"].pop(id_))

    def read(self, id_: str, props: Props) -> ReadResult:
        """Find a widget in the world."""
        _called("read", props)
        widget = _with_world(lambda world: world["widgets"].get(id_))
        return ReadResult(id_, _outs(widget), widget) if widget else ReadResult("", {})


class Widget(Resource, name="Widget"):
    """A text in the world."""

    text: pulumi.Output[str]
    size: pulumi.Output[int]

    def __init__(
        self,
        name: str,
        text: pulumi.Input[str],
        opts: pulumi.ResourceOptions | None = None,
        **more: pulumi.Input[Any],
    ) -> None:
        super().__init__(WidgetProvider(), name, {"text": text, "size": None, **more}, opts)


class Box(pulumi.ComponentResource):
    """A component that holds a widget."""

    def __init__(
        self, name: str, text: str, opts: pulumi.ResourceOptions | None = None, inner: str = "inner"
    ) -> None:
        super().__init__("tests:index:Box", name, None, opts)
        widget = Widget(inner, text, pulumi.ResourceOptions(parent=self))
        self.register_outputs({"size": widget.size})
