"""A member's first day: the code on the slip, the word that was told, the year of birth, a password of one's own, and one is in."""

from __future__ import annotations

import logging

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.core.internal import ratelimit
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from giaoban.areas.members import slips
from giaoban.core.numbers import number_in
from giaoban.ground.access.models import Account
from giaoban.ground.access.second_lock import whole_tree

log = logging.getLogger(__name__)
TOO_MANY = "Máy hoặc mạng này vừa gõ sai mã quá nhiều lần; đồng chí chờ ít phút rồi thử lại."


class SlipForm(forms.Form):
    """What stands on the slip, what its owner was told, and what its owner and the register know."""

    code = forms.CharField(
        label=gettext_lazy("Code on the slip"), max_length=40,
        widget=forms.TextInput(attrs={"class": "code", "autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )  # fmt: skip
    word = forms.CharField(
        label=gettext_lazy("Your own word"), max_length=12,
        help_text=gettext_lazy("Four signs that stand on no slip: whoever is named on it as telling them tells them."),
        widget=forms.TextInput(attrs={"class": "code", "autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )  # fmt: skip
    year = forms.CharField(
        label=gettext_lazy("Year of birth"), max_length=4, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )

    def clean_year(self) -> int:
        """The year as a number."""
        year = number_in(self.cleaned_data["year"])
        if year is None or not 1900 <= year <= 2100:
            raise forms.ValidationError(_("Write the year with four figures, for example 1985."))
        return year


class NewPassword(SlipForm):
    """As `SlipForm`, with the password that the owner of the new account chooses."""

    password = forms.CharField(
        label=gettext_lazy("A password of your own"), max_length=128, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )  # fmt: skip
    again = forms.CharField(
        label=gettext_lazy("The password once more"), max_length=128, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )  # fmt: skip

    def __init__(self, *given: object) -> None:
        super().__init__(*given)  # type: ignore[arg-type]
        self.fields["password"].help_text = " ".join(password_validators_help_texts())

    def clean_password(self) -> str:
        """A password that the house's rules let pass."""
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password

    def clean(self) -> None:
        if {"password", "again"} <= self.cleaned_data.keys() and self.cleaned_data["password"] != self.cleaned_data["again"]:  # fmt: skip
            self.add_error("again", _("The two passwords are not the same."))


def slip(request: HttpRequest) -> HttpResponse:
    """With the code and the year, a member has an account with a password of their own, and is signed in.

    Who is signed in already ties that account to their record instead, so that officer and member are one.
    """
    account = request.user if isinstance(request.user, Account) else None
    form = (SlipForm if account else NewPassword)(request.POST or None)
    refusals: list[str] = []
    if request.method == "POST" and form.is_valid():
        usage = ratelimit.consume(request, app="allauth.account", action="slip_from_address")
        if usage is None:
            refusals = [TOO_MANY]
        else:
            with transaction.atomic(), whole_tree():
                opened, refusals = slips.use(
                    typed=form.cleaned_data["code"], word=form.cleaned_data["word"], year=form.cleaned_data["year"],
                    password=form.cleaned_data.get("password", ""), account=account,
                )  # fmt: skip
            if opened is not None:
                usage.rollback()
                return _signed_in(request, opened, new=account is None)
            log.warning("A slip was not opened.")
    context = {
        "title": _("Begin with your slip"),
        "lead": _("You are signed in as %(name)s; the slip ties this account to your record.") % {"name": account}
        if account
        else "",
        "form": form,
        "refusals": refusals,
        "does": _("Open my handbook"),
    }
    return render(request, "pocket/slip.html", context, status=422 if request.method == "POST" else 200)


def _signed_in(request: HttpRequest, account: Account, *, new: bool) -> HttpResponse:
    """Into the handbook; a new account is signed in by the way that every other is."""
    if not new:
        return redirect("pocket:home")
    home = reverse("pocket:welcome")
    return perform_password_login(request, {"username": account.username}, Login(user=account, redirect_url=home))
