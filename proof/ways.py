"""The ways in which a draft can end, each led through the whole house with canaries in it."""

from __future__ import annotations

import signal
from collections.abc import Callable
from dataclasses import dataclass

from apps.drafting.models import RequestState
from apps.policy.models import Crossing, CrossingState
from apps.review.models import ReviewTask
from apps.sync.models import Delivery, DeliveryState
from bench import firm as people
from proof.stage import Stage

DRAFTED, WAITING, STOPPED = RequestState.DRAFTED, RequestState.WAITING, RequestState.STOPPED
SOON = 1
"""Seconds that the vendor asks to be left alone for."""


@dataclass(frozen=True)
class Way:
    """One way: what it is called in the report, and how it is gone. `debug`: with every logger open."""

    name: str
    go: Callable[[Stage, int], None]
    debug: bool = False


def _drafted(stage: Stage, draft: int) -> None:
    stage.comes_to(stage.ask(draft), DRAFTED)


def _delivered(stage: Stage, draft: int) -> None:
    """Read, edited, approved and delivered to the practice system's stand-in."""
    request = stage.ask(draft)
    stage.comes_to(request, DRAFTED)
    tasks = ReviewTask.objects.filter(draft__request=request)
    task = stage.wait(tasks.first, "The review")
    stage.edit(task, draft)
    people.approve(ReviewTask.objects.get(pk=task.pk), by=stage.partner)
    deliveries = Delivery.objects.filter(manifest__task=task)
    stage.wait(
        lambda: deliveries.count() == 3 and not deliveries.exclude(state=DeliveryState.VERIFIED).exists(),
        "The delivery",
    )


def _gate_refuses(stage: Stage, draft: int) -> None:
    """The client was never told: the gate refuses, and nothing is sent."""
    request = stage.ask(draft, stage.untold)
    stage.comes_to(request, STOPPED)
    assert not Crossing.objects.filter(request_id=request.pk).exists(), "Something was sent"


def _vendor_refuses(stage: Stage, draft: int) -> None:
    stage.fault("refusal")
    stage.comes_to(stage.ask(draft), STOPPED)


def _bad_request(stage: Stage, draft: int) -> None:
    stage.fault(400, told=f"messages.0: {stage.canaries.word('error', draft)} is not allowed here")
    stage.comes_to(stage.ask(draft), STOPPED, trouble="bad_request")


def _echoed(stage: Stage, draft: int) -> None:
    """The vendor's error repeats what it was sent."""
    stage.fault("echo")
    stage.comes_to(stage.ask(draft), STOPPED, trouble="bad_request")


def _no_key(stage: Stage, draft: int) -> None:
    stage.fault(401, told=f"invalid credential: {stage.canaries.word('error', draft)}")
    stage.comes_to(stage.ask(draft), STOPPED, trouble="credential")
    stage.close_breaker()


def _too_many(stage: Stage, draft: int) -> None:
    stage.fault(429, retry_after=SOON)
    stage.comes_to(stage.ask(draft), DRAFTED)


def _overloaded(stage: Stage, draft: int) -> None:
    stage.fault(529, told=f"Overloaded: {stage.canaries.word('error', draft)}", retry_after=SOON)
    stage.comes_to(stage.ask(draft), DRAFTED)


def _no_answer(stage: Stage, draft: int) -> None:
    stage.fault("never", cap=15)
    request = stage.ask(draft)
    stage.comes_to(request, WAITING, trouble="no_answer")
    stage.withdraw(request)
    stage.rig.control("release")


def _cut(stage: Stage, draft: int) -> None:
    stage.fault("cut_stream", at="before_stop")
    request = stage.ask(draft)
    stage.comes_to(request, WAITING, trouble="cut")
    stage.withdraw(request)


def _elsewhere(stage: Stage, draft: int) -> None:
    stage.fault("wrong_geo")
    stage.comes_to(stage.ask(draft), STOPPED)
    stage.close_breaker()


def _killed(stage: Stage, draft: int) -> None:
    _dies(stage, draft, signal.SIGKILL)


def _crashed(stage: Stage, draft: int) -> None:
    """A death after which the kernel would write what was in memory to a disk."""
    _dies(stage, draft, signal.SIGABRT)


def _dies(stage: Stage, draft: int, by: signal.Signals) -> None:
    """While the reply arrives. The next worker asks once more, and both calls are on record."""
    stage.rig.control("settings/claude", {"pause": 0.3})
    request = stage.ask(draft)
    stage.wait(lambda: stage.is_under_way(request), "The call")
    stage.look_during_a_call()
    assert stage.is_under_way(request), "The call had ended before the worker was ended"
    stage.rig.control("settings/claude", {"pause": 0})  # for the next call; this one goes on as it began
    stage.kill("worker", by)
    stage.comes_to(request, DRAFTED)
    lost = Crossing.objects.filter(request_id=request.pk, state=CrossingState.UNKNOWN)
    assert lost.exists(), "The call that was cut off is not on record"


def _queue_lost(stage: Stage, draft: int) -> None:
    stage.restart_queue()
    stage.comes_to(stage.ask(draft), DRAFTED)


WAYS = (
    Way("drafted, edited, approved and delivered", _delivered),
    Way("refused by the gate", _gate_refuses),
    Way("refused by the vendor", _vendor_refuses),
    Way("400", _bad_request),
    Way("400 that repeats what was sent", _echoed),
    Way("401", _no_key),
    Way("429", _too_many),
    Way("529", _overloaded),
    Way("no answer in time", _no_answer),
    Way("stream cut", _cut),
    Way("answered from elsewhere", _elsewhere),
    Way("worker killed during the call", _killed),
    Way("worker crashed during the call", _crashed),
    Way("queue lost and started anew", _queue_lost),
    Way("drafted with every logger open", _drafted, debug=True),
    Way("400 that repeats what was sent, with every logger open", _echoed, debug=True),
    Way("stream cut with every logger open", _cut, debug=True),
)
PLAIN = Way("drafted", _drafted)


def plan(drafts: int) -> list[Way]:
    """Each way once, and as many plain drafts more as were asked for; those with open loggers come last."""
    more = [PLAIN] * max(drafts - len(WAYS), 0)
    return [way for way in WAYS if not way.debug] + more + [way for way in WAYS if way.debug]
