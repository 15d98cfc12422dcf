"""Seeds the divisions of both schemes; gives registrations that have no year theirs."""

from datetime import timedelta
from typing import Any

from django.db import migrations
from django.db.models import F
from django.utils import timezone

from vendors.categories import seed


def add_divisions(apps: Any, schema_editor: Any) -> None:
    category = apps.get_model("vendors", "Category")
    category.objects.filter(number="").update(number=F("code"))
    seed(category)


def begin_years(apps: Any, schema_editor: Any) -> None:
    """Whoever was registered before years were counted has one from today."""
    day = timezone.localdate()
    apps.get_model("vendors", "Company").objects.filter(
        state="registered", imported=False, registered_until__isnull=True
    ).update(year_anchor=day, registered_until=day + timedelta(days=365))


class Migration(migrations.Migration):
    dependencies = [("vendors", "0003_companies_in_full")]

    operations = [
        migrations.RunPython(add_divisions, migrations.RunPython.noop),
        migrations.RunPython(begin_years, migrations.RunPython.noop),
    ]
