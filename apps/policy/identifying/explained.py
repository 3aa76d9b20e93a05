"""What explains a number: an amount, a quantity, a page, the law. Over plain text."""

from __future__ import annotations

import re

MONEY_AHEAD = 4
CURRENCY = re.compile(r"(?:[$€£]|CAD|USD|EUR|GBP)[ ]?$")
LAW_AHEAD = re.compile(
    r"(?:\b(?i:canlii|din|sku|upc|isbn|sor|dors|o\.?[ ]?reg|reg|r[eè]gl|regulations?|r[eè]glements?|directives?"
    r"|d[eé]crets?"
    r"|arr[eê]t[eé]s?|by-?laws?"
    r"|orders? in council|orders?-in-council|bill|projets? de loi|chapters?|chapitres?|(?<!')ss?|sections?|art|arts"
    r"|articles?|rules?|r[eè]gles?"
    r"|paras?|paragraphs?|paragraphes?|par|pp?|pages?|tabs?|onglets?|qq?|exhibits?|pi[eè]ces?|clauses?|forms?"
    r"|formulaires?|schedules?|annexes?|standards?|normes?|iso|csa|lots?|plans?|cadastre|between|entre|grids?|parts?|parties|items?|footnotes?|notes?)"
    r"|\b(?:SI|TR|NI|MI|EYB|REJB|AZ|J\.?E|P\.?C|C\.?P|WL|WLCan|QL|[A-Z]\.?C?\.?[JQ]\.?|[A-Z]{2}J|A\.?Q)\b|\((?:EU|UE|EC|CE)\))"
    r"\.?[ \n-]?(?i:nos?\.?|n°|numbers?|num[eé]ros?|\#)?[ \n]?$"
)
MONEY_WORDS = (
    r"(?i:amount|balance|total|value|payment|price|cost|limit|fee|salary|income|wages?|rent|revenue|tax|net|gross|debt|paid|owing|due|premium|deductible"
    r"|montant|solde|valeur|prix|paiement|co[uû]t|limite|date|year|ann[eé]e|salaire|revenu|loyer|imp[oô]t|brut|dette|pay[eé]|d[uû]|prime|franchise|population)"
)
MONEY_MEANT = re.compile(rf"\b{MONEY_WORDS}s?\b")
LONGEST_LAW = 32
MEASURED = re.compile(
    r"[ \n]?(?i:dollars?|cents?|cad|usd|euros?|units?|unit[eé]s?|shares?|actions?|parts?|litres?|tonnes?|tons?|kg"
    r"|grams?|grammes?|km|kilom\w+"
    r"|[kc]?m[23²³]|met(?:re|er)s?|m[eè]tres?|square|sq|pieds?|feet|foot|acres?|hectares?|people|personnes|votes?|voix|copies|exemplaires|pages?"
    r"|words|mots|times|fois|hours?|heures?|days?|jours?|years?|ans|kwh|watts?|bytes|emails?|courriels?|documents?|records?|barrels?|pieces?"
    r"|households|m[eé]nages|residents|habitants|employees|employ[eé]s|members|membres|customers|clients|percent"
    r"|pour cent)\b"
)


def is_money(text: str, start: int) -> bool:
    """Whether the sign or the name of a currency stands ahead."""
    return CURRENCY.search(text, max(0, start - MONEY_AHEAD), start) is not None


def is_laws(text: str, start: int) -> bool:
    """Whether the number at `start` is of a statute, a rule, a reporter, a page or an exhibit."""
    return LAW_AHEAD.search(text[max(0, start - LONGEST_LAW) : start]) is not None


def is_measured(text: str, end: int) -> bool:
    """Whether what is counted stands behind."""
    return MEASURED.match(text, end) is not None
