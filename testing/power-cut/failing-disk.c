/*
 * A disk that fails: LD_PRELOAD this, and as long as the file $FAIL_WHEN exists, every sync and write of a file below $FAIL_BELOW
 * fails with EIO, as of a disk that is dying or was pulled. $FAIL_WHAT is `sync`, `write`, or `all`.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int fails(int fd, const char *what) {
  const char *below = getenv("FAIL_BELOW"), *when = getenv("FAIL_WHEN"), *which = getenv("FAIL_WHAT");
  char link[64], path[PATH_MAX];
  if (!below || !when || !which || (strcmp(which, what) != 0 && strcmp(which, "all") != 0)) return 0;
  if (access(when, F_OK) != 0) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return strncmp(path, below, strlen(below)) == 0;
}

#define REFUSE_IF(what)      \
  do {                       \
    int saved = errno;       \
    if (fails(fd, what)) {   \
      errno = EIO;           \
      return -1;             \
    }                        \
    errno = saved;           \
  } while (0)
#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

int fsync(int fd) {
  REFUSE_IF("sync");
  return REAL(fsync)(fd);
}

int fdatasync(int fd) {
  REFUSE_IF("sync");
  return REAL(fdatasync)(fd);
}

ssize_t write(int fd, const void *bytes, size_t count) {
  REFUSE_IF("write");
  return REAL(write)(fd, bytes, count);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) {
  REFUSE_IF("write");
  return REAL(pwrite)(fd, bytes, count, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at) {
  REFUSE_IF("write");
  return REAL(pwrite64)(fd, bytes, count, at);
}
