"""A Hub of tests/hub.py in; out, a server of it on loopback, with its faults, that writes down every call."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from tests.hub.hub import Call, Fault, Hub, Reply, answer

NO_FAULT = Fault("", "")


@contextmanager
def serve(hub: Hub) -> Iterator[Hub]:
    """The hub, reachable under `hub.url` while the block runs."""

    class Handler(BaseHTTPRequestHandler):
        """One connection."""

        protocol_version = "HTTP/1.1"

        def log_message(self, *_words: object) -> None:
            """Calls are written down in the hub, not on the screen."""

        def handle_call(self) -> None:
            """Answer a call, or do what its fault says."""
            address, length = urlsplit(self.path), int(self.headers.get("Content-Length") or 0)
            fault = hub.take_fault(self.command, address.path) or NO_FAULT
            if fault is not NO_FAULT and not (fault.status or fault.late or fault.seconds):
                self.cut(f"cut after {len(self.rfile.read(length // 2))} of {length} bytes")
                return
            token = self.headers.get("Authorization", "").removeprefix("Bearer ")
            call = Call(self.command, address.path, dict(parse_qsl(address.query)), token, self.rfile.read(length), {})
            threading.Event().wait(fault.seconds)
            said = {"error": "a fault of the test"} if fault.body is None else fault.body
            reply = Reply(fault.status, said) if fault.status else answer(hub, call)
            if fault.late:
                self.cut(f"{reply.status} ({length} bytes), reply cut off")
                return
            hub.log.append(f"{self.command} {self.path} {reply.status} ({length} bytes)")
            self.send(reply)

        def send(self, reply: Reply) -> None:
            """Send an answer."""
            body = reply.value if isinstance(reply.value, bytes) else json.dumps(reply.value).encode()
            self.send_response(reply.status)
            for name, value in (*reply.headers, ("Content-Length", str(len(body)))):
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def cut(self, words: str) -> None:
            """Close the connection without an answer."""
            hub.log.append(f"{self.command} {self.path} {words}")
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)

        do_GET = do_HEAD = do_POST = do_PUT = handle_call

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    hub.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield hub
    finally:
        if hub.hold:
            hub.hold.set()
        server.shutdown()
        server.server_close()
        thread.join()
