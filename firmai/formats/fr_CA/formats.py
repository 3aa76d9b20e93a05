"""How an hour is written in French. Django's own pattern has a bare h between the figures, which is the hour again."""

TIME_FORMAT = "H\xa0\\h\xa0i"  # 14 h 30
DATETIME_FORMAT = f"j F Y, {TIME_FORMAT}"  # 31 janvier 2024, 14 h 30
SHORT_DATETIME_FORMAT = f"Y-m-d {TIME_FORMAT}"
