/* Counts the calls by which a process changes files below a folder, and fails or kills it at one of them.
 *
 * RELIABILITY_BELOW  the folder; a descriptor counts where its file lies there
 * RELIABILITY_AT     the number of the call that fails, from 1; 0 only counts
 * RELIABILITY_ERROR  the error's number, or 0 to kill the process there
 * RELIABILITY_COUNT  a file that gets the number of calls, a byte each
 * RELIABILITY_PAIRS  1: only calls of two paths (rename), for errors that no other call has
 * RELIABILITY_ON     1: every later call fails as well
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static int (*real_open)(const char *, int, ...);
static ssize_t (*real_write)(int, const void *, size_t);

static int below(const char *path) {
  const char *folder = getenv("RELIABILITY_BELOW");
  char full[2 * PATH_MAX];
  if (!folder || !path) return 0;
  if (path[0] != '/') {
    char here[PATH_MAX];
    if (!getcwd(here, sizeof here)) return 0;
    snprintf(full, sizeof full, "%s/%s", here, path);
    path = full;
  }
  return !strncmp(path, folder, strlen(folder)) && !strstr(path, "/reliability-count");
}

static int below_fd(int fd) {
  char link[64], path[PATH_MAX];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length <= 0) return 0;
  path[length] = 0;
  return path[0] == '/' && below(path); /* a socket or a pipe has a name that is no path */
}

/* 0: go on; else the error that the call is to give. */
static int fault(int counts, int pair) {
  const char *at = getenv("RELIABILITY_AT"), *file = getenv("RELIABILITY_COUNT"), *pairs = getenv("RELIABILITY_PAIRS");
  if (!counts || !file || (pairs && *pairs == '1' && !pair)) return 0;
  if (!real_open) real_open = dlsym(RTLD_NEXT, "open");
  if (!real_write) real_write = dlsym(RTLD_NEXT, "write");
  int fd = real_open(file, O_WRONLY | O_APPEND | O_CREAT, 0600);
  if (fd < 0) return 0;
  real_write(fd, "x", 1);
  long number = lseek(fd, 0, SEEK_END);
  close(fd);
  const char *on = getenv("RELIABILITY_ON");
  if (!at || !atol(at) || number < atol(at) || (number > atol(at) && !(on && *on == '1'))) return 0;
  int error = atoi(getenv("RELIABILITY_ERROR"));
  if (!error) kill(getpid(), SIGKILL);
  return error;
}

#define FAIL(counts, pair, value) do { int e = fault(counts, pair); if (e) { errno = e; return value; } } while (0)
#define REAL(name, kind) static __typeof__(kind) real; if (!real) real = (__typeof__(kind))dlsym(RTLD_NEXT, name)

typedef int (*opening)(const char *, int, ...);
typedef int (*opening_at)(int, const char *, int, ...);

#define OPEN(name)                                                                              \
  int name(const char *path, int flags, ...) {                                                  \
    va_list more; va_start(more, flags); mode_t mode = va_arg(more, int); va_end(more);         \
    REAL(#name, opening);                                                                       \
    FAIL((flags & (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC)) && below(path), 0, -1);              \
    return real(path, flags, mode);                                                             \
  }
OPEN(open)
OPEN(open64)

#define OPENAT(name)                                                                            \
  int name(int at, const char *path, int flags, ...) {                                          \
    va_list more; va_start(more, flags); mode_t mode = va_arg(more, int); va_end(more);         \
    REAL(#name, opening_at);                                                                    \
    FAIL((flags & (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC)) && below(path), 0, -1);              \
    return real(at, path, flags, mode);                                                         \
  }
OPENAT(openat)
OPENAT(openat64)

ssize_t write(int fd, const void *data, size_t size) {
  REAL("write", ssize_t (*)(int, const void *, size_t));
  FAIL(below_fd(fd), 0, -1);
  return real(fd, data, size);
}

#define PWRITE(name)                                                                            \
  ssize_t name(int fd, const void *data, size_t size, off_t at) {                               \
    REAL(#name, ssize_t (*)(int, const void *, size_t, off_t));                                 \
    FAIL(below_fd(fd), 0, -1);                                                                  \
    return real(fd, data, size, at);                                                            \
  }
PWRITE(pwrite)
PWRITE(pwrite64)

#define SENDFILE(name)                                                                          \
  ssize_t name(int to, int from, off_t *at, size_t size) {                                      \
    REAL(#name, ssize_t (*)(int, int, off_t *, size_t));                                        \
    FAIL(below_fd(to), 0, -1);                                                                  \
    return real(to, from, at, size);                                                            \
  }
SENDFILE(sendfile)
SENDFILE(sendfile64)

#define OF_FD(name)                                                                             \
  int name(int fd) {                                                                            \
    REAL(#name, int (*)(int));                                                                  \
    FAIL(below_fd(fd), 0, -1);                                                                  \
    return real(fd);                                                                            \
  }
OF_FD(fsync)
OF_FD(fdatasync)

#define TRUNCATE(name)                                                                          \
  int name(int fd, off_t size) {                                                                \
    REAL(#name, int (*)(int, off_t));                                                           \
    FAIL(below_fd(fd), 0, -1);                                                                  \
    return real(fd, size);                                                                      \
  }
TRUNCATE(ftruncate)
TRUNCATE(ftruncate64)

int mkdir(const char *path, mode_t mode) {
  REAL("mkdir", int (*)(const char *, mode_t));
  FAIL(below(path), 0, -1);
  return real(path, mode);
}

#define OF_PATH(name)                                                                           \
  int name(const char *path) {                                                                  \
    REAL(#name, int (*)(const char *));                                                         \
    FAIL(below(path), 0, -1);                                                                   \
    return real(path);                                                                          \
  }
OF_PATH(rmdir)
OF_PATH(unlink)

int unlinkat(int at, const char *path, int flags) {
  REAL("unlinkat", int (*)(int, const char *, int));
  FAIL(at == AT_FDCWD ? below(path) : below_fd(at), 0, -1);
  return real(at, path, flags);
}

int rename(const char *from, const char *to) {
  REAL("rename", int (*)(const char *, const char *));
  FAIL(below(from) || below(to), 1, -1);
  return real(from, to);
}

int renameat(int one, const char *from, int other, const char *to) {
  REAL("renameat", int (*)(int, const char *, int, const char *));
  FAIL(below(from) || below(to), 1, -1);
  return real(one, from, other, to);
}
