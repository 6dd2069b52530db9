"""Reads the parameters of a rule in the shape that its key has, and checks a proposed value."""

import re
from typing import Any, TypeVar

import msgspec

from domain.policy.rules import RulesInForce
from domain.policy.shapes import SHAPES, HouseDeadline, Shape
from domain.refusals import Fault, RuleBroken

S = TypeVar("S", bound=Shape)

_PLACE = re.compile(r"`\$([^`]*)`$")
_FIELD = re.compile(r"^Object .* field `([^`]*)`")


def read(rules: RulesInForce, key: str, shape: type[S]) -> S:
    """The parameters in force; RuleBroken `rule-unknown` where no rule covers the day."""
    return msgspec.convert(rules.value(key), shape)


def find(rules: RulesInForce, key: str, shape: type[S]) -> S | None:
    """As `read`, for the rules of which the law says what their absence means."""
    parameters = rules.find(key)
    return None if parameters is None else msgspec.convert(parameters, shape)


def check_parameters(key: str, parameters: dict[str, Any]) -> None:
    """Refuse parameters that the functions of this key could not read.

    To be asked before a value is proposed and confirmed: an unreadable rule in force would stop
    every decision that needs it. Raises RuleBroken `rule-key-unknown` or `rule-parameters-unfit`,
    whose fault points at the parameter from `/parameters` on.
    """
    shape = HouseDeadline if key.startswith("house.") else SHAPES.get(key)
    if shape is None:
        raise RuleBroken("rule-key-unknown", key=key)
    try:
        msgspec.convert(parameters, shape)
    except msgspec.ValidationError as unfit:
        fault = Fault(_pointer(str(unfit)), "rule-parameters-unfit", {"key": key})
        raise RuleBroken("rule-parameters-unfit", faults=(fault,), key=key) from unfit


def _pointer(told: str) -> str:
    """Where the decoder stopped, as an RFC 6901 pointer; a key of a mapping it does not name."""
    place, field = _PLACE.search(told), _FIELD.search(told)
    path = place.group(1).replace("[...]", "") if place else ""
    pointer = "/parameters" + re.sub(r"[.\[]", "/", path).replace("]", "")
    if field is None:
        return pointer
    return f"{pointer}/{field.group(1).replace('~', '~0').replace('/', '~1')}"
