// Getters for what HDF5 defines as macros, which Swift does not import.
#pragma once
#include <hdf5.h>
// Since 1.13 file drivers have a header of their own.
#if H5_VERSION_GE(1, 13, 0)
#include <H5FDdevelop.h>
#endif

// Since 1.13 a file driver says which version of the interface it was written for.
static inline void chdf5_prepare_driver(H5FD_class_t *driver) {
#ifdef H5FD_CLASS_VERSION
  driver->version = H5FD_CLASS_VERSION;
  driver->value = (H5FD_class_value_t)600; /* one of those free for testing */
#else
  (void)driver;
#endif
}
static inline hid_t chdf5_sec2(void) __attribute__((swift_name("getter:H5FD_SEC2()"))) { return H5FD_SEC2; }

static inline hid_t chdf5_native_double(void) __attribute__((swift_name("getter:H5T_NATIVE_DOUBLE()"))) { return H5T_NATIVE_DOUBLE; }
static inline hid_t chdf5_native_float(void) __attribute__((swift_name("getter:H5T_NATIVE_FLOAT()"))) { return H5T_NATIVE_FLOAT; }
static inline hid_t chdf5_native_int32(void) __attribute__((swift_name("getter:H5T_NATIVE_INT32()"))) { return H5T_NATIVE_INT32; }
static inline hid_t chdf5_native_int64(void) __attribute__((swift_name("getter:H5T_NATIVE_INT64()"))) { return H5T_NATIVE_INT64; }
static inline hid_t chdf5_c_string(void) __attribute__((swift_name("getter:H5T_C_S1()"))) { return H5T_C_S1; }
static inline size_t chdf5_variable(void) __attribute__((swift_name("getter:H5T_VARIABLE()"))) { return H5T_VARIABLE; }
static inline hid_t chdf5_default(void) __attribute__((swift_name("getter:H5P_DEFAULT()"))) { return H5P_DEFAULT; }
static inline hid_t chdf5_file_access(void) __attribute__((swift_name("getter:H5P_FILE_ACCESS()"))) { return H5P_FILE_ACCESS; }
static inline hid_t chdf5_dataset_create(void) __attribute__((swift_name("getter:H5P_DATASET_CREATE()"))) { return H5P_DATASET_CREATE; }
static inline hid_t chdf5_dataset_access(void) __attribute__((swift_name("getter:H5P_DATASET_ACCESS()"))) { return H5P_DATASET_ACCESS; }
static inline hid_t chdf5_space_all(void) __attribute__((swift_name("getter:H5S_ALL()"))) { return H5S_ALL; }
static inline hsize_t chdf5_unlimited(void) __attribute__((swift_name("getter:H5S_UNLIMITED()"))) { return H5S_UNLIMITED; }
static inline unsigned chdf5_truncate(void) __attribute__((swift_name("getter:H5F_ACC_TRUNC()"))) { return H5F_ACC_TRUNC; }
static inline unsigned chdf5_read_write(void) __attribute__((swift_name("getter:H5F_ACC_RDWR()"))) { return H5F_ACC_RDWR; }
static inline unsigned chdf5_read_only(void) __attribute__((swift_name("getter:H5F_ACC_RDONLY()"))) { return H5F_ACC_RDONLY; }
static inline unsigned chdf5_read_growing(void) __attribute__((swift_name("getter:H5F_ACC_SWMR_READ()"))) { return H5F_ACC_SWMR_READ; }
static inline hid_t chdf5_error_stack(void) __attribute__((swift_name("getter:H5E_DEFAULT()"))) { return H5E_DEFAULT; }
static inline H5F_libver_t chdf5_newest(void) __attribute__((swift_name("getter:H5F_LIBVER_LATEST()"))) { return H5F_LIBVER_LATEST; }
static inline hid_t chdf5_group_create(void) __attribute__((swift_name("getter:H5P_GROUP_CREATE()"))) { return H5P_GROUP_CREATE; }
static inline hid_t chdf5_file_create(void) __attribute__((swift_name("getter:H5P_FILE_CREATE()"))) { return H5P_FILE_CREATE; }
