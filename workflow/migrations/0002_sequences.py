"""Sequences of the reference numbers that every room draws from."""

from django.db import migrations

from workflow.numbers import create_sequence

PREFIXES = ("T", "B", "C", "LA", "L", "Q", "I", "P")


class Migration(migrations.Migration):
    dependencies = [("workflow", "0001_initial")]
    operations = [migrations.RunSQL(*create_sequence(prefix)) for prefix in PREFIXES]
