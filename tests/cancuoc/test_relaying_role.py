"""Which share a relay publishes, and what `cancuoc run` starts for Kafka."""

import pytest

from adapters.postgres.relay_position import Share
from cancuoc.relaying_role import roles_with_kafka, share_of
from cancuoc.settings import Settings, SettingsWrong


@pytest.mark.parametrize(
    ("text", "share"), [("0/1", Share(0, 1)), ("1/2", Share(1, 2)), ("11/12", Share(11, 12))]
)
def test_a_share_is_its_number_of_so_many(text: str, share: Share) -> None:
    assert share_of(Settings(relay_shard=text)) == share


@pytest.mark.parametrize(
    "text", ["", "1", "1/1", "2/2", "0/0", "0/13", "-1/2", "a/b", "0/2 ", "٠/١"]
)
def test_what_is_no_share_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(SettingsWrong, match="such as 0/2 and 1/2; at most 12"):
        share_of(Settings(relay_shard=text))


def test_without_kafka_no_relay_is_started() -> None:
    assert roles_with_kafka(Settings(), print) == ()


@pytest.mark.parametrize("shards", range(1, 13))
def test_each_partition_belongs_to_one_share(shards: int) -> None:
    shares = [Share(shard, shards) for shard in range(shards)]
    assert all(sum(share.has(number) for share in shares) == 1 for number in range(12))
