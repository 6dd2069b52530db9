"""A port for a server to listen on, looked for or looked at before anything is started."""

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


def free_port() -> int:
    """One of this machine that nobody holds at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
