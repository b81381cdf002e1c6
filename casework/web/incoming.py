"""A request that lets go of every file it began to take in, also of one whose sending was refused half way."""

from typing import IO, Any

from flask import Request


class Incoming(Request):
    """Flask's request; the library closes only the files of a form that was read to its end."""

    def _get_file_stream(self, *given: Any, **more: Any) -> IO[bytes]:
        stream = super()._get_file_stream(*given, **more)
        self.__dict__.setdefault("_begun", []).append(stream)
        return stream

    def close(self) -> None:
        """Close what was read, and what was begun."""
        super().close()
        for stream in self.__dict__.get("_begun", ()):
            stream.close()
