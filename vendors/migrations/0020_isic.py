"""ISIC Rev. 4 as a third scheme: its sections, and its divisions below them."""

from typing import Any

from django.db import migrations, models

from vendors.categories import plant, seed


def add_activities(apps: Any, schema_editor: Any) -> None:
    category = apps.get_model("vendors", "Category")
    seed(category)
    plant("isic", category)


class Migration(migrations.Migration):
    dependencies = [("vendors", "0005_one_category_a_number")]

    operations = [
        migrations.AlterField(
            model_name="category",
            name="scheme",
            field=models.CharField(
                choices=[("cpv", "CPV"), ("unspsc", "UNSPSC"), ("isic", "ISIC")],
                default="cpv",
                max_length=10,
                verbose_name="scheme",
            ),
        ),
        migrations.RunPython(add_activities, migrations.RunPython.noop),
    ]
