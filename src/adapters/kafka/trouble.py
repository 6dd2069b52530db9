"""The two errors of everything that talks to Kafka: what a person must mend, and what passes."""


class KafkaTrouble(RuntimeError):
    """Says in one sentence what is wrong with Kafka and what to do; trying again does not help."""


class KafkaAway(RuntimeError):
    """No broker answers, or none that leads what is asked for: the same is worth trying again."""
