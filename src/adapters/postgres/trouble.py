"""The one error of everything that starts, migrates or inspects a PostgreSQL server."""


class PostgresTrouble(RuntimeError):
    """Says in one sentence, for an operator, what is wrong and where to look."""
