"""The sample firm's matters, one module for each group of them."""

from demo.matters import closed, estates, family, immigration, leasing, quebec, rights, small_claims
from demo.matters.shape import Sample

SAMPLES: tuple[Sample, ...] = (
    estates.ADEYEMI,
    family.HALLORAN,
    leasing.BIRCH_LANE,
    small_claims.VO,
    immigration.RAHIMI,
    rights.CLINIC,
    quebec.TREMBLAY,
    rights.NORTHERN,
    closed.SCREENED,
    closed.CLOSED,
    closed.TRAINING,
    rights.NOT_TOLD,
)
