"""Migrating an empty database without drawing every model anew at each step.

Django keeps a class of every model while it migrates, and after each operation makes those anew that are related to
what changed. Here people and matters relate nearly everything to everything: four hundred operations made twenty
thousand classes, which was nine tenths of the time that a database took. Here a class is drawn when an operation asks
for it, with those that it refers to, and forgotten when one of these has changed. Code that a migration runs is given
every model, drawn by Django as ever.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from typing import Any

from django.apps.registry import Apps
from django.db import models
from django.db.migrations import executor
from django.db.migrations.state import AppConfigStub, ModelState, ProjectState, StateApps
from django.db.migrations.utils import resolve_relation
from django.utils.functional import cached_property

Key = tuple[str, str]


@contextlib.contextmanager
def drawn_when_asked() -> Iterator[None]:
    """The `migrate` of this block draws only what it is asked for."""
    executor.ProjectState = State  # type: ignore[attr-defined]
    try:
        yield
    finally:
        executor.ProjectState = ProjectState  # type: ignore[attr-defined]


class State(ProjectState):
    """What the models are at one step of the way."""

    @cached_property
    def apps(self) -> StateApps:
        return Drawn(self.real_apps, self.models)

    def clone(self) -> State:
        new = State({key: model.clone() for key, model in self.models.items()}, self.real_apps)
        if "apps" in self.__dict__:
            new.apps = self.apps.copied(new.models) if isinstance(self.apps, Drawn) else self.apps.clone()
        return new

    def clear_delayed_apps_cache(self) -> None:
        """Asked for before code is given the models, which may go from any of them to any."""
        self.apps = StateApps([*self.real_apps], self.models)

    def reload_model(self, app_label: str, model_name: str, delay: bool = False) -> None:
        self.reload_models([(app_label, model_name)], delay)

    def reload_models(self, models: Iterable[Key], delay: bool = True) -> None:
        drawn = self.__dict__.get("apps")
        if isinstance(drawn, Drawn):
            drawn.forget(models)
        else:
            super().reload_models([*models], delay)

    def remove_model(self, app_label: str, model_name: str) -> None:
        super().remove_model(app_label, model_name)
        drawn = self.__dict__.get("apps")
        if isinstance(drawn, Drawn):
            drawn.forget([(app_label, model_name)])


class Drawn(StateApps):
    """The classes that were asked for, each with all that it refers to."""

    def __init__(self, real_apps: Iterable[str], states: dict[Key, ModelState]) -> None:
        self.states = states
        self.refers: dict[Key, set[Key]] = {}
        super().__init__([*real_apps], {})

    def copied(self, states: dict[Key, ModelState]) -> Drawn:
        copy = Drawn((), states)
        copy.refers = dict(self.refers)
        copy.real_models = self.real_models
        for label, classes in self.all_models.items():
            copy.all_models[label] = dict(classes)
        for label in self.app_configs:
            copy.app_configs[label] = config = AppConfigStub(label)
            config.apps = copy
            config.import_models()
        return copy

    def forget(self, changed: Iterable[Key]) -> None:
        """Let go of these and of all that rests on them, so that they are drawn anew when somebody asks."""
        gone = set(changed)
        while more := {key for key, others in self.refers.items() if not others.isdisjoint(gone)} - gone:
            gone |= more
        for key in gone & self.refers.keys():
            del self.refers[key]
            self.unregister_model(*key)
        self.clear_cache()

    def get_model(self, app_label: str, model_name: str | None = None, require_ready: bool = True) -> Any:
        if model_name is None:
            app_label, model_name = app_label.split(".")
        self._draw([(app_label, model_name.lower())])
        model = super().get_model(app_label, model_name, require_ready)
        if model._meta.apps is not self:
            model._meta.apps = self  # kept from the step before: what refers to it is to be sought here
            model._meta._expire_cache()
        return model

    def get_models(self, include_auto_created: bool = False, include_swapped: bool = False) -> Any:
        self._draw([*self.states])
        return Apps.get_models.__wrapped__(self, include_auto_created, include_swapped)  # type: ignore[attr-defined]

    def clear_cache(self) -> None:
        """Django's, without the questions that are remembered for all registries of the process, the real one too."""
        if self.ready:
            for classes in self.all_models.values():
                for each in classes.values():
                    each._meta._expire_cache()  # type: ignore[attr-defined]

    def register_model(self, app_label: str, model: type[models.Model]) -> None:
        super().register_model(app_label, model)
        options = model._meta
        related: list[Any] = [each for each in model.__bases__ if hasattr(each, "_meta")]
        for field in (*options.local_fields, *options.local_many_to_many, *options.private_fields):
            related += [getattr(field.remote_field, name, None) for name in ("model", "through")]
        related.append(options.auto_created)
        self.refers[app_label, str(options.model_name)] = {
            resolve_relation(each, app_label, options.model_name) for each in related if each
        }

    def _draw(self, keys: Iterable[Key]) -> None:
        wanted = [key for key in keys if key not in self.refers and key in self.states]
        if not wanted:
            return
        with self.bulk_update():
            while wanted:
                key = wanted.pop()
                if key in self.refers or key not in self.states:
                    continue
                state = self.states[key]
                bases = [resolve_relation(base, *key) for base in state.bases if isinstance(base, str)]
                self._draw(bases)
                state.render(self)
                wanted += self.refers[key]
