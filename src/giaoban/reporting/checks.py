"""What does not add up in a report and its returns, said before anyone reads it: one sentence for one fault.

The checks are data of the form (``forms/*.toml``); here is what each kind of check asks. A limit that rests on
experience is called so in the sentence. What holds for a cause is not said again of its effects: a fault of the sum is
not repeated for every unit, and a total that differs because an organisation is listed twice is that one finding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import combinations
from typing import cast

from rapidfuzz import fuzz

from giaoban.core.numbers import write_number
from giaoban.core.spans import Period
from giaoban.core.text import fold
from giaoban.reporting.consolidation import percent
from giaoban.reporting.forms import Check, Form
from giaoban.reporting.intake.returned import Organisation, ReturnRead
from giaoban.reporting.report import Finding, LineFigure, Severity, Value

Amounts = Mapping[str, Decimal | None]

_ODDITIES: Mapping[str, Severity] = {
    "unreadable_value": "error",
    "line_twice": "error",
    "code_differs": "warning",
    "unknown_line": "warning",
    "approximate": "warning",
}
_RANK = {"error": 0, "warning": 1, "note": 2}


@dataclass(frozen=True)
class Asked:
    """What the checks are asked of: the form, the reporting unit, its lines, and the returns that they came from."""

    form: Form
    unit: str
    period: Period
    lines: Sequence[LineFigure]
    returns: Sequence[ReturnRead]

    @property
    def whole(self) -> dict[str, Decimal | None]:
        return {line.code: line.value for line in self.lines}


def findings(asked: Asked) -> tuple[Finding, ...]:
    """Everything that does not add up, errors first, the reporting unit before its parts."""
    found = [finding for check in asked.form.checks for finding in _KINDS[check.kind](check, asked)]
    found += [finding for read in asked.returns for finding in _as_it_came(asked.form, read)]
    found = _causes(asked.form, found)
    order = {asked.unit: -1, **{read.province: at for at, read in enumerate(asked.returns)}}
    return tuple(sorted(found, key=lambda one: (_RANK[one.severity], order.get(one.unit, len(order)))))


def _causes(form: Form, found: Sequence[Finding]) -> list[Finding]:
    """Without what only follows from another finding of the same unit.

    A total that differs from its detail also breaks the sums and shares that it stands in; and a figure that is wrong
    anyway also differs from last year's.
    """
    follows = {
        check.id for check in form.checks if check.kind in {"sum", "at_most", "ratio", "rate", "without", "jump"}
    }
    jumps = {check.id for check in form.checks if check.kind == "jump"}
    totals = {check.id for check in form.checks if check.kind == "detail_total"}
    codes = {line.code for line in form.lines}

    def concerned(finding: Finding) -> set[str]:
        return {finding.line, *finding.values} & codes

    wrong_totals = {(one.unit, code) for one in found if one.check in totals for code in concerned(one)}
    wrong = {(one.unit, code) for one in found if one.check not in jumps for code in concerned(one)}
    return [
        one
        for one in found
        if not (one.check in follows and any((one.unit, code) in wrong_totals for code in concerned(one)))
        and not (one.check in jumps and (one.unit, one.line) in wrong)
    ]


def _as_it_came(form: Form, read: ReturnRead) -> Iterator[Finding]:
    """What is said of a return by itself: how it was typed, which lines it lacks."""
    for oddity in read.oddities:
        yield Finding(oddity.kind, _ODDITIES.get(oddity.kind, "note"), read.province, oddity.line, oddity.message)
    states = {line.code: read.values.get(line.code, Value(None, "missing")).state for line in form.lines}
    missing = [code for code, state in states.items() if state == "missing"]
    if missing:
        sentence = f"Biểu thiếu dòng chỉ tiêu {', '.join(missing)}; không coi là 0."
        yield Finding("line_missing", "error", read.province, missing[0], sentence)
    # A blank ratio is no loss: it follows from its two parts.
    blank = {
        code: _in_detail(read, code)
        for code, state in states.items()
        if state == "blank" and not form.line(code).numerator
    }
    for check, severity, codes, sentence in _BLANKS:
        found = [code for code, detail in blank.items() if codes(detail)]
        if found:
            values = {
                code: f"trống; chi tiết cộng được {write_number(blank[code])}" if blank[code] is not None else "trống"
                for code in found
            }
            yield Finding(check, severity, read.province, found[0], sentence.format(lines=", ".join(found)), values)


def _in_detail(read: ReturnRead, code: str) -> Decimal | None:
    """What the organisations of the detail have of that line together; None when it does not have the line."""
    return _detail_of(read.organisations or (), code, False)


_BLANKS: Sequence[tuple[str, Severity, Callable[[Decimal | None], bool], str]] = (
    (
        "blank_with_detail",
        "error",
        lambda detail: bool(detail),
        "Ô của chỉ tiêu {lines} để trống nhưng biểu chi tiết có số liệu; tổng chung đang thiếu phần này.",
    ),
    (
        "value_blank",
        "warning",
        lambda detail: detail is None,
        "Ô của chỉ tiêu {lines} để trống; chưa rõ là 0 hay chưa báo cáo, không coi là 0.",
    ),
    (
        "blank_for_zero",
        "note",
        lambda detail: detail == 0,
        "Ô của chỉ tiêu {lines} để trống; chi tiết cộng được 0, nên rất có thể là 0.",
    ),
)


# What several kinds share


def _finding(check: Check, unit: str, line: str, sentence: str, values: Mapping[str, str]) -> Finding:
    parts = [sentence]
    if check.explain:
        parts.append(check.explain)
    if check.source:
        parts.append(f"{'Căn cứ' if check.confirmed else 'Theo kinh nghiệm, không phải quy định'}: {check.source}.")
    return Finding(check.id, cast(Severity, check.severity), unit, line, " ".join(parts), values)


def _total(amounts: Amounts, codes: Iterable[str]) -> Decimal | None:
    """The sum of these lines; None as soon as one was not reported."""
    total = Decimal(0)
    for code in codes:
        amount = amounts.get(code)
        if amount is None:
            return None
        total += amount
    return total


def _amounts(read: ReturnRead) -> dict[str, Decimal | None]:
    return {code: value.amount for code, value in read.values.items()}


def _name(form: Form, codes: Sequence[str]) -> str:
    """The lines in words: «Kết nạp đảng viên mới (4.4)»; several are joined by a plus."""
    return " + ".join(f"“{form.line(code).label}” ({code})" for code in codes)


def _shown(amounts: Amounts, codes: Iterable[str]) -> dict[str, str]:
    return {code: write_number(amounts.get(code)) for code in codes}


def _pairs(check: Check, asked: Asked) -> dict[str, str]:
    """Parts and whole of every unit, beside a finding about all of them together."""
    return {
        read.province: " / ".join(
            write_number(_total(_amounts(read), codes)) or "?" for codes in (check.parts, check.whole)
        )
        for read in asked.returns
    }


def _asked_of(check: Check, asked: Asked, fault: Callable[[str, Amounts], Finding | None]) -> Iterator[Finding]:
    """The faults of the whole or of each unit, as the check's ``at`` says."""
    if check.at in {"whole", "whole_first"}:
        found = fault(asked.unit, asked.whole)
        if found:
            yield found
        if found or check.at == "whole":
            return
    for read in asked.returns:
        found = fault(read.province, _amounts(read))
        if found:
            yield found


# The kinds


def _sum(check: Check, asked: Asked) -> Iterator[Finding]:
    def fault(unit: str, amounts: Amounts) -> Finding | None:
        whole, parts = _total(amounts, check.whole), _total(amounts, check.parts)
        if whole is None or parts is None or whole == parts:
            return None
        shown = " + ".join(write_number(amounts[code]) for code in check.parts)
        return _finding(
            check, unit, check.whole[0],
            f"{_name(asked.form, check.whole)} ghi {write_number(whole)} nhưng các phần {', '.join(check.parts)} cộng lại "
            f"{shown} = {write_number(parts)}, lệch {write_number(abs(whole - parts))}.",
            _shown(amounts, (*check.whole, *check.parts)),
        )  # fmt: skip

    return _asked_of(check, asked, fault)


def _at_most(check: Check, asked: Asked) -> Iterator[Finding]:
    def fault(unit: str, amounts: Amounts) -> Finding | None:
        parts, whole = _total(amounts, check.parts), _total(amounts, check.whole)
        if parts is None or whole is None or parts <= whole * Decimal(str(check.factor)):
            return None
        return _finding(
            check, unit, check.parts[0],
            f"{_name(asked.form, check.parts)} là {write_number(parts)}, lớn hơn {_name(asked.form, check.whole)} "
            f"là {write_number(whole)}.",
            _shown(amounts, (*check.parts, *check.whole)) | (_pairs(check, asked) if unit == asked.unit else {}),
        )  # fmt: skip

    return _asked_of(check, asked, fault)


def _rate(check: Check, asked: Asked) -> Iterator[Finding]:
    sign = "%" if check.per == 100 else ""
    low, high = Decimal(str(check.low)), Decimal(str(check.high))

    def rate_of(amounts: Amounts) -> Decimal | None:
        parts, whole = _total(amounts, check.parts), _total(amounts, check.whole)
        return None if parts is None or not whole else parts * Decimal(str(check.per)) / whole

    def written(rate: Decimal) -> str:
        return write_number(rate.quantize(Decimal("0.01"), ROUND_HALF_UP).normalize()) + sign

    def fault(unit: str, amounts: Amounts) -> Finding | None:
        rate = rate_of(amounts)
        if rate is None or low <= rate <= high:
            return None
        values = _shown(amounts, (*check.parts, *check.whole))
        values["tỷ lệ"] = written(rate)
        if unit == asked.unit:
            for read in asked.returns:
                part = rate_of(_amounts(read))
                if part is not None and not low <= part <= high:
                    values[read.province] = written(part)
        return _finding(
            check, unit, check.parts[0],
            f"{_name(asked.form, check.parts)} so với {_name(asked.form, check.whole)} là "
            f"{write_number(_total(amounts, check.parts))} / {write_number(_total(amounts, check.whole))} = {written(rate)}, "
            f"{'cao' if rate > high else 'thấp'} hơn mức thường gặp ({written(high if rate > high else low)}).",
            values,
        )  # fmt: skip

    return _asked_of(check, asked, fault)


def _rate_balance(check: Check, asked: Asked) -> Iterator[Finding]:
    def fault(unit: str, amounts: Amounts) -> Finding | None:
        first = percent(amounts.get(check.parts[0]), amounts.get(check.parts[1]))
        second = percent(amounts.get(check.whole[0]), amounts.get(check.whole[1]))
        if not first or not second or first <= second * Decimal(str(check.limit)):
            return None
        codes = (*check.parts, *check.whole)
        return _finding(
            check, unit, check.parts[0],
            f"{_name(asked.form, check.parts[:1])} chiếm {write_number(first, '%')} ({write_number(amounts[codes[0]])} / "
            f"{write_number(amounts[codes[1]])}), cao gấp {write_number((first / second).quantize(Decimal('0.1')))} lần tỷ lệ "
            f"{write_number(second, '%')} ({write_number(amounts[codes[2]])} / {write_number(amounts[codes[3]])}) của "
            f"{_name(asked.form, check.whole[:1])}.",
            _shown(amounts, codes),
        )  # fmt: skip

    return _asked_of(check, asked, fault)


def _without(check: Check, asked: Asked) -> Iterator[Finding]:
    def fault(unit: str, amounts: Amounts) -> Finding | None:
        outcome, activity = _total(amounts, check.parts), _total(amounts, check.whole)
        if not outcome or activity is None or activity > 0:
            return None
        return _finding(
            check, unit, check.parts[0],
            f"{_name(asked.form, check.parts)} là {write_number(outcome)} trong khi {_name(asked.form, check.whole)} là 0.",
            _shown(amounts, (*check.parts, *check.whole)),
        )  # fmt: skip

    return _asked_of(check, asked, fault)


def _ratio(check: Check, asked: Asked) -> Iterator[Finding]:
    for code in check.lines:
        line = asked.form.line(code)
        for read in asked.returns:
            declared, above, below = read.amount(code), read.amount(line.numerator), read.amount(line.denominator)
            values = _shown(_amounts(read), (line.numerator, line.denominator)) | {code: write_number(declared, "%")}
            named = _name(asked.form, (code,))
            if declared is None:
                continue
            computed = percent(above, below)
            if above is None or below is None or computed is None:
                yield _finding(
                    check,
                    read.province,
                    code,
                    f"{named} ghi {write_number(declared, '%')} nhưng không có đủ tử số và mẫu số.",
                    values,
                )
            elif above > below:
                continue  # said once, as numerator above denominator
            elif declared > 100:
                yield _finding(
                    check, read.province, code, f"{named} ghi {write_number(declared, '%')}, vượt 100%.", values
                )
            elif abs(declared - computed) > max(Decimal(str(check.tolerance)), _half_a_digit(declared)):
                yield _finding(
                    check, read.province, code,
                    f"{named} ghi {write_number(declared, '%')} nhưng {write_number(above)} / {write_number(below)} = "
                    f"{write_number(computed, '%')}.",
                    values,
                )  # fmt: skip


def _half_a_digit(declared: Decimal) -> Decimal:
    """Half of the last digit that was written, the most that rounding may hide."""
    return Decimal((0, (5,), min(int(declared.as_tuple().exponent), 0) - 1)) + Decimal("0.005")


def _same_value(check: Check, asked: Asked) -> Iterator[Finding]:
    def same(amounts: Amounts) -> Iterator[tuple[str, str]]:
        for first, second in combinations(map(asked.form.line, check.lines), 2):
            amount = amounts.get(first.code)
            if amount is None or amount != amounts.get(second.code):
                continue
            # What goes out of one unit comes into another: the two ends of a move between units may well be equal.
            moved = first.adds_as == second.adds_as == "between"
            limit = check.limit if first.unit_of_count == second.unit_of_count else check.least
            if amount > limit and not moved and not asked.form.is_kin(first.code, second.code):
                yield first.code, second.code

    def said(unit: str, amounts: Amounts, one: str, other: str, values: Mapping[str, str]) -> Finding:
        return _finding(
            check, unit, other,
            f"{_name(asked.form, (one,))} và {_name(asked.form, (other,))} cùng ghi {write_number(amounts[one])}; "
            "rất có thể một số được chép từ số kia.",
            {**_shown(amounts, (one, other)), **values},
        )  # fmt: skip

    whole = set(same(asked.whole))
    for one, other in sorted(whole):
        parts = {
            read.province: f"{write_number(read.amount(one))} / {write_number(read.amount(other))}"
            for read in asked.returns
        }
        yield said(asked.unit, asked.whole, one, other, parts)
    for read in asked.returns:
        amounts = _amounts(read)
        for one, other in same(amounts):
            if (one, other) not in whole:
                yield said(read.province, amounts, one, other, {})


def _same_return_twice(check: Check, asked: Asked) -> Iterator[Finding]:
    for one, other in combinations(asked.returns, 2):
        pairs = [(one.amount(line.code), other.amount(line.code)) for line in asked.form.lines]
        telling = [(first, second) for first, second in pairs if first and first > 20]
        alike = sum(1 for first, second in telling if first == second)
        if len(telling) >= 5 and alike >= Decimal(str(check.limit)) * len(telling):
            yield _finding(
                check, asked.unit, "",
                f"Báo cáo của {one.province} và {other.province} trùng nhau {alike} trong {len(telling)} số liệu lớn hơn 20; "
                "rất có thể một báo cáo được chép từ báo cáo kia.",
                {one.province: one.file, other.province: other.file},
            )  # fmt: skip


# Against the detail of the organisations


def _repeats(organisations: Sequence[Organisation]) -> dict[int, Organisation]:
    """By its place in the list, each organisation that stands there again, with its first row.

    The same name is the same organisation; so is nearly the same name with exactly the same figures.
    """
    repeated: dict[int, Organisation] = {}
    first: dict[str, Organisation] = {}
    figures: dict[tuple[Decimal | None, ...], Organisation] = {}
    for at, one in enumerate(organisations):
        amounts = tuple(value.amount for value in one.values.values())
        known = first.get(fold(one.name))
        if known is None and sum(1 for amount in amounts if amount and amount > 1) >= 5:
            twin = figures.get(amounts)
            if twin is not None and fuzz.ratio(fold(twin.name), fold(one.name)) >= 85:
                known = twin
        if known is not None:
            repeated[at] = known
        first.setdefault(fold(one.name), one)
        figures.setdefault(amounts, one)
    return repeated


def _organisation_twice(check: Check, asked: Asked) -> Iterator[Finding]:
    for read in asked.returns:
        organisations = read.organisations or ()
        for at, known in _repeats(organisations).items():
            again = organisations[at]
            same = [value.amount for value in known.values.values()] == [
                value.amount for value in again.values.values()
            ]
            yield _finding(
                check, read.province, "1.1",
                f"“{again.name}” có hai dòng trong biểu chi tiết (ô {known.cell.address} và {again.cell.address}), số liệu "
                f"{'giống hệt nhau' if same else 'khác nhau'}.",
                {known.cell.address: known.name, again.cell.address: again.name},
            )  # fmt: skip


def _detail_total(check: Check, asked: Asked) -> Iterator[Finding]:
    for read in asked.returns:
        if not read.organisations:
            continue
        again = _repeats(read.organisations)
        once = [one for at, one in enumerate(read.organisations) if at not in again]
        differing = [
            (line.code, declared, detail)
            for line in asked.form.lines
            if (declared := read.amount(line.code)) is not None
            and (detail := _detail_of(read.organisations, line.code, line.counts_rows)) is not None
            and declared not in {detail, _detail_of(once, line.code, line.counts_rows)}
        ]
        if len(differing) >= 3 and any(asked.form.line(code).counts_rows for code, _, _ in differing):
            # Organisations are missing from the detail, or stand there without being counted: one fault.
            code, declared, detail = next(one for one in differing if asked.form.line(one[0]).counts_rows)
            yield _finding(
                check, read.province, code,
                f"{_name(asked.form, (code,))} ghi {write_number(declared)} nhưng biểu chi tiết có {write_number(detail)} tổ chức; "
                f"vì vậy {len(differing) - 1} chỉ tiêu khác cũng không khớp.",
                {code: f"{write_number(declared)} / chi tiết {write_number(detail)}" for code, declared, detail in differing},
            )  # fmt: skip
            continue
        for code, declared, detail in differing:
            yield _finding(
                check, read.province, code,
                f"{_name(asked.form, (code,))} ghi {write_number(declared)} nhưng chi tiết theo tổ chức cơ sở đảng cộng lại "
                f"{write_number(detail)}, {'thừa' if declared > detail else 'thiếu'} {write_number(abs(declared - detail))}.",
                {code: write_number(declared), "chi tiết": write_number(detail)}
                | ({"ô": cell.address} if (cell := read.values[code].cell) else {}),
            )  # fmt: skip


def _detail_of(organisations: Sequence[Organisation], code: str, counts_rows: bool) -> Decimal | None:
    if counts_rows:
        return Decimal(len(organisations))
    values = [one.values[code] for one in organisations if code in one.values]
    if not values or any(value.state == "unreadable" for value in values):
        return None
    return sum((value.amount or Decimal(0) for value in values), Decimal(0))


def _detail_parts(check: Check, asked: Asked) -> Iterator[Finding]:
    """The parts and wholes that each unit must keep are asked of each organisation too; one finding a unit and rule."""
    rules = [rule for rule in asked.form.checks if rule.at == "each" and rule.kind in {"sum", "at_most"}]
    for read in asked.returns:
        rows = [
            (one.name, {code: value.amount for code, value in one.values.items()}) for one in read.organisations or ()
        ]
        for rule in rules:
            wrong: dict[str, str] = {}
            for name, amounts in rows:
                whole, parts = _total(amounts, rule.whole), _total(amounts, rule.parts)
                if whole is None or parts is None:
                    continue
                if parts > whole or (rule.kind == "sum" and parts != whole):
                    wrong[name] = f"{write_number(parts)} / {write_number(whole)}"
            if wrong:
                named = ", ".join(f"“{name}” ({pair})" for name, pair in list(wrong.items())[:3])
                relation = "không bằng" if rule.kind == "sum" else "lớn hơn"
                yield _finding(
                    check, read.province, rule.whole[0],
                    f"Ở biểu chi tiết, {' + '.join(rule.parts)} {relation} {' + '.join(rule.whole)} tại {len(wrong)} tổ chức: {named}"
                    f"{' …' if len(wrong) > 3 else ''}.",
                    wrong,
                )  # fmt: skip


# Against other columns, and against the calendar


def _jump(check: Check, asked: Asked) -> Iterator[Finding]:
    limit, least = Decimal(str(check.limit)), Decimal(str(check.least))
    for read in asked.returns:
        for line in asked.form.lines:
            now = read.amount(line.code)
            before = value.amount if read.previous and (value := read.previous.get(line.code)) else None
            if now is None or not before or max(now, before) < least or abs(now - before) <= limit * before:
                continue
            change = (now / before * 100 - 100).quantize(Decimal(1), ROUND_HALF_UP)
            yield _finding(
                check, read.province, line.code,
                f"{_name(asked.form, (line.code,))} là {write_number(now)}, cùng kỳ năm trước {write_number(before)}: "
                f"{'tăng' if change > 0 else 'giảm'} {write_number(abs(change))}%.",
                {"kỳ này": write_number(now), "cùng kỳ": write_number(before)},
            )  # fmt: skip


def _previous_period(check: Check, asked: Asked) -> Iterator[Finding]:
    """The column of last year must keep the same sums; it is shown beside the figures, so its faults are said, once."""
    rules = [rule for rule in asked.form.checks if rule.at == "each" and rule.kind in {"sum", "at_most"}]
    values: dict[str, str] = {}
    for read in asked.returns:
        amounts = {code: value.amount for code, value in (read.previous or {}).items()}
        wrong = []
        for rule in rules:
            whole, parts = _total(amounts, rule.whole), _total(amounts, rule.parts)
            if whole is not None and parts is not None and (parts > whole or (rule.kind == "sum" and parts != whole)):
                sign = "khác" if rule.kind == "sum" else "lớn hơn"
                wrong.append(
                    f"{' + '.join(rule.parts)} = {write_number(parts)} {sign} {' + '.join(rule.whole)} = {write_number(whole)}"
                )
        if wrong:
            values[read.province] = "; ".join(wrong)
    if values:
        first, fault = next(iter(values.items()))
        yield _finding(
            check, asked.unit, "",
            f"Cột cùng kỳ năm trước của {len(values)} đơn vị tự mâu thuẫn (ví dụ {first}: {fault}); so sánh với cùng kỳ ở các chỉ "
            "tiêu này chưa tin được.",
            values,
        )  # fmt: skip


def _target_column_empty(check: Check, asked: Asked) -> Iterator[Finding]:
    for read in asked.returns:
        if read.targets is not None and all(value.amount is None for value in read.targets.values()):
            yield _finding(
                check, read.province, "",
                "Biểu có cột “Chỉ tiêu năm” nhưng để trống toàn bộ, nên chưa so được kết quả với chỉ tiêu.",
                {},
            )  # fmt: skip


def _estimate_not_marked(check: Check, asked: Asked) -> Iterator[Finding]:
    last = asked.period.last_day
    for read in asked.returns:
        known_on = read.cut_off_on or read.issued_on
        if read.estimated or known_on is None or known_on >= last:
            continue
        how = "chốt số liệu" if read.cut_off_on else "ký"
        yield _finding(
            check, read.province, "",
            f"Báo cáo {how} ngày {known_on:%d/%m/%Y}, trước khi hết kỳ ({last:%d/%m/%Y}), nhưng không ghi là số ước thực hiện.",
            {"ngày": f"{known_on:%d/%m/%Y}", "hết kỳ": f"{last:%d/%m/%Y}"},
        )  # fmt: skip


_KINDS: Mapping[str, Callable[[Check, Asked], Iterator[Finding]]] = {
    "sum": _sum,
    "at_most": _at_most,
    "rate": _rate,
    "rate_balance": _rate_balance,
    "without": _without,
    "ratio": _ratio,
    "same_value": _same_value,
    "same_return_twice": _same_return_twice,
    "organisation_twice": _organisation_twice,
    "detail_total": _detail_total,
    "detail_parts": _detail_parts,
    "jump": _jump,
    "previous_period": _previous_period,
    "target_column_empty": _target_column_empty,
    "estimate_not_marked": _estimate_not_marked,
}
