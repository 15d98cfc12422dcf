"""What an officer remarks on an application that goes back: on single fields, and as a whole.

A remark on a field stands beside it in the applicant's form. Fields are named as in that form.
"""

from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _

from licensing import questions

ANSWER, DOCUMENT = "q_", "d_"


def fields_of(version: Any) -> list[tuple[str, str]]:
    """Every field that can be remarked on: (name, label in the reader's language)."""
    schema = version.questions
    asked = [(name, questions.label(schema, name)) for name in questions.names(schema)]
    return [*asked, *((DOCUMENT + d.key, d.label) for d in version.document_list)]


def rows(case: Any) -> list[dict[str, str]]:
    """The remarks with the labels of their fields, in the order of the form."""
    return [
        {"label": label, "text": case.field_remarks[name]}
        for name, label in fields_of(case.version)
        if name in case.field_remarks
    ]


def in_words(case: Any) -> str:
    """The remarks on fields, one a line, and the remarks as a whole below them."""
    said = [f"– {row['label']}: {row['text']}" for row in rows(case)]
    return "\n".join([*said, case.remarks.strip()]).strip()


def beside(form: Any, case: Any) -> None:
    """Put what the office said of each field beside it, while the applicant corrects it."""
    if case.state != "returned":
        return
    for name, text in case.field_remarks.items():
        field = form.fields.get(name) or form.fields.get(ANSWER + name)
        if field is None:
            continue
        remark = format_html('<strong class="remark">{} {}</strong>', _("The agency says:"), text)
        field.help_text = format_html("{} {}", field.help_text or "", remark)
