"""Command bodies as they arrive: bounded, without unknown fields, closed lists closed."""

from typing import Any

import msgspec
import pytest

from domain.card_application import commands as c
from domain.card_application.decisions import DECIDERS

ID = '"0190163d-8694-739b-aea5-966c26f8ad91"'


def schemas() -> dict[str, Any]:
    return msgspec.json.schema_components(list(DECIDERS))[1]


def unbounded(schema: Any, path: str) -> list[str]:
    """Where a schema lets in a text, a number or a list of any size."""
    if isinstance(schema, list):
        return [found for one in schema for found in unbounded(one, path)]
    if not isinstance(schema, dict):
        return []
    found = [p for key, one in schema.items() if key not in ("examples", "default")
             for p in unbounded(one, f"{path}/{key}")]  # fmt: skip
    if schema.get("type") == "string" and not schema.keys() & {"maxLength", "format", "enum"}:
        found.append(path)
    if schema.get("type") == "array" and "maxItems" not in schema:
        found.append(path)
    if schema.get("type") == "integer" and not {"minimum", "maximum"} <= schema.keys():
        found.append(path)
    return found


def test_every_part_of_a_body_has_bounds_and_admits_no_unknown_field() -> None:
    for name, schema in schemas().items():
        assert unbounded(schema, name) == []
        assert schema.get("additionalProperties") is False


@pytest.mark.parametrize("command", DECIDERS, ids=lambda one: one.__name__)
def test_every_command_says_what_it_does(command: type) -> None:
    summary = (command.__doc__ or "").splitlines()[0]

    assert summary.endswith(".")
    assert len(summary) <= 100


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (c.SettleFee, '{"amount":-1,"receipt":"x"}'),
        (c.SettleFee, '{"amount":0,"receipt":"x","waiver":"friend"}'),
        (c.SettleFee, '{"amount":0,"receipt":"\\u0000"}'),
        (c.TakeBackOldDocument, '{"document":"cmnd9","number":"12345678x"}'),
        (c.TakeBackOldDocument, '{"document":"passport","number":"123456789"}'),
        (c.ReturnApplication, '{"reasons":["X Y"]}'),
        (c.ReturnApplication, '{"reasons":["x"],"to_unit":"1"}'),
        (c.DispatchCard, f'{{"manifest_id":{ID},"to_unit":"001","x":1}}'),
        (
            c.StartPersonalisation,
            f'{{"batch_id":{ID},"machine_id":{ID},"blank_serial":"VN000000004"}}',
        ),
        (c.CloseApplication, '{"reason":"other"}'),
        (c.ReportDeliveryFailed, '{"reason":"rain"}'),
        (c.RecordQualityCheck, '{"capture_attempt":0,"engine":"x","engine_version":"1",'
                               '"accepted":true}'),
    ],
)  # fmt: skip
def test_a_body_out_of_bounds_is_not_read(body: Any, text: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(text, type=body)
