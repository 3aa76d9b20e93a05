import pytest
from django.db import IntegrityError, transaction

from apps.integrations.models import Connection, RemoteRecord
from apps.review import services as reviews
from apps.sync import services
from apps.sync.models import Delivery, RecordKind
from tests.review import factories as r
from tests.review.test_cases import approve_twice, factum
from tests.review.test_certificates import sign

pytestmark = pytest.mark.django_db


def test_a_delivery_names_the_manifest_by_id_and_digest():
    task = r.task()
    r.answer_all(task, task.responsible)
    manifest = r.approve(task, task.responsible).manifest
    clio = Connection.objects.create(
        vendor="clio",
        region="ca",
        account_id="1",
        account_name="Clio",
        tokens=b"sealed",
        connected_by=task.responsible,
    )

    with pytest.raises(IntegrityError, match="a_delivery_is_of_that_manifest"), transaction.atomic():
        Delivery.objects.create(
            manifest=manifest,
            manifest_digest="f" * 64,
            matter=task.matter,
            connection=clio,
            kind="note",
            marker="m",
            asked_by=task.responsible,
        )


def test_a_filing_is_queued_once_it_is_signed_and_not_after_it_was_found_wrong():
    task, lawyer, second = factum()
    approve_twice(task, lawyer, second)
    clio = Connection.objects.create(
        vendor="clio", region="ca", account_id="1", account_name="Clio", tokens=b"sealed", connected_by=lawyer
    )
    RemoteRecord.objects.create(
        connection=clio, kind=RecordKind.MATTER, remote_id="40", local_id=task.matter_id
    )
    services.collect(10)
    assert not Delivery.objects.exists()
    statement = sign(task, lawyer)
    reviews.withdraw_statement(statement=statement, reason="signed_in_error", by=lawyer)
    services.collect(10)
    assert not Delivery.objects.exists()

    sign(task, lawyer)
    services.collect(10)

    assert set(Delivery.objects.values_list("manifest__task", flat=True)) == {task.pk}
    other, another, third = factum()
    approve_twice(other, another, third)
    RemoteRecord.objects.create(
        connection=clio, kind=RecordKind.MATTER, remote_id="41", local_id=other.matter_id
    )
    sign(other, another)
    r.report_wrong(task=r.fresh(other), faults=["misquoted"], by=another)
    services.collect(10)
    assert not Delivery.objects.filter(manifest__task=other).exists()
