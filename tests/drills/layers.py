"""Each of the two locks alone (G2): the code's checks with the policies off, the policies with the code's checks off."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from tests.drills import matrix
from tests.drills.matrix import Found, instead

WHERE = "desk/"
"""Where records of people and units are shown; the portal and its editing side read none of them."""


@contextmanager
def without_policies() -> Iterator[None]:
    """Inside, everybody's request looks with the eyes of the whole tree: what is left is what the code asks."""
    from giaoban.ground.access import second_lock
    from giaoban.ground.access.models import Account

    def everything(actor: Account, *, on: date) -> second_lock.Scope:
        return second_lock.Scope(True, {}, actor.pk, actor.person_id, on)

    with instead(second_lock, "scope_for", everything):
        yield


@contextmanager
def without_checks() -> Iterator[None]:
    """Inside, whoever has signed in has every power over every unit, wherever the code asks: the database is left.

    Every question ends in ``grants_of``, which others have imported by its name; so its code is exchanged in place.
    """
    from giaoban.ground.access import policy

    def everything(actor: Any, power: str, *, on: date) -> list[Any]:
        return [Grant(account=actor, role="program")]  # type: ignore[name-defined]  # noqa: F821 - a name of ``policy``

    before = policy.grants_of.__code__
    policy.grants_of.__code__ = everything.__code__
    try:
        yield
    finally:
        policy.grants_of.__code__ = before


@contextmanager
def without_either() -> Iterator[None]:
    """Inside, nothing asks at all: the control, in which everything leaks."""
    with without_policies(), without_checks():
        yield


def code_alone(*, most: int, seed: int = 1) -> Found:
    """What leaks, and who changes what is not theirs, with the policies off."""
    return matrix.in_transaction(most=most, seed=seed, only=WHERE, around=without_policies, layer="code")


def policies_alone(*, most: int, seed: int = 1) -> Found:
    """What leaks out of locked tables, and who changes their rows, with the code's checks off."""
    return matrix.in_transaction(most=most, seed=seed, only=WHERE, around=without_checks, layer="policies")


def neither(*, most: int, seed: int = 1) -> Found:
    """The control: what leaks with both off."""
    return matrix.in_transaction(most=most, seed=seed, only=WHERE, around=without_either, layer="neither")


def run(argv: list[str]) -> int:
    """Prints the figures; 0 when each lock holds alone and the control leaks."""
    asked = argparse.ArgumentParser(prog="giaoban drill layers")
    asked.add_argument("--requests", type=int, default=10_000, help="of each kind")
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args(argv)
    from tests.drills.world import own_installation

    with own_installation():
        held = True
        for name, alone in (
            ("mã kiểm tra, khóa thứ hai tắt", code_alone),
            ("khóa thứ hai, mã kiểm tra tắt", policies_alone),
        ):
            found = alone(most=given.requests, seed=given.seed)
            print(f"chỉ còn {name}: {matrix.written(found)}", flush=True)
            for wrong in (found.wrongs + found.faults)[:60]:
                print("  " + wrong, flush=True)
            held = held and not found.wrongs
        control = neither(most=max(1000, given.requests // 10), seed=given.seed)
        print(f"đối chứng, cả hai tắt: {matrix.written(control)}", flush=True)
    if not control.wrongs:
        print("  ĐỐI CHỨNG KHÔNG HỎNG: cuộc diễn tập này không thấy được chỗ rò.", flush=True)
    return 0 if held and control.wrongs else 1
