"""A hand-over that was recorded by mistake, taken back by two officers."""

from uuid import UUID

from domain.card_application.application import CardApplication
from domain.card_application.commands import CorrectHandOver
from domain.card_application.events import Event, HandOverCorrected, StatementSealed
from domain.card_application.guards import require, require_stated
from domain.context import Context
from domain.effects import repeats
from domain.guards import refuse_field, second_officer
from domain.readings import found
from domain.refusals import refuse_if


def correct_hand_over(
    state: CardApplication, command: CorrectHandOver, context: Context
) -> list[Event]:
    """The card that this one replaced is named by the officers, for the application knows it not.

    A card named wrongly is refused. One that is not named although there is one stays replaced:
    this stream cannot tell, and the citizen's cards show it.
    """
    sealed = StatementSealed(command.statement.fact() if command.statement else None)
    reason = command.reason
    again = reason is not None and repeats(
        state, HandOverCorrected(reason, sealed), "arrived", "delivery-failed"
    )
    if again:
        return []
    require(state, "delivered")
    event = HandOverCorrected(require_stated(reason), sealed)
    second_officer(context)
    found(context, "card", "")
    if command.former_card_id is not None:
        _refuse_other_former(state, command.former_card_id, context)
    return [event]


def _refuse_other_former(state: CardApplication, former_id: UUID, context: Context) -> None:
    former = found(context, "former", "/former_card_id")
    differs = refuse_field("/former_card_id", "former-card-differs", id=former_id)
    refuse_if(former.state.replaced_by != state.card_id, differs)
