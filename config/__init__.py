"""Wiring and nothing else: settings, addresses, Celery, WSGI and what starts them."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
