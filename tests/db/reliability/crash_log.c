/* Writes down, in order, what a process asks of the files in one folder: for replaying a loss of power. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static int log_fd = -1;
static const char *folder;
static ssize_t (*real_write)(int, const void *, size_t);

__attribute__((constructor)) static void begin(void) {
    real_write = dlsym(RTLD_NEXT, "write");
    folder = getenv("CRASH_FOLDER");
    const char *path = getenv("CRASH_LOG");
    if (folder && path) log_fd = open(path, O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
}

/* One record: operation, length of the name, offset, length of the data, name, data. */
static void note(char op, const char *path, uint64_t offset, const void *data, uint32_t size) {
    if (log_fd < 0 || strncmp(path, folder, strlen(folder))) return;
    const char *name = strrchr(path, '/') + 1;
    size_t named = strlen(name);
    if (named > 4 && !strcmp(name + named - 4, "-shm")) return;
    uint16_t length = (uint16_t)named;
    char *record = malloc(15 + named + size);
    record[0] = op;
    memcpy(record + 1, &length, 2);
    memcpy(record + 3, &offset, 8);
    memcpy(record + 11, &size, 4);
    memcpy(record + 15, name, named);
    if (size) memcpy(record + 15 + named, data, size);
    real_write(log_fd, record, 15 + named + size);
    free(record);
}

static void note_fd(char op, int fd, uint64_t offset, const void *data, uint32_t size) {
    char link[64], path[4096];
    if (log_fd < 0 || fd == log_fd) return;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0) return;
    path[length] = 0;
    note(op, path, offset, data, size);
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) {
    static ssize_t (*real)(int, const void *, size_t, off64_t);
    if (!real) real = dlsym(RTLD_NEXT, "pwrite64");
    ssize_t done = real(fd, data, size, at);
    if (done > 0) note_fd('w', fd, (uint64_t)at, data, (uint32_t)done);
    return done;
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t at) { return pwrite64(fd, data, size, at); }

ssize_t write(int fd, const void *data, size_t size) {
    ssize_t done = real_write(fd, data, size);
    if (done > 0) note_fd('a', fd, 0, data, (uint32_t)done);
    return done;
}

int ftruncate64(int fd, off64_t size) {
    static int (*real)(int, off64_t);
    if (!real) real = dlsym(RTLD_NEXT, "ftruncate64");
    int done = real(fd, size);
    if (!done) note_fd('t', fd, (uint64_t)size, NULL, 0);
    return done;
}

int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }

int fdatasync(int fd) {
    static int (*real)(int);
    if (!real) real = dlsym(RTLD_NEXT, "fdatasync");
    int done = real(fd);
    if (!done) note_fd('s', fd, 0, NULL, 0);
    return done;
}

int fsync(int fd) {
    static int (*real)(int);
    if (!real) real = dlsym(RTLD_NEXT, "fsync");
    int done = real(fd);
    if (!done) note_fd('s', fd, 0, NULL, 0);
    return done;
}

int unlink(const char *path) {
    static int (*real)(const char *);
    if (!real) real = dlsym(RTLD_NEXT, "unlink");
    int done = real(path);
    if (!done && path[0] == '/') note('u', path, 0, NULL, 0);
    return done;
}
