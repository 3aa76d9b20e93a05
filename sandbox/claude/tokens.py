"""Counting: tokens, the prompt cache, the limits of a minute.

A real tokenizer is not needed: what matters is that the same text always counts the same, that longer counts
more, and that the categories add up.
"""

import hashlib
import json
import math
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from .models import MODELS

WINDOW = 60  # seconds


def count(text: str) -> int:
    """About one token for three and a half characters, at least one for any text."""
    return max(1, math.ceil(len(text) / 3.5)) if text else 0


def prompt_tokens(body: dict) -> int:
    """Tokens of everything that is read: the system prompt, messages and tools, with their envelope."""
    read = {name: body[name] for name in ("system", "messages", "tools") if name in body}
    return count(json.dumps(read, ensure_ascii=False))


@dataclass
class Cache:
    """Prompts marked with ``cache_control``, per model and workspace, until they expire."""

    held: dict[str, datetime] = field(default_factory=dict)

    def split(self, body: dict, workspace: str, now: datetime) -> dict[str, int]:
        """Input tokens by category: ``uncached``, ``read``, ``5m`` and ``1h`` (written)."""
        total = prompt_tokens(body)
        split = {"uncached": total, "read": 0, "5m": 0, "1h": 0}
        lives = _lives({name: body.get(name) for name in ("cache_control", "system", "messages", "tools")})
        if not lives or total < MODELS[body["model"]].cache_from:
            return split
        life = "1h" if "1h" in lives else "5m"
        prefix = json.dumps(
            [workspace, body["model"], body.get("system"), body["messages"]], ensure_ascii=False
        )
        key = hashlib.blake2b(prefix.encode(), digest_size=16).hexdigest()
        kind = "read" if self.held.get(key, now) > now else life
        self.held[key] = now + (timedelta(hours=1) if life == "1h" else timedelta(minutes=5))
        return {**split, "uncached": 0, kind: total}


def _lives(node: object) -> set[str]:
    if isinstance(node, dict):
        own = node.get("cache_control")
        here = {own.get("ttl", "5m")} if isinstance(own, dict) else set()
        return here.union(*(_lives(value) for value in node.values()))
    return set().union(*map(_lives, node)) if isinstance(node, list) else set()


@dataclass
class Limits:
    """Requests and tokens of the present minute, against what the organization may use in one. None: no limit."""

    requests: int | None = 4_000
    input_tokens: int | None = 2_000_000
    output_tokens: int | None = 400_000
    began: int = 0
    used: dict[str, int] = field(default_factory=dict)

    def _roll(self, now: datetime) -> None:
        minute = int(now.timestamp()) // WINDOW * WINDOW
        if minute != self.began:
            self.began, self.used = minute, {"requests": 0, "input-tokens": 0, "output-tokens": 0}

    def _most(self) -> dict[str, int | None]:
        return {
            "requests": self.requests,
            "input-tokens": self.input_tokens,
            "output-tokens": self.output_tokens,
        }

    def take(self, now: datetime, requests: int = 0, read: int = 0, written: int = 0) -> None:
        self._roll(now)
        for name, amount in (("requests", requests), ("input-tokens", read), ("output-tokens", written)):
            self.used[name] += amount

    def exhausted(self, now: datetime) -> bool:
        self._roll(now)
        return any(most is not None and self.used[name] >= most for name, most in self._most().items())

    def wait(self, now: datetime) -> int:
        """Whole seconds until the window begins again."""
        self._roll(now)
        return max(1, math.ceil(self.began + WINDOW - now.timestamp()))

    def headers(self, now: datetime) -> dict[str, str]:
        self._roll(now)
        reset = datetime.fromtimestamp(self.began + WINDOW, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        most = {name: limit if limit is not None else 10**9 for name, limit in self._most().items()}
        left = {name: max(0, limit - self.used[name]) for name, limit in most.items()}
        most["tokens"] = most["input-tokens"] + most["output-tokens"]
        left["tokens"] = left["input-tokens"] + left["output-tokens"]
        told: dict[str, str] = {}
        for name in most:
            told[f"anthropic-ratelimit-{name}-limit"] = str(most[name])
            told[f"anthropic-ratelimit-{name}-remaining"] = str(left[name])
            told[f"anthropic-ratelimit-{name}-reset"] = reset
        return told
