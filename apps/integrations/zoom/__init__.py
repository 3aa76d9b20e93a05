"""Zoom: read what recordings there are and fetch their transcripts. Nothing is written or removed there."""
