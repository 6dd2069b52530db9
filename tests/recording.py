"""Short histories for tests that care about order and not about content."""

from uuid import UUID, uuid4

from eventsourcing.persistence import StoredEvent

from adapters.postgres.recorder import TransactionOrderRecorder

TOPIC = "citizen.captured.v1"


def record(recorder: TransactionOrderRecorder, *sizes: int) -> list[UUID]:
    """One transaction a size; each event opens a stream of its own. Gives the streams in order."""
    streams: list[UUID] = []
    for size in sizes:
        batch = [uuid4() for _ in range(size)]
        recorder.insert_events(
            [StoredEvent(one, 1, "citizen.captured.v1", one.bytes) for one in batch]
        )
        streams += batch
    return streams
