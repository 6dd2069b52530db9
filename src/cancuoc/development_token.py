"""Tokens for development, made by the issuer that only an embedded register trusts."""

from adapters.identity.development_issuer import DevelopmentIssuer
from adapters.identity.development_officers import (
    OFFICER_BY_NAME,
    DevelopmentOfficer,
    officer_id,
)
from adapters.reference.load_units import load_register
from cancuoc.register_here import issuer_key
from cancuoc.settings import Settings, SettingsWrong
from domain.units import WHOLE_COUNTRY


def development_token(settings: Settings, officer: str, unit: str | None, hours: float) -> str:
    """A token of the officer so named (`area-officer`, `legal-officer-2`), here or elsewhere."""
    if not settings.is_development:
        raise SettingsWrong("tokens come from CANCUOC_ISSUER here, not from this program")
    known = known_officer(officer)
    if unit not in (None, known.unit):
        _refuse_unknown(unit or "")
    who = known.officer if unit in (None, known.unit) else officer_id(known.role, unit or "")
    return DevelopmentIssuer(issuer_key(settings)).issue(
        who, unit or known.unit, (known.role,), hours * 3600, settings.audience
    )


def known_officer(name: str) -> DevelopmentOfficer:
    """The development officer of that name; SettingsWrong lists those there are."""
    known = OFFICER_BY_NAME.get(name)
    if known is None:
        names = ", ".join(sorted(OFFICER_BY_NAME))
        raise SettingsWrong(f"there is no officer {name}: there are {names}")
    return known


def _refuse_unknown(unit: str) -> None:
    """A unit of any day will do: whether it exists on programme day is for the register to say."""
    if unit in WHOLE_COUNTRY or any(one.code == unit for one in load_register().units):
        return
    whole = " or ".join(sorted(WHOLE_COUNTRY))
    raise SettingsWrong(
        f"there is no unit {unit!r}: give the code of a province (2 digits), a district (3) or a"
        f" commune (5), such as 01, 001 or 00001, or {whole}"
    )
