"""A network on a bad day: a proxy that loses, breaks, delays and doubles what passes through it, and can have a process
die at any call.

What becomes of a call is drawn in the order of arrival. ECS behind it is right in all of this; only who asks cannot
know what was heard.
"""

import collections
import dataclasses
import http.client
import json
import random
import socket
import struct
import threading
import time
import urllib.parse
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Callable

from recorder import HOP_BY_HOP, PATIENCE

# What may become of a call, and how often of a hundred that are not simply passed on.
FATES = {
    "request lost": 15,  # The connection breaks before ECS hears of it.
    "request late": 15,  # The connection breaks, and ECS hears of it later.
    "answer lost": 25,  # ECS has done it, and nobody hears.
    "answer cut": 10,  # Half of the answer arrives.
    "answer spoilt": 15,  # A 500 in place of the answer.
    "page": 5,  # A proxy answers, and ECS hears nothing.
    "twice": 10,  # The request arrives again, later.
    "slow": 5,
}

Request = tuple[str, str, dict[str, str], bytes]


@dataclasses.dataclass
class Trap:
    """Has `spring` called at a call: the one with this number of those to `operation`, or of all, from now on."""

    number: int
    operation: str | None
    # "before": ECS has not heard of the call, and may hear of it later; "after": it has, and nobody hears of that;
    # "then": its answer is given, and a moment goes by.
    stage: str
    spring: Callable[[], None]


def operation_of(headers: dict[str, str]) -> str:
    """`RunTask`, by the header that names it; its name is in any case."""
    target = next((value for name, value in headers.items() if name.lower() == "x-amz-target"), "")
    return target.rpartition(".")[2]


class BadNetwork(ThreadingHTTPServer):
    """The proxy. It listens on a free port of 127.0.0.1 while its context lives.

    `rate` is how many of all calls do not simply pass, from 0 to 1; of those to RunTask, three times as many. Without `keeps_tokens` each launch that passes gets
    a client token of its own: such is an ECS that does not heed tokens.
    """

    daemon_threads = True

    def __init__(self, forward: str, seed: str, rate: float, keeps_tokens: bool = True):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.upstream = urllib.parse.urlsplit(forward)
        self.rate = rate
        self.keeps_tokens = keeps_tokens
        self.trap: Trap | None = None
        self.launches_hit = 0
        self.seen: collections.Counter[str] = collections.Counter()
        self._random = random.Random(seed)
        self._lock = threading.Lock()
        self._late: list[threading.Thread] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def __enter__(self) -> "BadNetwork":
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()

    def quiet(self):
        """Nothing goes wrong from now on; returns when all that was late has arrived."""
        with self._lock:
            self.rate = 0
            self.trap = None
            late = list(self._late)
        for thread in late:
            thread.join(PATIENCE)

    def draw(self, operation: str) -> tuple[str, float, Trap | None]:
        """What becomes of a call that arrives now, a lag for what is late, and the trap that it springs."""
        with self._lock:
            fate = "passed"
            if self._random.random() < self.rate * (3 if operation == "RunTask" else 1):
                (fate,) = self._random.choices(list(FATES), FATES.values())
            lag = self._random.uniform(0.05, 2.0)
            trap = None
            if self.trap and self.trap.operation in (None, operation):
                self.trap.number -= 1
                if self.trap.number == 0:
                    trap, self.trap = self.trap, None
                    fate = {"before": "request late", "after": "answer lost", "then": "passed"}[trap.stage]
            self.seen[fate] += 1
            if operation == "RunTask" and fate != "passed":
                self.launches_hit += 1
            return fate, lag, trap

    def forward(self, request: Request) -> tuple[int, list[tuple[str, str]], bytes]:
        method, path, headers, body = request
        if not self.keeps_tokens and operation_of(headers) == "RunTask":
            body = json.dumps(json.loads(body) | {"clientToken": uuid.uuid4().hex}).encode()
            headers = {name: value for name, value in headers.items() if name.lower() != "content-length"}
        connection = http.client.HTTPConnection(self.upstream.hostname, self.upstream.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body=body, headers=headers)
            response = connection.getresponse()
            return response.status, response.getheaders(), response.read()
        finally:
            connection.close()

    def forward_later(self, request: Request, lag: float):
        """Has a request arrive when nobody waits for its answer any more."""

        def deliver():
            time.sleep(lag)
            try:
                self.forward(request)
            except OSError:
                pass  # ECS has gone too; then nothing came of it.

        thread = threading.Thread(target=deliver, daemon=True)
        thread.start()
        with self._lock:
            self._late = [each for each in self._late if each.is_alive()] + [thread]

    def handle_error(self, request, client_address):
        """A client that was killed is what this server is for; nothing is said about it."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP_BY_HOP}
        request = (self.command, self.path, headers, body)
        fate, lag, trap = self.server.draw(operation_of(headers))
        if trap and trap.stage == "before":
            trap.spring()
        if trap and trap.stage == "then":
            threading.Timer(lag / 40, trap.spring).start()
        if trap and trap.stage == "after":
            self.server.forward(request)
            trap.spring()
            self._break_off(lag)
        elif fate in ("request lost", "request late"):
            if fate == "request late":
                self.server.forward_later(request, lag)
            self._break_off(lag)
        elif fate == "page":
            self._answer(502, [("Content-Type", "text/html")], b"<html><body><h1>Bad Gateway</h1></body></html>")
        else:
            self._go_through(request, fate, lag)

    def _go_through(self, request: Request, fate: str, lag: float):
        status, headers, answer = self.server.forward(request)
        # What was refused for certain does not arrive again: docs/simulation.md, "What is assumed".
        if fate == "twice" and status == 200:
            self.server.forward_later(request, lag)
        if fate == "slow":
            time.sleep(lag / 4)
        if fate == "answer lost":
            self._break_off(lag)
        elif fate == "answer cut":
            self._answer(status, headers, answer, cut=len(answer) // 2)
        elif fate == "answer spoilt":
            date = [(name, value) for name, value in headers if name.lower() == "date"]
            self._answer(500, date, b'{"__type":"ServerException","message":"an error of the server"}')
        else:
            self._answer(status, headers, answer)

    def _answer(self, status: int, headers: list[tuple[str, str]], body: bytes, cut: int | None = None):
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in HOP_BY_HOP | {"content-length"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[:cut])
        if cut is not None:
            self.close_connection = True

    def _break_off(self, lag: float):
        """Closes the connection, or resets it: to linger for no time is to reset."""
        if lag * 10 % 2 < 1:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
