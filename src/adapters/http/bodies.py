"""From the bytes of a request to a command, or to every field at fault.

400 is for what is no JSON object at all; everything that a person can correct in the form is 422
with the pointer of each field (interfaces §1).
"""

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
from domain.refusals import Fault, refuse_faults

C = TypeVar("C", bound=msgspec.Struct)

# Outside these years an instant cannot be carried into another time zone.
_FIRST_YEAR, _LAST_YEAR = 1900, 2400


class CommandForm:
    """Reads bodies of one command."""

    def __init__(self, struct: type[C]) -> None:
        self.struct = struct
        self.model = model_of(struct)
        self._decode = msgspec.json.Decoder(struct).decode
        self._instants = [
            (field.name, field.encode_name)
            for field in msgspec.structs.fields(struct)
            if "datetime" in str(field.type)
        ]

    def read(self, raw: bytes) -> Any:
        """The command. Raises BodyMalformed, or RuleBroken with every fault found."""
        try:
            command = self._decode(raw)
        except (msgspec.ValidationError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            self._explain(raw)
        refuse_repeated_names(raw)
        text_faults(raw)
        for name, shown in self._instants:
            value = getattr(command, name)
            if value is not None and not _FIRST_YEAR <= value.year <= _LAST_YEAR:
                fault = Fault(f"/{shown}", "instant-out-of-range", {})
                refuse_faults((fault,), "instant-out-of-range")
        return command

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
