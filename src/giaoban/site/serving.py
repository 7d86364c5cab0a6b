"""Serving: the port is opened, and the children that answer, do the jobs and keep the log run until they are told to stop."""

from __future__ import annotations

import argparse
import os
import socket
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from giaoban.site.starting import bring_up, in_language, ready

if TYPE_CHECKING:
    import uvicorn

    from giaoban.site.supervising import Child


def serve(words: list[str]) -> int:
    """Serve until stopped: ``serve [--host H] [--port P] [--workers N] [--no-jobs]``; N answer, one more does the jobs."""
    return _serve(_how_to_serve("serve").parse_args(words))


def _how_to_serve(word: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"giaoban {word}")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--no-jobs", action="store_true", help="the jobs are done by another process: giaoban work")
    parser.add_argument("--no-set-up", action="store_true", help="the database is known to be up to date")
    return parser


def _has_the_address(given: argparse.Namespace) -> None:
    """What is printed, sent and handed on bears the address that is served, before anything has read it."""
    os.environ.setdefault("GIAOBAN_ADDRESS", f"http://127.0.0.1:{given.port}")


def _serve(given: argparse.Namespace) -> int:
    _has_the_address(given)
    if given.no_set_up:
        ready()
    else:
        bring_up()
    from giaoban.ground.access import second_lock
    from giaoban.site import database
    from giaoban.site.serving_checks import refuse_to_serve
    from giaoban.site.supervising import Child, listening, supervise
    from giaoban.site.tracing import traced

    second_lock.see_what_is_given()
    refuse_to_serve(given.host)
    sockets = [listening(given.host, given.port)]
    answer = traced(_answering(sockets, given.workers))
    children = [Child(f"web {number}", answer, beats=True) for number in range(given.workers)]
    if not given.no_jobs:
        children += _behind_the_pages()
    supervise(children, look=database.keeper())
    return 0


USUAL = ("desk/home.html", "kit/list.html", "kit/page.html", "kit/act.html", "account/login.html")
"""Pages that somebody asks for first; what they are made of is read before the children start."""


def _answering(sockets: list[socket.socket], workers: int) -> Callable[[], None]:
    """What a child does that answers requests; all that can be loaded before it starts is loaded."""
    import uvicorn
    from django.template.loader import get_template
    from django.urls import get_resolver

    from giaoban.site import database
    from giaoban.site.asgi import application, turns

    turns.share(workers)
    _loaded = get_resolver().url_patterns, [get_template(name) for name in USUAL]

    def answer() -> None:
        database.give_up_after(int(os.environ.get("GIAOBAN_STATEMENT_SECONDS", "30")))
        settings = uvicorn.Config(
            application, log_level="warning", access_log=False, proxy_headers=False, server_header=False,
            lifespan="off", ws="none", timeout_graceful_shutdown=10,
        )  # fmt: skip
        beating(settings, application.end).run(sockets=sockets)

    return answer


def beating(settings: uvicorn.Config, end: Callable[[], None] = lambda: None) -> uvicorn.Server:
    """A server that shows its supervisor that its loop goes round, which answers every request.

    ``end`` is called when it is told to stop: what goes on without an end is to end now.
    """
    import uvicorn

    from giaoban.site.supervising import beat

    class Beating(uvicorn.Server):
        async def on_tick(self, counter: int) -> bool:
            beat()
            return await super().on_tick(counter)

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            end()
            await super().shutdown(sockets)

    return Beating(settings)


def work(words: list[str]) -> int:
    """Do queued and scheduled jobs until stopped, in a process of its own: beside ``serve --no-jobs``."""
    argparse.ArgumentParser(prog="giaoban work", description=work.__doc__).parse_args(words)
    ready()
    from giaoban.ground.access import second_lock
    from giaoban.site import database
    from giaoban.site.serving_checks import refuse_to_work
    from giaoban.site.supervising import supervise

    second_lock.see_what_is_given()
    refuse_to_work()
    supervise(_behind_the_pages(), look=database.keeper())
    return 0


def _behind_the_pages() -> list[Child]:
    """The children that answer nobody: the worker, and where the database's server lets us, what receives its log."""
    from giaoban.faces.jobs.working import work as do_jobs
    from giaoban.site import receiving
    from giaoban.site.supervising import Child
    from giaoban.site.tracing import traced

    children = [Child("jobs", traced(do_jobs))]
    if receiving.replicator():
        children.append(Child("log", receiving.receive))
    return children


def demo(words: list[str]) -> int:
    """The demonstration world is there and served: ``demo [--new-passwords]``, and what ``serve`` takes.

    The address is printed, and the personas' passwords when they are made.
    """
    parser = _how_to_serve("demo")
    parser.add_argument(
        "--new-passwords", action="store_true", help="the personas get new passwords, which are printed"
    )
    given = parser.parse_args(words)
    os.environ.setdefault("GIAOBAN_SECOND_FACTOR", "shown")
    _has_the_address(given)
    bring_up()
    from giaoban.demo import build
    from giaoban.site.supervising import apart

    made = partial(build.build, say=lambda line: print(line, flush=True), passwords=given.new_passwords)
    if code := apart("demonstration", made):
        return code
    address = f"http://{given.host}:{given.port}"
    print(in_language(f"Mở trình duyệt: {address}", f"Open in a browser: {address}"), flush=True)
    given.no_set_up = True
    return _serve(given)
