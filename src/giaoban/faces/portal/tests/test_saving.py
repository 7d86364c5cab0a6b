"""Two savings of one page are done one after the other, in the order in which they came; those of two pages at once."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from giaoban.faces.portal.editing.saving import OneAfterAnotherMiddleware
from giaoban.faces.portal.tests.test_publicness import own

__all__ = ["own"]
Steps = Callable[[HttpRequest], HttpResponse]


def asked_at_once(first: HttpRequest, second: HttpRequest, inside: Steps) -> None:
    """Both requests are answered, the second asked while the first is under way."""
    begun = threading.Event()

    def saving(request: HttpRequest) -> HttpResponse:
        begun.set()
        return inside(request)

    def answered(request: HttpRequest) -> None:
        try:
            OneAfterAnotherMiddleware(saving)(request)
        finally:
            connection.close()

    threads = [threading.Thread(target=answered, args=[request]) for request in (first, second)]
    threads[0].start()
    assert begun.wait(20)
    threads[1].start()
    for thread in threads:
        thread.join(40)
        assert not thread.is_alive()


def edit(number: int, what: str) -> HttpRequest:
    return RequestFactory().post(f"/bientap/pages/{number}/edit/", {"what": what})


def test_what_was_sent_second_is_saved_second_however_slow_the_first_is(own: str) -> None:
    steps: list[str] = []

    def slow_first(request: HttpRequest) -> HttpResponse:
        steps.append(f"{request.POST['what']} begins")
        if request.POST["what"] == "autosave":
            threading.Event().wait(1)
        steps.append(f"{request.POST['what']} ends")
        return HttpResponse()

    asked_at_once(edit(7, "autosave"), edit(7, "submit"), slow_first)
    assert steps == ["autosave begins", "autosave ends", "submit begins", "submit ends"]


def test_two_pages_are_saved_at_once(own: str) -> None:
    both = threading.Barrier(2, timeout=20)

    def together(request: HttpRequest) -> HttpResponse:
        both.wait()
        return HttpResponse()

    asked_at_once(edit(7, "autosave"), edit(8, "submit"), together)


def test_a_page_is_let_go_when_its_saving_breaks_off(own: str) -> None:
    def broken(request: HttpRequest) -> HttpResponse:
        raise ValueError

    with pytest.raises(ValueError):
        OneAfterAnotherMiddleware(broken)(edit(9, "autosave"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 9 AND granted")
        assert cursor.fetchone() == (0,)
