"""What can go wrong with a device. Leaves also are standard types."""


class DeviceError(Exception):
    """Root of all device errors.

    `device` is the device's name as in booth.toml, `recoverable` says whether
    opening the device again may help.
    """

    def __init__(self, device: str, message: str, *, recoverable: bool = True) -> None:
        super().__init__(f"{device}: {message}")
        self.device = device
        self.recoverable = recoverable


class DeviceNotFound(DeviceError, FileNotFoundError):
    """The device is not plugged in, or not under that name."""


class DeviceGone(DeviceError, ConnectionError):
    """The device was there and has vanished."""


class DeviceTimeout(DeviceError, TimeoutError):
    """The device did not react before its deadline."""


class BadDeviceSetting(DeviceError, ValueError):
    """A setting that this device cannot have."""

    def __init__(self, device: str, message: str) -> None:
        super().__init__(device, message, recoverable=False)
