"""A value that fits a JSON schema, for requests that ask for structured output."""

from random import Random
from typing import Any

WORDS = (
    "The record bears on this point.",
    "This follows from the passages given.",
    "No passage speaks to this.",
)


def fill(schema: dict, random: Random) -> Any:
    """Fills every property, required or not; the first branch of a choice; the shortest list allowed (one)."""
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return random.choice(schema["enum"])
    for name in ("anyOf", "oneOf", "allOf"):
        if schema.get(name):
            return fill(schema[name][0], random)
    kind = schema.get("type", "object" if "properties" in schema else "string")
    if isinstance(kind, list):
        kind = kind[0]
    if kind == "object":
        return {name: fill(part, random) for name, part in schema.get("properties", {}).items()}
    if kind == "array":
        return [fill(schema.get("items", {}), random) for _ in range(max(1, schema.get("minItems", 1)))]
    plain = {
        "integer": random.randint(1, 9),
        "number": random.randint(10, 99) / 10,
        "boolean": random.random() < 0.5,
    }
    if kind == "null":
        return None
    return plain.get(kind, "2026-01-15" if schema.get("format") == "date" else random.choice(WORDS))
