"""Forms of the person who signs in, and of the agency lead."""

from typing import Any

from wtforms.fields import HiddenField
from wtforms.validators import ValidationError

from casework.accounts.types import ROLE_HINTS, ROLE_LABELS, FactorKind
from casework.kernel import clock
from casework.web.fields import (
    CheckboxesField,
    DateField,
    EmailField,
    PasswordField,
    SelectField,
    Submit,
    TextArea,
    TextField,
    TickField,
)
from casework.web.forms import BaseForm

GIVEN_BY_LEADS = {str(role): ROLE_LABELS[role] for role in ROLE_HINTS}
NEW_PASSWORD_HINT = "12 characters or more. Three random words make a good one."  # noqa: S105 - a hint


class SignInForm(BaseForm):
    """Sign in."""

    username = TextField("Email address or user name", missing="Enter your email address or user name")
    password = PasswordField("Password")
    save = Submit("Sign in")


class CodeForm(BaseForm):
    """Prove a second factor: a code of an app, a recovery code, or a passkey that a script asked for."""

    code = TextField("Code from your app", noun="the code", required=False, max_length=20, hint="6 figures, new every 30 seconds")
    recovery = TextField("Recovery code", required=False, max_length=40, hint="For example 4F7K-9QXD-2M8B. Each works once")
    passkey = HiddenField()
    save = Submit("Continue")

    def typed(self, name: str) -> str:
        """What was given in a field, or nothing where the form has no such field."""
        return str(self[name].data or "") if name in self else ""

    def expect(self, held: list[Any]) -> None:
        """Keep only the fields that these second factors answer to."""
        if not any(row.kind == FactorKind.APP for row in held):
            del self.code

    def tell(self, sentence: str) -> None:
        """Put a sentence beside what was given."""
        name = next((name for name in ("recovery", "code", "password") if self.typed(name)), "")
        if name:
            self[name].errors = [sentence]
        else:
            self.form_errors = [sentence]

    def validate(self, extra_validators: Any = None) -> bool:
        """One of the three must be given."""
        if not super().validate(extra_validators):
            return False
        if any(self.typed(name) for name in ("code", "recovery", "passkey", "password")):
            return True
        missing = "Enter a code, or use another way below" if "code" in self else "Use your passkey or enter a recovery code"
        self.tell_missing(missing)
        return False

    def tell_missing(self, sentence: str) -> None:
        """Say that nothing was given."""
        name = next((name for name in ("code", "recovery") if name in self), "")
        if name:
            self[name].errors = [sentence]
        else:
            self.form_errors = [sentence]


class ConfirmForm(CodeForm):
    """Prove again who one is: by the second factor, or by the password of somebody who has none."""

    password = PasswordField("Your password")

    def expect(self, held: list[Any]) -> None:
        """Ask for the second factor of somebody who has one, and for the password of everybody else."""
        super().expect(held)
        if held:
            del self.password
        else:
            del self.recovery, self.passkey


class AppForm(BaseForm):
    """Show that an app makes the right codes."""

    code = TextField("Code the app shows now", noun="the code", max_length=20, hint="6 figures")
    save = Submit("Continue")


class PasskeyForm(BaseForm):
    """Make a passkey."""

    label = TextField("What to call it", noun="a name for it", max_length=60, hint="For example: my work laptop, or the blue key")
    passkey = HiddenField()
    save = Submit("Make the passkey")


class ForgottenForm(BaseForm):
    """Ask for a new password."""

    username = TextField("Email address or user name", missing="Enter your email address or user name")
    save = Submit("Ask for a new password")


class NewPasswordForm(BaseForm):
    """Choose a password."""

    password = PasswordField("New password", new=True, hint=NEW_PASSWORD_HINT)
    again = PasswordField("New password again", new=True, missing="Enter the new password again")
    save = Submit("Save password")

    def validate_again(self, field: Any) -> None:
        """Both must be the same."""
        if field.data and field.data != self.password.data:
            raise ValidationError("The two passwords are not the same")


class ChangePasswordForm(NewPasswordForm):
    """Change one's own password."""

    current = PasswordField("Your password now", missing="Enter your password now")


class DetailsForm(BaseForm):
    """One's own details."""

    job_title = TextField("Job title", required=False, max_length=80)
    phone = TextField("Work telephone number", required=False, max_length=40)
    save = Submit("Save")


class InviteForm(BaseForm):
    """Invite a colleague."""

    name = TextField("Full name", max_length=120)
    username = EmailField("Work email address", hint="They sign in with it")
    job_title = TextField("Job title", required=False, max_length=80)
    roles = CheckboxesField(
        "Roles", choices=GIVEN_BY_LEADS, hints={str(role): text for role, text in ROLE_HINTS.items()},
        missing="Choose at least one role",
    )  # fmt: skip
    save = Submit("Invite")


class RoleForm(BaseForm):
    """Give a role."""

    role = SelectField("Role", choices=GIVEN_BY_LEADS)
    save = Submit("Give this role", kind="secondary")


class ReasonForm(BaseForm):
    """Say why."""

    reason = TextArea("Reason", max_length=500, rows=3)
    save = Submit("Suspend", kind="warning")


class LeaveForm(BaseForm):
    """End the account of somebody who leaves."""

    to_user = SelectField(
        "Who takes over their open tasks and cases",
        noun="who takes over",
        required=False,
        blank="Nobody yet: they wait for somebody",
    )
    reason = TextArea("What happens", noun="what happens", max_length=500, rows=3, hint="For example, leaves us on Friday")
    save = Submit("End this account", kind="warning")


class ResetFactorForm(BaseForm):
    """End the second factors of somebody who lost theirs."""

    reason = TextArea("Reason", max_length=500, rows=3, hint="How you made sure that it is them who asks")
    save = Submit("Reset second factor", kind="warning")


class AttestForm(BaseForm):
    """Attest the users of the organisation."""

    people = HiddenField()
    right = TickField(
        "Each of these people works here, and needs what they have", required=True, missing="Tick that each of them is right"
    )
    save = Submit("Attest")


class TeamsForm(BaseForm):
    """Choose the teams of a colleague."""

    teams = CheckboxesField("Teams", required=False)
    save = Submit("Save teams", kind="secondary")


class TeamForm(BaseForm):
    """Make a team."""

    name = TextField("Name of the team", max_length=80)
    save = Submit("Add team")


class ClearanceForm(BaseForm):
    """Clear a colleague for safeguarding work."""

    from_on = DateField("From", noun="the first day")
    until_on = DateField("Until", noun="the last day", not_before=lambda: clock.today())
    reason = TextArea("Why their work needs it", noun="the reason", max_length=1000, rows=3)
    save = Submit("Clear this person")


class DelegationForm(BaseForm):
    """Authorise a colleague to use a power."""

    person = SelectField("Person")
    power = TextField("Power", max_length=40, hint="Its code, for example FPN or CPN, or * for all that the organisation may use")
    from_on = DateField("From", noun="the first day")
    until_on = DateField("Until", noun="the last day", required=False, hint="Leave blank when it has no end")
    instrument = TextField("Written authority", hint="For example, the delegation scheme and its date", required=False)
    save = Submit("Add authorisation")
