"""The floor: a bare Django view that reads and renders one row, and one of fifty rows; then the site's own addresses."""

from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.urls import include, path

from kallipolis.models import City

_ENGINE = Engine()
_ROW = "<tr><th>{{ city.name }}</th><td>{{ city.state.name }}</td><td>{{ city.field }}</td><td>{{ city.designated_in }}</td></tr>"
_ONE = _ENGINE.from_string(
    f"<!DOCTYPE html><html lang=en><title>City</title><body><h1>A city</h1><table>{_ROW}</table></body></html>"
)
_FIFTY = _ENGINE.from_string(
    "<!DOCTYPE html><html lang=en><title>Cities</title><body><h1>Cities</h1><table>"
    f"{{% for city in cities %}}{_ROW}{{% endfor %}}</table></body></html>"
)


def one(request: HttpRequest) -> HttpResponse:
    """One row, read and drawn."""
    city = City.objects.select_related("state").order_by("name")[0]
    return HttpResponse(_ONE.render(Context({"city": city})))


def fifty(request: HttpRequest) -> HttpResponse:
    """Fifty rows, read and drawn."""
    cities = City.objects.select_related("state").order_by("name")[:50]
    return HttpResponse(_FIFTY.render(Context({"cities": cities})))


urlpatterns = [path("bare/one/", one), path("bare/fifty/", fifty), path("", include("config.urls"))]

handler404 = "kallipolis.web.errors.not_found"
