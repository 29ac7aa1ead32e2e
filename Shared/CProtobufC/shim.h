#pragma once
// The runtime of protobuf-c: descriptors, allocator, pack, unpack, check.
#include <protobuf-c/protobuf-c.h>
