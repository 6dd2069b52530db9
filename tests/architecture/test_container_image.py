"""The Dockerfile keeps what an auditor of images asks for; it is not built here."""

import re
from pathlib import Path

import pytest

from architecture.tree import ROOT

TEXT = (ROOT / "Dockerfile").read_text()
IGNORED = (ROOT / ".dockerignore").read_text().splitlines()


def instructions(text: str) -> list[tuple[str, str]]:
    """Each instruction with its words; comments left out, continued lines joined."""
    kept = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    joined = re.sub(r"\\\n\s*", "", kept)
    found = (line.split(maxsplit=1) for line in joined.splitlines() if line.strip())
    return [(word.upper(), rest) for word, rest in found]


def faults(text: str) -> list[str]:
    """What is wrong with an image that would be built from this text."""
    found = instructions(text)
    stages = [rest for word, rest in found if word == "FROM"]
    last = found[max(i for i, (word, _) in enumerate(found) if word == "FROM") :]
    users = [rest for word, rest in last if word == "USER"]
    installs = [rest for word, rest in found if word == "RUN" and "pip install" in rest]
    checks = {
        "one stage only": len(stages) < 2,
        "an image without a version": not all(
            re.match(r"[a-z/]+:\d+\.\d+\.\d+[\w.-]*( AS \w+)?$", one) for one in stages
        ),
        "runs as root": not users or not re.fullmatch(r"[1-9]\d*:[1-9]\d*", users[-1]),
        "a package without its hash": not installs
        or not all("--require-hashes" in one or "--no-index" in one for one in installs),
        "a package that is compiled": any(
            "--require-hashes" in one and "--only-binary :all:" not in one for one in installs
        ),
        "copies the whole folder": any(
            word in ("COPY", "ADD") and rest.split()[0] == "." for word, rest in found
        ),
        "no health check": not any(word == "HEALTHCHECK" for word, _ in last),
        "no labels": not any(word == "LABEL" for word, _ in last),
        "a secret": bool(re.search(r"PASSWORD|SECRET|TOKEN", text)),
    }
    return [name for name, wrong in checks.items() if wrong]


def test_the_image_is_as_it_should_be() -> None:
    assert faults(TEXT) == []


@pytest.mark.parametrize(
    ("good", "bad", "fault"),
    [
        ("USER 10001:10001", "", "runs as root"),
        ("USER 10001:10001", "USER root", "runs as root"),
        ("USER 10001:10001", "USER 0:0", "runs as root"),
        ("python:3.11.14-slim-bookworm", "python:latest", "an image without a version"),
        ("python:3.11.14-slim-bookworm", "python", "an image without a version"),
        ("--require-hashes", "", "a package without its hash"),
        ("--only-binary :all:", "", "a package that is compiled"),
        ("COPY src src", "COPY . .", "copies the whole folder"),
        ("HEALTHCHECK", "# HEALTHCHECK", "no health check"),
        ("LABEL", "ENV", "no labels"),
        ("CANCUOC_VAR=/data", "CANCUOC_TOKEN=e", "a secret"),
    ],
)
def test_an_image_that_is_not_is_found(good: str, bad: str, fault: str) -> None:
    assert fault in faults(TEXT.replace(good, bad))


def test_what_is_copied_is_there_and_is_sent_to_the_builder() -> None:
    for word, rest in instructions(TEXT):
        if word == "COPY" and "--from" not in rest:
            for source in rest.split()[:-1]:
                assert (ROOT / source).exists()
                assert f"!{Path(source).parts[0]}" in IGNORED


def test_nothing_else_is_sent_to_the_builder() -> None:
    assert IGNORED.index("*") < min(i for i, line in enumerate(IGNORED) if line.startswith("!"))
    allowed = {line[1:] for line in IGNORED if line.startswith("!")}
    assert allowed == {
        "LICENSE", "NOTICE", "README.md", "migrations", "pyproject.toml", "requirements", "src",
    }  # fmt: skip


def test_the_migrations_lie_where_the_program_looks_for_them() -> None:
    from adapters.postgres.migrate import MIGRATIONS

    assert MIGRATIONS == ROOT / "migrations"
    copied = {rest for word, rest in instructions(TEXT) if word == "COPY"}
    assert {"src src", "migrations migrations"} <= copied
    assert "-e ." in TEXT


def test_the_version_is_that_of_the_program() -> None:
    (version,) = re.findall(
        r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text(), re.MULTILINE
    )
    assert f'image.version="{version}"' in TEXT
    assert f"image: cancuoc:{version}" in (ROOT / "docker-compose.yml").read_text()
