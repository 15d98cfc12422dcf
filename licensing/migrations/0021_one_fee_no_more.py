"""The columns that 0020 has moved elsewhere go; apart from it, for a table that was just written
to is not altered in the same transaction."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("licensing", "0020_fees_and_activities")]

    operations = [
        migrations.RemoveConstraint(
            model_name="licencetypeversion", name="licence_fee_not_negative"
        ),
        migrations.RemoveField(model_name="licencetypeversion", name="fee"),
        migrations.RemoveField(model_name="licencetypeversion", name="isic_code"),
    ]
