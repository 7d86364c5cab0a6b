"""Traces for an OpenTelemetry collector, where one is named: a span a request and a span a job, made here and nowhere else.

A span says the pattern of an address, never the address; the kind of an error, never its words; how many statements were
put to the database and how long they took, never one of them. docs/decisions/0047-spans-of-our-own.md says why.
Where no collector is named, nothing of this is in the way and no library of it is loaded.
"""

from __future__ import annotations

import re
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from typing import Any

from django.conf import settings
from django.db import connections
from django.http import HttpRequest, HttpResponse

from giaoban import __version__

METHODS = {"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT"}
"""What else stands in the place of a method is the caller's own word and is told as ``_OTHER``."""
SECONDS = 5
"""How long the collector may take for one parcel, and how long an ending process waits for the last one."""
ADDRESS = re.compile(r"https?://[^/?#\s]+(/[^?#\s]*)?")
HOW = "Hãy chạy: .venv/bin/pip install --require-hashes -r requirements/traces.lock"


def why_not_trace() -> list[str]:
    """Every reason why the traces that the settings ask for cannot be sent; none where they ask for none."""
    if not settings.TRACES_TO:
        return []
    if not ADDRESS.fullmatch(settings.TRACES_TO):
        return ["GIAOBAN_TRACES_TO không phải địa chỉ http:// hoặc https:// của bộ thu vết."]
    try:
        import opentelemetry.exporter.otlp.proto.http.trace_exporter
        import opentelemetry.sdk.trace  # noqa: F401
    except ImportError:
        return [f"GIAOBAN_TRACES_TO đã được đặt nhưng chưa cài thư viện OpenTelemetry. {HOW}"]
    return []


# -- what is noted ----------------------------------------------------------------------------------------------------


class RequestSpans:
    """Each request that reaches Django is a span; a kept page of the portal is handed out before it does."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        from opentelemetry.trace import SpanKind

        method = request.method if request.method in METHODS else "_OTHER"
        with _span(method, SpanKind.SERVER, above=_caller_of(request)) as span:
            span.set_attribute("http.request.method", method)
            answer = self.get_response(request)
            if request.resolver_match is not None:
                span.update_name(f"{method} {request.resolver_match.route}")
                span.set_attribute("http.route", request.resolver_match.route)
            span.set_attribute("http.response.status_code", answer.status_code)
            if answer.status_code >= 500:
                _went_wrong(span)
        return answer

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        from opentelemetry.trace import get_current_span

        get_current_span().set_attribute("error.type", _kind_of(exception))


def job_span(call_next: Callable[[], Any], context: Any, worker: Any) -> Any:
    """The job is done, and noted: its name, which attempt it was and how it ended (done, refused, again, failed)."""
    from opentelemetry.trace import SpanKind

    job = context.job
    with _span(job.task_name, SpanKind.CONSUMER) as span:
        span.set_attribute("giaoban.job.attempts", job.attempts + 1)
        try:
            outcome = call_next()
        except BaseException as error:
            once_more = worker.app.tasks[job.task_name].get_retry_exception(exception=error, job=job)
            span.set_attribute("giaoban.job.outcome", "again" if once_more else "failed")
            span.set_attribute("error.type", _kind_of(error))
            _went_wrong(span)
            raise
        span.set_attribute("giaoban.job.outcome", "refused" if outcome == "refused" else "done")
    return outcome


@contextmanager
def _span(name: str, kind: Any, *, above: Any = None) -> Iterator[Any]:
    """A span that says how much was asked of the database inside; an error is not written into it by the library."""
    from opentelemetry.context import Context

    tally = _Asked()
    tracer = _provider().get_tracer("giaoban", __version__)
    with ExitStack() as inside:
        span = inside.enter_context(
            tracer.start_as_current_span(
                name, context=above or Context(), kind=kind, record_exception=False, set_status_on_exception=False
            )
        )
        for connection in connections.all():
            inside.enter_context(connection.execute_wrapper(tally))
        try:
            yield span
        finally:
            span.set_attribute("giaoban.database.statements", tally.statements)
            span.set_attribute("giaoban.database.milliseconds", round(tally.seconds * 1000, 1))


class _Asked:
    """How many statements were put to the database, and how long they took together."""

    statements = 0
    seconds = 0.0

    def __call__(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        begun = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.statements += 1
            self.seconds += time.perf_counter() - begun


def _caller_of(request: HttpRequest) -> Any:
    """The span that a proxy of ours names as the one above; nobody else is believed, and its ``tracestate`` is not read."""
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    from giaoban.faces.portal.visits.keys import within

    named = request.headers.get("traceparent")
    if not named or not within(request.META.get("REMOTE_ADDR", ""), tuple(settings.PORTAL_PROXIES)):
        return None
    return TraceContextTextMapPropagator().extract({"traceparent": named})


def _kind_of(error: BaseException) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")


def _went_wrong(span: Any) -> None:
    from opentelemetry.trace import Status, StatusCode

    span.set_status(Status(StatusCode.ERROR))


# -- how it is sent ---------------------------------------------------------------------------------------------------


def traced(work: Callable[[], None]) -> Callable[[], None]:
    """The work of a child process; where traces are sent, what was noted last is sent before the process ends."""
    if not settings.TRACES_TO:
        return work

    def do() -> None:
        _provider()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_told: sys.exit(0))
        try:
            work()
        finally:
            send_the_rest()

    return do


@cache
def _provider() -> Any:
    """What gathers spans and sends them; made in the process that notes them, for its thread lives through no fork."""
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    # Not Resource.create: what stands here is all that is said of the machine.
    made = TracerProvider(
        resource=Resource({"service.name": "giaoban", "service.version": __version__}), shutdown_on_exit=False
    )
    address = settings.TRACES_TO.rstrip("/").removesuffix("/v1/traces") + "/v1/traces"
    made.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(address, timeout=SECONDS)))
    return made


def send_the_rest() -> None:
    """What was noted and not sent is sent, or given up after `SECONDS`; nothing is noted by this provider any more."""
    if _provider.cache_info().currsize:
        ending = threading.Thread(target=_provider().shutdown, daemon=True)
        ending.start()
        ending.join(SECONDS)
        _provider.cache_clear()
