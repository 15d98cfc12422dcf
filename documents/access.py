"""Who may read a document or a paper. Whoever may not is told that it does not exist."""

from typing import Any

from documents.models import Attachment, Paper
from documents.models.attachment import READABLE
from documents.papers import may_read
from workflow.case import case_kinds


def seen_case(user: Any, kind: str, pk: int) -> Any:
    """Return the case if this person may see it, else None."""
    model = case_kinds().get(kind)
    return model.objects.visible_to(user).filter(pk=pk).first() if model else None


def may_read_attachment(user: Any, attachment: Attachment) -> bool:
    """Whether the person sees the case from a side that may read the document."""
    case = seen_case(user, attachment.kind, attachment.case_id)
    return case is not None and attachment.audience in READABLE[case.side_of(user)]


def may_read_paper(user: Any, paper: Paper, *, is_public: bool) -> bool:
    """Whether the person may read the PDF: a public one in force by its code, any other from a
    side of its case that may.
    """
    if is_public and paper.status in (Paper.Status.ISSUED, Paper.Status.REPLACED):
        return True
    case = seen_case(user, paper.case_kind, paper.case_id)
    return case is not None and may_read(paper, case.side_of(user))
