"""A form of the house: every control has its label, hint and error, bound to it, and says first what needs another look."""

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory

from tests.web.markup import faults, one, tree, words


class Asked(forms.Form):
    """One field of each kind."""

    city = forms.CharField(label="City", help_text="As it is written at home.")
    why = forms.CharField(label="Why", widget=forms.Textarea, required=False)
    field = forms.ChoiceField(label="Field", choices=[("music", "Music"), ("film", "Film")])
    way = forms.ChoiceField(label="Way", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    sure = forms.BooleanField(label="I am sure", help_text="There is no way back.")
    letter = forms.FileField(label="Letter", required=False)
    key = forms.CharField(widget=forms.HiddenInput, initial="k")


def drawn(data=None):
    template = Template("<main>{% include 'forms/_errors.html' %}<form>{{ form }}</form></main>")
    html = template.render(Context({"form": Asked(data), "request": RequestFactory().get("/")}))

    class Response:
        content = html.encode()

    return Response()


@pytest.mark.parametrize(
    "data", [None, {}, {"city": "<b>Tavoa</b>", "field": "film", "way": "b", "sure": "on", "key": "k"}]
)
def test_it_is_well_formed_and_every_reference_leads_somewhere(data):
    assert faults(drawn(data).content.decode()) == []


def test_a_control_has_its_label_its_hint_and_the_class_of_its_kind():
    page = tree(drawn())
    city = one(page, "//input[@name='city']")
    assert (city.get("class"), city.get("aria-describedby")) == ("input", "id_city_helptext")
    assert words(one(page, "//label[@for='id_city']")) == "City"
    assert words(one(page, "//*[@id='id_city_helptext']")) == "As it is written at home."
    assert one(page, "//select").get("class") == "select"
    assert one(page, "//textarea").get("class") == "textarea small"
    assert words(one(page, "//label[@for='id_why']")) == "Why (optional)"
    assert words(one(page, "//legend")) == "Way"


def test_an_error_is_said_at_the_head_and_at_the_control_and_the_text_is_still_there():
    page = tree(drawn({"city": "", "why": "Because <of> it", "field": "opera"}))
    summary = one(page, "//main/*[1]")
    assert (summary.get("role"), summary.get("tabindex"), "autofocus" in summary.attrib) == ("alert", "-1", True)
    assert "City: This field is required." in words(summary)
    city = one(page, "//input[@name='city']")
    assert (city.get("aria-invalid"), city.get("aria-describedby")) == ("true", "id_city_helptext id_city_error")
    assert one(page, "//div[contains(@class, 'field')][.//input[@name='city']]").get("data-state") == "error"
    assert one(page, "//textarea").text.strip() == "Because <of> it"


def test_every_link_of_the_summary_leads_to_a_control_that_takes_the_focus():
    page = tree(drawn({}))
    for address in page.xpath("//div[@class='errors']//a/@href"):
        target = one(page, f"//*[@id='{address[1:]}']")
        assert target.tag in {"input", "select", "textarea"} or target.xpath(".//input")
