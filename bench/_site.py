"""The whole site as a WSGI application, and beside it the baseline's view, behind sign-in."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from django.conf import settings
from django.urls import path

settings.ROOT_URLCONF = __name__

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from django.contrib.auth.decorators import login_required

from bench._plain import view

from config.urls import urlpatterns as of_the_site

urlpatterns = [path("plain/", login_required(view)), *of_the_site]
