"""The addresses of the pages; every view behind one has its door (doors.py)."""

from django.urls import path

from kallipolis.web import call, check, desk, files, home, pages, people, people_entrance, register, sign_in_addresses

urlpatterns = [
    path("", home.page, name="home"),
    path("cities/", home.cities, name="cities"),
    path("about/", pages.about, name="about"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("privacy/", pages.privacy, name="privacy"),
    path("desk/", desk.page, name="desk"),
    path("calls/", call.current, name="current"),
    path("calls/<slug:call_id>/", call.page, name="call"),
    path("calls/<slug:call_id>/check/", check.page, name="check"),
    path("calls/<slug:call_id>/form-<slug:language>.docx", call.form, name="form"),
    path("calls/<slug:call_id>/rules.json", call.rules_as_data, name="rules_as_data"),
    path("files/<slug:public_id>/", files.fetch, name="file"),
    path("account/", people.account, name="account"),
    path("account/about-me/", people.about_me, name="about_me"),
    path("account/devices/<int:number>/end/", people.end_device, name="end_device"),
    *sign_in_addresses.urlpatterns,
    path("people/", people.listed, name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/grant/", people.grant, name="grant"),
    path("people/roles/<int:number>/withdraw/", people.withdraw, name="withdraw_role"),
    path("people/invitations/<int:number>/again/", people.invite_again, name="invite_again"),
    path("people/invitations/<int:number>/withdraw/", people.withdraw_invitation, name="withdraw_invitation"),
    path("sign-in/link/", people_entrance.ask_for_link, name="ask_for_sign_in_link"),
    path("sign-in/link/sent/", people_entrance.link_sent, name="sign_in_link_sent"),
    path("sign-in/<slug:secret>/", people_entrance.use_link, name="sign_in_link"),
    path("invitations/<slug:secret>/", people_entrance.invitation, name="invitation"),
    path("register/", register.states, name="register"),
    path("register/cities/", register.cities, name="register_cities"),
    path("register/calls/", register.calls, name="register_calls"),
    path("theme/", call.theme, name="theme"),
]
