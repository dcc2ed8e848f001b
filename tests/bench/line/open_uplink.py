"""`booth uplink` that may speak without TLS to the other end of an emulated line.

The line is between two namespaces of this machine; what is compared with it is a copy
without TLS, too.
"""

import sys

from firmware import cli
from firmware.uplink import line

if __name__ == "__main__":
    line.is_loopback = lambda _host: True
    sys.exit(cli.main(["uplink", "--config", sys.argv[1]]))
