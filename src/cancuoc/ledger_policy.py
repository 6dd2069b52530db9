"""The witnesses of this register, from the file that CANCUOC_LEDGER_POLICY names."""

from adapters.ledger.witness_policy import Policy, PolicyBroken, read_policy
from cancuoc.settings import Settings, SettingsWrong


def policy_of(settings: Settings) -> Policy:
    """Without a file: no witnesses, and every checkpoint is published. Raises SettingsWrong."""
    if not settings.ledger_policy:
        return Policy()
    try:
        with open(settings.ledger_policy, encoding="utf-8") as file:
            return read_policy(file.read())
    except (OSError, UnicodeDecodeError) as unread:
        raise SettingsWrong(
            f"CANCUOC_LEDGER_POLICY names {settings.ledger_policy}, which cannot be read: {unread}"
        ) from unread
    except PolicyBroken as broken:
        raise SettingsWrong(f"{settings.ledger_policy}, {broken}") from broken
