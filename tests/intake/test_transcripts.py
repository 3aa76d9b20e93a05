import contextlib
import html

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from apps.intake.models import Kind, Trouble
from apps.intake.readers import choose, transcript
from apps.intake.readers.reading import Deadline, Unreadable

from . import files


def cues(data):
    data = data.encode() if isinstance(data, str) else data
    return [(p.anchor, p.speaker, p.text) for p in transcript.read(data, Deadline(60)).passages]


def test_a_transcript_is_a_passage_for_each_cue_with_its_speaker():
    found = transcript.read(files.VTT.encode(), Deadline(60))

    assert [(p.anchor, p.start_ms, p.end_ms, p.speaker, p.text) for p in found.passages] == [
        ("cue1", 2000, 5500, "Judith Okafor", "Good morning, Ms. Adeyemi."),
        ("cue2", 5700, 9000, "Folake Adeyemi", "Good morning. It is about my father's will."),
        ("cue3", 9200, 72000, "", "He died on 14 August 2026."),
    ]
    assert found.seconds == 72
    assert [p.where for p in found.passages] == ["0:02", "0:05", "0:09"]


VARIANTS = {
    "CRLF": files.VTT.replace("\n", "\r\n").encode(),
    "CR": files.VTT.replace("\n", "\r").encode(),
    "byte-order mark": files.VTT.encode("utf-8-sig"),
    "UTF-16": files.VTT.encode("utf-16"),
    "commas in times": files.VTT.replace("2.000 -->", "2,000 -->").encode(),
    "short times": files.VTT.replace("00:00:02.000", "0:02").encode(),
    "a heading": files.VTT.replace("WEBVTT\n", "WEBVTT - Zoom\nKind: captions\nLanguage: en\n").encode(),
    "notes and styles": files.VTT.replace(
        "WEBVTT\n", "WEBVTT\n\nNOTE made by a machine\n\nSTYLE\n::cue {}\n"
    ).encode(),
    "no cue numbers": files.VTT.replace("\n1\n", "\n").replace("\n2\n", "\n").replace("\n3\n", "\n").encode(),
    "cue settings": files.VTT.replace("00:00:05.500\n", "00:00:05.500 align:start line:0\n").encode(),
    "no empty line between cues": files.VTT.replace("Adeyemi.\n\n2", "Adeyemi.\n2").encode(),
    "an empty line inside a cue": files.VTT.replace("Adeyemi: Good", "Adeyemi:\n\nGood").encode(),
}


@pytest.mark.parametrize("data", VARIANTS.values(), ids=VARIANTS)
def test_the_same_talk_is_read_whatever_the_layout(data):
    said = [(anchor, speaker, " ".join(text.split())) for anchor, speaker, text in cues(data)]

    assert said == cues(files.VTT)


def test_voice_tags_name_the_speaker_and_other_tags_go():
    timing = "WEBVTT\n\n00:01.000 --> 00:02.000\n"
    text = f"{timing}<v.loud Étienne Lavallée>Bonjour <i>maître</i></v> &amp; merci\n<v Dana>Oui</v>\n"

    assert cues(text) == [("cue1", "Étienne Lavallée", "Bonjour maître & merci\nDana: Oui")]


def test_cues_out_of_order_and_overlapping_all_survive_in_the_order_of_time():
    first = "WEBVTT\n\n00:10.000 --> 00:20.000\nthird\n\n"
    text = f"{first}00:01.000 --> 00:30.000\nfirst\n\n00:05.000 --> 00:06.000\nsecond\n"

    assert cues(text) == [("cue2", "", "first"), ("cue3", "", "second"), ("cue1", "", "third")]


NAMES = {
    "Judith Okafor": True,
    "Dr. Osei": True,
    "Speaker 2": True,
    "Jean-Luc de la Tour": True,
    "JUDITH": True,
    "Jean-Luc d'Arcy": True,
    "D’abord l’avis": False,
    "So here is the thing": False,
    "Yes, and": False,
    "on the other hand": False,
    "\u5b89\u5a1c": True,
}


@pytest.mark.parametrize(("name", "is_one"), NAMES.items(), ids=NAMES)
def test_only_a_name_before_the_colon_is_a_speaker(name, is_one):
    found = cues(f"WEBVTT\n\n00:01.000 --> 00:02.000\n{name}: the house\n")

    assert found == [("cue1", name, "the house") if is_one else ("cue1", "", f"{name}: the house")]


BAD = {
    "a web page": (b"<!DOCTYPE html><html><body>Sign in</body></html>", Trouble.NOT_A_TRANSCRIPT),
    "an answer": (b'{"code": 124}', Trouble.NOT_A_TRANSCRIPT),
    "a longer word": (b"WEBVTTX\n\n00:01.000 --> 00:02.000\nhi", Trouble.NOT_A_TRANSCRIPT),
    "nothing said": (b"WEBVTT\n\n", Trouble.NO_TEXT),
    "only silence": (b"WEBVTT\n\n1\n00:01.000 --> 00:02.000\n\n", Trouble.NO_TEXT),
}


@pytest.mark.parametrize(("data", "trouble"), BAD.values(), ids=BAD)
def test_what_is_no_transcript_says_so(data, trouble):
    with pytest.raises(Unreadable) as caught:
        transcript.read(data, Deadline(60))

    assert caught.value.trouble == trouble


SAID = ["house", "will", "été", "14", "x<y", "a&b", "-->", "Note", "00:01"]
words = st.lists(st.sampled_from(SAID), min_size=1, max_size=6)
moments = st.integers(0, 5 * 3600 * 1000)


def stamp(milliseconds, point):
    seconds, thousandths = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{point}{thousandths:03d}"


@given(
    st.lists(st.tuples(moments, moments, words), min_size=1, max_size=12),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from([".", ","]),
    st.booleans(),
    st.booleans(),
)
def test_every_word_survives_whatever_the_times_say(talk, end_of_line, point, numbered, marked):
    lines = ["WEBVTT", ""]
    for number, (start, end, said) in enumerate(talk, start=1):
        lines += [str(number)] * numbered
        lines += [f"{stamp(start, point)} --> {stamp(end, point)}", html.escape(" ".join(said)), ""]
    data = ("\ufeff" * marked + end_of_line.join(lines)).encode()

    found = transcript.read(data, Deadline(60))

    assert sorted(p.text for p in found.passages) == sorted(" ".join(said) for _start, _end, said in talk)
    assert [p.start_ms for p in found.passages] == sorted(start for start, _end, _said in talk)
    assert len({p.anchor for p in found.passages}) == len(talk)


@given(
    st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda text: ("WEBVTT\n\n" + text).encode()))
)
@example(b"WEBVTT\n\n99:99:99.999 --> 999:99:99.999\nx")
@example("WEBVTT\n\n00:00:0\u0661.000 --> 00:02.000\nx".encode())
@example("WEBVTT\n\n00:01.000 --> 00:02.000\n\u00a0: x".encode())
def test_anything_at_all_is_read_or_refused(data):
    found = None

    with contextlib.suppress(Unreadable):
        found = choose.read(Kind.TRANSCRIPT, data, Deadline(60))

    if found is not None:
        assert found.passages
        assert all(p.text and p.text == p.text.strip() for p in found.passages)
