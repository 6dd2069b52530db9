"""From the bytes of a request to a command, or to every field at fault.

400 is for what is no JSON object at all; everything that a person can correct in the form is 422
with the pointer of each field (interfaces §1).
"""

import re
from typing import Any, NoReturn, TypeVar

import msgspec
from pydantic import ValidationError

from adapters.http.body_models import model_of
from adapters.http.body_text import (
    BodyMalformed,
    json_object,
    refuse_repeated_names,
    text_faults,
)
from adapters.http.form_faults import fault_in, form_faults
from domain.refusals import Fault, Faults, refuse_faults
from domain.values.instants import parse_instant

C = TypeVar("C", bound=msgspec.Struct)

# Outside these years an instant cannot be carried into another time zone.
_FIRST_YEAR, _LAST_YEAR = 1900, 2400
# What the decoder takes for an instant and RFC 3339 §5.6 does not: a space for the T, an offset
# without its colon, or escapes, which may hide either.
_LOOSE_INSTANT = re.compile(rb'"\d{4}-\d\d-\d\d(?: \d\d:|[Tt][\d:.]*[+-]\d{4}")|\\u')


def _strictly(shown: str) -> re.Pattern[bytes]:
    """A member of this name whose value is an instant of RFC 3339 §5.6."""
    instant = rb'"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)"'
    return re.compile(rb'"%b"\s*:\s*' % shown.encode() + instant)


class CommandForm:
    """Reads bodies of one command."""

    def __init__(self, struct: type[C]) -> None:
        self.struct = struct
        self.model = model_of(struct)
        self._decode = msgspec.json.Decoder(struct).decode
        self._instants = [
            (field.name, field.encode_name)
            for field in msgspec.structs.fields(struct)
            if "datetime.datetime" in str(field.type)
        ]
        self._strict = {shown: _strictly(shown) for _, shown in self._instants}

    def read(self, raw: bytes) -> Any:
        """The command. Raises BodyMalformed, or RuleBroken with every fault found."""
        try:
            command = self._decode(raw)
        except (msgspec.ValidationError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            self._explain(raw)
        refuse_repeated_names(raw)
        text_faults(raw)
        self._check_instants(command, raw)
        return command

    def _check_instants(self, command: Any, raw: bytes) -> None:
        """Refuse moments outside the calendar of law, and those not written as RFC 3339 has it."""
        given = [shown for name, shown in self._instants if getattr(command, name) is not None]
        if not all(self._stands_strictly(shown, raw) for shown in given) and (
            _LOOSE_INSTANT.search(raw)
        ):
            document, faults = json_object(raw), Faults()
            for shown in given:
                faults.check(f"/{shown}", parse_instant, document[shown])
            faults.refuse_if_any()
        for name, shown in self._instants:
            value = getattr(command, name)
            if value is not None and not _FIRST_YEAR <= value.year <= _LAST_YEAR:
                fault = Fault(f"/{shown}", "instant-out-of-range", {})
                refuse_faults((fault,), "instant-out-of-range")

    def _stands_strictly(self, shown: str, raw: bytes) -> bool:
        """Whether this instant is seen at once to be written as RFC 3339 has it; the search for
        loose ones through the whole body takes as long as reading it."""
        name = b'"%b"' % shown.encode()
        at = raw.find(name)
        only = at >= 0 and raw.find(name, at + 1) < 0
        return only and self._strict[shown].match(raw, at) is not None

    def _explain(self, raw: bytes) -> NoReturn:
        document = json_object(raw)
        text_faults(raw)
        try:
            self.model.model_validate_json(raw)
        except ValidationError as error:
            refuse_faults(tuple(form_faults(error)), "form-incorrect")
        except RecursionError as error:
            raise BodyMalformed("body-too-deep") from error
        # pydantic is content and msgspec is not: still a fault of the form, never of the server.
        try:
            msgspec.convert(document, self.struct)
        except msgspec.ValidationError as error:
            refuse_faults((fault_in(str(error)),), "field-type")
        raise BodyMalformed("body-not-json")
