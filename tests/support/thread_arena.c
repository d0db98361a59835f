/* Lets Criterion start under ThreadSanitizer, and is linked into tests for that alone.
 *
 * Criterion maps memory that it shares with the tests' processes at an address which it picks, on x86-64, from a range
 * that ThreadSanitizer keeps for itself: it finds all of it taken, and ends before the first test. A part of the range,
 * below where programs are loaded, is free for either: it is told that what it picks is free, and is sent there. */
#include <dlfcn.h>
#include <errno.h>
#include <stdint.h>
#include <sys/mman.h>

static const uintptr_t picked_begin = 0x200000000000, picked_end = 0x600000000000;
static const uintptr_t free_begin = 0x551000000000, free_end = 0x555000000000;

static int is_picked(const void *address)
{
    uintptr_t number = (uintptr_t)address;
    return number >= picked_begin && number < picked_end && (number < free_begin || number >= free_end);
}

typedef void *map_memory(void *, size_t, int, int, int, off_t);

void *mmap64(void *address, size_t length, int protection, int flags, int file, off_t offset)
{
    map_memory *next = (map_memory *)(uintptr_t)dlsym(RTLD_NEXT, "mmap64");
    uintptr_t wanted = (uintptr_t)address;
    if ((flags & MAP_FIXED) && is_picked(address))
        wanted = free_begin + wanted % (free_end - free_begin);
    return next((void *)wanted, length, protection, flags, file, offset);
}

/* Nothing else in a test asks whether a page is there. */
int mincore(void *address, size_t length, unsigned char *out)
{
    (void)address, (void)length, (void)out;
    errno = ENOMEM;
    return -1;
}
