"""The job of drafting as an application without a gate writes it, in tables of its own: the peer of the pipeline."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.db import connections, models, transaction
from django.utils import timezone


class PlainRequest(models.Model):
    """What somebody asked for, its text open in the row."""

    objects: ClassVar[models.Manager[PlainRequest]] = models.Manager()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    asked_by = models.UUIDField()
    workflow = models.CharField(max_length=60)
    model = models.CharField(max_length=60)
    effort = models.CharField(max_length=20)
    max_tokens = models.PositiveIntegerField()
    instructions = models.TextField()
    assignment = models.TextField()
    state = models.CharField(max_length=20, default="confirmed")
    trouble = models.CharField(max_length=40, default="")
    made_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "bench"
        managed = False
        db_table = "bench_plain_request"


class PlainSource(models.Model):
    """A source of a request, read already."""

    objects: ClassVar[models.Manager[PlainSource]] = models.Manager()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    request = models.ForeignKey(PlainRequest, models.CASCADE)
    order = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    passages = models.JSONField()

    class Meta:
        app_label = "bench"
        managed = False
        db_table = "bench_plain_source"


class PlainDraft(models.Model):
    """What came back, and what it cost."""

    objects: ClassVar[models.Manager[PlainDraft]] = models.Manager()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    request = models.ForeignKey(PlainRequest, models.CASCADE)
    text = models.TextField()
    model = models.CharField(max_length=60)
    input_tokens = models.PositiveIntegerField()
    output_tokens = models.PositiveIntegerField()
    stored_at = models.DateTimeField(default=timezone.now)

    class Meta:
        app_label = "bench"
        managed = False
        db_table = "bench_plain_draft"


TABLES: Sequence[type[models.Model]] = (PlainRequest, PlainSource, PlainDraft)


def make_tables() -> None:
    """The peer's tables, beside the house's, made by the same role as those."""
    with connections["owner" if "owner" in connections.databases else "default"].schema_editor() as editor:
        for table in TABLES:
            editor.create_model(table)


def confirmed(body: dict[str, Any], count: int) -> list[UUID]:
    """That many requests in the clear, each with the instructions, assignment and sources of a call of ours."""
    *sources, assignment = body["messages"][0]["content"]
    requests = [
        PlainRequest(
            asked_by=uuid.uuid4(),
            workflow="client_letter",
            model=body["model"],
            effort=body["output_config"]["effort"],
            max_tokens=body["max_tokens"],
            instructions=body["system"][0]["text"],
            assignment=assignment["text"],
        )
        for _ in range(count)
    ]
    PlainRequest.objects.bulk_create(requests)
    PlainSource.objects.bulk_create(
        PlainSource(
            request=request,
            order=number,
            title=source["title"],
            passages=[block["text"] for block in source["content"]],
        )
        for request in requests
        for number, source in enumerate(sources, 1)
    )
    return [request.pk for request in requests]


def take(request_id: UUID) -> PlainRequest:
    request = PlainRequest.objects.get(pk=request_id)
    request.state = "drafting"
    request.save(update_fields=["state"])
    return request


def body_of(request: PlainRequest) -> dict[str, Any]:
    """The call, of the same shape as ours."""
    sources = [
        {
            "type": "search_result",
            "source": f"source:{source.order}",
            "title": source.title,
            "content": [{"type": "text", "text": text} for text in source.passages],
            "citations": {"enabled": True},
        }
        for source in PlainSource.objects.filter(request=request).order_by("order")
    ]
    return {
        "model": request.model,
        "max_tokens": request.max_tokens,
        "inference_geo": "us",
        "service_tier": "standard_only",
        "system": [{"type": "text", "text": request.instructions}],
        "thinking": {"type": "adaptive", "display": "omitted"},
        "output_config": {"effort": request.effort},
        "messages": [{"role": "user", "content": [*sources, {"type": "text", "text": request.assignment}]}],
    }


def store(request: PlainRequest, text: str, usage: Any) -> None:
    with transaction.atomic():
        PlainDraft.objects.create(
            request=request,
            text=text,
            model=request.model,
            input_tokens=usage.input_tokens,
            output_tokens=usage.output_tokens,
        )
        request.state, request.settled_at = "drafted", timezone.now()
        request.save(update_fields=["state", "settled_at"])


def drafts_of(ids: Sequence[UUID]) -> int:
    return PlainDraft.objects.filter(request__in=ids, request__state="drafted").count()
