"""Fee schedules in the place of one fee, ISIC activities in the place of a code; who may apply,
what the finder asks, and applications begun together."""

from decimal import Decimal
from typing import Any

from django.db import migrations, models

from vendors.categories import plant
from vendors.isic import section_of


def move_fees_and_codes(apps: Any, schema_editor: Any) -> None:
    """Each fee becomes a fixed row, each code an activity; a code that is not in the tree yet is
    added under the words its licence type used. The list of the United Nations renames it."""
    category = apps.get_model("vendors", "Category")
    added = False
    for version in apps.get_model("licensing", "LicenceTypeVersion").objects.all():
        if version.fee and not version.fees:
            version.fees = {"rows": [_row(version.fee)]}
            version.save(update_fields=["fees"])
        code = version.isic_code
        if not code or not section_of(code):
            continue
        arabic = version.activity_ar or version.activity_en or code
        english = version.activity_en or version.activity_ar or code
        names = {"name": arabic, "name_ar": arabic, "name_en": english}
        found, made = category.objects.get_or_create(
            code=f"I{code}", defaults={"scheme": "isic", "number": code, **names}
        )
        version.activities.add(found)
        added = added or made
    if added:
        plant("isic", category)


def _row(fee: Decimal) -> dict[str, Any]:
    return {
        "key": "fee",
        "kind": "base",
        "label": {"ar": "رسم الرخصة", "en": "Licence fee"},
        "aims": ["new", "renew"],
        "amount": f"{fee.normalize():f}",
    }


class Migration(migrations.Migration):
    dependencies = [
        ("licensing", "0010_catalogue_editor"),
        ("vendors", "0020_isic"),
    ]

    operations = [
        migrations.AddField(
            model_name="invoice",
            name="lines",
            field=models.JSONField(blank=True, default=list, editable=False, verbose_name="lines"),
        ),
        migrations.AddField(
            model_name="application",
            name="bundle",
            field=models.UUIDField(blank=True, db_index=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="licencetypeversion",
            name="may_apply",
            field=models.JSONField(blank=True, default=dict, verbose_name="who may apply"),
        ),
        migrations.AddField(
            model_name="licencetypeversion",
            name="finder",
            field=models.JSONField(
                blank=True, default=dict, verbose_name="where the finder offers it"
            ),
        ),
        migrations.AddField(
            model_name="licencetypeversion",
            name="activities",
            field=models.ManyToManyField(
                blank=True,
                limit_choices_to={"scheme": "isic"},
                related_name="licensed_by",
                to="vendors.category",
                verbose_name="activities (ISIC Rev. 4)",
            ),
        ),
        migrations.RunPython(move_fees_and_codes, migrations.RunPython.noop),
    ]
