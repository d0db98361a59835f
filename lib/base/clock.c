#include "base/clock.h"

#include <stdio.h>
#include <time.h>

static int64_t read_clock(clockid_t id)
{
    struct timespec now;
    clock_gettime(id, &now);
    return (int64_t)now.tv_sec * CLOCK_SECOND + now.tv_nsec / 1000;
}

int64_t clock_now(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

int64_t clock_wall(void)
{
    return read_clock(CLOCK_REALTIME);
}

void clock_text(int64_t wall, char out[CLOCK_TEXT])
{
    time_t seconds = (time_t)(wall / CLOCK_SECOND);
    struct tm parts;
    gmtime_r(&seconds, &parts);
    char date[24];
    strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%S", &parts);
    snprintf(out, CLOCK_TEXT, "%s.%03dZ", date, (int)(wall % CLOCK_SECOND / CLOCK_MILLISECOND));
}

void clock_sleep_until(int64_t when)
{
    struct timespec until = {.tv_sec = (time_t)(when / CLOCK_SECOND),
                             .tv_nsec = (long)(when % CLOCK_SECOND * 1000)};
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL);
}
