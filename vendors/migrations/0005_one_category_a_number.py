"""A number stands once in its scheme, now that they are there; sequences of two new kinds."""

from django.db import migrations, models

from workflow.numbers import create_sequence


class Migration(migrations.Migration):
    dependencies = [("vendors", "0004_divisions")]

    operations = [
        *(migrations.RunSQL(*create_sequence(prefix)) for prefix in ("CR", "AR")),
        migrations.AddConstraint(
            model_name="category",
            constraint=models.UniqueConstraint(
                fields=("scheme", "number"), name="one_category_a_number"
            ),
        ),
    ]
