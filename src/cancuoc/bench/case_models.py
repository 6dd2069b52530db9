"""Histories of whole cases, read from the register in which they were lived."""

from uuid import UUID

import msgspec

from cancuoc.bench.case_copies import History, read_history
from cancuoc.bench.case_lots import Lot
from cancuoc.bench.case_steps import Case
from cancuoc.bench.servers import ServerFailed
from cancuoc.bench.whole_case import DATABASE, Lived
from cancuoc.bench.workbench import Workbench
from domain.derived_ids import adjudication_id


class Models(msgspec.Struct, frozen=True):
    """A lot of one case and a larger one, both up to the hand-over; a case whose suspected
    duplicate waits for the matter to be opened, and one that waits for its examiners."""

    lived: Lived
    single: History
    lot: History
    suspected: History
    examined: History
    adjudication: UUID

    @property
    def card(self) -> UUID:
        """Of the lot of one case."""
        return self.lived.single.cases[0].card


def models(bench: Workbench, lived: Lived) -> Models:
    case = lived.suspected
    search = _search(case)
    adjudication = adjudication_id(case.application, search)
    with bench.copier(DATABASE) as copier, bench.vault() as vault:

        def read(streams: tuple[UUID, ...], numbers: tuple[str, ...] = ()) -> History:
            return read_history(copier, vault, streams, numbers)

        # No two matters bear the number of one search.
        alone = (case.application, case.citizen, search)
        return Models(
            lived,
            read(_streams(lived.single), (lived.prefix,)),
            read(_streams(lived.lot), (lived.prefix,)),
            read(alone),
            read((*alone, adjudication)),
            adjudication,
        )


def _search(case: Case) -> UUID:
    search = case.seen.search_id
    if search is None:
        raise ServerFailed("the suspected case shows no search")
    return search


def _streams(lot: Lot) -> tuple[UUID, ...]:
    of_cases = [one for case in lot.cases for one in (case.application, case.citizen)]
    cards = [case.card for case in lot.cases]
    blocks = (lot.block,) if lot.block else ()
    return (*of_cases, *cards, lot.batch, lot.manifest, *blocks)
