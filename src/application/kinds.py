"""Every kind of stream of the register, and everything an office can do."""

from application import citizens, legal_instruments
from application.stream import Capability, StreamKind

KINDS: dict[str, StreamKind] = {
    kind.name: kind
    for kind in (
        citizens.CITIZENS,
        legal_instruments.LEGAL_INSTRUMENTS,
    )
}
"""By singular name, as topics begin."""

CAPABILITIES: tuple[Capability, ...] = (
    *citizens.CAPABILITIES,
    *legal_instruments.CAPABILITIES,
)
"""What officers and machines may ask for over REST."""
