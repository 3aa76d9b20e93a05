"""Adding a replacement, letting a value stand, and taking either back. The preview is where a person does it.

An addition holds for the matter: it lowers what crosses, and whoever works on the matter may make it. Letting a value
stand raises what crosses, so it holds for one request, and roles decide (`rules.check_may_lift`).
"""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core.errors import BadInput, Conflict
from apps.core.sensitive import Sensitive
from apps.core.text import canonical
from apps.matters import keys
from apps.matters.models import Matter
from apps.people.models import User
from apps.policy import rules
from apps.policy.attempts import Act, on_record
from apps.policy.identifying.placeholders import PLACEHOLDER, named
from apps.policy.identifying.words import words_of
from apps.policy.models import Ground, Placeholder, PlaceholderKind, Replacement, Way
from apps.policy.replaced import GROUNDS

LONGEST = 200


@on_record(Act.ADD_REPLACEMENT)
def add_replacement(
    *,
    matter: Matter,
    request_id: UUID,
    value: Sensitive,
    kind: PlaceholderKind,
    ground: Ground,
    by: User,
) -> Replacement:
    """Have a value replaced wherever it stands in the matter, from the next preview on.

    Raises NotAllowed unless the person works on the matter; BadInput for a value without a letter or digit, or a
    reason that is none; Conflict where it is added already.
    """
    kind = PlaceholderKind(kind)
    rules.check_may_replace(by, matter)
    text = canonical(" ".join(value.reveal().split()))
    if not words_of(text) or len(text) > LONGEST or PLACEHOLDER.search(text):
        raise BadInput(_("Give the words to be replaced, in at most 200 characters."))
    if kind == PlaceholderKind.LITERAL:
        raise BadInput(_("Say what it is: a person, a place, a number."))
    return _record(matter, request_id, Way.ADDED, kind, text.encode(), ground, by)


@on_record(Act.LIFT_REPLACEMENT)
def lift_replacement(
    *, matter: Matter, request_id: UUID, placeholder: str, ground: Ground, by: User
) -> Replacement:
    """Let exactly the spelling behind a placeholder stand in one request, from its next preview on.

    Raises NotAllowed where the role does not permit it for what it is; BadInput for what is no placeholder of this
    matter, or a reason that is none; Conflict where it stands already.
    """
    rules.check_may_replace(by, matter)
    match = PLACEHOLDER.fullmatch(placeholder)
    kind_named, number = named(match) if match else (PlaceholderKind.LITERAL, 0)
    row = Placeholder.objects.filter(matter=matter, kind=kind_named, number=number).first()
    if not row:
        raise BadInput(_("Choose one of the placeholders of this preview."))
    kind = PlaceholderKind(row.kind)
    rules.check_may_lift(by, kind)
    with keys.opened(matter.pk) as seal:
        value = seal.reveal_bytes(row, "value").reveal()
    return _record(matter, request_id, Way.LIFTED, kind, value, ground, by)


@on_record(Act.TAKE_BACK_REPLACEMENT)
def take_back(*, replacement: Replacement, by: User) -> None:
    """End an addition, or have a value that stood replaced again. Ending what ended changes nothing.

    Ending an addition lets a value cross, so the same roles decide as for letting it stand. Raises NotAllowed.
    """
    rules.check_may_replace(by, replacement.matter)
    held = Replacement.objects.select_for_update().get(pk=replacement.pk)
    if held.ended_at is not None:
        return
    added = held.way == Way.ADDED
    if added:
        rules.check_may_lift(by, PlaceholderKind(held.kind))
    held.ended_at, held.ended_by = timezone.now(), by
    held.save(update_fields=["ended_at", "ended_by"])
    _say(held, added=not added, by=by)


def _record(
    matter: Matter, request_id: UUID, way: Way, kind: PlaceholderKind, value: bytes, ground: Ground, by: User
) -> Replacement:
    if ground not in GROUNDS[way]:
        raise BadInput(_("Choose a reason."))
    made = Replacement(matter=matter, request_id=request_id, way=way, kind=kind, ground=ground, made_by=by)
    with keys.opened(matter.pk) as seal:
        made.value_hmac = seal.digest(b"placeholder", kind.value.encode(), value).hmac
        seal.seal(made, "value", Sensitive(value))
    same = Replacement.objects.filter(matter=matter, way=way, value_hmac=made.value_hmac, ended_at=None)
    if (same if way == Way.ADDED else same.filter(request_id=request_id)).exists():
        raise Conflict(_("That is so already. Look at the preview again."))
    made.save(force_insert=True)
    _say(made, added=way == Way.ADDED, by=by)
    return made


def _say(row: Replacement, *, added: bool, by: User) -> None:
    """What became of it: replaced from now on, or let stand. Neither the value nor a digest of it."""
    audit.record(
        event=Event.POLICY_REPLACEMENT_ADDED if added else Event.POLICY_REPLACEMENT_LIFTED,
        by=by,
        on=row,
        label=PlaceholderKind(row.kind),
        reason=Ground(row.ground),
        request=row.request_id,
        taken_back=row.ended_at is not None,
    )


def of_request(*, matter: Matter, request_id: UUID) -> list[Replacement]:
    """What is changed in a request's preview: additions to its matter, and what was let stand in it."""
    held = (
        Replacement.objects.filter(matter=matter, ended_at=None).select_related("made_by").order_by("made_at")
    )
    return [each for each in held if each.way == Way.ADDED or each.request_id == request_id]


def values_of(matter: Matter, rows: list[Replacement]) -> dict[UUID, Sensitive[str]]:
    """Their values, opened for the preview."""
    if not rows:
        return {}
    with keys.opened(matter.pk) as seal:
        return {
            each.pk: Sensitive(seal.reveal_bytes(each, "value").reveal().decode("utf-8", "replace"))
            for each in rows
        }
