"""An e-mail is read as a person sees it: its letters whatever their encoding is called, and of a page what is seen."""

import base64

import pytest

from apps.intake.models import Trouble
from apps.intake.readers import email, marked, plain
from apps.intake.readers.plain import decode
from apps.intake.readers.reading import Deadline, Unreadable
from tests.intake import files

HEAD = b"From: Folake <folake@mail.example>\r\nTo: judith@firm.example\r\nMIME-Version: 1.0\r\n"


def read(data):
    return [passage.text for passage in email.read(data, Deadline(60)).passages]


def letter(body, charset, kind="plain", encoding="8bit"):
    head = f"Content-Type: text/{kind}; charset={charset}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    return read(HEAD + head.encode() + body)[1:]


def page(html):
    return letter(html.encode(), "utf-8", "html")


OLD = "L’acte d’Hélène (2010–2015) : 10 000 €…"


@pytest.mark.parametrize("charset", ["iso-8859-1", "us-ascii", "windows-1252", "latin1", "unheard-of"])
def test_letters_of_windows_are_read_whatever_they_are_called(charset):
    """Mailers call them Latin-1, in which these letters are signs that nobody sees: 2010-2015 came out as 20102015."""
    assert letter(OLD.encode("cp1252"), charset) == [OLD]


def test_letters_of_windows_are_read_out_of_quoted_lines():
    assert letter(b"L=92acte =93Roe=94", "iso-8859-1", encoding="quoted-printable") == ["L’acte “Roe”"]


@pytest.mark.parametrize("charset", ["iso-8859-1", "windows-1252", "us-ascii"])
def test_utf_8_is_read_as_what_it_is(charset):
    assert letter("Hélène d’Arcy".encode(), charset) == ["Hélène d’Arcy"]


def test_a_heading_has_its_letters():
    encoded = b"From: =?iso-8859-1?Q?H=E9l=E8ne_d=92Arcy?= <h@mail.example>\r\nSubject: =?latin1?Q?L=92acte?=\r\n\r\n"
    bare = "From: Hélène d’Arcy <h@mail.example>\r\nSubject: L’acte\r\n\r\n"
    head = "From: Hélène d’Arcy <h@mail.example>\nSubject: L’acte"

    assert [read(data)[0] for data in (encoded, bare.encode(), bare.encode("cp1252"))] == [head] * 3


WIDER = {
    "gb2312": ("朱镕基先生。", "gb18030"),
    "ks_c_5601-1987": ("똠방각하 김철수", "cp949"),
    "shift_jis": ("①髙橋", "cp932"),
    "big5": ("陳先生 煊", "big5hkscs"),
}


@pytest.mark.parametrize("charset", WIDER)
def test_letters_of_a_wider_encoding_are_read_under_the_name_of_the_narrower(charset):
    words, encoding = WIDER[charset]
    encoded = f"=?{charset}?b?{base64.b64encode(words.encode(encoding)).decode()}?="

    assert letter(words.encode(encoding), charset) == [words]
    assert read(f"From: a@mail.example\nSubject: {encoded}\n\n".encode())[0].endswith(f"Subject: {words}")


def test_a_text_with_one_broken_letter_keeps_the_others():
    assert letter("王先生".encode("gb18030") + b"\xff.", "gb2312") == ["王先生\ufffd."]


def test_a_page_is_read_in_the_letters_that_it_names_itself():
    body = b"Content-Type: text/html\n\n<meta charset='windows-1251'><p>" + "Иванов".encode("cp1251")

    assert read(HEAD + body)[1:] == ["Иванов"]


@pytest.mark.parametrize("charset", ["utf-7", "unicode_escape", "raw_unicode_escape"])
def test_an_encoding_that_no_mailer_shows_is_none(charset):
    assert letter(rb"A +AGgAaQ- \u0041", charset) == [r"A +AGgAaQ- \u0041"]


NAMES = {
    "one after the other": "=?utf-8?Q?Jos=C3=A9_Trem?= =?utf-8?Q?blay?=",
    "on the next line": "=?utf-8?Q?Jos=C3=A9_Trem?=\r\n =?utf-8?Q?blay?=",
    "within a letter": "=?utf-8?Q?Jos=C3?= =?utf-8?Q?=A9_Tremblay?=",
    "otherwise encoded": "=?utf-8?B?Sm9zw6kgVHJlbQ==?= =?iso-8859-1?Q?blay?=",
}


@pytest.mark.parametrize("case", NAMES)
@pytest.mark.parametrize("name", ["From", "To", "Cc", "Bcc", "Subject"])
def test_a_name_that_a_mailer_cut_in_two_is_one(name, case):
    """With a space in it, it was nobody's on the list of the matter, and went out."""
    address = "" if name == "Subject" else " <j@mail.example>"

    assert read(f"{name}: {NAMES[case]}{address}\r\n\r\nA".encode()) == [
        f"{name}: José Tremblay{address}",
        "A",
    ]


FLOWED = {
    "no": ("See the \r\nletter.\r\nRegards\r\n-- \r\nRoe", "See the letter.\nRegards\n--\nRoe"),
    "yes": ("See Oka \r\nfor.\r\n> Jean  \r\n> Roe \r\nA", "See Okafor.\n> Jean Roe\nA"),
}


@pytest.mark.parametrize("parts", FLOWED)
def test_lines_that_a_mailer_broke_are_one(parts):
    body, text = FLOWED[parts]
    kind = f"Content-Type: text/plain; charset=utf-8; format=flowed; delsp={parts}\r\n\r\n"

    assert read(HEAD + kind.encode() + body.encode())[1:] == [text]


DECODED = {
    "windows": ("d’été – 10 €".encode("cp1252"), "d’été – 10 €"),
    "windows with a byte that it has not": ("l’été".encode("cp1252") + b"\x9d", "l’été\x9d"),
    "utf-8 with a line of windows": ("Hélène d’Arcy, né ".encode() + b"\xe9t\xe9", "Hélène d’Arcy, né été"),
    "utf-8 cut within a letter": ("Hélène d’été".encode()[:-1], "Hélène d’étÃ"),
    "windows that could be utf-8 in places": ("« SOCIÉTÉ\xa0»".encode("cp1252"), "« SOCIÉTÉ\xa0»"),
}


@pytest.mark.parametrize("case", DECODED)
def test_bytes_are_read_as_what_most_of_them_are(case):
    data, text = DECODED[case]

    assert decode(data) == text


def test_what_old_word_processors_break_a_line_with_parts_words():
    found = plain.read(b"Unit 4\x0bOttawa\x1eHull, Oka\x1ffor\x07Roe", Deadline(60)).passages

    assert [each.text for each in found] == ["Unit 4\nOttawa-Hull, Okafor\tRoe"]


SHOWN = {
    "struck out": ("<p>Pay <s>1,000</s> 2,000</p>", ["Pay [struck out: 1,000] 2,000"]),
    "struck out by its looks": (
        "<p>Pay <span style='color:red; TEXT-DECORATION: line-through'>1,000</span>.</p>",
        ["Pay [struck out: 1,000]."],
    ),
    "struck out in pieces": ("<del>It is <b>not</b></del> <s>so</s>.", ["[struck out: It is not so]."]),
    "raised and lowered": ("<p>10<sup>6</sup>, H<sub>2</sub>O</p>", ["10^6, H_2O"]),
    "hidden": ("<div style='display:none;max-height:0'>Ignore <div>all</div> that</div><p>Seen</p>", ["Seen"]),
    "hidden by its name": ("<p>A<span hidden> secretly</span> B</p>", ["A B"]),
    "hidden, and looks that count more": ("<p style='display:none!important;display:block'>A</p>B", ["B"]),
    "hidden and shown again": ("<p style='display:none;display:block'>A</p>B", ["A", "B"]),
    "without room": ("<div style='height:0;overflow:hidden'>A</div>B", ["B"]),
    "seen through": ("<div style='opacity:0.0'>A</div><div style='opacity:0.5'>B</div>", ["B"]),
    "a small type around others": ("<td style='font-size:0'><p style='font-size:14px'>Seen</p>A</td>", ["Seen"]),
    "of no size": (
        "<p>A<span style='font-size:0'> <b>secretly</b></span><i style='font-size: .1px'>!</i> B</p>", ["A B"]),
    "white": ("<p>A<font color=white> secretly</font><span style='color:#FFF'>!</span> B</p>", ["A B"]),
    "nearly white": ("<p>A<span style='color:rgb(254, 254,250)'> secretly</span> B</p>", ["A B"]),
    "clear": ("<p>A<span style='color:rgba(0,0,0,0)'> secretly</span><i style='color:transparent'>!</i></p>", ["A"]),
    "white on a dark ground": ("<td bgcolor=#003366><font color=white>Seen</font></td>", ["Seen"]),
    "white on a picture": ("<div style='background:url(x.png) #fff'><b style='color:#fff'>Seen</b></div>", ["Seen"]),
    "white on a named ground": ("<body bgcolor=navy text=white><p>Seen</p></body>", ["Seen"]),
    "black on black": ("<p>A<span style='background-color:black;color:black'> secretly</span> B</p>", ["A B"]),
    "a link in white words": ("<p style='color:white'>A<a href='x'>Seen</a></p>", ["Seen"]),
    "not visible": ("<p style='visibility:hidden'>A<b style='visibility:visible'>Seen</b></p>", ["Seen"]),
    "beyond the edge": ("<p style='position:absolute;left:-9999px'>A</p><p style='text-indent:-999px'>B</p>C", ["C"]),
    "in room for a dot": ("<div style='width:1px;height:1px;overflow:hidden'>A</div>B", ["B"]),
    "cut away": ("<div style='position:absolute;clip:rect(0, 0, 0, 0)'>A</div>B", ["B"]),
    "hidden by a class": (
        "<style>.x, p.y {display:none}</style><p class='a x'>A</p><p class=y>B</p><b class=y>C</b>", ["C"]),
    "hidden by an id": ("<p id=x>A</p>B<style><!-- #x{font-size:0px} --></style>", ["B"]),
    "hidden by its element": ("<style>u{visibility:hidden}</style><u>A</u>B", ["B"]),
    "hidden within another": ("<style>.x b, .x > i{display:none}</style><b>A</b><p class=x><b>C</b>D</p><i>E</i>",
                              ["A", "D", "E"]),
    "white by a class": ("<style>.x{color:#fefefe}</style><p>A<span class=x> secretly</span> B</p>", ["A B"]),
    "white by a class on a ground by another": (
        "<style>.x{color:#fff}.y{background:#036}</style><td class=y><p class=x>Seen</p></td>", ["Seen"]),
    "on a ground that is not known": (
        "<style>.x{color:#fff} td:first-child{background:#036}</style><td><p class=x>Seen</p></td>", ["Seen"]),
    "a class that counts less": ("<style>#y{display:block}.x{display:none}</style><p class=x id=y>Seen</p>", ["Seen"]),
    "looks that count more": ("<style>.x{display:none}</style><p class=x style='display:block'>Seen</p>", ["Seen"]),
    "looks that count less": (
        "<style>.x{display:none!important}</style><p class=x style='display:block'>A</p>B", ["B"]),
    "for a small screen": ("<style>@media (max-width:600px){.x{display:none}}</style><p class=x>Seen</p>", ["Seen"]),
    "for paper": ("<style media=print>.x{display:none}</style><p class=x>Seen</p>", ["Seen"]),
    "for a screen": ("<style>@import 'a'; @media screen{.x{display:none}}</style><p class=x>A</p>B", ["B"]),
    "for another program": ("<!--[if mso]><style>.x{display:none}</style><![endif]--><p class=x>Seen</p>", ["Seen"]),
    "in a remark of a sheet": ("<style>/* .x{display:none} */ .y{x:y}</style><p class=x>Seen</p>", ["Seen"]),
    "a sheet that is cut off": ("<style>.x{display:none</style><p class=x>A</p>B", ["B"]),
    "a hidden paragraph that nobody closed": ("<p hidden>A<p>B<div>C</div>", ["B", "C"]),
    "hidden and never closed": ("Seen<div style='display:none'>A<p>B</p>", ["Seen"]),
    "hidden and closed with what is around it": ("<div><span hidden>A<i>B</div>Seen", ["Seen"]),
    "a hidden cell that nobody closed": ("<table><tr><td hidden>A<td>B<tr><td>C</table>D", ["B\n C", "D"]),
    "a hidden item that nobody closed": ("<ul><li hidden>A<li>B</ul>C", ["B", "C"]),
    "a hidden look that goes on in the next block": ("<p>A<font color=white>B<p>C</font>D", ["A", "D"]),
    "an end that is outside of the cell": ("<div hidden>A<table><td>B</div>C</table>D</div>Seen", ["Seen"]),
    "a stroke that closes nothing": ("Seen<div hidden/>A", ["Seen"]),
    "a stroke in a drawing": ("<svg><path/><title/><text>Seen</text></svg>B", ["SeenB"]),
    "a remark that nobody closed": ("Seen<!-- A<p>B", ["Seen"]),
    "a remark that is closed otherwise": ("A<!-- x -- > B -->C<!--> D<!-- y --!> E", ["AC D E"]),
    "a mark that nobody closed": ("Seen<b title='x' A and B", ["Seen"]),
    "a declaration that nobody closed": ("Seen<!x A<?", ["Seen"]),
    "for programs that cannot show it": (
        "A<iframe>B</iframe><video>C</video><noembed>D</noembed><datalist><option>E</datalist>F", ["A\nF"]),
    "a talk that is not open": ("<dialog>A</dialog><dialog open>B</dialog>", ["B"]),
    "what a drawing says to programs": ("<svg><title>A</title><desc>B</desc><text>C</text></svg>", ["C"]),
    "what a formula says to programs": ("<math><mi>x</mi><annotation>A</annotation></math>", ["x"]),
    "hidden by an attribute": (
        "<style>[data-x],b[class~=y],i[title^='z' i]{display:none}</style>"
        "<p data-x>A</p><b class='x y'>B</b><i title=Zulu>C</i><i title=A>Seen</i>", ["Seen"]),
    "hidden where it stands directly in another": (
        "<style>div>p>b{display:none}</style><div><p>A<b>B</b><i><b>C</b></i></div>", ["AC"]),
    "for a window of any width": (
        "<style>@media only screen and (min-width:1px){@media all{.x{display:none}}}</style><p class=x>A</p>B", ["B"]),
    "for a window in the dark": (
        "<style>@media (prefers-color-scheme:dark){p{color:#fff}}</style><p style='color:#fff'>A</p>B", ["B"]),
    "when pointed at": ("<style>p:hover{display:none}p::before{content:'x';display:none}</style><p>Seen</p>", ["Seen"]),
    "where it is not known": ("<style>p:last-child,p~p{display:none}</style><p>A</p><p>B</p>", ["A", "B"]),
    "of no size, said at once": ("<p style='font:0/0 a'>A</p><p style='font:bold 12px/1 a'>B</p>", ["B"]),
    "of a share of the size around": ("<p style='font-size:.01em'>A</p><p style='font-size:90%'>B</p>", ["B"]),
    "with a remark in its looks": ("<p style='display:/* x */none'>A</p>B", ["B"]),
    "with signs for letters in its looks": (r"<p style='dis\70lay:none'>A</p>B", ["B"]),
    "of no size on the screen": ("<p style='transform:scale(0)'>A</p><p style='transform:scale(0.9)'>B</p>", ["B"]),
    "cut to nothing": ("<p style='clip-path:inset(100%)'>A</p><p style='clip-path:inset(1%)'>B</p>", ["B"]),
    "filled with nothing": ("<p style='-webkit-text-fill-color:transparent'>A</p>B", ["B"]),
    "white by its light": ("<p style='color:hsl(0, 0%, 100%)'>A</p><p style='color:hsl(0,0%,10%)'>B</p>", ["B"]),
    "set beyond the edge": ("<p style='margin-left:-9999px'>A</p><p style='margin-left:-9px'>B</p>", ["B"]),
    "without room, cut otherwise": ("<div style='height:0;overflow:clip'>A</div>B", ["B"]),
    "a cell within a hidden one": (
        "<table><tr><td hidden>A<table><tr><td>B</td></tr></table>C</td><td>D</td></tr></table>",
        ["D"],
    ),
    "a list of terms": ("<dl><dt>Rent</dt><dd>1,000</dd></dl>after", ["Rent\n1,000", "after"]),
    "parts of a page": ("<section>A</section><address>B</address><center>C</center>D", ["A", "B", "C", "D"]),
    "lines that are made so": ("<span style='display:block'>A</span><span>B</span>", ["A", "B"]),
    "choices": ("<select><option>A<option>B</select><button>C</button>", ["A\nB C"]),
    "lines as they were written": ("<pre>A\nB</pre>C\nD", ["A\nB", "C D"]),
    "items that are counted": ("<ol><li>A</li><li>B<ul><li>x</ul><li>C</ol>", ["1. A\n2. B", "x", "3. C"]),
    "items in letters, from the third": ("<ol start=3 type=a><li>A<li value=7>B<li>C</ol>", ["c. A\ng. B\nh. C"]),
    "items in figures of their looks": (
        "<ol style='list-style-type:lower-roman'><li>A<li>B</ol>", ["i. A\nii. B"]
    ),
    "items without a number": ("<ol style='list-style: none'><li>A<li>B</ol>", ["A\nB"]),
    "an end that began nowhere": ("</ol></s></div>A</li>B", ["A\nB"]),
    "signs of ours": ("A\x02B\x03C", ["ABC"]),
}  # fmt: skip


@pytest.mark.parametrize("case", SHOWN)
def test_a_page_is_read_as_it_is_seen(case):
    html, texts = SHOWN[case]

    assert page(html) == texts


def test_what_is_within_thousands_of_elements_is_read_in_time():
    """Of each mark it is asked which of those that are open it closes."""
    html = "<s>" * 5_000 + "A" + "</b>" * 5_000

    assert page(html) == ["[struck out: A]"]


def test_an_e_mail_counts_the_places_with_words_that_nobody_sees():
    html = (
        "<p>A<i hidden>1</i><b style='color:white'> 2</b> B</p><p style='display:none'>3</p><p hidden> </p>C"
    )
    message = files.email("", html=html)

    assert email.read(message.as_bytes(), Deadline(60)).unseen == 2


@pytest.mark.timeout(60)
def test_a_page_of_many_rules_and_elements_meets_the_deadline():
    rules = "".join(f".a .b{number} .a{{display:none}}" for number in range(4_000))
    html = f"<style>{rules}{'@media x{' * 20_000}</style>" + "<p class=a>" * 50_000 + "Seen"

    with pytest.raises(Unreadable) as caught:
        marked.seen_in(html, Deadline(0.5))

    assert caught.value.trouble == Trouble.TOOK_TOO_LONG


@pytest.mark.parametrize("kind", ["application/pkcs7-mime; name=smime.p7m", "application/x-pkcs7-mime"])
def test_an_e_mail_whose_words_are_encrypted_says_so_and_one_that_brings_such_a_file_does_not(kind):
    closed = HEAD + f"Content-Type: {kind}\r\n\r\nMIIB\r\n".encode()
    beside = files.email("Seen.")
    beside.add_attachment(b"MIIB", maintype="application", subtype="pkcs7-mime", filename="a.p7m")

    assert read(closed)[0].endswith(f"\n{email.UNOPENED}")
    assert email.UNOPENED not in read(beside.as_bytes())[0]
