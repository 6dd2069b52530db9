"""No test is lost: each test file has tests, and each test lies in a file that pytest opens."""

import ast
from pathlib import Path

import pytest

from architecture.tree import TESTS, files, name


def has_tests(source: str) -> bool:
    """Whether a module defines a test, or a class that inherits the tests of a test case."""
    return any(_is_test(node) for node in ast.walk(ast.parse(source)))


def _is_test(node: ast.AST) -> bool:
    match node:
        case ast.FunctionDef(name=word) | ast.AsyncFunctionDef(name=word):
            return word.startswith("test_")
        case ast.ClassDef(bases=bases):
            return any(ast.unparse(base).endswith("TestCase") for base in bases)
        case ast.Assign(value=ast.Attribute(attr="TestCase")):
            return True
    return False


MODULES = [path for path in files(".py") if path.is_relative_to(TESTS)]
COLLECTED = [path for path in MODULES if path.name.startswith("test_")]


@pytest.mark.parametrize("path", COLLECTED, ids=name)
def test_a_test_file_has_tests(path: Path) -> None:
    assert has_tests(path.read_text())


def test_a_test_lies_in_a_file_named_for_tests() -> None:
    others = [path for path in MODULES if path not in COLLECTED]
    assert [name(path) for path in others if has_tests(path.read_text())] == []


@pytest.mark.parametrize(
    "source",
    ["def test_it(): ...", "async def test_it(): ...", "class It(RecorderTestCase): ..."],
)
def test_a_test_is_recognised(source: str) -> None:
    assert has_tests(source)


def test_a_file_without_tests_is_recognised() -> None:
    assert not has_tests("def tested(): ...\nTEST = 1\n")
