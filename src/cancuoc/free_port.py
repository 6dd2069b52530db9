"""Whether a server can listen where it is told to, asked before anything is started."""

import socket

from cancuoc.rehearsal_clock import CannotRun


def require_free_port(host: str, port: int, way_out: str) -> None:
    """Raises CannotRun, which ends with `way_out`, where another program listens already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CannotRun(
                f"Port {port} on {host} is not free ({error.strerror}): {way_out}."
            ) from error
