// Vector operations that the Swift language lacks, for eight doubles at once.
//
// Every function is `static inline`, so that a call becomes the one instruction that it stands for.
// With AVX-512 those are the masked instructions; other targets get plain loops that the compiler
// turns into what it has. Masks are bytes, lane 0 in bit 0.
#pragma once

#include <stdint.h>
#include <string.h>

#if defined(__AVX512F__) && defined(__AVX512DQ__) && defined(__AVX512VL__)
#define CSIMD_AVX512 1
#include <immintrin.h>
#endif

#define CSIMD_INLINE static inline __attribute__((always_inline))

typedef double csimd_f64x8 __attribute__((ext_vector_type(8)));
typedef int32_t csimd_i32x8 __attribute__((ext_vector_type(8)));

// Lanes in which a < b.
CSIMD_INLINE uint8_t csimd_less(csimd_f64x8 a, csimd_f64x8 b) {
#if CSIMD_AVX512
  return _mm512_cmp_pd_mask((__m512d)a, (__m512d)b, _CMP_LT_OQ);
#else
  uint8_t mask = 0;
  for (int i = 0; i < 8; i++) mask |= (uint8_t)((a[i] < b[i]) << i);
  return mask;
#endif
}

// The lanes of the mask moved together at the front, zeros behind them.
CSIMD_INLINE csimd_i32x8 csimd_compress_indices(uint8_t mask, csimd_i32x8 a) {
#if CSIMD_AVX512
  return (csimd_i32x8)_mm256_maskz_compress_epi32(mask, (__m256i)a);
#else
  csimd_i32x8 result = 0;
  int n = 0;
  for (int i = 0; i < 8; i++)
    if (mask >> i & 1) result[n++] = a[i];
  return result;
#endif
}
