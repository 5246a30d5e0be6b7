"""Ways in that come by letter: a link to sign in, an invitation. Looking at one changes nothing; a button uses it, once."""

from __future__ import annotations

from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django import forms
from django.contrib import messages
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from kallipolis.actions.people import roles, signing_in
from kallipolis.queries import people
from kallipolis.rulebook.permission import Refused
from kallipolis.web import clock, errors, rates
from kallipolis.web.actor import actor_behind, forget
from kallipolis.web.doors import READING, SENDING, Audience, door
from kallipolis.web.wording import ReaderWording


class LinkForm(forms.Form):
    """For whom a link is asked."""

    email = forms.EmailField(label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "email"}))


class NewAccountForm(forms.Form):
    """What somebody says of herself who takes up an invitation and has no account yet."""

    name = forms.CharField(label=_("Name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_(
            "At least 12 characters. A sentence that only you would write is good; a password manager is better."
        ),
    )

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        try:
            return str(get_adapter().clean_password(password))
        except ValidationError as weak:
            raise forms.ValidationError(list(weak.messages)) from None


@door(Audience.PUBLIC, methods=READING | SENDING, kept=False)
def ask_for_link(request: HttpRequest) -> HttpResponseBase:
    """Ask for a link to sign in. The answer is the same for every address, whether somebody has it or not."""
    form = LinkForm(request.POST or None)
    if request.method in READING or not form.is_valid():
        return render(request, "people/ask_for_link.html", {"form": form}, status=422 if form.errors else 200)
    email = form.cleaned_data["email"].strip().lower()
    if (stopped := rates.stopped(request)) is not None:
        return stopped
    signing_in.ask_for_link(email, actor=actor_behind(request), clock=clock, language=get_language() or "en")
    return redirect("sign_in_link_sent")


@door(Audience.PUBLIC, methods=READING, kept=False)
def link_sent(request: HttpRequest) -> HttpResponse:
    """What to do after having asked for a link."""
    return render(request, "people/link_sent.html")


@door(Audience.PUBLIC, methods=READING | SENDING, kept=False)
def use_link(request: HttpRequest, secret: str) -> HttpResponseBase:
    """A page with one button, whatever the link is: a scanner that opens it learns and uses up nothing."""
    if request.method in READING:
        return render(request, "people/use_link.html", {"secret": secret})
    try:
        person = signing_in.use_link(secret, actor=actor_behind(request), clock=clock)
    except Refused as refused:
        context = {"refusal": refused.refusal, "form": LinkForm()}
        return render(request, "people/ask_for_link.html", context, status=403)
    record_authentication(request, person, method="link")
    return perform_login(request, Login(user=person, email=person.email))


@door(Audience.PUBLIC, methods=READING | SENDING, kept=False)
def invitation(request: HttpRequest, secret: str) -> HttpResponseBase:
    """The page of an invitation: to accept it with the account one has, or with a new one."""
    actor = actor_behind(request)
    page = people.invitation_behind(secret, actor, now=clock.now())
    if page is None:
        return _spent(request)
    form = NewAccountForm(request.POST if request.method in SENDING and not page.has_account else None)
    sign_in = f"{reverse('account_login')}?{urlencode({'next': request.path})}"
    context = {"page": page, "form": form, "sign_in_address": sign_in, "is_signed_in": actor.person is not None}
    if request.method in READING or (form.is_bound and not form.is_valid()):
        return render(request, "people/invitation.html", context, status=422 if form.errors else 200)
    given = {}
    if form.is_bound:
        # Digested before the deed takes its lock: that takes its time.
        given = {"name": form.cleaned_data["name"], "hashed": make_password(form.cleaned_data["password"])}
    try:
        person = roles.accept_invitation(secret, actor=actor, clock=clock, language=get_language() or "en", **given)
    except Refused as refused:
        return render(request, "people/invitation.html", {**context, "refusal": refused.refusal}, status=403)
    messages.success(request, gettext("Welcome. The role is yours."))
    if not form.is_bound:
        forget(request)
        return redirect("desk")
    # She chose the password a moment ago: it need not be asked again for what comes next.
    record_authentication(request, person, method="password", reauthenticated=True)
    return perform_login(request, Login(user=person, email=person.email))


def _spent(request: HttpRequest) -> HttpResponse:
    return errors.stop(
        request,
        410,
        gettext("This invitation opens nothing any longer"),
        text=ReaderWording().say(roles.INVITATION_IS_SPENT),
        way_on=errors.WayOn(gettext("Sign in"), reverse("account_login")),
    )
