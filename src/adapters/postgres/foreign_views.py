"""Views that a runner must not go on with: another feed or a newer program has filled them."""

from adapters.postgres.projection_batches import ProjectionStopped
from adapters.postgres.view_registration import Place, Registration
from application.feed import FeedName
from projections.projection import Projection


def refuse_other_feed(found: Registration, projection: Projection, feed: FeedName) -> None:
    """What one feed has filled is never gone on with from the other: it is filled anew."""
    if found.feed == feed:
        return
    name = projection.name
    raise ProjectionStopped(
        f"{name} is filled from {found.feed} and this program is told to read {feed}: set "
        f"CANCUOC_FEED={found.feed}, or run `cancuoc project {name} --rebuild` with "
        f"CANCUOC_FEED={feed}, which fills a new copy while the old one serves."
    )


def refuse_newer(found: Registration, projection: Projection) -> None:
    if found.version > projection.version:
        raise ProjectionStopped(
            f"{projection.name} was filled by a newer program, version {found.version}; "
            f"this one knows version {projection.version}: start the newer program."
        )


def refuse_overtaken(found: Registration, place: Place, position: int) -> None:
    """Of a view that one writes alone: its position was moved by another."""
    if (found.live_slot, found.version) == (place.slot, place.projection.version):
        raise ProjectionStopped(
            f"{place.projection.name} stands at position {found.position(place.slot)} where this "
            f"runner left it at {position}: another one writes it."
        )
