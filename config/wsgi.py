"""What gunicorn serves: `gunicorn config.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

# Load every page's code before gunicorn forks: the workers share it, and the first visitor
# does not wait for it.
get_resolver().url_patterns  # noqa: B018
