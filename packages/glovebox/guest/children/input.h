#ifndef INPUT_H
#define INPUT_H

enum { HINTS = 40 };

// children.c: whether somebody listens at HINTS, which is opened for it.
int hears(void);

// input.c: an interpreter named neither code nor a file reads its program from its input. What is there by then is told, and left
// there for it. `name` is the program's, `called` what it was called.
void tell_input(const char *name, const char *called, char **argv);

#endif
