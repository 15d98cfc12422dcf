"""Stops taking in a file that is over the limit, so that nobody fills the disk by sending.

First of FILE_UPLOAD_HANDLERS. The rest of such a file is read and thrown away, and the field
is given its true size, so that the form can say what was wrong and keep everything else.
"""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from documents.uses import site_limit


class LimitHandler(FileUploadHandler):
    """Passes a file on until it is over the site's limit."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self._received += len(raw_data)
        return None if self._is_over() else raw_data

    def file_complete(self, file_size: int) -> UploadedFile | None:
        if not self._is_over():
            return None
        return UploadedFile(
            BytesIO(), self.file_name, self.content_type, self._received, self.charset
        )

    def _is_over(self) -> bool:
        return self._received > site_limit()
