"""Where the hotline is, it is Beijing time; what is kept is kept in UTC."""

from datetime import date, datetime, timedelta, timezone

# A fixed offset: China has no summer time, and not every machine has the zone files.
BEIJING = timezone(timedelta(hours=8))


def today() -> date:
    """The day it is where the hotline is."""
    return datetime.now(BEIJING).date()
