from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "sikkerhedsnet.web"
    label = "web"
