"""A register without history says what fills it, and at a terminal offers to do so at once."""

import os
import time

import pytest
from tests.cancuoc.desk import Desk, await_true

from cancuoc.demo_offer import QUESTION, demo_command

OFFER = "Empty so far: "


def test_the_command_repeats_the_settings_of_the_register() -> None:
    command = demo_command({"CANCUOC_PORT": "8022", "CANCUOC_VAR": "my var", "HOME": "/"})
    assert command.startswith("CANCUOC_PORT=8022 CANCUOC_VAR='my var' ")
    assert command.endswith(" demo")


def test_without_a_terminal_it_only_says_how(desk: Desk) -> None:
    run = desk.start()
    assert OFFER in run.said()
    assert QUESTION not in run.said()
    assert f"CANCUOC_PORT={desk.port}" in run.said()
    assert run.stop() == 0


@pytest.mark.parametrize("answer", [b"n\n", b"\n"])
def test_at_a_terminal_it_asks_and_takes_no_for_an_answer(desk: Desk, answer: bytes) -> None:
    run, keyboard = desk.start_in_terminal()
    run.await_said(QUESTION)
    os.write(keyboard, answer)
    time.sleep(1.5)
    assert desk.count("SELECT count(*) FROM events") == 0
    assert run.stop() == 0
    os.close(keyboard)


def test_yes_fills_it_and_stopping_stops_the_demonstration_first(desk: Desk) -> None:
    run, keyboard = desk.start_in_terminal()
    run.await_said(QUESTION)
    os.write(keyboard, b"y\n")
    await_true(lambda: desk.count("SELECT count(*) FROM events") > 20, "a demonstration")
    assert run.stop() == 0
    os.close(keyboard)
    assert desk.processes() == {}


def test_a_register_with_history_offers_nothing(desk: Desk) -> None:
    run = desk.start()
    assert OFFER not in run.said()
    assert run.stop() == 0
