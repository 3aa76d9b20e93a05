"""A stand-in for the MyCase Open API, v1."""
