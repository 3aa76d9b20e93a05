import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.review.citing.authorities import find
from apps.review.citing.surroundings import Surroundings

KO = "*Ko v Li*, 2025 ONSC 2766 at para 3"
OTHER = "*Hryniak v Mauldin*, 2014 SCC 7"


def around(text, citation="2025 ONSC 2766"):
    cited = find(text)
    return Surroundings(text, cited).of(next(each for each in cited if each.citation == citation))


TAKEN = {
    "the whole paragraph, however its lines are broken": (
        f"Counsel must verify each case.\nThat is settled:\n{KO}.\nSo it is here.",
        ["Counsel must verify", "So it is here"],
    ),
    "a block quotation that follows": (
        f"As held in {KO}:\n\n> Counsel must verify each case.\n\nMore text of another kind.",
        ["Counsel must verify"],
    ),
    "two block quotations that follow": (
        f"As held in {KO}:\n\n> Counsel must verify.\n\n> And again.\n",
        ["Counsel must verify", "And again"],
    ),
    "a block quotation with a line that goes on without its mark": (
        f"As held in {KO}:\n\n> Counsel must\nverify each case.\n",
        ["verify each case"],
    ),
    "a block quotation right below": (f"As held in {KO}:\n> Counsel must verify.\n", ["Counsel must verify"]),
    "a block quotation before it, and what leads up to that": (
        f"The court was clear.\n\n> Counsel must verify.\n\n{KO}.",
        ["The court was clear", "Counsel must verify"],
    ),
    "a block quotation that names it, and what leads up to that": (
        f"The court was clear.\n\n> Counsel must verify. {KO}",
        ["The court was clear"],
    ),
    "the paragraph before a citation on its own": (
        f"Counsel must verify each case.\n\nSee also {KO}.",
        ["Counsel must verify"],
    ),
    "the paragraph before several citations on their own": (
        f"Counsel must verify each case.\n\nSee {OTHER}.\n\n{KO}.",
        ["Counsel must verify"],
    ),
    "what leads up to the list that names it": (
        f"Counsel must verify each case:\n\n- {OTHER};\n- {KO}.",
        ["Counsel must verify"],
    ),
    "the item that an item stands under": (
        f"- Counsel must verify each case:\n  - as the court said in {KO}.\n",
        ["Counsel must verify"],
    ),
    "the list that it announces": (
        f"The court set out two duties in {KO}:\n\n1. Counsel verify.\n2. Counsel certify.\n",
        ["Counsel verify", "Counsel certify"],
    ),
    "the paragraph that it announces": (
        f"The court said in {KO}:\n\nCounsel must verify.\n\nMore.",
        ["Counsel must verify"],
    ),
    "where the mark of its footnote stands": (
        f"Other words.\n\nCounsel must verify each case.[^1]\n\nMore.\n\n[^1]: {KO}.\n[^2]: {OTHER}.",
        ["Counsel must verify"],
    ),
    "the paragraph before and the one after": (
        f"Notice is required.\n\nWe rely on {KO} for all of that.\n\nThat is the law here.",
        ["Notice is required", "That is the law here"],
    ),
    "numbered paragraphs before and after": (
        f"1. Notice is required.\n\n2. This was settled in {KO}.\n\n3. That is the law here.",
        ["Notice is required", "That is the law here"],
    ),
    "the paragraph after a quotation from it": (
        f"So in {KO}:\n\n> Counsel must verify.\n\nThat is not the law.",
        ["That is not the law"],
    ),
    "the paragraph beside another that only cites it": (
        f"Notice is required.\n\n{KO}.\n\nThat is the law.",
        ["Notice is required", "That is the law"],
    ),
    "the list before it, and what leads up to that": (
        f"Notice must be:\n\n- in writing;\n- in time.\n\nThis was settled in {KO}.",
        ["in writing", "in time"],
    ),
    "the heading above": (
        f"# Law\n\n## Notice is required\n\nOne.\n\nTwo.\n\nSo {KO} has it.",
        ["Notice is required"],
    ),
    "what the paragraph before says after its last case": (
        f"It was doubted in {OTHER}. Now notice is required.\n\nWe rely on {KO}.",
        ["Now notice is required"],
    ),
    "what the paragraph after says before its first case": (
        f"We rely on {KO}.\n\nNotice is not required, though. See {OTHER}.",
        ["Notice is not required, though"],
    ),
    "all of the paragraph before where it goes on from that": (
        f"Notice is required: {OTHER}.\n\nThis was also said in {KO}.",
        ["Notice is required"],
    ),
    "a paragraph that names a law": (
        f"Under the Limitations Act, 2002, notice is required.\n\nWe rely on {KO}.",
        ["notice is required"],
    ),
    "the paragraphs beside the one with the mark of its footnote": (
        f"Notice is required.\n\nThat is settled.[^1]\n\nSo it is here.\n\n[^1]: {KO}.",
        ["Notice is required", "So it is here"],
    ),
    "the head of its table": (
        f"| Case | Counsel must |\n|---|---|\n| {OTHER} | sleep |\n| {KO} | verify |",
        ["Counsel must", "verify"],
    ),
}


@pytest.mark.parametrize(("text", "wanted"), TAKEN.values(), ids=TAKEN.keys())
def test_taken_together_with_an_authority(text, wanted):
    found = around(text)

    assert [words for words in wanted if words not in found] == []


LEFT = {
    "paragraphs further off": (
        f"One thing.\n\nBefore.\n\nWe rely on {KO} in that.\n\nAfter.\n\nAnother.",
        ["One thing", "Another"],
    ),
    "numbered paragraphs further off": (
        f"# Law\n\n1. One thing.\n\n2. Before.\n\n3. The court held so in {KO}.\n\n4. After.\n\n5. Another.",
        ["One thing", "Another"],
    ),
    "what is under another heading": (
        f"One thing.\n\n# Law\n\nWe rely on {KO}.\n\n# Facts\n\nAnother.",
        ["One thing", "Another", "Facts"],
    ),
    "what the paragraphs beside it cite another case for": (
        f"One thing, as {OTHER} has it.\n\nWe rely on {KO}.\n\nAnother, as {OTHER} has it.",
        ["One thing", "Another", "Hryniak"],
    ),
    "other items of its list": (
        f"The law:\n\n- One thing.\n- So in {KO} it was held.\n- Another.",
        ["One thing", "Another"],
    ),
    "other citations on their own": (f"Counsel must verify.\n\n{OTHER}.\n\n{KO}.", ["Hryniak"]),
    "other footnotes": (f"Verify.[^1] Sleep.[^2]\n\n[^1]: {KO}.\n[^2]: {OTHER}.", ["Hryniak"]),
    "other rows of its table": (
        f"| Case | Duty |\n|---|---|\n| {OTHER} | sleep |\n| {KO} | verify |",
        ["sleep"],
    ),
    "a block quotation further on": (f"So in {KO}.\n\nNow the lease.\n\n> Rent is due.", ["Rent is due"]),
}


@pytest.mark.parametrize(("text", "unwanted"), LEFT.values(), ids=LEFT.keys())
def test_left_out(text, unwanted):
    found = around(text)

    assert [words for words in unwanted if words in found] == []


def test_the_surroundings_of_every_place_count():
    text = f"One thing in {KO}.\n\nA.\n\nBetween.\n\nB.\n\nAnother in 2025 ONSC 2766 too."

    assert "One thing" in around(text)
    assert "Another" in around(text)
    assert "Between" not in around(text)


PIECES = st.sampled_from(
    [
        KO,
        OTHER,
        "Counsel must verify.",
        "\n",
        "\n\n",
        "> ",
        "- ",
        "1. ",
        "| ",
        "[^1]: ",
        "[^1]",
        ":",
        "# ",
        "  ",
        "See ",
    ]
)


@given(st.lists(PIECES, max_size=25).map("".join))
def test_an_authoritys_own_line_is_always_taken_and_nothing_breaks(text):
    cited = find(text)
    whole = Surroundings(text, cited)

    for each in cited:
        words = whole.of(each)
        for start, end in each.places:
            begin = text.rfind("\n", 0, start) + 1
            finish = text.find("\n", end)
            line = text[begin : finish if finish >= 0 else len(text)]
            assert " ".join(line.split()) in words
