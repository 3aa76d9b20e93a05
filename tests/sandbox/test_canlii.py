"""CanLII's stand-in knows the published decisions and refuses the rest."""

import re

import httpx
import pytest

import sandbox
from sandbox.authorities import DECISIONS, INVENTED
from sandbox.canlii.app import API_KEY

VAVILOV = {
    "en": (
        "Canada (Minister of Citizenship and Immigration) v. Vavilov",
        "2019 SCC 65 (CanLII)",
    ),
    "fr": (
        "Canada (Ministre de la Citoyenneté et de l’Immigration) c. Vavilov",
        "2019 CSC 65 (CanLII)",
    ),
}


def ask(box, path, key=API_KEY, **query):
    with httpx.Client(transport=httpx.WSGITransport(box), base_url="https://api.canlii.org/v1") as client:
        return client.get(path, params={"api_key": key, **query} if key else query)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_published_decision_is_described_in_the_language_asked_for(language):
    title, citation = VAVILOV[language]

    case = ask(sandbox.build(), f"/caseBrowse/{language}/csc-scc/2019scc65/").json()

    assert case["databaseId"] == "csc-scc"
    assert (case["caseId"], case["title"], case["citation"]) == ("2019scc65", title, citation)
    assert (case["language"], case["decisionDate"]) == (language, "2019-12-19")


def test_a_page_is_given_by_a_short_address_of_its_own_that_is_not_encrypted():
    pages = {
        ask(sandbox.build(), f"/caseBrowse/{each}/csc-scc/2019scc65/").json()["url"] for each in ("en", "fr")
    }

    assert len(pages) == 2
    assert all(re.fullmatch(r"http://canlii\.ca/t/[0-9a-f]{1,8}", page) for page in pages)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_decision_has_its_english_name_alone(language):
    assert ask(sandbox.build(), f"/caseBrowse/{language}/csc-scc/2019csc65/").status_code == 404


def test_a_decision_lies_in_the_database_of_its_court_and_in_no_other():
    box = sandbox.build()

    seen = [ask(box, f"/caseBrowse/en/{each}/2019onsc6658/").status_code for each in ("onsc", "onscdc")]

    assert seen == [404, 200]


def test_a_decision_older_than_neutral_citations_has_both_of_its_citations():
    case = ask(sandbox.build(), "/caseBrowse/en/csc-scc/1994canlii28/").json()

    assert case["citation"] == "1994 CanLII 28 (SCC), [1994] 3 SCR 670"


def test_every_decision_is_found_and_listed_once():
    box = sandbox.build()
    box.canlii.configure(per_second=1000)

    listed = [
        case
        for each in ask(box, "/caseBrowse/en/").json()["caseDatabases"]
        for case in ask(box, f"/caseBrowse/en/{each['databaseId']}/", offset=0, resultCount=100).json()[
            "cases"
        ]
    ]
    found = [ask(box, f"/caseBrowse/en/{d.database}/{d.case_id('en')}/").status_code for d in DECISIONS]

    assert len({case["caseId"]["en"] for case in listed}) == len(listed) == len(DECISIONS)
    assert found == [200] * len(DECISIONS)


@pytest.mark.parametrize("citation", INVENTED)
def test_an_invented_authority_is_not_found(citation):
    case_id = citation.rpartition(", ")[2].replace(" ", "").lower()
    court = "".join(letter for letter in case_id if letter.isalpha())

    assert ask(sandbox.build(), f"/caseBrowse/en/{court}/{case_id}/").status_code == 404


@pytest.mark.parametrize(("key", "status"), [(None, 401), ("other", 403)])
def test_a_missing_or_wrong_key_is_refused(key, status):
    assert ask(sandbox.build(), "/caseBrowse/en/csc-scc/2019scc65/", key=key).status_code == status


@pytest.mark.parametrize(("setting", "seconds"), [("per_second", 1), ("per_day", 24 * 60 * 60)])
def test_too_many_in_a_second_or_a_day_are_refused_until_it_is_over(setting, seconds):
    box = sandbox.build()
    box.clock.stop()
    box.canlii.configure(**{setting: 1})

    seen = [ask(box, "/caseBrowse/en/").status_code for _ in range(2)]
    box.clock.move(seconds=seconds)
    after = ask(box, "/caseBrowse/en/").status_code

    assert (seen, after) == ([200, 429], 200)


def test_only_the_two_languages_are_known_and_a_list_needs_its_bounds():
    assert ask(sandbox.build(), "/caseBrowse/de/").status_code == 400
    assert ask(sandbox.build(), "/caseBrowse/en/csc-scc/").status_code == 400
    assert ask(sandbox.build(), "/caseBrowse/en/onca/", offset=0, resultCount=1).status_code == 404
