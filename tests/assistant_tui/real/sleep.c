/* A computer that sleeps while programs run: the clock since the start of the machine, which goes on in sleep, is
   ahead by as many seconds as stand in the file that SLEPT names. All other clocks are as they are. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

int clock_gettime(clockid_t clock, struct timespec *at)
{
    static int (*next)(clockid_t, struct timespec *);
    if (!next)
        *(void **)&next = dlsym(RTLD_NEXT, "clock_gettime");
    int failed = next(clock, at);
    if (!failed && clock == CLOCK_BOOTTIME) {
        const char *name = getenv("SLEPT");
        FILE *file = name ? fopen(name, "r") : NULL;
        long seconds = 0;
        if (file) {
            if (fscanf(file, "%ld", &seconds) == 1)
                at->tv_sec += seconds;
            fclose(file);
        }
    }
    return failed;
}
