"""Which methods a path takes, as the description says: the list of `Allow` (RFC 9110 §10.2.1)."""

from collections.abc import Iterable, Mapping
from typing import Any


def allowed_methods(paths: Mapping[str, Mapping[str, Any]], path: str) -> str | None:
    """The methods of the described path that fits best; None where none does.

    A word fits better than a parameter: `/v1/work-queues/reassignments` is no queue.
    """
    asked = path.split("/")
    fitting = [one for one in paths if _fits(one.split("/"), asked)]
    if not fitting:
        return None
    best = min(fitting, key=lambda one: one.count("{"))
    return ", ".join(sorted(method.upper() for method in paths[best]))


def _fits(described: Iterable[str], asked: list[str]) -> bool:
    words = [*described]
    return len(words) == len(asked) and all(
        word.startswith("{") or word == given for word, given in zip(words, asked, strict=True)
    )
