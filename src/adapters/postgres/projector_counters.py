"""What a projector tells of itself while it works."""

import msgspec


class Counters(msgspec.Struct):
    """What one projector has done; `lag` counts records that are known and not yet in the view."""

    events: int = 0
    projected: int = 0
    batches: int = 0
    position: int = -1
    lag: int = 0
    reconnects: int = 0
    rebuilds: int = 0
