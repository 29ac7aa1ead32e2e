// Gives the process that this library is loaded into with LD_PRELOAD another wall clock than the machine's, and another
// word of the kernel about it.
//
//     CLOCK_FAULT_PLAN   a file of three 64-bit numbers, which this process and its test share:
//         synchronised   1 when a time service keeps the clock, 0 when none does
//         error          the kernel's estimate of the clock's error, in microseconds
//         offset         seconds by which the clock is ahead of the machine's; below zero it is behind

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/timex.h>
#include <time.h>
#include <unistd.h>

struct plan {
    _Atomic int64_t synchronised, error, offset;
};

static struct plan *plan;

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("CLOCK_FAULT_PLAN");
    if (path == NULL) return;
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return;
    void *memory = mmap(NULL, sizeof(struct plan), PROT_READ, MAP_SHARED, descriptor, 0);
    close(descriptor);
    if (memory != MAP_FAILED) plan = memory;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

int clock_gettime(clockid_t clock, struct timespec *time) {
    static int (*real)(clockid_t, struct timespec *);
    if (real == NULL) real = REAL(clock_gettime);
    int result = real(clock, time);
    if (result == 0 && clock == CLOCK_REALTIME && plan != NULL) time->tv_sec += plan->offset;
    return result;
}

// What the kernel says; nobody may change it.
static int state_of_the_clock(struct timex *state) {
    if (plan == NULL || state->modes != 0) {
        errno = EPERM;
        return -1;
    }
    int synchronised = plan->synchronised != 0;
    state->status = synchronised ? 0 : STA_UNSYNC;
    state->esterror = plan->error;
    state->maxerror = plan->error;
    return synchronised ? TIME_OK : TIME_ERROR;
}

int adjtimex(struct timex *state) { return state_of_the_clock(state); }

int ntp_adjtime(struct timex *state) { return state_of_the_clock(state); }
