"""The balance of a block follows its blanks, and always comes to all that were received."""

from uuid import UUID

from tests.projections.remembering import Kept

from case_stories import BLOCK, JOB, MACHINE, allocated, case, received
from domain.card_stock import events as e
from projections.stock import STOCK, Stock

AT_MACHINE = f"machine:{MACHINE}"
FIVE = allocated("VN0000000040", "VN0000000044", 5)


def balance(*events: e.Event) -> dict[str, int]:
    kept = Kept(Stock()).see(*case(*events, stream=BLOCK))
    return {account: row["count"] for (_, account), row in kept.rows(STOCK).items()}


def used(serial: str) -> e.Used:
    return e.Used(serial, JOB, MACHINE)


def test_a_block_arrives_in_the_vault() -> None:
    kept = Kept(Stock()).see(*case(received(), stream=BLOCK))

    assert kept.rows(STOCK) == {
        (BLOCK, "vault"): {
            "supplier": "supplier-vn",
            "form": "chip-2021",
            "box": "B1",
            "first_serial": "VN0000000000",
            "count": 100,
            "position": 0,
        }
    }


def test_blanks_move_from_account_to_account() -> None:
    spoiled = e.Spoiled("VN0000000041", None, "jam", AT_MACHINE)

    assert balance(received(), FIVE) == {"vault": 95, AT_MACHINE: 5}
    assert balance(received(), FIVE, used("VN0000000040"), spoiled) == {
        "vault": 95,
        AT_MACHINE: 3,
        "used": 1,
        "spoiled": 1,
    }


def test_an_empty_account_has_no_row() -> None:
    one = allocated("VN0000000040", "VN0000000040", 1)

    assert balance(received(), one, used("VN0000000040")) == {"vault": 99, "used": 1}


def test_an_account_that_did_not_move_keeps_its_position() -> None:
    kept = Kept(Stock()).see(*case(received(), FIVE, used("VN0000000040"), stream=BLOCK))

    positions = {account: row["position"] for (_, account), row in kept.rows(STOCK).items()}
    assert positions == {"vault": 1, AT_MACHINE: 2, "used": 2}


def test_a_count_moves_nothing() -> None:
    assert balance(received(), e.Counted("vault", 98, 100)) == {"vault": 100}


def test_blocks_are_told_apart() -> None:
    other = UUID(int=99)
    kept = Kept(Stock()).see(
        *case(received(), stream=BLOCK), *case(received("VN0000000100"), stream=other)
    )

    assert set(kept.rows(STOCK)) == {(BLOCK, "vault"), (other, "vault")}
