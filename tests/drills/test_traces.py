"""A collector that is named hears of each request and each job, and of nobody; where none is named, nothing is there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus
from urllib.request import urlopen

import pytest
from django.conf import settings
from django.db import OperationalError, connections
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import reverse
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.trace import get_current_span
from procrastinate.contrib.django.models import ProcrastinateJob as Job

from conftest import serving
from giaoban.core.refusal import Refused
from giaoban.faces.jobs import working
from giaoban.faces.jobs.asking import app, ask, job
from giaoban.ground.access.models import Account
from giaoban.ground.people.models import Person
from giaoban.ground.units.models import NameSpell
from giaoban.site import tracing
from tests import world
from tests.drills import logs

ROOT = Path(__file__).parents[2]
CALLER = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
TAKEN = {
    "http.request.method", "http.route", "http.response.status_code", "error.type", "giaoban.job.attempts",
    "giaoban.job.outcome", "giaoban.database.statements", "giaoban.database.milliseconds",
}  # fmt: skip
"""Everything that a span may say beside its name, its moments and its place in a trace."""


@dataclass
class Collector:
    """What arrived on the loopback: the bytes as they came, and the spans in them."""

    url: str = ""
    heads: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    def parcels(self) -> list[Any]:
        tracing.send_the_rest()
        return [one for body in self.bodies for one in ExportTraceServiceRequest.FromString(body).resource_spans]

    def spans(self) -> dict[str, list[tuple[Any, dict[str, Any]]]]:
        """By name, each span with what it says."""
        by_name: dict[str, list[tuple[Any, dict[str, Any]]]] = {}
        for parcel in self.parcels():
            for scope in parcel.scope_spans:
                for span in scope.spans:
                    said = {one.key: getattr(one.value, one.value.WhichOneof("value")) for one in span.attributes}
                    by_name.setdefault(span.name, []).append((span, said))
        return by_name

    def repeated(self, words: list[str]) -> list[str]:
        """Which of the words stand somewhere in what arrived, written as they are or as an address writes them."""
        tracing.send_the_rest()
        came = b"\n".join([*self.bodies, *(head.encode() for head in self.heads)]).lower()
        return [
            word
            for word in words
            if any(form.lower().encode() in came for form in (word, quote(word), quote_plus(word), ascii(word)[1:-1]))
        ]


@pytest.fixture
def collector() -> Iterator[Collector]:
    heard = Collector()

    class Hears(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.heads.append(f"{self.path}\n{self.headers}")
            heard.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_said: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Hears)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    heard.url = f"http://127.0.0.1:{server.server_port}"
    yield heard
    server.shutdown()
    server.server_close()


@pytest.fixture
def told(collector: Collector, monkeypatch: pytest.MonkeyPatch) -> Iterator[Collector]:
    """Requests and jobs of this process are told to the collector, as the settings of a process that names one have it."""
    around = [*app.worker_defaults["task_middleware"], tracing.job_span]
    monkeypatch.setitem(app.worker_defaults, "task_middleware", around)
    monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "60000")  # sent when the test asks
    middleware = ["giaoban.site.tracing.RequestSpans", *settings.MIDDLEWARE]
    with override_settings(TRACES_TO=collector.url, MIDDLEWARE=middleware):
        yield collector
        tracing.send_the_rest()


@job("tests.traced")
def traced_job(actor: Account, ends: str, said: str) -> None:
    """Ends as it is asked to, with words that nobody must hear."""
    Person.objects.count()
    if ends != "well":
        raise {"refused": Refused, "failed": ValueError, "again": OperationalError}[ends](said)


def work() -> None:
    with ThreadPoolExecutor(max_workers=1) as thread:
        thread.submit(working.work, wait=False).result()


def secret_words(there: world.World, client: Client) -> list[str]:
    """Names of people, units and accounts, numbers of cards, and the session of who asked."""
    people = [word for person in Person.objects.all() for word in (person.name, person.card_number)]
    units = list(NameSpell.objects.values_list("name", flat=True))
    cookies = [morsel.value for morsel in client.cookies.values()]
    found = [*people, *units, *there.officers, *cookies]
    assert len(found) > 20
    assert all(found)
    return found


# -- what arrives -----------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("own_database")
def test_a_request_and_a_job_arrive_as_spans_and_nothing_in_them_names_anybody(told: Collector) -> None:
    there = world.build(members=2)
    person = there.people["Chi bộ 1 Khối A"][0]
    client = Client(raise_request_exception=False)
    client.force_login(there.officers["to-chuc-a"])
    page, listed = reverse("desk:page", args=["members", person.pk]), reverse("desk:list", args=["members"])
    assert client.get(page, {"q": person.name}).status_code == 200
    assert person.name in client.get(listed, {"q": person.name}).content.decode()
    assert client.get(f"/khong-co/{quote(person.name)}/").status_code == 404
    for ends in ("well", "refused", "failed", "again"):
        ask("tests.traced", actor=there.officers["to-chuc-a"], ends=ends, said=f"{person.name} {person.card_number}")
    work()
    logs.provoke(there.officers["to-chuc-a"])

    spans = told.spans()
    (span, said), *_more = spans["GET desk/so/<slug:register>/<int:pk>/"]
    assert said["http.response.status_code"] == 200
    assert said["giaoban.database.statements"] > 5
    assert 0 < said["giaoban.database.milliseconds"] <= (span.end_time_unix_nano - span.start_time_unix_nano) / 1e6
    assert "GET desk/so/<slug:register>/" in spans
    assert {
        (each["giaoban.job.outcome"], each["giaoban.job.attempts"], each.get("error.type"), one.status.code)
        for one, each in spans["tests.traced"]
    } == {
        ("done", 1, None, 0), ("refused", 1, None, 0), ("failed", 1, "ValueError", 2),
        ("again", 1, "django.db.utils.OperationalError", 2),
    }  # fmt: skip
    assert all(each["giaoban.database.statements"] > 1 for _one, each in spans["tests.traced"])
    broken = [
        (one, each)
        for named in spans.values()
        for one, each in named
        if each.get("http.response.status_code", 0) >= 500
    ]
    assert len(broken) >= 2, "what was provoked was to break pages"
    assert {one.status.code for one, _said in broken} == {2}

    assert told.repeated([*secret_words(there, client), *logs.CANARIES, "khong-co", "q="]) == []
    for named in spans.values():
        for one, each in named:
            assert set(each) <= TAKEN
            assert (list(one.events), list(one.links), one.trace_state, one.status.message) == ([], [], "", "")
    assert {attribute.key for parcel in told.parcels() for attribute in parcel.resource.attributes} == {
        "service.name", "service.version",
    }  # fmt: skip


class Careless:
    """What a ready-made instrumentation writes into a span: the address as it was asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        get_current_span().set_attribute("url.full", request.build_absolute_uri())
        return self.get_response(request)


@pytest.mark.usefixtures("own_database")
def test_an_attribute_with_the_address_would_be_found(told: Collector) -> None:
    there = world.build(members=2)
    person = there.people["Chi bộ 1 Khối A"][0]
    client = Client()
    client.force_login(there.officers["to-chuc-a"])
    first, *others = settings.MIDDLEWARE
    with override_settings(MIDDLEWARE=[first, f"{__name__}.Careless", *others]):
        client.get(reverse("desk:list", args=["members"]), {"q": person.name})
    assert set(told.repeated(secret_words(there, client))) == {person.name}


@pytest.mark.usefixtures("own_database")
@pytest.mark.parametrize(("proxies", "believed"), [([], False), (["10.0.0.0/8"], False), (["127.0.0.1"], True)])
def test_the_span_above_is_taken_from_a_proxy_of_ours_alone(
    told: Collector, proxies: list[str], believed: bool
) -> None:
    with override_settings(PORTAL_PROXIES=proxies):
        Client().get("/healthz", headers={"traceparent": CALLER, "tracestate": "qzcanary=1", "baggage": "a=qzcanary"})
    ((span, _said),) = told.spans()["GET healthz"]
    assert (span.trace_id.hex() == CALLER[3:35], span.parent_span_id.hex() == CALLER[36:52]) == (believed, believed)
    assert told.repeated(["qzcanary"]) == []


@pytest.mark.usefixtures("own_database")
def test_a_method_that_is_none_is_not_repeated(told: Collector) -> None:
    Client().generic("QZCANARY", "/healthz")
    assert list(told.spans()) == ["_OTHER"]
    assert told.repeated(["qzcanary"]) == []


# -- the program as it is served --------------------------------------------------------------------------------------


def test_what_the_served_program_noted_last_is_sent_before_it_ends(own_database: str, collector: Collector) -> None:
    there = world.build(members=2)
    ask("jobs.send_letter", actor=there.officers["to-chuc-a"], letter=0)
    connections.close_all()
    with serving(own_database, GIAOBAN_TRACES_TO=collector.url, OTEL_BSP_SCHEDULE_DELAY="600000") as url:
        for address in ("/account/login/?next=/qzcanary/", "/tim-kiem/?q=qzcanary"):
            assert urlopen(url + address).status == 200
        for _look in range(600):
            if not Job.objects.filter(task_name="jobs.send_letter", status__in=("todo", "doing")).exists():
                break
            time.sleep(0.1)
        assert collector.bodies == []
    spans = collector.spans()
    ((_span, page),) = spans["GET tim-kiem/"]
    assert page["giaoban.database.statements"] > 0, "a reader's statements go under a role of their own"
    assert "GET account/login/" in spans
    ((_span, letter),) = spans["jobs.send_letter"]
    assert (letter["giaoban.job.outcome"], letter["error.type"].rpartition(".")[2]) == ("failed", "DoesNotExist")
    assert collector.repeated([*there.officers, "qzcanary"]) == []


def refused(words: list[str], **environment: str) -> subprocess.CompletedProcess[str]:
    """What the command line answers in a Python where the libraries are not installed."""
    without = f"import sys; sys.modules['opentelemetry'] = None; from giaoban.site import commandline as c; sys.exit(c.main({words}))"
    return subprocess.run(
        [sys.executable, "-c", without], env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("words", [["serve", "--no-set-up", "--port", "0"], ["work"]], ids=["serve", "work"])
def test_without_the_libraries_it_does_not_start_and_says_what_to_do(own_database: str, words: list[str]) -> None:
    told = refused(words, GIAOBAN_TRACES_TO="http://127.0.0.1:4318", GIAOBAN_SECOND_FACTOR="asked")
    assert told.returncode == 2
    assert told.stderr.splitlines() == [
        "Không mở chương trình:",
        "  - GIAOBAN_TRACES_TO đã được đặt nhưng chưa cài thư viện OpenTelemetry."
        " Hãy chạy: .venv/bin/pip install --require-hashes -r requirements/traces.lock",
    ]


@pytest.mark.parametrize("to", ["collector:4318", "ftp://a/", "https://", "https://a/?q=1", "https://a b/"])
def test_an_address_that_is_none_is_refused(to: str) -> None:
    with override_settings(TRACES_TO=to):
        assert len(tracing.why_not_trace()) == 1
    with override_settings(TRACES_TO="https://collector.example:4318/giao-ban"):
        assert tracing.why_not_trace() == []


LOADED = """
import sys
from giaoban.site import asgi, tracing, commandline
from giaoban.faces.jobs.working import app
from django.conf import settings
commandline.ready()
def work(): pass
print(tracing.traced(work) is work, any("tracing" in one for one in settings.MIDDLEWARE),
      tracing.job_span in app.worker_defaults["task_middleware"],
      [name for name in sys.modules if name.startswith(("opentelemetry", "google.protobuf"))])
"""


def test_where_no_collector_is_named_nothing_is_loaded_and_nothing_is_in_the_way(own_database: str) -> None:
    def printed(**environment: str) -> str:
        started = {**os.environ, "DJANGO_SETTINGS_MODULE": "giaoban.site.settings", **environment}
        return subprocess.run(
            [sys.executable, "-c", LOADED], env=started, capture_output=True, text=True, check=True
        ).stdout.strip()

    assert printed() == "True False False []"
    assert printed(GIAOBAN_TRACES_TO="http://127.0.0.1:4318").startswith("False True True")


def test_the_libraries_are_locked_beside_those_of_the_program() -> None:
    def pins(name: str) -> dict[str, str]:
        lock = (ROOT / "requirements" / name).read_text()
        found = re.findall(r"^([\w.-]+)==([^\s;]+)[^\n]*\\\n    --hash=sha256:", lock, re.M)
        assert len(found) == len(re.findall(r"^[\w.-]+==", lock, re.M)), "each with its hash"
        return dict(found)

    run, traces, test = pins("run.lock"), pins("traces.lock"), pins("test.lock")
    assert "opentelemetry-sdk" in traces
    assert "opentelemetry-sdk" not in run
    assert traces.items() <= test.items()
    assert all(run[name] == version for name, version in traces.items() if name in run)
