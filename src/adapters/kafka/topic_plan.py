"""What has to be done so that the topics of a broker are those of the manifest; nothing is done."""

from collections.abc import Collection, Iterable, Mapping

import msgspec

from adapters.kafka.topics import Configs, Topic, TopicNames

IN_SYNC = "min.insync.replicas"
COPIES = 3
"""Of each topic in production: one may be lost and another restarted, and acks=all goes on."""
WAY_OUT = "docs/operations.md, section Kafka, has the way out"


class Found(msgspec.Struct, frozen=True):
    """A topic as a broker has it; `configs` with everything that applies, defaults too.

    `lacking` counts its partitions of which a copy is dead or behind, or that nobody leads.
    """

    partitions: int
    copies: int
    configs: Configs
    lacking: int = 0


class Plan(msgspec.Struct, frozen=True):
    """`create` and `change` can be carried out; `wrong` are sentences on what a person must do.

    `change` has, for each topic, only the configs that differ. `strangers` lie under our prefix
    and are not in the manifest: they are named and left alone.
    """

    create: tuple[Topic, ...]
    change: Mapping[str, Configs]
    wrong: tuple[str, ...]
    strangers: tuple[str, ...]

    @property
    def is_nothing(self) -> bool:
        return not (self.create or self.change or self.wrong)


def plan(
    topics: Collection[Topic], found: Mapping[str, Found], copies: int, names: TopicNames
) -> Plan:
    """Compare the manifest, to be kept in so many copies, with what there is."""
    there = [(topic, found[topic.name]) for topic in topics if topic.name in found]
    wanted = {topic.name for topic in topics}
    change = {topic.name: differing(topic, now) for topic, now in there}
    return Plan(
        create=tuple(
            msgspec.structs.replace(topic, configs=complete(topic, copies))
            for topic in topics
            if topic.name not in found
        ),
        change={name: configs for name, configs in change.items() if configs},
        wrong=tuple(_wrong(there, copies)),
        strangers=tuple(
            sorted(name for name in found if names.is_ours(name) and name not in wanted)
        ),
    )


def complete(topic: Topic, copies: int) -> Configs:
    """Its configs with the number of copies that an acknowledgement waits for."""
    return {**topic.configs, IN_SYNC: "2" if copies >= COPIES else "1"}


def differing(topic: Topic, now: Found) -> Configs:
    """What the manifest says otherwise; acknowledgements wait for no more copies than there are."""
    wanted = complete(topic, now.copies)
    return {name: value for name, value in wanted.items() if now.configs.get(name) != value}


def _wrong(there: Iterable[tuple[Topic, Found]], copies: int) -> Iterable[str]:
    for topic, now in there:
        if now.partitions != topic.partitions:
            yield (
                f"{topic.name} has {now.partitions} partitions and must have {topic.partitions}:"
                f" another number would move keys and break the order of their events; {WAY_OUT}"
            )
        if now.copies < copies:
            yield (
                f"{topic.name} is kept in {now.copies} copies and should be in {copies}:"
                f" reassign its partitions, or say --replicas {now.copies}; {WAY_OUT}"
            )
