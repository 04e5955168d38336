"""Reading a table file a person uploads, safely, into a plain grid of text.

The kind of file is told by its content, never by its name. Sizes are checked before anything is
unpacked. What cannot be read ends in a TableError whose faults say, in the reader's language,
where the trouble is and what to do about it.
"""

from selaras.foundation.tables.columns import Columns, Wanted, find_columns, normalise
from selaras.foundation.tables.model import (
    HEADER_SEARCH_ROWS,
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_ROWS,
    MAX_TEXT,
    MAX_UNPACKED,
    MAX_UPLOAD,
    SheetChoiceError,
    Table,
    TableError,
    TableFault,
)
from selaras.foundation.tables.read import read_sheets, read_table

__all__ = [
    "HEADER_SEARCH_ROWS",
    "MAX_CELLS",
    "MAX_COLUMNS",
    "MAX_ROWS",
    "MAX_TEXT",
    "MAX_UNPACKED",
    "MAX_UPLOAD",
    "Columns",
    "SheetChoiceError",
    "Table",
    "TableError",
    "TableFault",
    "Wanted",
    "find_columns",
    "normalise",
    "read_sheets",
    "read_table",
]
