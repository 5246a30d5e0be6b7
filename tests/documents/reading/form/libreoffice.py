"""Files as LibreOffice saves them, and a form filled in with it: in a process and a profile of its own, fetching nothing."""

import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

FILTERS = {
    "docx": "MS Word 2007 XML",
    "doc": "MS Word 97",
    "odt": "writer8",
    "rtf": "Rich Text Format",
    "pdf": "writer_pdf_Export",
}
# A linked picture would be fetched while converting; this setting stops it.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
</oor:items>"""
_MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Hand" script:language="StarBasic">{}</script:module>"""
_LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false"
 library:passwordprotected="false"><library:element library:name="Hand"/></library:library>"""
# The first start of a profile takes 5 s, each file 0.3 s; a loaded machine ten times that.
_SECONDS = 180


@dataclass
class LibreOffice:
    """LibreOffice with a profile and files in `folder`."""

    folder: Path
    _calls: int = 0

    def saved_as(self, kind: str, files: Mapping[str, bytes], *, opened_as: str = "docx") -> dict[str, bytes]:
        """Each of `files`, opened as .`opened_as` and saved as .`kind`, by the same names. One start for all of them."""
        self._calls += 1
        given, made = self.folder / f"given-{self._calls}", self.folder / f"made-{self._calls}"
        given.mkdir()
        paths = []
        for name, content in files.items():
            paths.append(given / f"{name}.{opened_as}")
            paths[-1].write_bytes(content)
        ended = self._start("--convert-to", f"{kind}:{FILTERS[kind]}", "--outdir", str(made), *map(str, paths))
        missing = [name for name in files if not (made / f"{name}.{kind}").is_file()]
        assert not missing, f"LibreOffice saved no {', '.join(missing)}: {ended}"
        return {name: (made / f"{name}.{kind}").read_bytes() for name in files}

    def filled_in(
        self, form: bytes, answers: Mapping[str, str], *, choice: int, kinds: Sequence[str]
    ) -> tuple[bytes, ...]:
        """The form with its fields filled in by LibreOffice itself, saved as each of `kinds`. `choice` is the entry's number."""
        basic = self.folder / "profile" / "user" / "basic" / "Standard"
        if not (basic / "Hand.xba").is_file():
            self._start("--terminate_after_init")  # the first start would put its own empty library over ours
            program = (Path(__file__).parent / "fill_in.bas").read_text(encoding="utf-8")
            basic.mkdir(parents=True, exist_ok=True)
            (basic / "Hand.xba").write_text(_MODULE.format(escape(program)), encoding="utf-8")
            (basic / "script.xlb").write_text(_LIBRARY, encoding="utf-8")
        self._calls += 1
        source, rows, told = (
            self.folder / f"{self._calls}-{name}" for name in ("form.docx", "answers.txt", "told.txt")
        )
        targets = [self.folder / f"{self._calls}-filled.{kind}" for kind in kinds]
        source.write_bytes(form)
        listed = [f"{key}\t{text}" for key, text in {**answers, "#choice": str(choice)}.items()]
        rows.write_text("\n".join(row.replace("\n", "\\n") for row in listed) + "\n", encoding="utf-8")
        saved = ("|".join(target.as_uri() for target in targets), "|".join(FILTERS[kind] for kind in kinds))
        given = ", ".join(f'"{value}"' for value in (source.as_uri(), rows.as_uri(), *saved, told.as_uri()))
        ended = self._start(f"macro:///Standard.Hand.FillIn({given})")
        assert targets[-1].is_file(), f"LibreOffice: {told.read_text() if told.is_file() else ended}"
        return tuple(target.read_bytes() for target in targets)

    def _start(self, *arguments: str) -> str:
        profile = self.folder / "profile"
        settings = profile / "user" / "registrymodifications.xcu"
        if not settings.is_file():
            settings.parent.mkdir(parents=True)
            settings.write_text(_SETTINGS)
        command = [
            "soffice",
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            "--norestore",
            "--nolockcheck",
            *arguments,
        ]
        ended = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)
        return f"{ended.stdout} {ended.stderr}"
