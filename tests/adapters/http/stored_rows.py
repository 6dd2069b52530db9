"""How much a register holds that a command could have changed."""

from service import Service


def stored(register: Service) -> dict[str, int]:
    tables = ("events", "claims", "idempotency")
    return {table: register.count(f"SELECT count(*) FROM {table}") for table in tables}
