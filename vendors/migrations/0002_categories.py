"""Seeds the lines of business."""

from typing import Any

from django.db import migrations

from vendors.categories import seed


def add_categories(apps: Any, schema_editor: Any) -> None:
    seed(apps.get_model("vendors", "Category"))


class Migration(migrations.Migration):
    dependencies = [("vendors", "0001_initial")]

    operations = [migrations.RunPython(add_categories, migrations.RunPython.noop)]
