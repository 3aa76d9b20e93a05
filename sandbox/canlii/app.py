"""CanLII's endpoints."""

from sandbox.http import Routes
from sandbox.vendor import Vendor


class Canlii(Vendor):
    name = "canlii"
    routes = Routes()
