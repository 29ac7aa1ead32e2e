// Makes one chosen system call on a file below one folder fail, in the process that this library is loaded into with
// LD_PRELOAD. A call that fails has done half of its work where that is possible: a torn write, not a clean one.
//
//     DISK_FAULT_FOLDER   files below it are meant
//     DISK_FAULT_PLAN     a file of five 64-bit numbers, which this process and its test share:
//         kinds   which calls count, added up: 1 writes, 2 syncs, 4 names (folders made, files renamed)
//         at      which of them fails, counted from 1; 0 is none
//         seen    how many counted
//         failed  how many failed
//         place   where the last one failed: 1 among the works' bytes, 2 in the store

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WRITES = 1, SYNCS = 2, NAMES = 4 };

struct plan {
    _Atomic uint64_t kinds, at, seen, failed, place;
};

static struct plan *plan;
static const char *folder;

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("DISK_FAULT_PLAN");
    folder = getenv("DISK_FAULT_FOLDER");
    if (path == NULL || folder == NULL) return;
    int descriptor = open(path, O_RDWR | O_CLOEXEC);
    if (descriptor < 0) return;
    void *memory = mmap(NULL, sizeof(struct plan), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    close(descriptor);
    if (memory != MAP_FAILED) plan = memory;
}

// Whether the call that is being made is the one that fails.
static int fails(uint64_t kind, const char *path) {
    if (plan == NULL || (plan->kinds & kind) == 0) return 0;
    size_t length = strlen(folder);
    if (strncmp(path, folder, length) != 0 || (path[length] != '/' && path[length] != 0)) return 0;
    uint64_t number = atomic_fetch_add(&plan->seen, 1) + 1;
    if (number != plan->at) return 0;
    plan->place = strstr(path + length, "/blobs") != NULL ? 1 : 2;
    atomic_fetch_add(&plan->failed, 1);
    return 1;
}

static int descriptor_fails(uint64_t kind, int descriptor) {
    if (plan == NULL || (plan->kinds & kind) == 0) return 0;
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0) return 0;
    path[length] = 0;
    return fails(kind, path);
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int descriptor, const void *bytes, size_t count) {
    static ssize_t (*real)(int, const void *, size_t);
    if (real == NULL) real = REAL(write);
    if (!descriptor_fails(WRITES, descriptor)) return real(descriptor, bytes, count);
    real(descriptor, bytes, count / 2);
    errno = EIO;
    return -1;
}

ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t offset) {
    static ssize_t (*real)(int, const void *, size_t, off_t);
    if (real == NULL) real = REAL(pwrite);
    if (!descriptor_fails(WRITES, descriptor)) return real(descriptor, bytes, count, offset);
    real(descriptor, bytes, count / 2, offset);
    errno = EIO;
    return -1;
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off64_t offset) {
    static ssize_t (*real)(int, const void *, size_t, off64_t);
    if (real == NULL) real = REAL(pwrite64);
    if (!descriptor_fails(WRITES, descriptor)) return real(descriptor, bytes, count, offset);
    real(descriptor, bytes, count / 2, offset);
    errno = EIO;
    return -1;
}

int fsync(int descriptor) {
    static int (*real)(int);
    if (real == NULL) real = REAL(fsync);
    if (!descriptor_fails(SYNCS, descriptor)) return real(descriptor);
    errno = EIO;
    return -1;
}

int fdatasync(int descriptor) {
    static int (*real)(int);
    if (real == NULL) real = REAL(fdatasync);
    if (!descriptor_fails(SYNCS, descriptor)) return real(descriptor);
    errno = EIO;
    return -1;
}

int mkdir(const char *path, mode_t mode) {
    static int (*real)(const char *, mode_t);
    if (real == NULL) real = REAL(mkdir);
    if (!fails(NAMES, path)) return real(path, mode);
    errno = EIO;
    return -1;
}

int rename(const char *from, const char *to) {
    static int (*real)(const char *, const char *);
    if (real == NULL) real = REAL(rename);
    if (!fails(NAMES, to)) return real(from, to);
    errno = EIO;
    return -1;
}
