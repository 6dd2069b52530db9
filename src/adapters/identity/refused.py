"""Why a token is not believed: a code with parameters, worded at the edge."""

from typing import Any


class TokenRefused(Exception):
    """The bearer token proves nothing. Answered as 401; `code` has its sentence at the edge."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params


class KeysUnavailable(Exception):
    """The keys of the issuer could not be read, so no new token can be judged (503)."""
