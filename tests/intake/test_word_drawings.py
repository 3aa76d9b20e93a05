"""Charts, diagrams and objects of other programs in a Word document: what they say is read, or they are named."""

import io

import pytest
from docx import Document
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from apps.intake.models import Trouble
from apps.intake.readers import docx
from apps.intake.readers.reading import Deadline, Unreadable
from tests.intake import files

A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
C = f'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" {A}'
DGM = 'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def rich(words):
    return f"<c:tx><c:rich><a:bodyPr/><a:p><a:r><a:t>{words}</a:t></a:r></a:p></c:rich></c:tx>"


def cache(kind, *values, code="General"):
    points = "".join(
        f'<c:pt idx="{at}"><c:v>{value}</c:v></c:pt>' for at, value in enumerate(values) if value
    )
    return f"<c:{kind}><c:formatCode>{code}</c:formatCode>{points}</c:{kind}>"


def series(name, labels, values, *, code="General", dates=""):
    label = cache("numCache" if dates else "strCache", *labels, code=dates or "General")
    return (
        f"<c:ser><c:tx><c:strRef><c:strCache><c:pt idx='0'><c:v>{name}</c:v></c:pt></c:strCache></c:strRef></c:tx>"
        f"<c:cat><c:strRef>{label}</c:strRef></c:cat>"
        f"<c:val><c:numRef>{cache('numCache', *values, code=code)}</c:numRef></c:val></c:ser>"
    )


def chart(*inside, title="Rent by year"):
    titled = f"<c:title>{rich(title)}</c:title>" if title else ""
    plot = f"<c:plotArea><c:barChart>{''.join(inside)}</c:barChart></c:plotArea>"
    return f"<c:chartSpace {C}><c:chart>{titled}{plot}</c:chart></c:chartSpace>"


def box(words, kind=""):
    typed = f' type="{kind}"' if kind else ""
    said = f"<dgm:t><a:bodyPr/><a:p><a:r><a:t>{words}</a:t></a:r></a:p></dgm:t>" if words else ""
    return f'<dgm:pt modelId="{words}"{typed}>{said}</dgm:pt>'


def diagram(*boxes):
    return f"<dgm:dataModel {DGM} {A}><dgm:ptLst>{''.join(boxes)}</dgm:ptLst></dgm:dataModel>"


def relate(holder, name, kind, content):
    part = Part(PackURI(f"/word/{name}"), "application/octet-stream", content, holder.package)
    return holder.relate_to(part, f"{OFFICE}/{kind}")


def drawn(inside):
    return (
        f"<w:p {W} {R} {C} {DGM}><w:r><w:t>See below.</w:t>"
        f"<w:drawing><a:graphic><a:graphicData>{inside}</a:graphicData></a:graphic></w:drawing></w:r></w:p>"
    )


def put(document, xml):
    document.element.body.insert_element_before(parse_xml(xml), "w:sectPr")


def read(build):
    document = Document(io.BytesIO(files.docx(paragraphs=())))
    build(document)
    kept = io.BytesIO()
    document.save(kept)
    return docx.read(kept.getvalue(), Deadline(60))


def texts(found):
    return [each.text for each in found.passages]


def with_chart(content):
    def build(document):
        name = relate(document.part, "charts/chart1.xml", "chart", content.encode())
        put(document, drawn(f'<c:chart r:id="{name}"/>'))

    return build


def test_a_chart_says_its_titles_and_what_it_shows():
    content = chart(
        series("Paid", ["2024", "2025"], ["4200", "4300.5"]),
        series("Owed", ["2024", "2025"], ["0.25", ""], code="0.0%"),
    )

    assert texts(read(with_chart(content))) == [
        "See below.\n[chart]\nRent by year\nPaid: 2024 = 4200; 2025 = 4300.5\nOwed: 2024 = 25%; 2025"
    ]


def test_a_day_in_a_chart_is_said_as_a_day():
    content = chart(series("Paid", ["45658", "46023"], ["1", "2"], dates="d-mmm-yy"), title="")

    assert texts(read(with_chart(content))) == ["See below.\n[chart]\nPaid: 2025-01-01 = 1; 2026-01-01 = 2"]


def test_a_chart_without_anything_to_read_is_said_to_be_there():
    assert texts(read(with_chart(chart(title="")))) == ["See below.\n[chart that was not read]"]


@pytest.mark.parametrize(
    "content", ["", "<c:chartSpace", chart(series("Paid", ["2024"], ["1"])).replace('"0"', '"x"')]
)
def test_a_chart_that_is_damaged_takes_nothing_from_the_document_around_it(content):
    assert texts(read(with_chart(content))) == ["See below.\n[chart that was not read]"]


def test_a_chart_that_is_shown_over_and_over_is_read_once():
    def build(document):
        content = chart(series("Paid", ["2024"], ["4200"]))
        name = relate(document.part, "charts/chart1.xml", "chart", content.encode())
        put(document, drawn(f'<c:chart r:id="{name}"/>' * 2))

    assert texts(read(build)) == [
        "See below.\n[chart]\nRent by year\nPaid: 2024 = 4200\n\n[chart that was shown before]"
    ]


def test_a_diagram_says_its_boxes():
    def build(document):
        content = diagram(
            box("", "doc"),
            box("Hannah Roe, director"),
            box("Unseen", "pres"),
            box("Adaeze Okafor, clerk", "asst"),
        )
        name = relate(document.part, "diagrams/data1.xml", "diagramData", content.encode())
        put(document, drawn(f'<dgm:relIds r:dm="{name}" r:lo="x" r:qs="x" r:cs="x"/>'))

    assert texts(read(build)) == ["See below.\n[diagram]\nHannah Roe, director\nAdaeze Okafor, clerk"]


def test_a_diagram_whose_words_are_kept_elsewhere_is_said_to_be_there():
    def build(document):
        name = document.part.relate_to("https://x.example/d.xml", f"{OFFICE}/diagramData", is_external=True)
        put(document, drawn(f'<dgm:relIds r:dm="{name}"/>'))

    assert texts(read(build)) == ["See below.\n[diagram that was not read]"]


def embedded(name, *, kind, program="Excel.Sheet.12"):
    def build(document):
        related = relate(document.part, f"embeddings/{name}", kind, b"a sheet")
        put(
            document,
            f"<w:p {W} {R} xmlns:o='urn:schemas-microsoft-com:office:office'><w:r><w:t>The account:</w:t>"
            f'<w:object><o:OLEObject ProgID="{program}" r:id="{related}"/></w:object></w:r></w:p>',
        )

    return build


def test_a_file_of_another_program_is_taken_out_and_said_where_it_stood():
    found = read(embedded("sheet1.xlsx", kind="package"))

    assert texts(found) == [
        "The account:\n[file inside: sheet1.xlsx (Excel.Sheet.12)]",
        "Files inside: sheet1.xlsx",
    ]
    assert [each.data for each in found.attachments] == [b"a sheet"]


def test_what_only_its_own_program_opens_is_said_where_it_stood():
    found = read(embedded("oleObject1.bin", kind="oleObject", program="AcroExch.Document.DC"))

    assert texts(found) == [
        "The account:\n[object that was not read (AcroExch.Document.DC)]",
        "Left in the document: oleObject1.bin",
    ]


def test_a_drawing_of_a_header_is_looked_up_among_those_of_the_header():
    def build(document):
        document.add_paragraph("Body.")
        header = document.sections[0].header
        header.paragraphs[0].text = "Head"
        name = relate(header.part, "charts/chart7.xml", "chart", chart(title="In the head").encode())
        header._element.append(parse_xml(drawn(f'<c:chart r:id="{name}"/>')))

    assert texts(read(build)) == ["Body.", "Head\nSee below.\n[chart]\nIn the head"]


def test_pictures_are_counted_and_nobody_takes_the_text_for_the_whole():
    def build(document):
        put(document, drawn("<a:blip/>"))
        put(document, drawn("<a:blip/>"))

    assert texts(read(build)) == ["See below.", "See below.", "Pictures that were not read: 2"]


def test_a_document_of_nothing_but_pictures_has_no_text():
    def build(document):
        put(document, drawn("<a:blip/>"))
        for each in list(document.element.iter(qn("w:t"))):
            each.text = ""

    with pytest.raises(Unreadable) as caught:
        read(build)

    assert caught.value.trouble == Trouble.NO_TEXT
