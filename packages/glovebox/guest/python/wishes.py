"""What an exploring run asks for besides the program: other random numbers, another name for the system. Loaded only then."""


def grant(wishes):
    if 'system' in wishes:
        sys.platform = {'Windows': 'win32', 'Darwin': 'darwin'}.get(wishes['system'], 'linux')
    if 'random' in wishes:
        choose_chance(wishes['random'])


def choose_chance(wish):
    import random
    import secrets

    greatest = wish == 'greatest'
    number = float(wish) if wish not in ('least', 'greatest') else None
    kind = random.Random

    def between(least, most):
        if number is not None and least <= number <= most:
            return type(least)(number) if type(least) is float else int(number)
        return most if greatest else least

    def fraction(self=None):
        return number if number is not None and 0 <= number < 1 else 0.9999999 if greatest else 0.0

    def randrange(self, start, stop=None, step=1):
        return between(0, start - 1) if stop is None else between(start, stop - 1)

    def choice(self, items):
        return items[-1] if greatest else items[0]

    kind.random = fraction
    kind.randint = lambda self, a, b: between(a, b)
    kind.randrange = randrange
    kind.uniform = lambda self, a, b: between(float(a), float(b))
    kind.choice = choice
    kind.getrandbits = lambda self, bits: between(0, (1 << bits) - 1)
    for name in ('random', 'randint', 'randrange', 'uniform', 'choice', 'getrandbits'):
        setattr(random, name, getattr(random._inst, name))
    secrets.randbelow = lambda limit: between(0, limit - 1)
    secrets.choice = lambda items: choice(None, items)
