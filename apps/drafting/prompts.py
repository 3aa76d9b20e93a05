"""From a request's sealed rows to the exact call that is made for it. In memory only."""

from __future__ import annotations

from django.utils.translation import gettext as _

from apps.audit.facts import Digest
from apps.core.errors import WrongState
from apps.core.prepared import Prepared
from apps.core.text import visible
from apps.drafting import anchors, readings
from apps.drafting.assembly import Assembled, Order, OrderedSource, Role, Text, assemble
from apps.drafting.models import Draft, Request, RequestSource
from apps.intake import passages
from apps.intake.models import Kind, Source, State, Tag
from apps.intake.passages import Passage
from apps.matters import keys
from apps.people.models import User
from apps.policy import minimise
from apps.policy.exchange import CallRequest, prompt_digest

PURPOSE = "draft"
CLASSES = {
    Kind.PDF: "documents",
    Kind.DOCX: "documents",
    Kind.TEXT: "documents",
    Kind.EMAIL: "correspondence",
    Kind.TRANSCRIPT: "transcript",
    Tag.HEALTH: "health",
    Tag.CHILD: "child",
}
"""Classes of information for the register of crossings, by what a source is and holds."""
EMPTY = "-"
"""In the place of a passage of which nothing is to be seen: each is sent in its place, and none without text."""
_CHOSEN = Prepared(
    lambda request: (
        RequestSource.objects.filter(request=request)
        .select_related("source")
        .defer("source__original")
        .order_by("order")
    )
)


def assembled(request: Request) -> Assembled:
    """The request's call as it would cross now. Raises WrongState when a source cannot be read."""
    with minimise.opened(request.matter, request.pk) as minimiser:
        return assemble(
            order(request), minimise=lambda texts: [each.text for each in minimiser.minimise_all(texts)]
        )


def digest(request: Request, prompt: Assembled) -> Digest:
    """The name of the exact bytes, under the matter's digest key."""
    return prompt_digest(request.matter_id, prompt.call)


def call(request: Request, prompt: Assembled, *, shown_to: User | None = None) -> CallRequest:
    """What is handed to the gate. Before it is confirmed, whoever it is shown to counts as who confirms it, and the
    moment of confirmation is that of its making."""
    return CallRequest(
        request_id=request.pk,
        matter=request.matter,
        asked_by=request.requested_by,
        confirmed_by=request.confirmed_by or shown_to or request.requested_by,
        responsible=request.responsible,
        workflow=request.workflow_version.workflow.code,
        purpose=PURPOSE,
        information=information(request),
        shown_hmac=request.preview_hmac,
        confirmed_at=request.confirmed_at or request.made_at,
        call=prompt.call,
        readings=readings.standing(sources(request)),
    )


def information(request: Request) -> tuple[str, ...]:
    """Classes of what is sent, as codes, sorted: of its sources, and of what an earlier draft that goes with them was
    made from, whose words it holds."""
    codes = {code for source in sources(request) for code in (source.kind, source.tag) if code}
    earlier = request.revises.crossing.information if request.revises else []
    return tuple(sorted({*earlier, *(CLASSES[code] for code in codes)}))  # type: ignore[index]


def order(request: Request) -> Order:
    """All that the call is made of, opened, without what nobody would see of it in the preview."""
    version = request.workflow_version
    return Order(
        workflow=version.workflow.code,
        language=request.language,
        instructions=visible(version.instructions_fr if request.language == "fr" else version.instructions),
        model=version.model,
        effort=version.effort,
        max_tokens=version.max_tokens,
        assignment=visible(keys.reveal(request, "assignment").reveal()),
        sources=tuple(_ordered(source) for source in sources(request)),
        earlier=_earlier(request.revises),
        remarks=visible(keys.reveal(request, "remarks").reveal()) if request.remarks is not None else "",
    )


def held(sources: tuple[OrderedSource, ...]) -> list[anchors.Held]:
    """The sources as the file holds them, for checking what a draft cites."""
    return [
        anchors.Held(each.source_id, tuple((passage.anchor, passage.text) for passage in each.passages))
        for each in sources
    ]


def placeholders(prompt: Assembled) -> tuple[str, ...]:
    """The placeholders that would cross, each once, in order of appearance."""
    return tuple(dict.fromkeys(name for text in minimised(prompt) for name in minimise.placeholders_in(text)))


def minimised(prompt: Assembled) -> list[str]:
    """The texts of the matter's that cross, as they do. What looks like a placeholder in the firm's own words is an
    example."""
    return [part.crossing for part in prompt.parts if part.role != Role.INSTRUCTIONS]


def sources(request: Request) -> list[Source]:
    """The chosen sources in their order, read once for the request in hand."""
    return [each.source for each in _chosen(request)]


def was_shown(request: Request, prompt: Assembled) -> bool:
    """What is sent is what was shown, to the byte, of the same readings: another one may be the same call, and what a
    draft cites is found in the reading that its request names."""
    return (
        prompt.version == request.assembly_version
        and all(each.reading_hmac == each.source.reading_hmac for each in _chosen(request))
        and digest(request, prompt).hmac == request.preview_hmac
    )


def _chosen(request: Request) -> list[RequestSource]:
    if request.chosen_in_hand is None:
        request.chosen_in_hand = list(_CHOSEN(request=request.pk))
    return request.chosen_in_hand


def _ordered(source: Source) -> OrderedSource:
    if source.state != State.READY:
        raise WrongState(_("A source of this request cannot be read."))
    texts = tuple(Text(passage.anchor, visible(_spoken(passage)) or EMPTY) for passage in passages.of(source))
    return OrderedSource(source.pk, visible(keys.reveal(source, "title").reveal()), texts)


def _spoken(passage: Passage) -> str:
    return f"{passage.speaker}: {passage.text}" if passage.speaker else passage.text


def _earlier(draft: Draft | None) -> str:
    return "" if draft is None else visible(keys.reveal(draft.latest, "text").reveal())
