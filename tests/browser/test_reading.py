from tests.browser.reading import read

PAGE = """<!doctype html><html lang="en-ca"><head><title> A  draft · firmai</title></head><body class="wide">
<nav><a href="/">Desk <small>3</small></a></nav>
<div class="tabs"><a href="?all">All <span class="count">9</span></a></div>
<main class="wide good"><h1>Review</h1><button hidden>Not yet</button><button>Save <kbd>s</kbd></button></main>
<a class="state" href="#text">Sent</a><p>Plain <a href="/other/">words</a></p>
<p class="empty"><strong>Nothing</strong></p>
<div class="document"><h1>Facts</h1><h2>Law</h2></div><section class="source"><h2>Lease</h2></section>
<details class="authority"><summary><span class="state">Open</span></summary><h3>Checks</h3></details>
</main></body></html>"""


def test_a_page_says_what_is_the_houses_own_and_leads_where_its_links_do():
    page = read(PAGE)

    assert (page.title, page.language, page.headings) == ("A draft · firmai", "en-ca", 1)
    assert page.links == ["/", "?all", "#text", "/other/"]
    assert {"body.wide", "main.good.wide", "h1", "a.state", "p.empty"} <= page.pieces
    words = [" ".join(each.split()) for each in page.spoken]
    assert words == ["Desk", "All", "Review", "Save", "Sent", "Nothing", "Checks"]
