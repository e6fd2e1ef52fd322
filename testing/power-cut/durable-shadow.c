/*
 * A disk that forgets: LD_PRELOAD this, and of the files below $SHADOW_OF only what was synced exists after a power cut. At each
 * fsync or fdatasync the file is copied, as it is then, to the same name below $SHADOW_INTO; that folder is what a power cut leaves.
 * SQLite syncs its -wal before a commit is answered and the database before the -wal is cut, so the copies fit each other. A rename is
 * lasting once its folder is synced.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MAX_RENAMES 64
static struct { char from[PATH_MAX], to[PATH_MAX]; } renames[MAX_RENAMES];
static int rename_count = 0;

static int in_shadow(const char *path, char *target) {
  const char *of = getenv("SHADOW_OF"), *into = getenv("SHADOW_INTO");
  if (!of || !into || strncmp(path, of, strlen(of)) != 0) return 0;
  snprintf(target, PATH_MAX, "%s%s", into, path + strlen(of));
  return 1;
}

static void sync_folder(void) {
  for (int n = 0; n < rename_count; n++) syscall(SYS_rename, renames[n].from, renames[n].to);
  rename_count = 0;
}

int rename(const char *from, const char *to) {
  if (rename_count < MAX_RENAMES && in_shadow(from, renames[rename_count].from) && in_shadow(to, renames[rename_count].to))
    rename_count++;
  return syscall(SYS_rename, from, to);
}

static void copy_to_shadow(int fd) {
  const char *of = getenv("SHADOW_OF"), *into = getenv("SHADOW_INTO");
  char link[64], path[PATH_MAX], target[PATH_MAX], part[PATH_MAX];
  struct stat info;
  if (!of || !into || fstat(fd, &info) != 0) return;
  if (S_ISDIR(info.st_mode)) sync_folder();
  if (!S_ISREG(info.st_mode)) return;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return;
  path[length] = 0;
  if (strncmp(path, of, strlen(of)) != 0) return;
  snprintf(target, sizeof target, "%s%s", into, path + strlen(of));
  for (char *slash = strchr(target + strlen(into) + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
    *slash = 0;
    mkdir(target, 0755);
    *slash = '/';
  }
  /* Beside and renamed: a kill in the middle of the copy leaves the one before. */
  snprintf(part, sizeof part, "%s.part", target);
  int in = open(path, O_RDONLY), out = open(part, O_WRONLY | O_CREAT | O_TRUNC, 0644);
  if (in >= 0 && out >= 0) {
    char buffer[1 << 16];
    ssize_t got;
    while ((got = read(in, buffer, sizeof buffer)) > 0)
      if (write(out, buffer, got) != got) break;
    syscall(SYS_rename, part, target);
  }
  if (in >= 0) close(in);
  if (out >= 0) close(out);
}

int fsync(int fd) {
  int (*real)(int) = dlsym(RTLD_NEXT, "fsync");
  int result = real(fd), saved = errno;
  if (result == 0) copy_to_shadow(fd);
  errno = saved;
  return result;
}

int fdatasync(int fd) {
  int (*real)(int) = dlsym(RTLD_NEXT, "fdatasync");
  int result = real(fd), saved = errno;
  if (result == 0) copy_to_shadow(fd);
  errno = saved;
  return result;
}
