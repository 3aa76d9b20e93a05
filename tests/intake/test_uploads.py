"""What of a request stays in memory, and whose."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import StopFutureHandlers
from django.http import HttpRequest
from django.test import Client
from django.urls import resolve, reverse

from apps.audit.models import Entry
from apps.intake import rules, services, uploads
from apps.intake.models import Origin, Source
from tests import factories

pytestmark = pytest.mark.django_db
MEGABYTE = 1024 * 1024


@pytest.fixture
def matter():
    return factories.matter()


@pytest.fixture
def limits(monkeypatch, settings):
    """The same limits, smaller: a test need not hold a hundred megabytes."""
    monkeypatch.setattr(uploads, "LIMIT", 2 * MEGABYTE)
    monkeypatch.setattr(uploads, "TOGETHER", 4 * MEGABYTE)
    monkeypatch.setattr(uploads, "FILES", 5)
    settings.DATA_UPLOAD_MAX_NUMBER_FILES //= 20  # as the last of them is


def pages(count, size=MEGABYTE):
    """So many different files of text."""
    return [
        SimpleUploadedFile(f"{n}.txt", (f"Statement {n}. " + "x" * size)[:size].encode())
        for n in range(count)
    ]


def refused():
    return [
        (entry.subject, entry.facts)
        for entry in Entry.objects.order_by("id")
        if entry.event == "intake.source_unreadable"
    ]


PLACES = {
    "the door": lambda matter: reverse("account_login"),
    "a page that takes files": lambda matter: reverse("intake:upload", args=[matter.pk]),
    "a page that takes none": lambda matter: reverse("people:me"),
    "no page at all": lambda matter: "/nowhere/",
    "a vendor's posts": lambda matter: reverse("integrations:zoom_posts"),
}


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
@pytest.mark.parametrize("checks", [True, False], ids=["without a token", "with one"])
def test_nothing_is_kept_of_a_stranger_s_file(matter, place, checks):
    """Looking for the token reads the request, files and all, before anybody is known to have signed in."""
    response = Client(enforce_csrf_checks=checks).post(place(matter), {"files": pages(3)})

    assert list(response.wsgi_request.FILES.lists()) == []
    assert Source.objects.count() == 0


@pytest.mark.parametrize("name", ["a page that takes none", "the door", "no page at all"])
def test_nothing_is_kept_of_a_file_that_is_sent_where_none_is_taken(client, matter, name):
    client.force_login(matter.responsible)

    response = client.post(PLACES[name](matter), {"files": pages(3)})

    assert list(response.wsgi_request.FILES.lists()) == []


def test_files_within_the_limits_are_all_taken(client, matter, limits):
    client.force_login(matter.responsible)

    response = client.post(PLACES["a page that takes files"](matter), {"files": pages(4)}, follow=True)

    assert "4 files were added" in response.content.decode()
    assert sorted(Source.objects.values_list("size", flat=True)) == [MEGABYTE] * 4
    assert refused() == []


@pytest.mark.parametrize(
    ("count", "size", "taken"),
    [(5, MEGABYTE, 4), (7, 1000, 5), (60, 40, 5)],
    ids=["too many bytes", "too many files", "as many files as thousands are to the whole limits"],
)
def test_a_folder_over_the_total_is_taken_as_far_as_it_goes_and_the_rest_gets_one_sentence(
    client, matter, limits, count, size, taken
):
    client.force_login(matter.responsible)

    response = client.post(
        PLACES["a page that takes files"](matter), {"files": pages(count, size)}, follow=True
    )

    page = response.content.decode()
    one = count - taken == 1
    assert f"{taken} files were added" in page
    assert page.count(f"{count - taken} file{'' if one else 's'} {'was' if one else 'were'} left out") == 1
    assert "at most 5 files and 4 MB are taken at once" in page
    assert Source.objects.count() == taken
    assert refused() == [(matter.pk, {"reason": "too_large", "bytes": size})] * (count - taken)


def test_no_more_is_held_of_one_request_than_all_its_files_may_have_together(matter, limits):
    handler = arriving(matter.responsible, reverse("intake:upload", args=[matter.pk]))

    held = sum(sent(handler, 2 * MEGABYTE).file.getbuffer().nbytes for _ in range(40))

    assert held == 4 * MEGABYTE


def test_an_upload_over_the_limit_is_dropped_as_it_comes_and_refused_with_its_size(matter):
    size = 200 * MEGABYTE
    upload = sent(arriving(matter.responsible, reverse("intake:upload", args=[matter.pk])), size)

    with pytest.raises(rules.Refused, match="This file has 200 MB; the most that is taken is 50 MB"):
        services.receive(
            matter=matter,
            by=matter.responsible,
            origin=Origin.UPLOAD,
            filename=upload.name,
            data=upload.read(),
            size=upload.size,
        )

    assert Source.objects.count() == 0
    assert refused() == [(matter.pk, {"reason": "too_large", "bytes": size})]


def arriving(user, address):
    """The handler of a request of that person's to that address."""
    request = HttpRequest()
    request.user, request.resolver_match = user, resolve(address)
    handler = uploads.MemoryOnly(request)
    handler.handle_raw_input(None, {}, 0, b"")
    return handler


def sent(handler, size):
    with pytest.raises(StopFutureHandlers):
        handler.new_file("files", "big.pdf", "application/pdf", None)
    part = b"x" * MEGABYTE
    for start in range(0, size, len(part)):
        handler.receive_data_chunk(part, start)
    return handler.file_complete(size)
