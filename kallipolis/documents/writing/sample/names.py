"""File names as municipalities give them, in English, French and Spanish."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence

from kallipolis.rulebook.dossier import Slot

_NAMES: Mapping[str, Mapping[Slot, Sequence[str]]] = {
    "en": {
        Slot.LIST_OF_DOCUMENTS: ("List of documents", "00_List of all documents", "List of attachments {city}"),
        Slot.FORM: ("Application form {year} {city}", "UCCN_Application_Form_{city}", "02 {city} application form"),
        Slot.LETTER_OF_INTENT: ("Letter of intent - Mayor of {city}", "01_Letter_of_Intent", "Mayor's letter of intent"),
        Slot.ENDORSEMENT: ("Endorsement letter NatCom", "04 National Commission endorsement", "Letter_of_endorsement"),
        Slot.SUPPORT_LETTER: ("Support letter {number}", "Letter of support {number} - association", "Support_{number}_association"),
        Slot.PHOTOGRAPH: ("Photo {number}", "photo_{number}_{city}", "IMG_20{number}4", "Photograph {number} - the quay"),
        Slot.RIGHTS_FORM: ("Cession of rights photo {number}", "Rights form photo {number}", "Register of photos {number}"),
    },
    "fr": {
        Slot.LIST_OF_DOCUMENTS: ("Liste des documents", "00 Liste complète des pièces jointes", "Bordereau des pièces"),
        Slot.FORM: ("Formulaire de candidature {city}", "Formulaire_candidature_{year}", "02 Formulaire {year} {city}"),
        Slot.LETTER_OF_INTENT: ("Lettre d’intention du Maire", "Lettre_intention_{city}", "01 Lettre du Maire de {city}"),
        Slot.ENDORSEMENT: ("Commission nationale - lettre d’appui", "Lettre d'appui de la Commission nationale", "04_Commission_nationale"),
        Slot.SUPPORT_LETTER: ("Lettre de soutien {number}", "Soutien {number} - association", "Lettre_soutien_{number}"),
        Slot.PHOTOGRAPH: ("Photo {number}", "Photographie {number} {city}", "Photo_{number}_fête"),
        Slot.RIGHTS_FORM: ("Cession de droits photo {number}", "Registre de photos {number}", "Cession_droits_{number}"),
    },
    "es": {
        Slot.LIST_OF_DOCUMENTS: ("Lista de documentos", "Relación de documentos", "00_Lista completa de documentos"),
        Slot.FORM: ("Formulario de candidatura {city}", "Formulario {year}", "02_Formulario_{city}"),
        Slot.LETTER_OF_INTENT: ("Carta de intención del Alcalde", "Carta_de_intención_{city}", "01 Carta de la Alcaldesa"),
        Slot.ENDORSEMENT: ("Carta de aval Comisión Nacional", "Aval de la Comisión Nacional", "04_Comisión_Nacional_UNESCO"),
        Slot.SUPPORT_LETTER: ("Carta de apoyo {number}", "Carta apoyo asociación {number}", "Apoyo_{number}_federación"),
        Slot.PHOTOGRAPH: ("Foto {number}", "Foto {number} - mercado de artesanías", "Fotografía_{number}"),
        Slot.RIGHTS_FORM: ("Cesión de derechos foto {number}", "Registro de fotos {number}", "Cesión_derechos_{number}"),
    },
}  # fmt: skip
# What a scanner names a file by itself: only a reader of the content can sort it.
_BY_THE_SCANNER = "scan_00{number}"
_UNSAFE = re.compile(r'[/\\:*?"<>|\x00-\x1f]')


class Namer:
    """Names the files of one dossier in one language and one habit: the same kind of name for all of a slot."""

    def __init__(self, language: str, source: random.Random, *, city: str, year: int) -> None:
        self._facts = {"city": city, "year": str(year)}
        self._patterns = {slot: source.choice(patterns) for slot, patterns in _NAMES[language].items()}
        self._capitals = source.random() < 0.12

    def stem(self, slot: Slot, number: int = 1) -> str:
        """The name without its ending; `number` counts within the slot."""
        name = _UNSAFE.sub("-", self._patterns[slot].format(number=number, **self._facts))
        return name.upper() if self._capitals else name

    def by_the_scanner(self, number: int) -> str:
        """A name that says nothing."""
        return _BY_THE_SCANNER.format(number=number)
