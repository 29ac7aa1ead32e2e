// Counts what a program allocates. Linking this target replaces the allocation functions of the C library for the whole
// program, its shared libraries included; memory still comes from the C library, which frees it too.
#pragma once
#include <stdint.h>

// Blocks that were asked for since the start, by any thread; -1 where the C library cannot be replaced so.
int64_t colophon_allocations(void);
