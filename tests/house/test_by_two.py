"""What is declared as an act of two people is done by no way that does not compare them."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator

from django.apps import apps

from giaoban.catalogue import areas, registers
from giaoban.ground import seconding
from giaoban.ground.access.models import Account
from giaoban.ground.access.roles import roles
from giaoban.ground.regulations.texts import levels_of_two
from tests.world import PACKAGE

areas()
DONE = dict(seconding._doings)


def proposed() -> Iterator[tuple[str, str]]:
    """The act of each call of ``seconding.propose`` as a pattern, with its file."""
    for path in PACKAGE.rglob("*.py"):
        source = path.read_text()
        if "seconding import" not in source or "propose" not in source:
            continue
        for call in ast.walk(ast.parse(source)):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "propose":
                act = next(word.value for word in call.keywords if word.arg == "act")
                parts = act.values if isinstance(act, ast.JoinedStr) else [act]
                texts = [part.value if isinstance(part, ast.Constant) else None for part in parts]
                yield "".join(re.escape(text) if isinstance(text, str) else r"\w+" for text in texts), path.name


def test_what_is_proposed_is_done_when_confirmed_and_the_other_way_round() -> None:
    asked = [pattern for pattern, _file in proposed()]
    assert len(asked) >= 7
    for pattern in asked:
        assert any(re.fullmatch(pattern, act) for act in DONE), f"nothing is done when {pattern} is confirmed"
    for act in DONE:
        assert any(re.fullmatch(pattern, act) for pattern in asked), f"nobody proposes {act}"


def test_an_act_of_two_is_an_act_of_a_register_that_some_role_holds() -> None:
    acts = {f"{register.name}.{act.name}" for register in registers().values() for act in register.acts}
    for act in DONE:
        assert act in acts, act
        assert any(role.gives(act) for role in roles().values()), act


def test_what_two_agree_to_is_called_by_the_confirmation_alone() -> None:
    for act, doing in DONE.items():
        source = inspect.getsource(inspect.getmodule(doing))  # type: ignore[arg-type]
        named = re.findall(rf"\b{doing.__name__}\b", source)
        assert doing.__name__.startswith("_"), f"{act}: only its own file may know {doing.__name__}"
        assert len(named) == 1, f"{act}: {doing.__name__} is called where nobody has confirmed it"


def test_a_record_that_says_who_asked_and_who_answered_compares_the_two_in_the_database() -> None:
    compared = []
    for model in apps.get_models():
        if not model.__module__.startswith(("giaoban.areas.", "giaoban.ground.", "giaoban.reporting.")):
            continue
        hands = [
            key.name for key in model._meta.concrete_fields if key.related_model is Account and key.name.endswith("_by")
        ]
        if len(hands) > 1:
            assert "by_two" in [trigger.name for trigger in getattr(model._meta, "triggers", ())], (model, hands)
            compared.append(model.__name__)
    assert len(compared) >= 3, compared


def _levels_read_by(source: str) -> set[str]:
    """The keys of the dated levels that a file which proposes reads, each as its text or the name of a constant."""
    return {
        call.args[0].id if isinstance(call.args[0], ast.Name) else ast.literal_eval(call.args[0])
        for call in ast.walk(ast.parse(source))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "rule"
    }


def _unguarded(source: str) -> set[str]:
    constants = {
        node.targets[0].id: node.value.value
        for node in ast.parse(source).body
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.targets[0], ast.Name)
    }
    return {constants.get(key, key) for key in _levels_read_by(source)} - set(levels_of_two())


def test_a_level_on_which_a_second_person_depends_is_itself_set_by_two() -> None:
    proposing = [path for path in PACKAGE.rglob("*.py") if re.search(r"\bpropose\(", path.read_text())]
    assert {"seconding.py", "answering.py"} <= {path.name for path in proposing}
    for path in proposing:
        assert not _unguarded(path.read_text()), f"{path.name}: say by_two = true beside the level's row"
    assert _unguarded("rule('drafts.account_mb', on=day)") == {"drafts.account_mb"}
