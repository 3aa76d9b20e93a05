"""How an hour is written in French. Django's own pattern has a bare h between the figures, which is the hour again."""

TIME_FORMAT = "G\xa0\\h\xa0i"  # 14 h 30, 7 h 05
DATETIME_FORMAT = f"j F Y, {TIME_FORMAT}"  # 31 janvier 2024, 14 h 30
SHORT_DATETIME_FORMAT = f"Y-m-d {TIME_FORMAT}"
SHORT_DAY_FORMAT = "j N"  # 31 janv.: months are abbreviated with a point, and without a capital
