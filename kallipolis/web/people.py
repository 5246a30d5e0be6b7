"""The account of whom one is, and the people of the house: who has which role, who is invited, what the reader may change."""

from __future__ import annotations

from zoneinfo import available_timezones

from allauth.usersessions.internal.flows.sessions import end_sessions
from allauth.usersessions.models import UserSession
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kallipolis.actions.people import accounts, roles
from kallipolis.queries import people
from kallipolis.rulebook.people import GRANTED, ROLES
from kallipolis.rulebook.permission import Deed, Refused
from kallipolis.web import clock
from kallipolis.web.actor import actor_behind, confirmed_lately, forget
from kallipolis.web.doors import READING, SENDING, door
from kallipolis.web.reader import keep_language
from kallipolis.web.sign_in_addresses import ask_anew
from kallipolis.web.wording import ReaderWording


class AboutMe(forms.Form):
    """How somebody wants to be called and spoken to."""

    name = forms.CharField(label=_("Name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    language = forms.ChoiceField(label=_("Language of letters and pages"), choices=settings.LANGUAGES)
    zone = forms.ChoiceField(label=_("Time zone"), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they come
        zones = [(name, name.replace("_", " ")) for name in sorted(available_timezones())]
        self.fields["zone"].choices = [("", gettext("As my browser says")), *zones]  # type: ignore[attr-defined]  # a ChoiceField


class RoleForm(forms.Form):
    """A role over something; the words of the roles are in the reader's language."""

    role = forms.ChoiceField(label=_("Role"))
    over = forms.CharField(
        label=_("For"),
        required=False,
        max_length=120,
        help_text=_(
            "A State (MR), a creative field (design), a city’s number, an application’s reference. Empty: the whole house."
        ),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they come
        say = ReaderWording().say
        choices = [(str(role), say(ROLES[role].name)) for role in GRANTED]
        self.fields["role"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def given(self) -> dict[str, str]:
        """The role and what it is for, as a deed takes them."""
        return {"role": self.cleaned_data["role"], "over": self.cleaned_data["over"].strip()}


class InviteForm(RoleForm):
    """An invitation."""

    email = forms.EmailField(label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    language = forms.ChoiceField(label=_("Language of the letter"), choices=settings.LANGUAGES)
    field_order = ("email", "role", "over", "language")


class GrantForm(RoleForm):
    """A role for somebody with an account."""

    email = forms.EmailField(label=_("E-mail of the account"), widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    field_order = ("email", "role", "over")


@door(Deed.SEE_OWN_ACCOUNT, methods=READING)
def account(request: HttpRequest) -> HttpResponse:
    """Who one is here: name, roles, how one signs in."""
    own = people.own_account(actor_behind(request))
    form = AboutMe(initial={"name": own.name, "language": own.language, "zone": own.zone})
    return render(request, "people/account.html", {"account": own, "form": form})


@door(Deed.CHANGE_OWN_ACCOUNT, methods=SENDING)
def about_me(request: HttpRequest) -> HttpResponse:
    """Change name, language and zone."""
    actor = actor_behind(request)
    form = AboutMe(request.POST)
    if not form.is_valid():
        return render(request, "people/account.html", {"account": people.own_account(actor), "form": form}, status=422)
    accounts.describe_oneself(request.user, actor=actor, clock=clock, **form.cleaned_data)  # type: ignore[arg-type]  # signed in
    messages.success(request, gettext("Your account is changed."))
    response = redirect("account")
    keep_language(response, form.cleaned_data["language"])
    return response


@door(Deed.SEE_PEOPLE, methods=READING)
def listed(request: HttpRequest) -> HttpResponse:
    """Who has an account, and who is invited."""
    return _page(request)


@door(Deed.INVITE, methods=SENDING)
def invite(request: HttpRequest) -> HttpResponseBase:
    """Invite somebody to a role."""
    form = InviteForm(request.POST, prefix="invite")
    if not form.is_valid():
        return _page(request, invite_form=form)
    if not confirmed_lately(request):
        return ask_anew(request)
    try:
        roles.invite(
            form.cleaned_data["email"],
            actor=actor_behind(request),
            clock=clock,
            language=form.cleaned_data["language"],
            **form.given,
        )
    except Refused as refused:
        form.add_error(None, ReaderWording().say(refused.refusal.sentence))
        return _page(request, invite_form=form)
    messages.success(request, gettext("The invitation is on its way."))
    return redirect("people")


@door(Deed.GRANT_ROLE, methods=SENDING)
def grant(request: HttpRequest) -> HttpResponseBase:
    """Give a role to somebody with an account."""
    form = GrantForm(request.POST, prefix="grant")
    if not form.is_valid():
        return _page(request, grant_form=form)
    if not confirmed_lately(request):
        return ask_anew(request)
    number = people.person_with(form.cleaned_data["email"]) or 0
    try:
        roles.grant_role(actor=actor_behind(request), clock=clock, person_id=number, **form.given)
    except Refused as refused:
        form.add_error(None, ReaderWording().say(refused.refusal.sentence))
        return _page(request, grant_form=form)
    forget(request)
    messages.success(request, gettext("The role is given, and she is told."))
    return redirect("people")


@door(Deed.WITHDRAW_ROLE, case=people.case_of_role, methods=SENDING)
def withdraw(request: HttpRequest, number: int) -> HttpResponseBase:
    """Take a role away."""
    if not confirmed_lately(request):
        return ask_anew(request)
    if (granted := roles.role_numbered(number)) is not None:
        roles.withdraw_role(granted, actor=actor_behind(request), clock=clock)
        messages.success(request, gettext("The role is taken away, and she is told."))
    return redirect("people")


@door(Deed.INVITE, case=people.case_of_invitation, methods=SENDING)
def invite_again(request: HttpRequest, number: int) -> HttpResponseBase:
    """Send an invitation once more."""
    if not confirmed_lately(request):
        return ask_anew(request)
    if (invitation := roles.invitation_numbered(number)) is not None:
        roles.invite_again(invitation, actor=actor_behind(request), clock=clock)
        messages.success(request, gettext("The invitation is on its way again, with a new link."))
    return redirect("people")


@door(Deed.WITHDRAW_INVITATION, case=people.case_of_invitation, methods=SENDING)
def withdraw_invitation(request: HttpRequest, number: int) -> HttpResponseBase:
    """Take an invitation back."""
    if (invitation := roles.invitation_numbered(number)) is not None:
        roles.withdraw_invitation(invitation, actor=actor_behind(request), clock=clock)
        messages.success(request, gettext("The invitation is withdrawn."))
    return redirect("people")


@door(Deed.CHANGE_OWN_ACCOUNT, methods=SENDING)
def end_device(request: HttpRequest, number: int) -> HttpResponse:
    """End one session of hers on another device; one that is not hers is none."""
    hers = UserSession.objects.filter(user=request.user.pk or 0, pk=number)
    end_sessions(request, list(hers))
    return redirect("usersessions_list")


def _page(
    request: HttpRequest, *, invite_form: InviteForm | None = None, grant_form: GrantForm | None = None
) -> HttpResponse:
    sought = request.GET.get("q", "").strip()[:100]
    page = people.people_page(actor_behind(request), now=clock.now(), sought=sought)
    wrong = invite_form or grant_form
    context = {
        "page": page,
        "sought": sought,
        "form": wrong,
        "invite_form": invite_form or InviteForm(prefix="invite"),
        "grant_form": grant_form or GrantForm(prefix="grant"),
    }
    return render(request, "people/page.html", context, status=422 if wrong else 200)
