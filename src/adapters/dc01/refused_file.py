"""A file that cannot be read as declarations at all, or not to its end."""

from typing import Any


class FileRefused(Exception):
    """Carries a code and its parameters; the sentence is in file_sentences.py."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params
