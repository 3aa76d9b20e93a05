"""What is sealed is sealed under a matter's key: each row with a sealed column names its matter. What is under the
firm's own key is on one list, from which it is wrapped again when there is a new version."""

import ast

import pytest
from django.apps import apps
from django.db import models

from apps.keeping import places
from tests.guards.reading import name, under

# Binary columns that are not sealed under the key of a matter, with what they hold.
OTHERWISE = {
    "audit.leaf.hash": "a hash of the log",
    "audit.node.hash": "a hash of the log",
    "audit.checkpoint.root": "a hash of the log",
    "audit.stamp.digest": "a hash of a checkpoint",
    "audit.stamp.answer": "what an authority signed over that hash",
    "matters.matterkey.data_key": "the matter's data key itself, wrapped by the firm's",
    "matters.matterkey.digest_key": "the matter's digest key itself, wrapped by the firm's",
    "integrations.connection.tokens": "a vendor's tokens: the firm's own, sealed under a key made from the firm's",
    "integrations.pairing.tokens": "the same, until a person has confirmed whom they reach",
    "integrations.subscription.secret": "what Clio signs posts with: sealed under a key made from the firm's",
    "notices.savedfilter.name": "what a person calls it: sealed under a key made from the firm's",
    "intake.arrival.topic": "sealed under the firm's key until a matter is known",
    "intake.arrival.held": "sealed under the firm's key until a matter is known",
}
# What is no secret at all.
HASHES = {column for column in OTHERWISE if column.startswith("audit.")}
# Modules that use the firm's key and seal nothing under it, with what for.
USE_THE_FIRMS_KEY = {
    "apps.audit.facts": "digests of the firm's own in the log, which never change",
    "apps.desk.keyed": "says which versions are in the file",
    "apps.intake.held": "opens what arrivals hold",
    "apps.keeping.codes": "which version lines of the lists are under, of which nothing is sealed",
    "apps.keeping.lines": "codes of the lists beside the backups, renewed with all the rest",
    "apps.keeping.places": "the list itself",
    "apps.keeping.restoring": "sees that there is one before a database is touched",
    "apps.keeping.rewrapping": "renews what is on it",
}
OF_THE_FIRMS_KEY = {"FirmKey", "firm_seal", "firm_open"}
# Long text in the clear, with why it holds nothing of a client's.
IN_THE_CLEAR = {
    "audit.entry.body": "canonical bytes with ids, codes, counts and keyed digests",
    "audit.entry.event": "a code, made by the database from the body",
    "audit.checkpoint.note": "a signed statement of size and root",
    "drafting.workflowversion.instructions": "the firm's own instructions for a kind of work",
    "drafting.workflowversion.instructions_fr": "the same in French",
    "people.role.description": "what a role is for, in the firm's words",
    "people.role.description_fr": "the same in French",
    "policy.aipolicy.text": "the firm's own policy",
    "policy.aipolicy.text_fr": "the same in French",
    "review.filingrule.wording": "what a court wants said about AI, in the firm's words",
    "review.filingrule.wording_fr": "the same in French",
}


def columns(kind):
    """Every column of a kind in a model of ours."""
    for model in apps.get_models():
        if model.__module__.startswith("apps."):
            for field in model._meta.concrete_fields:
                if isinstance(field, kind) or isinstance(getattr(field, "output_field", None), kind):
                    yield f"{model._meta.label_lower}.{field.name}", field


BINARY = dict(columns(models.BinaryField))
TEXT = dict(columns(models.TextField))


@pytest.mark.parametrize("column", sorted(set(BINARY) - set(OTHERWISE)))
def test_a_row_with_a_sealed_column_names_its_matter(column):
    matter = BINARY[column].model._meta.get_field("matter")

    assert matter.related_model is apps.get_model("matters.Matter")
    assert not matter.null


def test_text_in_the_clear_is_listed():
    assert set(TEXT) == set(IN_THE_CLEAR)


def of_the_list():
    """Every column of bytes on the list of what is under the firm's key."""
    return {
        f"{place.model_name}.{column}".lower()
        for place in places.PLACES
        if isinstance(place, places.Columns)
        for column in place.columns
    }


def test_every_column_under_the_firms_key_is_on_the_list():
    assert of_the_list() == set(OTHERWISE) - HASHES


def names(path):
    """Every name and attribute that stands in a module, if one of the firm's key may be among them."""
    text = path.read_text("utf-8")
    for node in ast.walk(ast.parse(text)) if any(each in text for each in OF_THE_FIRMS_KEY) else ():
        if isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Name | ast.alias):
            yield node.name if isinstance(node, ast.alias) else node.id


def test_whatever_seals_under_the_firms_key_is_on_the_list():
    used = {
        name(path).removesuffix(".py").replace("/", ".")
        for path in under("apps/", "firmai/", suffix=".py")
        if "/migrations/" not in name(path) and not OF_THE_FIRMS_KEY.isdisjoint(names(path))
    }

    assert used - {"apps.core.ciphers"} == {place.sealed_by for place in places.PLACES} | set(
        USE_THE_FIRMS_KEY
    )


def test_each_place_is_named_once():
    assert len({place.what for place in places.PLACES}) == len(places.PLACES)
    assert {*(place.what for place in places.PLACES), places.What.LISTS} == set(places.What)


def test_nothing_is_excused_that_has_gone():
    assert set(OTHERWISE) <= set(BINARY)
