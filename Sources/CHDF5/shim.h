// Getters for what HDF5 defines as macros, which Swift does not import.
#pragma once
#include <hdf5.h>

static inline hid_t chdf5_native_double(void) __attribute__((swift_name("getter:H5T_NATIVE_DOUBLE()"))) { return H5T_NATIVE_DOUBLE; }
