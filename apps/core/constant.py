"""Parts of a template that say the same to everybody are drawn once for each language.

Of what a page draws, words and addresses of its own are the larger part, and looking them up anew each time took as
long as all that differs from one page to the next.
"""

from __future__ import annotations

from typing import Any

from django.template import Node, NodeList, Template
from django.template.base import FilterExpression, TextNode, Variable
from django.template.context import Context
from django.template.defaulttags import IfNode, URLNode
from django.template.loaders import base, cached
from django.templatetags.i18n import TranslateNode
from django.templatetags.static import StaticNode
from django.utils.translation import get_language


class _Folded(base.Loader):
    def get_template(self, template_name: str, skip: Any = None) -> Template:
        template: Template = super().get_template(template_name, skip)
        _fold(template.nodelist)
        return template


class Loader(cached.Loader, _Folded):
    """Django's own for templates that stay in memory, which asks the other when one is read."""


class Constant(Node):
    """Neighbours of which none depends on who looks, at what, or when."""

    def __init__(self, nodes: list[Node]) -> None:
        self.nodelist, self.token, self.origin = NodeList(nodes), nodes[0].token, nodes[0].origin
        self._drawn: dict[str | None, str] = {}

    def render(self, context: Context) -> str:
        language = get_language()
        if language not in self._drawn:
            self._drawn[language] = self.nodelist.render(context)
        return self._drawn[language]


def _fold(nodelist: NodeList) -> None:
    folded: list[Node] = []
    run: list[Node] = []
    for node in nodelist:
        if _is_constant(node):
            run.append(node)
            continue
        folded += _as_one(run)
        folded.append(node)
        run = []
        for inside in _inside(node):
            _fold(inside)
    nodelist[:] = [*folded, *_as_one(run)]


def _as_one(run: list[Node]) -> list[Node]:
    return run if all(isinstance(node, TextNode) for node in run) else [Constant(run)]


def _inside(node: Any) -> list[NodeList]:
    if isinstance(node, IfNode):
        return [nodelist for _condition, nodelist in node.conditions_nodelists]
    return [found for name in node.child_nodelists if (found := getattr(node, name, None))]


def _is_constant(node: Any) -> bool:
    """Text, words, and addresses without arguments. None of them is given to the rest of the page under a name."""
    if isinstance(node, TextNode):
        return True
    if isinstance(node, TranslateNode):
        return not (node.asvar or node.message_context) and _is_literal(node.filter_expression)
    if isinstance(node, URLNode):
        return not (node.args or node.kwargs or node.asvar) and _is_literal(node.view_name)
    return isinstance(node, StaticNode) and not node.varname and _is_literal(node.path)


def _is_literal(said: FilterExpression) -> bool:
    return not said.filters and (not isinstance(said.var, Variable) or said.var.lookups is None)
