"""Writes the schemas of the topics as they follow from the domain now, beside all former ones.

usage: python -m tools.pin_contracts      (refuses a change that v1 does not allow)

`contracts/<kind>/<name>.json` is what holds now; `contracts/history/<name>/<n>.json` is everything
that was ever published, the present one included, and is never written again.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tools.asyncapi_document import DOCUMENT, asyncapi
from tools.published_contracts import contracts
from tools.schema_changes import BECAUSE, SAID_ONLY, transitive_refusals

FOLDER = Path(__file__).parents[1] / "contracts"

Schema = Mapping[str, Any]


def text_of(schema: Schema) -> str:
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


def history(folder: Path, path: str) -> list[Schema]:
    """What was published under this name, the oldest first."""
    kept = folder / "history" / path
    numbers = sorted(int(one.stem) for one in kept.glob("*.json"))
    return [json.loads((kept / f"{number}.json").read_text(encoding="utf-8")) for number in numbers]


def meaning(schema: Any) -> Any:
    """A schema without what only people read."""
    if isinstance(schema, Mapping):
        named = schema.get("properties")
        kept = {word: meaning(part) for word, part in schema.items() if word not in SAID_ONLY}
        if isinstance(named, Mapping):
            kept["properties"] = {name: meaning(part) for name, part in named.items()}
        return kept
    return [meaning(one) for one in schema] if isinstance(schema, list) else schema


def pin(folder: Path, path: str, schema: Schema) -> Iterator[str]:
    """Write one; the lines to print. Raises ValueError for a change that is refused."""
    published = history(folder, path)
    refused = transitive_refusals(published, schema)
    if refused:
        told = "; ".join(f"{one.at} {one.kind}: {BECAUSE[one.kind]}" for one in refused)
        raise ValueError(f"{path} may not change so within v1 ({told}): add a new version of it")
    if not published or meaning(published[-1]) != meaning(schema):
        kept = folder / "history" / path / f"{len(published) + 1}.json"
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(text_of(schema), encoding="utf-8")
        yield f"published {path} for the {len(published) + 1}. time"
    now = folder / f"{path}.json"
    now.parent.mkdir(parents=True, exist_ok=True)
    now.write_text(text_of(schema), encoding="utf-8")


def main() -> int:
    try:
        for path, schema in contracts().items():
            for line in pin(FOLDER, path, schema):
                sys.stdout.write(line + "\n")
    except ValueError as refused:
        sys.stderr.write(f"pin_contracts: {refused}\n")
        return 1
    DOCUMENT.write_text(text_of(asyncapi()), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
