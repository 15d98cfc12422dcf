"""Licensing whole: versions of licence types are cases, applications change licences."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import licensing.models.licence_type_version
from workflow.numbers import create_sequence

# Versions that were there already get their numbers, in the order in which they were made.
NUMBERED = """
    UPDATE licensing_licencetypeversion
       SET reference = 'LT-' || extract(year FROM now()) || '-'
                       || lpad(nextval('number_lt')::text, 6, '0')
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_personal_keys"),
        ("licensing", "0001_initial"),
        ("vendors", "0005_one_category_a_number"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="application",
            name="one_open_change_a_licence",
        ),
        migrations.RemoveConstraint(
            model_name="application",
            name="one_open_application",
        ),
        migrations.RemoveConstraint(
            model_name="licencetypeversion",
            name="one_version_in_force",
        ),
        migrations.RenameField("licencetypeversion", "status", "state"),
        migrations.AddField(
            model_name="application",
            name="assigned_to",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="case officer",
            ),
        ),
        migrations.AddField(
            model_name="application",
            name="base_version",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="licensing.licenceversion",
            ),
        ),
        migrations.AddField(
            model_name="application",
            name="conditions",
            field=models.JSONField(blank=True, default=list, verbose_name="conditions"),
        ),
        migrations.AddField(
            model_name="licencetypeversion",
            name="aims",
            field=models.JSONField(
                blank=True,
                default=licensing.models.licence_type_version.every_change,
                verbose_name="changes that can be applied for",
            ),
        ),
        migrations.AddField(
            model_name="licencetypeversion",
            name="answer_days",
            field=models.PositiveSmallIntegerField(
                default=30,
                help_text="An application that nobody answers for within them lapses.",
                verbose_name="days to answer",
            ),
        ),
        migrations.AddField(
            model_name="licencetypeversion",
            name="appeal_days",
            field=models.PositiveSmallIntegerField(default=30, verbose_name="days to appeal"),
        ),
        migrations.AddField(
            model_name="licencetypeversion",
            name="created_at",
            field=models.DateTimeField(
                default=django.utils.timezone.now, editable=False, verbose_name="begun"
            ),
        ),
        migrations.AddField(
            model_name="licencetypeversion",
            name="created_by",
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
            model_name="licencetypeversion",
            name="depends_on",
            field=models.ManyToManyField(
                blank=True,
                related_name="needed_by",
                to="licensing.licencetype",
                verbose_name="licences that must be held with it",
            ),
        ),
        migrations.AddField(
            model_name="licencetypeversion",
            name="due_on",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="due"),
        ),
        migrations.AddField(
            model_name="licencetypeversion",
            name="fees",
            field=models.JSONField(blank=True, default=dict, verbose_name="fees"),
        ),
        migrations.AddField(
            model_name="licencetypeversion",
            name="imported",
            field=models.BooleanField(default=False, editable=False, verbose_name="imported"),
        ),
        migrations.AddField(
            model_name="licencetypeversion",
            name="late_renewal_days",
            field=models.PositiveSmallIntegerField(
                default=60,
                help_text="0: whoever is late applies anew.",
                verbose_name="late renewal (days after the end)",
            ),
        ),
        migrations.AddField(
            model_name="licencetypeversion",
            name="legal_basis",
            field=models.TextField(blank=True, verbose_name="legal basis"),
        ),
        migrations.AddField(
            model_name="licencetypeversion",
            name="legal_basis_ar",
            field=models.TextField(blank=True, null=True, verbose_name="legal basis"),
        ),
        migrations.AddField(
            model_name="licencetypeversion",
            name="legal_basis_en",
            field=models.TextField(blank=True, null=True, verbose_name="legal basis"),
        ),
        migrations.AddField(
            model_name="licencetypeversion",
            name="proposed_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="proposed by",
            ),
        ),
        migrations.AddField(
            model_name="licencetypeversion",
            name="reference",
            field=models.CharField(editable=False, max_length=30, null=True, verbose_name="number"),
        ),
        migrations.RunSQL(*create_sequence("LT")),
        migrations.RunSQL(NUMBERED, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="licencetypeversion",
            name="reference",
            field=models.CharField(
                editable=False, max_length=30, unique=True, verbose_name="number"
            ),
        ),
        migrations.AddField(
            model_name="licencetypeversion",
            name="renewal_opens_days",
            field=models.PositiveSmallIntegerField(
                default=90, verbose_name="renewal opens (days before the end)"
            ),
        ),
        migrations.AddField(
            model_name="licencetypeversion",
            name="stages",
            field=models.JSONField(blank=True, default=list, verbose_name="stages"),
        ),
        migrations.AlterField(
            model_name="licencetypeversion",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "In preparation"),
                    ("proposed", "Proposed"),
                    ("active", "In force"),
                    ("retired", "No longer in force"),
                    ("discarded", "Discarded"),
                ],
                default="draft",
                max_length=50,
            ),
        ),
        migrations.AddField(
            model_name="licencetypeversion",
            name="tacit_approval",
            field=models.BooleanField(
                default=False,
                help_text="Approved by itself when the working days to a decision have run out.",
                verbose_name="silence is consent",
            ),
        ),
        migrations.AddField(
            model_name="licencetypeversion",
            name="term_ends",
            field=models.CharField(
                choices=[
                    ("anniversary", "on the anniversary of the first day"),
                    ("year_end", "with the calendar year"),
                ],
                default="anniversary",
                max_length=12,
                verbose_name="a term ends",
            ),
        ),
        migrations.AlterField(
            model_name="application",
            name="aim",
            field=models.CharField(
                choices=[
                    ("new", "New licence"),
                    ("renew", "Renewal"),
                    ("amend", "Amendment"),
                    ("transfer", "Transfer to another company"),
                    ("replace", "Duplicate of the certificate"),
                    ("surrender", "Surrender"),
                ],
                default="new",
                max_length=20,
                verbose_name="aim",
            ),
        ),
        migrations.AlterField(
            model_name="application",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "Draft"),
                    ("submitted", "Submitted"),
                    ("screening", "Being checked for completeness"),
                    ("in_review", "In review"),
                    ("information_requested", "Information requested"),
                    ("returned", "Returned"),
                    ("awaiting_decision", "Awaiting decision"),
                    ("approved", "Approved"),
                    ("awaiting_payment", "Awaiting payment"),
                    ("issued", "Licence issued"),
                    ("refused", "Refused"),
                    ("withdrawn", "Withdrawn"),
                    ("lapsed", "Lapsed"),
                ],
                default="draft",
                max_length=50,
            ),
        ),
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
                ],
                default="active",
                max_length=50,
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("licence__isnull", False),
                    models.Q(
                        ("state__in", ["issued", "refused", "withdrawn", "lapsed"]), _negated=True
                    ),
                ),
                fields=("licence",),
                name="one_open_change_a_licence",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("aim", "new"),
                    ("is_exclusive", True),
                    models.Q(
                        ("state__in", ["issued", "refused", "withdrawn", "lapsed"]), _negated=True
                    ),
                ),
                fields=("company", "licence_type"),
                name="one_open_application",
            ),
        ),
        migrations.AddConstraint(
            model_name="licencetypeversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "active")),
                fields=("licence_type",),
                name="one_version_in_force",
            ),
        ),
    ]
