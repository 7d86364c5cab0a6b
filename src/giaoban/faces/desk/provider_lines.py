"""The lines to the identity provider: what it answers is bounded in bytes and in the whole time, and leads nowhere else."""

from __future__ import annotations

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLate
from typing import Any

import requests

MOST_BYTES = 512 * 1024
"""More than any provider's configuration, keys or token are."""
WHOLE_SECONDS, ONE_READ = 10, 5
"""An answer is waited for so long, from the first byte asked to the last one read."""
KEPT, KEPT_FAILURE, WAITING = 600, 5, 2
"""So many seconds a provider's configuration is believed, nobody asks again where there was none, and waits for who asks."""

_lines = ThreadPoolExecutor(4, thread_name_prefix="provider")


class BoundedLine(requests.Session):
    """A session whose answers end by `WHOLE_SECONDS` with `MOST_BYTES` at most, and are no word that leads elsewhere."""

    def request(self, *args: Any, **named: Any) -> requests.Response:  # type: ignore[override]
        named |= {"stream": True, "allow_redirects": False, "timeout": ONE_READ}
        reading = _lines.submit(self._whole, args, named, time.monotonic() + WHOLE_SECONDS)
        try:
            answer = reading.result(WHOLE_SECONDS)
        except TooLate as error:
            reading.cancel()
            raise requests.Timeout("The provider takes too long.") from error
        if answer.is_redirect:
            raise requests.TooManyRedirects("The provider sends elsewhere.")
        return answer

    def _whole(self, args: tuple[Any, ...], named: dict[str, Any], until: float) -> requests.Response:
        answer = super().request(*args, **named)
        read = bytearray()
        while part := answer.raw.read1(16384, decode_content=True):
            read += part
            if len(read) > MOST_BYTES or time.monotonic() > until:
                answer.close()
                raise requests.RequestException("The provider says too much, or too slowly.")
        answer._content = bytes(read)
        return answer


_kept: dict[str, tuple[float, dict[str, Any] | None]] = {}
_asking = threading.Lock()


def configuration(address: str) -> dict[str, Any]:
    """What the provider says of itself at that address; requests.RequestException where it says nothing that can be read."""
    if (before := _kept_still(address)) is not None:
        return before
    if not _asking.acquire(timeout=WAITING):
        raise requests.Timeout("The provider takes too long.")
    try:
        if (before := _kept_still(address)) is not None:
            return before
        _kept.pop(address, None)
        with BoundedLine() as line:
            answer = line.get(address)
            answer.raise_for_status()
            told = json.loads(answer.content)
        if not isinstance(told, dict):
            raise requests.RequestException("The provider's configuration is none.")
        if str(told.get("issuer", "")).rstrip("/") != address.partition("/.well-known/")[0].rstrip("/"):
            raise requests.RequestException("The provider calls itself otherwise than the settings do.")
        _kept[address] = (time.monotonic() + KEPT, told)
        return dict(told)
    except (ValueError, RecursionError) as error:
        raise requests.RequestException("The provider's configuration cannot be read.") from error
    finally:
        if _kept.get(address, (0.0, None))[1] is None:
            _kept[address] = (time.monotonic() + KEPT_FAILURE, None)
        _asking.release()


def _kept_still(address: str) -> dict[str, Any] | None:
    until, told = _kept.get(address, (0.0, None))
    if time.monotonic() >= until:
        return None
    if told is None:
        raise requests.ConnectionError("The provider said nothing a moment ago.")
    return dict(told)
