from attempt import attempt, call

ADDR_NO_RANDOMIZE, ASK = 0x0040000, 0xFFFFFFFF


def weaken():
    """Every program started from here on lies at known addresses."""
    call("personality", ADDR_NO_RANDOMIZE)
    now = call("personality", ASK)
    return f"personality {now:#x}" if now & ADDR_NO_RANDOMIZE else None


attempt(weaken)
