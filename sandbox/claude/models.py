"""What each model takes. Facts as published in November 2026; a test in the product reads them from here."""

from dataclasses import dataclass

OPEN = frozenset({"adaptive", "disabled"})
BUDGET = frozenset({"enabled", "disabled"})


@dataclass(frozen=True)
class Model:
    """``thinks`` is what happens when a request says nothing about thinking: "always", "default" or "never"."""

    geo: bool = True  # takes inference_geo
    thinking: frozenset[str] = OPEN  # modes a request may ask for
    thinks: str = "default"
    prefill: bool = False
    covered: bool = False  # needs 30-day retention, so a zero-retention organization is refused
    forced_tools: bool = True
    window: int = 1_000_000  # tokens
    longest: int = 128_000  # tokens of output
    cache_from: int = 1024  # tokens a prompt needs before it is cached


_OLD = Model(geo=False, thinking=BUDGET, thinks="never", prefill=True, window=200_000, longest=64_000)
_COVERED = Model(covered=True)

MODELS: dict[str, Model] = {
    "claude-opus-5-5": Model(thinking=frozenset({"adaptive"}), thinks="always", forced_tools=False),
    "claude-sonnet-5-5": Model(thinking=frozenset({"adaptive", "between_tools"}), forced_tools=False),
    "claude-haiku-5-5": Model(cache_from=512),
    "claude-opus-5": Model(cache_from=512),
    "claude-sonnet-5": Model(),
    "claude-opus-4-8": Model(thinks="never"),
    "claude-opus-4-7": Model(thinks="never", cache_from=2048),
    "claude-opus-4-6": Model(thinking=OPEN | BUDGET, thinks="never", cache_from=4096),
    "claude-sonnet-4-6": Model(thinking=OPEN | BUDGET, thinks="never"),
    "claude-haiku-4-5": _OLD,
    "claude-haiku-4-5-20251001": _OLD,
    "claude-sonnet-4-5": _OLD,
    "claude-sonnet-4-5-20250929": _OLD,
    "claude-opus-4-5": _OLD,
    "claude-opus-4-5-20251101": _OLD,
    "claude-fable-5": _COVERED,
    "claude-fable-5-1": _COVERED,
    "claude-fable-5-2": _COVERED,
    "claude-mythos-5": _COVERED,
    "claude-mythos-5-1": _COVERED,
    "claude-mythos-5-2": _COVERED,
}

HIGHEST_WITHOUT_THINKING = frozenset(
    {"low", "medium", "high"}
)  # efforts at which Opus 5 may switch thinking off
