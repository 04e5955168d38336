"""A manuscript as an editable text for word processors (Office Open XML).

The same manuscript gives the same bytes.
"""

from __future__ import annotations

import io
from typing import Final

from docx import Document

from selaras.foundation.documents.manuscript import Heading, Manuscript, Paragraph

CONTENT_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def content(manuscript: Manuscript) -> bytes:
    """The document."""
    document = Document()
    for block in manuscript.blocks:
        if isinstance(block, (Heading, Paragraph)):
            document.add_paragraph(str(block.text))
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()
