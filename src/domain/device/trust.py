"""Whether a device was trusted at a moment, which nothing that happens later makes undone."""

from datetime import date, datetime, time, timedelta

from domain.context import VIETNAM_TIME, local_day
from domain.device.state import Device, TrustPeriod


def device_trusted(device: Device, at: datetime) -> bool:
    """Whether a capture or a print by the device at that moment counts.

    A device without a calibration needs none. A back-dated loss ends the trust at the moment named.
    """
    return _calibrated(device, at) and any(_covers(period, at) for period in device.trust)


def end_of_calibration(valid_to: date) -> datetime:
    """The first moment, in Viet Nam, at which a calibration to that day no longer holds."""
    return datetime.combine(valid_to, time.min, VIETNAM_TIME) + timedelta(days=1)


def _covers(period: TrustPeriod, at: datetime) -> bool:
    return period.since <= at and (period.until is None or at < period.until)


def _calibrated(device: Device, at: datetime) -> bool:
    """The calibration in force at the moment: the last one made before it."""
    made = [one for one in device.calibrations if one.since <= at]
    return not made or local_day(at) <= made[-1].valid_to
