"""Where somebody is found on a network: addresses of machines, pages with a name in them, handles, and references that
mix small letters with capitals.

Pure, over plain text; each is tried only where a sign of it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from apps.policy.identifying.kinds import PlaceholderKind as Kind
from apps.policy.identifying.known import Found

NETWORK = re.compile(r"\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}")
THREE_PARTS = re.compile(r"\.\d{1,3}\.\d")
PART_OF_A_NUMBER = re.compile(r"[\w.]")
MORE_OF_A_NUMBER = re.compile(r"\w|\.\d")
HIGHEST = 255
NEAR = re.compile(r"(?:127|10|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.")
"""Every house has these addresses: they are somebody's only where a word says that one is meant."""
MEANT = re.compile(
    r"\b(?i:ip|ipv4|address|adresse|login|log-?in|logged in|connected|connexion|connect[eé]e?|host|h[oô]te"
    r"|device|appareil)\b.{0,24}$"
)
LONGEST_MEANT = 40
FEWEST_DIGITS = 6
"""Of an address of a machine: `4.1.2.1` is a clause."""
NETWORK_6 = re.compile(
    r"(?<![\w:])(?=[\da-fA-F:]{0,40}(?:::|[a-fA-F]))(?:[\da-fA-F]{1,4}:){3,7}(?::?[\da-fA-F]{1,4}){1,5}(?![\w:])"
    r"|(?<![\w:])(?:[\da-fA-F]{1,4}:){1,6}(?::[\da-fA-F]{1,4}){1,6}(?![\w:])"
)
COLONS = re.compile(r":[\da-fA-F]{0,4}:")
DEVICE = re.compile(r"(?<![\w:-])[\da-fA-F]{2}(?::[\da-fA-F]{2}){5}(?![\w:-])")
PROFILE = re.compile(
    r"(?<![\w.])(?i:(?:https?://)?(?:[\w-]{1,20}\.)?(?:facebook|linkedin|instagram|twitter|tiktok|snapchat|youtube"
    r"|github|reddit|pinterest|threads|vimeo|gofundme|kijiji|x|t|fb|wa)\.(?:com|ca|net|me|tv))/[^\s\x00\x01<>\"'()\[\],;|]{2,120}"
)
"""A page of somebody's on one of the places where people have pages."""
SAID = re.compile(
    r"[ ](?:[aA](?i:t|robase)|[àÀ])[ ]"
    r"(?:(?:[\w-]{1,63}[ ](?i:dot|point)[ ]){1,3}(?i:com|ca|org|net|edu|gov|info|biz|co|me|qc)"
    r"|(?i:gmail|hotmail|outlook|yahoo|icloud|live|msn|protonmail|videotron|bell|sympatico|rogers|shaw|telus|cogeco)"
    r"\.(?i:com|ca|net|qc\.ca))(?!\w)"
)
WHOSE = re.compile(
    r"(?:[\w.+-]{1,64}[ ](?i:dot|point|period|underscore|dash|hyphen|tiret|soulign[eé])[ ]){0,4}[\w.+-]{1,64}$"
)
LONGEST_SAID = 160
"""An address of e-mail as it is said: `john dot roe at exemple dot ca`."""
PAGES = (".com/", ".ca/", ".net/", ".me/", ".tv/")
HANDLE = re.compile(r"(?<![\w@./+-])@(?=[\w.]*[A-Za-z])\w(?:[\w.]{1,28}\w)(?![\w@])")
NAMED = re.compile(
    r"(?<!\w)(?i:user[ -]?names?|user[ ]?id|handles?|screen[ ]names?|login|gamertag|pseudo(?:nyme)?|identifiants?"
    r"|noms?[ ]d'utilisat(?:eur|rice)|snapchat|instagram|skype|telegram|discord|whatsapp|tiktok)"
    r"(?:[ ](?i:is|was|est|[eé]tait|account|compte|handle|name|user))?[ ]?[:=(\"']?[ ]?[\"'@]{0,2}"
    r"((?=[\w.-]*[A-Za-z])(?=[\w.-]*[\d_.])[A-Za-z\d][\w.-]{2,30}\w|(?<=[:=\"'@] )[a-z][\w.-]{3,30}\w"
    r"|(?<=[\"'@])[a-z][\w.-]{3,30}\w)"
)
ANCHOR = re.compile(r"\d[A-Za-z]")
"""Where two runs of digits have letters between them, a letter follows a digit."""
MIXED = re.compile(r"(?=[A-Z\d]*[a-z])[A-Za-z\d]{8,40}(?![\w/@=]|\.\w)")
NO_WORD_AHEAD = re.compile(r"[\w/.@#&=-]")
"""`CAx8Qz4T`: small letters among capitals and digits."""
MIXED_LED = re.compile(
    r"(?<!\w)(?i:ref(?:erence)?|r[eé]f[eé]rence|confirmation|transactions?|transfer|virement|code|e-?transfer|interac|t?rans)"
    r"\.?(?:[ ](?i:numbers?|num[eé]ro|nos?\.?|n°|id|code|is|was|est|interac|de|du)){0,3}[ ]?[:#=]?[ ]?[\"'(]?"
    r"((?=[A-Za-z]*\d)(?=[A-Z\d]*[a-z]|\d*[A-Z])(?=[A-Za-z\d]*\d[A-Za-z\d]*\d)[A-Za-z\d]{6,30})(?![\w/@-]|\.\w)"
)
BANK = re.compile(
    r"(?<!\w)(?:SWIFT|BIC|Swift)(?:/(?:BIC|SWIFT))?(?:[ ](?i:code|no\.?|n°|is|est))?[ |]{0,3}[:#]?[ |]{0,3}"
    r"([A-Z]{4}[ ]?[A-Z]{2}[ ]?[A-Z\d]{2}(?:[ ]?[A-Z\d]{3})?)(?!\w)"
)
RUNS, LONGEST_MIXED = re.compile(r"\d+"), 40


def by_form(text: str) -> Iterator[Found]:
    """Each kind, where the sign of it stands."""
    if THREE_PARTS.search(text) is not None:
        for match in NETWORK.finditer(text):
            if _is_network(text, match):
                yield Found(*match.span(), Kind.ACCOUNT)
    if COLONS.search(text) is not None:
        for pattern in (NETWORK_6, DEVICE):
            yield from _all(pattern, text)
    if any(ending in text for ending in PAGES):
        yield from _all(PROFILE, text)
    if "@" in text:
        yield from _all(HANDLE, text)
    for match in SAID.finditer(text):
        whose = WHOSE.search(text, max(0, match.start() - LONGEST_SAID), match.start())
        if whose is not None:
            yield Found(whose.start(), match.end(), Kind.EMAIL)


def led_by(text: str, start: int) -> Iterator[Found]:
    """What a word that begins at `start` leads to."""
    for pattern in (NAMED, MIXED_LED, BANK):
        match = pattern.match(text, start)
        if match is not None:
            yield Found(*match.span(1), Kind.ACCOUNT if pattern is not MIXED_LED else Kind.FILE_NUMBER)


LEADS = frozenset(
    {"username", "usernames", "user", "handle", "handles", "screen", "login", "gamertag", "pseudo", "pseudonyme",
     "identifiant", "identifiants", "nom", "noms", "snapchat", "instagram", "skype", "telegram", "discord", "whatsapp",
     "tiktok", "ref", "reference", "confirmation", "transaction", "transactions", "transfer", "virement", "code", "e",
     "etransfer", "interac", "swift", "bic"}
)  # fmt: skip


def mixed(text: str) -> Iterator[Found]:
    """References of small letters and capitals: two runs of digits at least, as no word has."""
    last = 0
    for anchor in ANCHOR.finditer(text):
        start = anchor.start()
        while start > last and text[start - 1].isalnum() and anchor.start() - start < LONGEST_MIXED:
            start -= 1
        match = MIXED.match(text, start)
        if match is None or (start and NO_WORD_AHEAD.match(text, start - 1)):
            continue
        if len(RUNS.findall(match.group())) > 1 and match.end() > last:
            last = match.end()
            yield Found(*match.span(), Kind.FILE_NUMBER)


def _is_network(text: str, match: re.Match[str]) -> bool:
    """Where a word says that one is meant, whatever its parts: they are misread as well."""
    parts = match.group().split(".")
    meant = MEANT.search(text, max(0, match.start() - LONGEST_MEANT), match.start()) is not None
    return (
        (meant or (all(int(part) <= HIGHEST for part in parts) and NEAR.match(match.group()) is None))
        and sum(map(len, parts)) >= FEWEST_DIGITS
        and not (match.start() and PART_OF_A_NUMBER.match(text, match.start() - 1))
        and MORE_OF_A_NUMBER.match(text, match.end()) is None
    )


def _all(pattern: re.Pattern[str], text: str) -> Iterator[Found]:
    for match in pattern.finditer(text):
        yield Found(*match.span(), Kind.ACCOUNT)
