"""The officer behind a packet: whose token it was, judged as of the moment of the capture."""

from datetime import datetime, timedelta

from adapters.identity.refused import KeysUnavailable, TokenRefused
from adapters.identity.token_verifier import TokenVerifier
from application.clock import ProgrammeClock
from application.packed_acts import OfficersUnknown
from domain.envelope import Actor
from domain.refusals import OutsideAuthority


class TokensThen:
    """The OfficersThen port. A token lives in real time, a packet in that of the programme."""

    def __init__(self, verifier: TokenVerifier, clock: ProgrammeClock) -> None:
        self._verifier = verifier
        self._offset = timedelta(seconds=clock.offset_s)

    async def at(self, token: str, instant: datetime) -> Actor:
        real = (instant - self._offset).timestamp()
        try:
            bearer = await self._verifier.verify_as_of(token.encode("ascii", "replace"), real)
        except TokenRefused as refused:
            raise OutsideAuthority(refused.code, **refused.params) from refused
        except KeysUnavailable as away:
            raise OfficersUnknown from away
        return bearer.actor
