"""A stand-in for the Amazon S3 buckets that practice systems hand out signed addresses to."""
