import logging
import os
import subprocess
import sys

import anthropic
import httpx2
import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured

from apps.integrations.claude import connect, guard
from apps.integrations.claude.reading import Reader
from apps.integrations.claude.trouble import CallPermanent, CallTransient
from tests.integrations.claude.calls import call

STRAYS = [
    "ANTHROPIC_CUSTOM_HEADERS",
    "ANTHROPIC_BASE_URL",
    "ANTHROPIC_API_KEY",
    "ANTHROPIC_LOG",
    "anthropic_profile",
]


@pytest.mark.parametrize("name", STRAYS)
def test_no_client_is_made_where_the_environment_would_steer_it(sandbox, monkeypatch, name):
    monkeypatch.setenv(name, "debug")

    with pytest.raises(ImproperlyConfigured, match=name):
        connect.client()

    assert [(error.id, name in error.msg) for error in run_checks(tags=["claude"])] == [("firmai.E101", True)]
    assert sandbox.claude.requests == []


def test_headers_from_the_environment_are_refused_even_where_a_client_stands(sandbox, monkeypatch):
    """The SDK merges them when it is made; a client made behind our back is stopped by the guard."""
    monkeypatch.setenv(
        "ANTHROPIC_CUSTOM_HEADERS", "anthropic-beta: files-api-2025-04-14\nAuthorization: Bearer other"
    )
    made = guard.Guard(httpx2.WSGITransport(app=sandbox), origin=connect.VENDOR_ORIGIN, key="k")
    sdk = anthropic.Anthropic(
        api_key="k", max_retries=0, http_client=httpx2.Client(transport=made, trust_env=False)
    )
    body = call().body()

    with guard.sending(body, 5), pytest.raises(guard.EgressBlocked):
        sdk.messages.create(**body, stream=True)

    assert sandbox.claude.requests == []


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o620])
def test_a_key_file_that_others_may_open_is_refused(tmp_path, mode):
    path = tmp_path / "key"
    path.write_text("sk-ant-secret")
    path.chmod(mode)

    with pytest.raises(ImproperlyConfigured) as refused:
        connect.read_key(str(path))

    assert "sk-ant-secret" not in str(refused.value)


@pytest.mark.parametrize("held", ["", "\n", "two words", "two\nlines", "cléé"])
def test_a_key_file_without_one_key_is_refused(tmp_path, held):
    path = tmp_path / "key"
    path.write_text(held)
    path.chmod(0o600)

    with pytest.raises(ImproperlyConfigured):
        connect.read_key(str(path))


@pytest.mark.parametrize(
    ("origin", "sandbox_url"),
    [
        ("", ""),
        ("https://gateway.example/claude", ""),
        ("https://api.anthropic.com.example", ""),
        ("http://api.anthropic.com", ""),
        ("http://127.0.0.1:8080/claude", ""),
        ("http://127.0.0.1:8080/claude", "http://127.0.0.1:9999"),
        ("http://192.0.2.7:8080/claude", "http://192.0.2.7:8080"),
        ("http://127.0.0.1:8080@evil.example/claude", "http://127.0.0.1:8080@evil.example"),
    ],
)
def test_no_client_speaks_to_any_other_address(sandbox, settings, origin, sandbox_url):
    settings.CLAUDE_ORIGIN, settings.SANDBOX_URL = origin, sandbox_url

    with pytest.raises(ImproperlyConfigured, match="CLAUDE_ORIGIN"):
        connect.client()


def test_the_stand_in_on_this_machine_may_be_spoken_to_where_the_settings_name_it():
    assert connect.check_origin("http://127.0.0.1:8080/claude", "http://127.0.0.1:8080") is None


def test_production_checks_refuse_a_stand_in_a_missing_account_and_a_missing_key(settings):
    settings.CLAUDE_ORIGIN, settings.SANDBOX_URL, settings.VENDOR_WSGI = (
        "http://127.0.0.1/claude",
        "http://x",
        "a.b",
    )
    settings.CLAUDE_ORGANIZATION = settings.CLAUDE_WORKSPACE = settings.CLAUDE_KEY_FILE = ""

    found = run_checks(tags=["claude"], include_deployment_checks=True)

    ids = [error.id for error in found]
    assert ids == ["firmai.E102", "firmai.E103", "firmai.E103", "firmai.E104", "firmai.E104", "firmai.E105"]
    assert all(error.hint for error in found)


def test_production_checks_pass_when_everything_is_the_vendors(settings):
    settings.VENDOR_WSGI = settings.SANDBOX_URL = ""

    assert run_checks(tags=["claude"], include_deployment_checks=True) == []


def test_one_client_serves_the_process_and_a_child_makes_its_own(sandbox):
    ours = connect.client()
    reading, writing = os.pipe()

    child = os.fork()
    if child == 0:
        os.write(writing, b"own" if connect.client() is not ours else b"shared")
        os._exit(0)
    os.waitpid(child, 0)

    assert os.read(reading, 10) == b"own"
    assert connect.client() is ours


def test_a_key_that_was_replaced_is_the_one_that_is_used(sandbox, settings, tmp_path):
    file = tmp_path / "key"
    file.write_text("sk-ant-api03-revoked")
    file.chmod(0o600)
    settings.CLAUDE_KEY_FILE = str(file)
    with pytest.raises(CallPermanent) as refused:
        connect.client().complete(call())
    assert refused.value.code == "credential"

    file.write_text(sandbox.claude.key)

    assert connect.client().complete(call()).seen.ended
    file.unlink()
    with pytest.raises(ImproperlyConfigured):
        connect.client()


def test_no_other_surface_of_the_sdk_gets_out(sandbox):
    sdk = connect.client()._sdk
    text = [{"role": "user", "content": "privileged"}]
    roads = [
        lambda: sdk.messages.create(model="claude-opus-5-5", max_tokens=5, messages=text),
        lambda: sdk.messages.count_tokens(model="claude-opus-5-5", messages=text),
        lambda: sdk.messages.batches.list(),
        lambda: sdk.models.list(),
        lambda: sdk.files.list(),
        lambda: sdk.beta.messages.create(model="claude-opus-5-5", max_tokens=5, messages=text, betas=["x"]),
        lambda: sdk.post("/v1/messages", cast_to=object, body={"model": "claude-opus-5-5"}),
        lambda: sdk._client.post("https://example.org/", content=b"privileged"),
        lambda: sdk.with_options(max_retries=3).messages.create(model="x", max_tokens=5, messages=text),
    ]

    for road in roads:
        with pytest.raises(guard.EgressBlocked):
            road()
        with guard.sending(call().body(), 5), pytest.raises(guard.EgressBlocked):
            road()

    assert sandbox.claude.requests == []


@pytest.mark.parametrize(
    "extra",
    [
        {"extra_body": {"inference_geo": "global"}},
        {"extra_body": {"tools": []}},
        {"extra_headers": {"anthropic-beta": "x"}},
        {"extra_headers": {"x-api-key": "k"}},
        {"extra_headers": {"anthropic-workspace-id": "w"}},
        {"extra_query": {"beta": "true"}},
    ],
)
def test_nothing_merged_in_on_the_way_gets_out(sandbox, extra):
    body = call().body()

    with guard.sending(body, 5), pytest.raises(guard.EgressBlocked):
        connect.client()._sdk.messages.create(**body, stream=True, **extra)

    assert sandbox.claude.requests == []


def test_a_cookie_of_the_vendors_network_is_not_sent_back(sandbox):
    cookie = {"set-cookie": "__cf_bm=abc; path=/; domain=.anthropic.com; secure"}
    sandbox.faults.set("claude", "messages.create", "headers", headers=cookie)
    client = connect.client()

    client.complete(call())
    client.complete(call())

    assert ["cookie" in request.headers for request in sandbox.claude.requests] == [False, False]


def test_a_redirect_is_not_followed(sandbox):
    sandbox.faults.set(
        "claude", "messages.create", "redirect", location="https://api.anthropic.com/v1/messages"
    )

    with pytest.raises(CallPermanent) as stopped:
        connect.client().complete(call())

    assert stopped.value.code == "redirected"
    assert len(sandbox.claude.requests) == 1


def test_nobody_there_is_not_sent(settings, unused_port, sandbox):
    settings.VENDOR_WSGI, settings.SANDBOX_URL = "", f"http://127.0.0.1:{unused_port}"
    settings.CLAUDE_ORIGIN = settings.SANDBOX_URL + "/claude"

    with pytest.raises(CallTransient) as failed:
        connect.client().complete(call())

    assert (failed.value.code, failed.value.sent, failed.value.outcome_unknown) == (
        "not_reached",
        "no",
        False,
    )


@pytest.fixture
def unused_port():
    import socket

    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]


def test_progress_is_a_count_that_ends_at_the_length_of_the_text(sandbox):
    counts = []

    reply = connect.client().complete(call(), progress=counts.append)

    assert counts == sorted(counts)
    assert counts[-1] == len(reply.text)
    assert len(counts) > 1


def test_an_event_of_an_unknown_name_is_passed_over(sandbox):
    sandbox.faults.set("claude", "messages.create", "unknown_event")

    reply = connect.client().complete(call())

    assert (reply.seen.faults, reply.seen.ended) == ((), True)


def test_thinking_that_comes_first_is_no_part_of_the_text(sandbox):
    sandbox.faults.set("claude", "messages.create", "thinking_first")

    reply = connect.client().complete(call())

    assert reply.seen.faults == ()
    assert reply.segments


def test_tokens_of_a_stream_that_was_cut_are_known(sandbox):
    sandbox.faults.set("claude", "messages.create", "cut_stream", at="before_stop")

    with pytest.raises(CallTransient) as lost:
        connect.client().complete(call())

    assert lost.value.outcome_unknown
    assert lost.value.seen.usage.input > 0
    assert lost.value.seen.geo == "us"


def test_the_loggers_that_write_prompts_are_pinned(sandbox):
    connect.client()

    for name in connect.LOGGERS:
        logger = logging.getLogger(name)
        assert (logger.level, logger.propagate) == (logging.WARNING, False)


def test_the_sdk_is_imported_here_and_nowhere_else():
    found = subprocess.run(
        ["git", "grep", "-lE", r"^\s*(import|from) (anthropic|httpx2)\b", "--", "apps", "firmai", "sandbox"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert {path.rpartition("/")[0] for path in found.stdout.split()} == {"apps/integrations/claude"}
    assert sys.modules["anthropic"].__version__ == "2.12.0"


ENDS = {
    "reset": ("cut_stream", {"how": "reset"}),
    "quiet": ("stall", {"cap": 0.01}),
}


@pytest.mark.parametrize("ends", ENDS.values(), ids=ENDS)
def test_a_reply_that_came_whole_stands_whatever_becomes_of_the_line(sandbox, ends):
    kind, options = ends
    sandbox.faults.set("claude", "messages.create", kind, at="after_stop", **options)

    reply = connect.client().complete(call())

    assert (reply.seen.ended, reply.seen.faults) == (True, ())
    assert reply.segments


def test_what_is_sent_behind_a_whole_reply_spoils_it(sandbox):
    sandbox.faults.set("claude", "messages.create", "error_event", at="after_stop")

    reply = connect.client().complete(call())

    assert reply.seen.faults == ("after_the_end",)


@pytest.mark.parametrize(("begun", "ended"), [("us", "global"), ("global", "us")])
def test_another_region_counts_wherever_in_the_reply_it_is_named(begun, ended):
    reader = Reader(None)
    usage = {"inference_geo": begun, "service_tier": "standard"}
    message = {"type": "message", "role": "assistant", "model": "claude-opus-5-5", "usage": usage}
    reader.event({"type": "message_start", "message": message})
    reader.event(
        {
            "type": "message_delta",
            "delta": {"stop_reason": "end_turn"},
            "usage": {"output_tokens": 3, "inference_geo": ended},
        }
    )

    assert reader.seen().geo == "global"


def begun(**usage):
    told = {"inference_geo": "us", "service_tier": "standard", "input_tokens": 9, "output_tokens": 1} | usage
    kept = {name: value for name, value in told.items() if value is not None}
    message = {"type": "message", "role": "assistant", "model": "claude-opus-5-5", "usage": kept}
    return {"type": "message_start", "message": message}


def opened(index, text=""):
    block = {"type": "text", "text": text, "citations": None}
    return {"type": "content_block_start", "index": index, "content_block": block}


def said(index, text):
    return {"type": "content_block_delta", "index": index, "delta": {"type": "text_delta", "text": text}}


def closed(index):
    return {"type": "content_block_stop", "index": index}


def ended(reason="end_turn", **usage):
    usage = {"output_tokens": 3} | usage
    return {"type": "message_delta", "delta": {"stop_reason": reason}, "usage": usage}


STOP = {"type": "message_stop"}
FIRST, SECOND = [opened(0), said(0, "It was paid"), closed(0)], [opened(1), said(1, " in full."), closed(1)]


def read(*events):
    reader = Reader(None)
    for event in events:
        reader.event(event)
    return reader


def test_blocks_in_their_order_are_a_reply():
    reader = read(begun(), *FIRST, *SECOND, ended(), ended(None), STOP)

    assert (reader.seen().faults, reader.seen().stop_reason, reader.ended) == ((), "end_turn", True)
    assert "".join(each.text.reveal() for each in reader.segments) == "It was paid in full."


SCRAMBLED = {
    "the first is lost": [begun(), *SECOND, ended(), STOP],
    "one between is lost": [begun(), *FIRST, opened(2), said(2, " in full."), closed(2), ended(), STOP],
    "in another order": [begun(), *SECOND, *FIRST, ended(), STOP],
    "one twice": [begun(), *FIRST, *FIRST, ended(), STOP],
    "without places": [begun(), opened(None), said(None, "x"), closed(None), ended(), STOP],
    "one begins in another": [begun(), opened(0), opened(1), said(1, " not"), closed(1), ended(), STOP],
    "words of another": [begun(), *FIRST, opened(1), said(0, " not"), closed(1), ended(), STOP],
    "words after its end": [begun(), opened(0), closed(0), said(0, " not"), ended(), STOP],
    "one is not ended": [begun(), opened(0), said(0, "It was"), ended(), STOP],
    "more after it was over": [begun(), *FIRST, ended(), *SECOND, STOP],
}


@pytest.mark.parametrize("events", SCRAMBLED.values(), ids=SCRAMBLED)
def test_a_reply_of_which_a_part_is_lost_or_out_of_its_order_is_none(events):
    assert "order" in read(*events).seen().faults


@pytest.mark.parametrize("first", ["refusal", "max_tokens", "tool_use"])
def test_what_was_declined_or_cut_off_is_not_finished_by_a_second_word_on_it(first):
    seen = read(begun(), *FIRST, ended(first), ended("end_turn"), STOP).seen()

    assert (seen.stop_reason, seen.faults) == (first, ("stop_reason",))


@pytest.mark.parametrize("reason", ["refusal", "max_tokens"])
def test_what_is_broken_off_in_a_block_is_declined_or_cut_off_and_nothing_worse(reason):
    seen = read(begun(), opened(0), said(0, "It was"), ended(reason), STOP).seen()

    assert (seen.stop_reason, seen.faults) == (reason, ())


@pytest.mark.parametrize(
    "events",
    [
        [begun(input_tokens=None), *FIRST, ended(), STOP],
        [begun(), *FIRST, ended(output_tokens=None), STOP],
    ],
    ids=["read", "written"],
)
def test_a_reply_that_does_not_say_what_was_used_is_not_taken_to_have_used_nothing(events):
    assert read(*events).seen().faults == ("no_usage",)


def test_halves_of_a_character_are_put_together_and_one_alone_is_seen_and_can_be_stored():
    cited = {
        "type": "search_result_location", "search_result_index": 0, "start_block_index": 0, "end_block_index": 1,
        "cited_text": "Paid \ud83d in full",
    }  # fmt: skip
    citation = {"type": "citations_delta", "citation": cited}
    told = [
        begun(), opened(0), said(0, "Paid \ud83d"), said(0, "\ude00 in\udc80 full"),
        {"type": "content_block_delta", "index": 0, "delta": citation}, closed(0), ended(), STOP,
    ]  # fmt: skip

    [segment] = read(*told).segments

    assert segment.text.reveal() == "Paid \U0001f600 in\ufffd full"
    assert segment.citations[0].cited.reveal() == "Paid \ufffd in full"


def test_citations_that_are_no_list_are_a_fault_of_the_reply():
    block = {"type": "text", "text": "x", "citations": 7}
    start = {"type": "content_block_start", "index": 0, "content_block": block}

    assert read(begun(), start, closed(0), ended(), STOP).seen().faults == ("citation",)


# The last look -----------------------------------------------------------------------------------------------


def test_what_may_not_leave_any_more_does_not(sandbox):
    with pytest.raises(CallTransient) as held:
        connect.client().complete(call(), may_leave=lambda: False)

    assert (held.value.code, held.value.sent, held.value.outcome_unknown) == ("held_back", "no", False)
    assert sandbox.claude.requests == []


def test_it_is_looked_at_once_the_line_stands_and_before_a_byte_is_written(settings, listener, sandbox):
    settings.VENDOR_WSGI, settings.SANDBOX_URL = "", f"http://127.0.0.1:{listener.port}"
    settings.CLAUDE_ORIGIN = settings.SANDBOX_URL + "/claude"

    with pytest.raises(CallTransient) as held:
        connect.client().complete(call(), may_leave=lambda: not listener.reached.wait(0.2))

    assert held.value.code == "held_back"
    assert listener.everything() == b""


@pytest.fixture
def listener():
    """Somebody who takes calls and keeps what is said."""
    import socket
    import threading

    class Listener(threading.Thread):
        def __init__(self, held):
            super().__init__(daemon=True)
            self.held, self.port, self.said = held, held.getsockname()[1], b""
            self.reached = threading.Event()

        def run(self):
            line, _address = self.held.accept()
            self.reached.set()
            with line:
                while heard := line.recv(65536):
                    self.said += heard

        def everything(self):
            self.join(10)
            return self.said

    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        made = Listener(held)
        made.start()
        yield made
