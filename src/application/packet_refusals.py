"""The refusal that a packet met: whether it may pass, and how it is kept and told."""

from typing import Any

import msgspec

from application.order import NotFound
from domain.refusals import NotAllowedNow, Refusal

Met = Refusal | NotFound

_LONGEST_DETAIL = 2000


def may_pass(met: Met) -> bool:
    """Whether what stands in the way may be gone once another packet was carried out."""
    return isinstance(met, NotFound | NotAllowedNow) or met.code == "citizen-unknown"


def told(met: Met) -> tuple[str, dict[str, Any]]:
    """The code of a refusal and the parameters of its sentence."""
    if isinstance(met, NotFound):
        return f"{met.kind}-not-found", {"id": met.stream}
    return met.code, met.params


def detail_of(met: Met) -> str | None:
    """The parameters as JSON, which is sealed; none where there are none, or far too many."""
    _, params = told(met)
    text = msgspec.json.encode(params).decode() if params else ""
    return text if 0 < len(text) <= _LONGEST_DETAIL else None


def params_in(detail: str | None) -> dict[str, Any]:
    """The parameters in a detail."""
    return msgspec.json.decode(detail, type=dict[str, Any]) if detail else {}
