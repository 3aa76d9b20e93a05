import pytest
from django.db import IntegrityError, transaction

from apps.integrations.models import Connection
from apps.sync.models import Delivery
from tests.review import factories as r

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
