"""Whether what columns are held to bytes with, inside the database, is the server's own.

Columns are compared where they are stored, by functions of the server. Whoever owns the database can put another in the
place of one, add one that fits better, or make an aggregate of other parts: the catalogue then shows that. It is read
row by row and judged here.
"""

from .faults import Flaw, Found
from .snapshot import Snapshot

INTERNAL = 12  # the language of what is compiled into the server
FIRST_OTHERS = 10_000  # numbers from here on were not given out by hand in the server's sources

# By name, what each is called in the server; of one name there may be several, all of them its own.
FUNCTIONS = {
    "bool_and": "aggregate_dummy",
    "booland_statefunc": "booland_statefunc",
    "concat": "text_concat",
    "int8out": "int8out",
    "replace": "replace_text",
    "starts_with": "text_starts_with",
    "string_agg": "aggregate_dummy",
    "string_agg_finalfn": "string_agg_finalfn",
    "string_agg_transfn": "string_agg_transfn",
    "textlike": "textlike",
    "textout": "textout",
    "uuid_out": "uuid_out",
}
AGGREGATES = {
    "bool_and(boolean)": ("booland_statefunc", "-"),
    "string_agg(text,text)": ("string_agg_transfn", "string_agg_finalfn"),
}
OUTPUTS = {"bigint": "int8out", "text": "textout", "uuid": "uuid_out"}

_FUNCTIONS = """
    SELECT proname, oid::bigint, prolang::bigint, prosrc FROM pg_catalog.pg_proc
    WHERE pronamespace = 'pg_catalog'::regnamespace"""
_AGGREGATES = """
    SELECT aggfnoid::regprocedure::text, aggtransfn::text, aggfinalfn::text FROM pg_catalog.pg_aggregate"""
_OUTPUTS = "SELECT format_type(oid, NULL), typoutput::text FROM pg_catalog.pg_type WHERE typelem = 0"


def check(snapshot: Snapshot) -> None:
    """Raises Found for the first function that is not the server's own."""
    found = set()
    for name, number, language, source in snapshot.rows(_FUNCTIONS):
        if name in FUNCTIONS:
            found.add(name)
            if number >= FIRST_OTHERS or language != INTERNAL or source != FUNCTIONS[name]:
                raise Found(Flaw.FUNCTION_REPLACED, f"function {name}")
    aggregates = {name: (step, last) for name, step, last in snapshot.rows(_AGGREGATES)}
    outputs = dict(snapshot.rows(_OUTPUTS))
    for name in FUNCTIONS.keys() - found:
        raise Found(Flaw.FUNCTION_REPLACED, f"function {name}")
    for name, parts in AGGREGATES.items():
        if aggregates.get(name) != parts:
            raise Found(Flaw.FUNCTION_REPLACED, f"aggregate {name}")
    for name, output in OUTPUTS.items():
        if outputs.get(name) != output:
            raise Found(Flaw.FUNCTION_REPLACED, f"type {name}")
