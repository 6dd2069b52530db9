"""Log lines of every role: JSON, UTC, one event a line, never a personal value."""

import logging
import sys
from typing import Any

import structlog
from structlog.tracebacks import ExceptionDictTransformer
from structlog.typing import EventDict, ExcInfo

_traced = ExceptionDictTransformer(show_locals=False)


def _kind_and_place(exc_info: ExcInfo) -> list[dict[str, Any]]:
    """An exception as its class and where it came from, each cause after its effect.

    Neither the values of local variables nor the exception's own words: both may quote a person.
    """
    return [
        {
            "exc_type": one["exc_type"],
            "at": [f"{at['filename']}:{at['lineno']} {at['name']}" for at in one["frames"]],
        }
        for one in _traced(exc_info)
    ]


def _naming(role: str) -> structlog.typing.Processor:
    """Puts the role on every line, also on those of threads, which inherit no context."""

    def name(_logger: Any, _method: str, event: EventDict) -> EventDict:
        return {**event, "role": role}

    return name


def set_up_logs(level: str, role: str) -> None:
    """Send structlog's and the standard library's lines to standard error as JSON."""
    number = logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    shared: list[structlog.typing.Processor] = [
        _naming(role),
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        structlog.processors.ExceptionRenderer(_kind_and_place),
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer(ensure_ascii=False)],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=number, force=True)
    for noisy in ("uvicorn.access", "httpx", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
