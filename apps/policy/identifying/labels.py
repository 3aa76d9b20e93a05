"""Identifiers by the word that leads to them: `born`, `SIN`, `passport`, `our file`, or any noun with a number sign.

Pure, and over plain text (`glyphs`). `led_by` looks only beside a word of `LEADS`. Patterns cross no barrier.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from apps.policy.identifying.births import (
    AND_ANOTHER,
    BIRTH,
    BIRTH_BRIEF,
    BIRTH_DOTTED,
    BIRTHDAY,
    BORN_BEFORE,
    CAME_OF_AGE,
)
from apps.policy.identifying.dates import is_date, is_years
from apps.policy.identifying.explained import MONEY_MEANT, MONEY_WORDS, is_laws, is_measured, is_money
from apps.policy.identifying.identifiers import GAP, digits
from apps.policy.identifying.kinds import PlaceholderKind as Kind
from apps.policy.identifying.known import Found
from apps.policy.identifying.leaders import FAR, FILL, LEADER, W

SIGN = rf"(?:{W}?(?:(?i:numbers?|num[eé]ros?|nos?|nbr|ref|r[eé]f|id)\b\.?|[Nn][°o]\.?|°|\#|:|=|\())"
OPEN = r"(?<!\w)"
SHUT = r"(?![\w]|[.,]\d|[ ]?[$€£%])"

LETTERED = (
    r"(?=(?:[A-Z]{1,5}[ ])?[A-Z\d/.-]*\d[A-Z\d/.-]*\d[A-Z\d/.-]*\d)(?:[A-Z]{1,5}[ ](?=\d))?[A-Z\d]+"
    r"(?:[-/.][A-Z\d]+){0,6}(?:(?:[ ]\d{2,8}(?![\w-]|[ ]?[$€£%]|[.,/]\d)){1,4}(?:[ ][A-Z](?![\w']|[ ][a-z]))?)?"
    r"(?:[ ]?\+\d{1,3})?"
)
"""A reference: capitals and at least three digits."""
LABEL = rf"(?:{W}(?!{MONEY_WORDS})(?:[a-zà-ÿ']{{1,14}}|Court|Cour|[A-Z][a-z]{{2,14}}|[A-Z]{{2,8}})){{0,4}}?"
AS_SCANNED = r"[\dOIl]"
"""A scanner takes 0 for O, and 1 for l."""
MOSTLY_DIGITS = r"(?=(?:[^\d]{0,5}\d){6})"

PART = r"[ \n.\-/|_]"
"""Between the groups of a number that a word leads to: also the lines of a form's boxes, and of a table's cells."""
SAID = rf"(?:{PART}{{0,3}}|,[ ]|\.{{3}}[ ]|\u2026[ ]?)"
"""The same, and what a transcript sets where somebody drew breath."""
SIN_LED = re.compile(
    rf"{FAR}({OPEN}{MOSTLY_DIGITS}(?:{AS_SCANNED}{{3}}{SAID}{AS_SCANNED}{{3}}{SAID}{AS_SCANNED}{{3}}"
    rf"|{AS_SCANNED}(?:[ |]{{1,3}}{AS_SCANNED}){{8}})){SHUT}"
)
SIN_GLUED = re.compile(rf"(?<!\w)(?:SIN|NAS)(\d{{3}}{PART}{{0,3}}\d{{3}}{PART}{{0,3}}\d{{3}})(?!\w)")
SIN_DOTTED = re.compile(rf"(?<=S\.I\.N|N\.A\.S|s\.i\.n|n\.a\.s){SIN_LED.pattern}")
HEALTH_LED = re.compile(
    rf"{FAR}({OPEN}(?:[A-Za-z]{{4}}[ \-]{{0,3}}|[A-Z][ ]?)?{MOSTLY_DIGITS}{AS_SCANNED}"
    rf"(?:{PART}{{0,3}}{AS_SCANNED}){{5,11}}"
    rf"(?:[ \-]?[A-Z]{{2}}\b|[a-z]{{2}}\b)?){SHUT}"
)
HEALTH_SAID = re.compile(
    rf"{FILL}((?!(?:19|20)\d\d)\d{{3,4}}(?:(?:,|\.{{3}}|\u2026)[ ]\d{{3}}){{2,3}})(?!\w|[.,]\d)"
)
ACCOUNT_LED = re.compile(rf"\.?{FILL}[#°]?[ ]?({OPEN}\d(?:(?:[ \-]{{0,2}}|-\n)\d){{3,22}}){SHUT}")
LAST_DIGITS = re.compile(
    rf"{W}(?:(?i:in|with|par|en|by){W}|(?!19|20))[\"'*xX.]{{0,6}}(\d{{3,4}})(?!\w|[.,]\d)"
)
SECRET = re.compile(rf"{W}?(?i:code|no|is|:|est|[ ]){{0,4}}(\d{{3,6}}){SHUT}")
CODE_LED = re.compile(rf"{W}(?i:codes?|pins?|nip){SECRET.pattern}")
"""`alarm code 4482`."""
PASSWORD = re.compile(
    rf"(?:{W}?(?i:is|was|est|[eé]tait|:|=|->|[\"'(|]){W}?){{0,4}}{W}?((?=[^\s\x00\x01]{{0,40}}[\d!@#$%&*_+=?])"
    r"[^\s\x00\x01\"'()|,;]{3,40}?)(?=[.,;)\"'|]{0,2}(?:\s|\Z|\x00|\x01))"
)
"""Letters with a figure or a sign among them: `the password is required` tells none."""
PASSWORD_FRENCH = re.compile(rf"(?<=(?i:mot de passe)){PASSWORD.pattern}")
BUSINESS_LED = re.compile(
    rf"{FAR}({OPEN}\d(?:[ \-]{{0,3}}\d){{8,9}}(?:{GAP}(?:R[CTPRMZ]|T[QV]){GAP}\d{{4}})?){SHUT}"
)
PASSPORT_LED = re.compile(
    rf"{FAR}({OPEN}(?=(?:[A-Z]{{0,2}}[ -]?\d){{5}})[A-Z\d]{{1,3}}[ -]?\d(?:[ -]?[A-Z\d]){{4,9}}){SHUT}"
)
LICENCE_WORDS = (
    r"(?:[ \n:|_\u2026#.,()'°>-]|\b(?i:nos?|numbers?|num[eé]ro|n|s|is|was|est|de|conduire|conducteur|driver|drivers"
    r"|driving|licen[cs]e|du|la|le|en|qu[eé]bec|ontario|alberta|british|columbia|manitoba|saskatchewan|nova|scotia|new|brunswick|class|classe"
    r"|bearing|portant|porte|valid|valide|which|reads|read|reading|held|issued|under|with|plates?|in|by|the|province|of|v[eé]hicule|vehicle|car|truck|van|camion|voiture|auto|automobile"
    r"|remorque|trailer|motorcycle|moto|marked|displaying|displayed|affichant|arborant|avec|was|its|his|her|my|our|sa|son|ma|an?|une?|yukon|newfoundland|labrador|prince|edward|island|temporary|temporaire|personalized|commercial|record[eé]?d?|noted|notée?|seen|vue?|bc|ab|sk|mb|on|qc|ns|nb|pe|nl|dl)\b){1,40}?"
)
LICENCE_LED = re.compile(
    rf"{LICENCE_WORDS}({OPEN}(?=(?:[A-Z*]{{0,5}}[ -]?){{1,3}}\d)(?=[^\n]{{0,18}}?\d[^\n]{{0,6}}?\d[^\n]{{0,6}}?\d)"
    rf"(?:[A-Z]{{1,6}}[ *-]{{0,2}}){{0,3}}\d(?:[ -]{{0,2}}\d){{2,15}}(?:[ -]?[A-Z\d]{{1,3}}){{0,2}}){SHUT}"
)
PLATE_LED = re.compile(
    rf"{LICENCE_WORDS}({OPEN}(?:[A-Z]{{2,4}}{GAP}\d{{2,4}}|\d{{3}}{GAP}[A-Z]{{3}}|[A-Z]\d{{2}}{GAP}[A-Z]{{3}}"
    rf"|[A-Z]{{3}}{GAP}\d[A-Z]\d|[A-Z]{{2}}\d{GAP}\d[A-Z]{{1,2}}|[A-Z]{{1,2}}\d{{4,5}}|\d[A-Z]{{2}}{GAP}\d{{3}}"
    rf"|(?=(?:[A-Z -]{{0,4}}\d){{2}})(?=(?:\d{{0,4}}[ -]?[A-Z]){{2}})[A-Z\d]{{2,4}}[ -]?[A-Z\d]{{2,4}}))(?!\w)"
)
PHONE_LED = re.compile(
    rf"{FILL}({OPEN}\(?\d{{3}}[ .\-]{{1,3}}\d{{4}}|\d{{3}}[ .\-]\d{{2}}[ .\-]\d{{2}}){SHUT}"
)
"""Without its area code."""
FILE_LED = re.compile(rf"\.?{LABEL}{W}?{SIGN}(?:{W}?{SIGN}){{0,2}}{LEADER}({LETTERED})(?![\w/])")
FILE_PLAIN_LED = re.compile(
    rf"{W}(?:(?i:is|was|est|it"
    rf"|under){W})?(?=(?:[A-Z/ -]*\d){{4}})((?:[A-Z]{{1,4}}[- ]?)?\d{{2,10}}(?:[-/][A-Z\d]{{1,10}}){{1,4}}"
    rf"|[A-Z]{{1,4}}-?\d{{4,10}}"
    r"|(?!CAD|USD|EUR|GBP)[A-Z]{2,5}(?:(?: \d{2,6}){2,4}(?! \d)| \d{4,10}))(?![\w/-]|[.,]\d|[ ]?[$€£%])"
)
"""With no sign that a number follows: `our file 7188-805`."""
FILE_BARE_LED = re.compile(
    rf"{W}(?:(?i:d'|de{W}(?:la{W}|l')?|du{W}|des{W}|of{W})[a-zà-ÿ]{{3,16}}{W})?(?:(?i:is|was|est|[eé]tait|being|bearing|portant|under|sous|le|the){W}){{0,2}}"
    rf"[\"'(]?(\d{{4,10}}(?:\.\d{{2,5}}){{1,2}}|\d{{3}}\.\d{{3}}|\d{{5,10}}|(?:\d{{2,4}}[ ]){{1,3}}\d{{3,4}})"
    rf"(?!\w|[.,]\d|[ ]\d"
    rf"|[ ]?[$€£%]|-\w)"
)
"""With nothing but the number: `our file is 207230`, `le dossier d'assurance 6107.111`. Nothing round: that is an
amount."""
NUMBER_LED = re.compile(
    rf"(?:\.|°|\b){W}?(?:(?i:is|was|est|of|:|assigned|given){W}?){{0,2}}[:#]?{LEADER}((?="
    rf"(?:[A-Z/. -]{{0,3}}\d){{4}})(?:{LETTERED}|\d{{1,3}}(?:[ ]\d{{3}}){{1,3}}))(?![\w/]|[ ]?[$€£%])"
)
"""`policy holder no. 88213`: whatever it is that has a number."""
SIGNED = re.compile(rf"(?<![\w&#])\#[ ]?((?=(?:[A-Z/.-]*\d){{4}}){LETTERED})(?![\w/])")
"""`#88213`."""
NUMBERED_LED = re.compile(rf"°{LEADER}((?=(?:[A-Z/.-]*\d){{4}}){LETTERED})(?![\w/])")
"""`casier n° 88213`."""
REGISTERED_LED = re.compile(
    rf"{FILL}({OPEN}\d{{2,3}}[ ]\d{{3}}[ ]\d{{3}}(?:[ ]?\+\d{{1,3}})?"
    rf"|{OPEN}[A-Z]{{1,2}}\d{{5,8}}|{OPEN}\d{{7,9}}(?:/\d{{1,2}})?){SHUT}"
)
"""What a land register gives a title or a deed."""
OURS = re.compile(rf"(?<!\w)[NV]/(?:D|R[ée]f)\.?[ ]?:?{LEADER}({LETTERED})(?![\w/])")
"""`N/D : 7342-6353`, `V/Réf. : B45048`: our file and theirs, in French letters."""
CHEQUE_LED = re.compile(rf"(?:{W}?{SIGN}){{0,2}}{W}?[(]?(\d{{3,7}})(?![\w/]|[.,]\d|-\d|[ ]?[$€£%])")
"""Nothing between: a number that looks like a year is one of a cheque here."""
AND_CHEQUE = re.compile(
    rf"(?:,|,?{W}(?i:and|et|&|to|[àa]|through))(?:{W}(?i:nos?"
    rf"|n°|numbers?)\.?)?{W}?\#?(\d{{3,7}})(?![\w/]|[.,]\d|[ ]?[$€£%])"
)
DIRECT_LED = re.compile(rf"\.?(?:{W}?{SIGN}){{0,2}}{W}?([A-Z]?-?\d{{3,7}})(?!-\w){SHUT}")
"""Nothing between, and the number short: `badge 4471`, `matricule 1188`."""
HEADED_LED = re.compile(rf"(?:{W}?{SIGN}){{0,2}}{W}?([A-Z]?-?\d{{2,7}}(?:-\d{{1,5}}){{0,2}}){SHUT}")
"""What papers of a kind are counted by in each year: `GRIEVANCE 2014-39`."""
PLATE_FORM = (
    r"(?!(?:19|20)\d\d[ ])(?=(?:[A-Z -]{0,5}\d){2})(?=(?:\d{0,4}[ -]?[A-Z]){2})"
    r"[A-Z\d]{2,4}[ -]?[A-Z\d]{2,4}(?!\w)"
)
VEHICLE_NAMED = re.compile(rf"{W}[(\"']?({PLATE_FORM})")
VEHICLE_BEHIND = re.compile(rf"(?<![\w-])({PLATE_FORM})[ ]$")
LONGEST_PLATE = 11
VEHICLES = frozenset(
    {"jeep", "car", "truck", "van", "suv", "sedan", "pickup", "vehicle", "vehicule", "voiture", "auto", "camion",
     "camionnette", "fourgonnette", "moto", "motorcycle", "trailer", "remorque", "minivan", "vus", "taxi"}
)  # fmt: skip
"""Where a plate stands with no word for one: `the BXNR 118 jeep`."""
BRANCH_LED = re.compile(
    rf"\.?(?:{W}?(?:{SIGN}|(?i:code|de|la|is|est))){{0,4}}{LEADER}[(]?(\d{{3}}|\d{{5}}){SHUT}"
)
"""A bank's number, and its branch's."""
VEHICLE_LED = re.compile(
    rf"{FILL}({OPEN}(?=(?:[A-Z -]{{0,6}}\d){{5}})(?=(?:[\d -]{{0,6}}[A-Z]){{2}})[A-Z\d](?:[ -]?[A-Z\d]){{10,16}})(?!\w)"
)
"""A vehicle's seventeen characters in groups, or as a scanner may have read them."""
CLIENT_ID_LED = re.compile(
    rf"{FILL}({OPEN}\d{{2}}{GAP}\d{{4}}{GAP}\d{{4}}|{OPEN}\d{{4}}{GAP}\d{{4}}|{OPEN}\d{{8,10}})(?!\w)"
)


@dataclass(frozen=True)
class Led:
    kind: Kind
    pattern: re.Pattern[str]
    direct: bool = False
    """Whether nothing stands between: what looks like a year is a number, whatever is ahead of the word."""
    any_date: bool = False
    """Whether a date is what is looked for. Of anything else a date, a year or an amount is not it."""


NUMBER_AHEAD = re.compile(r"(?:\b(?i:nos?\.?|numbers?|num[eé]ros?)|n°|N°|\#)[ ]?:?[ ]?$")
"""`no. 2019` is a number, whatever it looks like."""
LONGEST_SIGN = 10

_BIRTH = Led(Kind.BIRTH_DATE, BIRTH, any_date=True)
_BIRTH_DOTTED = Led(Kind.BIRTH_DATE, BIRTH_DOTTED, any_date=True)
_BIRTH_BRIEF = Led(Kind.BIRTH_DATE, BIRTH_BRIEF, any_date=True)
_BIRTHDAY = Led(Kind.BIRTH_DATE, BIRTHDAY, any_date=True)
_CAME_OF_AGE = Led(Kind.BIRTH_DATE, CAME_OF_AGE, any_date=True)
_SIN = Led(Kind.SIN, SIN_LED)
_HEALTH = Led(Kind.HEALTH_NUMBER, HEALTH_LED)
_HEALTH_SAID = Led(Kind.HEALTH_NUMBER, HEALTH_SAID)
_ACCOUNT = Led(Kind.ACCOUNT, ACCOUNT_LED)
_BUSINESS = Led(Kind.BUSINESS_NUMBER, BUSINESS_LED)
_PASSPORT = Led(Kind.PASSPORT, PASSPORT_LED)
_LICENCE = Led(Kind.LICENCE, LICENCE_LED)
_PLATE = Led(Kind.LICENCE, PLATE_LED)
_PHONE = Led(Kind.PHONE, PHONE_LED)
_FILE = Led(Kind.FILE_NUMBER, FILE_LED)
_FILE_PLAIN = Led(Kind.FILE_NUMBER, FILE_PLAIN_LED)
_FILE_BARE = Led(Kind.FILE_NUMBER, FILE_BARE_LED)
_NUMBER = Led(Kind.FILE_NUMBER, NUMBER_LED)

LEADS: dict[str, tuple[Led, ...]] = {
    **dict.fromkeys(
        ("born", "birth", "birthdate", "dob", "ne", "nee", "nes", "nees", "naissance", "ddn", "naquit", "naquirent"),
        (_BIRTH,),
    ),
    **dict.fromkeys(("birthday", "anniversaire"), (_BIRTH, _BIRTHDAY)),
    **dict.fromkeys(("turned", "turns", "turning", "turn", "eu", "eut", "aura", "fete", "fetera"), (_CAME_OF_AGE,)),
    **dict.fromkeys(("b", "n"), (_BIRTH_DOTTED, _BIRTH_BRIEF, Led(Kind.FILE_NUMBER, NUMBERED_LED), Led(Kind.SIN,
    SIN_DOTTED))),
    "s": (Led(Kind.SIN, SIN_DOTTED),),
    **dict.fromkeys(("sin", "nas", "sociale", "social"), (_SIN,)),
    **dict.fromkeys(
        ("ohip", "hcn", "phn", "phin", "msp", "ramq", "nam", "ahcip", "mhsc", "mcp", "hsn", "health", "maladie",
        "sante", "soleil",
         "medicare", "hospital", "hopital", "ahc", "ifhp", "nihb", "veterans"),
        (_HEALTH, _HEALTH_SAID),
    ),
    **dict.fromkeys(
        ("account", "accounts", "acct", "acc", "compte", "comptes", "transit", "card", "cards", "carte", "cartes",
        "visa", "mastercard",
         "amex", "interac", "iban", "folio", "chequing", "savings", "epargne"),
        (_ACCOUNT,),
    ),
    **dict.fromkeys(
        ("cheque", "cheques", "check", "checks", "draft", "traite"),
        (Led(Kind.ACCOUNT, CHEQUE_LED, direct=True), _ACCOUNT)
    ),
    **dict.fromkeys(("institution", "inst", "branch", "succursale"), (Led(Kind.ACCOUNT, BRANCH_LED),)),
    **dict.fromkeys(
        ("extension", "ext", "poste"), (Led(Kind.FILE_NUMBER, DIRECT_LED),)),
    **dict.fromkeys(
        ("insigne", "locker", "casier", "minute", "minutes", "repertoire"),
        (Led(Kind.FILE_NUMBER, DIRECT_LED, direct=True), _FILE),
    ),
    **dict.fromkeys(("ending", "terminant", "ends", "termine", "finishing", "finissant"), (Led(Kind.ACCOUNT,
    LAST_DIGITS),)),
    **dict.fromkeys(("cvv", "cvc", "cvv2", "nip"), (Led(Kind.ACCOUNT, SECRET),)),
    **dict.fromkeys(("password", "passwords", "passcode", "passphrase", "mdp"), (Led(Kind.ACCOUNT, PASSWORD,
    direct=True),)),
    **dict.fromkeys(
        ("alarm", "garage", "lockbox", "access", "security", "verification", "entry", "door", "gate", "unlock"),
        (Led(Kind.ACCOUNT, CODE_LED, direct=True),)
    ),
    "passe": (Led(Kind.ACCOUNT, PASSWORD_FRENCH, direct=True),),
    **dict.fromkeys(("alarme", "acces", "deverrouillage"), (Led(Kind.ACCOUNT, SECRET, direct=True),)),
    **dict.fromkeys(
        ("bn", "gst", "hst", "tps", "tvq", "tvh", "qst", "neq", "business", "entreprise", "corporation"), (_BUSINESS,)
    ),
    **dict.fromkeys(("passport", "passports", "passeport", "passeports"), (_PASSPORT,)),
    **dict.fromkeys(("licence", "license"), (_LICENCE, _PLATE)),
    **dict.fromkeys(("permis", "dl"), (_LICENCE, _PLATE)),
    **dict.fromkeys(("plate", "plates", "plaque", "plaques", "immatriculation", "immatricule", "immatriculee",
    "marker", "markers", "tag", "tags", "immat", "registered"), (_PLATE,)),
    **dict.fromkeys(
        ("tel", "telephone", "telephones", "phone", "phones", "call", "cell", "cellulaire", "cellphone", "mobile",
        "fax", "telecopieur",
         "pager", "text", "texted", "called", "texter", "appeler", "appele", "joindre", "reach", "reached", "home",
         "domicile", "bureau",
         "work", "direct", "direct", "ligne", "line"),
        (_PHONE,),
    ),
    **dict.fromkeys(
        ("file", "files", "claim", "claims", "policy", "docket", "dossier", "dossiers", "reclamation", "sinistre",
        "police", "reference",
         "ref", "incident", "occurrence", "evenement", "report", "rapport", "contrat", "contract", "certificate",
         "certificat", "member",
         "membership", "membre", "adhesion", "employee", "employe", "employee", "matricule", "student", "etudiant",
         "etudiante", "permanent",
         "patient", "patiente", "mrn", "chart", "client", "cliente", "customer", "invoice", "facture", "order",
         "commande", "receipt", "recu",
         "badge", "permit", "registration", "enregistrement", "application", "demande", "case", "cause", "loan",
         "pret", "mortgage",
         "hypotheque", "pin", "roll", "confirmation", "tracking", "suivi", "booking", "reservation", "id",
         "identifiant", "serial", "serie",
         "vin", "niv", "imei", "ticket", "constat", "warrant", "mandat", "greffe", "estate", "succession", "wsib",
         "wcb", "csst", "cnesst",
         "assurance", "insurance", "insurer", "assureur", "group", "groupe", "plan", "regime", "subscriber",
         "participant", "beneficiary",
         "application", "petition", "charge", "information", "grievance", "grief", "complaint", "plainte", "ndeg",
         "notre", "votre", "our", "your"),
        (_FILE, _FILE_PLAIN, _FILE_BARE),
    ),
    **dict.fromkeys(
        ("badge", "badges", "matricule"),
        (Led(Kind.FILE_NUMBER, DIRECT_LED, direct=True), _FILE, _FILE_PLAIN, _FILE_BARE),
    ),
    **dict.fromkeys(
        ("vin", "niv", "serial", "serie", "chassis", "hull"),
        (Led(Kind.LICENCE, VEHICLE_LED), _FILE, _FILE_PLAIN, _FILE_BARE),
    ),
    **dict.fromkeys(
        ("barreau", "bar", "lso", "lsuc", "lsbc", "lsa", "lss", "lsm", "lsns", "nsbs", "lsnb", "lsnl", "lspei",
         "society", "cdnq", "notaires", "cpso", "cpsbc", "cmq", "cno", "oiiq", "registrant"),
        (_FILE, _FILE_PLAIN, _FILE_BARE),
    ),
    **dict.fromkeys(("no", "nos", "number", "numbers", "numero", "numeros"), (_NUMBER,)),
    **dict.fromkeys(
        ("grievance", "grief", "griefs"),
        (Led(Kind.FILE_NUMBER, HEADED_LED, direct=True), _FILE, _FILE_PLAIN, _FILE_BARE),
    ),
    **dict.fromkeys(VEHICLES, (Led(Kind.LICENCE, VEHICLE_NAMED),)),
    **dict.fromkeys(("strata", "condominium", "copropriete"), (_FILE_PLAIN, _FILE)),
    "corporation": (_BUSINESS, _FILE_PLAIN),
    **dict.fromkeys(("uci", "iuc"), (Led(Kind.FILE_NUMBER, CLIENT_ID_LED),)),
    **dict.fromkeys(("title", "titre", "inscription", "instrument"), (Led(Kind.FILE_NUMBER, REGISTERED_LED), _FILE)),
}  # fmt: skip
"""Folded words that lead to an identifier, and what may follow each."""
LEADS["pin"] = (Led(Kind.ACCOUNT, SECRET, direct=True), *LEADS["pin"])
BIRTHS = frozenset({"born", "birth", "birthdate", "birthday", "dob", "ne", "nee", "naissance", "ddn"})
LONGEST_BIRTH, FEWEST_DIGITS = 90, 3


MAGNETIC_MARK, MAGNETIC = (
    re.compile("[\u2446-\u2449]"),
    re.compile("[\u2446-\u2449\\d][\u2446-\u2449\\d -]{6,60}[\u2446-\u2449\\d]"),
)
"""The line at the foot of a cheque."""
WALLET = re.compile(
    r"[013b](?<!\w[013b])(?:(?<=b)c1[a-z0-9]{25,62}|(?<=0)x[a-fA-F\d]{40}"
    r"|(?<=[13])(?=[A-Za-z]*\d)[1-9A-HJ-NP-Za-km-z]{25,34})(?!\w)"
)
"""An account of Bitcoin's or Ethereum's."""


def by_form(text: str) -> Iterator[Found]:
    """What leads to a number without being a word of its own."""
    if "SIN" in text or "NAS" in text:
        for match in SIN_GLUED.finditer(text):
            yield Found(*match.span(1), Kind.SIN)
    if "#" in text:
        for match in SIGNED.finditer(text):
            if not (
                is_years(match.group(1)) or is_laws(text, match.start()) or is_measured(text, match.end())
            ):
                yield Found(*match.span(1), Kind.FILE_NUMBER)
    if not text.isascii() and MAGNETIC_MARK.search(text):
        for match in MAGNETIC.finditer(text):
            if MAGNETIC_MARK.search(match.group()):
                yield Found(*match.span(), Kind.ACCOUNT)
    for match in WALLET.finditer(text):
        yield Found(*match.span(), Kind.ACCOUNT)
    if "N/" in text or "V/" in text:
        for match in OURS.finditer(text):
            yield Found(*match.span(1), Kind.FILE_NUMBER)


def led_by(word: str, text: str, start: int, end: int) -> Iterator[Found]:
    """The identifiers that a leading word, from `start` to `end`, leads to."""
    for led in LEADS[word]:
        match = led.pattern.match(text, end)
        if match is None:
            continue
        if led.any_date:
            yield Found(*match.span(1), led.kind)
            while match := AND_ANOTHER.match(text, match.end()):
                yield Found(*match.span(1), led.kind)
        elif _is_one(led, text, start, match):
            yield Found(*match.span(1), led.kind)
            while led.pattern is CHEQUE_LED and (match := AND_CHEQUE.match(text, match.end())):
                yield Found(*match.span(1), led.kind)
    if word in VEHICLES:
        ahead = VEHICLE_BEHIND.search(text, max(0, start - LONGEST_PLATE), start)
        if ahead is not None:
            yield Found(*ahead.span(1), Kind.LICENCE)
    if word in BIRTHS:
        begins = max(0, start - LONGEST_BIRTH)
        ahead = BORN_BEFORE.search(text, begins, start)
        if ahead is not None:
            yield Found(*ahead.span(1), Kind.BIRTH_DATE)


def _is_numbered(led: Led, text: str, match: re.Match[str]) -> bool:
    """Whether what looks like a year is a number: a sign says so, or it stands where no year does."""
    begins = match.start(1)
    return led.direct or (
        led.kind in (Kind.ACCOUNT, Kind.FILE_NUMBER)
        and match.group(1).isdigit()
        and NUMBER_AHEAD.search(text, max(0, begins - LONGEST_SIGN), begins) is not None
    )


def _is_one(led: Led, text: str, start: int, match: re.Match[str]) -> bool:
    """Whether what follows a leading word is neither a date nor an amount, and the word itself not the law's."""
    value = match.group(1)
    if led.pattern is not LAST_DIGITS and is_laws(text, match.start(1)):
        return False
    if led.kind in (Kind.SIN, Kind.HEALTH_NUMBER, Kind.BUSINESS_NUMBER, Kind.PASSPORT):
        return True
    if is_years(value) and not _is_numbered(led, text, match):
        return False
    if is_date(value) or is_money(text, match.start(1)) or is_measured(text, match.end(1)):
        return False
    if led.kind == Kind.ACCOUNT:
        return MONEY_MEANT.search(text[match.start() : match.start(1)]) is None
    if led.kind == Kind.FILE_NUMBER:
        if led.pattern is FILE_BARE_LED and (
            value.endswith("000") or MONEY_MEANT.search(text[match.start() : match.start(1)])
        ):
            return False
        return len(digits(value)) >= FEWEST_DIGITS and (led.direct or not is_laws(text, start))
    return True
