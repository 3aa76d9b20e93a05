"""What may leave the house, byte by byte. Nothing here is mocked: the transport inside is a small one of our own."""

import copy
import gzip
import json

import anthropic
import httpx2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.integrations.claude import guard
from tests.integrations.claude.calls import call

ORIGIN = "https://api.anthropic.com"
KEY = "sk-ant-key-of-the-tests"


class Wire(httpx2.BaseTransport):
    """Remembers what reached it and answers with one word."""

    def __init__(self):
        self.sent = []

    def handle_request(self, request):
        self.sent.append(request)
        return httpx2.Response(200, text="arrived", headers={"set-cookie": "a=b"})


@pytest.fixture
def wire():
    return Wire()


def body(**changes):
    return {**call().body(), "stream": True, **changes}


def post(wire, content, *, cleared=None, method="POST", url=ORIGIN + "/v1/messages", headers=(), drop=()):
    """Send bytes (or an object as JSON) through the guard, as the SDK would."""
    raw = content if isinstance(content, bytes) else json.dumps(content, separators=(",", ":")).encode()
    given = {
        "authorization": f"Bearer {KEY}",
        "anthropic-version": guard.VERSION,
        "content-type": "application/json",
    }
    for name in drop:
        del given[name]
    request = httpx2.Request(method, url, content=raw, headers=[*given.items(), *headers])
    if cleared is None:
        cleared = {k: v for k, v in content.items() if k != "stream"} if isinstance(content, dict) else {}
    with guard.sending(cleared, 30):
        return guard.Guard(wire, origin=ORIGIN, key=KEY).handle_request(request)


def refused(wire, *args, **kwargs):
    """The rule that refused it; fails if anything was sent."""
    with pytest.raises(guard.EgressBlocked) as caught:
        post(wire, *args, **kwargs)
    assert wire.sent == []
    assert caught.value.__cause__ is None
    return str(caught.value)


def test_a_call_of_our_own_making_goes_out_unchanged(wire):
    sent = body()

    answer = post(wire, sent)

    assert answer.read() == b"arrived"
    assert json.loads(wire.sent[0].content) == sent


def test_what_the_vendors_network_asks_us_to_remember_is_dropped(wire):
    answer = post(wire, body())

    assert "set-cookie" not in answer.headers


def test_nothing_goes_out_unless_a_call_is_under_way(wire):
    request = httpx2.Request("POST", ORIGIN + "/v1/messages", json=body())

    with pytest.raises(guard.EgressBlocked, match="no call under way"):
        guard.Guard(wire, origin=ORIGIN, key=KEY).handle_request(request)

    assert wire.sent == []


def test_a_body_that_differs_from_what_was_cleared_is_refused(wire):
    cleared = call(instruction="Something else.").body()

    assert refused(wire, body(), cleared=cleared) == "not what was cleared"


@pytest.mark.parametrize(
    ("method", "url"),
    [
        ("GET", ORIGIN + "/v1/messages"),
        ("PUT", ORIGIN + "/v1/messages"),
        ("POST", ORIGIN + "/v1/messages/count_tokens"),
        ("POST", ORIGIN + "/v1/messages/batches"),
        ("POST", ORIGIN + "/v1/messages/"),
        ("POST", ORIGIN + "/v1//messages"),
        ("POST", ORIGIN + "/v1/messages?beta=true"),
        ("POST", ORIGIN + "/v1/messages#x"),
        ("POST", ORIGIN + "/v1/files"),
        ("POST", ORIGIN + ":8443/v1/messages"),
        ("POST", "http://api.anthropic.com/v1/messages"),
        ("POST", "https://api.anthropic.com.example.org/v1/messages"),
        ("POST", "https://someone@api.anthropic.com/v1/messages"),
        ("POST", "https://bedrock-runtime.us-east-1.amazonaws.com/v1/messages"),
    ],
)
def test_no_other_endpoint_can_be_reached(wire, method, url):
    assert refused(wire, body(), method=method, url=url) in ("method", "endpoint")


@pytest.mark.parametrize(
    "header",
    [
        ("anthropic-beta", "files-api-2025-04-14"),
        ("x-api-key", KEY),
        ("anthropic-workspace-id", "wrkspc_other"),
        ("anthropic-user-profile-id", "profile"),
        ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
        ("cookie", "a=b"),
        ("x-stainless-helper", "messages"),
        ("content-encoding", "gzip"),
        ("authorization", "Bearer somebody-elses"),
        ("authorization", f"Bearer {KEY}"),
        ("anthropic-version", "2023-06-01"),
    ],
    ids=lambda header: f"{header[0]}={header[1][:12]}",
)
def test_no_header_can_be_added_or_given_twice(wire, header):
    assert refused(wire, body(), headers=[header]) == "header not on the allow-list"


@pytest.mark.parametrize(
    ("drop", "headers", "rule"),
    [
        (("authorization",), (), "credential"),
        (("authorization",), (("authorization", "Bearer "),), "credential"),
        (("authorization",), (("authorization", "Bearer sk-ant-another"),), "credential"),
        (("anthropic-version",), (), "version"),
        (("anthropic-version",), (("anthropic-version", "2023-06-01"),), "version"),
        (("content-type",), (("content-type", "text/plain"),), "content type"),
        ((), (("x-stainless-retry-count", "1"),), "a retry that is not ours"),
        ((), (("x-stainless-os", "a client’s name".encode()),), "header value"),
        ((), (("user-agent", "x" * 200),), "header value"),
    ],
)
def test_credential_version_and_header_values_are_exactly_ours(wire, drop, headers, rule):
    assert refused(wire, body(), drop=drop, headers=headers) == rule


@pytest.mark.parametrize(
    "field",
    [
        "cache_control", "container", "diagnostics", "metadata", "speed", "tools", "tool_choice", "user_profile_id",
        "workspace_id", "thread", "mcp_servers", "fallbacks", "fallback_credit_token", "context_management",
        "compaction", "billing_policy", "betas", "stop_sequences", "temperature", "top_p", "top_k",
    ],
)  # fmt: skip
def test_no_other_field_is_sent(wire, field):
    assert refused(wire, body(**{field: None})) == "body field not on the allow-list"


@pytest.mark.parametrize("field", sorted(guard.FIELDS))
def test_no_field_is_left_out(wire, field):
    sent = body()
    del sent[field]

    assert refused(wire, sent) == "body field missing"


@pytest.mark.parametrize("geo", ["global", "eu", "US", "us ", "", None, True, ["us"], {"us": 1}])
def test_only_the_pinned_region_is_sent(wire, geo):
    assert refused(wire, body(inference_geo=geo)) == "inference_geo"


@pytest.mark.parametrize(
    "model",
    [
        "claude-fable-5",
        "claude-mythos-5-2",
        "claude-haiku-4-5",
        "claude-opus-4-5-20251101",
        "claude-9",
        "",
        None,
        5,
    ],
)
def test_only_models_that_can_be_pinned_and_keep_nothing_are_asked(wire, model):
    assert refused(wire, body(model=model)) == "model"


@pytest.mark.parametrize(
    ("field", "value", "rule"),
    [
        ("max_tokens", 0, "max_tokens"),
        ("max_tokens", True, "max_tokens"),
        ("max_tokens", 1.5, "max_tokens"),
        ("max_tokens", 128_001, "max_tokens"),
        ("service_tier", "auto", "service_tier"),
        ("stream", False, "stream"),
        ("stream", 1, "stream"),
        ("thinking", {"type": "enabled", "display": "omitted"}, "thinking"),
        ("thinking", {"type": "adaptive", "display": "summarized"}, "thinking"),
        ("thinking", {"type": "adaptive"}, "thinking missing"),
        (
            "thinking",
            {"type": "adaptive", "display": "omitted", "budget_tokens": 1},
            "thinking not on the allow-list",
        ),
        ("output_config", {"effort": "extreme"}, "output_config"),
        ("output_config", {"effort": "low", "format": {}}, "output_config not on the allow-list"),
        ("system", "You draft.", "system"),
        ("system", [], "system"),
        ("system", [{"type": "text", "text": ""}], "system"),
        ("system", [{"type": "image", "source": {}}], "system not on the allow-list"),
        (
            "system",
            [{"type": "text", "text": "x", "cache_control": {"type": "ephemeral"}}],
            "system not on the allow-list",
        ),
        ("messages", [], "messages"),
        ("messages", "hello", "messages"),
    ],
)
def test_each_field_says_only_what_this_house_says(wire, field, value, rule):
    assert refused(wire, body(**{field: value})) == rule


def user(*blocks):
    return [{"role": "user", "content": list(blocks)}]


TEXT = {"type": "text", "text": "x"}
RESULT = {
    "type": "search_result",
    "source": "source:1",
    "title": "Lease",
    "content": [TEXT],
    "citations": {"enabled": True},
}


@pytest.mark.parametrize(
    "messages",
    [
        [*user(TEXT), {"role": "assistant", "content": [TEXT]}],
        [{"role": "system", "content": [TEXT]}],
        [{"role": "assistant", "content": [TEXT]}],
        [{"role": "user", "content": [TEXT], "id": "m"}],
        [{"role": "user", "content": "just text"}],
        user({"type": "image", "source": {"type": "url", "url": "https://example.org/a.png"}}),
        user({"type": "document", "source": {"type": "url", "url": "https://example.org/a.pdf"}}),
        user({"type": "document", "source": {"type": "file", "file_id": "file_1"}}),
        user({"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": "x"}}),
        user({"type": "document", "source": {"type": "content", "content": [{"type": "image"}]}}),
        user({"type": "container_upload", "file_id": "file_1"}),
        user({"type": "server_tool_use", "id": "s", "name": "web_search", "input": {}}),
        user({"type": "tool_result", "tool_use_id": "t", "content": [TEXT]}),
        user({"type": "web_search_tool_result", "tool_use_id": "t", "content": []}),
        user({"type": "thinking", "thinking": "x", "signature": "y"}),
        user({**TEXT, "cache_control": {"type": "ephemeral"}}),
        user({**TEXT, "citations": []}),
        user({"type": "text", "text": 5}),
        user("text"),
        user({**RESULT, "source": "https://example.org/lease"}),
        user({**RESULT, "source": {"type": "url", "url": "https://example.org"}}),
        user({**RESULT, "source": "file_011CNha8iCJcU1wXNR6q4V8w"}),
        user({**RESULT, "cache_control": {"type": "ephemeral"}}),
        user({**RESULT, "citations": {"enabled": 1}}),
        user({**RESULT, "citations": {"enabled": False}}),
        user({**RESULT, "title": None}),
        user({**RESULT, "content": []}),
        user({**RESULT, "content": [{**TEXT, "cache_control": {"type": "ephemeral"}}]}),
        user({**RESULT, "content": [{"type": "image", "source": {"type": "file", "file_id": "f"}}]}),
        user({**RESULT, "content": [RESULT]}),
    ],
)
def test_no_other_block_and_nothing_by_reference_is_sent_at_any_depth(wire, messages):
    refused(wire, body(messages=messages))


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"{", b"null", b"[]", b'"us"', b"\xff\xfe", b'{"inference_geo": NaN}', b"[" * 200_000,
        json.dumps(body()).encode("utf-16"), json.dumps(body()).encode()[:-1],
    ],
    ids=range(10),
)  # fmt: skip
def test_bytes_that_are_not_one_json_object_are_refused(wire, raw):
    refused(wire, raw)


@pytest.mark.parametrize("twice", ["inference_geo", "model", "messages"])
def test_a_name_given_twice_is_refused_whichever_comes_last(wire, twice):
    raw = json.dumps(body())
    other = json.dumps({twice: "global"})[1:-1]

    for spoilt in (raw[:-1] + "," + other + "}", "{" + other + "," + raw[1:]):
        assert refused(wire, spoilt.encode()) == "a name given twice"


def test_a_name_given_twice_inside_a_block_is_refused(wire):
    raw = json.dumps(body()).replace('"type": "text"', '"type": "image", "type": "text"', 1)

    assert refused(wire, raw.encode()) == "a name given twice"


def test_a_request_over_the_vendors_limit_is_refused(wire):
    huge = "x" * guard.LARGEST_REQUEST

    assert refused(wire, body(messages=user({"type": "text", "text": huge}))) == "size"


def test_an_answer_that_trickles_past_the_deadline_is_cut():
    class Endless(httpx2.SyncByteStream):
        def __iter__(self):
            while True:
                yield b"."

    bounded = guard._Bounded(Endless(), until=0.0)

    with pytest.raises(guard.AnswerCut, match="took too long"):
        list(bounded)


def test_an_answer_without_end_is_cut(monkeypatch):
    monkeypatch.setattr(guard, "LARGEST_ANSWER", 10)
    bounded = guard._Bounded(httpx2.ByteStream(b"eleven byte"), until=float("inf"))

    with pytest.raises(guard.AnswerCut, match="too large"):
        list(bounded)


def test_a_small_answer_that_unpacks_without_end_is_cut(monkeypatch, wire):
    """Also where it is of an error, which the SDK reads whole."""
    packed = gzip.compress(b"." * 1_000_000)
    monkeypatch.setattr(guard, "LARGEST_ANSWER", 10_000)
    monkeypatch.setattr(
        wire,
        "handle_request",
        lambda request: httpx2.Response(
            500, headers={"content-encoding": "gzip"}, stream=httpx2.ByteStream(packed)
        ),
    )

    answer = post(wire, body())

    assert len(packed) < 10_000
    with pytest.raises(guard.AnswerCut, match="too large"):
        answer.read()


def test_the_error_is_the_sdks_own_kind_and_shows_no_value():
    assert issubclass(guard.EgressBlocked, anthropic.AnthropicError)
    assert KEY not in repr(guard.Guard(Wire(), origin=ORIGIN, key=KEY))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)


@given(JSON)
@settings(max_examples=150)
def test_no_body_that_can_be_thought_of_goes_out(value):
    wire = Wire()

    refused(wire, json.dumps(value).encode(), cleared=value if isinstance(value, dict) else {})


@st.composite
def one_change(draw):
    """A body of ours with one thing in it replaced, added or removed, anywhere."""
    changed = body()
    node = changed
    while True:
        key = draw(st.sampled_from(sorted(node) if isinstance(node, dict) else range(len(node))))
        if not (isinstance(node[key], dict | list) and node[key]) or draw(st.integers(0, 3)) == 0:
            break
        node = node[key]
    before = copy.deepcopy(changed)
    kind = draw(st.sampled_from(["replace", "add", "remove"]))
    if kind == "remove":
        del node[key]
    elif kind == "add" and isinstance(node, dict):
        node[draw(st.sampled_from(["cache_control", "file_id", "source", "tools", "thread", "x"]))] = draw(
            JSON
        )
    else:
        node[key] = draw(JSON)
    return changed if json.dumps(changed) != json.dumps(before) else None


@given(one_change())
@settings(max_examples=300)
def test_whatever_goes_out_is_pinned_even_where_the_change_was_cleared(changed):
    wire = Wire()

    try:
        post(wire, changed or body())
    except guard.EgressBlocked:
        assert wire.sent == []
    else:
        sent = json.loads(wire.sent[0].content)
        assert (sent["inference_geo"], sent["service_tier"], sent["stream"]) == ("us", "standard_only", True)
        assert sent["model"] in guard.MODELS
        assert sent.keys() == guard.FIELDS
        assert {block["type"] for turn in sent["messages"] for block in turn["content"]} <= {
            "text",
            "search_result",
        }


@given(one_change())
@settings(max_examples=200)
def test_nothing_but_what_was_cleared_goes_out(changed):
    wire = Wire()
    cleared = {name: value for name, value in body().items() if name != "stream"}

    if changed is not None:
        refused(wire, json.dumps(changed).encode(), cleared=cleared)
