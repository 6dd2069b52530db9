"""A JSON answer as two ASGI messages: what a command needs of a response, and nothing more."""

import msgspec
from starlette.types import Receive, Scope, Send


class Answer(msgspec.Struct, frozen=True):
    """`headers` are lower-case; content type and length are added here."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", b"%d" % len(self.body)),
            *self.headers,
        ]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body})
