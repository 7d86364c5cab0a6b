"""Every register in menu order: the one line that adds an area."""

from __future__ import annotations

from functools import cache

from giaoban.kit.register import Indicator, Register


@cache
def registers() -> dict[str, Register]:
    """Every register by its name, in menu order."""
    from giaoban.areas.accounts.register import ACCESS, PROPOSALS
    from giaoban.areas.admissions.register import ADMISSIONS
    from giaoban.areas.discipline.register import DISCIPLINE
    from giaoban.areas.meetings.register import MEETINGS, TASKS
    from giaoban.areas.members.register import MEMBERS
    from giaoban.areas.privacy.register import BREACHES, CONSENTS, DATA_REQUESTS, PURPOSES, RETENTION
    from giaoban.areas.regulations.register import PARAMETERS, REGULATIONS
    from giaoban.areas.study.register import LEARNERS, STUDY
    from giaoban.areas.transfers.register import ARRIVALS, TRANSFERS

    return {
        register.name: register
        for register in (
            *(MEMBERS, ADMISSIONS, TRANSFERS, ARRIVALS, MEETINGS, TASKS, STUDY, LEARNERS, DISCIPLINE),
            *(REGULATIONS, PARAMETERS, ACCESS, PROPOSALS),
            *(DATA_REQUESTS, CONSENTS, PURPOSES, RETENTION, BREACHES),
        )
    }


@cache
def indicators() -> dict[str, tuple[Register, Indicator]]:
    """Every indicator by its name, with the register that declares it."""
    return {one.name: (register, one) for register in registers().values() for one in register.indicators}


def act_labels() -> dict[str, str]:
    """What the history calls each act."""
    return {f"{register.name}.{act.name}": str(act.label) for register in registers().values() for act in register.acts}
