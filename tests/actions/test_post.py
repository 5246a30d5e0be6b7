"""Letters are drawn up in the recipient's language, on one line of subject, with links of the site's own address."""

import pytest

from kallipolis.actions.post import drawn_up, on_the_site
from kallipolis.rulebook.clock import SYSTEM_CLOCK
from kallipolis.rulebook.people import ROLES, Role
from kallipolis.rulebook.permission import Deed
from kallipolis.rulebook.sentence import sentence


def a_letter(**changes):
    facts = {"what": sentence("Your password was changed."), "address": on_the_site("/account/")}
    return drawn_up(Deed.CHANGE_OWN_ACCOUNT, to="ana@people.example", clock=SYSTEM_CLOCK, facts={**facts, **changes})


def test_a_letter_says_what_happened_in_text_and_in_html():
    letter = a_letter()
    assert letter.subject == "Your account: Your password was changed."
    assert letter.text.startswith("Your password was changed.\n")
    assert "<p>Your password was changed.<br>" in letter.html


def test_links_begin_with_the_address_of_the_setting(settings):
    settings.KALLIPOLIS_ADDRESS = "https://apply.example.org"
    letter = a_letter(address=on_the_site("/account/"))
    assert "https://apply.example.org/account/" in letter.text
    assert letter.message_id.endswith("@apply.example.org>")


def test_a_name_is_a_name_in_the_text_and_never_markup_in_the_html():
    letter = a_letter(what=sentence("{name} & Co.", name="<b>Ana</b>"))
    assert letter.text.startswith("<b>Ana</b> & Co.\n")
    assert "&lt;b&gt;Ana&lt;/b&gt; &amp; Co." in letter.html


def test_a_subject_is_one_line():
    letter = a_letter(what=sentence("{name}", name="Ana\r\nBcc: everybody@people.example"))
    assert letter.subject == "Your account: Ana Bcc: everybody@people.example"


@pytest.mark.parametrize("role", [Role.HEAD, Role.EVALUATOR])
def test_an_invitation_names_the_role(role):
    facts = {"role": ROLES[role].name, "about": ROLES[role].about, "over": "", "address": on_the_site("/x/"),
             "ends_at": SYSTEM_CLOCK.now()}  # fmt: skip
    letter = drawn_up(Deed.INVITE, to="ana@people.example", clock=SYSTEM_CLOCK, facts=facts)
    assert letter.subject == f"You are invited: {ROLES[role].name}"


@pytest.mark.parametrize(
    ("language", "direction", "said"),
    [
        ("fr", "ltr", "Votre compte : Votre mot de passe a été modifié."),
        ("ru", "ltr", "Ваша учётная запись: Ваш пароль изменён."),
        ("ar", "rtl", "حسابك: غُيِّرت كلمة المرور الخاصة بك."),
        ("zh-hans", "ltr", "您的账户：您的密码已更改。"),
    ],
)
def test_a_letter_is_in_the_recipients_language_and_runs_in_its_direction(language, direction, said):
    facts = {"what": sentence("Your password was changed."), "address": on_the_site("/account/")}
    letter = drawn_up(
        Deed.CHANGE_OWN_ACCOUNT, to="a@people.example", clock=SYSTEM_CLOCK, facts=facts, language=language
    )
    assert letter.subject == said
    assert f'<html lang="{language}" dir="{direction}">' in letter.html
