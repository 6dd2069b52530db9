"""Why a client could not reach any broker: its own error only says how long it tried."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from kafka.errors import (
    AuthorizationError,
    KafkaError,
    KafkaTimeoutError,
    SaslAuthenticationFailedError,
)

LOGGER = "kafka.net.manager"


class LastWords(logging.Handler):
    """Keeps the newest error that the client wrote about a connection, and who was not let in.

    A password that a broker refuses is tried again like a broker that is away, and the last try
    may well end otherwise than those before. Under TLS the refusal itself is often lost, for the
    client looks at the end of the connection first: then `hung_up` is all there is to know.
    """

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.text = ""
        self.refusal: KafkaError | None = None
        self.hung_up = False

    def emit(self, record: logging.LogRecord) -> None:
        arguments = record.args if isinstance(record.args, tuple) else ()
        for one in arguments:
            if isinstance(one, KafkaError) and not isinstance(one, KafkaTimeoutError):
                self.text = str(one)
                self.hung_up = self.hung_up or "disconnected" in self.text
            if isinstance(one, SaslAuthenticationFailedError | AuthorizationError):
                self.refusal = one


@contextmanager
def last_words() -> Iterator[LastWords]:
    """Listens while the block runs; what several clients write at once is mixed."""
    heard, logger = LastWords(), logging.getLogger(LOGGER)
    logger.addHandler(heard)
    try:
        yield heard
    finally:
        logger.removeHandler(heard)
