"""How the official form looks: its styles and settings in WordprocessingML, for paper and for the screen.

Cambria and Calibri are on every machine with Word; elsewhere Caladea and Carlito stand in with the same widths, so that
pages break alike. Answers stand in a framed, tinted paragraph, never in a table: a table in a form is what B9 forbids.
"""

from __future__ import annotations

from kallipolis.documents.writing.markup import W

_INK, _SEA, _EDGE, _STONE = "1B2733", "17517E", "8895A1", "F2F3EF"

TITLE, INSTRUCTION, FIXED, LABEL = "Title", "Instruction", "FixedText", "Label"
HEADINGS = ("Heading1", "Heading2", "Heading3")
ANSWER_LINE, ANSWER_TEXT, FOOTER = "AnswerLine", "AnswerText", "Footer"


def styles(language: str) -> bytes:
    """word/styles.xml of a form in `language` ("en" or "fr"), which is also the language of its spelling check."""
    spelling = {"en": "en-GB", "fr": "fr-FR"}.get(language, language)
    heading = f'<w:rFonts w:ascii="Cambria" w:hAnsi="Cambria" w:cs="Times New Roman"/><w:b/><w:color w:val="{_INK}"/>'
    return _document(
        "styles",
        f"""<w:docDefaults>
          <w:rPrDefault><w:rPr>
            <w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:eastAsia="Calibri" w:cs="Arial"/>
            <w:color w:val="{_INK}"/><w:sz w:val="20"/><w:szCs w:val="20"/>
            <w:lang w:val="{spelling}" w:eastAsia="zh-CN" w:bidi="ar-SA"/>
          </w:rPr></w:rPrDefault>
          <w:pPrDefault><w:pPr><w:spacing w:after="0" w:line="247" w:lineRule="auto"/></w:pPr></w:pPrDefault>
        </w:docDefaults>
        <w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>
        <w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">
          <w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/>
        </w:style>
        <w:style w:type="table" w:default="1" w:styleId="TableNormal">
          <w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/>
          <w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>
            <w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/>
            <w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/>
          </w:tblCellMar></w:tblPr>
        </w:style>
        <w:style w:type="numbering" w:default="1" w:styleId="NoList">
          <w:name w:val="No List"/><w:uiPriority w:val="99"/><w:semiHidden/>
        </w:style>"""
        + _style(
            TITLE,
            "Title",
            '<w:keepNext/><w:spacing w:after="200" w:line="240" w:lineRule="auto"/>',
            heading + '<w:sz w:val="40"/><w:szCs w:val="40"/>',
        )
        + _style(
            HEADINGS[0],
            "heading 1",
            f'<w:keepNext/><w:keepLines/><w:pBdr><w:top w:val="single" w:sz="12" w:space="5" w:color="{_SEA}"/></w:pBdr>'
            '<w:spacing w:before="400" w:after="60"/><w:outlineLvl w:val="0"/>',
            heading + '<w:sz w:val="27"/><w:szCs w:val="27"/>',
        )
        + _style(
            HEADINGS[1],
            "heading 2",
            '<w:keepNext/><w:keepLines/><w:spacing w:before="260" w:after="30"/><w:outlineLvl w:val="1"/>',
            heading + '<w:sz w:val="23"/><w:szCs w:val="23"/>',
        )
        + _style(
            HEADINGS[2],
            "heading 3",
            '<w:keepNext/><w:keepLines/><w:spacing w:before="200" w:after="30"/><w:outlineLvl w:val="2"/>',
            heading + '<w:sz w:val="21"/><w:szCs w:val="21"/>',
        )
        + _style(
            INSTRUCTION,
            "Instruction",
            f'<w:keepLines/><w:pBdr><w:left w:val="single" w:sz="18" w:space="8" w:color="{_SEA}"/></w:pBdr>'
            '<w:spacing w:after="100"/><w:ind w:left="227"/>',
            "",
        )
        + _style(FIXED, "Fixed Text", '<w:keepNext/><w:keepLines/><w:spacing w:before="40" w:after="40"/>', "")
        + _style(
            LABEL,
            "Label",
            '<w:keepNext/><w:keepLines/><w:spacing w:before="70" w:after="30"/>',
            f'<w:b/><w:color w:val="{_SEA}"/><w:sz w:val="18"/><w:szCs w:val="18"/>',
        )
        + _style(ANSWER_LINE, "Answer Line", _frame(below=1) + '<w:ind w:left="113" w:right="113"/>', "")
        + _style(ANSWER_TEXT, "Answer Text", _frame(below=24) + '<w:ind w:left="113" w:right="113"/>', "")
        + _style(
            FOOTER,
            "footer",
            f'<w:pBdr><w:top w:val="single" w:sz="4" w:space="4" w:color="{_EDGE}"/></w:pBdr>'
            '<w:tabs><w:tab w:val="right" w:pos="9412"/></w:tabs>',
            '<w:sz w:val="17"/><w:szCs w:val="17"/>',
        ),
    )


def settings(language: str) -> bytes:
    """word/settings.xml: the document is protected so that only its form fields can be filled in (B1)."""
    theme_language = {"en": "en-GB", "fr": "fr-FR"}.get(language, language)
    office = "http://schemas.microsoft.com/office/word"
    return _document(
        "settings",
        f"""<w:zoom w:percent="100"/>
        <w:documentProtection w:edit="forms" w:enforcement="1"/>
        <w:defaultTabStop w:val="709"/>
        <w:characterSpacingControl w:val="doNotCompress"/>
        <w:compat><w:compatSetting w:name="compatibilityMode" w:uri="{office}" w:val="15"/></w:compat>
        <w:themeFontLang w:val="{theme_language}"/>
        <w:decimalSymbol w:val="."/>
        <w:listSeparator w:val=","/>""",
    )


def _style(identifier: str, name: str, paragraph: str, character: str) -> str:
    return (
        f'<w:style w:type="paragraph" w:styleId="{identifier}"><w:name w:val="{name}"/><w:basedOn w:val="Normal"/>'
        f"<w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{character}</w:rPr></w:style>"
    )


def _frame(*, below: int) -> str:
    """A box around the answer, `below` points of room under its text; paragraphs of one answer share the box."""
    edges = {"top": 1, "left": 5, "bottom": below, "right": 5}
    lines = (f'<w:{edge} w:val="single" w:sz="4" w:space="{room}" w:color="{_EDGE}"/>' for edge, room in edges.items())
    return f'<w:pBdr>{"".join(lines)}</w:pBdr><w:shd w:val="clear" w:color="auto" w:fill="{_STONE}"/>'


def _document(root: str, content: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:{root} xmlns:w="{W}">{content}</w:{root}>'.encode()
