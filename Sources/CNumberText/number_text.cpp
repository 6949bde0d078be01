#include "number_text.h"

#include <charconv>
#include <cstdio>

// With a precision, `to_chars` is defined as what printf writes in the C locale.
ptrdiff_t cnumber_real(char *buffer, size_t capacity, double value, char letter, int precision) {
  const std::chars_format format = letter == 'g'   ? std::chars_format::general
                                   : letter == 'f' ? std::chars_format::fixed
                                                   : std::chars_format::scientific;
  const std::to_chars_result end =
      std::to_chars(buffer, buffer + capacity, value, format, precision);
  return end.ec == std::errc() ? end.ptr - buffer : -1;
}

ptrdiff_t cnumber_print_real(char *buffer, size_t capacity, const char *format, double value) {
  return std::snprintf(buffer, capacity, format, value);
}

ptrdiff_t cnumber_print_integer(char *buffer, size_t capacity, const char *format, int64_t value) {
  return std::snprintf(buffer, capacity, format, static_cast<long long>(value));
}
