"""The ways in which a person's name is written: order, initials, hyphens, particles, halves of a double name, the given
name alone, the plural of a family."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from uuid import UUID

from apps.core.text import fold
from apps.policy.identifying.glyphs import Plain
from apps.policy.identifying.kinds import PlaceholderKind as Kind
from apps.policy.identifying.known import Form
from apps.policy.identifying.nicknames import CALLED
from apps.policy.identifying.ordinary import is_ordinary
from apps.policy.identifying.words import words_of

Name = tuple[str, ...]
Names = list[Name]
TITLES = frozenset(
    {"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "me", "mme", "mlle", "m", "madam", "monsieur",
     "madame", "maitre", "dre", "messrs", "mesdames", "mm", "mes", "mademoiselle", "mister", "professor"}
)  # fmt: skip
OFFICES = frozenset(
    {"rev", "reverend", "hon", "honourable", "sir", "dame", "chief", "elder", "senator", "mayor", "captain", "sergeant",
     "constable", "sister", "brother", "father", "pastor", "rabbi", "imam", "chef", "senateur", "senatrice", "maire",
     "mairesse", "capitaine", "sergent", "soeur", "frere", "pere"}
)  # fmt: skip
"""Titles that say who somebody is: replaced with the name where it is listed with one."""
AFTER = frozenset(
    {"jr", "sr", "ii", "iii", "iv", "kc", "qc", "esq", "md", "phd", "cpa", "fils", "junior", "senior"}
)
PARTICLES = frozenset(
    {"de", "du", "des", "la", "le", "van", "von", "der", "den", "ter", "ten", "bin", "ibn", "bint", "abu", "al",
    "el", "da", "dos", "di",
     "del", "della", "st", "saint", "ste", "sainte", "mac", "mc", "o", "d", "l", "zu", "af", "y"}
)  # fmt: skip
INSEPARABLE = frozenset({"st", "saint", "ste", "sainte", "mac", "mc", "o", "d", "l", "la", "le"})
SAINTS = {"st": "saint", "saint": "st", "ste": "sainte", "sainte": "ste"}
SCOTS = {"mc": "mac", "mac": "mc"}
JOINED = frozenset({"dit", "dite"})
"""Words that join two surnames to one: `Tremblay dit Picard`."""
APOSTROPHE = re.compile(r"'")
INNER_CAPITAL = re.compile(r"^(Mc|Mac|O|De|Di|Du|La|Le|Van|Von|St|Fitz)(?=[A-ZÀ-Þ][a-zß-ÿ])")
"""`McDonald`, `LaFlamme`: two words where they are written apart."""
WRITTEN_OUT = str.maketrans(
    {
        "ä": "ae",
        "ö": "oe",
        "ü": "ue",
        "ø": "oe",
        "å": "aa",
        "Ä": "Ae",
        "Ö": "Oe",
        "Ü": "Ue",
        "Ø": "Oe",
        "Å": "Aa",
    }
)
OUT = re.compile(
    r"(?i:(?<=[b-df-hj-np-tv-z])|(?<![^\W_]))(?i:ae|oe|ue)(?=(?i:[b-df-hj-np-tv-z]{2}|[b-df-hj-np-tv-z][aeiouy]))"
)
MAC = re.compile(r"(?<![^\W_])(?:Mac|Mc)([a-z])(?=[a-zß-ÿ]{3})")
PARTICLE_INSIDE = tuple(
    (tuple(particle.split()), re.compile(rf"(?i:{particle.replace(' ', '')})({rest})"))
    for particle, rest in (
        ("d", "[aeéèêiouy].{3,}|[Hh].{4,}"), ("l", "[aeéèêiouy].{3,}|[Hh].{4,}"), ("la", ".{4,}"), ("le", ".{4,}"),
        ("du", ".{4,}"), ("des", ".{4,}"), ("de la", ".{4,}"),
    )
)  # fmt: skip
DONE = frozenset({"will", "sue", "bill", "mark", "rob", "win"})
"""What people are called and what is done: `when will smith pay`."""
HISSING = ("s", "x", "z", "ch", "sh")
ARTICLES = frozenset({"the", "les", "une"})
"""A listed name may begin with one, `the applicant Rahimi`: by itself that is nobody's."""
SHORTEST_HALF, SHORTEST_GIVEN, SHORTEST_JOINED = 3, 2, 5


def person(name: str, party: UUID | None) -> Iterator[Form]:
    """Every way of writing it."""
    plain = Plain.of(name).text
    for spelling in dict.fromkeys((plain, *respelled(plain))):
        for office, given, surname, after in _parted(spelling):
            yield from _ways(office, given, _surnames(surname), after, party)
            yield from _opened(given, surname, party)
            for half in _halves(surname):
                yield from _by_half(given, half, party, guessed=" " in surname)


def respelled(name: str) -> Iterator[str]:
    """The other spelling of it: `Mueller` for `Müller` and the other way round, `McDonald` for `Macdonald`."""
    yield name.translate(WRITTEN_OUT)
    yield OUT.sub(lambda both: both.group()[0], name)
    yield MAC.sub(lambda front: "Mc" + front.group(1).upper(), name)


def _opened(given: Names, surname: str, party: UUID | None) -> Iterator[Form]:
    """`Daragon` as `d'Aragon`, `Larivière` as `La Rivière`, which beside a given name alone is anybody's: the river."""
    if not surname.isalpha():
        return
    for particle, rest in PARTICLE_INSIDE:
        inside = rest.fullmatch(surname)
        if inside is None:
            continue
        apart = (*particle, *words_of(inside.group(1)))
        for front in sorted({given[0], given[0][:1], (given[0][0][0],)}) if given else ():
            yield Form((*front, *apart), Kind.PERSON, party)
            yield Form((*apart, *front), Kind.PERSON, party, comma_after=len(apart))
        if len(particle[-1]) == 1:
            yield Form(apart, Kind.PERSON, party, weak=True, capital=True)


def _ways(office: Name, given: Names, surnames: Names, after: Name, party: UUID | None) -> Iterator[Form]:
    fronts = sorted(_fronts(given)) if given else []
    for surname in surnames:
        if not given:
            yield Form(surname, Kind.PERSON, party, capital=len(surname) == 1 and is_ordinary(surname))
            continue
        for front in fronts:
            yield Form((*front, *surname), Kind.PERSON, party)
            if after:
                yield Form((*front, *surname, *after), Kind.PERSON, party)
            if office:
                yield Form((*office, *front, *surname), Kind.PERSON, party)
            brief = any(len(word) == 1 for word in front) or "".join(front) == _initials(given)
            yield Form((*surname, *front), Kind.PERSON, party, comma_after=len(surname) if brief else 0)
        for called in sorted(CALLED.get(given[0][0], ())):
            yield Form((called, *surname), Kind.PERSON, party, capital=called in DONE, called=True)
            yield Form((*surname, called), Kind.PERSON, party, comma_after=len(surname), called=True)
        if office:
            yield Form((*office, *surname), Kind.PERSON, party)
        yield from _surname_alone(surname, party)
    if given:
        yield from _run_together(given, surnames[0], party)
        yield Form((*given[0], surnames[0][0][0]), Kind.PERSON, party)
        yield from _given_alone(given, party)
        yield Form(
            (*(each[0][0] for each in given), surnames[0][0][0]), Kind.PERSON, party, weak=True, dotted=True
        )
        flat = tuple(word[0] for each in given for word in each)
        yield Form((*flat, *(word[0] for word in surnames[0])), Kind.PERSON, party, weak=True, dotted=True)


def _surname_alone(surname: Name, party: UUID | None) -> Iterator[Form]:
    if len("".join(surname)) < 2:
        return
    last, ordinary = surname[-1], is_ordinary(surname)
    several = [last + "s", *([last + "es"] if last.endswith(HISSING) else [])]
    if last.endswith("y") and len(last) > 3:
        several.append(last[:-1] + "ies")
    yield Form(surname, Kind.PERSON, party, weak=True, capital=ordinary)
    for each in several:
        family = (*surname[:-1], each)
        yield Form(family, Kind.PERSON, party, weak=True, capital=ordinary or is_ordinary(family))


def _given_alone(given: Names, party: UUID | None) -> Iterator[Form]:
    """What somebody is called by who knows them."""
    flat = tuple(word for each in given for word in each)
    alone = {given[0], given[0][:1], ("".join(given[0]),), flat, ("".join(flat),)}
    for name in sorted(alone):
        if len("".join(name)) >= SHORTEST_GIVEN and len(name[0]) > 1 and not ARTICLES.issuperset(name):
            yield Form(name, Kind.PERSON, party, weak=True, capital=is_ordinary(name), alone=True)


def _run_together(given: Names, surname: Name, party: UUID | None) -> Iterator[Form]:
    """As in the name of a file or of an account: `runningwolf_delia`, `@asmith`."""
    whole, first = "".join(surname), "".join(given[0])
    for way in (first + whole, whole + first, first[0] + whole):
        if len(way) > SHORTEST_JOINED:
            yield Form((way,), Kind.PERSON, party)


def _by_half(given: Names, half: Name, party: UUID | None, *, guessed: bool) -> Iterator[Form]:
    """With half of a double surname, or without its particle. `guessed`: it may as well be a second given name."""
    for front in {given[0], tuple(each[0][0] for each in given), (given[0][0][0],)} if given else ():
        yield Form((*front, *half), Kind.PERSON, party)
        yield Form((*half, *front), Kind.PERSON, party, comma_after=len(half))
    if guessed:
        yield Form(half, Kind.PERSON, party, weak=True, capital=is_ordinary(half), alone=True)
    else:
        yield from _surname_alone(half, party)


def _fronts(given: Names) -> set[Name]:
    """What may stand for the given names: all of them, the first, the first and initials, initials alone, one of the
    others."""
    flat = tuple(word for each in given for word in each)
    initials = tuple(word[0] for word in flat)
    return {
        flat,
        *given,
        *(each[:1] for each in given),
        ("".join(given[0]), *flat[len(given[0]) :]),
        ("".join(flat),),
        (*given[0], *initials[len(given[0]) :]),
        (given[0][0][0], *flat[len(given[0]) :]),
        tuple(each[0][0] for each in given),
        initials,
        initials[:1],
        ("".join(initials),),
    }


def _initials(given: Names) -> str:
    return "".join(word[0] for each in given for word in each)


def _surnames(surname: str) -> Names:
    """A surname as its words, and in the other ways in which the same one is spelled."""
    parts = surname.split()
    plain = words_of(surname)
    ways = [plain]
    if "'" in surname:
        ways.append(words_of(APOSTROPHE.sub("", surname)))
    apart = words_of(" ".join(INNER_CAPITAL.sub(r"\1 ", part) for part in re.split(r"[ -]", surname)))
    ways.append(apart)
    for same in (SAINTS, SCOTS):
        ways += [tuple(same.get(word, word) for word in way) for way in (plain, apart)]
    ways += [_scots_joined(way) for way in (*ways,)]
    if len(parts) > 1 or len(plain) > 1:
        ways.append(("".join(plain),))
    return [way for way in dict.fromkeys(ways) if way]


def _scots_joined(way: Name) -> Name:
    """`mac isaac` as `macisaac`."""
    for at, word in enumerate(way[:-1]):
        if word in SCOTS:
            return (*way[:at], word + way[at + 1], *way[at + 2 :])
    return way


def _halves(surname: str) -> Names:
    """Each half of a double surname, and the surname without its particles."""
    words = list(words_of(surname))
    without = list(words)
    while len(without) > 1 and without[0] in PARTICLES - INSEPARABLE:
        without.pop(0)
    halves = [tuple(without)] if len(without) < len(words) else []
    pieces = [words_of(piece) for piece in re.split(r"[ -]", surname)]
    if len(pieces) > 1 and not any(word in PARTICLES | JOINED for word in words):
        halves += pieces
    return [
        half for half in dict.fromkeys(halves) if len("".join(half)) >= SHORTEST_HALF and half != tuple(words)
    ]


def _parted(name: str) -> Iterator[tuple[Name, Names, str, Name]]:
    """An office (`Chief`), given names each as its words, the surname, and what follows it (`Jr.`).

    Where the surname begins is plain in `Wolf, Delia`. Of three names or more the last is taken for it, and the last
    two as well: `Delia Running Wolf` may be Ms. Wolf or Ms. Running Wolf.
    """
    before, comma, behind = name.partition(",")
    turned = bool(comma and words_of(behind) and words_of(behind)[0] not in AFTER)
    parts = [part for part in (f"{behind} {before}" if turned else name).split() if words_of(part)]
    after: Name = ()
    office: Name = ()
    while len(parts) > 1 and (title := fold(parts[0].strip(".,"))) in TITLES | OFFICES:
        office = (*office, title) if title in OFFICES else office
        parts.pop(0)
    while len(parts) > 1 and "".join(words_of(parts[-1])) in AFTER:
        after = (*words_of(parts.pop()), *after)
    if not parts:
        return
    for cut in sorted(_cuts(parts, before if turned else "")):
        yield office, [words_of(part) for part in parts[:cut]], " ".join(parts[cut:]), after


def _cuts(parts: list[str], ahead: str) -> Iterable[int]:
    """Where the surname may begin. `ahead` is what stood ahead of a comma."""
    if ahead:
        surname = [part for part in ahead.split() if words_of(part) and "".join(words_of(part)) not in AFTER]
        return {max(len(parts) - len(surname), 0)}
    cut = len(parts) - 1
    while cut > 1 and fold(parts[cut - 1].strip(".,'")) in PARTICLES:
        cut -= 1
    if cut > 2 and fold(parts[cut - 1]) in JOINED:
        cut -= 2
    return {cut, cut - 1} if cut > 1 else {cut}
