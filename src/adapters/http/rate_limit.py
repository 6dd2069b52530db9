"""The headers that tell a client which policy it has exhausted."""

from typing import Any


def rate_limit(params: dict[str, Any], wait: int) -> dict[str, str]:
    """As draft-ietf-httpapi-ratelimit-headers-10 writes them; none for other refusals."""
    if "quota" not in params:
        return {}
    whose, quota, window = params["whose"], params["quota"], params["window"]
    return {
        "ratelimit-policy": f'"{whose}";q={quota};w={window}',
        "ratelimit": f'"{whose}";r=0;t={wait}',
    }
