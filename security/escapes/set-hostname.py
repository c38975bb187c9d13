import os
import socket

from attempt import attempt, call


def rename_host(name, outer_namespace):
    # The guard keeps a broken sandbox from renaming the machine: sharing its name is escape enough.
    if os.readlink("/proc/self/ns/uts") == outer_namespace:
        return "the name of the host is in reach"
    call("sethostname", name.encode(), len(name))
    return socket.gethostname() if socket.gethostname() == name else None


attempt(rename_host)
