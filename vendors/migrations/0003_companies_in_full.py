"""Companies in full: owners, credentials, sanctions, access, subscriptions, two schemes."""

import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import vendors.models.access


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_saved_filters"),
        ("vendors", "0002_categories"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AccessRequest",
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
                            ("asked", "Waiting for the owners"),
                            ("accepted", "Accepted"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="asked",
                        max_length=50,
                    ),
                ),
                ("message", models.TextField(blank=True, verbose_name="message")),
            ],
            options={
                "verbose_name": "request for access",
                "verbose_name_plural": "requests for access",
            },
        ),
        migrations.CreateModel(
            name="BeneficialOwner",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="full name")),
                ("nationality", models.CharField(max_length=2, verbose_name="nationality")),
                (
                    "share",
                    models.DecimalField(
                        decimal_places=2, max_digits=5, verbose_name="share in percent"
                    ),
                ),
                ("since", models.DateField(verbose_name="owner since")),
            ],
            options={
                "verbose_name": "beneficial owner",
                "verbose_name_plural": "beneficial owners",
                "ordering": [models.OrderBy(models.F("share"), descending=True), "pk"],
            },
        ),
        migrations.CreateModel(
            name="CompanyAddress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("postal", "Postal address"),
                            ("branch", "Branch"),
                            ("warehouse", "Warehouse"),
                            ("works", "Factory or workshop"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("line", models.CharField(max_length=300, verbose_name="address")),
                ("city", models.CharField(max_length=100, verbose_name="city")),
                (
                    "postal_code",
                    models.CharField(blank=True, max_length=20, verbose_name="postal code"),
                ),
                ("country", models.CharField(max_length=2, verbose_name="country")),
            ],
            options={
                "verbose_name": "further address",
                "verbose_name_plural": "further addresses",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Credential",
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
                            ("given", "Given"),
                            ("confirmed", "Confirmed"),
                            ("refused", "Not accepted"),
                            ("lapsed", "Lapsed"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="given",
                        max_length=50,
                    ),
                ),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("commercial", "Commercial registration"),
                            ("tax", "Tax clearance"),
                            ("social", "Social insurance clearance"),
                            ("chamber", "Membership of a chamber"),
                            ("licence", "Professional or trade licence"),
                            ("grade", "Contractor's classification"),
                            ("iso_9001", "ISO 9001 (quality)"),
                            ("iso_14001", "ISO 14001 (environment)"),
                            ("iso_45001", "ISO 45001 (safety at work)"),
                            ("iso_27001", "ISO/IEC 27001 (information security)"),
                            ("iso_13485", "ISO 13485 (medical devices)"),
                            ("accounts", "Audited accounts"),
                            ("other", "Another credential"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("number", models.CharField(max_length=80, verbose_name="number")),
                ("issuer", models.CharField(max_length=200, verbose_name="issuer")),
                ("valid_from", models.DateField(verbose_name="valid from")),
                (
                    "valid_until",
                    models.DateField(
                        blank=True, null=True, verbose_name="valid until (first day without it)"
                    ),
                ),
                ("remarks", models.TextField(blank=True, editable=False, verbose_name="remarks")),
            ],
            options={
                "verbose_name": "credential",
                "verbose_name_plural": "credentials",
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail address")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("owner", "Owner"),
                            ("bidder", "Bidder"),
                            ("applicant", "Applicant"),
                            ("viewer", "Viewer"),
                        ],
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                ("language", models.CharField(default="ar", max_length=2)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("until", models.DateTimeField(default=vendors.models.access._until)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("accepted", models.BooleanField(default=False)),
            ],
            options={
                "verbose_name": "invitation",
                "verbose_name_plural": "invitations",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                ("case_id", models.BigIntegerField()),
                ("until", models.DateField()),
                ("days", models.PositiveSmallIntegerField()),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "reminder",
                "verbose_name_plural": "reminders",
            },
        ),
        migrations.CreateModel(
            name="Sanction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("suspension", "Suspension"), ("debarment", "Debarment")],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("corruption", "Bribery or corruption"),
                            ("fraud", "False statements or forged documents"),
                            ("collusion", "Collusion with other bidders"),
                            ("conflict", "An undeclared conflict of interest"),
                            ("performance", "Serious failure to perform a contract"),
                            ("conviction", "A court's judgment"),
                            ("obligations", "Taxes or social insurance not paid"),
                            ("other", "Another reason"),
                        ],
                        max_length=20,
                        verbose_name="ground",
                    ),
                ),
                ("reasons", models.TextField(verbose_name="reasons")),
                ("since", models.DateField(verbose_name="from")),
                (
                    "until",
                    models.DateField(
                        blank=True, null=True, verbose_name="until (first day without it)"
                    ),
                ),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="ended on")),
                ("end_reasons", models.TextField(blank=True, verbose_name="why it ended")),
            ],
            options={
                "verbose_name": "sanction",
                "verbose_name_plural": "sanctions",
                "ordering": ["-since", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Subscription",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("own_categories", models.BooleanField(default=False)),
            ],
            options={
                "verbose_name": "subscription",
                "verbose_name_plural": "subscriptions",
            },
        ),
        migrations.RemoveConstraint(
            model_name="company",
            name="one_live_company_a_number",
        ),
        migrations.AddField(
            model_name="category",
            name="number",
            field=models.CharField(default="", max_length=8, verbose_name="number"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="category",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="children",
                to="vendors.category",
                verbose_name="above it",
            ),
        ),
        migrations.AddField(
            model_name="category",
            name="scheme",
            field=models.CharField(
                choices=[("cpv", "CPV"), ("unspsc", "UNSPSC")],
                default="cpv",
                max_length=10,
                verbose_name="scheme",
            ),
        ),
        migrations.AddField(
            model_name="company",
            name="bank_holder",
            field=models.CharField(blank=True, max_length=300, verbose_name="account holder"),
        ),
        migrations.AddField(
            model_name="company",
            name="bank_name",
            field=models.CharField(blank=True, max_length=200, verbose_name="bank"),
        ),
        migrations.AddField(
            model_name="company",
            name="bic",
            field=models.CharField(blank=True, max_length=11, verbose_name="BIC"),
        ),
        migrations.AddField(
            model_name="company",
            name="declared_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="declared"
            ),
        ),
        migrations.AddField(
            model_name="company",
            name="employees",
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name="employees"),
        ),
        migrations.AddField(
            model_name="company",
            name="field_remarks",
            field=models.JSONField(blank=True, default=dict, editable=False),
        ),
        migrations.AddField(
            model_name="company",
            name="iban",
            field=models.CharField(blank=True, max_length=34, verbose_name="IBAN"),
        ),
        migrations.AddField(
            model_name="company",
            name="no_owners",
            field=models.BooleanField(
                default=False, verbose_name="nobody holds 25 percent or more"
            ),
        ),
        migrations.AddField(
            model_name="company",
            name="registered_until",
            field=models.DateField(
                blank=True,
                editable=False,
                null=True,
                verbose_name="registered until (first day without)",
            ),
        ),
        migrations.AddField(
            model_name="company",
            name="renewal_asked_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="renewal asked for"
            ),
        ),
        migrations.AddField(
            model_name="company",
            name="size",
            field=models.CharField(
                blank=True,
                choices=[
                    ("micro", "Micro"),
                    ("small", "Small"),
                    ("medium", "Medium-sized"),
                    ("large", "Large"),
                ],
                max_length=10,
                verbose_name="size",
            ),
        ),
        migrations.AddField(
            model_name="company",
            name="turnover",
            field=models.DecimalField(
                blank=True,
                decimal_places=3,
                max_digits=18,
                null=True,
                verbose_name="turnover of the last year",
            ),
        ),
        migrations.AddField(
            model_name="company",
            name="year_anchor",
            field=models.DateField(blank=True, editable=False, null=True),
        ),
        migrations.AlterField(
            model_name="category",
            name="name",
            field=models.CharField(max_length=300, verbose_name="name"),
        ),
        migrations.AlterField(
            model_name="category",
            name="name_ar",
            field=models.CharField(max_length=300, null=True, verbose_name="name"),
        ),
        migrations.AlterField(
            model_name="category",
            name="name_en",
            field=models.CharField(max_length=300, null=True, verbose_name="name"),
        ),
        migrations.AlterField(
            model_name="company",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "Draft"),
                    ("submitted", "Submitted"),
                    ("in_review", "In review"),
                    ("returned", "Returned"),
                    ("registered", "Registered"),
                    ("rejected", "Rejected"),
                    ("suspended", "Suspended"),
                    ("debarred", "Debarred"),
                    ("lapsed", "Lapsed"),
                ],
                default="draft",
                max_length=50,
            ),
        ),
        migrations.AddIndex(
            model_name="company",
            index=models.Index(fields=["state", "registered_until"], name="company_year"),
        ),
        migrations.AddConstraint(
            model_name="company",
            constraint=models.UniqueConstraint(
                models.F("country"),
                django.db.models.functions.text.Upper("registration_number"),
                condition=models.Q(
                    ("imported", False),
                    (
                        "state__in",
                        [
                            "submitted",
                            "in_review",
                            "returned",
                            "registered",
                            "suspended",
                            "debarred",
                            "lapsed",
                        ],
                    ),
                    models.Q(("registration_number", ""), _negated=True),
                ),
                name="one_live_company_a_number",
            ),
        ),
        migrations.AddField(
            model_name="accessrequest",
            name="company",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)ss",
                to="vendors.company",
            ),
        ),
        migrations.AddField(
            model_name="accessrequest",
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
            model_name="beneficialowner",
            name="company",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="beneficial_owners",
                to="vendors.company",
            ),
        ),
        migrations.AddField(
            model_name="companyaddress",
            name="company",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="addresses",
                to="vendors.company",
            ),
        ),
        migrations.AddField(
            model_name="credential",
            name="company",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)ss",
                to="vendors.company",
            ),
        ),
        migrations.AddField(
            model_name="credential",
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
            model_name="invitation",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="company",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="invitations",
                to="vendors.company",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.UniqueConstraint(
                fields=("kind", "case_id", "until", "days"), name="one_reminder_a_step"
            ),
        ),
        migrations.AddField(
            model_name="sanction",
            name="company",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sanctions",
                to="vendors.company",
            ),
        ),
        migrations.AddField(
            model_name="subscription",
            name="categories",
            field=models.ManyToManyField(
                blank=True, related_name="subscriptions", to="vendors.category"
            ),
        ),
        migrations.AddField(
            model_name="subscription",
            name="company",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="tender_subscription",
                to="vendors.company",
            ),
        ),
        migrations.AddField(
            model_name="subscription",
            name="person",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="tender_subscription",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="accessrequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "asked")),
                fields=("company", "created_by"),
                name="one_open_access_request",
            ),
        ),
        migrations.AddConstraint(
            model_name="beneficialowner",
            constraint=models.CheckConstraint(
                condition=models.Q(("share__gte", 25), ("share__lte", 100)),
                name="owner_share_is_large",
            ),
        ),
        migrations.AddIndex(
            model_name="credential",
            index=models.Index(fields=["state", "valid_until"], name="credential_end"),
        ),
        migrations.AddConstraint(
            model_name="credential",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_until__isnull", True),
                    ("valid_until__gt", models.F("valid_from")),
                    _connector="OR",
                ),
                name="credential_period_is_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="credential",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["given", "confirmed"])),
                fields=("company", "type", "number", "valid_from"),
                name="one_live_credential_a_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="sanction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until__isnull", True), ("until__gt", models.F("since")), _connector="OR"
                ),
                name="sanction_period_is_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="sanction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind", "suspension"), ("until__isnull", False), _connector="OR"
                ),
                name="debarment_has_an_end",
            ),
        ),
        migrations.AddConstraint(
            model_name="sanction",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_on__isnull", True)),
                fields=("company",),
                name="one_open_sanction_a_company",
            ),
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("company__isnull", True), ("person__isnull", False)),
                    models.Q(("company__isnull", False), ("person__isnull", True)),
                    _connector="OR",
                ),
                name="subscription_has_one_owner",
            ),
        ),
    ]
