"""Which lines of the sample ran.

Python 3.12 and later tell each line once and then stop: complete and free. Python 3.11 has only `sys.settrace`, which
slows every instruction: it runs until it has learnt nothing for a while, and again for a moment whenever a hint comes
from a line not seen before. From then on the lines are a lower bound.
"""


def make_lines(shared, files):
    WASTE, STRANGERS, REARMS, REARMED = 1000, 2000, 32, 300  # trace events that may teach nothing
    if any(word.startswith('forced=') for word in getattr(sys, 'argv', ())[1:]):
        WASTE, STRANGERS = WASTE * 50, STRANGERS * 50  # such a run is short, and is made for its lines
    TOOL = 4
    settrace, gettrace, get_ident = sys.settrace, sys.gettrace, _thread.get_ident
    sample_file, send = shared.sample_file, shared.send
    monitoring = sys.monitoring if VERSION >= (3, 12) else None
    main_thread = get_ident()
    waste = strangers = 0
    shared.complete, shared.settling = True, False
    shared.rearms = 0 if monitoring else REARMS

    @invisible
    def cover(frame):
        for _ in range(100):
            if frame is None:
                return
            found = sample_file(frame.f_code)
            if found is not None and frame.f_lineno not in found[1]:
                found[1].add(frame.f_lineno)
                found[2].add(frame.f_lineno)
                shared.fresh += 1
            frame = frame.f_back

    @invisible
    def send_lines(ending):
        shared.fresh = 0
        for found in list(files.values()):
            if found is None or not (found[2] or ending):
                continue
            ranges = ranges_of(sorted(found[2] - {None}))
            found[2].clear()
            for at in range(0, len(ranges) or 1, 200):
                send(f'L\x1f{found[0]}\x1f{ending}\x1f{",".join(ranges[at:at + 200])}\x1f{shared.key}\n')

    @invisible
    def ranges_of(lines):
        ranges = []
        for line in lines:
            if ranges and ranges[-1][1] == line - 1:
                ranges[-1][1] = line
            else:
                ranges.append([line, line])
        return [f'{first}' if first == last else f'{first}-{last}' for first, last in ranges]

    @invisible
    def seen(found, line):
        found[1].add(line)
        found[2].add(line)
        shared.fresh += 1
        if shared.fresh >= 64:
            send_lines(0)

    # ---- Python 3.11 ----

    def tracer_of(found):
        known = found[1]

        def tracer(frame, event, _):
            nonlocal waste
            if event == 'line':
                line = frame.f_lineno
                if line in known:
                    waste += 1
                    if waste > WASTE:
                        stop(frame)
                        return None
                else:
                    seen(found, line)
            return tracer

        found[3] = tracer
        return tracer

    def on_call(frame, event, _):
        nonlocal strangers, waste
        found = sample_file(frame.f_code)
        if found is not None:
            waste += 1
            if waste <= WASTE:
                return found[3] or tracer_of(found)
        strangers += 1
        if strangers > STRANGERS or waste > WASTE:
            stop(frame)
        return None

    @invisible
    def trace(function):
        shared.settling = True
        settrace(function)
        shared.settling = False

    @invisible
    def stop(frame):
        shared.complete, shared.stopped = False, True
        trace(None)
        while frame is not None:
            if frame.f_trace is not None:
                frame.f_trace = None
            frame = frame.f_back

    @invisible
    def rearm(frame):
        nonlocal waste, strangers
        if get_ident() != main_thread or gettrace() is not None:
            return
        shared.rearms -= 1
        shared.stopped, waste, strangers = False, WASTE - REARMED, STRANGERS - REARMED
        trace(on_call)
        while frame is not None:
            found = sample_file(frame.f_code)
            if found is not None:
                frame.f_trace = found[3] or tracer_of(found)
            frame = frame.f_back

    # ---- Python 3.12 and later ----

    @invisible
    def monitor(code):
        if monitoring is None or sample_file(code) is None:
            return
        monitoring.set_local_events(TOOL, code, monitoring.events.LINE)
        for constant in code.co_consts:
            if type(constant) is CODE:
                monitor(constant)

    @invisible
    def on_line(code, line):
        found = sample_file(code)
        if found is not None and line not in found[1]:
            seen(found, line)
        return monitoring.DISABLE

    def begin_lines(program):
        nonlocal waste, strangers
        waste = strangers = 0
        shared.stopped = False
        if monitoring is None:
            trace(on_call)
            return
        if monitoring.get_tool(TOOL) is None:
            monitoring.use_tool_id(TOOL, 'lines')
            monitoring.register_callback(TOOL, monitoring.events.LINE, on_line)
        monitor(program)

    shared.cover, shared.send_lines, shared.rearm, shared.trace = cover, send_lines, rearm, trace
    shared.on_call, shared.monitor, shared.begin_lines = on_call, monitor, begin_lines
