"""An HTTP server that writes down each request and passes it on, or answers by itself.

    python3 recorder.py --out requests.jsonl --forward http://127.0.0.1:4510
    python3 recorder.py --out requests.jsonl --answer '{"tasks":[],"failures":[]}'

It listens on a free port of 127.0.0.1 and prints its address as the first line. Each line of the file is one exchange:
method, path, headers in their order, body (base64), and the status and body (base64) of the answer.
"""

import argparse
import base64
import http.client
import json
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# What belongs to one connection only is not passed on.
HOP_BY_HOP = {"connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade"}


class Recorder(ThreadingHTTPServer):
    """The server: `out` is the open file, `forward` a split address or None, `answer` the bytes to answer with."""

    daemon_threads = True

    def __init__(self, out, forward=None, answer=b"{}"):
        super().__init__(("127.0.0.1", 0), Handler)
        self.out = out
        self.forward = forward
        self.answer = answer
        self.lock = threading.Lock()

    def write(self, record):
        # Flushed line by line: the reader may come before the end.
        with self.lock:
            self.out.write(json.dumps(record) + "\n")
            self.out.flush()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def handle_any(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
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
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in HOP_BY_HOP | {"content-length"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    do_GET = do_POST = do_PUT = handle_any

    def respond(self, body):
        if self.server.forward is None:
            return 200, [("Content-Type", "application/x-amz-json-1.1")], self.server.answer
        connection = http.client.HTTPConnection(self.server.forward.hostname, self.server.forward.port, timeout=60)
        try:
            headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP_BY_HOP}
            connection.request(self.command, self.path, body=body, headers=headers)
            response = connection.getresponse()
            return response.status, response.getheaders(), response.read()
        finally:
            connection.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", required=True, help="the file to append to")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--forward", help="the endpoint that answers")
    how.add_argument("--answer", default="{}", help="the body of every answer")
    arguments = parser.parse_args()
    forward = urllib.parse.urlsplit(arguments.forward) if arguments.forward else None
    with open(arguments.out, "a", encoding="utf-8") as out:
        server = Recorder(out, forward, arguments.answer.encode())
        print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            pass


if __name__ == "__main__":
    main()
