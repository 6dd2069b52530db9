"""The domain decides from its arguments alone: nothing that it imports or calls looks outside."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from architecture.tree import SRC, name

ALLOWED_MODULES = frozenset(
    "__future__ abc bisect calendar collections contextlib copy dataclasses datetime decimal domain"
    " enum fractions functools hashlib heapq itertools json math msgspec operator re string struct"
    " types typing unicodedata uuid".split()
)
LOOKS_OUTSIDE = frozenset(
    "__import__ breakpoint eval exec getnode getrandbits input now open print today utcnow"
    " uuid1 uuid4 uuid6 uuid7".split()
)

IMPURE = [
    "import os",
    "import time as t",
    "from random import choice",
    "import psycopg",
    "from application.office import Office",
    "from . import rules",
    "from datetime import date\nday = date.today()",
    "import datetime\nmoment = datetime.datetime.now(datetime.UTC)",
    "from uuid import uuid4",
    "import uuid\nnew = uuid.uuid7()",
    "text = open('law.txt').read()",
    "print('approved')",
    "draw = __import__('random').random()",
    "def decide():\n    import secrets",
]
PURE = [
    "from datetime import date, datetime",
    "import msgspec\nfrom domain.refusals import RuleBroken",
    "def decide(context):\n    return context.now, context.today",
    "from uuid import UUID\nmatch = UUID.version",
]


def impurities(source: str) -> list[str]:
    """What a module of the domain imports or calls and should not, with its line."""
    found = [(node.lineno, word) for node, word in _suspects(ast.parse(source))]
    return [f"line {line}: {word}" for line, word in sorted(found)]


def _suspects(tree: ast.Module) -> Iterator[tuple[ast.stmt | ast.expr, str]]:
    for node in ast.walk(tree):
        match node:
            case ast.Import():
                yield from ((node, a.name) for a in node.names if not _is_allowed(a.name))
            case ast.ImportFrom():
                yield from _suspects_of_from(node)
            case ast.Call(func=ast.Name(id=word) | ast.Attribute(attr=word)):
                if word in LOOKS_OUTSIDE:
                    yield node, f"{word}()"


def _suspects_of_from(node: ast.ImportFrom) -> Iterator[tuple[ast.stmt, str]]:
    if node.level or not _is_allowed(node.module or ""):
        yield node, node.module or "a relative import"
    yield from ((node, alias.name) for alias in node.names if alias.name in LOOKS_OUTSIDE)


def _is_allowed(module: str) -> bool:
    return module.partition(".")[0] in ALLOWED_MODULES


@pytest.mark.parametrize("path", sorted((SRC / "domain").rglob("*.py")), ids=name)
def test_the_domain_is_pure(path: Path) -> None:
    assert impurities(path.read_text()) == []


@pytest.mark.parametrize("source", IMPURE)
def test_an_impure_module_is_found(source: str) -> None:
    assert len(impurities(source)) == 1


@pytest.mark.parametrize("source", PURE)
def test_a_pure_module_is_left_alone(source: str) -> None:
    assert impurities(source) == []
