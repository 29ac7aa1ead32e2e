#pragma once
// What starting another program takes that the C library shows only to those who ask for its extensions, which Swift does
// not: files without a name, and a program that inherits three descriptors and nothing else.
#include <signal.h>
#include <spawn.h>
#include <sys/types.h>

// <sys/mman.h>
int memfd_create(const char *name, unsigned int flags);
// <spawn.h>
int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *actions, const char *path);
#ifdef __GLIBC__
int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);
#endif

// A file in memory that no other program gets unless it is handed over; -1 with errno when there is none.
static inline int colophon_memory_file(const char *name) {
    enum { close_on_exec = 1 };
    return memfd_create(name, close_on_exec);
}

// Has the ends of this process's children kept until somebody asks for them. A process that was started by one that
// ignores them has them thrown away, so that nobody would learn how a program ended.
static inline void colophon_keep_ends(void) {
    struct sigaction now;
    if (sigaction(SIGCHLD, NULL, &now) != 0) return;
    if (now.sa_handler != SIG_IGN && !(now.sa_flags & SA_NOCLDWAIT)) return;
    if (now.sa_handler == SIG_IGN) now.sa_handler = SIG_DFL;
    now.sa_flags &= ~SA_NOCLDWAIT;
    sigaction(SIGCHLD, &now, NULL);
}

// Starts the program `words[0]`, a path, in the folder "/", with `input`, `output` and `errors`, all above 2, as its first
// three descriptors and no others, no signal blocked and each as a new program has it. 0, or the system's code.
static inline int colophon_spawn(pid_t *child, char *const words[], char *const variables[], int input, int output,
                                 int errors) {
    posix_spawn_file_actions_t actions;
    int code = posix_spawn_file_actions_init(&actions);
    if (code != 0) return code;
    posix_spawnattr_t attributes;
    code = posix_spawnattr_init(&attributes);
    if (code != 0) {
        posix_spawn_file_actions_destroy(&actions);
        return code;
    }
    const int sources[3] = {input, output, errors};
    for (int target = 0; target < 3 && code == 0; target++)
        code = posix_spawn_file_actions_adddup2(&actions, sources[target], target);
    if (code == 0) code = posix_spawn_file_actions_addchdir_np(&actions, "/");
#ifdef __GLIBC__
    // Elsewhere every descriptor of ours is closed by being marked so.
    if (code == 0) code = posix_spawn_file_actions_addclosefrom_np(&actions, 3);
#endif
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    if (code == 0) code = posix_spawnattr_setsigmask(&attributes, &none);
    if (code == 0) code = posix_spawnattr_setsigdefault(&attributes, &all);
    if (code == 0)
        code = posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    if (code == 0) code = posix_spawn(child, words[0], &actions, &attributes, words, variables);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return code;
}
