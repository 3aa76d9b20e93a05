"""Listed names as languages change their ends: Russian, Ukrainian, Polish and Greek by case, `с Иваном Петровым`,
`Janowi Kowalskiemu`, and the name of a wife or a husband, `Petrova`, `Papadopoulou`.

What may as well be somebody else of the family stands for nobody in particular. Pure, and only for names that show by
their letters or their ends which language they are of. More forms than a grammar has do no harm: nobody writes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from uuid import UUID

from apps.policy.identifying.glyphs import Plain
from apps.policy.identifying.kinds import PlaceholderKind as Kind
from apps.policy.identifying.known import Form
from apps.policy.identifying.words import words_of

Name = tuple[str, ...]
Ends = tuple[tuple[str, tuple[str, ...]], ...]
"""An end of a name, and what stands in its place in the other cases. The first that fits is taken."""
CYRILLIC: Ends = (
    ("ский", ("ского", "скому", "ским", "ском")), ("цкий", ("цкого", "цкому", "цким", "цком")),
    ("ський", ("ського", "ському", "ським")), ("цький", ("цького", "цькому", "цьким")),
    ("ская", ("ской", "скую", "скою")), ("цкая", ("цкой", "цкую", "цкою")),
    ("ська", ("ської", "ській", "ську", "ською")), ("цька", ("цької", "цькій", "цьку", "цькою")),
    ("ый", ("ого", "ому", "ым", "ом")), ("ой", ("ого", "ому", "ым", "ом")), ("ая", ("ой", "ую", "ою")),
    ("ов", ("ова", "ову", "овым", "ове", "овим", "ові")), ("ев", ("ева", "еву", "евым", "еве", "евим", "еві")),
    ("ёв", ("ёва", "ёву", "ёвым", "ёве")), ("ин", ("ина", "ину", "иным", "ине", "иним", "ином", "іном")),
    ("ын", ("ына", "ыну", "ыным", "ыне")), ("ова", ("овой", "ову", "овою", "ової", "овій")),
    ("ева", ("евой", "еву", "евою", "евої", "евій")), ("ёва", ("ёвой", "ёву", "ёвою")),
    ("павел", ("павла", "павлу", "павлом", "павле")), ("пётр", ("петра", "петру", "петром", "петре")),
    ("ий", ("ия", "ию", "ием", "ии", "ие", "ія", "ію", "ієм", "ії")), ("ей", ("ея", "ею", "еем", "ее")),
    ("й", ("я", "ю", "ем", "є", "єм", "єві", "ї")), ("ия", ("ии", "ию", "ией")), ("ія", ("ії", "ію", "ією", "іє")),
    ("ья", ("ьи", "ье", "ью", "ьей")), ("га", ("ги", "ге", "гу", "гой", "гою", "зі")),
    ("ка", ("ки", "ке", "ку", "кой", "кою", "ці")), ("а", ("ы", "и", "е", "і", "у", "ой", "ою", "о")),
    ("я", ("и", "е", "ю", "ей", "ею", "і", "ї")), ("ко", ("ка", "ку", "ком", "кові")),
    ("о", ("а", "у", "ом", "ові", "і")),
    ("ь", ("я", "ю", "ем", "е", "еві", "і")),
)  # fmt: skip
CYRILLIC_CONSONANT = ("а", "у", "ом", "ем", "е", "ові", "еві", "і")
POLISH: Ends = (
    ("ski", ("skiego", "skiemu", "skim")), ("cki", ("ckiego", "ckiemu", "ckim")), ("ska", ("skiej", "ską")),
    ("cka", ("ckiej", "cką")), ("ek", ("ka", "kowi", "kiem", "ku")), ("eł", ("ła", "łowi", "łem", "le")),
    ("ec", ("ca", "cowi", "cem", "cu")), ("ia", ("ii", "ię", "ią", "i")), ("ka", ("ki", "ce", "kę", "ką")),
    ("ga", ("gi", "dze", "gę", "gą")), ("ra", ("ry", "rze", "rę", "rą")), ("ta", ("ty", "cie", "tę", "tą")),
    ("a", ("y", "i", "ie", "ę", "ą")), ("k", ("ka", "kowi", "kiem", "ku")), ("g", ("ga", "gowi", "giem", "gu")),
)  # fmt: skip
POLISH_CONSONANT = ("a", "owi", "em", "iem", "u", "ie")
GREEK: Ends = (
    ("ος", ("ου", "ο", "ε")), ("ης", ("η",)), ("ας", ("α",)), ("ους", ("ου",)), ("α", ("ας",)), ("η", ("ης",)),
)  # fmt: skip
CYRILLIC_FAMILY: Ends = (
    ("ский", ("ская", "ской", "скую", "ские", "ских", "скими")),
    ("цкий", ("цкая", "цкой", "цкую", "цкие", "цких", "цкими")),
    ("ський", ("ська", "ської", "ській", "ську", "ські", "ських")),
    ("цький", ("цька", "цької", "цькій", "цьку", "цькі", "цьких")),
    ("ская", ("ский", "ского", "скому", "ским", "ские", "ских")),
    ("цкая", ("цкий", "цкого", "цкому", "цким", "цкие", "цких")),
    ("ська", ("ський", "ського", "ському", "ським", "ські", "ських")),
    ("цька", ("цький", "цького", "цькому", "цькі", "цьких")),
    ("ова", ("ов", "ова", "ову", "овым", "овы", "овых")), ("ева", ("ев", "ева", "еву", "евым", "евы", "евых")),
    ("ина", ("ин", "ина", "ину", "иным", "ины", "иных")),
    ("ов", ("ова", "овой", "ову", "овы", "овых", "овыми", "ової")),
    ("ев", ("ева", "евой", "еву", "евы", "евых", "евыми")),
    ("ёв", ("ёва", "ёвой", "ёву", "ёвы", "ёвых")), ("ин", ("ина", "иной", "ину", "ины", "иных")),
    ("ко", ("ки", "ків", "кам")),
)  # fmt: skip
LATIN_FAMILY: Ends = (
    ("ski", ("ska", "skiej", "ską", "scy", "skich", "skimi")), ("cki", ("cka", "ckiej", "cką", "ccy", "ckich")),
    ("ska", ("ski", "skiego", "skiemu", "skim", "scy", "skich")),
    ("cka", ("cki", "ckiego", "ckiemu", "ckim", "ckich")),
    ("ov", ("ova",)), ("ev", ("eva",)), ("ova", ("ov",)), ("eva", ("ev",)), ("sky", ("skaya", "ska")),
    ("skiy", ("skaya",)), ("skyy", ("ska",)), ("skaya", ("sky", "skiy")),
    ("opoulos", ("opoulou",)), ("opoulou", ("opoulos",)), ("akis", ("aki",)), ("idis", ("idou",)),
    ("iadis", ("iadou",)),
    ("idou", ("idis",)),
)  # fmt: skip
GREEK_FAMILY: Ends = (("ος", ("ου",)), ("ης", ("η",)), ("ας", ("α",)), ("ου", ("ος", "ο", "ε")))
IN_CYRILLIC, IN_GREEK = re.compile("[\u0400-\u04ff]{3}"), re.compile("[\u0370-\u03ff\u1f00-\u1fff]{3}")
IN_POLISH = re.compile(r"[ąęłńśźżĄĘŁŃŚŹŻ]|(?:[sc]k[ia]|icz|czyk|czak)\b")
PATRONYMIC = re.compile(r"(?:вич|вна|ич|ична|івна)$")
VOWELS = "аеёиоуыэюяіїєьйaeiouyąęó"
SHORTEST = 3
"""Letters of a part that is changed, and of what stays of it."""


def forms(name: str, party: UUID | None) -> Iterator[Form]:
    """The whole name in each case, its surname and its given names alone, and what others of the family are called."""
    before, comma, behind = name.partition(",")
    parts = [part for part in (f"{behind} {before}" if comma else name).split() if part.isalpha()]
    if not parts:
        return
    ends, consonant, family = _of_language(name)
    at = len(parts) - 1
    if len(parts) > 2 and PATRONYMIC.search(parts[-1].lower()):
        at = 0
    surname, given = parts[at], [part for nth, part in enumerate(parts) if nth != at]
    others = _folded(_changed(surname, family))
    cases = _folded(_changed(surname, ends, consonant))
    for each in others | cases:
        yield Form(each, Kind.PERSON, party if each not in others else None, weak=True, capital=True)
    firsts = [_folded(_changed(first, ends, consonant)) for first in given]
    for each in set[Name]().union(*firsts):
        # `Roberta` is Robert's in Polish, and a name of her own.
        yield Form(each, Kind.PERSON, None, weak=True, capital=True, alone=True)
    if firsts:
        fronts = set(firsts[0])
        if ends is CYRILLIC:  # `Петрову И.С.` has no comma
            letters = tuple(word[0] for each in given for word in words_of(Plain.of(each).text))
            fronts |= {letters, letters[:1]}
        for last in _folded([surname]) | cases:
            for front in fronts:
                yield Form((*front, *last), Kind.PERSON, party, capital=True)
                yield Form((*last, *front), Kind.PERSON, party, capital=True)


def _of_language(name: str) -> tuple[Ends, tuple[str, ...], Ends]:
    """The ends of a name's language, those behind a consonant, and those of others of the family."""
    if IN_CYRILLIC.search(name):
        return CYRILLIC, CYRILLIC_CONSONANT, CYRILLIC_FAMILY
    if IN_GREEK.search(name):
        return GREEK, (), GREEK_FAMILY
    if IN_POLISH.search(name):
        return POLISH, POLISH_CONSONANT, LATIN_FAMILY
    return (), (), LATIN_FAMILY


def _changed(word: str, ends: Ends, consonant: tuple[str, ...] = ()) -> list[str]:
    """A word with each of the other ends."""
    small = word.lower()
    for end, others in ends:
        if small.endswith(end) and (len(small) - len(end) >= SHORTEST - 1 or end == small):
            stem = word[: len(word) - len(end)]
            return [stem + other for other in others]
    if consonant and len(word) >= SHORTEST and small[-1] not in VOWELS:
        return [word + end for end in consonant]
    return []


def _folded(words: Iterable[str]) -> set[Name]:
    return {folded for word in words if (folded := words_of(Plain.of(word).text))}
