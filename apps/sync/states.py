"""The life of a delivery, as a table."""

from apps.sync.models import DeliveryState as S

MOVES: dict[S, frozenset[S]] = {
    S.QUEUED: frozenset({S.SENDING, S.CANCELLED}),
    S.SENDING: frozenset({S.SENDING, S.SENT, S.WAITING, S.STOPPED}),
    S.WAITING: frozenset({S.SENDING, S.STOPPED, S.CANCELLED}),
    S.SENT: frozenset({S.VERIFIED, S.STOPPED}),
    # A person looked and lets it be tried again, or gives it up.
    S.STOPPED: frozenset({S.QUEUED, S.CANCELLED}),
    S.VERIFIED: frozenset(),
    S.CANCELLED: frozenset(),
}
