"""How one thing of the sample's is called: each method of a class, a function several times over, and what they return."""

FUNCTION, PROPERTY = type(plain), property
METHODS, ITEMS, LEAST = 40, 50, 3


class Enough(BaseException):
    """Its time is over: no `except Exception` of the sample's keeps it."""


def make_calls(shared, arguments, constants_of, function_of, is_unused, calls, brief, patience):
    sample_file, send = shared.sample_file, shared.send

    def use_class(kind):
        made, init = None, function_of(vars(kind).get('__init__'))
        for round in range(4):
            try:
                values, named = arguments(init, round, 1) if init else ((), {})
                made = kind(*values, **named)
                break
            except Exception:
                continue
        if made is None:
            try:
                made = object.__new__(kind)
            except Exception:
                pass
        for _ in range(1 if brief else 2):
            for name, member in list(vars(kind).items())[:METHODS]:
                function = function_of(member)
                if function is None or name in ('__init__', '__new__', '__del__', '__init_subclass__', '__exit__', '__aexit__'):
                    continue
                bound = isinstance(member, (staticmethod, classmethod))
                if made is None and not bound:
                    continue
                skip = 0 if isinstance(member, staticmethod) else 1
                if isinstance(member, PROPERTY):
                    attempt(lambda: getattr(made, name))
                elif type(member).__name__ == 'cached_property':
                    attempt(lambda: getattr(made, name))
                else:
                    repeat(getattr(kind if bound else made, name), function, skip, min(calls, 6))
        finish(made)
        last = function_of(vars(kind).get('__del__'))
        if last is not None and made is not None:
            attempt(lambda: last(made))

    def repeat(call, function, skip, times=None):
        code = function.__code__
        takes = code.co_argcount + code.co_kwonlyargcount - skip
        most = times or calls
        if not brief and takes > 0:
            most = max(most, min(STRINGS, sum(1 for _ in constants_of(code))) + 6)
        for round in range(most):
            values, named = arguments(function, round, skip)
            attempt(lambda: finish(call(*values, **named)))
            if brief and (takes <= 0 or round >= LEAST - 1 and not is_unused(code)):
                return

    def attempt(action):
        try:
            action()
        except Enough:
            raise
        except BaseException:
            pass

    def finish(result, depth=0):
        """What a call returns is used as well: awaited, gone through, entered, called."""
        kind = type(result)
        if kind in (list, tuple, dict):
            for item in list(result.values() if kind is dict else result)[:METHODS]:
                if type(item) is FUNCTION and depth < 2:
                    attempt(lambda: finish(item, depth + 1))
            return
        if depth > 2 or result is None or kind in (int, str, bytes, float, bool, set):
            return
        if getattr(result, 'cr_code', None) is not None:
            asyncio = loop_library()
            finish(asyncio.run(asyncio.wait_for(result, patience)), depth + 1)
        elif hasattr(kind, '__anext__'):
            asyncio = loop_library()

            async def go_through():
                count = 0
                async for _ in result:
                    count += 1
                    if count > ITEMS:
                        return

            asyncio.run(asyncio.wait_for(go_through(), patience))
        elif kind.__name__ == 'generator' or is_own(kind, '__next__', '__iter__'):
            for count, _ in enumerate(result):
                if count > ITEMS:
                    break
        elif kind is FUNCTION:
            if sample_file(result.__code__) is not None:
                values, named = arguments(result, 0, 0)
                finish(result(*values, **named), depth + 1)
        if hasattr(kind, '__enter__') and (is_own(kind, '__enter__', '__exit__') or 'contextlib' in kind.__module__):
            with result as inside:
                if inside is not result:
                    finish(inside, depth + 1)
        elif hasattr(kind, '__aenter__') and (is_own(kind, '__aenter__', '__aexit__') or 'contextlib' in kind.__module__):
            asyncio = loop_library()

            async def enter():
                async with result:
                    pass

            asyncio.run(asyncio.wait_for(enter(), patience))

    def loop_library():
        send(f'H\x1f{shared.pid}\x1f{shared.pid}\x1fcode.import\x1fimport\x1fasyncio\x1f\x1f\x1fkey={shared.key}\n')
        import asyncio

        return asyncio

    def is_own(kind, *names):
        return any(function_of(vars(owner).get(name)) is not None for owner in kind.__mro__[:4] for name in names)

    return use_class, repeat, attempt
