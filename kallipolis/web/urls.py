"""The addresses of the pages; every view behind one has its door (doors.py)."""

from django.urls import path

from kallipolis.web import call, check

urlpatterns = [
    path("", call.current, name="current"),
    path("calls/<slug:call_id>/", call.page, name="call"),
    path("calls/<slug:call_id>/check/", check.page, name="check"),
    path("calls/<slug:call_id>/form-<slug:language>.docx", call.form, name="form"),
    path("calls/<slug:call_id>/rules.json", call.rules_as_data, name="rules_as_data"),
    path("theme/", call.theme, name="theme"),
]
