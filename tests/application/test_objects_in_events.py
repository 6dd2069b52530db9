"""Every scan that an event refers to is found, wherever in it it stands."""

from uuid import UUID

from application.objects_in_events import objects_in
from domain.card_application.events import Opened, OpenedSealed
from domain.citizen.events import (
    Amended,
    AmendedSealed,
    Approved,
    CaptureCorrected,
    DiffSealed,
    Verified,
    VerifiedSealed,
)
from domain.citizen.facts import Change, SealedObject
from domain.values.instants import parse_instant

FIRST = SealedObject(UUID(int=1), "a" * 64, "image/jp2")
SECOND = SealedObject(UUID(int=2), "b" * 64, "application/pdf")
NOBODY = UUID(int=0)
THEN = parse_instant("2021-03-10T02:00:00Z")


def test_an_object_of_its_own_and_those_of_a_list() -> None:
    opened = Opened(NOBODY, "conversion", "first-card", "001", "office", "I", THEN,
                    OpenedSealed("0912", FIRST))  # fmt: skip

    assert list(objects_in(opened)) == [FIRST]
    assert list(objects_in(Verified((), (), VerifiedSealed((FIRST, SECOND))))) == [FIRST, SECOND]


def test_the_paper_behind_a_change_and_the_papers_that_were_changed() -> None:
    """A changed list of documents is kept as the JSON values of its field."""
    values = {"id": str(SECOND.id), "sha256": SECOND.sha256, "media_type": SECOND.media_type}
    change = Change("documents", [], [values], "keying", FIRST)

    corrected = CaptureCorrected(("documents",), DiffSealed((change,)))

    assert list(objects_in(corrected)) == [SECOND, FIRST]


def test_an_event_without_papers_or_with_its_sealed_part_closed_has_none() -> None:
    assert list(objects_in(Approved(3))) == []
    assert list(objects_in(Verified((), (), None))) == []
    plain = Amended(NOBODY, ("sex",), "x", THEN.date(), AmendedSealed((), 1990, "female"))
    assert list(objects_in(plain)) == []
