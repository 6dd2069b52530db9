"""`cancuoc witness`: what another institution runs to keep this register honest."""

from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
import uvicorn

from adapters.http.guarded_protocol import GuardedProtocol
from adapters.http.witness_service import WitnessDesk, WitnessService
from adapters.ledger.notes import NOTE_KEY, NoteBroken, VerifierKey, read_vkey
from adapters.ledger.witness import Logs
from adapters.ledger.witness_memory import WitnessMemory, WitnessTrouble, make_witness
from cancuoc.free_port import require_free_port

GRACE_S = 10


class Place(msgspec.Struct, frozen=True):
    """Where a witness listens."""

    host: str
    port: int


def new_witness(folder: Path, name: str) -> str:
    """Make the key, and say what its log has to know. Raises WitnessTrouble."""
    if not name:
        raise WitnessTrouble("give the witness a name, such as --name inspectorate.example/witness")
    return make_witness(folder, name).verifier.text()


def run_witness(
    folder: Path, name: str, logs: Sequence[str], place: Place, say: Callable[[str], None]
) -> None:
    """Cosign until SIGTERM. Raises WitnessTrouble, and CannotRun for a taken port."""
    watched = watched_logs(logs)
    require_free_port(place.host, place.port, "give the witness another one with --port")
    with WitnessMemory(folder) as memory:
        if name and name != memory.key.name:
            raise WitnessTrouble(f"the key in {folder} is of {memory.key.name}, not of {name}")
        desk = WitnessDesk(memory, watched)
        say(f"Witness {desk.vkey}")
        for origin in watched:
            say(f"Watches {origin}, cosigned so far: {memory.seen(origin).size} events")
        uvicorn.run(
            WitnessService(desk),
            host=place.host,
            port=place.port,
            http=GuardedProtocol,
            ws="none",
            lifespan="off",
            access_log=False,
            log_config=None,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=GRACE_S,
        )


def watched_logs(vkeys: Sequence[str]) -> Logs:
    """Each log by its origin, which is the name of its keys. Raises WitnessTrouble."""
    found: dict[str, list[VerifierKey]] = {}
    for text in vkeys:
        try:
            key = read_vkey(text)
        except NoteBroken as broken:
            raise WitnessTrouble(f"--log {text}: {broken}") from broken
        if key.kind != NOTE_KEY:
            raise WitnessTrouble(f"--log {text} is the key of a witness, not of a log")
        found.setdefault(key.name, []).append(key)
    if not found:
        raise WitnessTrouble(
            "name the log to watch: --log, as `cancuoc ledger show` prints its key"
        )
    return found
