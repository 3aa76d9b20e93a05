"""The sample firm: invented people and matters at every stage, and one matter's whole journey.

Installed in development and test settings only. It reaches the firm through the same services as people do, and the
vendors through their stand-ins.
"""
