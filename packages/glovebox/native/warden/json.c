#include "warden.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static char buffer[1 << 17];
static size_t used;
static bool broken;
static bool first;

bool json_flush(void) {
  if (used > 0 && !broken && !write_all(STDOUT_FILENO, buffer, used)) broken = true;
  used = 0;
  return !broken;
}

size_t json_waiting(void) { return used; }

static uint64_t written;
uint64_t json_written(void) { return written; }

static void put(const char *bytes, size_t length) {
  written += length;
  while (length > 0) {
    if (used == sizeof buffer) json_flush();
    size_t room = sizeof buffer - used;
    size_t step = length < room ? length : room;
    memcpy(buffer + used, bytes, step);
    used += step;
    bytes += step;
    length -= step;
  }
}

static void put_text(const char *text) { put(text, strlen(text)); }

static void key_of(const char *key) {
  if (!first) put(",", 1);
  first = false;
  put("\"", 1);
  put_text(key);
  put("\":", 2);
}

/* Length of the well-formed UTF-8 sequence at `at`, 0 when there is none. */
static size_t sequence(const unsigned char *at, size_t left) {
  if (at[0] < 0x80) return 1;
  size_t length = at[0] >= 0xc2 && at[0] <= 0xdf ? 2 : at[0] >= 0xe0 && at[0] <= 0xef ? 3 : at[0] >= 0xf0 && at[0] <= 0xf4 ? 4 : 0;
  if (length == 0 || length > left) return 0;
  for (size_t i = 1; i < length; i++)
    if ((at[i] & 0xc0) != 0x80) return 0;
  if (at[0] == 0xe0 && at[1] < 0xa0) return 0;
  if (at[0] == 0xed && at[1] > 0x9f) return 0; /* surrogates */
  if (at[0] == 0xf0 && at[1] < 0x90) return 0;
  if (at[0] == 0xf4 && at[1] > 0x8f) return 0;
  return length;
}

static void put_string(const void *bytes, size_t length) {
  const unsigned char *at = bytes;
  put("\"", 1);
  for (size_t i = 0; i < length;) {
    size_t run = sequence(at + i, length - i);
    if (run == 1 && (at[i] < 0x20 || at[i] == '"' || at[i] == '\\' || at[i] == 0x7f)) {
      char escaped[8];
      put(escaped, (size_t)snprintf(escaped, sizeof escaped, "\\u%04x", at[i]));
      i++;
    } else if (run == 0) {
      char escaped[8];
      put(escaped, (size_t)snprintf(escaped, sizeof escaped, "\\udc%02x", at[i]));
      i++;
    } else {
      put((const char *)at + i, run);
      i += run;
    }
  }
  put("\"", 1);
}

void json_begin(const char *type) {
  put("{", 1);
  first = true;
  json_text("t", type);
}

void json_text(const char *key, const char *value) { json_bytes(key, value, strlen(value)); }

void json_bytes(const char *key, const void *bytes, size_t length) {
  key_of(key);
  put_string(bytes, length);
}

void json_base64(const char *key, const void *bytes, size_t length) {
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const unsigned char *at = bytes;
  key_of(key);
  put("\"", 1);
  for (size_t i = 0; i < length; i += 3) {
    size_t left = length - i;
    uint32_t group = (uint32_t)at[i] << 16 | (left > 1 ? (uint32_t)at[i + 1] << 8 : 0) | (left > 2 ? at[i + 2] : 0);
    char four[4] = { digits[group >> 18], digits[group >> 12 & 63], left > 1 ? digits[group >> 6 & 63] : '=', left > 2 ? digits[group & 63] : '=' };
    put(four, 4);
  }
  put("\"", 1);
}

/* By hand: every event has six numbers, and printf takes longer for them than for all the rest of the line. */
static void put_digits(uint64_t value, size_t least) {
  char text[24], *at = text + sizeof text;
  for (size_t digits = 0; value > 0 || digits < least; digits++, value /= 10) *--at = (char)('0' + value % 10);
  put(at, (size_t)(text + sizeof text - at));
}

void json_number(const char *key, int64_t value) {
  key_of(key);
  if (value < 0) put("-", 1);
  put_digits(value < 0 ? -(uint64_t)value : (uint64_t)value, 1);
}

void json_ms(const char *key, double value) {
  key_of(key);
  value = value > 1e15 ? 1e15 : value > -1e15 ? value : -1e15; /* a sample can ask to wait for any time */
  if (value < 0) put("-", 1);
  uint64_t thousandths = (uint64_t)((value < 0 ? -value : value) * 1000 + 0.5);
  put_digits(thousandths / 1000, 1);
  put(".", 1);
  put_digits(thousandths % 1000, 3);
}

void json_bool(const char *key, bool value) {
  key_of(key);
  put_text(value ? "true" : "false");
}

void json_list(const char *key, const char *const *values, const size_t *lengths, size_t count) {
  key_of(key);
  put("[", 1);
  for (size_t i = 0; i < count; i++) {
    if (i > 0) put(",", 1);
    put_string(values[i], lengths[i]);
  }
  put("]", 1);
}

void json_raw(const char *text) {
  put(",", 1);
  put_text(text);
}

static bool first_item;

void json_items(const char *key) {
  key_of(key);
  put("[", 1);
  first_item = true;
}

void json_item(void) {
  put(first_item ? "{" : ",{", first_item ? 1 : 2);
  first_item = false;
  first = true;
}

void json_item_end(void) { put("}", 1); }

void json_items_end(void) {
  put("]", 1);
  first = false;
}

void json_end(void) { put("}\n", 2); }
