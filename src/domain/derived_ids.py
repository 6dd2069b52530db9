"""Ids that follow from what a thing is, so that a repeat is recognised everywhere (formats §1)."""

from uuid import UUID

from domain.values.identifiers import derive_id


def job_id(application: UUID, print_attempt: int) -> UUID:
    """The personalisation job of an application's print attempt; a machine recognises a repeat."""
    return derive_id(application, "job", str(application), str(print_attempt))


def card_id(application: UUID, print_attempt: int) -> UUID:
    """The card that comes of an application's print attempt."""
    return derive_id(application, "card", str(application), str(print_attempt))


def adjudication_id(application: UUID, search_id: UUID) -> UUID:
    """The adjudication of the candidates that one search for duplicates found."""
    return derive_id(application, "adjudication", str(application), str(search_id))


def quality_case_id(citizen: UUID, check: str, other: UUID | None = None) -> UUID:
    """The case that data-check opens for a check on a citizen or a pair, and reopens ever after."""
    pair = () if other is None else (str(other),)
    return derive_id(citizen, "data-quality-case", check, str(citizen), *pair)


def loaded_command_id(citizen: UUID, packet: UUID) -> UUID:
    """The command of one row of a load: the same form is the same command in any file and order."""
    return derive_id(citizen, "load", str(citizen), str(packet))
