"""Clio's stand-in on documents: three steps, signed addresses, downloads, the safe-retry key."""

import base64
import hashlib

import httpx
import pytest

from sandbox.server import Server
from tests.sandbox.vendors import CLIO_FIRM, client, clio_box, stopped_box

FIELDS = "id,latest_document_version{uuid,put_url,put_headers,multiparts,fully_uploaded}"
NEW = {"name": "Memo.pdf", "parent": {"id": 40, "type": "Matter"},
       "external_properties": [{"name": "firmai", "value": "d-1"}]}  # fmt: skip


@pytest.fixture
def clio():
    return clio_box()


def announce(http, **changes):
    return http.post("/documents.json", params={"fields": FIELDS}, json={"data": {**NEW, **changes}})


def version_of(answer):
    return answer.json()["data"]["latest_document_version"]


def headers_of(version):
    return {pair["name"]: pair["value"] for pair in version["put_headers"]}


def put(box, version, content=b"%PDF", **changes):
    headers = {**headers_of(version), **changes}
    return client(box).put(
        version["put_url"], content=content, headers={k: v for k, v in headers.items() if v}
    )


def finish(http, answer, **changes):
    given = {"uuid": version_of(answer)["uuid"], "fully_uploaded": True, **changes}
    number = answer.json()["data"]["id"]
    return http.patch(f"/documents/{number}.json", params={"fields": FIELDS}, json={"data": given})


def ids(http, **query):
    return [record["id"] for record in http.get("/documents.json", params=query).json()["data"]]


def test_three_steps_bring_exactly_these_bytes_in(clio):
    box, http = clio

    told = announce(http)
    stored = put(box, version_of(told))
    done = finish(http, told)
    number = told.json()["data"]["id"]

    assert [told.status_code, stored.status_code, done.status_code] == [201, 200, 200]
    assert version_of(done)["fully_uploaded"] is True
    assert version_of(told)["put_headers"] == [
        {"name": "Content-Type", "value": "application/pdf"},
        {"name": "x-amz-server-side-encryption", "value": "AES256"},
    ]
    assert box.clio.content(number) == b"%PDF"
    assert [made["id"] for made in box.clio.created("document")] == [number]


def test_a_document_is_hidden_until_it_is_said_to_be_uploaded(clio):
    box, http = clio

    told = announce(http)
    put(box, version_of(told))
    number = told.json()["data"]["id"]
    hidden, shown = ids(http, matter_id=40), ids(http, matter_id=40, show_uncompleted="true")
    finish(http, told)

    assert (hidden, shown, ids(http, matter_id=40)) == ([60], [60, number], [60, number])


def test_the_safe_retry_key_finds_a_document_that_is_not_whole_yet(clio):
    _, http = clio
    number = announce(http).json()["data"]["id"]
    key = {"external_property_name": "firmai", "external_property_value": "d-1"}

    assert ids(http, show_uncompleted="true", **key) == [number]
    assert ids(http, **key) == []
    assert ids(http, show_uncompleted="true", **{**key, "external_property_value": "d-2"}) == []


def test_at_most_five_external_properties(clio):
    box, http = clio

    answer = announce(http, external_properties=[{"name": str(n), "value": "v"} for n in range(6)])

    assert answer.status_code == 422
    assert box.clio.created("document") == []


@pytest.mark.parametrize(
    "changes",
    [{"x-amz-server-side-encryption": None}, {"Content-Type": "text/plain"}],
    ids=["missing header", "another media type"],
)
def test_a_put_without_every_signed_header_is_refused(clio, changes):
    box, http = clio
    told = announce(http)

    answer = put(box, version_of(told), **changes)

    assert answer.status_code == 403
    assert "SignatureDoesNotMatch" in answer.text
    assert (finish(http, told).status_code, len(box.s3.objects)) == (422, 1)


def test_a_put_with_a_bearer_beside_the_signature_is_refused(clio):
    box, http = clio

    answer = put(box, version_of(announce(http)), Authorization="Bearer x")

    assert (answer.status_code, len(box.s3.objects)) == (400, 1)


def test_an_upload_address_dies_after_ten_minutes_and_a_new_one_can_be_asked_for(clio):
    box, http = clio
    told = announce(http)
    box.clock.move(minutes=11)

    late = put(box, version_of(told))
    again = finish(http, told, fully_uploaded=False)
    stored = put(box, version_of(again))

    assert (late.status_code, stored.status_code) == (403, 200)
    assert "expired" in late.text
    assert version_of(again)["uuid"] == version_of(told)["uuid"]


def test_an_address_that_is_dead_on_arrival_can_be_switched_on(clio):
    box, http = clio
    box.faults.set("clio", "documents.create", "expired_put_url")

    assert put(box, version_of(announce(http))).status_code == 403


def test_uploads_go_to_a_canadian_host_unless_switched(clio):
    box, http = clio

    usual = httpx.URL(version_of(announce(http))["put_url"]).host
    box.faults.set("clio", "documents.create", "us_upload_host")
    switched = httpx.URL(version_of(announce(http))["put_url"]).host

    assert usual == "sandbox-uploads.s3.ca-central-1.amazonaws.com"
    assert switched == "sandbox-uploads.s3.us-west-2.amazonaws.com"


def test_finishing_without_the_bytes_says_that_they_were_not_found(clio):
    box, http = clio
    told = announce(http)

    missing = finish(http, told)
    put(box, version_of(told))
    box.faults.set("clio", "documents.update", "upload_timeout")
    slow, done = finish(http, told), finish(http, told)

    assert [missing.json()["error"]["type"], slow.json()["error"]["type"]] == [
        "UploadNotFoundError",
        "UploadTimeoutError",
    ]
    assert (missing.status_code, slow.status_code, done.status_code) == (422, 422, 200)


def test_a_wrong_checksum_is_a_bad_digest(clio):
    box, http = clio

    answer = put(box, version_of(announce(http)), **{"Content-MD5": base64.b64encode(b"0" * 16).decode()})

    assert (answer.status_code, "BadDigest" in answer.text) == (400, True)


def test_a_large_file_goes_up_in_parts(clio):
    box, http = clio
    five = b"a" * 5 * 1024**2
    digest = base64.b64encode(hashlib.md5(five).digest()).decode()
    parts = [{"part_number": 1, "content_length": len(five), "content_md5": digest},
             {"part_number": 2, "content_length": 3}]  # fmt: skip

    small = announce(
        http, multiparts=[{"part_number": 1, "content_length": 3}, {"part_number": 2, "content_length": 3}]
    )
    told = announce(http, multiparts=parts)
    one, two = version_of(told)["multiparts"]
    unsigned = client(box).put(one["put_url"], content=five)
    half = finish(http, told)
    put(box, one, five)
    put(box, two, b"end")
    done = finish(http, told)

    assert (small.status_code, unsigned.status_code, half.status_code, done.status_code) == (
        422,
        403,
        422,
        200,
    )
    assert box.clio.content(told.json()["data"]["id"]) == five + b"end"


def test_a_new_version_is_a_document_under_a_document(clio):
    box, http = clio

    told = announce(http, parent={"id": 60, "type": "Document"})
    put(box, version_of(told), b"second")
    before = box.clio.content(60)
    finish(http, told)
    versions = http.get("/documents/60/versions.json?fields=version_number,fully_uploaded").json()["data"]

    assert told.json()["data"]["id"] == 60
    assert (before, box.clio.content(60)) == (b"agreed", b"second")
    assert versions == [
        {"version_number": 1, "fully_uploaded": True},
        {"version_number": 2, "fully_uploaded": True},
    ]
    assert len(box.clio.created("document_version")) == 1


def test_a_download_is_303_to_storage_which_takes_no_bearer(clio):
    box, http = clio

    answer = http.get("/documents/60/download.json")
    plain = client(box).get(answer.headers["location"])
    with_token = client(box, token="t").get(answer.headers["location"])
    followed = http.get("/documents/60/download.json", follow_redirects=True)

    assert (answer.status_code, plain.content, with_token.status_code) == (303, b"agreed", 400)
    assert followed.content == b"agreed"


def test_an_older_version_is_downloaded_by_its_own_number(clio):
    box, http = clio
    first = http.get("/documents/60/versions.json?fields=id").json()["data"][0]["id"]
    told = announce(http, parent={"id": 60, "type": "Document"})
    put(box, version_of(told), b"second")
    finish(http, told)

    def download(**query):
        return http.get("/documents/60/download.json", params=query, follow_redirects=True)

    assert download(document_version_id=first).content == b"agreed"
    assert download(version_id=first).content == b"second"
    assert download(document_version_id=1).status_code == 404


def test_nothing_can_be_downloaded_before_the_upload_is_finished(clio):
    _, http = clio
    number = announce(http).json()["data"]["id"]

    assert http.get(f"/documents/{number}/download.json").status_code == 404


def test_a_deleted_document_goes_to_the_trash_and_comes_back(clio):
    _, http = clio

    http.delete("/documents/60.json")
    gone, trash = ids(http), ids(http, include_deleted="true")
    http.patch("/documents/60.json", json={"data": {"restore": True}})

    assert (gone, trash, ids(http)) == ([], [60], [60])


def test_a_document_lies_under_the_matter_of_its_folder(clio):
    _, http = clio
    folder = {"data": {"name": "Drafts", "parent": {"id": 40, "type": "Matter"}}}
    number = http.post("/folders.json", json=folder).json()["data"]["id"]

    told = http.post(
        "/documents.json?fields=matter{id},parent{name,type}",
        json={"data": {"name": "x.txt", "parent": {"id": number, "type": "Folder"}}},
    )

    assert told.json() == {"data": {"matter": {"id": 40}, "parent": {"name": "Drafts", "type": "Folder"}}}


def test_a_document_announced_with_the_answer_lost_is_found_again_by_its_key(clio):
    box, http = clio
    box.faults.set("clio", "documents.create", "dropped")

    with pytest.raises(httpx.ReadError):
        announce(http)
    found = ids(http, show_uncompleted="true", external_property_name="firmai", external_property_value="d-1")

    assert [made["id"] for made in box.clio.created("document")] == found


def test_the_same_three_steps_work_over_loopback_with_a_dataset_put_in_over_the_control_path():
    firm = {**CLIO_FIRM, "documents": [{**CLIO_FIRM["documents"][0], "content_base64": "YWdyZWVk"}]}
    del firm["documents"][0]["content"]
    box = stopped_box()
    with Server(box) as server, httpx.Client(trust_env=False, base_url=server.address) as http:
        loaded = http.post("/_control/clio/load", json=firm)
        token = http.post("/_control/do/clio/token").json()["result"]
        http.headers["Authorization"] = f"Bearer {token}"
        read = http.get("/clio/api/v4/documents/60/download.json", follow_redirects=True)
        http.base_url = server.address + "/clio/api/v4"
        told = announce(http)
        version = version_of(told)
        stored = httpx.put(version["put_url"], content=b"x", headers=headers_of(version), trust_env=False)
        done = finish(http, told)
        created = http.post(server.address + "/_control/do/clio/created", json={"kind": "document"}).json()
        bad = http.post(server.address + "/_control/clio/load", json={"colours": []})

    assert (loaded.json()["result"]["documents"], read.content) == (1, b"agreed")
    assert version["put_url"].startswith(server.address + "/s3-canada/")
    assert (stored.status_code, done.status_code, bad.status_code) == (200, 200, 400)
    assert [made["name"] for made in created["result"]] == ["Memo.pdf"]
