"""CanLII's endpoints: metadata only, the key in the query, a few requests a second."""

from collections import deque

from sandbox.authorities import DECISIONS, SCC
from sandbox.http import Request, Response, Routes
from sandbox.vendor import Vendor

API_KEY = "sandbox-canlii-key"
NAMES = {"en": "Supreme Court of Canada", "fr": "Cour suprême du Canada"}


class Canlii(Vendor):
    """``key`` is the one it takes. More than ``per_second`` requests in a second are answered 429."""

    name = "canlii"
    routes = Routes()
    SETTINGS = ("key", "per_second")

    def reset(self) -> None:
        self.key = API_KEY
        self.per_second = 10
        self._recent: deque[float] = deque()

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
        if request.path.startswith("/v1/caseBrowse/") and request.path.split("/")[3] not in NAMES:
            return self.error(400, request, "Language has to be en or fr.", "BAD_LANGUAGE")
        return super().answer(request)

    def _too_many(self) -> bool:
        now = self.clock.timestamp()
        with self.lock:
            while self._recent and self._recent[0] <= now - 1:
                self._recent.popleft()
            if len(self._recent) >= self.per_second:
                return True
            self._recent.append(now)
            return False

    @routes("GET", "/v1/caseBrowse/{language}/", operation="databases.list")
    def databases(self, request: Request) -> Response:
        name = NAMES[request.params["language"]]
        return Response.json({"caseDatabases": [{"databaseId": SCC, "jurisdiction": "ca", "name": name}]})

    @routes("GET", "/v1/caseBrowse/{language}/{database}/", operation="cases.list")
    def cases(self, request: Request) -> Response:
        language = request.params["language"]
        if request.params["database"] != SCC:
            return self.error(404, request, "Unknown database.", "NOT_FOUND")
        offset, count = request.one("offset"), request.one("resultCount")
        if not (offset or "").isdigit() or not (count or "").isdigit():
            return self.error(400, request, "offset and resultCount are required.", "MISSING_PARAMETER")
        newest = sorted(DECISIONS, key=lambda decision: decision.decided, reverse=True)
        chosen = newest[int(offset or 0) : int(offset or 0) + int(count or 0)]
        cases = [
            {
                "databaseId": SCC,
                "caseId": {language: decision.case_id(language)},
                "title": decision.title(language),
                "citation": decision.canlii_citation(language),
            }
            for decision in chosen
        ]
        return Response.json({"cases": cases})

    @routes("GET", "/v1/caseBrowse/{language}/{database}/{case}/", operation="cases.read")
    def case(self, request: Request) -> Response:
        language, wanted = request.params["language"], request.params["case"].lower()
        for decision in DECISIONS if request.params["database"] == SCC else ():
            if wanted in (decision.case_id("en"), decision.case_id("fr")):
                return Response.json(
                    {
                        "databaseId": SCC,
                        "caseId": decision.case_id(language),
                        "url": _page(decision.case_id(language), decision.decided.year, language),
                        "title": decision.title(language),
                        "citation": decision.canlii_citation(language),
                        "language": language,
                        "decisionDate": decision.decided.isoformat(),
                    }
                )
        return self.error(404, request, "No such case.", "NOT_FOUND")


def _page(case_id: str, year: int, language: str) -> str:
    court = "csc" if language == "fr" else "scc"
    return f"https://www.canlii.org/{language}/ca/{court}/doc/{year}/{case_id}/{case_id}.html"
