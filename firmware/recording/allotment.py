"""Room on the disk taken for a whole recording before it begins.

The blocks lie behind the end of the file, so its size stays what was written
(Linux, fallocate(2), FALLOC_FL_KEEP_SIZE, which Python's os does not offer).
"""

import ctypes
import errno
import os

_KEEP_SIZE = 1
_UNABLE = (errno.EOPNOTSUPP, errno.ENOSYS)

_libc = ctypes.CDLL(None, use_errno=True)
_libc.fallocate.argtypes = (ctypes.c_int, ctypes.c_int, ctypes.c_int64, ctypes.c_int64)
_libc.fallocate.restype = ctypes.c_int


def take(handle: int, size: int) -> bool:
    """Take so many bytes; False where the file system cannot. Raises OSError (ENOSPC)."""
    while _libc.fallocate(handle, _KEEP_SIZE, 0, size) != 0:
        error = ctypes.get_errno()
        if error in _UNABLE:
            return False
        # Python tries interrupted calls again, ctypes does not.
        if error != errno.EINTR:
            raise OSError(error, os.strerror(error))
    return True


def give_back(handle: int) -> None:
    """Free what was not written."""
    os.ftruncate(handle, os.fstat(handle).st_size)
