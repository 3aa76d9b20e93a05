"""A threaded WSGI server on loopback: HTTP/1.1, connections kept alive, streamed answers in chunks.

The one in ``wsgiref`` speaks HTTP/1.0 and closes after each answer, which hides the faults we want to see.
"""

import io
import socket
import sys
import threading
from collections.abc import Callable, Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

from .lost import LOST

NO_BODY = frozenset({"204", "304"})
LARGEST = 256 * 1024 * 1024  # bytes of a request this server is willing to hold
LOOPBACK = "127.0.0.1"


class Server(ThreadingHTTPServer):
    """Serves ``app`` on ``port`` (0: any free one); ``address`` is the base of every site."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 256

    def __init__(self, app: Callable, port: int = 0) -> None:
        self.app = app
        super().__init__((LOOPBACK, port), Line)

    def server_bind(self) -> None:
        # The inherited one asks the resolver for the host's full name, which can take seconds.
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = LOOPBACK, self.server_address[1]

    def handle_error(self, request, client_address) -> None:
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)

    @property
    def address(self) -> str:
        return f"http://{LOOPBACK}:{self.server_port}"

    def __enter__(self) -> "Server":
        self._thread = threading.Thread(
            target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        faults = getattr(self.app, "faults", None)
        if faults is not None:
            faults.release()
        self.shutdown()
        self._thread.join()
        self.server_close()


class Line(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 64 * 1024
    server: Server

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: a path or header could carry what may not be logged."""

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except LOST:
            self._hang_up()

    def _serve(self) -> None:
        try:
            body = self._body()
        except ValueError:
            self.send_error(400)
            self.close_connection = True
            return
        started: list = []
        answer = self.server.app(self._environ(body), lambda *given: started.append(given[:2]))
        try:
            status, headers = started[-1]
            self._send(status, headers, answer)
        finally:
            if hasattr(answer, "close"):
                answer.close()

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = _serve

    def _send(self, status: str, headers: list[tuple[str, str]], body: Iterable[bytes]) -> None:
        code, _, phrase = status.partition(" ")
        names = {name.lower() for name, _ in headers}
        self.send_response_only(int(code), phrase)
        for name, value in headers:
            self.send_header(name, value)
        if "date" not in names:
            self.send_header("date", self.date_time_string())
        bare = self.command == "HEAD" or code in NO_BODY
        chunked = "content-length" not in names and not bare
        if chunked:
            self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        if bare:
            return
        for piece in body:
            if piece:
                self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece) if chunked else piece)
                self.wfile.flush()
        if chunked:
            self.wfile.write(b"0\r\n\r\n")
            self.wfile.flush()

    def _environ(self, body: bytes) -> dict:
        path, _, query = self.path.partition("?")
        environ = {
            "REQUEST_METHOD": self.command,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote(path),
            "QUERY_STRING": query,
            "SERVER_NAME": LOOPBACK,
            "SERVER_PORT": str(self.server.server_port),
            "SERVER_PROTOCOL": self.request_version,
            "REMOTE_ADDR": self.client_address[0],
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        for name, value in self.headers.items():
            key = name.upper().replace("-", "_")
            if key not in ("CONTENT_LENGTH", "TRANSFER_ENCODING"):
                environ[key if key == "CONTENT_TYPE" else "HTTP_" + key] = value
        return environ

    def _body(self) -> bytes:
        if self.headers.get("transfer-encoding", "").lower() == "chunked":
            return b"".join(self._chunks())
        length = int(self.headers.get("content-length") or 0)
        if not 0 <= length <= LARGEST:
            raise ValueError("length")
        return self.rfile.read(length)

    def _chunks(self) -> Iterable[bytes]:
        held = 0
        while size := int(self.rfile.readline(64).split(b";")[0], 16):
            held += size
            if held > LARGEST:
                raise ValueError("length")
            yield self.rfile.read(size)
            self.rfile.readline(8)
        while self.rfile.readline(4096).strip():
            pass

    def _hang_up(self) -> None:
        self.close_connection = True
        try:
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            return
