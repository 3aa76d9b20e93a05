"""A fourth set: memos and notes of what somebody said, in running prose, one plan of sentences after another. Other people
again, names of other builds, and identifiers as people give them when they speak or write in haste.

It was written after the recognisers were mended for the third, and committed before they were first run over it:
`FIRST_RUN` is what they found then. They were mended after it too, so what they find here now is no longer held out.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.recall.particulars import Tag, cut, run, valid
from tests.recall.passages import FORMATTED, LISTED, UNLISTED, Label, Party, Passage

SEED, EACH = 1867, 80
FIRST_RUN = {"formatted": 0.9216, "listed": 0.9480, "unlisted": 0.0, "suggested": 0.4901, "false": 0.0}
"""Found of what there was to find, as the recognisers were on the day it was written; the last, in 1,000 words."""
PARTIES = (
    Party("Ngozi Okafor-Bélanger"),
    Party("María José Fernández de la Cruz", aliases=("Majo Fernández",)),
    Party("Tuấn Nguyễn"),
    Party("Fionnuala O'Shaughnessy"),
    Party("Xavier St. Clair"),
    Party("Chief Joseph Littlechild"),
    Party("Sunita Rao"),
    Party("Guy-Laurent de Brébeuf"),
    Party("Bogdan Wiśniewski", aliases=("Bob Wisniewski",)),
    Party("Mei-Ling Au-Yeung"),
    Party("The Bread Shed Co-operative Ltd.", is_organization=True),
    Party("Groupe Financier Ambre S.E.N.C.R.L.", is_organization=True),
    Party("K. Müller & Sons Ltd.", is_organization=True),
    Party("Ville-Marie Dry Cleaners (1998) Inc.", is_organization=True, aliases=("VM Cleaners",)),
)
PEOPLE = (
    "Ngozi Okafor-Bélanger", "N. Okafor-Bélanger", "Ngozi Okafor Belanger", "Okafor-Bélanger", "María José Fernández de la Cruz",
    "Maria Jose Fernandez de la Cruz", "Majo Fernández", "Fernández de la Cruz", "M. J. Fernández de la Cruz", "Tuấn Nguyễn", "Tuan Nguyen",
    "Nguyen, Tuan", "T. Nguyễn", "Fionnuala O'Shaughnessy", "Fionnuala O’Shaughnessy", "F. O'Shaughnessy", "O'Shaughnessy",
    "Xavier St. Clair", "X. St. Clair", "St. Clair", "ST. CLAIR, Xavier", "Joseph Littlechild", "Chief Joseph Littlechild", "J. Littlechild",
    "Littlechild", "Sunita Rao", "S. Rao", "RAO, Sunita", "Guy-Laurent de Brébeuf", "G.-L. de Brébeuf", "de Brébeuf", "Bogdan Wiśniewski",
    "Bogdan Wisniewski", "Bob Wisniewski", "B. Wiśniewski", "Mei-Ling Au-Yeung", "Mei Ling Au Yeung", "M.L. Au-Yeung", "Au-Yeung",
)  # fmt: skip
HOUSES = (
    "The Bread Shed Co-operative Ltd", "the Bread Shed Co-operative", "Bread Shed Co-operative", "Groupe Financier Ambre S.E.N.C.R.L",
    "Groupe Financier Ambre", "GROUPE FINANCIER AMBRE", "K. Müller & Sons Ltd", "K. Muller and Sons", "K. Müller & Sons Limited",
    "Ville-Marie Dry Cleaners (1998) Inc", "Ville-Marie Dry Cleaners", "VM Cleaners",
)  # fmt: skip
OTHERS = (
    "Aisha Farouk",
    "Dale Hutchings",
    "Séverine Plourde",
    "Ravinder Dhaliwal",
    "Owen Tkachuk",
    "Lucie Gingras",
)

Piece = str | Tag
Sentence = Callable[[random.Random], list[Piece]]


def _who(c: random.Random) -> Tag:
    return Tag(LISTED, c.choice(PEOPLE))


def _house(c: random.Random) -> Tag:
    return Tag(LISTED, c.choice(HOUSES))


def _other(c: random.Random) -> Tag:
    return Tag(UNLISTED, c.choice(OTHERS))


def _phone(c: random.Random) -> Tag:
    area, middle, last = (
        c.choice(("604", "587", "204", "506", "819", "418", "647")),
        c.choice(("555", "244", "788")),
        run(c, 4),
    )
    return Tag("phone", c.choice((f"{area}-{middle}-{last}", f"{area} {middle}-{last}", f"{area}/{middle}-{last}", f"({area}) {middle} {last}",
                                  f"{area}{middle}{last}", f"1-{area}-{middle}-{last}", f"+1 {area}.{middle}.{last}")))  # fmt: skip


def _sin(c: random.Random) -> Tag:
    return Tag("sin", cut(valid(c, 9, c.choice("1245679")), 3, 3, 3, by=c.choice((" ", "-", "", " - "))))


def _born(c: random.Random) -> Tag:
    day, year, month = (
        c.randint(2, 28),
        c.randint(1938, 2011),
        c.choice(("January", "March", "July", "August", "Nov.", "Dec.")),
    )
    return Tag(
        "birth",
        c.choice(
            (
                f"{month} {day}, {year}",
                f"{day} {month} {year}",
                f"{month} {day}th, {year}",
                f"the {day}th of {month}, {year}"[4:],
                f"{year}/{c.randint(1, 12)}/{day}",
            )
        ),
    )


def _ne(c: random.Random) -> Tag:
    return Tag(
        "birth",
        c.choice(
            (
                f"{c.randint(2, 28)} {c.choice(('juin', 'mars', 'août', 'décembre'))} {c.randint(1938, 2011)}",
                f"{c.randint(10, 28)}-{c.randint(10, 12)}-{c.randint(1938, 2011)}",
            )
        ),
    )


def _street(c: random.Random) -> Tag:
    return Tag(
        "address",
        f"{c.randint(3, 9800)} {c.choice(('Commercial Drive', 'St. Mary Road', 'W 4th Ave', 'Corydon Avenue', 'Cowper Street', '124 Street NW', 'Forest Hill Rd', 'Bayview Park Lane', 'Marine Way', 'Old Carriage Trail'))}",
    )


def _rue(c: random.Random) -> Tag:
    return Tag(
        "address",
        f"{c.randint(3, 9800)}{c.choice((',', ''))} {c.choice(('rue Saint-Joseph Est', 'av. du Mont-Royal', 'boul. de la Cité-des-Jeunes', 'place Jacques-Cartier', 'rue des Forges, app. 3', 'chemin de Chambly', '4e Avenue', 'montée Masson'))}",
    )


def _postal(c: random.Random) -> Tag:
    return Tag(
        "postal",
        f"{c.choice(('V5L', 'T5M', 'R2M', 'E1C', 'G9A', 'J7L', 'M4W'))}{c.choice((' ', '', '  '))}{run(c, 1)}{c.choice('ABEHKLNPRSVX')}{run(c, 1)}",
    )


def _mail(c: random.Random) -> Tag:
    return Tag(
        "email",
        c.choice(
            (
                "ngozi.ob@example.ca",
                "office@breadshed.example",
                "x_stclair77@example.net",
                "MAJO@EXAMPLE.ORG",
                "s-rao.law@mail.example.com",
            )
        ),
    )


def _health(c: random.Random) -> list[Piece]:
    ten = valid(c, 10, c.choice("12345678"))
    ways: list[list[Piece]] = [
        ["OHIP ", Tag("health", cut(ten, 4, 3, 3, by=c.choice((" ", "-", ""))))], ["her Alberta personal health number, ", Tag("health", cut(run(c, 9), 5, 4, by="-"))],
        ["Medicare number ", Tag("health", run(c, 9))], ["RAMQ ", Tag("health", f"NGUT {run(c, 4)} {run(c, 4)}")], ["a health card, no. ", Tag("health", cut(run(c, 10), 4, 3, 3, by=" "))],
    ]  # fmt: skip
    return c.choice(ways)


def _money(c: random.Random) -> list[Piece]:
    ways: list[list[Piece]] = [
        ["account ", Tag("account", f"{run(c, 3)}-{run(c, 6)}")], ["her Mastercard (", Tag("card", cut(valid(c, 16, "54"), 4, 4, 4, 4, by=" ")), ")"],
        ["a Visa ending ", Tag("card", run(c, 4))], ["account no. ", Tag("account", run(c, 8)), " at the credit union"], ["chequing account #", Tag("account", run(c, 7))],
    ]  # fmt: skip
    return c.choice(ways)


def _paper(c: random.Random) -> list[Piece]:
    d, l = run, c.choice("ABGHKR")  # noqa: E741
    ways: list[list[Piece]] = [
        ["passport ", Tag("passport", f"{l}{l}{d(c, 6)}")], ["B.C. driver's licence ", Tag("licence", d(c, 7))], ["plate ", Tag("licence", f"{l}{l}K{d(c, 1)}{l}{d(c, 1)}")], ["our file ", Tag("file", f"{d(c, 4)}-{d(c, 3)}")],
        ["claim ", Tag("file", f"{d(c, 2)}-{d(c, 6)}-{d(c, 1)}")], ["policy no. ", Tag("file", f"{l}{d(c, 8)}")], ["court file number ", Tag("file", f"CV-{d(c, 2)}-{d(c, 8)}")], ["business number ", Tag("business", cut(valid(c, 9, "7"), 5, 4, by=" "))],
        ["GST number ", Tag("business", valid(c, 9, "8") + "RT0001")], ["police report ", Tag("file", f"20{d(c, 2)}-{d(c, 5)}")],
    ]  # fmt: skip
    return c.choice(ways)


def _papier(c: random.Random) -> list[Piece]:
    d, l = run, c.choice("ABGHKR")  # noqa: E741
    ways: list[list[Piece]] = [
        ["le passeport ", Tag("passport", f"{l}{l}{d(c, 6)}")], ["le permis de conduire ", Tag("licence", f"{l}{d(c, 4)}-{d(c, 6)}-{d(c, 2)}")], ["notre dossier ", Tag("file", f"{d(c, 4)}-{d(c, 3)}")], ["la réclamation numéro ", Tag("file", f"{d(c, 2)}-{d(c, 6)}")],
        ["la police no ", Tag("file", f"{l}{d(c, 8)}")], ["le dossier de cour ", Tag("file", f"500-05-0{d(c, 5)}-241")], ["le NEQ ", Tag("business", "11" + d(c, 8))], ["le numéro de TPS ", Tag("business", valid(c, 9, "8") + " RT 0001")], ["la plaque ", Tag("licence", f"{l}{d(c, 2)} K{l}M")],
    ]  # fmt: skip
    return c.choice(ways)


PLAIN = (
    "That was in the spring of 2022, after the second round of layoffs.", "She has 41 photographs and 3 videos of it.", "He said the price was fair and the ambre colour was not what they had ordered.",
    "Under s. 24(1) of the Residential Tenancies Act, SBC 2002, c 78, notice has to be in writing.", "The leading case is still Tercon Contractors Ltd. v. British Columbia, 2010 SCC 4, at para 122.",
    "I told her that Justice Rao decided Littlechild v. Canada, 2018 FC 1127, on other grounds.", "They want $62,400, or 18 months at $3,466.67, plus the 13% HST.", "The mediation is on 9 April 2026 at 10:00 a.m., on the 14th floor.",
    "Ultimately the loan was never repaid, and 7 of the 12 cheques bounced in 2023.", "Nobody had read clause 17.4(b) before the closing on 30 June 2021.", "It rained all of that week, and the shed stood open.", "I explained contingency fees of 25 to 33 per cent, and Rule 3.6-2.",
)  # fmt: skip
SIMPLE = (
    "C'était au printemps 2022, après la deuxième vague de mises à pied.", "Elle a 41 photos et 3 vidéos.", "Le prix était juste, et la couleur ambre n'était pas celle de la commande.", "Selon l'article 1974 C.c.Q., l'avis doit être écrit.",
    "L'arrêt de principe demeure Bou Malhab c. Diffusion Métromédia CMR inc., 2011 CSC 9, par. 30.", "Le juge Rao l'a écrit dans Littlechild c. Canada, 2018 CF 1127.", "On réclame 62 400 $, soit 18 mois à 3 466,67 $, taxes en sus.", "La médiation a lieu le 9 avril 2026 à 10 h, au 14e étage.",
    "Le prêt n'a jamais été remboursé; 7 chèques sur 12 étaient sans provision en 2023.", "Personne n'avait lu la clause 17.4 b) avant la vente du 30 juin 2021.", "Il a plu toute la semaine et le local est resté ouvert.",
)  # fmt: skip
ENGLISH: tuple[Sentence, ...] = (
    lambda c: [_who(c), " came in this morning with ", _other(c), ", a cousin."], lambda c: ["You can get ", _who(c), " at ", _phone(c), " until six, or on the cell, ", _phone(c), "."],
    lambda c: ["Her social insurance number is ", _sin(c), " and she was born on ", _born(c), "."], lambda c: ["They live at ", _street(c), " in Edmonton, ", _postal(c), ", above the shop that ", _house(c), " rents."],
    lambda c: ["He gave me ", *_health(c), ", and the letter from the clinic."], lambda c: ["The deposit went to ", *_money(c), ", not to ", _who(c), "."], lambda c: ["I copied ", *_paper(c), " and gave it back."],
    lambda c: ["According to ", _who(c), ", it was ", _who(c), "’s idea to call ", _house(c), " first."], lambda c: ["Write to ", _mail(c), " with a copy to ", _mail(c), "."], lambda c: ["Ms. ", _other(c), " of ", _house(c), " disagrees, says ", _who(c), "."],
    lambda c: [c.choice(PLAIN)], lambda c: [c.choice(PLAIN)], lambda c: [c.choice(PLAIN)], lambda c: [c.choice(PLAIN)],
)  # fmt: skip
FRENCH: tuple[Sentence, ...] = (
    lambda c: [_who(c), " est venu ce matin avec ", _other(c), ", une cousine."], lambda c: ["On joint ", _who(c), " au ", _phone(c), " jusqu'à 18 h, ou au cellulaire, ", _phone(c), "."],
    lambda c: ["Son numéro d'assurance sociale est le ", _sin(c), " et elle est née le ", _ne(c), "."], lambda c: ["La famille habite au ", _rue(c), ", à Trois-Rivières, ", _postal(c), ", au-dessus du local de ", _house(c), "."],
    lambda c: ["J'ai vu ", *_health(c), ", et la lettre de la clinique."], lambda c: ["Le dépôt est allé au compte ", Tag("account", run(c, 7)), ", pas à ", _who(c), "."], lambda c: ["J'ai copié ", *_papier(c), " et l'ai rendu."],
    lambda c: ["Selon ", _who(c), ", c'était l'idée de ", _who(c), " d'appeler ", _house(c), " d'abord."], lambda c: ["Écrire à ", _mail(c), ", avec copie à ", _mail(c), "."], lambda c: ["Mme ", _other(c), ", de chez ", _house(c), ", n'est pas d'accord, dit ", _who(c), "."],
    lambda c: [c.choice(SIMPLE)], lambda c: [c.choice(SIMPLE)], lambda c: [c.choice(SIMPLE)], lambda c: [c.choice(SIMPLE)],
)  # fmt: skip


def passages() -> list[Passage]:
    chance = random.Random(SEED)
    return [
        _told(language, sentences, chance)
        for language, sentences in (("en", ENGLISH), ("fr", FRENCH))
        for _ in range(EACH)
    ]


def _told(language: str, sentences: tuple[Sentence, ...], chance: random.Random) -> Passage:
    text, labels = "", []
    for sentence in chance.sample(sentences, chance.randint(6, 10)):
        for piece in sentence(chance):
            value = piece if isinstance(piece, str) else piece.value
            if isinstance(piece, Tag):
                group = piece.kind if piece.kind in (LISTED, UNLISTED) else FORMATTED
                labels.append(Label(len(text), len(text) + len(value), piece.kind, group))
            text += value
        text += chance.choice((" ", " ", "\n", "\n\n"))
    return Passage(language, text.rstrip(), tuple(labels))
