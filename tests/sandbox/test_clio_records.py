"""Clio's stand-in on records: the wrapper, fields, paging, filters, conditions, faults of a write."""

import httpx
import pytest

from tests.sandbox.vendors import CLIO, CLIO_FIRM, clio_box, stopped_box

NOTE = {"type": "Matter", "matter": {"id": 40}, "subject": "Intake memo", "detail": "Approved text. ref:abc"}


@pytest.fixture
def clio():
    return clio_box()


def ids(answer):
    return [record["id"] for record in answer.json()["data"]]


def test_without_fields_only_id_and_etag_come_back(clio):
    _, http = clio

    told = http.get("/matters/40.json").json()["data"]

    assert set(told) == {"id", "etag"}
    assert told["etag"].startswith('"')
    assert told["etag"].endswith('"')


def test_fields_choose_one_level_of_what_a_record_points_at(clio):
    _, http = clio
    inside = "client{name,primary_email_address},practice_area,custom_field_values{value,field_type}"
    wanted = f"display_number,status,{inside}"

    told = http.get("/matters/40.json", params={"fields": wanted}).json()["data"]
    literal = http.get("/matters/40?fields=client{name}").json()["data"]

    assert (told["display_number"], told["status"]) == ("00040-Orr", "Open")
    assert told["client"] == {"name": "Cy Orr", "primary_email_address": "cy@client.example"}
    assert set(told["practice_area"]) == {"id", "etag"}
    assert told["custom_field_values"] == [{"value": "FS-1", "field_type": "text_line"}]
    assert literal == {"client": {"name": "Cy Orr"}}


@pytest.mark.parametrize(
    "fields",
    [
        "id,colour",
        "client{colour}",
        "client{company{name}}",
        "client{name",
        "id,,etag",
        "id,",
        "",
        "id{name}",
    ],
)
def test_a_field_that_cannot_be_is_400(clio, fields):
    _, http = clio

    answer = http.get("/matters.json", params={"fields": fields})

    assert (answer.status_code, answer.json()["error"]["type"]) == (400, "InvalidFields")


def test_an_object_two_levels_down_comes_with_its_default_fields(clio):
    _, http = clio

    told = http.get("/notes/70.json", params={"fields": "matter{client}"}).json()["data"]

    assert set(told["matter"]["client"]) == {"id", "etag"}


@pytest.mark.parametrize(
    "body", [NOTE, {"data": [NOTE]}, [NOTE], "text"], ids=["bare", "list", "array", "text"]
)
def test_a_body_that_is_not_wrapped_is_refused(clio, body):
    box, http = clio

    answer = http.post("/notes.json", json=body)

    assert answer.status_code == 400
    assert box.clio.created("note") == []


def test_a_note_is_made_once_and_found_by_its_marker(clio):
    box, http = clio

    made = http.post(
        "/notes.json?fields=id,subject,detail_text_type,matter{id},author{name}", json={"data": NOTE}
    )
    found = http.get("/notes.json", params={"type": "Matter", "matter_id": 40, "query": "ref:abc"})

    assert made.status_code == 201
    number = made.json()["data"].pop("id")
    assert made.json()["data"] | {"id": number} == {
        "id": number, "subject": "Intake memo", "detail_text_type": "plain_text", "matter": {"id": 40},
        "author": {"name": "Ada Roy"},
    }  # fmt: skip
    assert ids(found) == [number]
    assert [note["subject"] for note in box.clio.created("note")] == ["Intake memo"]


def test_the_list_of_notes_needs_a_type_in_either_case(clio):
    _, http = clio

    answers = [
        http.get("/notes.json" + query) for query in ("", "?type=Bill", "?type=Matter", "?type=matter")
    ]

    assert [answer.status_code for answer in answers] == [422, 422, 200, 200]
    assert ids(answers[2]) == ids(answers[3]) == [70]


@pytest.mark.parametrize(
    "note",
    [{"subject": "s"}, {"type": "Matter"}, {"type": "Matter", "matter": {"id": 9999}}, {"type": "Bill"},
     {**NOTE, "detail_text_type": "markdown"}],
    ids=["no type", "no matter", "unknown matter", "wrong type", "wrong text type"],
)  # fmt: skip
def test_a_note_that_breaks_a_rule_is_422_and_not_made(clio, note):
    box, http = clio

    answer = http.post("/notes.json", json={"data": note})

    assert answer.status_code == 422
    assert box.clio.created("note") == []


def test_unknown_keys_and_filters_are_ignored_without_a_word(clio):
    _, http = clio

    made = http.post("/notes.json?fields=subject", json={"data": {**NOTE, "colour": "red", "id": 5}})
    listed = http.get("/matters.json", params={"matter": 40, "colour": "red"})

    assert (made.status_code, made.json()) == (201, {"data": {"subject": "Intake memo"}})
    assert ids(listed) == [40, 41]


@pytest.mark.parametrize(
    ("path", "query", "expected"),
    [
        ("matters", {"status": "closed"}, [41]),
        ("matters", {"status": "open,closed"}, [40, 41]),
        ("matters", {"client_id": 30}, [40, 41]),
        ("matters", {"practice_area_id": "null"}, [41]),
        ("matters", {"open_date[]": ">=2026-01-01"}, [40]),
        ("matters", {"query": "LEASE"}, [41]),
        ("matters", {"query": "cy or*"}, [40, 41]),
        ("matters", {"ids[]": [41, 99]}, [41]),
        ("matters", {"updated_since": "2026-03-04T12:00:01-05:00"}, []),
        ("matters", {"updated_since": "2026-03-04T12:00:00-05:00"}, [40, 41]),
        ("contacts", {"type": "Company"}, [31]),
        ("contacts", {"client_only": "true"}, [30]),
        ("relationships", {"matter_id": 40}, [50]),
        ("custom_fields", {"parent_type": "contact"}, []),
        ("practice_areas", {"code": "FAM"}, [20]),
        ("users", {"enabled": "true"}, [10]),
        ("matters/40/contacts", {}, [30, 31]),
        ("matters/40/related_contacts", {}, [31]),
    ],
)
def test_lists_are_filtered(clio, path, query, expected):
    _, http = clio

    assert ids(http.get(f"/{path}.json", params=query)) == expected


def test_the_client_of_a_matter_has_a_path_of_its_own(clio):
    _, http = clio

    told = http.get("/matters/40/client.json", params={"fields": "id,name"}).json()

    assert told == {"data": {"id": 30, "name": "Cy Orr"}}


def test_the_cursor_walks_all_pages_by_absolute_addresses(clio):
    _, http = clio

    first = http.get("/contacts.json", params={"limit": 1, "order": "id(asc)", "fields": "id,company{id}"})
    second = http.get(first.json()["meta"]["paging"]["next"])

    assert (ids(first), ids(second)) == ([30], [31])
    assert first.json()["meta"]["paging"]["next"].startswith(CLIO + "/api/v4/contacts.json?")
    assert set(first.json()["meta"]["paging"]) == {"next"}
    assert set(second.json()["meta"]["paging"]) == {"previous"}
    assert "company" in second.json()["data"][0]


def test_another_order_pages_by_offset(clio):
    _, http = clio

    first = http.get("/matters.json", params={"limit": 1, "order": "open_date(asc)"})
    second = http.get(first.json()["meta"]["paging"]["next"])
    back = http.get(second.json()["meta"]["paging"]["previous"])

    assert (ids(first), ids(second), ids(back)) == ([41], [40], [41])
    assert http.get("/matters.json", params={"offset": 10_000}).status_code == 422


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "limit=x", "order=id(up)", "page_token=zz"])
def test_a_list_that_cannot_be_meant_is_400(clio, query):
    _, http = clio

    assert http.get(f"/matters.json?{query}").status_code == 400


def test_an_unchanged_record_is_304(clio):
    _, http = clio
    read = http.get("/matters/40.json")

    by_tag = http.get("/matters/40.json", headers={"If-None-Match": read.headers["etag"]})
    by_time = http.get("/matters/40.json", headers={"If-Modified-Since": read.headers["last-modified"]})
    changed = http.get("/matters/40.json", headers={"If-None-Match": '"other"'})

    assert (by_tag.status_code, by_tag.content, by_time.status_code, changed.status_code) == (
        304,
        b"",
        304,
        200,
    )
    assert read.json()["data"]["etag"] == read.headers["etag"]


def test_an_update_against_an_old_etag_is_412_and_changes_nothing(clio):
    _, http = clio
    old = {"If-Match": http.get("/notes/70.json").headers["etag"]}

    first = http.patch("/notes/70.json?fields=subject", json={"data": {"subject": "New"}}, headers=old)
    second = http.patch("/notes/70.json", json={"data": {"subject": "Newer"}}, headers=old)

    assert (first.json(), second.status_code) == ({"data": {"subject": "New"}}, 412)
    assert http.get("/notes/70.json?fields=subject").json() == {"data": {"subject": "New"}}


def test_a_deleted_note_is_gone(clio):
    _, http = clio

    deleted = http.delete("/notes/70.json")

    assert (deleted.status_code, deleted.content) == (204, b"")
    assert http.get("/notes/70.json").status_code == 404


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("matters", {"description": "New", "client": {"id": 30}}),
        ("contacts", {"type": "Person", "first_name": "Di"}),
        ("relationships", {"matter": {"id": 40}, "contact": {"id": 31}}),
        ("tasks", {"name": "n", "description": "d", "assignee": {"id": 10, "type": "User"}}),
        ("activities", {"type": "TimeEntry", "date": "2026-03-04", "quantity": 360, "note": "n"}),
        ("communications", {"type": "EmailCommunication", "subject": "s", "body": "b"}),
        ("calendar_entries", {"summary": "s", "start_at": "2026-03-05T10:00:00Z",
                              "end_at": "2026-03-05T11:00:00Z", "calendar_owner": {"id": 28}}),
        ("folders", {"name": "Drafts", "parent": {"id": 40, "type": "Matter"}}),
    ],
)  # fmt: skip
def test_records_are_made_only_with_what_they_need(clio, path, data):
    _, http = clio
    before = len(ids(http.get(f"/{path}.json")))

    lacking = http.post(f"/{path}.json", json={"data": {name: data[name] for name in list(data)[1:]}})
    made = http.post(f"/{path}.json", json={"data": data})

    assert (lacking.status_code, made.status_code) == (422, 201)
    assert len(ids(http.get(f"/{path}.json"))) == before + 1


def test_time_is_for_the_tokens_person_unless_another_is_named(clio):
    _, http = clio
    entry = {"type": "TimeEntry", "date": "2026-03-04", "quantity": 360}

    mine = http.post("/activities.json?fields=user{id},quantity", json={"data": entry})
    theirs = http.post("/activities.json?fields=user{id}", json={"data": {**entry, "user": {"id": 11}}})

    assert mine.json() == {"data": {"user": {"id": 10}, "quantity": 360}}
    assert theirs.json() == {"data": {"user": {"id": 11}}}


@pytest.mark.parametrize(
    "contact",
    [{"type": "Person", "name": "No Parts"}, {"type": "Person"}, {"type": "Robot", "name": "R"},
     {"type": "Company", "name": "C", "email_addresses": [{"name": "work", "address": "a@b.example"}]}],
    ids=["name only", "nothing", "type", "label in lower case"],
)  # fmt: skip
def test_a_contact_that_breaks_a_rule_is_422(clio, contact):
    box, http = clio

    assert http.post("/contacts.json", json={"data": contact}).status_code == 422
    assert box.clio.created("contact") == []


def test_the_client_of_a_matter_cannot_be_deleted(clio):
    _, http = clio

    assert http.delete("/contacts/30.json").status_code == 422
    assert http.get("/contacts/30.json").status_code == 200


def test_what_was_made_can_be_read_at_once_and_listed_only_after_the_lag(clio):
    box, http = clio
    box.clio.configure(search_lag=10)

    number = http.post("/notes.json", json={"data": NOTE}).json()["data"]["id"]
    read = http.get(f"/notes/{number}.json").status_code
    soon = ids(http.get("/notes.json?type=Matter&query=ref:abc"))
    box.clock.move(seconds=11)
    later = ids(http.get("/notes.json?type=Matter&query=ref:abc"))

    assert (read, soon, later) == (200, [], [number])


def test_an_answer_dropped_after_the_commit_leaves_the_note_there(clio):
    box, http = clio
    box.faults.set("clio", "notes.create", "dropped")

    with pytest.raises(httpx.ReadError):
        http.post("/notes.json", json={"data": NOTE})

    assert len(box.clio.created("note")) == 1
    assert len(ids(http.get("/notes.json?type=Matter&query=ref:abc"))) == 1


@pytest.mark.parametrize("status", [None, 504])
def test_a_late_commit_is_invisible_when_the_answer_is_lost_and_there_later(clio, status):
    box, http = clio
    box.faults.set("clio", "notes.create", "late_commit", seconds=20, status=status)

    if status:
        assert http.post("/notes.json", json={"data": NOTE}).status_code == 504
    else:
        with pytest.raises(httpx.ReadError):
            http.post("/notes.json", json={"data": NOTE})
    soon = ids(http.get("/notes.json?type=Matter&query=ref:abc"))
    box.clock.move(seconds=21)
    later = ids(http.get("/notes.json?type=Matter&query=ref:abc"))

    assert (len(soon), len(later), len(box.clio.created("note"))) == (0, 1, 1)


@pytest.mark.parametrize(
    "dataset",
    [
        {"colours": []},
        {"contacts": [{"id": 1, "type": "Company", "name": "C"}, {"id": 1, "type": "Company", "name": "D"}]},
        {"contacts": [{"id": 1, "type": "Company", "name": "C"}],
         "matters": [{"description": "x", "client": {"id": 2}}]},
        {"contacts": [{"id": 1, "type": "Company", "name": "C"}],
         "documents": [{"name": "n", "parent": {"id": 1, "type": "Contact"}}]},
    ],
    ids=["unknown list", "id twice", "reference to nothing", "document without bytes"],
)  # fmt: skip
def test_a_dataset_with_a_fault_is_refused_whole(dataset):
    box = stopped_box()

    with pytest.raises(ValueError):
        box.clio.load(dataset)

    assert box.clio.stores["ca"].found("contact") == []


def test_a_dataset_tells_how_much_came_in_and_counts_as_made_by_nobody():
    box = stopped_box()

    told = box.clio.load(CLIO_FIRM)

    assert told == {"users": 2, "practice_areas": 1, "custom_fields": 1, "calendars": 1, "contacts": 2, "matters": 2,
                    "relationships": 1, "documents": 1, "notes": 1}  # fmt: skip
    assert box.clio.created("note") == box.clio.created("document") == []


def test_ids_of_a_dataset_never_meet_ids_that_are_given_out():
    box = stopped_box()
    folder = {"id": 2001, "name": "Drafts", "parent": {"id": 2000, "type": "Matter"}}
    firm = {"contacts": [{"type": "Company", "name": "C"}, {"id": 1001, "type": "Company", "name": "D"}]}

    box.clio.load(
        {**firm, "matters": [{"id": 2000, "description": "x", "client": {"id": 1001}}], "folders": [folder]}
    )

    assert [row.data["name"] for row in box.clio.stores["ca"].found("folder")] == ["Drafts", "02000-D"]
