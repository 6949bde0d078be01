// Getters for what Open MPI defines as macros, which Swift does not import.
#pragma once
#include <mpi.h>

static inline MPI_Comm cmpi_comm_world(void) __attribute__((swift_name("getter:MPI_COMM_WORLD()"))) { return MPI_COMM_WORLD; }
