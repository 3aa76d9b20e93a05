"""MyCase's stand-in on documents: an address and no finishing call."""

import httpx
import pytest

from tests.sandbox.vendors import client, mycase_box

NEW = {"path": "Letters/2026/Memo", "filename": "Memo.pdf"}
OCTETS = {"Content-Type": "application/octet-stream"}


@pytest.fixture
def mycase():
    return mycase_box()


def put(box, told, **changes):
    headers = {**told["put_headers"], **OCTETS, **changes}
    headers = {name: value for name, value in headers.items() if value}
    return client(box).put(told["put_url"], content=b"%PDF", headers=headers)


def test_a_document_is_there_at_once_and_empty_until_its_bytes_come(mycase):
    box, http = mycase

    made = http.post("/cases/40/documents", json=NEW)
    told = made.json()
    listed = [document["id"] for document in http.get("/cases/40/documents").json()]
    empty = http.get(f"/documents/{told['id']}/data", follow_redirects=True)
    stored = put(box, told)

    assert (made.status_code, empty.status_code, stored.status_code) == (201, 404, 200)
    assert told["put_headers"] == {"x-amz-acl": "private"}
    assert (told["name"], told["case"]) == ("Memo", {"id": 40})
    assert listed == [60, told["id"]]
    assert box.mycase.content(told["id"]) == b"%PDF"


@pytest.mark.parametrize(
    "changes",
    [{"Content-Type": None}, {"Content-Type": "application/pdf"}, {"x-amz-acl": None}],
    ids=["no media type", "another media type", "no acl"],
)
def test_a_put_without_its_headers_and_the_octet_stream_type_is_refused(mycase, changes):
    box, http = mycase
    told = http.post("/cases/40/documents", json=NEW).json()

    answer = put(box, told, **changes)

    assert (answer.status_code, len(box.s3.objects)) == (403, 1)


def test_uploads_lie_in_the_united_states_unless_set(mycase):
    box, http = mycase

    usual = http.post("/cases/40/documents", json=NEW).json()["put_url"]
    box.mycase.configure(upload_site="s3-canada")
    other = http.post("/cases/40/documents", json=NEW).json()["put_url"]

    assert ("us-west-2" in httpx.URL(usual).host, "ca-central-1" in httpx.URL(other).host) == (True, True)


def test_an_upload_address_can_be_dead(mycase):
    box, http = mycase
    box.faults.set("mycase", "cases.create_document", "expired_put_url")

    dead = http.post("/cases/40/documents", json=NEW).json()
    living = http.post("/cases/40/documents", json=NEW).json()
    box.clock.move(minutes=11)

    assert (put(box, dead).status_code, put(box, living).status_code) == (403, 403)


def test_data_is_302_to_storage_that_takes_no_bearer(mycase):
    box, http = mycase

    answer = http.get("/documents/60/data")
    where = answer.headers["location"]

    assert (answer.status_code, client(box).get(where).content) == (302, b"agreed")
    assert client(box, token="t").get(where).status_code == 400


def test_versions_are_added_and_read_by_number(mycase):
    box, http = mycase

    told = http.post("/documents/60/versions")
    put(box, told.json())
    numbers = [version["version"] for version in http.get("/documents/60/versions").json()]
    bodies = [
        http.get(f"/documents/60/{which}", follow_redirects=True).content
        for which in ("versions/1/data", "versions/2/data", "data")
    ]

    assert (told.status_code, told.json()["version"], numbers) == (201, 2, [1, 2])
    assert bodies == [b"agreed", b"%PDF", b"%PDF"]
    assert len(box.mycase.created("document_version")) == 1


def test_missing_folders_are_made_on_the_way(mycase):
    _, http = mycase
    number = http.post("/cases/40/documents", json=NEW).json()["id"]

    root = http.get("/cases/40/folder").json()["id"]
    letters = http.get(f"/folders/{root}/subfolders").json()
    inner = http.get(f"/folders/{letters[0]['id']}/subfolders").json()

    assert ([f["name"] for f in letters], [f["name"] for f in inner]) == (["Letters"], ["2026"])
    assert [d["id"] for d in http.get(f"/folders/{inner[0]['id']}/documents").json()] == [number]


@pytest.mark.parametrize(
    "body",
    [
        {"path": "a"},
        {"filename": "a.txt"},
        {"path": "/a", "filename": "a.txt"},
        {"path": "a", "filename": "a"},
    ],
    ids=["no filename", "no path", "absolute", "no extension"],
)
def test_a_document_needs_a_relative_path_and_a_filename(mycase, body):
    box, http = mycase

    assert http.post("/cases/40/documents", json=body).status_code == 422
    assert box.mycase.created("document") == []


def test_a_document_of_the_firm_lies_in_no_case_and_can_be_removed(mycase):
    _, http = mycase

    told = http.post("/documents", json=NEW).json()
    removed = http.delete(f"/documents/{told['id']}")

    assert (told["case"], removed.status_code) == (None, 204)
    assert http.get(f"/documents/{told['id']}").status_code == 404
