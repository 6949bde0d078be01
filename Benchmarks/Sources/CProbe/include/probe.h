// What a measurement wants to know and Swift does not tell.
#pragma once

// Calls of malloc, calloc, realloc and the aligned kinds since the program began, on all threads;
// -1 where they cannot be counted (only glibc's allocator can).
long probe_allocations(void);

// The widest vector instructions that the build may use.
static inline const char *probe_vectors(void) {
#if defined(__AVX512F__)
  return "AVX-512";
#elif defined(__AVX2__) && defined(__FMA__)
  return "AVX2 + FMA";
#elif defined(__x86_64__)
  return "SSE2";
#elif defined(__ARM_NEON)
  return "NEON";
#else
  return "scalar";
#endif
}
