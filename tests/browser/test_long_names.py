"""The name of a file may be long and have no blank in it: it is broken, and nothing lies over anything else."""

import pytest
from django.urls import reverse

from apps.drafting.models import Request, RequestState
from apps.matters.models import Matter
from demo.matters.family import HALLORAN
from tests.browser.house import DESKTOP, PHONE, UNPAINTED

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
BROWSER = UNPAINTED
NAMED = ".list td:not(.nowrap) > a.row, .list td > strong, .choice > span, summary.section-head > h2"
BEYOND = """([named, name]) => {
  const all = Array.from(document.querySelectorAll(named));
  all.forEach(node => { node.textContent = name; });
  const within = node => node.closest("section, .field, .room").getBoundingClientRect().right + 1;
  return [all.length > 0, all.filter(node => node.getBoundingClientRect().right > within(node)
    || (node.closest("tr") || node).getBoundingClientRect().right > within(node)).length,
    document.documentElement.scrollWidth - document.documentElement.clientWidth];
}"""


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_a_name_without_a_blank_stays_in_its_column(visit, width):
    matter = Matter.objects.get(number=HALLORAN.number)
    preview = Request.objects.filter(matter=matter, state=RequestState.PREVIEW).first()
    window = visit("amelie", width=width)
    pages = (
        reverse("desk:matter", args=[matter.pk]),
        f"{reverse('drafting:new')}?matter={matter.pk}",
        reverse("drafting:detail", args=[preview.pk]),
    )

    found = {}
    for number, page in enumerate(pages):
        window.go(page)
        found[number] = window.page.evaluate(BEYOND, [NAMED, "Rapport_De_L_Expert" * 7])

    assert found == {number: [True, 0, 0] for number in range(3)}
