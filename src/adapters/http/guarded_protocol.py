"""uvicorn's protocol with the patience and the limits of this interface, before any route is asked.

What a client sends is bounded in bytes and in time: the line and the headers of a request, what
still comes after its answer, and how long an answer may lie unread (RFC 9110 §15.5, RFC 6585 §5).
Bodies are bounded where they are read. Refusals are problem documents like all others, and leave
in the order of their requests.

Long because a connection is one state machine, which is read as a whole or not understood.
"""

import asyncio
from typing import Any

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, RequestResponseCycle

from adapters.http.leaving import LEAVING
from adapters.http.one_write import OneWriteProtocol
from adapters.http.problems import RequestRefused
from adapters.http.wire_limits import (
    MOST_DISCARDED_BYTES,
    MOST_HEADER_BYTES,
    MOST_HEADERS,
    MOST_URL_BYTES,
    OBSERVERS,
    GuardedApp,
)

_TOO_LARGE = RequestRefused(431, "headers-too-large", limit=MOST_HEADER_BYTES, count=MOST_HEADERS)


class GuardedProtocol(OneWriteProtocol):
    """What `cancuoc serve` gives to uvicorn as its HTTP implementation."""

    app: GuardedApp

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._limits = self.app.wire_limits
        self._owed: asyncio.TimerHandle | None = None
        self._unread: asyncio.TimerHandle | None = None
        self._running: Any = None
        self._refused: RequestRefused | None = None
        self._received = self._discarded = self._unparsed = self._begun = 0
        self._in_head = self._deaf = self._surplus = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.connections) > self._limits.most:
            self._deaf = True
            transport.abort()
            return
        self._surplus = len(self.connections) > self._limits.connections
        self._expect_more()

    def connection_lost(self, exc: Exception | None) -> None:
        self._expect_nothing()
        self._unset_keepalive_if_required()
        if self._unread is not None:
            self._unread.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._deaf:
            self._drop(len(data))
            return
        begun, alone = self._begun, self._in_head or self._is_idle()
        super().data_received(data)
        if alone and self._in_head and self._begun <= begun + 1:
            self._count_of_head(len(data))
        if self._owed is None and self._is_owed() and not self.transport.is_closing():
            self._expect_more()

    def _count_of_head(self, size: int) -> None:
        """The parser keeps a line to itself until its end, which may never come."""
        self._unparsed += size
        if self._unparsed > MOST_URL_BYTES + MOST_HEADER_BYTES:
            self._refuse(_TOO_LARGE)

    def _is_owed(self) -> bool:
        """The rest of a head; or anything at all, where uvicorn has stopped its own clock."""
        return self._in_head or (self._is_idle() and self.timeout_keep_alive_task is None)

    def _is_idle(self) -> bool:
        return not self.pipeline and (self._running is None or self._running.response_complete)

    def _expect_more(self) -> None:
        self._expect_nothing()
        self._owed = self.loop.call_later(self._limits.patience_s, self._lost_patience)

    def _expect_nothing(self) -> None:
        if self._owed is not None:
            self._owed.cancel()
            self._owed = None

    def _lost_patience(self) -> None:
        """Half a head is answered; who says nothing at all, or sends on and on, is left."""
        self._owed = None
        if self._in_head:
            self._refuse(RequestRefused(408, "request-head-late"))
        else:
            self.transport.close()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._await_reader()

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._unread is not None and not self.transport.is_closing():
            self._unread.cancel()
            self._unread = None

    def _await_reader(self) -> None:
        """Closing waits until everything is read: whoever never reads would keep us for ever."""
        if self._unread is None:
            self._unread = self.loop.call_later(self._limits.patience_s, self.transport.abort)

    def timeout_keep_alive_handler(self) -> None:
        super().timeout_keep_alive_handler()
        self._await_reader()

    def on_message_begin(self) -> None:
        self._received = self._discarded = self._unparsed = 0
        self._begun += 1
        self._in_head = True
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        super().on_url(url)
        if len(self.url) > MOST_URL_BYTES:
            self._stop_parsing(RequestRefused(414, "url-too-long", limit=MOST_URL_BYTES))

    def on_header(self, name: bytes, value: bytes) -> None:
        super().on_header(name, value)
        self._received += len(name) + len(value)
        if self._received > MOST_HEADER_BYTES or len(self.headers) > MOST_HEADERS:
            self._stop_parsing(_TOO_LARGE)

    def _stop_parsing(self, refused: RequestRefused) -> None:
        """The parser turns what a callback raises into an error of its own."""
        self._refused = refused
        raise refused

    def on_headers_complete(self) -> None:
        self._in_head = False
        self._expect_nothing()
        super().on_headers_complete()
        if LEAVING.begun:
            self.cycle.keep_alive = False

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._running = cycle
        surplus = self._surplus and cycle.scope["path"].encode() not in OBSERVERS
        super()._start_asgi_task(cycle, self._turned_away() if surplus else app)

    def _turned_away(self) -> Any:
        app = self.app

        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            refused: ASGIApp = app.refusal(RequestRefused(503, "server-full", wait=1), scope)
            await refused(scope, receive, send)

        self.cycle.keep_alive = False
        return answer

    def on_body(self, body: bytes) -> None:
        if self.cycle.response_complete:
            self._drop(len(body))
        super().on_body(body)

    def _drop(self, size: int) -> None:
        self._discarded += size
        if self._discarded > MOST_DISCARDED_BYTES:
            self.transport.abort()

    def on_message_complete(self) -> None:
        if self.cycle.response_complete:
            self.cycle.more_body = False
        super().on_message_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.transport.is_closing():
            self._await_reader()
        elif self._is_idle() and self.cycle.more_body:
            self._expect_more()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - ours says it in two languages
        """Called by uvicorn when the parser gave up: nothing after that can be understood."""
        self._refuse(self._refused or RequestRefused(400, "request-malformed"))

    def _refuse(self, refused: RequestRefused) -> None:
        self._deaf = True
        self._expect_nothing()
        last = self._last_whole_request()
        if last is not None:
            last.keep_alive = False
            return
        if not self._is_idle():
            # Half a request is in hand: its route waits for a body of which no more will come.
            self._running.disconnected = True
            self._running.message_event.set()
        self._say(self.app.refusal(refused, _readable(self.scope)))

    def _last_whole_request(self) -> RequestResponseCycle | None:
        """The last one that still has to be answered and whose body has come; drops a half one."""
        if self.pipeline and self.pipeline[0][0].more_body:
            self.pipeline.popleft()
        if self.pipeline:
            return self.pipeline[0][0]
        return None if self._is_idle() or self._running.more_body else self._running

    def _say(self, answer: Response) -> None:
        content = [STATUS_LINE[answer.status_code]]
        for name, value in [*self.server_state.default_headers, *answer.raw_headers]:
            content += [name, b": ", value, b"\r\n"]
        content += [b"connection: close\r\n\r\n", bytes(answer.body)]
        if self._is_idle() or not self._running.response_started:
            self.transport.write(b"".join(content))
        # Closing at once would reset the connection, and the answer with it (RFC 9112 §9.6).
        self.transport.write_eof()
        self._await_reader()


def _readable(scope: Any) -> Scope:
    """Enough of a scope to word a refusal, however little of the request had come."""
    found = scope or {}
    return {"path": found.get("path", "/"), "headers": found.get("headers") or []}
