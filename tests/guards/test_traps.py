"""Each trap of the vendor's interface that was met has a test, and the test is still there.

The traps are told in the words of whoever met them; the tests say how each is closed. A mend that takes a test away has
to say here where its trap is tested now.
"""

from __future__ import annotations

from importlib import import_module

import pytest

TRAPS, GUARD, CONNECT = (f"tests.integrations.claude.test_{each}" for each in ("traps", "guard", "connect"))
GATEWAY, RULES = "tests.policy.test_gateway", "tests.policy.test_rules"
SEALED, ANSWERS = "tests.guards.test_sealed", "tests.sandbox.test_claude_answers"
TABLE: dict[str, list[tuple[str, str]]] = {
    # What a request may carry
    "geo is a free string": [(GUARD, "test_only_the_pinned_region_is_sent")],
    "parse(), count_tokens() without geo; stream": [
        (TRAPS, "test_what_takes_no_region_or_adds_its_own_is_not_sent")
    ],
    "beta create/parse/stream/tool_runner/count_tokens": [
        (TRAPS, "test_no_road_of_the_beta_messages_is_open_not_even_the_one_that_threads_unasked")
    ],
    "extra_body/headers/query win": [
        (CONNECT, "test_nothing_merged_in_on_the_way_gets_out"),
        (TRAPS, "test_whatever_is_merged_in_through_the_sdk_the_pin_stands_or_nothing_leaves"),
    ],
    "version; temperature, top_p, top_k; document in assistant turn; citations on text": [
        (GUARD, "test_credential_version_and_header_values_are_exactly_ours"),
        (GUARD, "test_no_other_field_is_sent"),
        (GUARD, "test_no_other_block_and_nothing_by_reference_is_sent_at_any_depth"),
    ],
    "Bearer and x-api-key": [(GUARD, "test_no_header_can_be_added_or_given_twice")],
    "max_tokens 0; create() above 21,333": [
        (TRAPS, "test_a_length_that_warms_a_cache_or_cannot_be_is_not_sent"),
        (TRAPS, "test_a_long_answer_can_be_asked_for_because_every_call_is_streamed"),
    ],
    "format with citations; thinking forms; service_tier auto": [
        (GUARD, "test_each_field_says_only_what_this_house_says")
    ],
    "cache_control at any depth, citations on some": [
        (GUARD, "test_no_other_block_and_nothing_by_reference_is_sent_at_any_depth")
    ],
    "url/file sources nested; base64 path read from disk": [
        (GUARD, "test_no_other_block_and_nothing_by_reference_is_sent_at_any_depth"),
        (TRAPS, "test_a_path_in_place_of_data_is_never_read_from_disk"),
    ],
    "metadata and every typed field to refuse": [(GUARD, "test_no_other_field_is_sent")],
    "prefill, system role": [(GUARD, "test_no_other_block_and_nothing_by_reference_is_sent_at_any_depth")],
    "32 MB": [(GUARD, "test_a_request_over_the_vendors_limit_is_refused")],
    "tool types; block types": [
        (TRAPS, "test_no_tool_of_any_type_is_sent"),
        (GUARD, "test_no_other_block_and_nothing_by_reference_is_sent_at_any_depth"),
    ],
    # The one way out
    "error derived from the SDK's, names a rule": [
        (GUARD, "test_the_error_is_the_sdks_own_kind_and_shows_no_value")
    ],
    "every resource blocked; a new one is noticed": [
        (TRAPS, "test_no_resource_of_the_sdk_is_reachable"),
        (TRAPS, "test_every_resource_of_the_sdk_is_one_that_was_looked_at"),
        (CONNECT, "test_no_other_surface_of_the_sdk_gets_out"),
    ],
    "other client classes": [(TRAPS, "test_no_other_client_of_the_sdk_is_named_anywhere")],
    "system blocks, duplicate keys, malformed body": [
        (GUARD, "test_each_field_says_only_what_this_house_says"),
        (GUARD, "test_a_name_given_twice_is_refused_whichever_comes_last"),
        (GUARD, "test_bytes_that_are_not_one_json_object_are_refused"),
    ],
    "sandbox origin": [
        (CONNECT, "test_no_client_speaks_to_any_other_address"),
        (CONNECT, "test_production_checks_refuse_a_stand_in_a_missing_account_and_a_missing_key"),
    ],
    "reply's identity is the caller's": [
        (GATEWAY, "test_a_reply_that_is_not_as_it_has_to_be_is_discarded_and_booked")
    ],
    "no body without the pin (property)": [
        (GUARD, "test_no_body_that_can_be_thought_of_goes_out"),
        (GUARD, "test_whatever_goes_out_is_pinned_even_where_the_change_was_cleared"),
        (GUARD, "test_nothing_but_what_was_cleared_goes_out"),
    ],
    # When a reply is a draft
    "HTML or junk with 200, no usage, geo None/global/not_available, other model, organization, workspace": [
        (GATEWAY, "test_a_reply_that_is_not_as_it_has_to_be_is_discarded_and_booked"),
        (GATEWAY, "test_any_other_report_of_where_it_ran_opens_the_breaker"),
    ],
    "stop reasons, refusal, None": [
        (GATEWAY, "test_a_reply_that_is_not_as_it_has_to_be_is_discarded_and_booked"),
        (GATEWAY, "test_a_stop_for_a_tool_opens_the_breaker"),
        (RULES, "test_no_reply_passes_with_anything_out_of_place"),
    ],
    "thinking first; unknown event": [
        (CONNECT, "test_thinking_that_comes_first_is_no_part_of_the_text"),
        (CONNECT, "test_an_event_of_an_unknown_name_is_passed_over"),
    ],
    "container, server_tool_use": [
        (GATEWAY, "test_a_reply_that_is_not_as_it_has_to_be_is_discarded_and_booked")
    ],
    "citations re-checked": [(GATEWAY, "test_citations_point_at_the_passages_that_were_sent")],
    "cut stream, error event after 200, empty stream": [
        (CONNECT, "test_tokens_of_a_stream_that_was_cut_are_known"),
        (GATEWAY, "test_a_failure_is_one_row_one_call_and_the_right_kind"),
    ],
    # Errors, retries, time limits
    "each status and error_code, no retry of bad requests": [
        (GATEWAY, "test_a_failure_is_one_row_one_call_and_the_right_kind")
    ],
    "SDK retries, x-should-retry": [(TRAPS, "test_the_sdk_never_sends_twice_whatever_the_vendor_wishes")],
    "Retry-After of a day": [(GATEWAY, "test_everyone_waits_as_the_vendor_asks_within_a_cap")],
    "no idempotency header": [
        (GATEWAY, "test_an_unknown_outcome_is_sent_once_more_as_a_crossing_that_says_so"),
        (GATEWAY, "test_a_worker_that_died_with_its_answer_leaves_a_row_and_one_more_crossing"),
    ],
    "default time limits": [
        (TRAPS, "test_every_call_has_a_limit_of_time_far_below_the_sdks_ten_minutes_of_silence"),
        (GUARD, "test_an_answer_that_trickles_past_the_deadline_is_cut"),
    ],
    "307 re-sends the body; proxies from the environment": [
        (TRAPS, "test_a_body_is_never_sent_on_to_where_a_redirect_points"),
        (TRAPS, "test_a_proxy_or_certificate_named_in_the_environment_is_not_obeyed"),
    ],
    "httpx client is a TypeError": [(TRAPS, "test_a_client_of_the_other_library_is_not_taken_by_the_sdk")],
    # Leaks
    "DEBUG logging, root at DEBUG": [
        (TRAPS, "test_a_log_set_to_debug_after_the_client_was_made_still_says_nothing"),
        (CONNECT, "test_the_loggers_that_write_prompts_are_pinned"),
        (GATEWAY, "test_no_word_of_prompt_reply_or_key_is_left_anywhere"),
    ],
    "import side effect": [
        (TRAPS, "test_the_sdk_is_not_even_imported_where_a_variable_would_set_up_its_log")
    ],
    "exceptions, context chain, pickle": [
        (TRAPS, "test_what_a_caller_catches_holds_no_prompt_and_no_key_even_when_pickled")
    ],
    "frame locals": [(TRAPS, "test_what_a_traceback_could_show_of_a_failed_call_is_ours_alone")],
    "pydantic errors with the reply": [
        (TRAPS, "test_what_a_caller_catches_holds_no_prompt_and_no_key_even_when_pickled"),
        (GATEWAY, "test_a_reply_that_is_not_as_it_has_to_be_is_discarded_and_booked"),
    ],
    "OpenTelemetry with a registered provider": [
        (TRAPS, "test_tracing_is_off_whatever_is_registered"),
        (TRAPS, "test_an_sdk_that_is_left_alone_would_be_traced"),
    ],
    "task arguments": [(TRAPS, "test_no_text_can_be_queued")],
    "debug page, admin, __str__": [(SEALED, "test_a_row_with_a_sealed_column_names_its_matter")],
    # Variables of the environment
    "every variable": [
        (TRAPS, "test_every_variable_that_the_sdk_reads_is_a_stray"),
        (CONNECT, "test_no_client_is_made_where_the_environment_would_steer_it"),
        (TRAPS, "test_tracing_is_off_whatever_is_registered"),
    ],
    "empty key; CUSTOM_HEADERS; profile on disk": [
        (TRAPS, "test_an_empty_key_is_never_sent"),
        (CONNECT, "test_headers_from_the_environment_are_refused_even_where_a_client_stands"),
        (TRAPS, "test_no_profile_on_disk_stands_in_for_the_key"),
    ],
    "a call that is pickled or written out": [
        (TRAPS, "test_a_call_cannot_be_pickled_or_written_out_by_accident")
    ],
    "a variable in production": [(TRAPS, "test_in_production_no_process_starts_with_such_a_variable")],
    "half of a character": [
        (TRAPS, "test_half_of_a_character_is_not_sent_and_is_not_taken_for_a_line_that_was_cut")
    ],
    "a prompt inside a source": [(TRAPS, "test_a_prompt_inside_a_source_reaches_nothing_but_the_text")],
    # Testing without the vendor
    "httpx2 missed by mock libraries; sockets": [(TRAPS, "test_nothing_in_the_tests_can_dial_out")],
    "fixtures of every case": [
        (GATEWAY, "test_a_reply_that_is_not_as_it_has_to_be_is_discarded_and_booked"),
        (ANSWERS, "test_a_whole_message_with_every_category_of_usage"),
    ],
    "canary test": [(GATEWAY, "test_no_word_of_prompt_reply_or_key_is_left_anywhere")],
    "pin exactly, with hashes": [(CONNECT, "test_the_sdk_is_imported_here_and_nowhere_else")],
}


@pytest.mark.parametrize("trap", TABLE)
def test_each_trap_has_its_tests(trap):
    assert TABLE[trap]
    for module, name in TABLE[trap]:
        assert callable(getattr(import_module(module), name, None)), f"{trap}: {module} has no {name}"


def test_each_test_of_a_trap_stands_in_the_table():
    named = {name for tests in TABLE.values() for module, name in tests if module == TRAPS}
    written = {name for name in vars(import_module(TRAPS)) if name.startswith("test_")}

    assert written == named
