"""MyCase's stand-in: bare records, pages, people, cases, notes, and its limits."""

import json
import re
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.sandbox.vendors import MYCASE, client, mycase_box, stopped_box

AUTH = "https://auth.mycase.com"
CALLBACK = "http://127.0.0.1:8000/connect/mycase"
APPLICATION = {"client_id": "sandbox-mycase-client", "client_secret": "sandbox-mycase-secret"}
NOTE = {"subject": "Intake memo", "note": "Approved text. ref:abc", "date": "2026-03-04T17:00:00Z"}


@pytest.fixture
def mycase():
    return mycase_box()


def sign_in(http):
    asked = {
        "client_id": "sandbox-mycase-client",
        "redirect_uri": CALLBACK,
        "response_type": "code",
        "state": "s",
    }
    answer = http.get(AUTH + "/login_sessions/new", params=asked)
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}


def exchange(http, **form):
    given = {"grant_type": "authorization_code", "redirect_uri": CALLBACK, **APPLICATION, **form}
    return http.post(AUTH + "/tokens", json=given)


def refresh(http, token):
    return exchange(http, grant_type="refresh_token", refresh_token=token)


def faults(answer):
    return [(fault.get("source") or {}) for fault in answer.json()["errors"]]


def test_signing_in_gives_a_code_and_the_code_gives_tokens_and_the_firm(mycase):
    box, _ = mycase
    http = client(box)
    told = sign_in(http)

    tokens = exchange(http, code=told["code"]).json()
    me = client(box, MYCASE + "/v1", tokens["access_token"]).get("/me")

    assert told["state"] == "s"
    assert (tokens["token_type"], tokens["expires_in"]) == ("Bearer", 86_400)
    assert tokens["firm_uuid"] == box.mycase.firm["uuid"]
    assert me.json()["email"] == "ada@firm.example"
    assert exchange(http, code=told["code"]).status_code == 400


def test_a_person_without_the_right_to_connect_is_forbidden(mycase):
    box, _ = mycase
    box.faults.set("mycase", "oauth.authorize", "forbidden")

    assert client(box).get(AUTH + "/login_sessions/new").status_code == 403


def test_a_refresh_token_is_good_once_and_the_answer_carries_the_next(mycase):
    http = client(mycase[0])
    first = exchange(http, code=sign_in(http)["code"]).json()["refresh_token"]

    used, again = refresh(http, first), refresh(http, first)

    assert (used.status_code, "firm_uuid" in used.json(), again.status_code) == (200, False, 400)
    assert refresh(http, used.json()["refresh_token"]).status_code == 200


def test_access_ends_after_a_day_and_refreshing_after_two_weeks(mycase):
    box, http = mycase
    sign = client(box)
    tokens = [exchange(sign, code=sign_in(sign)["code"]).json()["refresh_token"] for _ in range(2)]

    before = http.get("/me").status_code
    box.clock.move(hours=24)
    after, in_time = http.get("/me").status_code, refresh(sign, tokens[0]).status_code
    box.clock.move(days=13)

    assert (before, after, in_time, refresh(sign, tokens[1]).status_code) == (200, 401, 200, 400)


def test_wrong_credentials_and_the_wrong_host_are_refused(mycase):
    box, http = mycase

    assert exchange(client(box), client_secret="wrong", code="x").status_code == 401
    assert http.post("/tokens").status_code == 404
    assert client(box).post(MYCASE + "/tokens", json={}).status_code == 404
    assert client(box, MYCASE + "/v1").get("/me").status_code == 401


def test_lists_are_bare_arrays_and_records_bare_objects(mycase):
    _, http = mycase

    many, one = http.get("/cases"), http.get("/cases/40")

    assert [case["name"] for case in many.json()] == ["Orr separation"]
    assert one.json()["name"] == "Orr separation"
    assert http.get("/firm").json() == {"name": "Two Rivers Law", "url": "https://two-rivers.example"}


def test_pages_have_a_count_and_a_link_that_dies_after_three_days(mycase):
    box, http = mycase
    for number in range(30):
        http.post("/clients", json={"first_name": "N", "last_name": str(number)})
        box.clock.move(seconds=1)

    first = http.get("/clients")
    following = re.fullmatch(r'<(https://[^>]+)>; rel="next"', first.headers["link"])[1]
    second = http.get(following)
    box.clock.move(days=3, seconds=1)
    http.headers["Authorization"] = "Bearer " + box.mycase.token()
    stale = http.get(following)

    assert (len(first.json()), len(second.json()), first.headers["item-count"]) == (25, 6, "31")
    assert following.startswith(MYCASE + "/v1/clients?")
    assert "link" not in second.headers
    assert (stale.status_code, faults(stale)) == (400, [{"parameter": "page_token"}])


def test_a_page_holds_a_thousand_at_most(mycase):
    _, http = mycase

    answer = http.get("/clients", params={"page_size": 1001})

    assert (answer.status_code, faults(answer)) == (422, [{"parameter": "page_size"}])


def test_changes_since_an_instant_include_that_instant_and_read_a_bare_time_as_utc(mycase):
    _, http = mycase

    def since(when):
        return len(http.get("/cases", params={"filter[updated_after]": when}).json())

    counts = [
        since(when) for when in ("2026-03-04T17:00:00Z", "2026-03-04T17:00:00", "2026-03-04T12:00:01-05:00")
    ]

    assert counts == [1, 1, 0]
    assert http.get("/cases", params={"filter[updated_after]": "soon"}).status_code == 422


def test_a_case_shows_of_its_clients_what_is_asked(mycase):
    _, http = mycase

    usual = http.get("/cases/40").json()["clients"]
    asked = http.get("/cases", params={"field[client]": "id,first_name"}).json()[0]["clients"]

    assert (usual, asked) == ([{"id": 30}], [{"id": 30, "first_name": "Cy"}])


def test_twenty_five_calls_a_second_for_everybody_together_and_no_word_on_when_to_come_back(mycase):
    box, http = mycase
    other = client(box, MYCASE + "/v1", box.mycase.token())

    statuses = [(http if n % 2 else other).get("/me").status_code for n in range(25)]
    over = http.get("/me")
    box.clock.move(seconds=1)

    assert set(statuses) == {200}
    assert (over.status_code, "retry-after" in over.headers) == (429, False)
    assert http.get("/me").status_code == 200


@pytest.mark.parametrize("status", [500, 503])
def test_errors_have_a_description_and_no_source_when_no_field_is_to_blame(mycase, status):
    box, http = mycase
    box.faults.set("mycase", "*", status)

    answer = http.get("/me")

    assert answer.status_code == status
    assert [set(fault) for fault in answer.json()["errors"]] == [{"description"}]


def test_planned_maintenance_closes_every_path(mycase):
    box, http = mycase
    box.mycase.configure(maintenance=True)

    assert (http.get("/me").status_code, exchange(client(box), code="x").status_code) == (503, 503)


def test_permissions_that_are_missing_are_403(mycase):
    box, http = mycase
    box.mycase.configure(denied=["cases"])

    assert http.post("/cases/40/notes", json=NOTE).status_code == 403
    assert box.mycase.created("note") == []


def test_a_note_needs_all_three_and_is_answered_with_200(mycase):
    box, http = mycase

    lacking = http.post("/cases/40/notes", json={"subject": "s"})
    made = http.post("/cases/40/notes", json=NOTE)
    listed = http.get("/cases/40/notes").json()

    assert (lacking.status_code, faults(lacking)) == (422, [{"pointer": "/note"}, {"pointer": "/date"}])
    assert made.status_code == 200
    assert {name: made.json()[name] for name in ("subject", "case", "client", "created_by", "archived")} == {
        "subject": "Intake memo", "case": {"id": 40}, "client": None, "created_by": {"id": 10}, "archived": False,
    }  # fmt: skip
    assert [note["id"] for note in listed] == [note["id"] for note in box.mycase.created("note")]


def test_put_is_204_without_a_body_and_wants_everything_again(mycase):
    _, http = mycase
    number = http.post("/clients/30/notes", json=NOTE).json()["id"]

    part = http.put(f"/notes/{number}", json={"subject": "New"})
    whole = http.put(f"/notes/{number}", json={**NOTE, "subject": "New"})

    assert part.status_code == 422
    assert (whole.status_code, whole.content) == (204, b"")
    assert http.get(f"/notes/{number}").json()["subject"] == "New"
    assert http.delete(f"/notes/{number}").status_code == 204
    assert http.get(f"/notes/{number}").status_code == 404


def test_notes_have_no_list_of_the_firm_or_of_a_company(mycase):
    _, http = mycase
    number = http.post("/companies", json={"name": "Opposite"}).json()["id"]

    assert http.get("/notes").status_code == 404
    assert http.post(f"/companies/{number}/notes", json=NOTE).status_code == 200
    assert http.get(f"/companies/{number}/notes").status_code == 404


def test_there_is_no_patch_and_no_case_search(mycase):
    _, http = mycase

    assert http.patch("/cases/40", json={"name": "x"}).status_code == 404
    assert len(http.get("/cases", params={"filter[name]": "nothing"}).json()) == 1


def test_a_case_name_is_the_only_one_in_the_firm(mycase):
    box, http = mycase

    answer = http.post("/cases", json={"name": " orr SEPARATION "})

    assert (answer.status_code, faults(answer)) == (422, [{"pointer": "/name"}])
    assert box.mycase.created("case") == []
    assert http.put("/cases/40", json={"name": "Orr separation"}).status_code == 204


def test_an_unknown_practice_area_is_left_blank_without_a_word(mycase):
    _, http = mycase

    known = http.post("/cases", json={"name": "A", "practice_area": "FAMILY"})
    unknown = http.post("/cases", json={"name": "B", "practice_area": "Space"})

    assert (known.status_code, known.json()["practice_area"]) == (201, "Family")
    assert (unknown.status_code, unknown.json()["practice_area"]) == (201, None)


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        ("/cases", {"name": "A", "contacts": [{"id": 30}], "clients": [{"id": 30}]}, "/contacts"),
        (
            "/clients",
            {"first_name": "A", "last_name": "B", "middle_initial": "C", "middle_name": "D"},
            "/middle_initial",
        ),
        (
            "/clients",
            {"first_name": "A", "last_name": "B", "contact_group": "C", "people_group": "D"},
            "/contact_group",
        ),
        ("/clients", {"first_name": "A", "last_name": "B", "address": {"city": "Toronto"}}, "/address"),
        ("/cases", {"name": "A", "clients": [{"id": 9}]}, "/clients"),
        (
            "/tasks",
            {"name": "A", "priority": "Urgent", "due_date": "2026-03-05", "staff": [{"id": 10}]},
            "/priority",
        ),
    ],
    ids=["contacts", "initial", "group", "half an address", "unknown client", "priority"],
)
def test_a_body_that_breaks_a_rule_names_the_field(mycase, path, body, pointer):
    _, http = mycase

    answer = http.post(path, json=body)

    assert (answer.status_code, faults(answer)) == (422, [{"pointer": pointer}])


def test_a_body_that_is_no_object_is_400(mycase):
    _, http = mycase

    assert http.post("/cases", content=b"{", headers={"content-type": "application/json"}).status_code == 400
    assert http.post("/cases", json=[{"name": "A"}]).status_code == 400


def test_an_unknown_role_is_made_and_a_known_one_is_not_made_twice(mycase):
    _, http = mycase

    related = [
        http.post("/cases/40/relationships/clients", json={"clients": [{"id": 30, "role": role}]}).status_code
        for role in ("opposing COUNSEL", "Witness")
    ]

    assert related == [204, 204]
    assert [role["name"] for role in http.get("/case_roles").json()] == ["Opposing counsel", "Witness"]


def test_statuses_of_creation_differ(mycase):
    _, http = mycase
    lead = http.post("/leads", json={"first_name": "L", "last_name": "D"})
    call = {"called_at": "2026-03-04T17:00:00Z", "caller_phone_number": "1", "call_for": "Ada", "message": "m",
            "caller_name": "C", "client": {"id": 30}, "lead": {"id": lead.json()["id"]}}  # fmt: skip

    made = [lead, http.post("/calls", json=call), http.post("/cases/40/subfolders", json={"path": "Drafts"})]

    assert [answer.status_code for answer in made] == [201, 202, 200]


def test_nothing_of_the_message_paths_exists(mycase):
    _, http = mycase

    assert http.post("/message_threads", json={"subject": "s"}).status_code == 404


def test_a_lost_answer_leaves_the_note_there_and_a_late_one_comes_later(mycase):
    box, http = mycase
    box.faults.set("mycase", "cases.create_note", "dropped")
    box.faults.set("mycase", "cases.create_note", "late_commit", seconds=20)

    for _ in range(2):
        with pytest.raises(httpx.ReadError):
            http.post("/cases/40/notes", json=NOTE)
    soon = len(http.get("/cases/40/notes").json())
    box.clock.move(seconds=21)

    assert (soon, len(http.get("/cases/40/notes").json()), len(box.mycase.created("note"))) == (1, 2, 2)


def test_webhooks_know_no_documents_and_say_nothing_of_a_signature(mycase):
    box, http = mycase
    asked = {"model": "case", "url": "https://firm.example/mycase", "actions": ["updated"]}

    refused = http.post("/webhooks/subscriptions", json={**asked, "model": "document"})
    made = http.post("/webhooks/subscriptions", json=asked)
    sent = box.mycase.delivery(made.json()["id"], "updated", 40)

    assert (refused.status_code, made.status_code) == (422, 201)
    assert set(made.json()) == {"id", "model", "url", "actions", "hmac_key"}
    assert json.loads(sent["body"]) == {"resource": "Case", "action": "updated", "resource_body": {"id": 40}}
    assert list(sent["headers"]) == ["content-type"]
    assert http.delete(f"/webhooks/subscriptions/{made.json()['id']}").status_code == 204
    assert http.get("/webhooks/subscriptions").json() == []


@pytest.mark.parametrize(
    "dataset",
    [{"colours": []}, {"clients": [{"first_name": "A"}]}, {"notes": [{**NOTE, "case": {"id": 1}}]},
     {"documents": [{"path": "a", "filename": "a.txt"}]}],
    ids=["unknown list", "missing field", "reference to nothing", "document without bytes"],
)  # fmt: skip
def test_a_dataset_with_a_fault_is_refused_whole(dataset):
    box = stopped_box()

    with pytest.raises(ValueError):
        box.mycase.load({"staff": [{"id": 1, "first_name": "A", "last_name": "B"}], **dataset})

    assert box.mycase.found("staff") == []
