"""Who loads or takes away: the officer of a token, judged as over HTTP, as long as work goes on."""

import asyncio
from pathlib import Path

from adapters.identity.refused import KeysUnavailable, TokenRefused
from adapters.identity.token_verifier import TokenVerifier
from cancuoc.settings import SettingsWrong
from domain.envelope import Actor


class TokenHeld:
    """The token of a file, which is read again when it has run out, or one that was given."""

    def __init__(self, verifier: TokenVerifier, file: Path | None, token: str) -> None:
        self._verifier = verifier
        self._file = file
        self._token = token
        self._officer: Actor | None = None

    def officer(self) -> Actor:
        """The officer, whose token is good now.

        Raises TokenRefused, KeysUnavailable, and SettingsWrong where there is no token, or where
        the file has meanwhile become that of another officer.
        """
        if self._file is not None:
            self._token = _token_in(self._file)
        if not self._token:
            raise SettingsWrong("say who you are: --token-file, or the variable CANCUOC_TOKEN")
        actor = asyncio.run(self._verifier.verify_with_fresh_keys(self._token)).actor
        if self._officer not in (None, actor):
            raise SettingsWrong(f"{self._file} now holds the token of another officer")
        self._officer = actor
        return actor

    def still_good(self) -> bool:
        """Whether the officer may go on; cheap enough to be asked for each chunk."""
        try:
            self._verifier.verify(self._token)
        except (TokenRefused, KeysUnavailable):
            return self._file is not None and self._renewed()
        return True

    def _renewed(self) -> bool:
        try:
            self.officer()
        except (TokenRefused, KeysUnavailable):
            return False
        return True


def _token_in(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsWrong(f"{file} cannot be read as a token") from error
