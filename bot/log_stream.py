"""Where log lines go: a stream that loses a line it cannot write, for no log may stand before an answer."""

import io
from contextlib import suppress
from typing import TextIO


class LogStream(io.TextIOBase):
    """Writes to another stream; on a full disk or into a closed pipe it writes nothing and says nothing."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Says that all was written, whether it was or not."""
        with suppress(OSError, ValueError):  # ValueError: the stream is closed
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Flushes what can be flushed."""
        with suppress(OSError, ValueError):
            self._stream.flush()
