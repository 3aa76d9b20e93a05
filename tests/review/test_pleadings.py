"""What is relied on in papers as each court gets them, in both languages: nothing of it goes unlisted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.review.citing.authorities import find

# A sentence of a factum, and what of it is an authority: each by words of it that lie at one of its places.
PLEADED = {
    "Federal Court": [
        ("Pursuant to s. 18.1 of the Federal Courts Act, RSC 1985, c F-7, review lies.", "RSC 1985, c F-7"),
        ("Rule 369 of the Federal Courts Rules, SOR/98-106, applies.", "SOR/98-106"),
        ("The decision breaches Charter s. 7.", "Charter"),
        ("It breaches the Charter, ss. 7 and 15.", "Charter"),
        ("The search was an s. 8 Charter breach.", "Charter"),
        ("Her section 10(b) Charter rights were denied.", "Charter"),
        ("Under C.R.C., c. 870, s. C.01.004, it is a drug.", "C.R.C., c. 870"),
        ("Section 96 of the IRPA defines a refugee.", "IRPA"),
        ("See Singh v. Canada (MCI), IMM-1234-22.", "Singh v. Canada (MCI)"),
        ("Under the Convention, Can TS 1983 No 35, art 13(b), she stays.", "Can TS 1983 No 35"),
        ("Selon la Convention, R.T. Can. 1983 n° 35, elle reste.", "R.T. Can. 1983 n° 35"),
        ("See the Convention, 1577 UNTS 3, art 9.", "1577 UNTS 3"),
        ("Cashin v. CBC (1985), 6 C.H.R.R. D/2689 was followed.", "6 C.H.R.R. D/2689"),
        ("Canada v. Bezan Cattle Corporation, 2023 FCA 95, at para. 136.", "2023 FCA 95"),
        ("Selon l’article 152 de la Loi de l’impôt sur le revenu, il cotise.", "Loi de l’impôt sur le revenu"),
        ("La Loi canadienne sur les droits de la personne l’interdit.", "Loi canadienne sur les droits de la personne"),
        ("Le Code canadien du travail impose un préavis.", "Code canadien du travail"),
        ("Le Règlement de l’impôt sur le revenu prévoit ceci.", "Règlement de l’impôt sur le revenu"),
        ("Voir la Loi d’interprétation, art. 12.", "Loi d’interprétation"),
        ("La Loi nationale sur l’habitation s’applique.", "Loi nationale sur l’habitation"),
        ("La Charte, art. 7, protège la liberté.", "Charte"),
        ("Voir l’art. 369 des Règles des Cours fédérales, DORS/98-106.", "DORS/98-106"),
    ],
    "Ontario": [
        ("Section 4 of the Limitations Act, 2002, SO 2002, c 24, Sch B, runs.", "SO 2002, c 24, Sch B"),
        ("Canadian Federation of Students v. Ontario, 2019 ONSC 6658 (Div. Ct.).", "2019 ONSC 6658"),
        ("Under r. 21.01(1)(b), a claim is struck.", "r. 21.01(1)(b)"),
        ("Smith v. Jones, [2010] O.J. No. 1234 (S.C.J.).", "[2010] O.J. No. 1234"),
        ("la règle 20.04 des Règles de procédure civile, R.R.O. 1990, Règl. 194", "R.R.O. 1990, Règl. 194"),
        ("la Loi sur les tribunaux judiciaires, L.R.O. 1990, chap. C.43", "L.R.O. 1990, chap. C.43"),
    ],
    "Ontario, family": [
        ("The Federal Child Support Guidelines, s. 9, govern.", "Federal Child Support Guidelines"),
        ("The *Federal Child Support Guidelines* govern.", "Federal Child Support Guidelines"),
        ("Under the Spousal Support Advisory Guidelines the range is this.", "Spousal Support Advisory Guidelines"),
        ("Les Lignes directrices fédérales sur les pensions alimentaires pour enfants les fixent.",
         "Lignes directrices fédérales sur les pensions alimentaires"),
        ("selon les Règles en matière de droit de la famille, Règl. de l’Ont. 114/99", "Règl. de l’Ont. 114/99"),
    ],
    "Quebec": [
        ("Selon l’art. 168 al. 1 (2) C.p.c., elle est irrecevable.", "art. 168 al. 1 (2) C.p.c."),
        ("Selon l’art. 1457, al. 1 C.c.Q., quiconque", "art. 1457, al. 1 C.c.Q."),
        ("Voir les art. 51 et suiv. C.p.c.", "art. 51 et suiv. C.p.c."),
        ("Arts. 51 and 54 C.C.P. allow it.", "Arts. 51 and 54 C.C.P."),
        ("Article 2803 C.C.Q. puts the burden there.", "Article 2803 C.C.Q."),
        ("Selon a. 1457 C.c.Q., quiconque", "a. 1457 C.c.Q."),
        ("L’art. 272 LPC annule le contrat.", "LPC"),
        ("Au sens de l’alinéa 718.2e) C.cr.", "alinéa 718.2e) C.cr."),
        ("Selon l’art. 272 L.p.c., le contrat est annulé.", "art. 272 L.p.c."),
        ("Le Règlement de la Cour supérieure du Québec en matière civile l’exige.",
         "Règlement de la Cour supérieure du Québec"),
        ("La Loi médicale l’interdit.", "Loi médicale"),
        ("Untel c. Tel, 2014EXP-1234 (C.S.)", "2014EXP-1234"),
        ("Untel c. Tel, B.E. 2003BE-123", "B.E. 2003BE-123"),
        ("Syndicat Northcrest c. Amselem, [2004] 2 R.C.S. 551, par. 46", "[2004] 2 R.C.S. 551"),
    ],
    "elsewhere": [
        ("Supreme Court Civil Rules, B.C. Reg. 168/2009, Rule 9-6(5)", "B.C. Reg. 168/2009"),
        ("Alberta Rules of Court, Alta Reg 124/2010, r 7.3", "Alta Reg 124/2010"),
        ("Court of King's Bench Rules, Man. Reg. 553/88, Rule 20.03", "Man. Reg. 553/88"),
        ("The Court of King's Bench Act, C.C.S.M. c. C280, s. 96", "C.C.S.M. c. C280"),
        ("Rules of Court, YOIC 2009/65, r 20", "YOIC 2009/65"),
        ("Civil Procedure Rule 13.04 allows it.", "Rule 13.04"),
        ("The Judicature Regulations, NLR 35/08, s. 2", "NLR 35/08"),
        ("PEI Reg EC177/20 was amended.", "PEI Reg EC177/20"),
        ("NB Reg 82-73, r 7.06, applies.", "NB Reg 82-73"),
        ("Sask Reg 67/2003 applies.", "Sask Reg 67/2003"),
        ("The Regulations, RRS c C-50.2 Reg 21, apply.", "RRS c C-50.2 Reg 21"),
        ("As RSNWT (Nu) 1988, c C-3, has it.", "RSNWT (Nu) 1988, c C-3"),
        ("Selon L.R.N.-B. 1973, ch. E-11, art. 3, elle témoigne.", "L.R.N.-B. 1973, ch. E-11"),
        ("Selon LN-B 2013, c 32, il paie.", "LN-B 2013, c 32"),
        ("Le Règl du N-B 82-73 s’applique.", "Règl du N-B 82-73"),
        ("Selon C.P.L.M. c. F20, il paie.", "C.P.L.M. c. F20"),
        ("Selon LRTN-O 1988, c C-3, il paie.", "LRTN-O 1988, c C-3"),
    ],
}  # fmt: skip
SENTENCES = [(court, *row) for court, rows in PLEADED.items() for row in rows]


def covers(text, words):
    """Whether some authority that is listed has these words at one of its places, or reaches over them."""
    at = text.index(words)
    return any(
        (start <= at and at + len(words) <= end) or at <= start < at + len(words)
        for each in find(text)
        for start, end in each.places
    )


@pytest.mark.parametrize(("court", "text", "words"), SENTENCES, ids=[row[2] for row in SENTENCES])
def test_what_a_paper_relies_on_is_listed(court, text, words):
    assert covers(text, words), court


FRAMES = st.sampled_from(
    [
        "{}",
        "# Law\n\n1. {}\n",
        "> {}",
        "- {}\n- Another point.",
        "| Law |\n|---|\n| {} |",
        "Facts first.\n\n{}\n\nMore.",
    ]
)


@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=5, unique=True), FRAMES)
def test_it_is_listed_wherever_it_stands_and_whatever_stands_beside_it(rows, frame):
    text = "\n\n".join(frame.format(sentence) for _court, sentence, _words in rows)

    for _court, _sentence, words in rows:
        assert covers(text, words)


@pytest.mark.parametrize(
    "text",
    [
        "The Guidelines of the firm, and the Sentencing Guidelines in Support Services.",
        "Our Child Care Guidelines apply.",
        "Lignes directrices sur le télétravail et lignes de crédit.",
        "Loi de ce pays, la loi de la jungle et Loi du Québec.",
        "The company’s Charter; a Charter party; Charter rights and Charter section headings.",
        "See art. 12 of the lease, and art. 5 LTD.",
        "Le Règlement de l’immeuble et le Code national.",
    ],
)
def test_what_only_sounds_like_it_is_not(text):
    assert find(text) == []


@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    "text",
    [
        "art. " + "1, " * 30_000,
        "art. 1" + "(1)" * 30_000,
        "art. 1 al. 1 " * 20_000,
        "art. " + "1 al. 1(2), " * 40 + "and no law",
        "art. " + "1 al. 1a), " * 40 + "and no law",
        "art. " + "1 et suiv., " * 40 + "and no law",
        "Loi de la loi " * 20_000,
    ],
)
def test_a_hostile_text_takes_no_time(text):
    find(text)
