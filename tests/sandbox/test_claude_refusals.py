"""What Claude's stand-in refuses, a line each. These tests are about the sandbox and not about the product."""

import httpx
import pytest

import sandbox

from .asking import HEADERS, SOURCES, post, request, result

USER = [{"role": "user", "content": "Write."}]
PDF = {"type": "base64", "media_type": "application/pdf", "data": "JVBERi0="}
TEXT = {"type": "text", "text": "Write."}
PICTURE_ELSEWHERE = {"type": "image", "source": {"type": "url", "url": "https://x.example/a"}}
MIXED = [{"role": "user", "content": [result(*SOURCES[0], True), result(*SOURCES[1], False)]}]
SCHEMA = {
    "format": {"type": "json_schema", "schema": {"type": "object", "properties": {"a": {"type": "integer"}}}}
}


def user(*blocks):
    return [{"role": "user", "content": list(blocks)}]


def message(**changed):
    return request(**changed)


REFUSED = {
    "temperature": (message(temperature=1.0), "temperature: not supported in this API version."),
    "top_p": (message(top_p=1), "top_p: not supported in this API version."),
    "top_k": (message(top_k=1), "top_k: not supported in this API version."),
    "no max_tokens": (message(max_tokens=None), "max_tokens: Field required"),
    "no messages": (message(messages=None), "messages: Field required"),
    "negative max_tokens": (
        message(max_tokens=-1),
        "max_tokens: Input should be a whole number, zero or more",
    ),
    "more than the model writes": (
        message(max_tokens=200_000),
        "max_tokens: 200000 is more than the 128000 this model can write.",
    ),
    "a field nobody knows": (message(thread={}), "thread: Extra inputs are not permitted"),
    "a geo nobody knows": (message(inference_geo="eu"), "inference_geo: Input should be 'us' or 'global'"),
    "a geo the workspace forbids": (
        message(inference_geo="global"),
        "inference_geo: 'global' is not allowed in this workspace.",
    ),
    "a geo on a model without": (
        message(model="claude-haiku-4-5", thinking=None),
        "inference_geo: not supported by claude-haiku-4-5.",
    ),
    "a covered model": (
        message(model="claude-fable-5", thinking=None),
        "This model requires data retention, which is not enabled for your organization.",
    ),
    "thinking disabled where it is always on": (
        message(thinking={"type": "disabled"}),
        "thinking.type: 'disabled' is not supported by claude-opus-5-5.",
    ),
    "a thinking budget on a new model": (
        message(thinking={"type": "enabled", "budget_tokens": 2048}),
        "thinking.type: 'enabled' is not supported by claude-opus-5-5.",
    ),
    "thinking disabled on sonnet 5.5": (
        message(model="claude-sonnet-5-5", thinking={"type": "disabled"}),
        "thinking.type: 'disabled' is not supported by claude-sonnet-5-5.",
    ),
    "thinking off at a high effort": (
        message(model="claude-opus-5", thinking={"type": "disabled"}, output_config={"effort": "max"}),
        "thinking.type: 'disabled' needs an effort of 'high' or lower on this model.",
    ),
    "adaptive thinking on an old model": (
        message(model="claude-haiku-4-5", inference_geo=None),
        "thinking.type: 'adaptive' is not supported by claude-haiku-4-5.",
    ),
    "an effort nobody knows": (message(output_config={"effort": "heroic"}), "output_config.effort: unknown"),
    "a forced tool": (
        message(tools=[{"name": "a", "input_schema": {}}], tool_choice={"type": "any"}),
        "tool_choice.type: 'any' is not supported by claude-opus-5-5.",
    ),
    "a prefill": (
        message(messages=[*USER, {"role": "assistant", "content": "Dear"}]),
        "messages: the last message may not be the assistant's; this model does not take a prefill.",
    ),
    "a conversation begun by the assistant": (
        message(messages=[{"role": "assistant", "content": "Yes?"}, *USER]),
        "messages.0.role: the first message has to be the user's",
    ),
    "a document in an assistant message": (
        message(
            messages=[*USER, {"role": "assistant", "content": [{"type": "document", "source": PDF}]}, *USER]
        ),
        "messages.1: a document block may not be in an assistant message",
    ),
    "citations on a text block we send": (
        message(messages=user({"type": "text", "text": "a", "citations": [{"type": "char_location"}]})),
        "messages.0.content.text.citations: may not be sent",
    ),
    "an empty text block": (
        message(messages=user({"type": "text", "text": ""})),
        "messages.0.content.text: text blocks may not be empty",
    ),
    "a block type nobody knows": (
        message(messages=user({"type": "container_upload", "file_id": "f"})),
        "messages.0.content: unknown block type 'container_upload'",
    ),
    "a document by address": (
        message(messages=user({"type": "document", "source": {"type": "url", "url": "https://x.example/a"}})),
        "messages.0.content.document.source.url: could not be fetched",
    ),
    "a search result without a title": (
        message(
            messages=user(
                {"type": "search_result", "source": "a", "content": [{"type": "text", "text": "b"}]}
            )
        ),
        "messages.0.content.search_result.title: Field required",
    ),
    "citations on some and not all": (
        message(messages=MIXED),
        "citations: enable them on all documents and search results of a request, or on none",
    ),
    "a schema together with citations": (
        message(output_config=SCHEMA),
        "output_config.format: cannot be combined with citations",
    ),
    "a geo that is no text": (
        message(inference_geo=["us"]),
        "inference_geo: Input should be 'us' or 'global'",
    ),
    "a message that is none": (message(messages=["a"]), "messages: each has to be an object"),
    "a message of no blocks": (
        message(messages=user()),
        "messages.0: all messages must have non-empty content",
    ),
    "a text block of white space": (
        message(messages=user({"type": "text", "text": " \n"})),
        "messages.0.content.text: text blocks have to hold more than white space",
    ),
    "a system block of white space": (
        message(system=[{"type": "text", "text": " "}]),
        "system.content.text: text blocks have to hold more than white space",
    ),
    "thinking in a user's message": (
        message(messages=user({"type": "thinking", "thinking": "a", "signature": "b"}, TEXT)),
        "messages.0: thinking blocks can only be in assistant messages",
    ),
    "the call of a tool in a user's message": (
        message(messages=user({"type": "tool_use", "id": "a", "name": "b", "input": {}}, TEXT)),
        "messages.0: tool_use blocks can only be in assistant messages",
    ),
    "what no tool was asked for": (
        message(messages=user({"type": "tool_result", "tool_use_id": "a", "content": "b"})),
        "messages.0: a tool_result block answers a tool_use block of the message before it",
    ),
    "a cache that lives for two hours": (
        message(messages=user({**TEXT, "cache_control": {"type": "ephemeral", "ttl": "2h"}})),
        "messages.0.content.text.cache_control: has the type 'ephemeral', and a ttl of '5m' or '1h'",
    ),
    "a cache of the whole that is none": (
        message(cache_control="1h"),
        "body.cache_control: has the type 'ephemeral', and a ttl of '5m' or '1h'",
    ),
    "citations that are no object": (
        message(messages=user({**result(*SOURCES[0]), "citations": True})),
        "messages.0.content.search_result.citations: has 'enabled', which is a boolean",
    ),
    "a PDF that is not encoded": (
        message(messages=user({"type": "document", "source": {**PDF, "data": "%PDF-1.7"}})),
        "messages.0.content.document.source.data: is no valid base64",
    ),
    "a document of a kind nobody reads": (
        message(messages=user({"type": "document", "source": {**PDF, "media_type": "text/html"}})),
        "messages.0.content.document.source.media_type: not one of those taken here",
    ),
    "a picture by address within a document": (
        message(
            messages=user({"type": "document", "source": {"type": "content", "content": [PICTURE_ELSEWHERE]}})
        ),
        "messages.0.content.document.source.content.image.source.url: could not be fetched",
    ),
    "a document whose title is a number": (
        message(messages=user({"type": "document", "title": 5, "source": PDF})),
        "messages.0.content.document.title: Input should be a valid string",
    ),
    "a budget that leaves nothing to write with": (
        message(model="claude-opus-4-6", max_tokens=500, thinking={"type": "enabled", "budget_tokens": 1024}),
        "thinking.budget_tokens: from 1024, and less than max_tokens",
    ),
    "a budget that is no number": (
        message(model="claude-opus-4-6", thinking={"type": "enabled", "budget_tokens": "2048"}),
        "thinking.budget_tokens: from 1024, and less than max_tokens",
    ),
    "a format without a schema": (
        message(output_config={"format": "json_schema"}),
        "output_config.format: has to be a json_schema with its schema",
    ),
    "tools that are no list": (message(tools="bash"), "tools: Input should be a list of objects"),
    "a tool nobody knows": (message(tools=[{"type": "mcp_toolset", "name": "a"}]), "tools.0.type: unknown"),
    "a tool without a schema": (
        message(tools=[{"name": "a"}]),
        "tools.0.input_schema.type: Input should be 'object'",
    ),
    "a choice of tools that is no object": (
        message(tools=[{"name": "a", "input_schema": {"type": "object"}}], tool_choice="any"),
        "tool_choice: Input should be 'auto', 'any', 'tool' or 'none', as an object",
    ),
    "somebody's name beside the request": (
        message(metadata={"name": "A. Roy"}),
        "metadata: has a user_id and nothing else",
    ),
    "a speed nobody knows": (message(speed="slow"), "speed: Input should be 'standard' or 'fast'"),
    "a container that is no text": (message(container=5), "container: Input should be a valid string"),
    "a service tier nobody knows": (
        message(service_tier="priority"),
        "service_tier: Input should be 'auto' or 'standard_only'",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_bad_request_is_refused_in_the_vendors_shape_and_not_billed(case):
    body, told = REFUSED[case]
    box = sandbox.build()

    answer = post(box, body)

    assert answer.status_code == 400
    assert answer.json()["type"] == "error"
    assert answer.json()["error"]["type"] == "invalid_request_error"
    assert answer.json()["error"]["message"] == told
    assert answer.json()["request_id"] == answer.headers["request-id"]
    assert box.claude._usage == []
    assert [kept.status for kept in box.claude.requests] == [400]


def test_the_refusal_of_a_covered_model_carries_its_code():
    answer = post(sandbox.build(), REFUSED["a covered model"][0])

    assert answer.json()["error"]["details"] == {"error_code": "model_not_available"}


def test_a_covered_model_answers_an_organization_that_keeps_data():
    box = sandbox.build()
    box.claude.configure(zero_retention=False)

    assert post(box, REFUSED["a covered model"][0]).status_code == 200


@pytest.mark.parametrize("model", ["claude-nobody-9", "claude-mythos-preview"])
def test_an_unknown_or_retired_model_is_not_found(model):
    answer = post(sandbox.build(), request(model=model))

    assert (answer.status_code, answer.json()["error"]["type"]) == (404, "not_found_error")


def test_the_answer_to_a_tool_is_taken_behind_its_call():
    call = {"type": "tool_use", "id": "a", "name": "b", "input": {}}
    answer = {"type": "tool_result", "tool_use_id": "a", "content": "c"}
    asked = [*USER, {"role": "assistant", "content": [call]}, *user(answer)]

    assert post(sandbox.build(), request(messages=asked)).status_code == 200


def test_a_stored_file_is_not_found():
    answer = post(
        sandbox.build(),
        request(messages=user({"type": "document", "source": {"type": "file", "file_id": "f"}})),
    )

    assert (answer.status_code, answer.json()["error"]["type"]) == (404, "not_found_error")


@pytest.mark.parametrize("version", [None, "2023-06-01", "2026-10-22"])
def test_only_the_one_version_is_taken(version):
    answer = post(sandbox.build(), request(), anthropic_version=version)

    assert answer.status_code == 400
    assert answer.json()["error"]["message"] == "anthropic-version: has to be 2026-10-21"


@pytest.mark.parametrize("credential", [None, "Bearer ", "Bearer sk-ant-api03-other", "Basic abc"])
def test_a_wrong_key_is_refused_and_not_told_whose_account_it_is(credential):
    answer = post(sandbox.build(), request(), authorization=credential)

    assert (answer.status_code, answer.json()["error"]["type"]) == (401, "authentication_error")
    assert "anthropic-organization-id" not in answer.headers
    assert "anthropic-ratelimit-requests-limit" not in answer.headers


def test_a_plain_caller_may_send_the_key_in_its_own_header():
    key = HEADERS["authorization"].removeprefix("Bearer ")

    assert post(sandbox.build(), request(), authorization=None, x_api_key=key).status_code == 200


def test_another_workspace_is_refused():
    answer = post(sandbox.build(), request(), anthropic_workspace_id="wrkspc_elsewhere")

    assert (answer.status_code, answer.json()["error"]["type"]) == (403, "permission_error")


def test_more_than_thirty_two_megabytes_is_too_large():
    answer = post(sandbox.build(), request(told="x" * (32 * 1024 * 1024)))

    assert (answer.status_code, answer.json()["error"]["type"]) == (413, "request_too_large")


def test_a_body_that_is_not_json_is_refused():
    with httpx.Client(transport=httpx.WSGITransport(sandbox.build())) as client:
        answer = client.post(
            "https://api.anthropic.com/v1/messages",
            content=b"{",
            headers={**HEADERS, "content-type": "application/json"},
        )

    assert (answer.status_code, answer.json()["error"]["type"]) == (400, "invalid_request_error")


def test_the_minute_runs_out_and_begins_again():
    box = sandbox.build()
    box.claude.configure(requests_per_minute=2)
    box.clock.stop(box.clock.now().replace(second=10, microsecond=0))

    seen = [post(box, request()) for _ in range(3)]
    box.clock.move(seconds=50)
    after = post(box, request())

    assert [answer.status_code for answer in seen] == [200, 200, 429]
    assert [answer.headers["anthropic-ratelimit-requests-remaining"] for answer in seen] == ["1", "0", "0"]
    assert seen[2].headers["retry-after"] == "50"
    assert seen[2].headers["anthropic-ratelimit-requests-reset"].endswith("Z")
    assert seen[2].json()["error"]["type"] == "rate_limit_error"
    assert after.status_code == 200
