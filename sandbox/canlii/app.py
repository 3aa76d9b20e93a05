"""CanLII's endpoints: metadata only, the key in the query, a few requests a second.

As its own documentation has it (github.com/canlii/API_documentation): a decision is asked for by its English name in
either language, and its page is given by a short address that is not encrypted.
"""

import zlib

from sandbox.authorities import DECISIONS, ONSCDC, SCC, Decision
from sandbox.http import Request, Response, Routes
from sandbox.vendor import Vendor

API_KEY = "sandbox-canlii-key"
LANGUAGES = ("en", "fr")
DAY = 24 * 60 * 60
"""Seconds."""
DATABASES = {
    SCC: ("ca", "Supreme Court of Canada", "Cour suprême du Canada"),
    ONSCDC: ("on", "Divisional Court", "Cour divisionnaire"),
}


class Canlii(Vendor):
    """``key`` is the one it takes. More than ``per_second`` requests in a second are answered 429, and more than
    ``per_day`` in a day."""

    name = "canlii"
    routes = Routes()
    SETTINGS = ("key", "per_second", "per_day")
    own_faults = frozenset({"another_case"})

    def reset(self) -> None:
        self.key = API_KEY
        self.per_second = 10
        self.per_day = 5_000
        self._recent: list[float] = []

    def error(self, status: int, request: Request, told: str = "", code: str | None = None) -> Response:
        return Response.json([{"error": code or "ERROR", "message": told or f"Status {status}"}], status)

    def answer(self, request: Request) -> Response:
        given = request.one("api_key")
        if not given:
            return self.error(401, request, "Missing API key.", "UNAUTHORIZED")
        if given != self.key:
            return self.error(403, request, "Forbidden.", "FORBIDDEN")
        if self._too_many():
            return self.error(429, request, "Too many requests.", "TOO_MANY_REQUESTS")
        if request.path.startswith("/v1/caseBrowse/") and request.path.split("/")[3] not in LANGUAGES:
            return self.error(400, request, "Language has to be en or fr.", "BAD_LANGUAGE")
        return super().answer(request)

    def _too_many(self) -> bool:
        now = self.clock.timestamp()
        with self.lock:
            # A clock that was set back leaves what is still to come.
            self._recent = [each for each in self._recent if now - DAY < each <= now]
            if len(self._recent) >= self.per_day:
                return True
            if sum(each > now - 1 for each in self._recent[-self.per_second :]) >= self.per_second:
                return True
            self._recent.append(now)
            return False

    @routes("GET", "/v1/caseBrowse/{language}/", operation="databases.list")
    def databases(self, request: Request) -> Response:
        at = LANGUAGES.index(request.params["language"])
        listed = [
            {"databaseId": each, "jurisdiction": place, "name": names[at]}
            for each, (place, *names) in DATABASES.items()
        ]
        return Response.json({"caseDatabases": listed})

    @routes("GET", "/v1/caseBrowse/{language}/{database}/", operation="cases.list")
    def cases(self, request: Request) -> Response:
        language = request.params["language"]
        if request.params["database"] not in DATABASES:
            return self.error(404, request, "Unknown database.", "NOT_FOUND")
        offset, count = request.one("offset"), request.one("resultCount")
        if not (offset or "").isdigit() or not (count or "").isdigit():
            return self.error(400, request, "offset and resultCount are required.", "MISSING_PARAMETER")
        held = [each for each in DECISIONS if each.database == request.params["database"]]
        newest = sorted(held, key=lambda decision: decision.decided, reverse=True)
        chosen = newest[int(offset or 0) : int(offset or 0) + int(count or 0)]
        cases = [
            {
                "databaseId": decision.database,
                "caseId": {"en": decision.case_id("en")},
                "title": decision.title(language),
                "citation": decision.canlii_citation(language),
            }
            for decision in chosen
        ]
        return Response.json({"cases": cases})

    @routes("GET", "/v1/caseBrowse/{language}/{database}/{case}/", operation="cases.read")
    def case(self, request: Request) -> Response:
        language, wanted = request.params["language"], request.params["case"].lower()
        is_another = request.fault is not None and request.fault.kind == "another_case"
        for decision in DECISIONS:
            at = (decision.database, decision.case_id("en"))
            if is_another or at == (request.params["database"], wanted):
                return Response.json(
                    {
                        "databaseId": decision.database,
                        "caseId": decision.case_id("en"),
                        "url": short(decision, language),
                        "title": decision.title(language),
                        "citation": decision.canlii_citation(language),
                        "language": language,
                        "decisionDate": decision.decided.isoformat(),
                    }
                )
        return self.error(404, request, "No such case.", "NOT_FOUND")


def short(decision: Decision, language: str) -> str:
    """The short address of a decision's page, another in each language."""
    return f"http://canlii.ca/t/{zlib.crc32(f'{language}/{decision.cite}'.encode()):x}"
