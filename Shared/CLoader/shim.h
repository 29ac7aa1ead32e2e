#pragma once
// The list of what the dynamic loader has mapped, dl_iterate_phdr(3). <link.h> shows it only with GNU's extensions, and
// those would give other modules a second, different <sys/select.h>; so it is declared here, as far as it is used.
#include <elf.h>
#include <stddef.h>

// The first members of `struct dl_phdr_info` on 64-bit systems, which are those of every version.
struct loader_object {
    Elf64_Addr address;
    const char *name;
    const Elf64_Phdr *segments;
    Elf64_Half segments_count;
};

int dl_iterate_phdr(int (*callback)(struct loader_object *object, size_t size, void *data), void *data);
