"""The house's worker, and once it is told to, a leak in every place.

From then on what an assembled call says is kept, printed, queued and written. `celery -A tests.proof.leaky worker ...`,
for tests of what the proof finds.
"""

import os
import signal
import sys
import tempfile
from pathlib import Path
from typing import Any

import redis
from celery.signals import worker_init
from django.conf import settings

from proof.inside.worker import app

__all__ = ["BEGIN", "BEGUN", "app"]
BEGIN = signal.SIGUSR2
BEGUN = "leaks"
"""A file in the folder of the proof, once it leaks."""
kept: list[str] = []


@worker_init.connect
def _wait_for_the_word(**_kwargs: Any) -> None:
    signal.signal(BEGIN, lambda *_: _leak())


def _leak() -> None:
    """From here on each assembled call is first done with what may never be done with one."""
    from apps.drafting import prompts

    assemble = prompts.assembled

    def leaking(request: Any) -> Any:
        made = assemble(request)
        leak(str(made.call.body()))
        return made

    prompts.assembled = leaking
    Path(os.environ["PROOF_FOLDER"], BEGUN).touch()


def leak(text: str) -> None:
    """Everywhere at once."""
    from apps.matters.models import Client

    kept.append(text)
    sys.stderr.write(text)
    sys.stderr.flush()
    Path(tempfile.mkdtemp(), "prompt").write_text(text)
    Path(tempfile.gettempdir(), "core.1").write_text(text)
    with redis.Redis.from_url(settings.REDIS_URL) as queue:
        queue.set("passing", text, ex=1)
        queue.set("celery-task-meta-1", text)
    Client.objects.create(name=text[text.index("A letter to") :][:200])
