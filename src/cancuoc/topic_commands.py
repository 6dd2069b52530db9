"""`cancuoc topics`: shows what a broker has beside the manifest, and brings it there."""

from collections.abc import Callable, Iterator

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from adapters.kafka.clients import KafkaTrouble
from adapters.kafka.topic_desk import topic_desk
from adapters.kafka.topic_plan import COPIES, Found, Plan, differing, plan
from adapters.kafka.topics import Topic, TopicNames, manifest
from cancuoc.kafka_place import kafka_place, topic_names
from cancuoc.settings import Settings
from projections.application_search import ApplicationSearch
from projections.case_links import CaseLinks
from projections.citizen_search import CitizenSearch
from projections.confirmed_rules import ConfirmedRules
from projections.progress import Progress
from projections.quality import Quality
from projections.stock import Stock
from projections.waits import Waits

Say = Callable[[str], None]

VIEWS = (
    ApplicationSearch.name,
    CaseLinks.name,
    CitizenSearch.name,
    ConfirmedRules.name,
    Progress.name,
    Quality.name,
    Stock.name,
    Waits.name,
)
"""Whatever can be fed from Kafka, and so needs a topic for what it cannot understand."""


def topics_of(names: TopicNames) -> tuple[Topic, ...]:
    """The whole manifest of this program under a prefix."""
    return manifest(names, VIEWS)


def apply(settings: Settings, copies: int, dry_run: bool, say: Say) -> None:
    """Create what is missing and change what differs, or neither while something is wrong.

    Raises SettingsWrong, KafkaAway, and KafkaTrouble with all that a person has to mend.
    """
    names = topic_names(settings)
    topics = topics_of(names)
    with topic_desk(kafka_place(settings)) as desk:
        _require_brokers(desk.brokers(), copies)
        todo = plan(topics, desk.found(topics, names), copies, names)
        if todo.wrong:
            raise KafkaTrouble("; ".join(todo.wrong))
        if not dry_run:
            desk.carry_out(todo, copies)
    for sentence in told(todo, dry_run):
        say(sentence)


def show(settings: Settings, console: Console) -> int:
    """Print every topic; 0 when each is as in the manifest, 1 otherwise."""
    names = topic_names(settings)
    topics = topics_of(names)
    with topic_desk(kafka_place(settings)) as desk:
        found = desk.found(topics, names)
    todo = plan(topics, found, 0, names)
    table = Table(show_lines=False)
    for heading in ("topic", "partitions", "copies", "beside the manifest"):
        table.add_column(heading)
    for name in sorted({topic.name for topic in topics} | found.keys()):
        table.add_row(*(escape(text) for text in _row(name, topics, found)))
    console.print(table)
    console.print(_summary(todo))
    return 0 if todo.is_nothing else 1


def told(todo: Plan, dry_run: bool) -> Iterator[str]:
    """One sentence a topic, then what lies beside the manifest."""
    would = "would be " if dry_run else ""
    for topic in todo.create:
        yield f"{topic.name}: {would}created with {topic.partitions} partitions."
    for name, configs in todo.change.items():
        listed = ", ".join(f"{key}={value}" for key, value in sorted(configs.items()))
        yield f"{name}: {would}changed to {listed}."
    for name in todo.strangers:
        yield f"{name}: not in the manifest; left alone."
    if todo.is_nothing:
        yield "Every topic is as in the manifest."


def _require_brokers(there: int, copies: int) -> None:
    if there < copies:
        raise KafkaTrouble(
            f"{copies} copies of each topic need {copies} brokers, and {there} are there: start"
            f" the others, or say --replicas {there} where losing records is no harm"
        )


def _row(
    name: str, topics: tuple[Topic, ...], found: dict[str, Found]
) -> tuple[str, str, str, str]:
    now = found.get(name)
    if now is None:
        return name, "-", "-", "missing"
    wanted = next((topic for topic in topics if topic.name == name), None)
    return name, str(now.partitions), str(now.copies), _compared(wanted, now)


def _compared(wanted: Topic | None, now: Found) -> str:
    if wanted is None:
        return "not in the manifest"
    if wanted.partitions != now.partitions:
        return f"must have {wanted.partitions} partitions: see docs/operations.md, section Kafka"
    other = differing(wanted, now)
    if other:
        return "differs: " + ", ".join(
            f"{key} is {now.configs.get(key, 'unset')}, not {value}"
            for key, value in sorted(other.items())
        )
    return "as it says" if now.copies >= COPIES else "as it says, for trials only"


def _summary(todo: Plan) -> str:
    if todo.is_nothing:
        return "Every topic is as in the manifest."
    return (
        f"{len(todo.create)} missing, {len(todo.change)} differ, {len(todo.wrong)} wrong:"
        " `cancuoc topics apply` mends what can be mended."
    )
