// Numbers as text, as printf writes them. A function of the C++ library does most, since it takes a fifth of
// printf's time; Swift cannot call printf itself but through `va_list`, which takes longer than the number.
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// Writes a number as printf does with a conversion "%.<precision><letter>", where the letter is one of e, f and g.
// Gives the length, without a zero at the end, or -1 if the buffer is too small.
ptrdiff_t cnumber_real(char *buffer, size_t capacity, double value, char letter, int precision);

// Writes a number in a printf format with one conversion for a double, as snprintf does.
ptrdiff_t cnumber_print_real(char *buffer, size_t capacity, const char *format, double value);

// Writes a number in a printf format with one conversion for a `long long`, as snprintf does.
ptrdiff_t cnumber_print_integer(char *buffer, size_t capacity, const char *format, int64_t value);

#ifdef __cplusplus
}
#endif
