"""With a person end the application under way and the card in force."""

from datetime import date
from uuid import UUID

import pytest
from msgspec.structs import replace
from tests.application.reactions.reacted import SOURCE, VERSION, reacted
from tests.domain.card_application import states

from application.reactions.reactor import Wanted
from domain.card.commands import RequestRevocation
from domain.card_application import events as ce
from domain.card_application.commands import CloseApplication
from domain.citizen import events as e
from domain.claims import Claim
from domain.values.identifiers import derive_id

REQUEST = derive_id(SOURCE, "revocation", str(SOURCE), str(VERSION))
DEAD = e.DeathRecorded(None)


def lost(ground: str) -> e.NationalityLost:
    return e.NationalityLost(ground, date(2021, 6, 1), None)


def ending(reason: str, ground: str) -> tuple[Wanted, ...]:
    """The application and the card are those that hold the claims of the person."""
    application = Claim("open-application", str(SOURCE), sealed=False)
    card = Claim("active-card", str(SOURCE), sealed=False)
    return (
        Wanted(
            "card-application",
            application,
            CloseApplication(reason=reason),  # type: ignore[arg-type]
            "card-approver",
            settled=frozenset({"card-application-is"}),
        ),
        revocation(card, ground),
    )


def revocation(target: UUID | Claim, ground: str) -> Wanted:
    return Wanted(
        "card",
        target,
        RequestRevocation(request_id=REQUEST, ground=ground),  # type: ignore[arg-type]
        "director",
        settled=frozenset({"card-is", "revocation-already-requested"}),
    )


def test_with_a_death_the_application_and_the_card_end() -> None:
    assert reacted("end-with-death", DEAD, None) == ending("death", "holder-dead")


@pytest.mark.parametrize(
    ("ground", "revoked_as"),
    [
        ("deprived", "nationality-deprived"),
        ("renounced", "nationality-renounced"),
        ("naturalisation-cancelled", "naturalisation-cancelled"),
    ],
)
def test_with_the_nationality_the_application_and_the_card_end(
    ground: str, revoked_as: str
) -> None:
    found = reacted("end-with-nationality", lost(ground), None)

    assert found == ending("nationality-lost", revoked_as)


def test_with_a_merge_the_application_and_the_card_of_the_entry_that_ended_end() -> None:
    merged = e.Merged(UUID(int=1), None)

    assert reacted("end-with-merge", merged, None) == ending("merged", "duplicate-identity")


def test_with_an_erasure_the_application_and_the_card_end() -> None:
    erased = e.Erased(UUID(int=1), UUID(int=2))

    assert reacted("end-with-erasure", erased, None) == ending("error", "issued-against-rules")


@pytest.mark.parametrize(
    ("reason", "ground"),
    [
        ("death", "holder-dead"),
        ("nationality-lost", "nationality-renounced"),
        ("merged", "duplicate-identity"),
        ("error", "issued-against-rules"),
    ],
)
def test_a_card_made_for_nobody_is_to_be_revoked(reason: str, ground: str) -> None:
    state = states.printed()

    found = reacted("end-with-application", ce.Closed(reason, destroy_card=True), state)

    assert state.card_id is not None
    assert found == (revocation(state.card_id, ground),)


@pytest.mark.parametrize(
    ("event", "state"),
    [
        (ce.Closed("death", destroy_card=False), states.printed()),
        (ce.Closed("death", destroy_card=True), replace(states.printed(), card_id=None)),
    ],
)
def test_where_no_card_was_made_none_is_revoked(event: ce.Closed, state: states.State) -> None:
    assert reacted("end-with-application", event, state) == ()
