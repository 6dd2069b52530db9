"""`import kafka` is the client's package, although tests/, with a folder kafka, is on the path."""

from pathlib import Path

import kafka
import pytest

from architecture.tree import TESTS, files, name

POM = TESTS / "kafka" / "pom.xml"


def shadows(path: str) -> bool:
    """Whether a file could take the place of the package, or lies where one day it could."""
    return path.endswith(".py") and path.startswith(("tests/kafka/", "tests/kafka.", "kafka"))


def test_the_client_is_a_package_from_elsewhere() -> None:
    assert not Path(str(kafka.__file__)).is_relative_to(TESTS)
    assert kafka.KafkaProducer


def test_no_python_lies_where_it_would_hide_the_client() -> None:
    assert POM in files(".xml")
    assert [name(path) for path in files(".py") if shadows(name(path))] == []
    assert not list((TESTS / "kafka").rglob("*.py"))


@pytest.mark.parametrize("path", ["tests/kafka/__init__.py", "tests/kafka.py", "kafka/a.py"])
def test_a_file_that_hides_the_client_is_found(path: str) -> None:
    assert shadows(path)


def test_the_tests_of_our_own_adapter_hide_nothing() -> None:
    assert not shadows("tests/adapters/kafka/test_clients.py")
