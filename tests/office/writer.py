"""LibreOffice Writer as somebody at another firm would use it: opens a document, decides its changes, saves it."""

import subprocess

from scripts import binaries

SECONDS = 240
ACTS = {"accepted": ".uno:AcceptAllTrackedChanges", "rejected": ".uno:RejectAllTrackedChanges", "opened": ""}
XML = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE {kind} PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "{dtd}.dtd">
"""
LIBRARY = """<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard"
 library:readonly="false" library:passwordprotected="false"><library:element library:name="House"/></library:library>
"""
MACRO = """<script:module xmlns:script="http://openoffice.org/2000/script" script:name="House"
 script:language="StarBasic">Sub Work(folder)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  Dim filter(0) As New com.sun.star.beans.PropertyValue
  Dim none()
  hidden(0).Name = "Hidden" : hidden(0).Value = True
  filter(0).Name = "FilterName" : filter(0).Value = "MS Word 2007 XML"
  dispatcher = createUnoService("com.sun.star.frame.DispatchHelper")
  number = FreeFile
  Open folder &amp; "/work" For Input As #number
  Do While Not Eof(number)
    Line Input #number, given
    Line Input #number, act
    Line Input #number, made
    document = StarDesktop.loadComponentFromURL(given, "_blank", 0, hidden())
    If act &lt;&gt; "" Then dispatcher.executeDispatch(document.CurrentController.Frame, act, "", 0, none())
    document.storeToURL(made, filter())
    document.close(True)
  Loop
  Close #number
  StarDesktop.terminate()
End Sub
</script:module>
"""


def decided(folder, documents):
    """Each document, by (name, act), once Writer has opened it, done that with its changes, and saved it.

    ``documents`` gives bytes by (name, act); ``folder`` is an empty one. One start for all of them.
    """
    lines = []
    for (name, act), data in documents.items():
        given, made = folder / f"{name}-{act}.docx", folder / f"{name}-{act}-made.docx"
        given.write_bytes(data)
        lines += [given.as_uri(), ACTS[act], made.as_uri()]
    (folder / "work").write_text("\n".join(lines) + "\n", encoding="utf-8")
    profile = folder / "profile"
    _run(profile, "--terminate_after_init")  # makes the profile, and would write over what stood in it
    basic = profile / "user" / "basic" / "Standard"
    basic.mkdir(parents=True, exist_ok=True)
    (basic / "script.xlb").write_text(XML.format(kind="library:library", dtd="library") + LIBRARY)
    (basic / "House.xba").write_text(XML.format(kind="script:module", dtd="module") + MACRO)
    _run(profile, f'macro:///Standard.House.Work("{folder}")')
    return {key: (folder / f"{key[0]}-{key[1]}-made.docx").read_bytes() for key in documents}


def _run(profile, *arguments):
    subprocess.run(
        [
            binaries.soffice(),
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            "--norestore",
            *arguments,
        ],
        check=True,
        timeout=SECONDS,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
