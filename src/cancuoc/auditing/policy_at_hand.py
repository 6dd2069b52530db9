"""The witnesses and their quorum, as the settings of this register name them."""

from adapters.ledger.witness_policy import Policy, PolicyBroken, read_policy
from cancuoc.settings import Settings, SettingsWrong


def policy_at_hand(settings: Settings) -> Policy:
    """An empty policy where no file is named. Raises SettingsWrong."""
    if not settings.ledger_policy:
        return Policy()
    try:
        with open(settings.ledger_policy, encoding="utf-8") as file:
            return read_policy(file.read())
    except (OSError, UnicodeDecodeError, PolicyBroken) as trouble:
        raise SettingsWrong(
            f"CANCUOC_LEDGER_POLICY names {settings.ledger_policy}, which cannot be used: {trouble}"
        ) from trouble
