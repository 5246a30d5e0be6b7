"""The address book of the site: whatever people see is in kallipolis.web."""

from django.urls import include, path

urlpatterns = [path("", include("kallipolis.web.urls"))]

handler400 = "kallipolis.web.errors.bad_request"
handler403 = "kallipolis.web.errors.forbidden"
handler404 = "kallipolis.web.errors.not_found"
handler500 = "kallipolis.web.errors.server_error"
# Django has no such handler; the sign-in library looks for it here.
handler429 = "kallipolis.web.errors.too_many_requests"
