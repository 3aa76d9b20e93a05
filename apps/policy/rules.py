"""What may be sent, and who may do what about it. Pure: facts in, reasons out, and the only yes is an empty list."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from apps.core.errors import NotAllowed, holds
from apps.integrations.claude.types import GEO
from apps.matters import loosening
from apps.matters.models import Matter, Province, Residency, Status
from apps.matters.rules import check_works_on
from apps.people.models import RoleCode, User
from apps.policy.exchange import Readings
from apps.policy.models import AssessmentKind, PlaceholderKind
from apps.policy.observed import Retention, WorkspaceFault
from apps.policy.reasons import Caution, Reason
from apps.policy.registers import OLD_DAYS, Standing

VERSION = 7
"""Stored with each clearance. A change to what refuses is a new version."""

SURFACES = frozenset({"messages"})
"""Ways of reaching the vendor that zero retention covers and this house uses (vendor's retention page, Aug 2026)."""


@dataclass(frozen=True)
class Facts:
    """All that is known when the gate answers. None is "not known", and what is not known refuses."""

    today: date
    surface: str | None
    surface_standing: str | None
    """As the register has it; None where it has no such row."""
    surface_confirmed: bool | None
    region: str | None
    breaker_open: bool | None
    matter_status: str | None
    residency: str | None
    province: str | None
    health_matter: bool | None
    health_sources: bool | None
    may_trip_classifiers: bool | None
    on_file: frozenset[str]
    """Kinds of assessment in force for the client or the matter."""
    parties_read: bool | None
    """Whether all of its parties that the practice system names can be here."""
    parties_readable: bool | None
    """Whether no record there that says who is in it is one of which no sense could be made."""
    parties_hours: int | None
    """Since the practice system that it came from was last read through; 0 where there is none that could be."""
    parties_hours_warn: int | None
    parties_hours_refuse: int | None
    client_told: bool | None
    client_refused: bool | None
    client_consented: bool | None
    asker_works_on_matter: bool | None
    responsible_licensed: bool | None
    policy_version: int | None
    policy_acknowledged: bool | None
    arrangement_organization: str | None
    arrangement_workspace: str | None
    arrangement_review_by: date | None
    arrangement_covers: frozenset[str] | None
    training_off: bool | None
    hours_unseen: int | None
    """Since the workspace was last looked at, or the arrangement confirmed by a person, whichever is later."""
    hours_unseen_warn: int | None
    hours_unseen_refuse: int | None
    workspace_faults: frozenset[str] | None
    """What the last look found wrong; empty before the first."""
    retention_seen: str | None
    """What the vendor's feed says of retention; "" before the first look. It warns, it does not refuse by itself."""
    terms_days: int | None
    """Since the older of the rows on model and surface was read. It warns."""
    path_unknown: frozenset[str] | None
    """Hops of our own of which nobody knows, or has looked lately, where they are."""
    path_abroad: frozenset[str] | None
    organization: str | None
    """The organization and workspace that the settings name, whose key is used."""
    workspace: str | None
    model_known: bool | None
    model_allowed: bool | None
    model_covered: bool | None
    model_accepts_geo: bool | None
    model_priced: bool | None
    at_most: Decimal | None
    """USD the call may cost."""
    matter_spent: Decimal | None
    matter_budget: Decimal | None
    firm_spent: Decimal | None
    firm_budget: Decimal | None
    leaks: int | None
    """Known values still in the text that would be sent."""
    text_whole: bool | None
    """Whether every text can be written as bytes at all."""
    as_shown: bool | None
    readings: str | None
    """How the sources that it was made from were read (``exchange.Readings``)."""

    def stored(self) -> dict[str, Any]:
        """As they are kept with the clearance: ids, codes, flags and figures."""
        return {name: _plain(value) for name, value in vars(self).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return sorted(value) if isinstance(value, frozenset) else value


def refusals(facts: Facts) -> list[Reason]:
    """Every reason to say no. An empty list is the only yes."""
    found = {
        Reason.BREAKER_OPEN: facts.breaker_open is not False,
        Reason.MATTER_NOT_OPEN: facts.matter_status != Status.OPEN,
        Reason.PARTIES_NOT_READ: facts.parties_read is not True,
        Reason.PARTIES_UNREADABLE: facts.parties_readable is not True,
        Reason.PARTIES_LONG_UNREAD: not _within(facts.parties_hours, facts.parties_hours_refuse),
        Reason.ASKER_NOT_ON_MATTER: facts.asker_works_on_matter is not True,
        Reason.RESPONSIBLE_NOT_LICENSED: facts.responsible_licensed is not True,
        **_surface(facts),
        Reason.REGION_NOT_PINNED: facts.region != GEO,
        Reason.NAME_LEFT: facts.leaks != 0,
        Reason.TEXT_BROKEN: facts.text_whole is not True,
        Reason.NOT_AS_SHOWN: facts.as_shown is not True,
        Reason.SOURCE_BEING_READ: facts.readings == Readings.BEING_READ,
        Reason.SOURCE_NOT_READ_AGAIN: facts.readings not in (Readings.AS_SEEN, Readings.BEING_READ),
        **_residency(facts),
        **_client(facts),
        **_firm_policy(facts),
        **_arrangement(facts),
        **_model(facts),
        **_money(facts),
        **_workspace(facts),
        **_path(facts),
    }
    return [reason for reason in Reason if found[reason]]


def cautions(facts: Facts) -> list[Caution]:
    """What does not refuse yet, for the person and the record."""
    unseen, warn = facts.hours_unseen, facts.hours_unseen_warn
    soon = facts.today + timedelta(days=30)
    found = {
        Caution.WORKSPACE_CHECK_MISSED: unseen is None or warn is None or unseen >= warn,
        Caution.RETENTION_NOT_OBSERVED: facts.retention_seen in (None, "", Retention.UNWATCHED),
        Caution.TERMS_OLD: facts.terms_days is None or facts.terms_days > OLD_DAYS,
        Caution.PARTIES_LONG_UNREAD: not _within(facts.parties_hours, facts.parties_hours_warn),
        Caution.REVIEW_SOON: facts.arrangement_review_by is not None and facts.arrangement_review_by <= soon,
    }
    return [caution for caution in Caution if found[caution]]


def _within(hours: int | None, limit: int | None) -> bool:
    return hours is not None and limit is not None and hours < limit


def _surface(facts: Facts) -> dict[Reason, bool]:
    """A row of the register opens nothing that this house does not use, and the house uses nothing without a row."""
    known = facts.surface_standing in Standing.values
    confirmed = facts.surface_standing == Standing.UNLESS_CONFIRMED and facts.surface_confirmed is True
    is_open = facts.surface_standing == Standing.ALLOWED or confirmed
    return {
        Reason.SURFACE_UNKNOWN: facts.surface is None or not known,
        Reason.SURFACE_BLOCKED: facts.surface not in SURFACES or (known and not is_open),
    }


def _workspace(facts: Facts) -> dict[Reason, bool]:
    unseen, limit = facts.hours_unseen, facts.hours_unseen_refuse
    faults = facts.workspace_faults
    held = bool(facts.arrangement_organization)  # without an arrangement there is no workspace to look at
    unknown = faults is None or unseen is None or limit is None or unseen >= limit
    return {
        Reason.WORKSPACE_NOT_SEEN: held and unknown,
        Reason.WORKSPACE_DIFFERS: bool(faults and faults - {WorkspaceFault.RETENTION_ON}),
        Reason.RETENTION_ON: bool(faults and WorkspaceFault.RETENTION_ON in faults),
    }


def _path(facts: Facts) -> dict[Reason, bool]:
    """The parts of the path that the firm chose itself: this house and its backup."""
    permitted = facts.residency == Residency.DOCUMENTED_TRANSFER
    return {
        Reason.PATH_UNKNOWN: facts.path_unknown is None or bool(facts.path_unknown),
        Reason.PATH_ABROAD: facts.path_abroad is None or bool(facts.path_abroad and not permitted),
    }


def _residency(facts: Facts) -> dict[Reason, bool]:
    """ "No storage outside Canada" asks for what is asked of every call: retention off, region pinned, on record."""
    documented = facts.residency == Residency.DOCUMENTED_TRANSFER
    return {
        Reason.NEVER_LEAVES: facts.residency == Residency.NEVER_LEAVES,
        Reason.RESIDENCY_UNKNOWN: facts.residency not in Residency.values,
        Reason.TRANSFER_NOT_RECORDED: documented and AssessmentKind.TRANSFER_RECORD not in facts.on_file,
    }


def _client(facts: Facts) -> dict[Reason, bool]:
    """Notice and refusal are the client's; a matter inherits them. An unknown province counts as Quebec."""
    quebec = facts.province not in Province.values or facts.province == Province.QC
    decided = AssessmentKind.CLASSIFIER_DECISION in facts.on_file
    return {
        Reason.CLIENT_NOT_TOLD: facts.client_told is not True,
        Reason.CLIENT_REFUSED: facts.client_refused is not False,
        Reason.CONSENT_MISSING: AssessmentKind.CONSENT_RULE in facts.on_file
        and facts.client_consented is not True,
        Reason.QUEBEC_ASSESSMENT_MISSING: quebec and AssessmentKind.QUEBEC_ASSESSMENT not in facts.on_file,
        Reason.QUEBEC_AGREEMENT_MISSING: quebec and AssessmentKind.QUEBEC_AGREEMENT not in facts.on_file,
        Reason.HEALTH_NOT_RECORDED: facts.health_sources is not False and facts.health_matter is not True,
        Reason.CLASSIFIER_NOT_DECIDED: facts.may_trip_classifiers is not False and not decided,
    }


def _firm_policy(facts: Facts) -> dict[Reason, bool]:
    published = facts.policy_version is not None
    return {
        Reason.NO_AI_POLICY: not published,
        Reason.POLICY_NOT_ACKNOWLEDGED: published and facts.policy_acknowledged is not True,
    }


def _arrangement(facts: Facts) -> dict[Reason, bool]:
    held = bool(facts.arrangement_organization) and facts.arrangement_review_by is not None
    late = facts.arrangement_review_by is not None and facts.arrangement_review_by < facts.today
    return {
        Reason.NO_ARRANGEMENT: not held,
        Reason.ARRANGEMENT_OVERDUE: held and late,
        Reason.NOT_COVERED: held
        and (facts.arrangement_covers is None or facts.surface not in facts.arrangement_covers),
        Reason.TRAINING_NOT_OFF: held and facts.training_off is not True,
        Reason.OTHER_ORGANIZATION: held and facts.arrangement_organization != facts.organization,
        Reason.OTHER_WORKSPACE: held
        and (not facts.workspace or facts.arrangement_workspace != facts.workspace),
    }


def _model(facts: Facts) -> dict[Reason, bool]:
    known = facts.model_known is True
    return {
        Reason.MODEL_UNKNOWN: not known,
        Reason.MODEL_NOT_ALLOWED: known and facts.model_allowed is not True,
        Reason.MODEL_COVERED: known and facts.model_covered is not False,
        Reason.MODEL_WITHOUT_REGION: known and facts.model_accepts_geo is not True,
        Reason.MODEL_NOT_PRICED: known and facts.model_priced is not True,
    }


def _money(facts: Facts) -> dict[Reason, bool]:
    """Without a price there is nothing to compare, and that refuses by itself."""
    priced = facts.model_priced is True
    return {
        Reason.MATTER_BUDGET: priced and _over(facts.matter_spent, facts.at_most, facts.matter_budget),
        Reason.FIRM_BUDGET: priced and _over(facts.firm_spent, facts.at_most, facts.firm_budget),
    }


def _over(spent: Decimal | None, more: Decimal | None, budget: Decimal | None) -> bool:
    if spent is None or more is None or budget is None:
        return True
    return spent + more > budget


# People ----------------------------------------------------------------------------------------------------


def check_may_confirm(user: User) -> None:
    """The arrangement, and closing the breaker: a partner or an administrator."""
    _check_role(
        user, {RoleCode.PARTNER, RoleCode.ADMINISTRATOR}, _("Only a partner or an administrator may do this.")
    )


def can_confirm(user: User) -> bool:
    return holds(check_may_confirm, user)


def check_may_close(user: User, incident: str) -> None:
    """Whoever may close the breaker closes an incident, by its code. That retention is off in spite of what was seen
    last is a partner's word: nothing else ends it where the feed cannot be read any more."""
    if incident == WorkspaceFault.RETENTION_ON:
        check_is_partner(user)
    else:
        check_may_confirm(user)


def can_close(user: User, incident: str) -> bool:
    return holds(check_may_close, user, incident)


def check_is_partner(user: User) -> None:
    """Publishing the policy on AI, recording assessments and consents: a partner."""
    _check_role(user, {RoleCode.PARTNER}, _("Only a partner may do this."))


def check_may_export(user: User) -> None:
    """Taking the register away: a partner for the matters they may see, an administrator or auditor without names."""
    _check_role(
        user,
        {RoleCode.PARTNER, RoleCode.ADMINISTRATOR, RoleCode.AUDITOR},
        _("Only a partner, an administrator or an auditor may take the register away."),
    )


def can_export(user: User) -> bool:
    return holds(check_may_export, user)


PARTNERS_TO_LIFT = frozenset(
    {PlaceholderKind.SIN, PlaceholderKind.HEALTH_NUMBER, PlaceholderKind.BIRTH_DATE, PlaceholderKind.ACCOUNT,
     PlaceholderKind.PASSPORT, PlaceholderKind.LICENCE}
)  # fmt: skip
"""What opens somebody's accounts or file: only a partner lets it cross."""


def check_may_replace(user: User, matter: Matter) -> None:
    """Adding a replacement lowers what crosses: whoever works on the matter may."""
    check_works_on(user, matter)


def check_may_lift(user: User, kind: PlaceholderKind) -> None:
    """Letting a value cross as it is: a licensee, and a partner where it is a number that opens doors."""
    if kind == PlaceholderKind.LITERAL:
        raise NotAllowed(_("Text that looks like a placeholder is always replaced."), codes=("kind",))
    if kind in PARTNERS_TO_LIFT and not loosening.may_loosen(user):
        raise NotAllowed(_("Only a partner may let a number of this kind cross."), codes=("role",))
    if kind not in PARTNERS_TO_LIFT and not loosening.may_let_names_cross(user):
        raise NotAllowed(_("Only a licensee may let a name cross as it is."), codes=("role",))


def can_lift(user: User, kind: PlaceholderKind) -> bool:
    return holds(check_may_lift, user, kind)


def _check_role(user: User, roles: Collection[str], sentence: str) -> None:
    if not user.is_active or user.is_robot or not user.has_role(*roles):
        raise NotAllowed(sentence, codes=("role",))
