"""What an operator reads about the account, and with which key."""

import httpx
import pytest

import sandbox
from sandbox.claude.app import ADMIN_KEY, API_KEY, ORGANIZATION, WORKSPACE

from .asking import post, request

VERSION = {"anthropic-version": "2026-10-21"}
RETENTION = "platform_workspace_inference_data_retention_enabled"


def ask(box, path, method="GET", key=ADMIN_KEY, body=None, **query):
    headers = {**VERSION, "x-api-key": key} if key else VERSION
    with httpx.Client(transport=httpx.WSGITransport(box), base_url="https://api.anthropic.com/v1") as client:
        return client.request(method, path, headers=headers, json=body, params=query or None)


@pytest.mark.parametrize(("key", "status"), [(None, 401), (API_KEY, 403), ("sk-ant-admin01-other", 401)])
def test_only_the_admin_key_opens_the_account(key, status):
    assert ask(sandbox.build(), "/organizations/me", key=key).status_code == status


def test_a_bearer_token_does_not_open_the_account():
    with httpx.Client(transport=httpx.WSGITransport(sandbox.build())) as client:
        answer = client.get(
            "https://api.anthropic.com/v1/organizations/me",
            headers={**VERSION, "authorization": f"Bearer {ADMIN_KEY}"},
        )

    assert answer.status_code == 401


def test_the_organization_and_its_workspace_are_as_the_firm_wants_them():
    box = sandbox.build()

    assert ask(box, "/organizations/me").json()["id"] == ORGANIZATION
    (workspace,) = ask(box, "/organizations/workspaces").json()["data"]
    assert workspace["id"] == WORKSPACE
    assert workspace["data_residency"] == {
        "workspace_geo": "us",
        "allowed_inference_geos": ["us"],
        "default_inference_geo": "us",
    }


def test_a_new_workspace_is_open_unless_told_otherwise_and_its_home_never_moves():
    box = sandbox.build()

    made = ask(box, "/organizations/workspaces", "POST", body={"name": "New"}).json()
    path = f"/organizations/workspaces/{made['id']}"
    moved = ask(box, path, "POST", body={"data_residency": {"workspace_geo": "us"}})
    closed = ask(box, path, "POST", body={"data_residency": {"allowed_inference_geos": ["us"]}})
    both = {"allowed_inference_geos": ["us"], "default_inference_geo": "us"}
    pinned = ask(box, path, "POST", body={"data_residency": both}).json()
    archived = ask(box, path + "/archive", "POST").json()

    assert made["data_residency"]["allowed_inference_geos"] == "unrestricted"
    assert made["data_residency"]["default_inference_geo"] == "global"
    assert (moved.status_code, closed.status_code) == (400, 400)
    assert pinned["data_residency"] == {"workspace_geo": "us", **both}
    assert archived["archived_at"] is not None
    assert [w["id"] for w in ask(box, "/organizations/workspaces").json()["data"]] == [WORKSPACE]


def test_the_usage_report_adds_up_what_was_served_and_is_five_minutes_late():
    box = sandbox.build()
    box.clock.stop(box.clock.now().replace(hour=12, minute=0, second=0, microsecond=0))
    served = [post(box, request(told=str(n))).json()["usage"] for n in range(2)]
    post(box, request(model="claude-sonnet-5-5"))
    start = box.clock.now().strftime("%Y-%m-%dT00:00:00Z")
    query = {"starting_at": start, "group_by[]": ["model", "inference_geo"], "bucket_width": "1d", "limit": 1}

    early = ask(box, "/organizations/usage_report/messages", **query).json()
    box.clock.move(minutes=5)
    (bucket,) = ask(box, "/organizations/usage_report/messages", **query).json()["data"]

    assert early["data"][0]["results"] == []
    opus, sonnet = sorted(bucket["results"], key=lambda row: row["model"])
    assert (opus["model"], opus["inference_geo"], opus["workspace_id"]) == ("claude-opus-5-5", "us", None)
    assert opus["uncached_input_tokens"] == sum(usage["input_tokens"] for usage in served)
    assert opus["output_tokens"] == sum(usage["output_tokens"] for usage in served)
    assert sonnet["model"] == "claude-sonnet-5-5"


def test_the_usage_report_can_be_asked_for_the_wrong_geo_and_turned_over_by_page():
    box = sandbox.build()
    box.claude.configure(report_lag=0)
    post(box, request())
    start = box.clock.now().strftime("%Y-%m-%dT00:00:00Z")
    path = "/organizations/usage_report/messages"

    none = ask(box, path, **{"starting_at": start, "inference_geos[]": "global"}).json()
    end = box.clock.now().replace(year=box.clock.now().year + 1).strftime("%Y-%m-%dT00:00:00Z")
    first = ask(box, path, starting_at=start, ending_at=end, limit=1).json()
    second = ask(box, path, starting_at=start, ending_at=end, limit=1, page=first["next_page"]).json()

    assert all(bucket["results"] == [] for bucket in none["data"])
    assert first["has_more"] is True
    assert second["data"][0]["starting_at"] == first["data"][0]["ending_at"]


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"starting_at": "yesterday"},
        {"starting_at": "2026-11-21T00:00:00Z", "bucket_width": "1w"},
        {"starting_at": "2026-11-21T00:00:00Z", "limit": 32},
        {"starting_at": "2026-11-21T00:00:00Z", "group_by[]": "prompt"},
        {"starting_at": "2026-11-21T00:00:00Z", "ending_at": "2026-11-20T00:00:00Z"},
    ],
)
def test_a_bad_question_to_the_usage_report_is_refused(query):
    assert ask(sandbox.build(), "/organizations/usage_report/messages", **query).status_code == 400


def test_retention_turned_on_shows_in_the_feed_alone():
    box = sandbox.build()
    before = ask(box, f"/organizations/workspaces/{WORKSPACE}").json()

    box.claude.set_retention(enabled=True)

    (entry,) = ask(box, "/compliance/activities", **{"activity_types[]": RETENTION}).json()["data"]
    assert (entry["type"], entry["workspace_id"]) == (RETENTION, WORKSPACE)
    assert ask(box, f"/organizations/workspaces/{WORKSPACE}").json() == before


def test_a_list_comes_in_pages_that_follow_each_other():
    box = sandbox.build()
    for _number in range(4):
        box.claude.change_key()
    keys = {"activity_types[]": "platform_api_key_updated"}

    first = ask(box, "/compliance/activities", limit=3, **keys).json()
    second = ask(box, "/compliance/activities", limit=3, after_id=first["last_id"], **keys).json()

    assert (len(first["data"]), first["has_more"]) == (3, True)
    assert (len(second["data"]), second["has_more"]) == (1, False)
    assert len({each["id"] for each in first["data"] + second["data"]}) == 4


@pytest.mark.parametrize("query", [{"limit": 0}, {"limit": 1001}, {"limit": "all"}, {"after_id": "nobodys"}])
@pytest.mark.parametrize("path", ["/organizations/workspaces", "/compliance/activities"])
def test_a_bad_question_for_a_page_is_refused(path, query):
    assert ask(sandbox.build(), path, **query).status_code == 400


def test_what_is_done_to_workspaces_and_keys_shows_in_the_feed():
    box = sandbox.build()

    box.claude.set_residency(default_inference_geo="us")
    box.claude.change_key("platform_api_key_created")
    ask(box, f"/organizations/workspaces/{WORKSPACE}", "POST", body={"name": "Anew"})

    told = ask(box, "/compliance/activities").json()["data"]
    assert [(each["type"], each.get("workspace_id")) for each in told[:3]] == [
        ("platform_workspace_updated", WORKSPACE),
        ("platform_api_key_created", None),
        ("platform_workspace_updated", WORKSPACE),
    ]


def destinations(box, beta="telemetry-destinations-2026-08-11", **query):
    headers = {**VERSION, "x-api-key": ADMIN_KEY, **({"anthropic-beta": beta} if beta else {})}
    with httpx.Client(transport=httpx.WSGITransport(box)) as client:
        return client.get(
            "https://api.anthropic.com/v1/organizations/telemetry_destinations", headers=headers, params=query
        )


def test_destinations_of_telemetry_are_listed_newest_first_behind_a_cursor():
    box = sandbox.build()
    box.claude.configure(destinations=["https://a.example.com", "https://b.example.com"])

    first = destinations(box, limit=1).json()
    second = destinations(box, limit=1, page=first["next_page"]).json()

    assert [each["endpoint_url"] for each in first["data"] + second["data"]] == [
        "https://b.example.com",
        "https://a.example.com",
    ]
    assert second["next_page"] is None
    assert destinations(sandbox.build()).json() == {"data": [], "next_page": None}


@pytest.mark.parametrize(
    "asked",
    [{"beta": ""}, {"beta": "another-2026-01-01"}, {"limit": 0}, {"page": "nobodys"}, {"after_id": "x"}],
)
def test_a_bad_question_for_the_destinations_is_refused(asked):
    assert destinations(sandbox.build(), **asked).status_code == 400


def test_the_feed_is_closed_until_it_is_enabled():
    box = sandbox.build()
    box.claude.feed_enabled = False

    assert ask(box, "/compliance/activities").status_code == 403
