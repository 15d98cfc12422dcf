"""Imports of licences, and the words by which licences are found, with the triggers that keep them."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from licensing.searching import no_words_sql, words_sql
from workflow.numbers import create_sequence


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_personal_keys"),
        ("documents", "0002_papers_of_many"),
        ("licensing", "0060_life_of_licences"),
        ("vendors", "0005_one_category_a_number"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="licence",
            name="state",
            field=models.CharField(
                choices=[
                    ("active", "In force"),
                    ("suspended", "Suspended"),
                    ("expired", "Expired"),
                    ("revoked", "Revoked"),
                    ("surrendered", "Surrendered"),
                    ("annulled", "Entered by mistake, taken back"),
                ],
                default="active",
                max_length=50,
            ),
        ),
        migrations.AlterField(
            model_name="licenceversion",
            name="application",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="licence_versions",
                to="licensing.application",
            ),
        ),
        migrations.AlterField(
            model_name="term",
            name="application",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="terms",
                to="licensing.application",
            ),
        ),
        migrations.CreateModel(
            name="ImportBatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reference",
                    models.CharField(
                        editable=False, max_length=30, unique=True, verbose_name="number"
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="begun"
                    ),
                ),
                (
                    "due_on",
                    models.DateField(blank=True, editable=False, null=True, verbose_name="due"),
                ),
                (
                    "imported",
                    models.BooleanField(default=False, editable=False, verbose_name="imported"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("uploaded", "Being checked"),
                            ("checked", "Checked, nothing imported yet"),
                            ("importing", "Being imported"),
                            ("imported", "Imported"),
                            ("undoing", "Being undone"),
                            ("undone", "Undone"),
                            ("discarded", "Discarded"),
                        ],
                        default="uploaded",
                        max_length=50,
                    ),
                ),
                ("file_name", models.CharField(max_length=160, verbose_name="file")),
                (
                    "day_order",
                    models.CharField(
                        choices=[
                            ("iso", "2026-03-31"),
                            ("dmy", "31/3/2026 (day first)"),
                            ("mdy", "3/31/2026 (month first)"),
                        ],
                        default="iso",
                        max_length=3,
                        verbose_name="how days are written",
                    ),
                ),
                ("problem", models.JSONField(blank=True, default=list, editable=False)),
                ("counts", models.JSONField(blank=True, default=dict, editable=False)),
                (
                    "worked_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="accounts.agency",
                        verbose_name="agency",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.storedfile",
                    ),
                ),
            ],
            options={
                "verbose_name": "import of licences",
                "verbose_name_plural": "imports of licences",
            },
        ),
        migrations.CreateModel(
            name="ImportedHolder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=400, unique=True)),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="vendors.company",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ImportRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line", models.PositiveIntegerField(verbose_name="line")),
                (
                    "old_number",
                    models.CharField(
                        blank=True, max_length=100, verbose_name="number in the old system"
                    ),
                ),
                ("holder_key", models.CharField(blank=True, max_length=400)),
                (
                    "holder_name",
                    models.CharField(blank=True, max_length=300, verbose_name="holder"),
                ),
                ("facts", models.JSONField(default=dict)),
                ("notes", models.JSONField(default=list)),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("fine", "Fine"),
                            ("warning", "Fine, with a warning"),
                            ("known", "Imported before"),
                            ("error", "Cannot be imported"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("waiting", "Not imported yet"),
                            ("left_out", "Left out"),
                            ("imported", "Imported"),
                            ("taken_back", "Taken back"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.agency",
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rows",
                        to="licensing.importbatch",
                    ),
                ),
                (
                    "licence",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="import_rows",
                        to="licensing.licence",
                    ),
                ),
            ],
            options={
                "verbose_name": "row of an import",
                "verbose_name_plural": "rows of imports",
                "ordering": ["batch", "line"],
            },
        ),
        migrations.CreateModel(
            name="LicenceWords",
            fields=[
                (
                    "licence",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="words",
                        serialize=False,
                        to="licensing.licence",
                    ),
                ),
                ("words", django.contrib.postgres.search.SearchVectorField()),
                ("place", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["words"], name="licence_words")
                ],
            },
        ),
        migrations.AddIndex(
            model_name="importbatch",
            index=models.Index(
                condition=models.Q(("state__in", ["uploaded", "importing", "undoing"])),
                fields=["worked_at"],
                name="licence_import_work",
            ),
        ),
        migrations.AddIndex(
            model_name="importrow",
            index=models.Index(fields=["batch", "outcome", "id"], name="import_row_outcome"),
        ),
        migrations.AddIndex(
            model_name="importrow",
            index=models.Index(fields=["batch", "verdict", "id"], name="import_row_verdict"),
        ),
        migrations.AddIndex(
            model_name="importrow",
            index=models.Index(fields=["batch", "old_number"], name="import_row_number"),
        ),
        migrations.AddConstraint(
            model_name="importrow",
            constraint=models.UniqueConstraint(fields=("batch", "line"), name="import_row_line"),
        ),
        migrations.AddConstraint(
            model_name="importrow",
            constraint=models.UniqueConstraint(
                condition=models.Q(("outcome", "imported")),
                fields=("agency", "old_number"),
                name="one_import_a_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="importrow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", "imported"), _negated=True),
                    ("licence__isnull", False),
                    _connector="OR",
                ),
                name="imported_row_has_licence",
            ),
        ),
        migrations.RunSQL(*create_sequence("LB")),
        migrations.RunSQL(words_sql(), no_words_sql()),
    ]
