"""What is set aside is told by the list, by `doctor` and by `/readyz`."""

import psycopg
from rich.console import Console
from tests.fed_progress import forged
from tests.two_feeds import TwoFeeds

from adapters.postgres.dead_letter_rows import standings
from cancuoc.dead_letter_checks import dead_letter_components, dead_letter_findings
from cancuoc.dead_letters import show
from cancuoc.settings import Settings


def test_the_list_names_each_record_and_who_waits(both: TwoFeeds, settings: Settings) -> None:
    life, name = forged(both)
    console = Console(record=True, width=400)

    assert show(settings, console) == 1

    text = console.export_text()
    assert name in text
    assert str(life[0].stream) in text
    assert "ce_type is not in the catalogue" in text


def test_an_empty_list_says_so(both: TwoFeeds, settings: Settings) -> None:
    console = Console(record=True, width=400)

    assert show(settings, console) == 0

    assert console.export_text() == "No record is set aside.\n"


def test_doctor_and_readiness_say_what_is_set_aside(both: TwoFeeds, settings: Settings) -> None:
    forged(both)

    with psycopg.connect(settings.dsn) as connection:
        (found,) = dead_letter_findings(connection)
        (component,) = dead_letter_components(standings(connection))

    assert (found.name, found.well) == ("dead letters progress", False)
    assert found.seen == "4 set aside, 1 streams wait behind them"
    assert "cancuoc dlq list" in found.advice
    assert (component.ok, component.facts) == (True, {"waiting": 4, "streams": 1})
