// What the Swift targets were compiled for, which the language itself does not tell.
#pragma once

#ifndef SWIFT_MD_MARCH
#define SWIFT_MD_MARCH unknown
#endif
#define CTARGET_TEXT(x) #x
#define CTARGET_QUOTED(x) CTARGET_TEXT(x)

// The -march of the build, as it was given.
static inline const char *ctarget_march(void) { return CTARGET_QUOTED(SWIFT_MD_MARCH); }

// The widest vector instructions that the build may use.
static inline const char *ctarget_vectors(void) {
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

// Whether this processor has AVX2 and fused multiply-adds.
static inline int ctarget_processor_has_avx2(void) {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#else
  return 0;
#endif
}

// Whether this processor has the instructions that the build may use.
static inline int ctarget_runs_here(void) {
#if defined(__AVX512F__)
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq");
#elif defined(__AVX2__) && defined(__FMA__)
  return ctarget_processor_has_avx2();
#else
  return 1;
#endif
}

// Whether this processor has AVX-512 as in servers since 2017, whatever the build may use.
static inline int ctarget_processor_has_avx512(void) {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
#else
  return 0;
#endif
}
