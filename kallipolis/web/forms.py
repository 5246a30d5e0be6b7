"""How the fields of a form are drawn: label, hint, control, error, each bound to the control that it speaks of."""

from __future__ import annotations

from django.forms import BoundField, CheckboxInput, FileInput, HiddenInput, RadioSelect, Select, Textarea
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import SafeString


class HouseRenderer(TemplatesSetting):
    """Django's forms in the look of the house: `{{ form }}` whole, `{{ field.as_field_group }}` one by one."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"


def control(field: BoundField) -> SafeString:
    """The control of a field with the class of its kind; Django itself binds hint and error to it."""
    widget = field.field.widget
    if isinstance(widget, (CheckboxInput, RadioSelect, FileInput, HiddenInput)):
        return field.as_widget()
    kind = "select" if isinstance(widget, Select) else "textarea small" if isinstance(widget, Textarea) else "input"
    return field.as_widget(attrs={"class": f"{kind} {widget.attrs.get('class', '')}".strip()})


def is_choice(field: BoundField) -> bool:
    """Whether the label stands behind the control, as behind a box to tick."""
    return isinstance(field.field.widget, CheckboxInput)


def is_group(field: BoundField) -> bool:
    """Whether the field is several controls under one heading."""
    return bool(field.field.widget.use_fieldset)
