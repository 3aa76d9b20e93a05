"""A stand-in for the part of Zoom that has cloud recordings, transcripts and their webhooks."""
