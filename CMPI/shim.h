// Getters for what Open MPI defines as macros, which Swift does not import.
#pragma once
#include <mpi.h>

static inline MPI_Comm cmpi_comm_world(void) __attribute__((swift_name("getter:MPI_COMM_WORLD()"))) { return MPI_COMM_WORLD; }
static inline MPI_Datatype cmpi_double(void) __attribute__((swift_name("getter:MPI_DOUBLE()"))) { return MPI_DOUBLE; }
static inline MPI_Datatype cmpi_int64(void) __attribute__((swift_name("getter:MPI_INT64_T()"))) { return MPI_INT64_T; }
static inline MPI_Datatype cmpi_byte(void) __attribute__((swift_name("getter:MPI_BYTE()"))) { return MPI_BYTE; }
static inline MPI_Op cmpi_sum(void) __attribute__((swift_name("getter:MPI_SUM()"))) { return MPI_SUM; }
static inline MPI_Op cmpi_min(void) __attribute__((swift_name("getter:MPI_MIN()"))) { return MPI_MIN; }
static inline MPI_Op cmpi_max(void) __attribute__((swift_name("getter:MPI_MAX()"))) { return MPI_MAX; }
static inline MPI_Errhandler cmpi_errors_return(void) __attribute__((swift_name("getter:MPI_ERRORS_RETURN()"))) { return MPI_ERRORS_RETURN; }
static inline void *cmpi_in_place(void) __attribute__((swift_name("getter:MPI_IN_PLACE()"))) { return MPI_IN_PLACE; }
static inline MPI_Status *cmpi_status_ignore(void) __attribute__((swift_name("getter:MPI_STATUS_IGNORE()"))) { return MPI_STATUS_IGNORE; }
static inline MPI_Status *cmpi_statuses_ignore(void) __attribute__((swift_name("getter:MPI_STATUSES_IGNORE()"))) { return MPI_STATUSES_IGNORE; }
static inline MPI_Request cmpi_request_null(void) __attribute__((swift_name("getter:MPI_REQUEST_NULL()"))) { return MPI_REQUEST_NULL; }
