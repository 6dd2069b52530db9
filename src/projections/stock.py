"""How many blanks are where: the balance of every block, account by account (domain §1.4)."""

from collections.abc import Iterator

from domain.card_stock.accounts import balance
from domain.card_stock.state import Block, evolve
from domain.catalogue import CATALOGUE, stream_of
from domain.recorded import Recorded
from projections.projection import Change, Drop, Open, TableName

STOCK = TableName("stock")
STOCK_MEMORY = TableName("stock_memory")


class Stock:
    """A row for each account of a block that holds any of its blanks; nothing here is sealed."""

    name = "stock"
    version = 1
    tables = (STOCK, STOCK_MEMORY)
    topics = frozenset(topic for topic in CATALOGUE if stream_of(topic) == "card-stock")
    memory = Block
    memory_table = STOCK_MEMORY
    needs_sealed = False

    def remember(
        self, memory: Block | None, recorded: Recorded, position: int
    ) -> tuple[Block, list[Change]]:
        """See `Remembering`."""
        block = evolve(memory, recorded.event, recorded.envelope)
        former = balance(memory) if memory else {}
        return block, list(_moved(former, block, recorded, position))


def _moved(
    former: dict[str, int], block: Block, recorded: Recorded, position: int
) -> Iterator[Change]:
    now = balance(block)
    for account in former.keys() - now.keys():
        yield Drop(STOCK, (recorded.stream, account))
    for account, count in now.items():
        if count == former.get(account):
            continue
        values = {
            "supplier": block.supplier,
            "form": block.form,
            "box": block.box_number,
            "first_serial": block.first_serial,
            "count": count,
            "position": position,
        }
        yield Open(STOCK, (recorded.stream, account), values)
