"""Every life cycle is a table, every state has a row in it, and the drawing is the table."""

import pytest
from django.apps import apps

from docs import draw_states

# A `state` that no table moves, with the reason.
WITHOUT_A_TABLE = {
    "integrations.connection": "broken and working alternate with what the vendor says; a person ends it",
    "drafting.workflowversion": "proposed, approved once, retired by its successor: one service makes both moves",
    "intake.source": "read once or not; its reader's lease decides, and a constraint holds the end",
    "intake.arrival": "follows what Zoom makes available; a person matches it at the end",
    "policy.crossing": "an attempt is started and ended once; a constraint ties the end to its time",
}


def with_state():
    """Models of ours with a column of states, and the enumeration in it."""
    for model in apps.get_models():
        if model.__module__.startswith("apps."):
            for field in model._meta.concrete_fields:
                if field.name == "state":
                    yield model, {value for value, _ in field.choices}


def tables():
    return {frozenset(state.value for state in cycle.states) for cycle in draw_states.life_cycles()}


def test_every_state_of_every_life_cycle_has_a_row():
    rows = {
        f"{cycle.app}.{cycle.name}": {state.value for state in cycle.moves}
        for cycle in draw_states.life_cycles()
    }

    assert rows == {
        f"{cycle.app}.{cycle.name}": {state.value for state in cycle.states}
        for cycle in draw_states.life_cycles()
    }


def test_every_move_ends_in_a_state_of_the_same_life_cycle():
    for cycle in draw_states.life_cycles():
        assert {type(to) for targets in cycle.moves.values() for to in targets} == {cycle.states}


def test_every_state_can_be_reached_from_the_first():
    for cycle in draw_states.life_cycles():
        first = next(iter(cycle.moves))
        reached, fresh = {first}, [first]
        while fresh:
            for to in cycle.moves[fresh.pop()] - reached:
                reached.add(to)
                fresh.append(to)

        assert reached == set(cycle.states)


def test_every_column_of_states_has_a_table_or_a_reason():
    known = tables()

    without = {model._meta.label_lower for model, states in with_state() if frozenset(states) not in known}

    assert without <= set(WITHOUT_A_TABLE)


@pytest.mark.parametrize("label", WITHOUT_A_TABLE)
def test_nothing_is_excused_that_has_gone(label):
    assert label in {model._meta.label_lower for model, _ in with_state()}


def test_the_drawing_is_what_the_tables_say():
    assert draw_states.PAGE.read_text("utf-8") == draw_states.page(), "run: python -m docs.draw_states"
