"""Base64 (RFC 4648 §4) in one spelling: no bit can be altered that means nothing."""

import base64
import binascii


class NotBase64(ValueError):
    """Says what the text is, to stand behind its name: "the root" + " is no base64"."""


def written(data: bytes) -> str:
    return base64.b64encode(data).decode()


def read(text: str, size: int | None = None) -> bytes:
    """The bytes, so many where a size is given. Raises NotBase64."""
    try:
        found = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as broken:
        raise NotBase64("is no base64") from broken
    if size is not None and len(found) != size:
        raise NotBase64(f"is not {size} bytes in base64")
    if written(found) != text:
        raise NotBase64("is no base64 as it is usually written")
    return found
