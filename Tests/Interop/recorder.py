"""An HTTP server that writes down each request and passes it on; a test may hold a request up on either side.

In a test it runs on a thread of its own (`with Recorder(path, url) as recorder`). By hand:

    python3 recorder.py --out requests.jsonl --forward http://127.0.0.1:4510

Either way it listens on a free port of 127.0.0.1. Each line of the file is one exchange: method, path, headers in their
order, body (base64), and the status and body (base64) of the answer.
"""

import argparse
import base64
import http.client
import json
import pathlib
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Callable

# What belongs to one connection only is not passed on.
HOP_BY_HOP = {"connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade"}

# The longest that anything is waited for here, in seconds: more than any of it takes, less than a person's patience.
PATIENCE = 60


class Hold:
    """Holds the first request that comes by, until it is released; later ones pass."""

    def __init__(self):
        self.reached = threading.Event()
        self.released = threading.Event()
        self._lock = threading.Lock()

    def __call__(self):
        with self._lock:
            is_first = not self.reached.is_set()
            self.reached.set()
        if is_first:
            self.released.wait(PATIENCE)


class Meeting:
    """Lets requests pass only when `parties` of them have come: what follows then happens at the same time."""

    def __init__(self, parties: int):
        self._barrier = threading.Barrier(parties)

    def __call__(self):
        try:
            self._barrier.wait(PATIENCE / 4)
        except threading.BrokenBarrierError:
            pass  # The test asks `took_place`.

    @property
    def took_place(self) -> bool:
        """Whether all came in time; one that waited in vain has broken the barrier."""
        return not self._barrier.broken


class Recorder(ThreadingHTTPServer):
    """The server. `before` and `after` name, by operation, what is done before a request is passed on and before its
    answer is given back; the first answer to an operation in `cut` is not given at all."""

    daemon_threads = True

    def __init__(self, out: pathlib.Path, forward: str):
        super().__init__(("127.0.0.1", 0), Handler)
        self.before: dict[str, Callable[[], None]] = {}
        self.after: dict[str, Callable[[], None]] = {}
        self.cut: set[str] = set()
        self.upstream = urllib.parse.urlsplit(forward)
        self.out = out
        self._lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def __enter__(self) -> "Recorder":
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_):
        for hook in [*self.before.values(), *self.after.values()]:
            if isinstance(hook, Hold):
                hook.released.set()
        self.shutdown()
        self.server_close()

    def write(self, record: dict):
        with self._lock, self.out.open("a", encoding="utf-8") as out:
            out.write(json.dumps(record) + "\n")

    def recorded(self, operation: str | None = None) -> list[dict]:
        """The exchanges so far, in the order of their answers: all, or those of one operation."""
        with self._lock:
            lines = self.out.read_text(encoding="utf-8").splitlines() if self.out.exists() else []
        target = f".{operation or ''}"
        return [
            record for record in map(json.loads, lines)
            if operation is None or any(
                name.lower() == "x-amz-target" and value.endswith(target) for name, value in record["headers"])
        ]

    def handle_error(self, request, client_address):
        """A client that was killed is what this server is for; nothing is said about it."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # An answer is two writes; the second must not wait until the first was acknowledged.
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def handle_any(self):
        length = int(self.headers.get("Content-Length", "0"))
        body = self.rfile.read(length)
        if len(body) < length:
            # A client that was killed in the middle of it: passed on, it would keep the other side waiting for the rest.
            self.close_connection = True
            return
        operation = self.headers.get("X-Amz-Target", "").rpartition(".")[2]
        self.server.before.get(operation, lambda: None)()
        status, headers, answer = self.respond(body)
        # Written before the answer goes out, so that whoever got the answer finds the line.
        self.server.write({
            "method": self.command,
            "path": self.path,
            "headers": list(self.headers.items()),
            "body": base64.b64encode(body).decode(),
            "status": status,
            "answer": base64.b64encode(answer).decode(),
        })
        self.server.after.get(operation, lambda: None)()
        if operation in self.server.cut:
            self.server.cut.discard(operation)
            self.close_connection = True
            return
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in HOP_BY_HOP | {"content-length"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    do_GET = do_POST = do_PUT = handle_any

    def respond(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        connection = http.client.HTTPConnection(
            self.server.upstream.hostname, self.server.upstream.port, timeout=PATIENCE)
        try:
            headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP_BY_HOP}
            connection.request(self.command, self.path, body=body, headers=headers)
            response = connection.getresponse()
            return response.status, response.getheaders(), response.read()
        finally:
            connection.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", required=True, type=pathlib.Path, help="the file to append to")
    parser.add_argument("--forward", required=True, help="the endpoint that answers")
    arguments = parser.parse_args()
    with Recorder(arguments.out, arguments.forward) as recorder:
        print(recorder.url, flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            pass


if __name__ == "__main__":
    main()
