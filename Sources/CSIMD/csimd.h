// Vector operations that the Swift language lacks, for eight doubles or sixteen floats at once.
//
// Every function is `static inline`, so that a call becomes the one instruction that it stands for.
// With AVX-512 those are the masked instructions, with AVX2 a few that do the same; other targets get
// plain loops. Masks are bytes, lane 0 in bit 0.
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#if defined(__AVX512F__) && defined(__AVX512DQ__) && defined(__AVX512VL__)
#define CSIMD_AVX512 1
#include <immintrin.h>
#elif defined(__AVX2__)
#define CSIMD_AVX2 1
#include <immintrin.h>
#endif

#define CSIMD_INLINE static inline __attribute__((always_inline))

typedef double csimd_f64x8 __attribute__((ext_vector_type(8)));
typedef double csimd_f64x4 __attribute__((ext_vector_type(4)));
typedef int32_t csimd_i32x8 __attribute__((ext_vector_type(8)));
typedef float csimd_f32x4 __attribute__((ext_vector_type(4)));
typedef float csimd_f32x8 __attribute__((ext_vector_type(8)));
typedef float csimd_f32x16 __attribute__((ext_vector_type(16)));
typedef double csimd_f64x16 __attribute__((ext_vector_type(16)));
typedef double csimd_f64x32 __attribute__((ext_vector_type(32)));
typedef float csimd_f32x32 __attribute__((ext_vector_type(32)));
typedef int32_t csimd_i32x16 __attribute__((ext_vector_type(16)));

#if CSIMD_AVX512
// A vector from memory that is really in a register: the compiler would otherwise make the load part
// of an expansion, which in that form takes five times as long (4.9 cycles, seen on Zen 5).
CSIMD_INLINE __m512i csimd_in_register(const void *source) {
  __m512i value = _mm512_loadu_si512(source);
  __asm__("" : "+v"(value));
  return value;
}
#endif

#if CSIMD_AVX2
// The lower and the upper half of a vector in a register each.
#define CSIMD_LOW4(a) ((__m256d)__builtin_shufflevector(a, a, 0, 1, 2, 3))
#define CSIMD_HIGH4(a) ((__m256d)__builtin_shufflevector(a, a, 4, 5, 6, 7))
#define CSIMD_LOW8(a) __builtin_shufflevector(a, a, 0, 1, 2, 3, 4, 5, 6, 7)
#define CSIMD_HIGH8(a) __builtin_shufflevector(a, a, 8, 9, 10, 11, 12, 13, 14, 15)

// Where the lanes of a mask go and come from, looked up: `pdep` and `pext`, which could tell, take up to three
// hundred cycles on Zen 2.

// A mask of four lanes of doubles as places of 32 bits: those of its lanes to the front.
#define CSIMD_AT(a, b, c, d) {2 * a, 2 * a + 1, 2 * b, 2 * b + 1, 2 * c, 2 * c + 1, 2 * d, 2 * d + 1}
static const int32_t csimd_to_front[16][8] __attribute__((aligned(32))) = {
    CSIMD_AT(0, 0, 0, 0), CSIMD_AT(0, 0, 0, 0), CSIMD_AT(1, 0, 0, 0), CSIMD_AT(0, 1, 0, 0),
    CSIMD_AT(2, 0, 0, 0), CSIMD_AT(0, 2, 0, 0), CSIMD_AT(1, 2, 0, 0), CSIMD_AT(0, 1, 2, 0),
    CSIMD_AT(3, 0, 0, 0), CSIMD_AT(0, 3, 0, 0), CSIMD_AT(1, 3, 0, 0), CSIMD_AT(0, 1, 3, 0),
    CSIMD_AT(2, 3, 0, 0), CSIMD_AT(0, 2, 3, 0), CSIMD_AT(1, 2, 3, 0), CSIMD_AT(0, 1, 2, 3),
};

// The front ones to its lanes, negative in the others.
static const int32_t csimd_from_front[16][8] __attribute__((aligned(32))) = {
    CSIMD_AT(-1, -1, -1, -1), CSIMD_AT(0, -1, -1, -1), CSIMD_AT(-1, 0, -1, -1), CSIMD_AT(0, 1, -1, -1),
    CSIMD_AT(-1, -1, 0, -1), CSIMD_AT(0, -1, 1, -1), CSIMD_AT(-1, 0, 1, -1), CSIMD_AT(0, 1, 2, -1),
    CSIMD_AT(-1, -1, -1, 0), CSIMD_AT(0, -1, -1, 1), CSIMD_AT(-1, 0, -1, 1), CSIMD_AT(0, 1, -1, 2),
    CSIMD_AT(-1, -1, 0, 1), CSIMD_AT(0, -1, 1, 2), CSIMD_AT(-1, 0, 1, 2), CSIMD_AT(0, 1, 2, 3),
};
#undef CSIMD_AT

// The same for a mask of eight lanes, a byte a place, the first one lowest: the sums are those of its lanes and
// of those before one.
#define CSIMD_BIT(m, i) ((uint64_t)(m) >> (i) & 1)
#define CSIMD_BEFORE_4(m) (CSIMD_BIT(m, 0) + CSIMD_BIT(m, 1) + CSIMD_BIT(m, 2) + CSIMD_BIT(m, 3))
#define CSIMD_BEFORE(m, i) \
  (CSIMD_BEFORE_4((m) & ((1 << (i)) - 1)) + CSIMD_BEFORE_4(((m) & ((1 << (i)) - 1)) >> 4))
#define CSIMD_TO(m, i) (CSIMD_BIT(m, i) * i << 8 * CSIMD_BEFORE(m, i))
#define CSIMD_FROM(m, i) ((CSIMD_BIT(m, i) ? CSIMD_BEFORE(m, i) : 0xFF) << 8 * i)
#define CSIMD_ALL_8(of, m) \
  of(m, 0) | of(m, 1) | of(m, 2) | of(m, 3) | of(m, 4) | of(m, 5) | of(m, 6) | of(m, 7)
#define CSIMD_4_MASKS(of, m) \
  CSIMD_ALL_8(of, m), CSIMD_ALL_8(of, m + 1), CSIMD_ALL_8(of, m + 2), CSIMD_ALL_8(of, m + 3)
#define CSIMD_16_MASKS(of, m) \
  CSIMD_4_MASKS(of, m), CSIMD_4_MASKS(of, m + 4), CSIMD_4_MASKS(of, m + 8), CSIMD_4_MASKS(of, m + 12)
#define CSIMD_64_MASKS(of, m)                                                            \
  CSIMD_16_MASKS(of, m), CSIMD_16_MASKS(of, m + 16), CSIMD_16_MASKS(of, m + 32), \
      CSIMD_16_MASKS(of, m + 48)
#define CSIMD_256_MASKS(of)                                                      \
  CSIMD_64_MASKS(of, 0), CSIMD_64_MASKS(of, 64), CSIMD_64_MASKS(of, 128), CSIMD_64_MASKS(of, 192)
static const uint64_t csimd_eight_to_front[256] = {CSIMD_256_MASKS(CSIMD_TO)};
static const uint64_t csimd_eight_from_front[256] = {CSIMD_256_MASKS(CSIMD_FROM)};

// The lanes of a mask to the front.
CSIMD_INLINE __m256i csimd_compress_four(uint8_t mask, __m256d a) {
  __m256i places = _mm256_load_si256((const __m256i *)csimd_to_front[mask]);
  return _mm256_permutevar8x32_epi32((__m256i)a, places);
}
CSIMD_INLINE __m256i csimd_compress_eight(uint8_t mask, __m256i a) {
  __m256i places = _mm256_cvtepu8_epi32(_mm_loadu_si64(&csimd_eight_to_front[mask]));
  return _mm256_permutevar8x32_epi32(a, places);
}

// The front to the lanes of a mask, zeros to the others.
CSIMD_INLINE __m256d csimd_expand_four(uint8_t mask, __m256i a) {
  __m256i places = _mm256_load_si256((const __m256i *)csimd_from_front[mask]);
  __m256i spread = _mm256_permutevar8x32_epi32(a, places);
  return (__m256d)_mm256_andnot_si256(_mm256_srai_epi32(places, 31), spread);
}
CSIMD_INLINE __m256 csimd_expand_eight(uint8_t mask, __m256i a) {
  __m256i places = _mm256_cvtepi8_epi32(_mm_loadu_si64(&csimd_eight_from_front[mask]));
  __m256i spread = _mm256_permutevar8x32_epi32(a, places);
  return (__m256)_mm256_andnot_si256(_mm256_srai_epi32(places, 31), spread);
}

// a in the lanes of a mask, b in the others.
CSIMD_INLINE csimd_f64x4 csimd_select_four(uint8_t mask, __m256d a, __m256d b) {
  __m256i places = _mm256_load_si256((const __m256i *)csimd_from_front[mask]);
  return (csimd_f64x4)_mm256_blendv_pd(a, b, (__m256d)places);
}
CSIMD_INLINE csimd_f32x8 csimd_select_eight(uint8_t mask, csimd_f32x8 a, csimd_f32x8 b) {
  __m256i places = _mm256_cvtepi8_epi32(_mm_loadu_si64(&csimd_eight_from_front[mask]));
  return (csimd_f32x8)_mm256_blendv_ps((__m256)a, (__m256)b, (__m256)places);
}

// Half a vector as it is. The compiler must not know that both halves go the same way: of their masks it would
// make one by shuffles that take longer, only to take it apart again.
#define CSIMD_APART(a) __asm__("" : "+x"(a))

// The lanes of two vectors that compare true, after `_CMP_…`.
#define CSIMD_COMPARE_8(result, a, b, how)                                 \
  __m256d low = CSIMD_LOW4(a), high = CSIMD_HIGH4(a);                      \
  CSIMD_APART(low);                                                        \
  CSIMD_APART(high);                                                       \
  low = _mm256_cmp_pd(low, CSIMD_LOW4(b), how);                            \
  high = _mm256_cmp_pd(high, CSIMD_HIGH4(b), how);                         \
  result = (uint8_t)(_mm256_movemask_pd(low) | _mm256_movemask_pd(high) << 4)
#define CSIMD_COMPARE_16(result, a, b, how)                                \
  __m256 low = (__m256)CSIMD_LOW8(a), high = (__m256)CSIMD_HIGH8(a);       \
  CSIMD_APART(low);                                                        \
  CSIMD_APART(high);                                                       \
  low = _mm256_cmp_ps(low, (__m256)CSIMD_LOW8(b), how);                    \
  high = _mm256_cmp_ps(high, (__m256)CSIMD_HIGH8(b), how);                 \
  result = (uint16_t)(_mm256_movemask_ps(low) | _mm256_movemask_ps(high) << 8)
#endif

// Lanes in which a < b.
CSIMD_INLINE uint8_t csimd_less(csimd_f64x8 a, csimd_f64x8 b) {
#if CSIMD_AVX512
  return _mm512_cmp_pd_mask((__m512d)a, (__m512d)b, _CMP_LT_OQ);
#elif CSIMD_AVX2
  uint8_t mask;
  CSIMD_COMPARE_8(mask, a, b, _CMP_LT_OQ);
  return mask;
#else
  uint8_t mask = 0;
  for (int i = 0; i < 8; i++) mask |= (uint8_t)((a[i] < b[i]) << i);
  return mask;
#endif
}

// Lanes in which a == b.
CSIMD_INLINE uint8_t csimd_equal(csimd_f64x8 a, csimd_f64x8 b) {
#if CSIMD_AVX512
  return _mm512_cmp_pd_mask((__m512d)a, (__m512d)b, _CMP_EQ_OQ);
#elif CSIMD_AVX2
  uint8_t mask;
  CSIMD_COMPARE_8(mask, a, b, _CMP_EQ_OQ);
  return mask;
#else
  uint8_t mask = 0;
  for (int i = 0; i < 8; i++) mask |= (uint8_t)((a[i] == b[i]) << i);
  return mask;
#endif
}

// a in the lanes of the mask, b in the others.
CSIMD_INLINE csimd_f64x8 csimd_select(uint8_t mask, csimd_f64x8 a, csimd_f64x8 b) {
#if CSIMD_AVX512
  return (csimd_f64x8)_mm512_mask_blend_pd(mask, (__m512d)b, (__m512d)a);
#elif CSIMD_AVX2
  csimd_f64x4 low = csimd_select_four(mask & 15, CSIMD_LOW4(a), CSIMD_LOW4(b));
  csimd_f64x4 high = csimd_select_four(mask >> 4, CSIMD_HIGH4(a), CSIMD_HIGH4(b));
  return __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7);
#else
  for (int i = 0; i < 8; i++) b[i] = (mask >> i & 1) ? a[i] : b[i];
  return b;
#endif
}

// The larger and the smaller of two, lane by lane.
CSIMD_INLINE csimd_f64x8 csimd_max(csimd_f64x8 a, csimd_f64x8 b) {
#if CSIMD_AVX512
  return (csimd_f64x8)_mm512_max_pd((__m512d)a, (__m512d)b);
#else
  return __builtin_elementwise_max(a, b);
#endif
}

CSIMD_INLINE csimd_f64x8 csimd_min(csimd_f64x8 a, csimd_f64x8 b) {
#if CSIMD_AVX512
  return (csimd_f64x8)_mm512_min_pd((__m512d)a, (__m512d)b);
#else
  return __builtin_elementwise_min(a, b);
#endif
}

CSIMD_INLINE csimd_f64x8 csimd_abs(csimd_f64x8 a) { return __builtin_elementwise_abs(a); }

// a, or −a where b is negative.
CSIMD_INLINE csimd_f64x8 csimd_flip_sign(csimd_f64x8 a, csimd_f64x8 b) {
  typedef int64_t bits __attribute__((vector_size(64)));
  return (csimd_f64x8)((bits)a ^ ((bits)b & INT64_MIN));
}

// The lanes of the mask one after the other to memory; up to eight places are overwritten.
CSIMD_INLINE void csimd_compress_store(uint8_t mask, csimd_f64x8 a, double *target) {
#if CSIMD_AVX512
  // In a register first: compressing straight to memory is microcoded on some processors.
  _mm512_storeu_pd(target, _mm512_maskz_compress_pd(mask, (__m512d)a));
#elif CSIMD_AVX2
  __m256i low = csimd_compress_four(mask & 15, CSIMD_LOW4(a));
  __m256i high = csimd_compress_four(mask >> 4, CSIMD_HIGH4(a));
  _mm256_storeu_si256((__m256i *)target, low);
  _mm256_storeu_si256((__m256i *)(target + __builtin_popcount(mask & 15)), high);
#else
  for (int i = 0; i < 8; i++)
    if (mask >> i & 1) *target++ = a[i];
#endif
}

// Lanes in which an index is b.
CSIMD_INLINE uint8_t csimd_equal_indices(csimd_i32x8 a, int32_t b) {
#if CSIMD_AVX512
  return _mm256_cmpeq_epi32_mask((__m256i)a, _mm256_set1_epi32(b));
#elif CSIMD_AVX2
  const __m256i same = _mm256_cmpeq_epi32((__m256i)a, _mm256_set1_epi32(b));
  return (uint8_t)_mm256_movemask_ps((__m256)same);
#else
  uint8_t mask = 0;
  for (int i = 0; i < 8; i++) mask |= (uint8_t)((a[i] == b) << i);
  return mask;
#endif
}

// Indices of the mask moved together at the front; what is behind them means nothing.
CSIMD_INLINE csimd_i32x8 csimd_compress_indices(uint8_t mask, csimd_i32x8 a) {
#if CSIMD_AVX512
  return (csimd_i32x8)_mm256_maskz_compress_epi32(mask, (__m256i)a);
#elif CSIMD_AVX2
  return (csimd_i32x8)csimd_compress_eight(mask, (__m256i)a);
#else
  csimd_i32x8 result = 0;
  int n = 0;
  for (int i = 0; i < 8; i++)
    if (mask >> i & 1) result[n++] = a[i];
  return result;
#endif
}

// Numbers from memory one after the other to the lanes of the mask, zeros in the others. Eight places
// are read.
CSIMD_INLINE csimd_f64x8 csimd_expand_load(uint8_t mask, const double *source) {
#if CSIMD_AVX512
  return (csimd_f64x8)_mm512_maskz_expand_pd(mask, (__m512d)csimd_in_register(source));
#elif CSIMD_AVX2
  const double *next = source + __builtin_popcount(mask & 15);
  csimd_f64x4 low =
      (csimd_f64x4)csimd_expand_four(mask & 15, _mm256_loadu_si256((const __m256i *)source));
  csimd_f64x4 high =
      (csimd_f64x4)csimd_expand_four(mask >> 4, _mm256_loadu_si256((const __m256i *)next));
  return __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7);
#else
  csimd_f64x8 result = 0;
  for (int i = 0; i < 8; i++)
    if (mask >> i & 1) result[i] = *source++;
  return result;
#endif
}

// a/b for b between 2⁻¹⁰⁰ and 2¹⁰⁰, to the last bit or the one before it: from an estimate of 1/b, since the
// division itself keeps the processor for three times as long.
CSIMD_INLINE csimd_f64x8 csimd_quotient(csimd_f64x8 a, csimd_f64x8 b) {
#if CSIMD_AVX512
  __m512d d = (__m512d)b, one = _mm512_set1_pd(1);
  __m512d r = _mm512_rcp14_pd(d);
  __m512d e = _mm512_fnmadd_pd(d, r, one);
  // 1/(1 − e) = (1 + e)(1 + e²)…
  r = _mm512_fmadd_pd(r, _mm512_fmadd_pd(e, e, e), r);
  __m512d q = _mm512_mul_pd((__m512d)a, r);
  return (csimd_f64x8)_mm512_fmadd_pd(_mm512_fnmadd_pd(q, d, (__m512d)a), r, q);
#else
  return a / b;
#endif
}

// √a and 1/√a of a > 0 that is no smaller than 2⁻⁹⁰⁰, to the last bits.
CSIMD_INLINE csimd_f64x16 csimd_roots(csimd_f64x8 a) {
#if CSIMD_AVX512
  __m512d u = (__m512d)a, one = _mm512_set1_pd(1), half = _mm512_set1_pd(0.5);
  __m512d y = _mm512_rsqrt14_pd(u);
  // (1 − e)^(−½) = 1 + e/2 + 3e²/8 …, twice.
  __m512d e = _mm512_fnmadd_pd(_mm512_mul_pd(u, y), y, one);
  y = _mm512_fmadd_pd(_mm512_mul_pd(y, e), _mm512_fmadd_pd(e, _mm512_set1_pd(0.375), half), y);
  __m512d r = _mm512_mul_pd(u, y);
  e = _mm512_mul_pd(_mm512_fnmadd_pd(r, y, one), half);
  y = _mm512_fmadd_pd(y, e, y);
  r = _mm512_fmadd_pd(r, e, r);
  csimd_f64x8 root = (csimd_f64x8)r, inverse = (csimd_f64x8)y;
#else
  csimd_f64x8 root = __builtin_elementwise_sqrt(a), inverse = 1 / root;
#endif
  return __builtin_shufflevector(root, inverse, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
}
CSIMD_INLINE csimd_f32x32 csimd_roots_f32(csimd_f32x16 a) {
#if CSIMD_AVX512
  __m512 u = (__m512)a, one = _mm512_set1_ps(1), half = _mm512_set1_ps(0.5f);
  __m512 y = _mm512_rsqrt14_ps(u);
  __m512 r = _mm512_mul_ps(u, y);
  __m512 e = _mm512_mul_ps(_mm512_fnmadd_ps(r, y, one), half);
  y = _mm512_fmadd_ps(y, e, y);
  r = _mm512_fmadd_ps(r, e, r);
  csimd_f32x16 root = (csimd_f32x16)r, inverse = (csimd_f32x16)y;
#else
  csimd_f32x16 root = __builtin_elementwise_sqrt(a), inverse = 1 / root;
#endif
  return __builtin_shufflevector(root, inverse, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
                                 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31);
}

// Rounded to a whole number, halves to the even one.
CSIMD_INLINE csimd_f64x8 csimd_round(csimd_f64x8 a) { return __builtin_elementwise_roundeven(a); }

CSIMD_INLINE csimd_f64x4 csimd_row(const double *table, int32_t row) {
  csimd_f64x4 value;
  memcpy(&value, table + 4 * (int64_t)row, sizeof value);
  return value;
}

#define CSIMD_JOIN(a, b) __builtin_shufflevector(a, b, 0, 1, 2, 3, 4, 5, 6, 7)

#if CSIMD_AVX512
// Keeps a value as it is: left to itself the compiler merges shuffles into others that take longer.
#define CSIMD_PIN(a) __asm__("" : "+v"(a))
#else
#define CSIMD_PIN(a)
#endif

// The four columns of eight rows of a table of four columns, one after the other. The numbers of the rows are taken
// from memory: to get them out of a vector needs the unit that has the shuffles to do.
CSIMD_INLINE csimd_f64x32 csimd_gather_columns(const double *table, const int32_t *r) {
  csimd_f64x8 a = CSIMD_JOIN(csimd_row(table, r[0]), csimd_row(table, r[4]));
  csimd_f64x8 b = CSIMD_JOIN(csimd_row(table, r[1]), csimd_row(table, r[5]));
  csimd_f64x8 c = CSIMD_JOIN(csimd_row(table, r[2]), csimd_row(table, r[6]));
  csimd_f64x8 d = CSIMD_JOIN(csimd_row(table, r[3]), csimd_row(table, r[7]));
  CSIMD_PIN(a);
  CSIMD_PIN(b);
  CSIMD_PIN(c);
  CSIMD_PIN(d);
  // x and z alternately, and y and w, of the rows 0, 1, 4, 5 and of 2, 3, 6, 7.
  csimd_f64x8 ab = __builtin_shufflevector(a, b, 0, 8, 2, 10, 4, 12, 6, 14);
  csimd_f64x8 cd = __builtin_shufflevector(c, d, 0, 8, 2, 10, 4, 12, 6, 14);
  csimd_f64x8 ef = __builtin_shufflevector(a, b, 1, 9, 3, 11, 5, 13, 7, 15);
  csimd_f64x8 gh = __builtin_shufflevector(c, d, 1, 9, 3, 11, 5, 13, 7, 15);
  CSIMD_PIN(ab);
  CSIMD_PIN(cd);
  CSIMD_PIN(ef);
  CSIMD_PIN(gh);
  csimd_f64x8 x = __builtin_shufflevector(ab, cd, 0, 1, 8, 9, 4, 5, 12, 13);
  csimd_f64x8 y = __builtin_shufflevector(ef, gh, 0, 1, 8, 9, 4, 5, 12, 13);
  csimd_f64x8 z = __builtin_shufflevector(ab, cd, 2, 3, 10, 11, 6, 7, 14, 15);
  csimd_f64x8 w = __builtin_shufflevector(ef, gh, 2, 3, 10, 11, 6, 7, 14, 15);
  csimd_f64x32 columns;
  memcpy(&columns, (csimd_f64x8[4]){x, y, z, w}, sizeof columns);
  return columns;
}

// Asks for the cache line of an address, which need not be valid.
CSIMD_INLINE void csimd_prefetch(const void *address) { __builtin_prefetch(address); }

// Where sixteen numbers can be read of which the first `count` are those at the source: the source itself, or, if they
// are fewer, a buffer that they are copied to with another number behind them; nothing after them is read.
CSIMD_INLINE const int32_t *csimd_sixteen_indices(const int32_t *source, intptr_t count,
                                                  int32_t other, int32_t *buffer) {
  if (count >= 16) return source;
#if CSIMD_AVX512
  __m512i indices =
      _mm512_mask_loadu_epi32(_mm512_set1_epi32(other), (__mmask16)((1u << count) - 1), source);
  _mm512_storeu_si512(buffer, indices);
#else
  for (intptr_t i = 0; i < 16; i++) buffer[i] = i < count ? source[i] : other;
#endif
  return buffer;
}

// The sums of eight vectors, one a lane: lane i holds the sum of rows[8 i] to rows[8 i + 7].
CSIMD_INLINE csimd_f64x8 csimd_sum_rows(const double *rows) {
  csimd_f64x8 r[8];
  memcpy(r, rows, sizeof r);
  csimd_f64x8 p[4];
  for (int i = 0; i < 4; i++)
    p[i] = __builtin_shufflevector(r[2 * i], r[2 * i + 1], 0, 8, 2, 10, 4, 12, 6, 14) +
           __builtin_shufflevector(r[2 * i], r[2 * i + 1], 1, 9, 3, 11, 5, 13, 7, 15);
  // p[i] holds rows 2i and 2i+1 alternately; now four rows a vector, then eight.
  csimd_f64x8 q[2];
  for (int i = 0; i < 2; i++)
    q[i] = __builtin_shufflevector(p[2 * i], p[2 * i + 1], 0, 1, 8, 9, 4, 5, 12, 13) +
           __builtin_shufflevector(p[2 * i], p[2 * i + 1], 2, 3, 10, 11, 6, 7, 14, 15);
  return __builtin_shufflevector(q[0], q[1], 0, 1, 2, 3, 8, 9, 10, 11) +
         __builtin_shufflevector(q[0], q[1], 4, 5, 6, 7, 12, 13, 14, 15);
}

// Tiles of pairs: rows j times four columns k in one vector, lane 4·j + k. Two rows of doubles, four of
// floats.

// Four numbers from memory, again and again: what belongs to k.
CSIMD_INLINE csimd_f64x8 csimd_tile_columns(const double *source) {
  csimd_f64x4 a;
  memcpy(&a, source, sizeof a);
  return __builtin_shufflevector(a, a, 0, 1, 2, 3, 0, 1, 2, 3);
}
CSIMD_INLINE csimd_f32x16 csimd_tile_columns_f32(const float *source) {
  csimd_f32x4 a;
  memcpy(&a, source, sizeof a);
  return __builtin_shufflevector(a, a, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3);
}

// Two or four numbers from memory, each four times: what belongs to j.
CSIMD_INLINE csimd_f64x8 csimd_tile_rows(const double *source) {
  csimd_f64x8 a = csimd_tile_columns(source);
  return __builtin_shufflevector(a, a, 0, 0, 0, 0, 1, 1, 1, 1);
}
CSIMD_INLINE csimd_f32x16 csimd_tile_rows_f32(const float *source) {
  csimd_f32x16 a = csimd_tile_columns_f32(source);
  return __builtin_shufflevector(a, a, 0, 0, 0, 0, 5, 5, 5, 5, 10, 10, 10, 10, 15, 15, 15, 15);
}

// Sums over k of the tiles of four rows as if the rows were columns: what is left to do is to sum over
// j. Doubles need two tiles for four rows.
CSIMD_INLINE csimd_f64x8 csimd_rows_as_columns(csimd_f64x8 a, csimd_f64x8 b) {
  return __builtin_shufflevector(a, b, 0, 4, 8, 12, 1, 5, 9, 13) +
         __builtin_shufflevector(a, b, 2, 6, 10, 14, 3, 7, 11, 15);
}
CSIMD_INLINE csimd_f32x16 csimd_rows_as_columns_f32(csimd_f32x16 a) {
  return __builtin_shufflevector(a, a, 0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
}

// Adds the sums over j of two and of four tiles to four numbers in memory each.
CSIMD_INLINE void csimd_add_four(csimd_f64x4 a, double *target) {
  csimd_f64x4 b;
  memcpy(&b, target, sizeof b);
  b += a;
  memcpy(target, &b, sizeof b);
}
CSIMD_INLINE void csimd_add_tiles(csimd_f64x8 a, csimd_f64x8 b, double *toA, double *toB) {
  csimd_f64x8 sum = __builtin_shufflevector(a, b, 0, 1, 2, 3, 8, 9, 10, 11) +
                    __builtin_shufflevector(a, b, 4, 5, 6, 7, 12, 13, 14, 15);
  csimd_add_four(__builtin_shufflevector(sum, sum, 0, 1, 2, 3), toA);
  csimd_add_four(__builtin_shufflevector(sum, sum, 4, 5, 6, 7), toB);
}
CSIMD_INLINE void csimd_add_four_f32(csimd_f32x4 a, float *target) {
  csimd_f32x4 b;
  memcpy(&b, target, sizeof b);
  b += a;
  memcpy(target, &b, sizeof b);
}
CSIMD_INLINE void csimd_add_tiles_f32(csimd_f32x16 a, csimd_f32x16 b, csimd_f32x16 c,
                                      csimd_f32x16 d, float *toA, float *toB, float *toC,
                                      float *toD) {
  csimd_f32x16 ab = __builtin_shufflevector(a, b, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23) +
                    __builtin_shufflevector(a, b, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31);
  csimd_f32x16 cd = __builtin_shufflevector(c, d, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23) +
                    __builtin_shufflevector(c, d, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31);
  csimd_f32x16 sum =
      __builtin_shufflevector(ab, cd, 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27) +
      __builtin_shufflevector(ab, cd, 4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31);
  csimd_add_four_f32(__builtin_shufflevector(sum, sum, 0, 1, 2, 3), toA);
  csimd_add_four_f32(__builtin_shufflevector(sum, sum, 4, 5, 6, 7), toB);
  csimd_add_four_f32(__builtin_shufflevector(sum, sum, 8, 9, 10, 11), toC);
  csimd_add_four_f32(__builtin_shufflevector(sum, sum, 12, 13, 14, 15), toD);
}

// The same for sixteen floats.

CSIMD_INLINE uint16_t csimd_less_f32(csimd_f32x16 a, csimd_f32x16 b) {
#if CSIMD_AVX512
  return _mm512_cmp_ps_mask((__m512)a, (__m512)b, _CMP_LT_OQ);
#elif CSIMD_AVX2
  uint16_t mask;
  CSIMD_COMPARE_16(mask, a, b, _CMP_LT_OQ);
  return mask;
#else
  uint16_t mask = 0;
  for (int i = 0; i < 16; i++) mask |= (uint16_t)((a[i] < b[i]) << i);
  return mask;
#endif
}

CSIMD_INLINE uint16_t csimd_equal_f32(csimd_f32x16 a, csimd_f32x16 b) {
#if CSIMD_AVX512
  return _mm512_cmp_ps_mask((__m512)a, (__m512)b, _CMP_EQ_OQ);
#elif CSIMD_AVX2
  uint16_t mask;
  CSIMD_COMPARE_16(mask, a, b, _CMP_EQ_OQ);
  return mask;
#else
  uint16_t mask = 0;
  for (int i = 0; i < 16; i++) mask |= (uint16_t)((a[i] == b[i]) << i);
  return mask;
#endif
}

CSIMD_INLINE csimd_f32x16 csimd_select_f32(uint16_t mask, csimd_f32x16 a, csimd_f32x16 b) {
#if CSIMD_AVX512
  return (csimd_f32x16)_mm512_mask_blend_ps(mask, (__m512)b, (__m512)a);
#elif CSIMD_AVX2
  csimd_f32x8 low = csimd_select_eight((uint8_t)mask, CSIMD_LOW8(a), CSIMD_LOW8(b));
  csimd_f32x8 high = csimd_select_eight((uint8_t)(mask >> 8), CSIMD_HIGH8(a), CSIMD_HIGH8(b));
  return __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
#else
  for (int i = 0; i < 16; i++) b[i] = (mask >> i & 1) ? a[i] : b[i];
  return b;
#endif
}

CSIMD_INLINE csimd_f32x16 csimd_max_f32(csimd_f32x16 a, csimd_f32x16 b) {
#if CSIMD_AVX512
  return (csimd_f32x16)_mm512_max_ps((__m512)a, (__m512)b);
#else
  return __builtin_elementwise_max(a, b);
#endif
}

CSIMD_INLINE csimd_f32x16 csimd_min_f32(csimd_f32x16 a, csimd_f32x16 b) {
#if CSIMD_AVX512
  return (csimd_f32x16)_mm512_min_ps((__m512)a, (__m512)b);
#else
  return __builtin_elementwise_min(a, b);
#endif
}

CSIMD_INLINE void csimd_compress_store_f32(uint16_t mask, csimd_f32x16 a, float *target) {
#if CSIMD_AVX512
  _mm512_storeu_ps(target, _mm512_maskz_compress_ps(mask, (__m512)a));
#elif CSIMD_AVX2
  _mm256_storeu_si256((__m256i *)target,
                      csimd_compress_eight((uint8_t)mask, (__m256i)CSIMD_LOW8(a)));
  _mm256_storeu_si256((__m256i *)(target + __builtin_popcount(mask & 0xFF)),
                      csimd_compress_eight((uint8_t)(mask >> 8), (__m256i)CSIMD_HIGH8(a)));
#else
  for (int i = 0; i < 16; i++)
    if (mask >> i & 1) *target++ = a[i];
#endif
}

CSIMD_INLINE void csimd_compress_store_i32(uint16_t mask, csimd_i32x16 a, int32_t *target) {
#if CSIMD_AVX512
  _mm512_storeu_si512(target, _mm512_maskz_compress_epi32(mask, (__m512i)a));
#elif CSIMD_AVX2
  _mm256_storeu_si256((__m256i *)target,
                      csimd_compress_eight((uint8_t)mask, (__m256i)CSIMD_LOW8(a)));
  _mm256_storeu_si256((__m256i *)(target + __builtin_popcount(mask & 0xFF)),
                      csimd_compress_eight((uint8_t)(mask >> 8), (__m256i)CSIMD_HIGH8(a)));
#else
  for (int i = 0; i < 16; i++)
    if (mask >> i & 1) *target++ = a[i];
#endif
}

CSIMD_INLINE csimd_f32x16 csimd_expand_load_f32(uint16_t mask, const float *source) {
#if CSIMD_AVX512
  return (csimd_f32x16)_mm512_maskz_expand_ps(mask, (__m512)csimd_in_register(source));
#elif CSIMD_AVX2
  const float *next = source + __builtin_popcount(mask & 0xFF);
  csimd_f32x8 low =
      (csimd_f32x8)csimd_expand_eight((uint8_t)mask, _mm256_loadu_si256((const __m256i *)source));
  csimd_f32x8 high = (csimd_f32x8)csimd_expand_eight(
      (uint8_t)(mask >> 8), _mm256_loadu_si256((const __m256i *)next));
  return __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
#else
  csimd_f32x16 result = 0;
  for (int i = 0; i < 16; i++)
    if (mask >> i & 1) result[i] = *source++;
  return result;
#endif
}

// From one precision to the other, lane by lane.
CSIMD_INLINE csimd_f64x8 csimd_widen(csimd_f32x8 a) {
  return __builtin_convertvector(a, csimd_f64x8);
}
CSIMD_INLINE csimd_f32x8 csimd_narrow(csimd_f64x8 a) {
  return __builtin_convertvector(a, csimd_f32x8);
}

// Sixteen doubles as floats.
CSIMD_INLINE csimd_f32x16 csimd_narrow_pair(csimd_f64x8 a, csimd_f64x8 b) {
  csimd_f32x8 low = csimd_narrow(a), high = csimd_narrow(b);
  return __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
}

// The sums of sixteen vectors of floats, one after the other, in double precision: only the terms of a lane
// were added up in single precision.
CSIMD_INLINE csimd_f64x16 csimd_sum_rows_wide(const float *rows) {
  double halves[128];
  for (int i = 0; i < 16; i++) {
    csimd_f32x8 low, high;
    memcpy(&low, rows + 16 * i, sizeof low);
    memcpy(&high, rows + 16 * i + 8, sizeof high);
    csimd_f64x8 sum =
        __builtin_convertvector(low, csimd_f64x8) + __builtin_convertvector(high, csimd_f64x8);
    memcpy(halves + 8 * i, &sum, sizeof sum);
  }
  csimd_f64x8 a = csimd_sum_rows(halves), b = csimd_sum_rows(halves + 64);
  return __builtin_shufflevector(a, b, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
}

// What one register holds, two of them, and whether there are 32 registers of that size and not 16.
#if CSIMD_AVX512
typedef csimd_f64x8 csimd_f64_register;
typedef csimd_f64x16 csimd_f64_registers;
typedef csimd_f32x16 csimd_f32_register;
typedef csimd_f32x32 csimd_f32_registers;
#else
typedef csimd_f64x4 csimd_f64_register;
typedef csimd_f64x8 csimd_f64_registers;
typedef csimd_f32x8 csimd_f32_register;
typedef csimd_f32x16 csimd_f32_registers;
#endif
CSIMD_INLINE bool csimd_has_many_registers(void) {
#if CSIMD_AVX512
  return true;
#else
  return false;
#endif
}

// Keeps work in the order in which it is written: what follows waits, for the compiler only, for both values,
// which it returns one after the other. Without it the compiler may do one after the other what was meant to
// share what is loaded.
CSIMD_INLINE csimd_f64_registers csimd_together(csimd_f64_register a, csimd_f64_register b) {
  csimd_f64_registers both;
#if CSIMD_AVX512
  __asm__ volatile("" : "+v"(a), "+v"(b));
#endif
  memcpy(&both, &a, sizeof a);
  memcpy((char *)&both + sizeof a, &b, sizeof b);
  return both;
}
CSIMD_INLINE csimd_f32_registers csimd_together_f32(csimd_f32_register a, csimd_f32_register b) {
  csimd_f32_registers both;
#if CSIMD_AVX512
  __asm__ volatile("" : "+v"(a), "+v"(b));
#endif
  memcpy(&both, &a, sizeof a);
  memcpy((char *)&both + sizeof a, &b, sizeof b);
  return both;
}

// Eight rows of eight as columns: row i begins at source + starts[i] and is zeros if starts[i] is
// negative, column i goes to target + i·stride.
CSIMD_INLINE void csimd_transpose(const double *source, csimd_i32x16 starts, double *target,
                                  long stride) {
  csimd_f64x8 r[8], p[8], q[8];
  for (int i = 0; i < 8; i++) {
    if (starts[i] < 0)
      r[i] = 0;
    else
      memcpy(&r[i], source + starts[i], sizeof r[i]);
  }
  for (int i = 0; i < 8; i += 2) {
    p[i] = __builtin_shufflevector(r[i], r[i + 1], 0, 8, 2, 10, 4, 12, 6, 14);
    p[i + 1] = __builtin_shufflevector(r[i], r[i + 1], 1, 9, 3, 11, 5, 13, 7, 15);
  }
  // p holds two rows a vector, alternately; now four, then eight.
  for (int i = 0; i < 8; i += 4)
    for (int k = 0; k < 2; k++) {
      q[i + k] = __builtin_shufflevector(p[i + k], p[i + k + 2], 0, 1, 8, 9, 4, 5, 12, 13);
      q[i + k + 2] = __builtin_shufflevector(p[i + k], p[i + k + 2], 2, 3, 10, 11, 6, 7, 14, 15);
    }
  for (int k = 0; k < 4; k++) {
    csimd_f64x8 low = __builtin_shufflevector(q[k], q[k + 4], 0, 1, 2, 3, 8, 9, 10, 11);
    csimd_f64x8 high = __builtin_shufflevector(q[k], q[k + 4], 4, 5, 6, 7, 12, 13, 14, 15);
    memcpy(target + k * stride, &low, sizeof low);
    memcpy(target + (k + 4) * stride, &high, sizeof high);
  }
}

// The same for sixteen rows of sixteen floats.
CSIMD_INLINE void csimd_transpose_f32(const float *source, csimd_i32x16 starts, float *target,
                                      long stride) {
  csimd_f32x16 r[16], p[16], q[16], s[16];
  for (int i = 0; i < 16; i++) {
    if (starts[i] < 0)
      r[i] = 0;
    else
      memcpy(&r[i], source + starts[i], sizeof r[i]);
  }
  for (int i = 0; i < 16; i += 2) {
    p[i] = __builtin_shufflevector(r[i], r[i + 1], 0, 16, 2, 18, 4, 20, 6, 22, 8, 24, 10, 26, 12,
                                   28, 14, 30);
    p[i + 1] = __builtin_shufflevector(r[i], r[i + 1], 1, 17, 3, 19, 5, 21, 7, 23, 9, 25, 11, 27,
                                       13, 29, 15, 31);
  }
  for (int i = 0; i < 16; i += 4)
    for (int k = 0; k < 2; k++) {
      q[i + k] = __builtin_shufflevector(p[i + k], p[i + k + 2], 0, 1, 16, 17, 4, 5, 20, 21, 8, 9,
                                         24, 25, 12, 13, 28, 29);
      q[i + k + 2] = __builtin_shufflevector(p[i + k], p[i + k + 2], 2, 3, 18, 19, 6, 7, 22, 23,
                                             10, 11, 26, 27, 14, 15, 30, 31);
    }
  for (int i = 0; i < 16; i += 8)
    for (int k = 0; k < 4; k++) {
      s[i + k] = __builtin_shufflevector(q[i + k], q[i + k + 4], 0, 1, 2, 3, 16, 17, 18, 19, 8, 9,
                                         10, 11, 24, 25, 26, 27);
      s[i + k + 4] = __builtin_shufflevector(q[i + k], q[i + k + 4], 4, 5, 6, 7, 20, 21, 22, 23,
                                             12, 13, 14, 15, 28, 29, 30, 31);
    }
  for (int k = 0; k < 8; k++) {
    csimd_f32x16 low = __builtin_shufflevector(s[k], s[k + 8], 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18,
                                               19, 20, 21, 22, 23);
    csimd_f32x16 high = __builtin_shufflevector(s[k], s[k + 8], 8, 9, 10, 11, 12, 13, 14, 15, 24,
                                                25, 26, 27, 28, 29, 30, 31);
    memcpy(target + k * stride, &low, sizeof low);
    memcpy(target + (k + 8) * stride, &high, sizeof high);
  }
}

// −a. Of Swift's 0 − a the compiler cannot make the negated multiply-add, since 0 − 0 is not −0.
CSIMD_INLINE csimd_f64x8 csimd_negate(csimd_f64x8 a) { return -a; }
CSIMD_INLINE csimd_f32x16 csimd_negate_f32(csimd_f32x16 a) { return -a; }
CSIMD_INLINE csimd_f64_register csimd_negate_register(csimd_f64_register a) { return -a; }
CSIMD_INLINE csimd_f32_register csimd_negate_register_f32(csimd_f32_register a) { return -a; }

CSIMD_INLINE csimd_f32x16 csimd_round_f32(csimd_f32x16 a) {
  return __builtin_elementwise_roundeven(a);
}

// a·2ⁿ for whole n and a between ½ and 2; without AVX-512 what is below the smallest power stays there.
CSIMD_INLINE csimd_f64x8 csimd_scale(csimd_f64x8 a, csimd_f64x8 n) {
#if CSIMD_AVX512
  return (csimd_f64x8)_mm512_scalef_pd((__m512d)a, (__m512d)n);
#else
  typedef int64_t i64x8 __attribute__((ext_vector_type(8)));
  // The low bits of 1.5·2⁵² + n are n.
  csimd_f64x8 shifted = __builtin_elementwise_max(n, (csimd_f64x8)(-1021)) + 0x1.8p52;
  return (csimd_f64x8)((i64x8)a + ((i64x8)shifted << 52));
#endif
}

CSIMD_INLINE csimd_f32x16 csimd_scale_f32(csimd_f32x16 a, csimd_f32x16 n) {
#if CSIMD_AVX512
  return (csimd_f32x16)_mm512_scalef_ps((__m512)a, (__m512)n);
#else
  csimd_f32x16 shifted = __builtin_elementwise_max(n, (csimd_f32x16)(-125)) + 0x1.8p23f;
  return (csimd_f32x16)((csimd_i32x16)a + ((csimd_i32x16)shifted << 23));
#endif
}

// Rounds results and operands that are too small for a normal number to zero from now on, on this thread;
// returns what was before, for csimd_restore_mode.
CSIMD_INLINE uint32_t csimd_flush_tiny(void) {
#if CSIMD_AVX512 || CSIMD_AVX2
  uint32_t before = _mm_getcsr();
  _mm_setcsr(before | 0x8040);
  return before;
#else
  return 0;
#endif
}
CSIMD_INLINE void csimd_restore_mode(uint32_t mode) {
#if CSIMD_AVX512 || CSIMD_AVX2
  _mm_setcsr(mode);
#else
  (void)mode;
#endif
}
