from django.urls import path

from . import styleguide

app_name = "web"

urlpatterns = [path("stil/", styleguide.styleguide, name="styleguide")]
