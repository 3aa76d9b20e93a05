"""The proof that workers hold prompts only while a job runs: canaries led through the real house, then looked for.

`manage.py prove_retention` starts a house of its own beside the vendors' stand-ins, on a database of its own. It is
installed in the development and the testing settings and never in production's. No app imports it.
"""
