"""Whether this process has been asked to stop: known to its protocol and to its readiness."""

import msgspec


class Leaving(msgspec.Struct):
    """From `begun` on no connection is kept, and the process calls itself unready."""

    begun: bool = False


LEAVING = Leaving()
