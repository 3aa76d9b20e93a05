"""Certificates and declarations over what was approved."""
