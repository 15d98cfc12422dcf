"""Changes of licences, measures against them, appeals; every version keeps its own paper."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from workflow.numbers import create_sequence


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_personal_keys"),
        ("licensing", "0050_bank_transfers"),
        ("vendors", "0005_one_category_a_number"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        *(migrations.RunSQL(*create_sequence(prefix)) for prefix in ("LM", "AP")),
        migrations.AddField(
            model_name="application",
            name="accepted_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="accepted"
            ),
        ),
        migrations.AddField(
            model_name="application",
            name="accepted_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="application",
            name="declared_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="declared"
            ),
        ),
        migrations.AddField(
            model_name="application",
            name="to_company",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="vendors.company",
                verbose_name="company that takes it over",
            ),
        ),
        migrations.AddField(
            model_name="application",
            name="why",
            field=models.CharField(
                blank=True,
                choices=[
                    ("lost", "It was lost"),
                    ("stolen", "It was stolen"),
                    ("damaged", "It is damaged"),
                ],
                max_length=20,
                verbose_name="reason",
            ),
        ),
        migrations.AddField(
            model_name="application",
            name="why_words",
            field=models.TextField(blank=True, verbose_name="reasons"),
        ),
        migrations.AddField(
            model_name="licence",
            name="ended_suspended",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name="licence",
            name="holder_noted",
            field=models.CharField(blank=True, editable=False, max_length=20),
        ),
        migrations.AddField(
            model_name="licence",
            name="late_from",
            field=models.DateField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="licence",
            name="suspended_until",
            field=models.DateField(
                blank=True,
                editable=False,
                null=True,
                verbose_name="suspended until (first day without)",
            ),
        ),
        migrations.AddField(
            model_name="licenceversion",
            name="copy",
            field=models.PositiveSmallIntegerField(default=1, verbose_name="copy"),
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
            name="Measure",
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
                            ("hearing", "The company can be heard"),
                            ("answered", "The company was heard"),
                            ("imposed", "Imposed"),
                            ("dropped", "Dropped"),
                            ("overturned", "Overturned on appeal"),
                        ],
                        default="hearing",
                        max_length=50,
                    ),
                ),
                (
                    "intended",
                    models.CharField(
                        choices=[
                            ("suspend", "Suspension"),
                            ("revoke", "Revocation"),
                            ("conditions", "Further conditions"),
                        ],
                        max_length=12,
                        verbose_name="intended",
                    ),
                ),
                ("reasons", models.TextField(verbose_name="reasons")),
                ("hear_through", models.DateField(verbose_name="answer by")),
                ("is_urgent", models.BooleanField(default=False, verbose_name="suspended at once")),
                ("answer_text", models.TextField(blank=True, verbose_name="what the company says")),
                (
                    "answered_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="answered"
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("suspend", "Suspension"),
                            ("revoke", "Revocation"),
                            ("conditions", "Further conditions"),
                        ],
                        editable=False,
                        max_length=12,
                        verbose_name="decision",
                    ),
                ),
                (
                    "decision_reasons",
                    models.TextField(
                        blank=True, editable=False, verbose_name="reasons of the decision"
                    ),
                ),
                (
                    "until",
                    models.DateField(
                        blank=True, editable=False, null=True, verbose_name="suspended until"
                    ),
                ),
                (
                    "condition_rows",
                    models.JSONField(
                        blank=True, default=list, editable=False, verbose_name="conditions"
                    ),
                ),
                (
                    "decided_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="decided"
                    ),
                ),
                (
                    "ended_on",
                    models.DateField(
                        blank=True, editable=False, null=True, verbose_name="ended on"
                    ),
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
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="vendors.company",
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
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "licence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="measures",
                        to="licensing.licence",
                        verbose_name="licence",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "measure",
                "verbose_name_plural": "measures",
            },
        ),
        migrations.CreateModel(
            name="Appeal",
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
                            ("filed", "Filed"),
                            ("admitted", "Admitted"),
                            ("inadmissible", "Not admitted"),
                            ("upheld", "Upheld"),
                            ("dismissed", "Dismissed"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="filed",
                        max_length=50,
                    ),
                ),
                ("grounds", models.TextField(verbose_name="grounds")),
                ("wanted", models.TextField(blank=True, verbose_name="what is asked for")),
                (
                    "remedy",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("grant", "The application is granted"),
                            ("again", "The application is decided about again"),
                            ("undo", "The measure is undone"),
                        ],
                        editable=False,
                        max_length=10,
                        verbose_name="what follows",
                    ),
                ),
                (
                    "decision_reasons",
                    models.TextField(
                        blank=True, editable=False, verbose_name="reasons of the decision"
                    ),
                ),
                (
                    "decided_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="decided"
                    ),
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
                    "application",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appeals",
                        to="licensing.application",
                    ),
                ),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="vendors.company",
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
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "origin",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.agency",
                        verbose_name="decision of",
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appeals",
                        to="licensing.measure",
                    ),
                ),
            ],
            options={
                "verbose_name": "appeal",
                "verbose_name_plural": "appeals",
            },
        ),
        migrations.AddField(
            model_name="licenceversion",
            name="measure",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="licence_versions",
                to="licensing.measure",
            ),
        ),
        migrations.AddIndex(
            model_name="measure",
            index=models.Index(fields=["company", "-id"], name="measure_company"),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["hearing", "answered"])),
                fields=("licence",),
                name="one_open_hearing_a_licence",
            ),
        ),
        migrations.AddIndex(
            model_name="appeal",
            index=models.Index(fields=["company", "-id"], name="appeal_company"),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("application__isnull", False), ("measure__isnull", True)),
                    models.Q(("application__isnull", True), ("measure__isnull", False)),
                    _connector="OR",
                ),
                name="appeal_against_one_decision",
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["filed", "admitted"])),
                fields=("application",),
                name="one_open_appeal_an_application",
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["filed", "admitted"])),
                fields=("measure",),
                name="one_open_appeal_a_measure",
            ),
        ),
    ]
