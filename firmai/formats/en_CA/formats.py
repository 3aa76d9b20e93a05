"""How an hour is written in English: on twenty-four hours, as courts and calendars do."""

TIME_FORMAT = "H:i"  # 14:30
DATETIME_FORMAT = "j M Y, H:i"  # 25 Oct 2006, 14:30
SHORT_DATETIME_FORMAT = "Y-m-d H:i"
SHORT_DAY_FORMAT = "j M"  # 25 Oct, under a bar or beside a year that is known
THOUSAND_SEPARATOR = ","  # 7,705: as English writes sums; Django's own for Canada is a space
