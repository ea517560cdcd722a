"""Headless Chromium, spoken to over a pipe in its own protocol (DevTools)."""

from __future__ import annotations

import json
import os
import ssl
from base64 import b64decode, b64encode
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import load_pem_x509_certificate

from tests.support.chromium import CHROMIUM, OPTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

# Where Chromium expects the pipe's ends.
_ITS_INPUT, _ITS_OUTPUT = 3, 4


class Page:
    """The browser's one page."""

    def __init__(self, commands: int, answers: int) -> None:
        self._commands = commands
        self._answers = answers
        self._pending = b""
        self._number = 0
        self._target: str | None = None
        self._session: str | None = None
        self.problems: list[str] = []
        """What the page complained of: errors of its script, and what its policy refused."""

    def open(self, address: str, *, before: str = "") -> None:
        """Open an address in a new tab instead of the one before, and wait until it has loaded.

        Args:
            address: what to open.
            before: a script that runs before those of the page.
        """
        self.close()
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        attached = self.call("Target.attachToTarget", targetId=target, flatten=True)
        self._target, self._session = target, attached["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self.call(f"{domain}.enable")
        self.call("Page.addScriptToEvaluateOnNewDocument", source=before)
        self.go(address)

    def go(self, address: str) -> None:
        """Go to an address in the tab that is open, and wait until it has loaded."""
        self.call("Page.navigate", url=address)
        self.evaluate(
            "new Promise(done => document.readyState === 'complete'"
            " ? done() : addEventListener('load', done))"
        )

    def close(self) -> None:
        """Close the tab, and forget its problems."""
        target, self._target, self._session = self._target, None, None
        if target is not None:
            self.call("Target.closeTarget", targetId=target)
        self.problems.clear()

    def evaluate(self, expression: str) -> Any:  # noqa: ANN401 - JSON
        """The value of a JavaScript expression; of a promise, what it is kept with."""
        answer = self.call(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True
        )
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def wait(self, condition: str) -> None:
        """Wait until a JavaScript expression holds, which is tried with each change of the page."""
        self.evaluate(
            "new Promise((done, fail) => {"
            f" const met = () => {{ if ({condition}) {{ watch.disconnect(); done(); }} }};"
            " const watch = new MutationObserver(met);"
            " watch.observe(document, {subtree: true, childList: true, attributes: true,"
            " characterData: true});"
            f" setTimeout(() => fail(new Error({json.dumps(condition)})), 60000); met(); }})"
        )

    def texts(self, selector: str) -> list[str]:
        """The texts of all elements of a kind that are shown."""
        found: list[str] = self.evaluate(
            f"{_all(selector)}.filter(it => it.checkVisibility()).map(it => it.textContent)"
        )
        return found

    def wait_for(self, selector: str, count: int) -> None:
        """Wait until there are so many elements of a kind."""
        self.wait(f"{_all(selector)}.length === {count}")

    def click(self, selector: str) -> None:
        """Click the first element of a kind."""
        self.evaluate(f"document.querySelector({json.dumps(selector)}).click()")

    def type(self, selector: str, text: str) -> None:
        """Type a text into a box, instead of what is in it."""
        self.evaluate(
            f"(box => {{ box.focus(); box.value = {json.dumps(text)};"
            " box.dispatchEvent(new Event('input', {bubbles: true})); })"
            f"(document.querySelector({json.dumps(selector)}))"
        )

    def resize(self, width: int) -> None:
        """Make the window so many pixels wide."""
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=900,
            deviceScaleFactor=1,
            mobile=False,
        )

    def screenshot(self, file: Path, *, dark: bool = False, width: int = 1100) -> None:
        """Write what the page looks like, all of it."""
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", features=[scheme])
        self.resize(width)
        shot = self.call("Page.captureScreenshot", captureBeyondViewport=True)
        file.write_bytes(b64decode(shot["data"]))

    def call(self, method: str, **parameters: object) -> dict[str, Any]:
        """Send a command, and return its answer."""
        self._number += 1
        command = {"id": self._number, "method": method, "params": parameters}
        if self._session is not None:
            command["sessionId"] = self._session
        os.write(self._commands, json.dumps(command).encode() + b"\0")
        while True:
            message = self._next()
            if message.get("id") == self._number:
                assert "error" not in message, message
                return dict(message["result"])
            self._note(message)

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._pending:
            received = os.read(self._answers, 65536)
            assert received, "the browser ended"
            self._pending += received
        message, _, self._pending = self._pending.partition(b"\0")
        return dict(json.loads(message))

    def _note(self, message: dict[str, Any]) -> None:
        if message.get("method") in ("Runtime.exceptionThrown", "Log.entryAdded"):
            self.problems.append(json.dumps(message["params"]))


def _all(selector: str) -> str:
    """The JavaScript expression for a list of all elements of a kind."""
    return f"[...document.querySelectorAll({json.dumps(selector)})]"


@contextmanager
def browser(origin: str, profile: Path) -> Iterator[Page]:
    """A browser that trusts the emulator at an origin by its key, and no other stranger."""
    assert CHROMIUM is not None
    (its_input, commands), (answers, its_output) = os.pipe(), os.pipe()
    arguments = [
        *(CHROMIUM, *OPTIONS, "--hide-scrollbars", "--remote-debugging-pipe"),
        f"--user-data-dir={profile}",
        f"--ignore-certificate-errors-spki-list={_key_of(origin)}",
    ]
    process = os.posix_spawn(
        CHROMIUM,
        arguments,
        os.environ,
        file_actions=[
            # What it grumbles about a machine without a desktop is no concern of the tests.
            (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
            (os.POSIX_SPAWN_DUP2, its_input, 100),
            (os.POSIX_SPAWN_DUP2, its_output, 101),
            (os.POSIX_SPAWN_DUP2, 100, _ITS_INPUT),
            (os.POSIX_SPAWN_DUP2, 101, _ITS_OUTPUT),
        ],
    )
    os.close(its_input)
    os.close(its_output)
    try:
        yield Page(commands, answers)
    finally:
        # Without its pipe the browser ends.
        os.close(commands)
        with suppress(OSError):
            while os.read(answers, 65536):
                pass
        os.close(answers)
        os.waitpid(process, 0)


def _key_of(origin: str) -> str:
    address = urlsplit(origin)
    certificate = ssl.get_server_certificate((address.hostname or "", address.port or 443))
    key = load_pem_x509_certificate(certificate.encode()).public_key()
    encoded = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return b64encode(sha256(encoded).digest()).decode("ascii")
