"""The rules with which every journey ends (domain §6), asked of a whole register at once."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from blank_ledger import accounts
from cancuoc.resources_of_kinds import resources
from domain.card.guards import REPLACEABLE
from domain.card_application.waits import RESTING
from domain.card_stock.accounts import account_of, balance, block_key
from domain.enrolment_packet.state import EnrolmentPacket
from domain.policy.rules import Policy
from domain.roles import ROLES
from domain.waits import Wait
from service import Service
from whole_register import Book, WaitRow, WholeRegister, read_register

Findings = Iterator[str]

_RESOURCES = resources()
"""A packet is not read over HTTP by itself."""
