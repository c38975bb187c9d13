"""An event loop of timers alone: there are no sockets to wait for, and the program is its own main program, not a web page's."""

import asyncio
import time


class TimerLoop(asyncio.BaseEventLoop):
    def __init__(self):
        super().__init__()
        self._selector = self

    def select(self, timeout):
        if timeout is None:
            timeout = 3600  # nothing will ever happen; the wall clock ends it
        if timeout > 0:
            sleep(timeout)
        return []

    def _process_events(self, events):
        pass

    def _write_to_self(self):
        pass


class TimerPolicy(asyncio.events._BaseDefaultEventLoopPolicy):
    _loop_factory = TimerLoop


def plain_python():
    """Takes back what Pyodide replaced for the sake of web pages."""
    for module, name in ((asyncio, 'run'), (time, 'sleep')):
        function = getattr(module, name)
        setattr(module, name, getattr(function, '__wrapped__', function))
    asyncio.events._set_event_loop_policy(TimerPolicy())
    asyncio.events._set_running_loop(None)


plain_python()
sleep = time.sleep
