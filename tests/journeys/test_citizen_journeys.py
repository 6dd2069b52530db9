"""Whole stories of citizens, told to a running register over HTTP (issue 2, domain §6)."""

from citizen_case import Case
from service import Service


def test_a_declaration_becomes_an_active_entry_with_a_number(register: Service) -> None:
    case = Case(register).active()

    assert case.shown["status"] == "active"
    assert case.shown["pin"][3:6] == "190"
    assert case.topics() == ["captured", "verified", "approved", "pin-established", "pin-notified"]
