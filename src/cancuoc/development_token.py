"""Tokens for development, made by the issuer that only an embedded register trusts."""

from adapters.identity.development_issuer import DevelopmentIssuer
from adapters.identity.development_officers import OFFICER_BY_NAME, officer_id
from cancuoc.embedded_run import issuer_key
from cancuoc.settings import Settings, SettingsWrong


def development_token(settings: Settings, officer: str, unit: str | None, hours: float) -> str:
    """A token of the officer so named (`area-officer`, `legal-officer-2`), here or elsewhere."""
    if not settings.is_development:
        raise SettingsWrong("tokens come from CANCUOC_ISSUER here, not from this program")
    known = OFFICER_BY_NAME.get(officer)
    if known is None:
        names = ", ".join(sorted(OFFICER_BY_NAME))
        raise SettingsWrong(f"there is no officer {officer}: there are {names}")
    who = known.officer if unit in (None, known.unit) else officer_id(known.role, unit or "")
    return DevelopmentIssuer(issuer_key(settings)).issue(
        who, unit or known.unit, (known.role,), hours * 3600, settings.audience
    )
