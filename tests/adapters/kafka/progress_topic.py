"""The topic of progress for one test, and whether it says what the view counts."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from msgspec.structs import replace
from tests.adapters.kafka.counted_people import Topic, counted, sums
from tests.adapters.postgres.views.projected import History

from adapters.kafka.clients import KafkaPlace
from adapters.kafka.topic_desk import topic_desk
from adapters.kafka.topics import TopicNames
from adapters.keys.file_kek import create_kek
from cancuoc.topic_commands import topics_of
from database import Store


@contextmanager
def progress_topic(
    store: Store, folder: Path, broker: str, prefix: str, **configs: str
) -> Iterator[Topic]:
    """A history of its own, and this one topic of the manifest, with other `configs`."""
    names = TopicNames(prefix)
    line = manifest_line(names)
    renamed = {name.replace("_", "."): value for name, value in configs.items()}
    with topic_desk(KafkaPlace(broker)) as desk:
        desk.create([replace(line, configs={**line.configs, **renamed})], copies=1)
    history = History(store, create_kek(folder / "kek.json"))
    with history.vault:
        yield Topic(history, broker, names)


def manifest_line(names: TopicNames) -> Any:
    return next(one for one in topics_of(names) if one.name == names.progress_state)


def assert_equal_to_the_view(topic: Topic) -> None:
    """For rule 1, under which groups are told at once and whole."""
    view = {key.text(): groups for key, groups in counted(topic.history).items()}
    last = topic.last()

    assert last.keys() == view.keys()
    for key, groups in view.items():
        state = last[key]
        assert state.count == state.grouped == sum(groups.values()), key
        assert {one.sex: one.count for one in state.by_sex} == sums(groups, 0), key
        assert {one.age_band: one.count for one in state.by_age_band} == sums(groups, 1), key


def assert_one_value_a_version(topic: Topic) -> None:
    """Versions grow along the topic, and none of them says two things."""
    seen: dict[str, list[tuple[int, object]]] = defaultdict(list)
    for record in topic.records():
        seen[record.key].append((record.state.version, record.state))
    for key, values in seen.items():
        versions = [version for version, _ in values]
        assert versions == sorted(versions), key
        assert len(dict(values)) == len({repr(value) for value in values}), key
