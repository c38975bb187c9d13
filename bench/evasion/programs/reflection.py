import importlib
import os
import xml.dom, string as letters
from math import floor as down, sqrt

value = 4
scale = 10


def shown(name):
    return globals()[name] * scale


def optional():
    import base64 as coding
    return coding.b64encode(b"payload text").decode()


try:
    import no_such_module_here
except ImportError:
    no_such_module_here = None

if __name__ == "__main__":
    print(shown("value"), eval("value + 1"), globals()["scale"])
    exec("made = value * 3")
    print(made, getattr(os.path, "basename")("/var/log/syslog.1"))
    print(importlib.import_module("json").dumps({"key": [1, None]}), optional())
    print(down(3.7), sqrt(16), letters.digits[:3], xml.dom.__name__, no_such_module_here)
    print("{value} and {0}".format("x", value=value), "%(a)s" % {"a": "percent"})
    print(os.environ.get("NO_SUCH_NAME", "absent"), [i for i in range(3) if i], 'it''s')
