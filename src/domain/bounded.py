"""Texts and codes as a command body may hold them: bounded, and free of control characters.

The bounds are those of the database columns and the forms, so that what is accepted can also be
stored, shown and printed. Patterns are plain ECMA regular expressions, since OpenAPI shows them.
"""

from typing import Annotated

import msgspec

_PRINTABLE = r"^[^\x00-\x08\x0b-\x1f\x7f]*$"

Code = Annotated[
    str,
    msgspec.Meta(
        max_length=60,
        pattern=r"^(?!.*\n)[a-z][a-z0-9-]*$",
        description="A code in kebab case",
        examples=["civil-status"],
    ),
]
FieldName = Annotated[
    str,
    msgspec.Meta(
        max_length=40,
        pattern=r"^(?!.*\n)[a-z][a-z0-9_]*$",
        description="The name of a field of the entry",
        examples=["birth"],
    ),
]
UnitText = Annotated[
    str,
    msgspec.Meta(
        max_length=8,
        pattern=r"^(?!.*\n)([0-9]{2}|[0-9]{3}|[0-9]{5}|centre|ministry)$",
        description="Code of a province (2 digits), district (3) or commune (5)",
        examples=["00001"],
    ),
]
PlaceUnit = Annotated[
    str,
    msgspec.Meta(
        max_length=5,
        pattern=r"^(?!.*\n)([0-9]{2}|[0-9]{3}|[0-9]{5})$",
        description="Code of the commune (5 digits), district (3) or province (2) of a place",
        examples=["00001"],
    ),
]
ShortText = Annotated[str, msgspec.Meta(max_length=200, pattern=_PRINTABLE)]
LongText = Annotated[str, msgspec.Meta(max_length=2000, pattern=_PRINTABLE)]
Remark = Annotated[
    str,
    msgspec.Meta(
        max_length=2000,
        pattern=_PRINTABLE,
        description="Free remark, sealed",
        examples=["Sổ hộ khẩu ghi năm sinh khác"],
    ),
]
