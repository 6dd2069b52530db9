"""The events of a bundle with everything that is made of them: lines, entries, rules, the root."""

from collections.abc import Iterable
from contextlib import suppress

from adapters.ledger.entries import bundle, entry_of
from adapters.ledger.growing_tree import GrowingTree
from adapters.ledger.tiles import WIDTH, Tile
from adapters.ledger.tree import leaf_hash
from application.feed import Positioned
from cancuoc.auditing.bundle_folder import BundleFolder
from cancuoc.auditing.verify import RULE_TOPIC, Wrong, event_line, policy_line

_RULE_TOPIC = RULE_TOPIC.decode()


class BundleEvents:
    """Takes the events in position order, from 0 on; holds those of one tile."""

    def __init__(self, folder: BundleFolder) -> None:
        self._folder = folder
        self._lines = folder.create("events.ndjson")
        self._rules = folder.create("policy.ndjson")
        self._confirmed = 0
        self._entries: list[bytes] = []
        self._tree = GrowingTree()

    @property
    def count(self) -> int:
        return self._tree.size + len(self._entries)

    def take(self, events: Iterable[Positioned]) -> None:
        for one in events:
            named = (str(one.stream), one.version, one.topic, one.state)
            self._lines.write(event_line(one.position, *named))
            if one.topic.startswith(_RULE_TOPIC):
                self._write_rule(one)
            self._entries.append(entry_of(one.stream, one.version, one.topic, one.state))
            if len(self._entries) == WIDTH:
                self._write_entries()

    def _write_rule(self, one: Positioned) -> None:
        self._confirmed += 1
        named = (str(one.stream), one.version, one.topic, one.state)
        # An event that was altered until it is no rule any more has no line, which `verify` tells.
        with suppress(Wrong):
            self._rules.write(policy_line(one.position, self._confirmed, *named))

    def root(self) -> bytes:
        """Of all that was taken, which is at its end now."""
        self._write_entries()
        return self._tree.root()

    def _write_entries(self) -> None:
        if not self._entries:
            return
        tile = Tile(-1, self._tree.size // WIDTH, len(self._entries))
        self._folder.write_tile(tile.path, bundle(self._entries))
        self._tree.grow(b"".join(map(leaf_hash, self._entries)))
        self._entries.clear()
