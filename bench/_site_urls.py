"""The site's addresses, and one more: the baseline's view for whoever is signed in."""

from django.contrib.auth.decorators import login_required
from django.urls import path

from bench._plain import view
from config.urls import urlpatterns as of_the_site

urlpatterns = [path("plain/", login_required(view)), *of_the_site]
