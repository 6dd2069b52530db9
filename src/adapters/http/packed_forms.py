"""Bodies of commands inside a packet, judged exactly as the endpoints of those commands judge."""

from adapters.http.bodies import CommandForm
from adapters.http.body_text import BodyMalformed
from application.packed_acts import CAPABILITY_OF
from domain.commands import Command
from domain.refusals import RuleBroken


class PackedForms:
    """The Forms port."""

    def __init__(self) -> None:
        self._forms = {name: CommandForm(one.command) for name, one in CAPABILITY_OF.items()}

    def read(self, command: str, body: bytes) -> Command:
        try:
            read: Command = self._forms[command].read(body)
        except BodyMalformed as malformed:
            raise RuleBroken(malformed.code, **malformed.params) from malformed
        return read
