"""From one line to the declaration it states, by the very form of POST /v1/citizens."""

import csv

from adapters.dc01.chunks import Line
from adapters.dc01.columns import Header
from adapters.http.bodies import CommandForm
from adapters.http.body_text import BodyMalformed
from adapters.http.command_route import opened_id
from application.population_load import DeclarationRow

# What a CSV line may hold and a JSON text may not; JSON itself refuses it in a line of its own.
_QUOTE = '"'


class RowForm:
    """Reads the lines of one file; `header` is None for NDJSON, where each line is a body."""

    def __init__(self, longest: int, header: Header | None = None, delimiter: str = ",") -> None:
        self._longest = longest
        self._header = header
        self._delimiter = delimiter
        self._form = CommandForm(DeclarationRow)

    def read(self, line: Line) -> DeclarationRow:
        """The declaration. Raises BodyMalformed, or RuleBroken with every fault found."""
        if line.length > self._longest:
            raise BodyMalformed("body-too-large", limit=self._longest)
        row = self._form.read(self._body(line.text))
        opened_id(row)
        return row  # type: ignore[no-any-return]

    def _body(self, text: bytes) -> bytes:
        if self._header is None:
            return text
        try:
            cells = self._cells(text.decode("utf-8").removesuffix("\r"))
        except UnicodeDecodeError as error:
            raise BodyMalformed("body-not-utf8") from error
        except csv.Error as error:
            raise BodyMalformed("row-quote-open") from error
        if len(cells) != len(self._header.names):
            expected = len(self._header.names)
            raise BodyMalformed("row-cells-wrong", given=len(cells), expected=expected)
        return self._header.body(cells)

    def _cells(self, text: str) -> list[str]:
        if _QUOTE not in text:
            return text.split(self._delimiter)
        return next(csv.reader((text,), delimiter=self._delimiter, strict=True))
