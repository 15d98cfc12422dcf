"""The whole site as a WSGI application, and beside it the baseline's view, behind sign-in."""

import os

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
settings.ROOT_URLCONF = "bench._site_urls"
django.setup(set_prefix=False)
application = WSGIHandler()
