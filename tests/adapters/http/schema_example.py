"""The smallest body that a JSON schema of the API description allows, and what it must hold."""

from typing import Any

Schema = dict[str, Any]
Document = dict[str, Any]

BY_FORMAT = {
    "uuid": "018f2b6e-7c1a-7f00-8000-5d2b1a4c9e01",
    "date": "2021-03-05",
    "date-time": "2021-03-05T08:00:00+07:00",
}


class Schemas:
    """The schemas of one description, by reference."""

    def __init__(self, document: Schema) -> None:
        self._known: dict[str, Schema] = document["components"]["schemas"]

    def resolved(self, schema: Schema) -> Schema:
        reference = schema.get("$ref")
        return self._known[reference.rpartition("/")[2]] if reference else schema

    def smallest(self, schema: Schema) -> Any:
        """A value with the required fields only; texts are the examples that are shown."""
        found = self.resolved(schema)
        if "properties" in found:
            required = found.get("required", ())
            return {name: self.smallest(found["properties"][name]) for name in required}
        if "examples" in found:
            return found["examples"][0]
        return self._unillustrated(found)

    def _unillustrated(self, schema: Schema) -> Any:
        match schema:
            case {"enum": [first, *_]}:
                return first
            case {"format": form}:
                return BY_FORMAT[form]
            case {"type": "array", "items": item}:
                return [self.smallest(item)] * schema.get("minItems", 0)
            case {"type": "object"}:
                return {}
            case {"type": "boolean"}:
                return True
            case _:
                raise AssertionError(f"no example of {schema}")

    def unexplained(self, schema: Schema, place: str = "") -> list[str]:
        """Places of texts and numbers for which neither an example nor a list nor a format is
        given."""
        found = self.resolved(schema)
        if "properties" in found:
            fields = found["properties"].items()
            return [
                one for name, inner in fields for one in self.unexplained(inner, f"{place}/{name}")
            ]
        if "anyOf" in found:
            arms = (arm for arm in found["anyOf"] if arm.get("type") != "null")
            return [one for arm in arms for one in self.unexplained(arm | _shown(found), place)]
        if found.get("type") == "array" and "examples" not in found:
            return self.unexplained(found["items"], f"{place}/0")
        explained = {"examples", "enum", "const", "format"} & found.keys()
        return [] if explained or found.get("type") == "boolean" else [place]


def _shown(schema: Schema) -> Schema:
    return {"examples": schema["examples"]} if "examples" in schema else {}


def body_schema(document: Document, path: str) -> Schema:
    content = document["paths"][path]["post"]["requestBody"]["content"]
    schema: Schema = content["application/json"]["schema"]
    return schema
