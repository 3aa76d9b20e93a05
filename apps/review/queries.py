"""What other apps ask of reviews: a version read, what stands in its way, and what was approved."""

from apps.review.reading.obstacles import Obstacle, between_text, standing_between
from apps.review.reading.queries import Reading, open_checks, read
from apps.review.standing.queries import approved_manifest, final_manifest

__all__ = [
    "Obstacle",
    "Reading",
    "approved_manifest",
    "between_text",
    "final_manifest",
    "open_checks",
    "read",
    "standing_between",
]
