"""CanLII over HTTP: metadata of one decision. The key goes in the query, because CanLII takes it nowhere else."""

import re
from datetime import date
from typing import Literal
from urllib.parse import urlencode

from apps.core.sensitive import Sensitive
from apps.integrations import http
from apps.integrations.canlii.types import Decision
from apps.integrations.errors import Fault, Permanent

HOST = "api.canlii.org"
NAME = re.compile(r"[a-z0-9-]{1,60}")


class Canlii:
    """CanLII with the firm's key."""

    def __init__(self, *, key: Sensitive[str]) -> None:
        self._key = key
        self._line = http.Line(allows=lambda host: host == HOST)

    def __enter__(self) -> "Canlii":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._line.close()

    def decision(self, *, database: str, case_id: str, language: Literal["en", "fr"]) -> Decision | None:
        """A decision by CanLII's own names (``csc-scc``, ``2014scc71``), or None where it has no such case. The names
        are the English ones in either language, which is that of the answer. An answer about another case than was
        asked for is none."""
        if not (NAME.fullmatch(database) and NAME.fullmatch(case_id)):
            return None
        key = urlencode({"api_key": self._key.reveal()})
        url = f"https://{HOST}/v1/caseBrowse/{language}/{database}/{case_id}/?{key}"
        try:
            answer = self._line.get(url, headers={"Accept": "application/json"})
        except Permanent as error:
            if error.code != Fault.NOT_FOUND:
                raise
            return None
        found = _read(answer.json())
        if found is None or found.case_id.lower() != case_id:
            raise http.fault(Fault.GARBLED, status=answer.status)
        return found


def _read(body: object) -> Decision | None:
    try:
        data = dict(body)  # type: ignore[call-overload]
        decided = data.get("decisionDate")
        said = [data[each] for each in ("databaseId", "caseId", "title", "citation")]
        if not all(isinstance(each, str) and each.strip() for each in said):
            return None
        database, case_id, title, citation = said
        return Decision(
            database=database,
            case_id=case_id,
            title=title,
            citation=citation,
            url=str(data.get("url") or ""),
            decided_on=date.fromisoformat(decided) if decided else None,
        )
    except (KeyError, TypeError, ValueError):
        return None
